"""What is wrong with a stored plan: said on its page until somebody mends it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from densach.core.clock import today
from densach.documents.decree30 import format_decimal

from .indicators import IndicatorResult, frame_of, results_in
from .models import Baseline, Deadline, Duty, Indicator, IndicatorType, Plan, PlanState, PlanTask, Target
from .rules import is_lower


@dataclass(frozen=True)
class Finding:
    """`severity`: error (a figure is wrong or missing until it is settled), warning, note. `key`: the indicator's."""

    code: str
    severity: str
    text: str
    key: str = ""


def lint_plan(
    plan: Plan, *, on: dt.date | None = None, results: Sequence[IndicatorResult] | None = None
) -> list[Finding]:
    """Every finding, errors first. `results` are those of the day, if the caller has them already.

    Targets that fall, no baseline, nobody responsible, dates in the past, a population that is empty, names nobody
    registered, targets without an indicator and indicators without a target.
    """
    day = on or today()
    indicators = list(Indicator.objects.filter(plan=plan))
    if results is None:
        year = min(max(day.year, plan.first_year), plan.last_year)
        results = results_in(frame_of(plan, year, as_of=day), indicators)
    targets = list(Target.objects.filter(plan=plan))
    findings = [
        *_unjudged(results),
        *_falls(indicators, targets),
        *_loose(indicators, targets),
        *_no_baseline(plan, indicators),
        *_nobody(plan),
        *_past(plan, targets, day),
    ]
    weight = {"error": 0, "warning": 1, "note": 2}
    return sorted(findings, key=lambda finding: weight[finding.severity])


def _unjudged(results: Sequence[IndicatorResult]) -> Iterator[Finding]:
    broken = {
        "criterion-unknown", "parameters-unknown", "measure-unknown", "no-base-year", "population-empty",
    }  # fmt: skip
    for result in results:
        if result.problem and result.problem.code in broken:
            text = f"{result.indicator}: {result.problem.text}"
            yield Finding(result.problem.code, "error", text, result.indicator.key)


def _amount(target: Target) -> str:
    unit = _("%(unit)s a year") % {"unit": target.unit} if target.per_year else target.unit
    return f"{format_decimal(target.value)} {unit}"


def _falls(indicators: Sequence[Indicator], targets: Sequence[Target]) -> Iterator[Finding]:
    of: dict[int, list[Target]] = defaultdict(list)
    for target in targets:
        if target.indicator_id and target.year:
            of[target.indicator_id].append(target)
    for indicator in indicators:
        rows = sorted(of[indicator.pk], key=lambda target: (target.year or 0, target.pk))
        for before, after in pairwise(rows):
            if before.year != after.year and is_lower(after.value, before.value, after.bound):
                said = {
                    "name": indicator,
                    "before": _amount(before),
                    "year_before": before.year,
                    "after": _amount(after),
                    "year_after": after.year,
                }
                text = _("%(name)s: the target falls from %(before)s (%(year_before)s) to %(after)s (%(year_after)s).")
                yield Finding("target-falls", "error", text % said, indicator.key)


def _loose(indicators: Sequence[Indicator], targets: Sequence[Target]) -> Iterator[Finding]:
    for target in targets:
        if target.indicator_id is None:
            said = {"value": _amount(target), "text": target.text[:140]}
            text = _("The target of %(value)s has no indicator, so nothing is counted for it: %(text)s") % said
            yield Finding("target-without-indicator", "error", text)
    aimed = {target.indicator_id for target in targets}
    for indicator in indicators:
        if indicator.pk not in aimed:
            text = _("%(name)s: no target is set.") % {"name": indicator}
            yield Finding("indicator-without-target", "warning", text, indicator.key)


def _no_baseline(plan: Plan, indicators: Sequence[Indicator]) -> Iterator[Finding]:
    known = set(Baseline.objects.filter(indicator__plan=plan).values_list("indicator_id", flat=True))
    growing = IndicatorType.AVERAGE_ANNUAL_GROWTH  # starts from its base year's figures
    without = [one.key for one in indicators if one.pk not in known and one.type != growing]
    if without:
        text = _("Where these indicators stood before the plan is not known: %(keys)s.") % {"keys": ", ".join(without)}
        yield Finding("no-baseline", "warning", text)


def _nobody(plan: Plan) -> Iterator[Finding]:
    duties = Duty.objects.filter(plan=plan, unit_kinds=[], units__isnull=True)
    agencies = list(dict.fromkeys(duties.order_by("order").values_list("agency", flat=True)))
    for agency in agencies:
        text = _("The agency “%(agency)s” is not tied to any unit, so nobody sees its duties.") % {"agency": agency}
        yield Finding("nobody-responsible", "warning", text)
    if not Duty.objects.filter(plan=plan).exists():
        yield Finding("nobody-responsible", "warning", _("The plan gives no agency a duty."))
    alone = PlanTask.objects.filter(plan=plan, lead__isnull=True).count()
    if alone:
        text = ngettext("%(count)s task has no leading unit.", "%(count)s tasks have no leading unit.", alone)
        yield Finding("task-without-lead", "note", text % {"count": alone})


def _past(plan: Plan, targets: Sequence[Target], day: dt.date) -> Iterator[Finding]:
    for target in targets:
        if target.year and target.year < plan.first_year:
            said = {"value": _amount(target), "year": target.year, "first": plan.first_year}
            text = _("The target of %(value)s is for %(year)s, before the plan begins (%(first)s).") % said
            yield Finding("date-before-plan", "warning", text)
    reviews = Deadline.objects.filter(plan=plan, year__lt=day.year).order_by("year")
    for deadline in reviews:
        text = _("The date has passed: %(text)s (%(year)s).") % {"text": deadline.text, "year": deadline.year}
        yield Finding("date-in-past", "note", text)
    if plan.last_year < day.year and plan.state == PlanState.IN_FORCE:
        text = _("The plan ran until %(year)s and is still marked as in force.") % {"year": plan.last_year}
        yield Finding("plan-over", "warning", text)
