"""Sessions held, attendance and different participants, counted from the rows of the sheets.

Age and sex are read from what the sheet recorded at the time. Each count is one grouped query per month and table.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial

from django.db.models import Count, Min, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from densach.core.periods import Month, Period
from densach.measures.distinct import People, people_by_place, split_people
from densach.measures.register import Across, Measure, Split, Tally, register, register_split

from .models import (
    Activity,
    ActivityKind,
    Attendance,
    AttendanceTally,
    InterestField,
    Presence,
    Session,
    SessionState,
)
from .rules import main_field


def _held(period: Period, facility_ids: Collection[int] | None) -> QuerySet[Session]:
    rows = Session.objects.filter(state=SessionState.HELD, day__range=(period.start, period.end)).order_by()
    return rows if facility_ids is None else rows.filter(facility_id__in=facility_ids)


def _present(period: Period, facility_ids: Collection[int] | None) -> QuerySet[Attendance]:
    rows = Attendance.objects.filter(presence=Presence.PRESENT, session__state=SessionState.HELD).order_by()
    rows = rows.filter(session__day__range=(period.start, period.end))
    return rows if facility_ids is None else rows.filter(session__facility_id__in=facility_ids)


def _unnamed(period: Period, facility_ids: Collection[int] | None) -> QuerySet[AttendanceTally]:
    rows = AttendanceTally.objects.filter(session__state=SessionState.HELD).order_by()
    rows = rows.filter(session__day__range=(period.start, period.end))
    return rows if facility_ids is None else rows.filter(session__facility_id__in=facility_ids)


def first_day_held() -> dt.date | None:
    day: dt.date | None = Session.objects.filter(state=SessionState.HELD).aggregate(first=Min("day"))["first"]
    return day


def _tallies(groups: Iterable[tuple[int, Mapping[str, str], int]]) -> Iterator[Tally]:
    """From (facility, {split: key}, number) to the whole of each facility and every key of every split."""
    sums: dict[tuple[int, str, str], int] = defaultdict(int)
    for facility, keys, number in groups:
        sums[facility, "", ""] += number
        for split, key in keys.items():
            sums[facility, split, key] += number
    return (Tally(facility, split, key, value) for (facility, split, key), value in sums.items())


def _count_sessions(month: Month, facility_ids: Collection[int] | None) -> Iterator[Tally]:
    groups = _held(month.period, facility_ids).values_list("facility_id", "activity__kind").annotate(n=Count("pk"))
    return _tallies((place, {"activity_kind": kind}, n) for place, kind, n in groups)


def _count_attendance(month: Month, facility_ids: Collection[int] | None) -> Iterator[Tally]:
    keys = ("session__facility_id", "session__activity_id", "session__activity__kind", "age_band", "sex")
    named = _present(month.period, facility_ids).values_list(*keys).annotate(n=Count("pk"))
    unnamed = _unnamed(month.period, facility_ids).values_list(*keys).annotate(n=Sum("count"))
    groups = [*named, *unnamed]
    fields = main_fields({activity for _place, activity, *_rest in groups})
    return _tallies(
        (place, {"activity_kind": kind, "age_band": band, "sex": sex, "interest": fields[activity]}, n)
        for place, activity, kind, band, sex, n in groups
    )


def main_fields(activity_ids: Collection[int]) -> dict[int, str]:
    """{activity id: the field it is counted under} (one query)."""
    found: dict[int, list[str]] = {pk: [] for pk in activity_ids}
    link = Activity.interests.through._default_manager.filter(activity_id__in=activity_ids)
    for activity, interest_field in link.values_list("activity_id", "interest__field"):
        found[activity].append(interest_field)
    return {pk: main_field(fields) for pk, fields in found.items()}


def _came(period: Period, facility_ids: Collection[int] | None, *, by_place: bool) -> dict[int, People]:
    keys = ("session__facility_id", "patron_id", "age_band", "sex")
    people = _present(period, facility_ids).values_list(*keys).distinct()
    return people_by_place(people.iterator(chunk_size=5000), by_place=by_place)


def _count_participants(month: Month, facility_ids: Collection[int] | None) -> Iterator[Tally]:
    for facility, people in _came(month.period, facility_ids, by_place=True).items():
        for (split, key), value in split_people(people).items():
            yield Tally(facility, split, key, value)


def _recount_participants(period: Period, facility_ids: Collection[int]) -> dict[tuple[str, str], int]:
    return split_people(_came(period, facility_ids, by_place=False).get(0, {}))


def _recount_participants_each(period: Period, facility_ids: Collection[int]) -> dict[int, int]:
    people = _present(period, facility_ids).values_list("session__facility_id")
    return dict(people.annotate(n=Count("patron_id", distinct=True)))


register_split(Split("activity_kind", _("kind of activity"), dict(ActivityKind.choices)))
register_split(Split("interest", _("field of interest"), dict(InterestField.choices)))

_flow = partial(
    Measure,
    across_time=Across.SUM,
    across_places=Across.SUM,
    since=first_day_held,
    records_url_name="session_list",
)

register(
    _flow(
        code="sessions",
        name=_("Sessions held"),
        definition=_("Dated meetings of clubs, classes, courses and events that took place, counted at the place."),
        reference="ISO 2789 (events, training sessions); TCVN 12843:2019",
        unit=_("sessions"),
        splits=("activity_kind",),
        count=_count_sessions,
    )
)
register(
    _flow(
        code="attendance",
        name=_("Attendance"),
        definition=_(
            "Persons present at sessions held, by name or counted besides, each time they come; an activity counts "
            "under the one field most of its interests belong to."
        ),
        reference="ISO 2789 (attendances at events and training); TCVN 12843:2019",
        unit=_("attendances"),
        splits=("activity_kind", "age_band", "sex", "interest"),
        count=_count_attendance,
    )
)
register(
    Measure(
        code="participants",
        name=_("Participants"),
        definition=_("Different persons present by name at least once in the period; each counted once."),
        reference="ISO 2789",
        unit=_("persons"),
        across_time=Across.RECOUNT,
        across_places=Across.RECOUNT,
        splits=("age_band", "sex"),
        count=_count_participants,
        recount=_recount_participants,
        recount_each=_recount_participants_each,
        since=first_day_held,
        records_url_name="session_list",
    )
)
