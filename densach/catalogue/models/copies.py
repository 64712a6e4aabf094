"""Copies and the registers their numbers come from."""

from __future__ import annotations

import re
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from densach.core.ids import public_id

_NUMBER = re.compile(r"([0-9]{1,9})([^0-9]*)$")


class AccessionRegister(models.Model):
    """A numbered register (PM, GK, NV …) of one facility; the next number continues without gaps."""

    facility = models.ForeignKey("network.Facility", models.PROTECT, related_name="+", verbose_name=_("facility"))
    prefix = models.CharField(_("prefix"), max_length=10)
    next_number = models.PositiveIntegerField(_("next number"), default=1)
    digits = models.PositiveSmallIntegerField(_("digits"), default=6)

    class Meta:
        verbose_name = _("accession register")
        verbose_name_plural = _("accession registers")
        constraints = [models.UniqueConstraint(name="register_prefix_once", fields=["facility", "prefix"])]

    def __str__(self) -> str:
        return self.prefix

    def written(self, number: int) -> str:
        """The accession number as printed in the register and on the label."""
        return f"{self.prefix}.{number:0{self.digits}d}"


class ItemType(models.TextChoices):
    GENERAL = "general", _("general")
    TEXTBOOK = "textbook", _("textbook")
    REFERENCE = "reference", _("reference (read here)")
    PERIODICAL = "periodical", _("periodical")
    RARE = "rare", _("rare")
    LAW = "law", _("law bookcase")


class CopyState(models.TextChoices):
    IN_SERVICE = "in_service", _("in service")
    REPAIR = "repair", _("being repaired")
    LOST = "lost", _("lost")
    DAMAGED = "damaged", _("damaged")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Condition(models.TextChoices):
    GOOD = "good", _("good")
    WORN = "worn", _("worn")
    DAMAGED = "damaged", _("damaged")


class WithdrawalReason(models.TextChoices):
    OUTDATED = "outdated", _("outdated")
    DAMAGED = "damaged", _("damaged beyond repair")
    LOST = "lost", _("lost")
    TRANSFERRED = "transferred", _("transferred")
    DONATED = "donated", _("given away")
    OTHER = "other", _("other reason")


class Copy(models.Model):
    """One physical copy with its own accession number (số đăng ký cá biệt) and bar code.

    `number` and `suffix` are the parts of the accession number that order and continuity are read from ("PM.0012a" →
    12, "a"); a number without digits has none.
    """

    public_id = models.CharField(_("public id"), max_length=12, unique=True, default=public_id, editable=False)
    record = models.ForeignKey("catalogue.Record", models.PROTECT, related_name="+", verbose_name=_("record"))
    facility = models.ForeignKey("network.Facility", models.PROTECT, related_name="+", verbose_name=_("facility"))
    register = models.ForeignKey(
        "catalogue.AccessionRegister", models.PROTECT, related_name="+", verbose_name=_("accession register")
    )
    accession_number = models.CharField(_("accession number"), max_length=30)
    number = models.PositiveIntegerField(_("number"), null=True, editable=False)
    suffix = models.CharField(_("suffix"), max_length=20, blank=True, editable=False)
    barcode = models.CharField(_("bar code"), max_length=30, unique=True)
    item_type = models.CharField(_("item type"), max_length=12, choices=ItemType, default=ItemType.GENERAL)
    state = models.CharField(_("state"), max_length=12, choices=CopyState, default=CopyState.IN_SERVICE)
    shelf = models.CharField(_("shelf"), max_length=40, blank=True)
    price = models.PositiveIntegerField(_("price (đồng)"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=60, blank=True)
    condition = models.CharField(_("condition"), max_length=8, choices=Condition, default=Condition.GOOD)
    note = models.CharField(_("note"), max_length=200, blank=True)
    voucher = models.ForeignKey(
        "catalogue.Voucher", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("voucher")
    )
    weeding = models.ForeignKey(
        "catalogue.Weeding", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("weeding")
    )
    batch = models.ForeignKey(
        "catalogue.ImportBatch", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("import")
    )
    acquired_on = models.DateField(_("entered on"))
    moved_from = models.OneToOneField(
        "catalogue.Copy", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("transferred from")
    )
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawal_reason = models.CharField(_("reason of withdrawal"), max_length=12, choices=WithdrawalReason, blank=True)
    withdrawal_minutes = models.CharField(_("withdrawal minutes no."), max_length=40, blank=True)
    is_sample = models.BooleanField(_("sample data"), default=False, editable=False)

    class Meta:
        verbose_name = _("copy")
        verbose_name_plural = _("copies")
        ordering = ["accession_number"]
        constraints = [
            models.UniqueConstraint(name="copy_number_once_per_register", fields=["register", "accession_number"]),
            models.CheckConstraint(
                name="copy_withdrawn_has_date",
                condition=Q(state="withdrawn", withdrawn_on__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_on__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["facility", "acquired_on"], name="copy_facility_acquired"),
            models.Index(fields=["register", "number"], name="copy_register_number"),
        ]

    def __str__(self) -> str:
        return self.accession_number

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_keys()
        if (changed := kwargs.get("update_fields")) and "accession_number" in changed:
            kwargs["update_fields"] = {*changed, "number", "suffix"}
        super().save(*args, **kwargs)

    def set_keys(self) -> None:
        """Derive number and suffix from the accession number (bulk writers call this themselves)."""
        match = _NUMBER.search(self.accession_number)
        self.number, self.suffix = (int(match[1]), match[2].strip()[:20]) if match else (None, "")
