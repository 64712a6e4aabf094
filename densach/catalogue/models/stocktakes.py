"""Stocktakes (kiểm kê): what should be there, what was scanned, what was found at the end."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from densach.core.ids import public_id


class Stocktake(models.Model):
    """A count of the stock of one place: whole, or narrowed to a register and to shelves that begin with `shelf`.

    Expected are the copies in scope that were there when it began (none with a row number after `newest_copy`), neither
    withdrawn nor known to be lost. It can be left and gone on with at any time. At most one is open per place.
    """

    public_id = models.CharField(_("public id"), max_length=12, unique=True, default=public_id, editable=False)
    facility = models.ForeignKey("network.Facility", models.PROTECT, related_name="+", verbose_name=_("facility"))
    title = models.CharField(_("title"), max_length=200)
    register = models.ForeignKey(
        "catalogue.AccessionRegister",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("accession register"),
    )
    shelf = models.CharField(_("shelf begins with"), max_length=40, blank=True)
    is_partial = models.BooleanField(
        _("only what is scanned counts"), default=False, help_text=_("A sample: what was not scanned is not missing.")
    )
    started_at = models.DateTimeField(_("begun at"))
    started_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("begun by"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    minutes_number = models.CharField(_("minutes no."), max_length=40, blank=True)
    newest_copy = models.PositiveBigIntegerField(_("newest copy when begun"), default=0, editable=False)
    expected = models.PositiveIntegerField(_("copies expected"), null=True, blank=True)

    class Meta:
        verbose_name = _("stocktake")
        verbose_name_plural = _("stocktakes")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="stocktake_one_open_per_place", fields=["facility"], condition=Q(closed_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return self.title


class Finding(models.TextChoices):
    PRESENT = "present", _("there")
    ON_LOAN = "on_loan", _("there, though on loan")
    MISPLACED = "misplaced", _("on another shelf")
    ELSEWHERE = "elsewhere", _("belongs to another place")
    WITHDRAWN = "withdrawn", _("withdrawn, but there")
    FOUND_AGAIN = "found_again", _("lost, but there")
    UNKNOWN = "unknown", _("not in any register")
    MISSING = "missing", _("missing")
    OUT = "out", _("with a reader")


class StocktakeLine(models.Model):
    """One copy (or unknown bar code) as found. What was missing or with a reader gets a line when the stocktake is closed.

    `shelf` is where it stood; `resolved` says what was done about a finding that is not in order: an act and, after "|",
    what it needs to be taken back ("lost|in_service", "shelf|A1") or a note.
    """

    stocktake = models.ForeignKey("catalogue.Stocktake", models.CASCADE, related_name="+", verbose_name=_("stocktake"))
    copy = models.ForeignKey(
        "catalogue.Copy", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("copy")
    )
    scanned = models.CharField(_("scanned"), max_length=60, blank=True)
    shelf = models.CharField(_("shelf"), max_length=40, blank=True)
    finding = models.CharField(_("finding"), max_length=12, choices=Finding)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("by"))
    resolved = models.CharField(_("what was done"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("line of a stocktake")
        verbose_name_plural = _("lines of stocktakes")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="stocktake_copy_once", fields=["stocktake", "copy"], condition=Q(copy__isnull=False)
            ),
            models.UniqueConstraint(
                name="stocktake_unknown_once", fields=["stocktake", "scanned"], condition=Q(copy__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stocktake_id} {self.scanned}"
