"""Vouchers: what came in together, one line each of part I of the general register."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from densach.core.ids import public_id


class VoucherKind(models.TextChoices):
    INTAKE = "intake", _("intake")
    OPENING = "opening", _("opening balance")


class Source(models.TextChoices):
    BOUGHT = "bought", _("bought")
    ALLOTTED = "allotted", _("allotted")
    DONATED = "donated", _("donated")
    EXCHANGED = "exchanged", _("exchanged")
    OTHER = "other", _("other source")


class Voucher(models.Model):
    """What a place received at once. An intake has the next number of its general register, continuous across years.

    An opening balance is stock that was there before the system: it is no intake of any year and has no number.
    A closed voucher takes no more copies.
    """

    public_id = models.CharField(_("public id"), max_length=12, unique=True, default=public_id, editable=False)
    facility = models.ForeignKey("network.Facility", models.PROTECT, related_name="+", verbose_name=_("facility"))
    kind = models.CharField(_("kind"), max_length=8, choices=VoucherKind, default=VoucherKind.INTAKE)
    number = models.PositiveIntegerField(_("number in the general register"), null=True, blank=True)
    on = models.DateField(_("date"))
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.BOUGHT)
    source_name = models.CharField(_("from whom"), max_length=200, blank=True)
    document_number = models.CharField(_("voucher no."), max_length=40, blank=True)
    document_on = models.DateField(_("voucher date"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    entered_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("entered by"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    is_sample = models.BooleanField(_("sample data"), default=False, editable=False)

    class Meta:
        verbose_name = _("voucher")
        verbose_name_plural = _("vouchers")
        ordering = ["-on", "-number", "-pk"]
        constraints = [
            models.UniqueConstraint(name="voucher_number_once_per_place", fields=["facility", "number"]),
            models.CheckConstraint(
                name="voucher_intake_is_numbered",
                condition=Q(kind="intake", number__isnull=False) | Q(kind="opening", number__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.document_number or (str(self.number) if self.number else f"{self.on:%d/%m/%Y}")
