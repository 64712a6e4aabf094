"""Report cycles, reports, their cells and words, and what happened to them."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from densach.core.ids import public_id


class CycleState(models.TextChoices):
    OPEN = "open", _("open for reports")
    CLOSED = "closed", _("closed for reports")


class ReportCycle(models.Model):
    """A round of reports: who receives (`receiver`, whose branch reports), which year, counted up to when, due when.

    `due_on` is the last day that is in time.
    """

    public_id = models.CharField(_("public id"), max_length=12, unique=True, default=public_id, editable=False)
    plan = models.ForeignKey("programme.Plan", models.PROTECT, related_name="+", verbose_name=_("plan"))
    receiver = models.ForeignKey("network.Unit", models.PROTECT, related_name="+", verbose_name=_("receiving unit"))
    year = models.PositiveSmallIntegerField(_("year"))
    cut_off_on = models.DateField(_("counted up to"))
    due_on = models.DateField(_("due by"))
    state = models.CharField(_("state"), max_length=10, choices=CycleState, default=CycleState.OPEN)
    is_sample = models.BooleanField(_("sample data"), default=False, editable=False)

    class Meta:
        verbose_name = _("report cycle")
        verbose_name_plural = _("report cycles")
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(name="cycle_once", fields=["receiver", "year"]),
            models.CheckConstraint(name="cycle_cut_off_before_due", condition=Q(cut_off_on__lte=F("due_on"))),
        ]

    def __str__(self) -> str:
        return str(self.year)


class ReportState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned to the unit")
    ACCEPTED = "accepted", _("accepted")
    CONSOLIDATED = "consolidated", _("consolidated")


class Report(models.Model):
    """The report of one unit in one cycle. The receiver's own report is the consolidated one."""

    public_id = models.CharField(_("public id"), max_length=12, unique=True, default=public_id, editable=False)
    cycle = models.ForeignKey("reporting.ReportCycle", models.PROTECT, related_name="+", verbose_name=_("cycle"))
    unit = models.ForeignKey("network.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    state = models.CharField(_("state"), max_length=12, choices=ReportState, default=ReportState.DRAFT)
    number = models.PositiveIntegerField(_("document number"), null=True, blank=True)
    signer_name = models.CharField(_("signed by"), max_length=120, blank=True)
    signed_by_deputy = models.BooleanField(_("signed by the deputy"), default=False)
    drafted_at = models.DateTimeField(_("figures drawn at"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    is_sample = models.BooleanField(_("sample data"), default=False, editable=False)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [models.UniqueConstraint(name="report_once", fields=["cycle", "unit"])]

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.unit_id}"


class ReportCell(models.Model):
    """One figure of a report: as computed, where from, and, if corrected, the value beside it with the reason.

    `key` is "m.<measure>" or "i.<indicator of the plan>"; `provenance` as `cells.Drawn` writes it.
    """

    report = models.ForeignKey("reporting.Report", models.CASCADE, related_name="+", verbose_name=_("report"))
    key = models.CharField(_("cell"), max_length=60)
    computed = models.DecimalField(_("computed"), max_digits=16, decimal_places=2, null=True)
    provenance = models.JSONField(_("where it comes from"), default=dict)
    corrected = models.DecimalField(_("corrected"), max_digits=16, decimal_places=2, null=True, blank=True)
    reason = models.CharField(_("reason for the correction"), max_length=500, blank=True)
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("corrected by"),
    )
    corrected_at = models.DateTimeField(_("corrected at"), null=True, blank=True)
    explanation = models.CharField(_("explanation of a jump"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("report cell")
        verbose_name_plural = _("report cells")
        constraints = [
            models.UniqueConstraint(name="cell_once", fields=["report", "key"]),
            models.CheckConstraint(
                name="cell_correction_has_reason", condition=Q(corrected__isnull=True) | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def value(self) -> Decimal | None:
        """What the report says: the corrected value where there is one, else the computed."""
        return self.computed if self.corrected is None else self.corrected


class Narrative(models.Model):
    """The words of one section, saved while typed."""

    report = models.ForeignKey("reporting.Report", models.CASCADE, related_name="+", verbose_name=_("report"))
    section = models.CharField(_("section"), max_length=30)
    text = models.TextField(_("text"), blank=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("saved by")
    )
    saved_at = models.DateTimeField(_("saved at"), null=True)

    class Meta:
        verbose_name = _("narrative")
        verbose_name_plural = _("narratives")
        constraints = [models.UniqueConstraint(name="narrative_once", fields=["report", "section"])]

    def __str__(self) -> str:
        return self.section


class ReportEvent(models.Model):
    """A step of a report through its states, with the words that went with it."""

    report = models.ForeignKey("reporting.Report", models.CASCADE, related_name="+", verbose_name=_("report"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    state = models.CharField(_("state"), max_length=12, choices=ReportState)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("report step")
        verbose_name_plural = _("report steps")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.report_id} {self.state}"


class WordTemplate(models.Model):
    """A Word template in the place of the shipped one. A unit without one uses that of the nearest unit above."""

    unit = models.ForeignKey("network.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    kind = models.CharField(_("document"), max_length=20, default="report")
    content = models.BinaryField(_("file"))
    filename = models.CharField(_("file name"), max_length=200)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("Word template")
        verbose_name_plural = _("Word templates")
        constraints = [
            models.UniqueConstraint(name="word_template_one_active", fields=["unit", "kind"], condition=Q(active=True))
        ]

    def __str__(self) -> str:
        return self.filename


class Reminder(models.Model):
    """That a reminder about a report went out, so that none goes twice."""

    report = models.ForeignKey("reporting.Report", models.CASCADE, related_name="+", verbose_name=_("report"))
    days_before = models.SmallIntegerField(_("days before the deadline"))
    sent_at = models.DateTimeField(_("sent at"))
    recipients = models.PositiveSmallIntegerField(_("number of recipients"))

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [models.UniqueConstraint(name="reminder_once", fields=["report", "days_before"])]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.days_before}"
