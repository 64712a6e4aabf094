"""When a culture centre supports people of every age and interest, and when a commune has classes that meet regularly.

The law names no number, so every threshold is a parameter that a plan may set. Thresholds of figures are for twelve
months and shrink with a shorter period. Numbers of sessions are the stored figures, so that what places on paper
declare counts too; whom the sessions served is read from the sheets and from the declared parts.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from densach.core.ages import AgeBand
from densach.core.periods import Period
from densach.measures.evidence import Criterion, Groups, Reason, Verdict, register
from densach.measures.models import Figure, Quality
from densach.network.models import Facility

from .models import (
    REGULAR_KINDS,
    Activity,
    ActivityKind,
    Attendance,
    AttendanceTally,
    InterestField,
    Presence,
    Session,
    SessionState,
)
from .rules import AUDIENCES, number

PLAN_FIELDS = (InterestField.ARTS, InterestField.SPORT, InterestField.TOURISM, InterestField.CREATIVE)


@dataclass
class _Served:
    """What the sessions of one group of facilities offered in a period."""

    sessions: int = 0
    months: set[dt.date] = field(default_factory=set)
    bands: set[str] = field(default_factory=set)
    fields: set[str] = field(default_factory=set)


class _Judging:
    """One question: the groups, the period, what is found for each group, and where the records are listed."""

    def __init__(self, groups: Groups, period: Period) -> None:
        self.period = period
        self.found = {key: _Served() for key in groups}
        self.members: dict[int, list[int]] = defaultdict(list)
        for key, facilities in groups.items():
            for facility in facilities:
                self.members[facility].append(key)
        self.days = (period.start, period.end)
        self.months = (period.start.replace(day=1), period.end)

    def groups_of(self, facility: int) -> Iterable[_Served]:
        return (self.found[key] for key in self.members[facility])

    def figures(self, **narrowing: Any) -> Any:
        return Figure.objects.filter(facility_id__in=self.members, month__range=self.months, **narrowing).order_by()

    def links(self) -> dict[int, str]:
        """{key: public ids of its facilities, comma between}: the query of the list of sessions."""
        places: dict[int, list[str]] = {key: [] for key in self.found}
        for facility, public_id in Facility.objects.filter(pk__in=self.members).values_list("pk", "public_id"):
            for key in self.members[facility]:
                places[key].append(public_id)
        return {key: ",".join(sorted(public_ids)) for key, public_ids in places.items()}

    def query(self, places: str, **more: str) -> dict[str, str]:
        span = {"from": self.period.start.isoformat(), "to": self.period.end.isoformat()}
        return {"facility": places, **span, "state": SessionState.HELD.value, **more}

    def scaled(self, for_a_year: int) -> int:
        """A threshold of twelve months for the months of the period, rounded up."""
        months = min(12, sum(1 for _month in self.period.months()))
        return -(-for_a_year * months // 12)


def _supports(groups: Groups, period: Period, parameters: Mapping[str, Any]) -> dict[int, Verdict]:
    judging = _Judging(groups, period)
    whole = judging.figures(measure="sessions", split="")
    for facility, total in whole.values_list("facility_id").annotate(total=Sum("value")):
        for served in judging.groups_of(facility):
            served.sessions += total
    _read_sheets(judging)
    _read_declared_parts(judging)
    links = judging.links()
    return {key: _judge_support(judging, served, links[key], parameters) for key, served in judging.found.items()}


def _read_sheets(judging: _Judging) -> None:
    """Whom the held sessions were for: the age groups an activity is meant for or, where it is for everyone, those who
    came; and the fields of its interests.
    """
    held = Session.objects.filter(state=SessionState.HELD, day__range=judging.days, facility_id__in=judging.members)
    pairs = list(held.order_by().values_list("facility_id", "activity_id").distinct())
    activities = {activity for _facility, activity in pairs}
    bands = dict(Activity.objects.filter(pk__in=activities).order_by().values_list("pk", "age_bands"))
    fields: dict[int, set[str]] = defaultdict(set)
    link = Activity.interests.through._default_manager.filter(activity_id__in=activities)
    for activity, interest_field in link.values_list("activity_id", "interest__field"):
        fields[activity].add(interest_field)
    for facility, activity in pairs:
        for served in judging.groups_of(facility):
            served.bands.update(bands[activity])
            served.fields.update(fields[activity])
    _read_who_came(judging, {activity for activity in activities if not bands[activity]})


def _read_who_came(judging: _Judging, for_everyone: Collection[int]) -> None:
    sheets = {
        "session__activity_id__in": for_everyone,
        "session__state": SessionState.HELD,
        "session__day__range": judging.days,
        "session__facility_id__in": judging.members,
    }
    named = Attendance.objects.filter(presence=Presence.PRESENT, **sheets)
    unnamed = AttendanceTally.objects.filter(**sheets)
    for rows in (named, unnamed):
        for facility, band in rows.order_by().values_list("session__facility_id", "age_band").distinct():
            for served in judging.groups_of(facility):
                served.bands.add(band)


def _read_declared_parts(judging: _Judging) -> None:
    declared = judging.figures(measure="attendance", split__in=("age_band", "interest"), value__gt=0)
    declared = declared.exclude(quality=Quality.COUNTED)
    for facility, split, key in declared.values_list("facility_id", "split", "key").distinct():
        for served in judging.groups_of(facility):
            (served.bands if split == "age_band" else served.fields).add(key)


def _judge_support(judging: _Judging, served: _Served, places: str, parameters: Mapping[str, Any]) -> Verdict:
    bands = [band for band in AUDIENCES if band in served.bands]
    fields = [one for one in PLAN_FIELDS if one in served.fields]
    needed = judging.scaled(int(parameters["min_sessions"]))
    needed_bands, needed_fields = int(parameters["min_age_bands"]), int(parameters["min_interests"])
    holding = _("%(value)s sessions held (at least %(needed)s)") % _numbers(served.sessions, needed)
    ages = _("For %(value)s age groups (at least %(needed)s): %(names)s") % _named(bands, needed_bands)
    reach = _("In %(value)s of the fields arts, sport, tourism, creative work (at least %(needed)s): %(names)s")
    query = judging.query(places)
    return _verdict(
        Reason(holding, served.sessions >= needed, "sessions", served.sessions, needed, "session_list", query),
        Reason(ages, len(bands) >= needed_bands, "attendance", len(bands), needed_bands, "session_list", query),
        Reason(
            reach % _named(fields, needed_fields),
            len(fields) >= needed_fields,
            "attendance",
            len(fields),
            needed_fields,
            "session_list",
            query,
        ),
    )


def _meets_regularly(groups: Groups, period: Period, parameters: Mapping[str, Any]) -> dict[int, Verdict]:
    kinds = [str(kind) for kind in parameters["activity_kinds"]]
    judging = _Judging(groups, period)
    rows = judging.figures(measure="sessions", split="activity_kind", key__in=kinds, value__gt=0)
    for facility, month, total in rows.values_list("facility_id", "month").annotate(total=Sum("value")):
        for served in judging.groups_of(facility):
            served.sessions += total
            served.months.add(month)
    links = judging.links()
    return {
        key: _judge_regularity(judging, served, links[key], kinds, parameters) for key, served in judging.found.items()
    }


def _judge_regularity(
    judging: _Judging, served: _Served, places: str, kinds: list[str], parameters: Mapping[str, Any]
) -> Verdict:
    needed = judging.scaled(int(parameters["min_sessions"]))
    needed_months = judging.scaled(int(parameters["min_months"]))
    labels = dict(ActivityKind.choices)
    names = ", ".join(str(labels.get(kind, kind)) for kind in kinds)
    holding = _("%(value)s sessions held (at least %(needed)s) of the kinds %(names)s")
    meeting = _("They met in %(value)s months (at least %(needed)s)") % _numbers(len(served.months), needed_months)
    query = judging.query(places, kind=",".join(kinds))
    return _verdict(
        Reason(
            holding % {**_numbers(served.sessions, needed), "names": names},
            served.sessions >= needed,
            "sessions",
            served.sessions,
            needed,
            "session_list",
            query,
        ),
        Reason(
            meeting,
            len(served.months) >= needed_months,
            "sessions",
            len(served.months),
            needed_months,
            "session_list",
            query,
        ),
    )


def _verdict(*reasons: Reason) -> Verdict:
    return Verdict(all(reason.met for reason in reasons), reasons)


def _numbers(value: int, needed: int) -> dict[str, str]:
    return {"value": number(value), "needed": number(needed)}


def _named(found: Collection[AgeBand | InterestField], needed: int) -> dict[str, str]:
    names = ", ".join(str(one.label) for one in found)
    return {**_numbers(len(found), needed), "names": names or _("none")}


register(
    Criterion(
        code="supports_age_groups_and_interests",
        name=gettext_lazy("The centre supports every age group and interest"),
        explanation=gettext_lazy(
            "Enough sessions held, for several age groups (those an activity is meant for; where it is for everyone, "
            "those who came) and in several of the fields arts, sport, tourism, creative work."
        ),
        parameters={
            "min_age_bands": (3, gettext_lazy("age groups served")),
            "min_interests": (3, gettext_lazy("of the fields arts, sport, tourism, creative work")),
            "min_sessions": (12, gettext_lazy("sessions held in twelve months")),
        },
        judge=_supports,
    )
)
register(
    Criterion(
        code="holds_regular_classes",
        name=gettext_lazy("Talent classes, clubs and interest groups meet regularly"),
        explanation=gettext_lazy("Enough sessions of these kinds at the places of the commune, in most months."),
        parameters={
            "activity_kinds": (
                sorted(str(kind) for kind in REGULAR_KINDS),
                gettext_lazy("kinds of activity that count"),
            ),
            "min_sessions": (24, gettext_lazy("sessions held in twelve months")),
            "min_months": (8, gettext_lazy("months of twelve with such a session")),
        },
        judge=_meets_regularly,
    )
)
