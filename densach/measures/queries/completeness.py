"""Who has figures for which month, and who owes a declaration.

A place managed in a system counts from the month of `managed_since` on. A place on paper owes a declaration for
every month
that is over and in which it was open for at least a day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import F, Q

from densach.core.periods import Month, Period
from densach.measures.models import Declaration, Figure, Quality
from densach.network.models import Facility


class State(StrEnum):
    COUNTED = "counted"
    DECLARED = "declared"
    MISSING = "missing"
    NOT_EXPECTED = "not expected"


@dataclass(frozen=True)
class Coverage:
    """{(facility id, month): state} for every facility and month asked."""

    states: Mapping[tuple[int, Month], State]

    @property
    def expected(self) -> int:
        return sum(state is not State.NOT_EXPECTED for state in self.states.values())

    @property
    def present(self) -> int:
        return sum(state in (State.COUNTED, State.DECLARED) for state in self.states.values())

    @property
    def share(self) -> float | None:
        """Present out of expected, 0–1; None where nothing is expected."""
        return self.present / self.expected if self.expected else None

    @property
    def complete_months(self) -> int:
        """Months in which something was expected and nothing is missing."""
        by_month: dict[Month, set[State]] = {}
        for (_place, month), state in self.states.items():
            by_month.setdefault(month, set()).add(state)
        return sum(State.MISSING not in states and states != {State.NOT_EXPECTED} for states in by_month.values())

    def of(self, facility_id: int) -> dict[Month, State]:
        return {month: state for (place, month), state in self.states.items() if place == facility_id}


def completeness(facility_ids: Collection[int], period: Period, *, on: dt.date, measure: str | None = None) -> Coverage:
    """The grid of facilities and months as known on a day, in three statements. With `measure`, of that one alone:
    a month of a place on paper then also counts as counted where records of it are in the system already."""
    declared = Declaration.objects.filter(
        facility_id__in=facility_ids, superseded=False, month__range=(period.start.replace(day=1), period.end)
    )
    counted: set[tuple[int, Month]] = set()
    if measure is not None:
        declared = declared.filter(measure=measure)
        figures = Figure.objects.filter(
            measure=measure, split="", facility_id__in=facility_ids, quality=Quality.COUNTED
        )
        counted = _pairs(
            figures.filter(month__range=(period.start.replace(day=1), period.end)).values_list("facility_id", "month")
        )
    given = _pairs(declared.values_list("facility_id", "month").distinct())
    places = Facility.objects.filter(pk__in=facility_ids).values_list("pk", "opened_on", "closed_on", "managed_since")
    states = {}
    for place, opened, closed, managed in places:
        for month in period.months():
            pair = (place, month)
            states[pair] = _state(month, on, opened, closed, managed, declared=pair in given, counted=pair in counted)
    return Coverage(states)


def _pairs(rows: Iterable[tuple[int, dt.date]]) -> set[tuple[int, Month]]:
    return {(place, Month.of(month)) for place, month in rows}


def _state(
    month: Month,
    on: dt.date,
    opened: dt.date,
    closed: dt.date | None,
    managed: dt.date | None,
    *,
    declared: bool,
    counted: bool,
) -> State:
    if counted:
        return State.COUNTED
    if declared:
        return State.DECLARED
    if month.start > on or month.end < opened or (closed is not None and closed < month.start):
        return State.NOT_EXPECTED
    if managed is not None and managed <= month.end:
        return State.COUNTED
    return State.MISSING if month.end < on else State.NOT_EXPECTED


def missing_declarations(facility_ids: Collection[int], period: Period, *, on: dt.date) -> dict[int, list[Month]]:
    """{facility id: months it owes}, for places that worked on paper at some time of the period."""
    paper = Facility.objects.filter(pk__in=facility_ids).filter(
        Q(managed_since__isnull=True) | Q(managed_since__gt=period.start)
    )
    # a place managed from its first day never was on paper
    ids = set(paper.exclude(managed_since__lte=F("opened_on")).values_list("pk", flat=True))
    grid = completeness(ids, period, on=on)
    return {place: [month for month, state in grid.of(place).items() if state is State.MISSING] for place in ids}
