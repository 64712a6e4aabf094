"""Patrons, cards, guardians."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from densach.core.ages import Sex
from densach.core.ids import public_id
from densach.core.text import fold, sort_key


class PatronType(models.TextChoices):
    CHILD = "child", _("child")
    PUPIL = "pupil", _("pupil")
    TEACHER = "teacher", _("teacher")
    ADULT = "adult", _("adult")
    SENIOR = "senior", _("senior")
    SOLDIER = "soldier", _("member of the armed forces")
    STAFF = "staff", _("staff")


class Patron(models.Model):
    """A person served: reader or learner.

    Sensitive facts (ethnic origin, health, poverty) are never kept here (Law 91/2025/QH15).
    """

    public_id = models.CharField(_("public id"), max_length=12, unique=True, default=public_id, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("account")
    )
    full_name = models.CharField(_("full name"), max_length=120)
    name_fold = models.CharField(max_length=120, editable=False, db_index=True)
    name_sort = models.CharField(max_length=240, editable=False, db_index=True)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex, default=Sex.UNKNOWN)
    patron_type = models.CharField(_("patron type"), max_length=10, choices=PatronType)
    group = models.CharField(_("class or group"), max_length=40, blank=True)
    group_fold = models.CharField(max_length=40, editable=False, blank=True, db_index=True)
    facility = models.ForeignKey("network.Facility", models.PROTECT, related_name="+", verbose_name=_("registered at"))
    registered_on = models.DateField(_("registered on"))
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    is_blocked = models.BooleanField(_("blocked"), default=False)
    block_reason = models.CharField(_("reason of the block"), max_length=200, blank=True)
    is_sample = models.BooleanField(_("sample data"), default=False, editable=False)

    class Meta:
        verbose_name = _("patron")
        verbose_name_plural = _("patrons")
        ordering = ["name_sort", "pk"]
        indexes = [models.Index(fields=["facility", "registered_on"], name="patron_facility_registered")]
        constraints = [
            models.CheckConstraint(
                name="patron_birth_year_plausible",
                condition=Q(birth_year__isnull=True) | Q(birth_year__range=(1900, 2100)),
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_keys()
        super().save(*args, **kwargs)

    def set_keys(self) -> None:
        """Derive the search and sort keys (bulk loaders call this themselves)."""
        self.name_fold = fold(self.full_name)
        self.name_sort = sort_key(self.full_name)
        self.group_fold = fold(self.group)


class CardState(models.TextChoices):
    ACTIVE = "active", _("active")
    LOST = "lost", _("lost")
    REPLACED = "replaced", _("replaced")


class Card(models.Model):
    """A card with its own number (what the scanner reads). A patron may have had several; one is active."""

    patron = models.ForeignKey("people.Patron", models.CASCADE, related_name="+", verbose_name=_("patron"))
    number = models.CharField(_("card number"), max_length=30, unique=True)
    issued_on = models.DateField(_("issued on"))
    expires_on = models.DateField(_("valid to"))
    state = models.CharField(_("state"), max_length=10, choices=CardState, default=CardState.ACTIVE)

    class Meta:
        verbose_name = _("card")
        verbose_name_plural = _("cards")
        constraints = [
            models.CheckConstraint(name="card_expires_after_issue", condition=Q(expires_on__gte=F("issued_on"))),
            models.UniqueConstraint(name="card_one_active", fields=["patron"], condition=Q(state="active")),
        ]

    def __str__(self) -> str:
        return self.number


class CardSeries(models.Model):
    """The running numbers of the cards that one facility issues: prefix, point, number ("TVDX.000123")."""

    facility = models.OneToOneField("network.Facility", models.PROTECT, related_name="+", verbose_name=_("facility"))
    prefix = models.CharField(_("prefix"), max_length=10, unique=True)
    next_number = models.PositiveIntegerField(_("next number"), default=1)
    digits = models.PositiveSmallIntegerField(_("digits"), default=6)

    class Meta:
        verbose_name = _("card series")
        verbose_name_plural = _("card series")

    def __str__(self) -> str:
        return self.prefix

    def written(self, number: int) -> str:
        """The card number as printed."""
        return f"{self.prefix}.{number:0{self.digits}d}"


class Guardian(models.Model):
    """Who answers for a child, and the consent given.

    Decree 356/2025: name, relation, date, number of the paper form.
    """

    patron = models.OneToOneField("people.Patron", models.CASCADE, related_name="+", verbose_name=_("child"))
    full_name = models.CharField(_("guardian's name"), max_length=120)
    relation = models.CharField(_("relation"), max_length=40)
    consented_on = models.DateField(_("consent given on"))
    form_number = models.CharField(_("paper form number"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("guardian")
        verbose_name_plural = _("guardians")

    def __str__(self) -> str:
        return self.full_name
