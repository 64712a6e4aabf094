"""Loans, visits, reading on the spot, and the policy that governs them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from densach.catalogue.models import ItemType
from densach.core.ages import AgeBand
from densach.core.ids import public_id
from densach.people.models import PatronType


class Policy(models.Model):
    """How long and how many, for a patron type × item type at a unit's branch. Empty means "any".

    The most specific row wins: nearest unit first, then patron type, then item type (rules.choose_policy).
    """

    unit = models.ForeignKey(
        "network.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    patron_type = models.CharField(_("patron type"), max_length=10, choices=PatronType, blank=True)
    item_type = models.CharField(_("item type"), max_length=12, choices=ItemType, blank=True)
    may_borrow = models.BooleanField(_("may be lent"), default=True)
    loan_days = models.PositiveSmallIntegerField(_("days"), default=14)
    max_loans = models.PositiveSmallIntegerField(_("loans at once"), default=5)
    max_renewals = models.PositiveSmallIntegerField(_("renewals"), default=2)

    class Meta:
        verbose_name = _("loan policy")
        verbose_name_plural = _("loan policies")
        constraints = [
            models.UniqueConstraint(
                name="policy_once_at_unit", fields=["unit", "patron_type", "item_type"], condition=Q(unit__isnull=False)
            ),
            models.UniqueConstraint(
                name="policy_once_everywhere", fields=["patron_type", "item_type"], condition=Q(unit__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.patron_type or '*'} × {self.item_type or '*'}"


class LoanState(models.TextChoices):
    OPEN = "open", _("on loan")
    RETURNED = "returned", _("returned")
    UNDONE = "undone", _("undone")


class Loan(models.Model):
    """One copy lent to one patron. At most one open loan per copy, by constraint."""

    public_id = models.CharField(_("public id"), max_length=12, unique=True, default=public_id, editable=False)
    copy = models.ForeignKey("catalogue.Copy", models.PROTECT, related_name="+", verbose_name=_("copy"))
    patron = models.ForeignKey("people.Patron", models.PROTECT, related_name="+", verbose_name=_("patron"))
    facility = models.ForeignKey("network.Facility", models.PROTECT, related_name="+", verbose_name=_("lent at"))
    lent_at = models.DateTimeField(_("lent at (time)"))
    lent_on = models.DateField(_("lent on"))
    due_on = models.DateField(_("due on"))
    # what undoing the last renewal goes back to, and the only day on which it may
    renewed_on = models.DateField(_("renewed on"), null=True, blank=True)
    due_before_renewal = models.DateField(_("due before the last renewal"), null=True, blank=True)
    renewals = models.PositiveSmallIntegerField(_("renewals"), default=0)
    returned_at = models.DateTimeField(_("returned at (time)"), null=True, blank=True)
    returned_facility = models.ForeignKey(
        "network.Facility", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("returned at")
    )
    state = models.CharField(_("state"), max_length=10, choices=LoanState, default=LoanState.OPEN)
    overridden = models.CharField(_("reason for the exception"), max_length=200, blank=True)
    patron_type = models.CharField(_("patron type"), max_length=10, choices=PatronType)
    age_band = models.CharField(_("age band"), max_length=8, choices=AgeBand)
    sex = models.CharField(_("sex"), max_length=1)
    subject_group = models.CharField(_("subject group"), max_length=2, blank=True)
    lent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("lent by"))

    class Meta:
        verbose_name = _("loan")
        verbose_name_plural = _("loans")
        constraints = [
            models.UniqueConstraint(name="loan_one_open_per_copy", fields=["copy"], condition=Q(state="open")),
            models.CheckConstraint(
                name="loan_returned_has_time",
                condition=Q(state="returned", returned_at__isnull=False)
                | (~Q(state="returned") & Q(returned_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="loan_returned_after_lent",
                condition=Q(returned_at__isnull=True) | Q(returned_at__gte=F("lent_at")),
            ),
        ]
        indexes = [
            models.Index(fields=["facility", "lent_on"], name="loan_facility_day"),
            models.Index(fields=["patron", "state"], name="loan_patron_state"),
            models.Index(fields=["due_on"], name="loan_due_open", condition=Q(state="open")),
            models.Index(fields=["lent_on"], name="loan_day"),
            models.Index(fields=["returned_facility", "returned_at"], name="loan_returned_moment"),
        ]

    def __str__(self) -> str:
        # the audit trail keeps this label: it must not tie a person to a book
        return self.public_id


class VisitKind(models.TextChoices):
    TAP = "tap", _("counted at the door")
    GROUP = "group", _("class or group")
    CARD = "card", _("by card")


class Visit(models.Model):
    """Persons entering, counted each time (lượt bạn đọc). A card visit counts once per patron, facility and day."""

    facility = models.ForeignKey("network.Facility", models.PROTECT, related_name="+", verbose_name=_("facility"))
    at = models.DateTimeField(_("at"))
    day = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=5, choices=VisitKind)
    count = models.PositiveIntegerField(_("persons"), default=1)
    age_band = models.CharField(_("age band"), max_length=8, choices=AgeBand, default=AgeBand.UNKNOWN)
    sex = models.CharField(_("sex"), max_length=1, default="u")
    patron = models.ForeignKey(
        "people.Patron", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("patron")
    )
    note = models.CharField(_("note"), max_length=100, blank=True)
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("counted by")
    )
    undone = models.BooleanField(_("undone"), default=False)

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        constraints = [
            models.CheckConstraint(name="visit_count_positive", condition=Q(count__gte=1, count__lte=10000)),
            models.UniqueConstraint(
                name="visit_card_once_a_day",
                fields=["patron", "facility", "day"],
                condition=Q(kind="card", undone=False),
            ),
        ]
        indexes = [
            models.Index(fields=["facility", "day"], name="visit_facility_day"),
            models.Index(fields=["day"], name="visit_day"),
        ]

    def __str__(self) -> str:
        return f"{self.count} @ {self.facility_id} {self.day}"


class InHouseUse(models.Model):
    """Copies read on the spot (đọc tại chỗ): one row per scan or tally."""

    facility = models.ForeignKey("network.Facility", models.PROTECT, related_name="+", verbose_name=_("facility"))
    at = models.DateTimeField(_("at"))
    day = models.DateField(_("day"))
    copy = models.ForeignKey(
        "catalogue.Copy", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("copy")
    )
    count = models.PositiveIntegerField(_("copies"), default=1)
    age_band = models.CharField(_("age band"), max_length=8, choices=AgeBand, default=AgeBand.UNKNOWN)
    subject_group = models.CharField(_("subject group"), max_length=2, blank=True)
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("counted by")
    )
    undone = models.BooleanField(_("undone"), default=False)

    class Meta:
        verbose_name = _("in-house use")
        verbose_name_plural = _("in-house uses")
        constraints = [
            models.CheckConstraint(name="inhouse_count_positive", condition=Q(count__gte=1, count__lte=10000))
        ]
        indexes = [
            models.Index(fields=["facility", "day"], name="inhouse_facility_day"),
            models.Index(fields=["day"], name="inhouse_day"),
        ]

    def __str__(self) -> str:
        return f"{self.count} @ {self.facility_id} {self.day}"
