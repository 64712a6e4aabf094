"""What a figure ought to be, held against what is stored. Reads only; services write, the check lists.

The rule where counting and paper meet, for one facility, month and measure: **counted wins**. When raw rows give any
value
above zero, the figures are those counts; otherwise they are the current declaration with its quality. Never both.
A declared stock holds, as an estimate, until the next month that is declared or counted.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Max, Min, QuerySet

from densach.core.clock import today
from densach.core.periods import Month
from densach.network.models import Facility

from .models import Declaration, Figure, Quality, RecountState
from .register import Measure

FIRST_STATE = 1


class Spot(NamedTuple):
    """Where a figure of one measure and month stands."""

    facility_id: int
    split: str
    key: str


class Worth(NamedTuple):
    value: int
    quality: str


class Stored(NamedTuple):
    pk: int
    worth: Worth


@dataclass(frozen=True)
class Comparison:
    """One measure in one month: what ought to be and what is stored, by place and split."""

    measure: str
    month: Month
    wanted: dict[Spot, Worth]
    stored: dict[Spot, Stored]

    def differing(self) -> Iterator[Spot]:
        for spot in self.wanted.keys() | self.stored.keys():
            stored = self.stored.get(spot)
            if self.wanted.get(spot) != (stored.worth if stored else None):
                yield spot


def compare(measure: Measure, month: Month, facility_ids: Collection[int] | None = None) -> Comparison:
    """Count the raw rows of a month and lay them beside the stored figures (all facilities where None)."""
    return Comparison(measure.code, month, _wanted(measure, month, facility_ids), _stored(measure, month, facility_ids))


def _stored(measure: Measure, month: Month, facility_ids: Collection[int] | None) -> dict[Spot, Stored]:
    # naming the splits lets the index (measure, split, month) serve
    rows = _at(
        Figure.objects.filter(measure=measure.code, split__in=["", *measure.splits], month=month.start), facility_ids
    )
    fields = rows.values_list("facility_id", "split", "key", "pk", "value", "quality")
    return {
        Spot(place, split, key): Stored(pk, Worth(value, quality)) for place, split, key, pk, value, quality in fields
    }


def _at[M: (Figure, Declaration)](rows: QuerySet[M], facility_ids: Collection[int] | None) -> QuerySet[M]:
    return rows if facility_ids is None else rows.filter(facility_id__in=facility_ids)


def _wanted(measure: Measure, month: Month, facility_ids: Collection[int] | None) -> dict[Spot, Worth]:
    counts = counted(measure, month, facility_ids)
    places = {spot.facility_id for spot in counts}
    wanted = {spot: Worth(value, Quality.COUNTED.value) for spot, value in counts.items()}
    if measure.takes_declarations:
        wanted |= {
            spot: worth
            for spot, worth in _declared(measure, month, facility_ids).items()
            if spot.facility_id not in places
        }
    return wanted


def counted(measure: Measure, month: Month, facility_ids: Collection[int] | None) -> dict[Spot, int]:
    """The counts of a month without zeros; several tallies of one spot add up. Raises ValueError for a split the
    measure does not name.
    """
    counts: dict[Spot, int] = defaultdict(int)
    for facility_id, split, key, value in measure.count(month, facility_ids):
        if split and split not in measure.splits:
            raise ValueError(f"{measure.code} counts by {split!r}, which is none of its splits")
        if value:
            counts[Spot(facility_id, split, key)] += value
    return counts


def _declared(measure: Measure, month: Month, facility_ids: Collection[int] | None) -> dict[Spot, Worth]:
    rows = _at(
        Declaration.objects.filter(measure=measure.code, superseded=False, split__in=["", *measure.splits]),
        facility_ids,
    )
    if not measure.is_stock:
        return {
            Spot(place, split, key): Worth(value, quality)
            for place, split, key, value, quality in rows.filter(month=month.start).values_list(
                "facility_id", "split", "key", "value", "quality"
            )
        }
    latest = dict(
        rows.filter(month__lte=month.start)
        .values("facility_id")
        .annotate(last=Max("month"))
        .values_list("facility_id", "last")
    )
    return dict(_held_stock(rows, latest, month)) if latest else {}


def _held_stock(rows: QuerySet[Declaration], latest: dict[int, dt.date], month: Month) -> Iterator[tuple[Spot, Worth]]:
    held = rows.filter(month__in=set(latest.values()), facility_id__in=latest)
    for place, split, key, on, value, quality in held.values_list(
        "facility_id", "split", "key", "month", "value", "quality"
    ):
        if on == latest[place]:
            yield Spot(place, split, key), Worth(value, quality if on == month.start else Quality.ESTIMATED.value)


def stocks_until() -> Month | None:
    """The last month to which stock figures have been carried; None before the first recount."""
    day = RecountState.objects.filter(pk=FIRST_STATE).values_list("stocks_until", flat=True).first()
    return Month.of(day) if day else None


def months_to_count(measure: Measure) -> list[Month]:
    """Every month in which the measure may have raw rows, declarations or stored figures, in order."""
    figures = Figure.objects.filter(measure=measure.code).aggregate(Min("month"), Max("month"))
    declarations = Declaration.objects.filter(measure=measure.code, superseded=False).aggregate(
        Min("month"), Max("month")
    )
    starts = [day for day in (figures["month__min"], declarations["month__min"], _first_raw_day(measure)) if day]
    days = (figures["month__max"], declarations["month__max"], today())
    last = stocks_until() if measure.is_stock else Month.of(max(day for day in days if day))
    return list(months_between(Month.of(min(starts)), last)) if starts and last else []


def _first_raw_day(measure: Measure) -> dt.date | None:
    if measure.since is not None:
        return measure.since()
    first: dt.date | None = Facility.objects.aggregate(first=Min("opened_on"))["first"]
    return first


def months_between(first: Month, last: Month) -> Iterable[Month]:
    """Both inclusive; none where `last` lies before `first`."""
    while first <= last:
        yield first
        first = first.next()
