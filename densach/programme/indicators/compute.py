"""From an indicator to its result: scope, verdicts or amounts, target, baseline. Statements do not grow with places."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from densach.core.clock import today
from densach.core.periods import Period
from densach.network.queries import Map
from densach.programme.models import Baseline, Indicator, IndicatorType, Overrule, Plan, Target
from densach.programme.rules import SHARES

from .amounts import growth_of, total_of
from .result import IndicatorResult, Problem
from .scope import Scope
from .shares import Bench, NotJudgeable


@dataclass
class Frame:
    """Everything the indicators of one plan share in one year on one map."""

    plan: Plan
    year: int
    on_map: Map
    as_of: dt.date

    @property
    def has_begun(self) -> bool:
        return self.as_of >= dt.date(self.year, 1, 1)

    @cached_property
    def scope(self) -> Scope:
        return Scope(self.plan.issuer_id, self.as_of, self.on_map)

    @cached_property
    def bench(self) -> Bench:
        return Bench(self.scope, Period(dt.date(self.year, 1, 1), self.as_of))

    @cached_property
    def targets(self) -> dict[int, list[Target]]:
        found: dict[int, list[Target]] = defaultdict(list)
        rows = Target.objects.filter(plan=self.plan, indicator__isnull=False).order_by("year", "pk")
        for target in rows:
            found[target.indicator_id or 0].append(target)
        return found

    @cached_property
    def baselines(self) -> dict[int, Baseline]:
        """The latest baseline of each indicator."""
        return {row.indicator_id: row for row in Baseline.objects.filter(indicator__plan=self.plan).order_by("year")}

    @cached_property
    def overrules(self) -> dict[int, dict[int, Overrule]]:
        """{indicator id: {place id: overrule}}: those that stand in this year."""
        found: dict[int, dict[int, Overrule]] = defaultdict(dict)
        rows = Overrule.objects.filter(indicator__plan=self.plan, year=self.year, withdrawn=False)
        for row in rows.select_related("by"):
            found[row.indicator_id][row.facility_id or row.unit_id or 0] = row
        return found


def frame_of(plan: Plan, year: int, on_map: Map = Map.THEN, as_of: dt.date | None = None) -> Frame:
    """`as_of` is the day up to which facts count: by default the year's last day, or today while it runs."""
    return Frame(plan, year, on_map, min(as_of or today(), dt.date(year, 12, 31)))


def results_in(frame: Frame, indicators: Sequence[Indicator]) -> list[IndicatorResult]:
    """One result for each indicator, in the order given."""
    if frame.has_begun:
        frame.bench.prepare(indicator for indicator in indicators if indicator.type in SHARES)
    return [_result(frame, indicator) for indicator in indicators]


def _result(frame: Frame, indicator: Indicator) -> IndicatorResult:
    target, later = _targets_from(frame.targets.get(indicator.pk, []), frame.year)
    found: dict[str, Any]
    try:
        found = _counted(frame, indicator)
    except NotJudgeable as refused:
        found = {"problem": refused.problem}
    return IndicatorResult(
        indicator=indicator,
        year=frame.year,
        on_map=frame.on_map,
        as_of=frame.as_of,
        target=target,
        later_targets=later,
        baseline=frame.baselines.get(indicator.pk),
        **found,
    )


def _targets_from(targets: list[Target], year: int) -> tuple[Target | None, tuple[Target, ...]]:
    """The target of a year, else of the next year that has one, else the standing one; and those after it."""
    ahead = [target for target in targets if target.year is not None and target.year >= year]
    standing = [target for target in targets if target.year is None]
    return (ahead[0], tuple(ahead[1:])) if ahead else (standing[0] if standing else None, ())


def _counted(frame: Frame, indicator: Indicator) -> dict[str, Any]:
    if not frame.has_begun:
        raise NotJudgeable(Problem("year-not-begun", _("The year %(year)s has not begun.") % {"year": frame.year}))
    if indicator.type in SHARES:
        return _share(frame, indicator)
    if indicator.type == IndicatorType.AVERAGE_ANNUAL_GROWTH:
        value, series, compared = growth_of(indicator, frame.scope, frame.year)
        return {"value": value, "series": series, "compared": compared}
    period = Period(dt.date(frame.year, 1, 1), frame.as_of)
    amount = total_of(indicator, frame.scope, period)
    return {"value": Decimal(amount.value), "series": (amount,), "compared": period}


def _share(frame: Frame, indicator: Indicator) -> dict[str, Any]:
    places = frame.bench.places(indicator, frame.overrules.get(indicator.pk, {}))
    if not places:
        text = _("There is no place of these kinds in the plan's area on %(day)s.") % {"day": f"{frame.as_of:%d/%m/%Y}"}
        raise NotJudgeable(Problem("population-empty", text))
    met = sum(place.met for place in places)
    value = Decimal(100 * met) / len(places)
    return {"value": value, "met": met, "population": len(places), "places": places}
