"""Values of a measure over places and time, by the measure's own rules.

A period stands for the months it touches. Flows add up over months; a stock is its value at the period's last month
(at the
last month carried, where the period runs on into the future); distinct people are counted again from the raw rows as
soon as
there is more than one month or more than one place, and never summed.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet, Sum

from densach.core.clock import today
from densach.core.periods import Month, Period
from densach.measures.counting import stocks_until
from densach.measures.models import Figure, Quality
from densach.measures.register import REGISTER, Across, Measure


@dataclass(frozen=True)
class Value:
    """A value with what it is made of: {quality: part of the value}; the parts add up to it."""

    value: int
    parts: Mapping[str, int] = field(default_factory=dict)

    @property
    def by_word(self) -> int:
        """The part that rests on somebody's word instead of records."""
        return self.value - self.parts.get(Quality.COUNTED, 0)

    def __add__(self, other: Value) -> Value:
        qualities = self.parts.keys() | other.parts.keys()
        return Value(
            self.value + other.value,
            {one: self.parts.get(one, 0) + other.parts.get(one, 0) for one in sorted(qualities)},
        )


NOTHING = Value(0)


def total(measure: str, facility_ids: Collection[int], period: Period, split: str = "", key: str = "") -> Value:
    """One value over all places and months. Raises KeyError for an unknown measure."""
    known = REGISTER.get(measure)
    if _must_recount(known, period, facility_ids):
        return _recounted(known, facility_ids, period).get((split, key), NOTHING)
    rows = _rows(known, facility_ids, period).filter(split=split, key=key)
    return _summed(((), value, quality) for value, quality in _values(rows)).get((), NOTHING)


def by_month(
    measure: str, facility_ids: Collection[int], period: Period, split: str = "", key: str = ""
) -> dict[Month, Value]:
    """One value for each month of the period that has begun, over all places."""
    known = REGISTER.get(measure)
    months = [month for month in period.months() if month.start <= today()]
    if known.across_places is Across.RECOUNT and len(facility_ids) > 1:
        return {month: _recounted(known, facility_ids, month.period).get((split, key), NOTHING) for month in months}
    rows = _of(known, facility_ids).filter(split=split, key=key, month__range=_ends(period))
    found = _summed((Month.of(month), value, quality) for month, value, quality in _values(rows, "month"))
    return {month: found.get(month, NOTHING) for month in months}


def by_split(measure: str, facility_ids: Collection[int], period: Period, split: str) -> dict[str, Value]:
    """{key of the split: value} over all places and months."""
    known = REGISTER.get(measure)
    if _must_recount(known, period, facility_ids):
        counted = _recounted(known, facility_ids, period)
        return {key: value for (one, key), value in sorted(counted.items()) if one == split}
    return _summed(_values(_rows(known, facility_ids, period).filter(split=split), "key"))


def by_facility(
    measure: str, facility_ids: Collection[int], period: Period, split: str = "", key: str = ""
) -> dict[int, Value]:
    """{facility id: value over the months}, for every place asked for."""
    known = REGISTER.get(measure)
    if known.across_time is Across.RECOUNT and _several_months(period):
        found = _recounted_each(known, facility_ids, period, split, key)
    else:
        found = _summed(_values(_rows(known, facility_ids, period).filter(split=split, key=key), "facility"))
    return {place: found.get(place, NOTHING) for place in facility_ids}


def by_facility_and_month(
    measure: str, facility_ids: Collection[int], period: Period
) -> dict[tuple[int, Month], Value]:
    """The stored figures themselves, whole values; a missing pair is zero."""
    rows = _of(REGISTER.get(measure), facility_ids).filter(split="", month__range=_ends(period))
    fields = rows.values_list("facility", "month", "value", "quality")
    return _summed(((place, Month.of(month)), value, quality) for place, month, value, quality in fields)


def months_of_measures(
    measures: Collection[str], facility_ids: Collection[int], period: Period
) -> dict[str, dict[Month, Value]]:
    """`by_month` of many measures: one statement for all that add up, recounts for distinct people."""
    known = [REGISTER.get(code) for code in measures]
    stored = [one.code for one in known if one.across_places is Across.SUM]
    rows = Figure.objects.filter(measure__in=stored, facility_id__in=facility_ids, split="", month__range=_ends(period))
    found: dict[tuple[str, Month], Value] = _summed(
        ((code, Month.of(month)), value, quality) for code, month, value, quality in _values(rows, "measure", "month")
    )
    months = [month for month in period.months() if month.start <= today()]
    return {
        one.code: {month: found.get((one.code, month), NOTHING) for month in months}
        if one.code in stored
        else by_month(one.code, facility_ids, period)
        for one in known
    }


def over_months(measure: str, months: Mapping[Month, Value], facility_ids: Collection[int], period: Period) -> Value:
    """The period's value where its months are known already: added up where that is right, asked again where not."""
    known = REGISTER.get(measure)
    if known.across_time is Across.SUM and known.across_places is Across.SUM:
        return sum(months.values(), NOTHING)
    return total(measure, facility_ids, period)


def _several_months(period: Period) -> bool:
    return Month.of(period.start) != Month.of(period.end)


def _must_recount(measure: Measure, period: Period, facility_ids: Collection[int]) -> bool:
    over_time = measure.across_time is Across.RECOUNT and _several_months(period)
    return over_time or (measure.across_places is Across.RECOUNT and len(facility_ids) > 1)


def _recounted(measure: Measure, facility_ids: Collection[int], period: Period) -> dict[tuple[str, str], Value]:
    assert measure.recount is not None  # noqa: S101  # the register refuses a distinct measure without it
    whole = Period(Month.of(period.start).start, Month.of(period.end).end)
    return {
        cell: Value(value, {Quality.COUNTED.value: value})
        for cell, value in measure.recount(whole, facility_ids).items()
    }


def _recounted_each(
    measure: Measure, facility_ids: Collection[int], period: Period, split: str, key: str
) -> dict[int, Value]:
    if measure.recount_each is None or split:
        return {place: _recounted(measure, [place], period).get((split, key), NOTHING) for place in facility_ids}
    whole = Period(Month.of(period.start).start, Month.of(period.end).end)
    each = measure.recount_each(whole, facility_ids)
    return {place: Value(value, {Quality.COUNTED.value: value}) for place, value in each.items()}


def _of(measure: Measure, facility_ids: Collection[int]) -> QuerySet[Figure]:
    return Figure.objects.filter(measure=measure.code, facility_id__in=facility_ids)


def _rows(measure: Measure, facility_ids: Collection[int], period: Period) -> QuerySet[Figure]:
    """The months whose values make up the period: all of a flow, the last of a stock."""
    rows = _of(measure, facility_ids)
    if not measure.is_stock:
        return rows.filter(month__range=_ends(period))
    carried = stocks_until()
    last = min(Month.of(period.end), carried) if carried else Month.of(period.end)
    return rows.filter(month=last.start) if last >= Month.of(period.start) else rows.none()


def _ends(period: Period) -> tuple[dt.date, dt.date]:
    return period.start.replace(day=1), period.end


def _values(rows: QuerySet[Figure], *by: str) -> Iterator[Any]:
    """Tuples of the fields of `by`, then the sum and its quality."""
    yield from rows.order_by().values(*by, "quality").annotate(sum=Sum("value")).values_list(*by, "sum", "quality")


def _summed[K](triples: Iterable[tuple[K, int, str]]) -> dict[K, Value]:
    """Put the qualities of each key together."""
    parts: dict[K, dict[str, int]] = defaultdict(dict)
    for key, value, quality in triples:
        parts[key][quality] = parts[key].get(quality, 0) + value
    return {key: Value(sum(made_of.values()), made_of) for key, made_of in parts.items()}
