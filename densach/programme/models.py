"""Plans, targets, indicators, duties; the proposal read from a plan's text; overruled verdicts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from densach.core.ids import public_id


class PlanState(models.TextChoices):
    DRAFT = "draft", _("draft")
    IN_FORCE = "in_force", _("in force")
    ENDED = "ended", _("ended")


class Plan(models.Model):
    """A plan as data: issued by a unit, with objectives, targets, tasks and duties. Source text kept line for line."""

    public_id = models.CharField(_("public id"), max_length=12, unique=True, default=public_id, editable=False)
    slug = models.SlugField(_("key"), max_length=60, unique=True)
    issuer = models.ForeignKey("network.Unit", models.PROTECT, related_name="+", verbose_name=_("issued by"))
    title = models.CharField(_("title"), max_length=500)
    number = models.CharField(_("number"), max_length=40, blank=True)
    dated = models.CharField(_("date as printed"), max_length=40, blank=True)
    legal_basis = models.JSONField(_("legal basis"), default=list)
    objectives = models.JSONField(_("objectives"), default=list)
    recipients = models.JSONField(_("recipients"), default=list)
    first_year = models.PositiveSmallIntegerField(_("from year"))
    last_year = models.PositiveSmallIntegerField(_("to year"))
    state = models.CharField(_("state"), max_length=10, choices=PlanState, default=PlanState.DRAFT)
    source_text = models.TextField(_("text of the document"), blank=True)
    is_sample = models.BooleanField(_("sample data"), default=False, editable=False)

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["-first_year", "pk"]
        constraints = [
            models.CheckConstraint(name="plan_ends_after_start", condition=Q(last_year__gte=models.F("first_year")))
        ]

    def __str__(self) -> str:
        return self.title


class IndicatorType(models.TextChoices):
    SHARE_OF_FACILITIES = "share_of_facilities", _("share of facilities")
    SHARE_OF_UNITS = "share_of_units", _("share of units")
    AVERAGE_ANNUAL_GROWTH = "average_annual_growth", _("average annual growth")
    TOTAL = "total", _("total")


class Bound(models.TextChoices):
    """How a target binds: reached exactly or more, at least, more than, at most, or from `value` up to `value_high`."""

    EXACT = "exact", _("reach")
    MIN = "min", _("at least")
    OVER = "over", _("more than")
    MAX = "max", _("at most")
    RANGE = "range", _("from … to …")


class Indicator(models.Model):
    """What a plan's target measures: a type, a population, and a registered criterion or measure with parameters.

    `population_kinds` are kinds of facility or, for a share of units, kinds of unit. There is no formula language.
    """

    plan = models.ForeignKey("programme.Plan", models.CASCADE, related_name="+", verbose_name=_("plan"))
    key = models.CharField(_("key"), max_length=10)
    name = models.CharField(_("name"), max_length=500)
    type = models.CharField(_("type"), max_length=30, choices=IndicatorType)
    population_kinds = models.JSONField(_("population: kinds of facility or unit"), default=list)
    criterion = models.CharField(_("criterion"), max_length=60, blank=True)
    measure = models.CharField(_("measure"), max_length=40, blank=True)
    parameters = models.JSONField(_("parameters"), default=dict)
    base_year = models.PositiveSmallIntegerField(_("base year"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["order", "key"]
        constraints = [models.UniqueConstraint(name="indicator_key_once", fields=["plan", "key"])]

    def __str__(self) -> str:
        return f"{self.key} {self.name}"


class Target(models.Model):
    """A value to be reached by a year. Percent values are stored as such (60 = 60 %)."""

    plan = models.ForeignKey("programme.Plan", models.CASCADE, related_name="+", verbose_name=_("plan"))
    indicator = models.ForeignKey(
        "programme.Indicator", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("indicator")
    )
    text = models.TextField(_("as printed"))
    population = models.CharField(_("population"), max_length=300, blank=True)
    measure_text = models.CharField(_("what is measured"), max_length=500, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    unit = models.CharField(_("unit of value"), max_length=40, default="%")
    per_year = models.BooleanField(_("per year"), default=False)
    bound = models.CharField(_("how it binds"), max_length=10, choices=Bound, default=Bound.EXACT)
    value_high = models.DecimalField(_("up to"), max_digits=14, decimal_places=2, null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    line = models.PositiveIntegerField(_("line of the source"), null=True, blank=True)

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["year", "pk"]

    def __str__(self) -> str:
        return f"{self.value} {self.unit} ({self.year})"


class Baseline(models.Model):
    """Where an indicator stood before the plan."""

    indicator = models.ForeignKey("programme.Indicator", models.CASCADE, related_name="+", verbose_name=_("indicator"))
    year = models.PositiveSmallIntegerField(_("year"))
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = _("baseline")
        verbose_name_plural = _("baselines")
        constraints = [models.UniqueConstraint(name="baseline_once", fields=["indicator", "year"])]

    def __str__(self) -> str:
        return f"{self.value} ({self.year})"


class PlanTask(models.Model):
    """A task of the plan, in its group."""

    plan = models.ForeignKey("programme.Plan", models.CASCADE, related_name="+", verbose_name=_("plan"))
    group = models.CharField(_("group of tasks"), max_length=500)
    group_order = models.PositiveSmallIntegerField(default=0)
    text = models.TextField(_("task"))
    lead = models.ForeignKey(
        "network.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lead")
    )
    partners = models.ManyToManyField("network.Unit", blank=True, related_name="+", verbose_name=_("partners"))
    order = models.PositiveSmallIntegerField(default=0)
    line = models.PositiveIntegerField(_("line of the source"), null=True, blank=True)

    class Meta:
        verbose_name = _("plan task")
        verbose_name_plural = _("plan tasks")
        ordering = ["group_order", "order"]

    def __str__(self) -> str:
        return self.text[:80]


class Duty(models.Model):
    """What the plan asks of an agency section: of `units`, and of every unit of `unit_kinds` in the plan's scope.

    `requested` is true where the plan asks rather than orders ("Đề nghị …").
    """

    plan = models.ForeignKey("programme.Plan", models.CASCADE, related_name="+", verbose_name=_("plan"))
    agency = models.CharField(_("agency as printed"), max_length=300)
    units = models.ManyToManyField("network.Unit", blank=True, related_name="+", verbose_name=_("units"))
    unit_kinds = models.JSONField(_("every unit of these kinds"), default=list)
    requested = models.BooleanField(_("asked, not ordered"), default=False)
    text = models.TextField(_("duty"))
    order = models.PositiveSmallIntegerField(default=0)
    line = models.PositiveIntegerField(_("line of the source"), null=True, blank=True)

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ["order"]

    def __str__(self) -> str:
        return f"{self.agency}: {self.text[:60]}"


class DeadlineKind(models.TextChoices):
    REPORT = "report", _("report")
    MID_TERM = "mid_term", _("mid-term review")
    FINAL = "final", _("final review")


class Deadline(models.Model):
    """A date that comes back every year, or a review in one year."""

    plan = models.ForeignKey("programme.Plan", models.CASCADE, related_name="+", verbose_name=_("plan"))
    month = models.PositiveSmallIntegerField(_("month"), null=True, blank=True)
    day = models.PositiveSmallIntegerField(_("day"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=DeadlineKind, default=DeadlineKind.REPORT)
    text = models.TextField(_("as printed"))

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        constraints = [
            models.CheckConstraint(
                name="deadline_month_range", condition=Q(month__isnull=True) | Q(month__range=(1, 12))
            ),
            models.CheckConstraint(name="deadline_day_range", condition=Q(day__isnull=True) | Q(day__range=(1, 31))),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class PlanProposal(models.Model):
    """What the reader made of an uploaded plan text, until a person has corrected and confirmed it beside the source.

    `proposal` is the JSON of `plan_text` with, beside the stable keys, `issuer_unit` and each agency's `units` (keys).
    """

    public_id = models.CharField(_("public id"), max_length=12, unique=True, default=public_id, editable=False)
    filename = models.CharField(_("file"), max_length=200)
    source_lines = models.JSONField(_("lines of the source"), default=list)
    proposal = models.JSONField(_("proposal"), default=dict)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))
    plan = models.OneToOneField(
        "programme.Plan", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("became the plan")
    )

    class Meta:
        verbose_name = _("plan proposal")
        verbose_name_plural = _("plan proposals")
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.filename


class Overrule(models.Model):
    """An inspector's verdict against the computed one, with reason and file; both stay visible.

    One stands for a place and year; a later one withdraws the one before.
    """

    indicator = models.ForeignKey("programme.Indicator", models.PROTECT, related_name="+", verbose_name=_("indicator"))
    facility = models.ForeignKey(
        "network.Facility", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("facility")
    )
    unit = models.ForeignKey(
        "network.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    met = models.BooleanField(_("meets the criterion"))
    reason = models.TextField(_("reason"))
    file = models.FileField(_("file"), upload_to="overrules/%Y/", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    withdrawn = models.BooleanField(_("withdrawn"), default=False)

    class Meta:
        verbose_name = _("overruled verdict")
        verbose_name_plural = _("overruled verdicts")
        constraints = [
            models.CheckConstraint(
                name="overrule_one_place",
                condition=Q(facility__isnull=False, unit__isnull=True) | Q(facility__isnull=True, unit__isnull=False),
            ),
            models.UniqueConstraint(
                name="overrule_one_per_facility",
                fields=["indicator", "facility", "year"],
                condition=Q(withdrawn=False, facility__isnull=False),
            ),
            models.UniqueConstraint(
                name="overrule_one_per_unit",
                fields=["indicator", "unit", "year"],
                condition=Q(withdrawn=False, unit__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.year}: {self.met}"
