"""Measures over a table that stands below this module: the lines of the audit trail.

Flow: lines written in a month, split by sex (the verb says which, as a real row would). Stock: lines that exist by the
month's end. Distinct: people who wrote a line.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from django.db.models import Count, Min, QuerySet

from densach.accounts.models import User
from densach.audit.models import Entry
from densach.core.periods import Month, Period
from densach.measures.register import Across, Measure, Tally
from densach.measures.services import mark_dirty
from densach.network.models import Facility

CODES = ("lines", "lines_held", "writers")


def _entries(facility_ids: Collection[int] | None, first: dt.date | None, last: dt.date) -> QuerySet[Entry]:
    # days are kept as UTC noon, so that the month is the same in every zone
    rows = Entry.objects.filter(facility__isnull=False, at__lt=_moment(last + dt.timedelta(days=1)), verb__in="fmu")
    if first:
        rows = rows.filter(at__gte=_moment(first))
    return (rows if facility_ids is None else rows.filter(facility_id__in=facility_ids)).order_by()


def _moment(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)


def _flow(month: Month, facility_ids: Collection[int] | None) -> Iterator[Tally]:
    rows = _entries(facility_ids, month.start, month.end)
    for place, count in rows.values_list("facility").annotate(n=Count("pk")):
        yield Tally(place, "", "", count)
    for place, verb, count in rows.values_list("facility", "verb").annotate(n=Count("pk")):
        yield Tally(place, "sex", verb, count)


def _stock(month: Month, facility_ids: Collection[int] | None) -> Iterator[Tally]:
    for place, count in _entries(facility_ids, None, month.end).values_list("facility").annotate(n=Count("pk")):
        yield Tally(place, "", "", count)


def _writers(month: Month, facility_ids: Collection[int] | None) -> Iterator[Tally]:
    rows = _entries(facility_ids, month.start, month.end)
    for place, count in rows.values_list("facility").annotate(n=Count("actor", distinct=True)):
        yield Tally(place, "", "", count)
    for place, verb, count in rows.values_list("facility", "verb").annotate(n=Count("actor", distinct=True)):
        yield Tally(place, "sex", verb, count)


def _writers_over(period: Period, facility_ids: Collection[int]) -> dict[tuple[str, str], int]:
    rows = _entries(facility_ids, period.start, period.end)
    by_verb = rows.values_list("verb").annotate(n=Count("actor", distinct=True))
    return {("", ""): rows.values("actor").distinct().count()} | {("sex", verb): count for verb, count in by_verb}


def _writers_each(period: Period, facility_ids: Collection[int]) -> dict[int, int]:
    rows = _entries(facility_ids, period.start, period.end)
    return dict(rows.values_list("facility").annotate(n=Count("actor", distinct=True)))


def _since() -> dt.date | None:
    first: dt.datetime | None = Entry.objects.aggregate(first=Min("at"))["first"]
    return first.date() if first else None


LINES = Measure(
    "lines", "dòng ghi", "Số dòng ghi trong tháng.", "TCVN 0", "dòng", Across.SUM, Across.SUM, ("sex",), _flow,
    since=_since, records_url_name="figures",
)  # fmt: skip
LINES_HELD = Measure(
    "lines_held", "dòng hiện có", "Số dòng có đến cuối tháng.", "TCVN 0", "dòng", Across.LAST, Across.SUM, (), _stock,
    since=_since,
)  # fmt: skip
WRITERS = Measure(
    "writers", "người ghi", "Số người khác nhau.", "TCVN 0", "người", Across.RECOUNT, Across.RECOUNT, ("sex",),
    _writers,
    recount=_writers_over, recount_each=_writers_each, since=_since,
)  # fmt: skip


def write(place: Facility, day: dt.date, actor: User, *, verb: str = "u", times: int = 1, mark: bool = True) -> None:
    """`times` raw rows on a day and, in the same breath, their marks."""
    at = dt.datetime(day.year, day.month, day.day, 5, 0, tzinfo=dt.UTC)
    row = {"at": at, "actor": actor, "verb": verb, "subject_type": "x", "subject_id": "1", "facility": place}
    Entry.objects.bulk_create(Entry(subject_label="x", **row) for _ in range(times))
    if mark:
        mark_dirty(facility_id=place.pk, day=day, measures=CODES)
