"""Stored figures, declarations of places on paper, and the marks that say what must be recounted."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Quality(models.TextChoices):
    COUNTED = "counted", _("counted")
    DECLARED = "declared", _("declared")
    SAMPLED = "sampled", _("sampled")
    ESTIMATED = "estimated", _("estimated")


class Figure(models.Model):
    """The value of one measure at one facility in one month, whole (`split` and `key` empty) or for one key of one
    split.

    `value` is in the measure's own unit (a count; minutes for hours). Zero is not stored: absence of a row is zero,
    except
    for declarations, where an explicit zero says "declared: none".
    """

    facility = models.ForeignKey("network.Facility", models.CASCADE, related_name="+", verbose_name=_("facility"))
    month = models.DateField(_("month"))
    measure = models.CharField(_("measure"), max_length=40)
    split = models.CharField(_("split"), max_length=20, blank=True, default="")
    key = models.CharField(_("key"), max_length=40, blank=True, default="")
    value = models.BigIntegerField(_("value"))
    quality = models.CharField(_("quality"), max_length=10, choices=Quality)

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        constraints = [
            models.UniqueConstraint(name="figure_once", fields=["measure", "facility", "month", "split", "key"]),
            models.CheckConstraint(name="figure_not_negative", condition=Q(value__gte=0)),
        ]
        indexes = [models.Index(fields=["measure", "split", "month"], name="figure_measure_month")]

    def __str__(self) -> str:
        return f"{self.measure} {self.facility_id} {self.month:%Y-%m} {self.split}:{self.key} = {self.value}"


class Declaration(models.Model):
    """What a place that works on paper says of one month. Kept as declared; a correction is a new row that
    supersedes.
    """

    facility = models.ForeignKey("network.Facility", models.PROTECT, related_name="+", verbose_name=_("facility"))
    month = models.DateField(_("month"))
    measure = models.CharField(_("measure"), max_length=40)
    split = models.CharField(_("split"), max_length=20, blank=True, default="")
    key = models.CharField(_("key"), max_length=40, blank=True, default="")
    value = models.BigIntegerField(_("value"))
    quality = models.CharField(_("quality"), max_length=10, choices=Quality, default=Quality.DECLARED)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("declared by")
    )
    declared_at = models.DateTimeField(_("declared at"))
    superseded = models.BooleanField(_("superseded"), default=False)

    class Meta:
        verbose_name = _("declaration")
        verbose_name_plural = _("declarations")
        constraints = [
            models.UniqueConstraint(
                name="declaration_one_current",
                fields=["facility", "month", "measure", "split", "key"],
                condition=Q(superseded=False),
            ),
            models.CheckConstraint(name="declaration_not_negative", condition=Q(value__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.facility_id} {self.month:%Y-%m} = {self.value}"


class RecountState(models.Model):
    """One row. `turn` grows with each recount, so that two recounts follow each other; `stocks_until` is the last
    month to
    which stock figures (copies held) have been carried."""

    turn = models.PositiveBigIntegerField(_("turn"), default=0)
    stocks_until = models.DateField(_("stocks carried until"), null=True)

    class Meta:
        verbose_name = _("state of recounts")
        verbose_name_plural = _("states of recounts")

    def __str__(self) -> str:
        return f"{self.turn}, {self.stocks_until:%Y-%m}" if self.stocks_until else str(self.turn)


class FigureCheck(models.Model):
    """One comparison of every stored figure with a recount of the raw rows, asked by somebody, done by the worker."""

    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    mends = models.BooleanField(_("recounts as well"), default=False)
    done = models.PositiveIntegerField(_("months compared"), default=0)
    total = models.PositiveIntegerField(_("months to compare"), default=0)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    found = models.PositiveIntegerField(_("differences"), default=0)
    differences = models.JSONField(_("first differences"), default=list)

    class Meta:
        verbose_name = _("check of figures")
        verbose_name_plural = _("checks of figures")
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}: {self.found}"


class DirtyMark(models.Model):
    """(facility, month, measure) whose raw rows changed. Append-only: a recount removes only the marks it has read,
    so none is lost to a race.
    """

    facility = models.ForeignKey(
        "network.Facility", models.CASCADE, related_name="+", verbose_name=_("facility"), db_index=False
    )
    month = models.DateField(_("month"))
    measure = models.CharField(_("measure"), max_length=40)

    class Meta:
        verbose_name = _("dirty mark")
        verbose_name_plural = _("dirty marks")

    def __str__(self) -> str:
        return f"{self.measure} {self.facility_id} {self.month:%Y-%m}"
