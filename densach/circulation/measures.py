"""Visits, loans, books read on the spot, active readers, counted from the rows of the desk.

Every split is read from what the row itself recorded at the time, never from the reader's present facts, so that a
corrected year of birth or a move does not change the past. Each count is one grouped query per month.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from itertools import chain

from django.db.models import Count, Min, Model, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from densach.core.periods import Month, Period
from densach.measures.distinct import People, people_by_place, split_people
from densach.measures.register import Across, Measure, Tally, register

from .models import InHouseUse, Loan, LoanState, Visit, VisitKind

NO_SUBJECT = "unknown"


def _lent(period: Period, facility_ids: Collection[int] | None) -> QuerySet[Loan]:
    rows = Loan.objects.filter(lent_on__range=(period.start, period.end)).exclude(state=LoanState.UNDONE).order_by()
    return rows if facility_ids is None else rows.filter(facility_id__in=facility_ids)


def _entered(period: Period, facility_ids: Collection[int] | None) -> QuerySet[Visit]:
    rows = Visit.objects.filter(day__range=(period.start, period.end), undone=False).order_by()
    return rows if facility_ids is None else rows.filter(facility_id__in=facility_ids)


def _read_here(period: Period, facility_ids: Collection[int] | None) -> QuerySet[InHouseUse]:
    rows = InHouseUse.objects.filter(day__range=(period.start, period.end), undone=False).order_by()
    return rows if facility_ids is None else rows.filter(facility_id__in=facility_ids)


def _tallies(groups: Iterable[tuple[int, tuple[str, ...], int]], splits: tuple[str, ...]) -> Iterator[Tally]:
    """From (facility, key of each split, number) to the whole of each facility and every key of every split."""
    sums: dict[tuple[int, str, str], int] = defaultdict(int)
    for facility, keys, number in groups:
        sums[facility, "", ""] += number
        for split, key in zip(splits, keys, strict=True):
            sums[facility, split, key] += number
    return (Tally(facility, split, key, value) for (facility, split, key), value in sums.items())


def _count_loans(month: Month, facility_ids: Collection[int] | None) -> Iterator[Tally]:
    rows = _lent(month.period, facility_ids).values_list(
        "facility_id", "age_band", "sex", "patron_type", "subject_group"
    )
    groups = rows.annotate(n=Count("pk"))
    return _tallies(
        ((place, (band, sex, kind, subject or NO_SUBJECT), n) for place, band, sex, kind, subject, n in groups),
        ("age_band", "sex", "patron_type", "subject"),
    )


def _count_visits(month: Month, facility_ids: Collection[int] | None) -> Iterator[Tally]:
    groups = _entered(month.period, facility_ids).values_list("facility_id", "age_band", "sex").annotate(n=Sum("count"))
    return _tallies(((place, (band, sex), n) for place, band, sex, n in groups), ("age_band", "sex"))


def _count_in_house(month: Month, facility_ids: Collection[int] | None) -> Iterator[Tally]:
    rows = _read_here(month.period, facility_ids).values_list("facility_id", "age_band", "subject_group")
    groups = rows.annotate(n=Sum("count"))
    return _tallies(
        ((place, (band, subject or NO_SUBJECT), n) for place, band, subject, n in groups), ("age_band", "subject")
    )


def _count_uses(month: Month, facility_ids: Collection[int] | None) -> Iterator[Tally]:
    lent = _lent(month.period, facility_ids).values_list("facility_id", "subject_group").annotate(n=Count("pk"))
    read = _read_here(month.period, facility_ids).values_list("facility_id", "subject_group").annotate(n=Sum("count"))
    groups = ((place, (subject or NO_SUBJECT,), n) for rows in (lent, read) for place, subject, n in rows)
    return _tallies(groups, ("subject",))


def _active(period: Period, facility_ids: Collection[int] | None, *, by_place: bool) -> dict[int, People]:
    cards = _entered(period, facility_ids).filter(kind=VisitKind.CARD, patron__isnull=False)
    keys = ("facility_id", "patron_id", "age_band", "sex")
    queries = (rows.values_list(*keys).distinct() for rows in (_lent(period, facility_ids), cards))
    rows = chain.from_iterable(query.iterator(chunk_size=5000) for query in queries)
    return people_by_place(rows, by_place=by_place)


def _count_active(month: Month, facility_ids: Collection[int] | None) -> Iterator[Tally]:
    for facility, people in _active(month.period, facility_ids, by_place=True).items():
        for (split, key), value in split_people(people).items():
            yield Tally(facility, split, key, value)


def _recount_active(period: Period, facility_ids: Collection[int]) -> dict[tuple[str, str], int]:
    return split_people(_active(period, facility_ids, by_place=False).get(0, {}))


_DAYS: dict[type[Model], str] = {Loan: "lent_on", Visit: "day", InHouseUse: "day"}


def _first_day(*models: type[Model]) -> dt.date | None:
    """Of all rows of some models; None where there is none."""
    firsts = (model._default_manager.aggregate(first=Min(_DAYS[model]))["first"] for model in models)
    return min((first for first in firsts if first), default=None)


_flow = partial(Measure, across_time=Across.SUM, across_places=Across.SUM)

register(
    _flow(
        code="visits",
        name=_("Visits"),
        definition=_("Persons entering the place for whatever service, counted each time they come in."),
        reference="ISO 2789; TCVN 12843:2019",
        unit=_("visits"),
        splits=("age_band", "sex"),
        count=_count_visits,
        since=partial(_first_day, Visit),
    )
)
register(
    _flow(
        code="loans",
        name=_("Loans"),
        definition=_(
            "Copies lent to take home, counted at the place and on the day of lending; renewals are not counted."
        ),
        reference="ISO 2789; TCVN 12843:2019",
        unit=_("loans"),
        splits=("age_band", "sex", "patron_type", "subject"),
        count=_count_loans,
        since=partial(_first_day, Loan),
    )
)
register(
    _flow(
        code="in_house_uses",
        name=_("Read on the spot"),
        definition=_("Copies taken from the shelves and read at the place, by scan or by tally."),
        reference="ISO 2789; TCVN 12843:2019",
        unit=_("copies"),
        splits=("age_band", "subject"),
        count=_count_in_house,
        since=partial(_first_day, InHouseUse),
    )
)
register(
    _flow(
        code="uses",
        name=_("Uses"),
        definition=_("Loans and copies read on the spot together (lượt luân chuyển; not rotation between points)."),
        reference="TCVN 12843:2019",
        unit=_("uses"),
        splits=("subject",),
        count=_count_uses,
        since=partial(_first_day, Loan, InHouseUse),
    )
)
register(
    Measure(
        code="active_patrons",
        name=_("Active readers"),
        definition=_(
            "Different persons who borrowed, or came in by card, at least once in the period; each counted once."
        ),
        reference="ISO 2789; TCVN 12843:2019",
        unit=_("readers"),
        across_time=Across.RECOUNT,
        across_places=Across.RECOUNT,
        splits=("age_band", "sex"),
        count=_count_active,
        recount=_recount_active,
        since=partial(_first_day, Loan, Visit),
    )
)
