"""Draws the figures of reports: measures over a unit's places, indicators over the places a plan speaks of.

This year's value is that of the months that were over on the cut-off, over the places of the unit's branch on the map
of the cut-off; last year's is that of the same months over the same ground, so that a unit that arose in
between is held against what was there before it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from densach.core.periods import Period
from densach.measures.models import Quality
from densach.measures.queries import NOTHING, Value, by_facility, completeness, total
from densach.measures.queries.completeness import State
from densach.measures.register import REGISTER, Across, Measure
from densach.network.models import Facility
from densach.network.queries import Map, facility_ids_in
from densach.network.tree import tree_on

from .indicators import IndicatorSheet
from .models import ReportCycle
from .rules import counted_period, year_before


@dataclass(frozen=True)
class Drawn:
    """One figure before it is stored. `provenance` is JSON.

    A measure: `kind` "measure", `measure`, `from`, `to`, `facilities` (how many places), `parts` {quality: part of
    the value}, `before` (last year), `missing` (months owed), `rule` ("drawn", "sum", "recount").
    An indicator: `kind` "indicator", `indicator`, `name`, `type`, `measure`, `met` of `population`, `target` with
    `target_year` and `reached`, `before`.
    """

    key: str
    value: Decimal | None
    provenance: dict[str, Any]


@dataclass(frozen=True)
class Ground:
    """The places of one unit: those open in this year's months, and those open in last year's."""

    now: frozenset[int]
    before: frozenset[int]

    @property
    def all(self) -> frozenset[int]:
        return self.now | self.before


@dataclass
class Drawing:
    """What the reports of one cycle share, asked once: values by place, completeness, indicators.

    `known_on` is the day of the drawing (a place on paper owes every month that was over by then).
    """

    cycle: ReportCycle
    units: Sequence[int]
    known_on: dt.date
    _by_place: dict[tuple[str, bool], Mapping[int, Value]] = field(default_factory=dict)

    @cached_property
    def period(self) -> Period:
        period = counted_period(self.cycle.cut_off_on)
        assert period is not None  # noqa: S101  # a cycle is opened only with such a cut-off (rules.dates_fit)
        return period

    @cached_property
    def grounds(self) -> dict[int, Ground]:
        """{unit id: its places}."""
        before = year_before(self.period)
        places = {
            unit: facility_ids_in(unit, as_of=self.cycle.cut_off_on, on_map=Map.THEN, since=before.start)
            for unit in self.units
        }
        every = frozenset().union(*places.values())
        dates = {
            place: (opened, closed)
            for place, opened, closed in Facility.objects.filter(pk__in=every).values_list(
                "pk", "opened_on", "closed_on"
            )
        }
        return {
            unit: Ground(
                frozenset(place for place in inside if _open_in(self.period, *dates[place])),
                frozenset(place for place in inside if _open_in(before, *dates[place])),
            )
            for unit, inside in places.items()
        }

    @cached_property
    def every_place(self) -> frozenset[int]:
        return frozenset().union(*(ground.all for ground in self.grounds.values()))

    @cached_property
    def missing(self) -> dict[int, int]:
        """{facility id: months of the period it owes}."""
        grid = completeness(self.every_place, self.period, on=self.known_on)
        owed: dict[int, int] = {}
        for (place, _month), state in grid.states.items():
            owed[place] = owed.get(place, 0) + (state is State.MISSING)
        return owed

    @cached_property
    def indicators(self) -> IndicatorSheet:
        return IndicatorSheet(self.cycle.plan, self.cycle.year, self.period)

    def cells_of(self, unit_id: int) -> list[Drawn]:
        """Every figure of one unit's report: measures as registered, then indicators that concern the unit."""
        ground = self.grounds[unit_id]
        measures = [self._measure_cell(measure, ground) for measure in REGISTER]
        branch = tree_on(self.cycle.cut_off_on).branch(unit_id)
        found = self.indicators.cells(ground.all, branch)
        return measures + [Drawn(f"i.{key}", value, provenance) for key, value, provenance in found]

    def value_of(self, measure: Measure, places: Collection[int], *, before: bool = False) -> Value:
        """The measure over some of the places, by its own rule across places: added up, or counted again."""
        period = year_before(self.period) if before else self.period
        if measure.across_places is Across.RECOUNT:
            return total(measure.code, places, period) if places else NOTHING
        found = self._by_place.get((measure.code, before))
        if found is None:
            found = self._by_place[measure.code, before] = by_facility(measure.code, self.every_place, period)
        return sum((found[place] for place in sorted(places)), NOTHING)

    def _measure_cell(self, measure: Measure, ground: Ground) -> Drawn:
        now = self.value_of(measure, ground.now)
        before = self.value_of(measure, ground.before, before=True)
        provenance = {
            "kind": "measure",
            "measure": measure.code,
            "rule": "drawn",
            "from": self.period.start.isoformat(),
            "to": self.period.end.isoformat(),
            "facilities": len(ground.now),
            "parts": {quality: part for quality, part in now.parts.items() if part},
            "before": before.value,
            "missing": sum(self.missing.get(place, 0) for place in ground.now),
        }
        return Drawn(f"m.{measure.code}", Decimal(now.value), provenance)


def _open_in(period: Period, opened: dt.date, closed: dt.date | None) -> bool:
    return opened <= period.end and (closed is None or closed >= period.start)


def shares_by_quality(parts: Mapping[str, int]) -> list[tuple[str, int]]:
    """[(name of the quality, its share in hundredths)], largest first; empty without a value."""
    whole = sum(parts.values())
    ranked = sorted(parts.items(), key=lambda item: -item[1])
    return [(str(Quality(quality).label), round(100 * part / whole)) for quality, part in ranked if part]
