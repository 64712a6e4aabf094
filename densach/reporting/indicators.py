"""Indicators of a plan for one unit's report: the plan's own verdicts, cut down to the places of the unit.

A share is counted again over the unit's places from the same verdicts (never averaged); growth is computed over the
unit's places of the indicator's kinds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from densach.core.periods import Period
from densach.measures.queries import total
from densach.measures.register import REGISTER
from densach.network.models import Facility
from densach.network.queries import Map, facility_ids_in
from densach.programme.indicators import IndicatorResult
from densach.programme.indicators.amounts import growth_rate, same_months
from densach.programme.models import Indicator, IndicatorType, Plan
from densach.programme.queries import indicators_of, plan_results
from densach.programme.rules import SHARES, reaches

from .rules import year_before

type Found = tuple[str, Decimal | None, dict[str, Any]]


@dataclass
class IndicatorSheet:
    """A plan's results of one year, and of the year before over the same months, computed once for all reports."""

    plan: Plan
    year: int
    period: Period

    @cached_property
    def results(self) -> list[IndicatorResult]:
        return self._results(self.year, self.period)

    @cached_property
    def before(self) -> dict[int, IndicatorResult]:
        past = year_before(self.period)
        return {result.indicator.pk: result for result in self._results(self.year - 1, past)}

    def _results(self, year: int, period: Period) -> list[IndicatorResult]:
        indicators = list(indicators_of(self.plan))
        return plan_results(self.plan, year, Map.THEN, period.end, indicators) if indicators else []

    @cached_property
    def kinds(self) -> dict[int, str]:
        """{facility id: its kind}, of the places the plan speaks of."""
        since = year_before(self.period).start
        places = facility_ids_in(self.plan.issuer_id, as_of=self.period.end, on_map=Map.THEN, since=since)
        return dict(Facility.objects.filter(pk__in=places).values_list("pk", "kind"))

    def cells(self, places: Collection[int], units: Collection[int]) -> Iterator[Found]:
        """(indicator's key, value, provenance) of those that concern these places or units."""
        for result in self.results:
            share = result.indicator.type in SHARES
            found = self._share(result, places, units) if share else self._amount(result, places)
            if found is not None:
                yield found

    def _share(self, result: IndicatorResult, places: Collection[int], units: Collection[int]) -> Found | None:
        met, population = _counted(result, places, units)
        if not population:
            return None
        value = _percent(met, population)
        past = self.before.get(result.indicator.pk)
        before = _counted(past, places, units) if past else (0, 0)
        facts = {"met": met, "population": population, "before": str(_percent(*before)) if before[1] else None}
        return result.indicator.key, value, _provenance(result, value) | facts

    def _amount(self, result: IndicatorResult, places: Collection[int]) -> Found | None:
        indicator = result.indicator
        wanted = set(indicator.population_kinds)
        inside = [place for place in places if self.kinds.get(place) in wanted]
        if not inside or indicator.measure not in REGISTER or result.problem:
            return None
        if indicator.type == IndicatorType.AVERAGE_ANNUAL_GROWTH:
            value, before = self._growth(indicator, inside, self.year), self._growth(indicator, inside, self.year - 1)
        else:
            value, before = (
                Decimal(total(indicator.measure, inside, period).value)
                for period in (self.period, year_before(self.period))
            )
        facts = {"facilities": len(inside), "before": None if before is None else str(before)}
        return indicator.key, value, _provenance(result, value) | facts

    def _growth(self, indicator: Indicator, places: Collection[int], year: int) -> Decimal | None:
        base = indicator.base_year
        if base is None or year <= base:
            return None
        first, last = (total(indicator.measure, places, same_months(self.period, one)).value for one in (base, year))
        return round(growth_rate(first, last, year - base), 2) if first > 0 else None


def _counted(result: IndicatorResult, places: Collection[int], units: Collection[int]) -> tuple[int, int]:
    """How many of the given places (or units) met the criterion, out of how many that it speaks of."""
    inside = [place for place in result.places if place.pk in (units if place.is_unit else places)]
    return sum(place.met for place in inside), len(inside)


def _percent(met: int, population: int) -> Decimal:
    return round(Decimal(100 * met) / population, 2)


def _provenance(result: IndicatorResult, value: Decimal | None) -> dict[str, Any]:
    target = result.target
    return {
        "kind": "indicator",
        "indicator": result.indicator.key,
        "name": result.indicator.name,
        "type": result.indicator.type,
        "measure": result.indicator.measure,
        "target": str(target.value) if target else None,
        "target_year": target.year if target else None,
        "reached": None if value is None or target is None else reaches(value, target.value, target.bound),
    }
