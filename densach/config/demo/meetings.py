"""Clubs, classes and events from data/sample/activities.toml, with their sessions and who came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from densach.activities.models import (
    Activity,
    ActivityState,
    Attendance,
    AttendanceTally,
    Interest,
    Presence,
    Registration,
    Session,
    SessionState,
)  # fmt: skip
from densach.core.ages import Sex, age_band
from densach.people.models import Patron

from .bulk import Bulk, reset_sequences
from .world import World

_DAYS = {"mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6, "sun": 7}
_WEEKS_AHEAD = 6


@dataclass(frozen=True)
class _Meeting:
    """One session to be written; its number in the list is its key."""

    activity: Activity
    row: dict[str, Any]
    day: dt.date
    starts_at: dt.datetime
    state: SessionState


def load_meetings(world: World) -> tuple[int, int]:
    """Activities of the templates at each of their places; returns how many activities and sessions."""
    interests = _interests(world)
    templates = world.read("sample/activities.toml")["activities"]
    offered = [
        (_activity(world, row, place), row, place)
        for row in templates
        for place in row["at"]
        if place["facility"] in world.facilities
    ]
    Activity.objects.bulk_create(activity for activity, _row, _place in offered)
    link = Activity.interests.through
    link.objects.bulk_create(
        link(activity_id=activity.pk, interest_id=interests[code])
        for activity, row, _place in offered
        for code in row["interests"]
    )
    meetings = [
        meeting for activity, row, place in offered for meeting in _meetings(world, activity, row, place["from"])
    ]
    _write_sessions(world, meetings)
    _attendance(world, meetings, _members(world, offered))
    return len(offered), len(meetings)


def _interests(world: World) -> dict[str, int]:
    rows = world.read("reference/interests.toml")["interests"]
    created = Interest.objects.bulk_create(
        Interest(code=row["code"], name_vi=row["vi"], name_en=row["en"], field=row["field"]) for row in rows
    )
    return {interest.code: interest.pk for interest in created}


def _write_sessions(world: World, meetings: list[_Meeting]) -> None:
    written = Bulk(
        Session, "id", "public_id", "activity_id", "facility_id", "starts_at", "ends_at", "day", "state", "modified_at"
    )
    loaded_at = world.at(world.today, 6)
    for number, meeting in enumerate(meetings, start=1):
        ends = meeting.starts_at + dt.timedelta(minutes=meeting.row["schedule"]["minutes"])
        changed = min(meeting.starts_at, loaded_at)
        activity = meeting.activity
        written.add(
            number,
            world.public_id(),
            activity.pk,
            activity.facility_id,
            meeting.starts_at,
            ends,
            meeting.day,
            meeting.state,
            changed,
        )
    written.flush()
    reset_sequences(Session)


def _activity(world: World, row: dict[str, Any], place: dict[str, Any]) -> Activity:
    activity = Activity(
        public_id=world.public_id(), kind=row["kind"], title=row["title"], facility=world.facilities[place["facility"]], language=row.get("language", ""),
        age_bands=row["age_bands"], capacity=row.get("capacity"), takes_registrations=row.get("takes_registrations", False),
        state=ActivityState.PUBLISHED, is_sample=True, modified_at=world.at(place["from"], 8),
    )  # fmt: skip
    activity.set_keys()
    return activity


def _meetings(world: World, activity: Activity, row: dict[str, Any], start: dt.date) -> Iterator[_Meeting]:
    hour, minute = (int(part) for part in row["schedule"]["time"].split(":"))
    last = world.today + dt.timedelta(weeks=_WEEKS_AHEAD)
    day = max(start, activity.facility.opened_on)
    while day <= last:
        if _falls_on(row["schedule"], row, day):
            cancelled = world.chance.random() < 0.03
            state = (
                SessionState.CANCELLED
                if cancelled
                else SessionState.HELD
                if day < world.today
                else SessionState.PLANNED
            )
            yield _Meeting(activity, row, day, world.at(day, hour, minute), state)
        day += dt.timedelta(days=1)


def _falls_on(schedule: dict[str, Any], row: dict[str, Any], day: dt.date) -> bool:
    if schedule["every"] == "year":
        return (day.month, day.day) == (schedule["month"], schedule["day"])
    if day.month not in row.get("months", range(1, 13)) or day.isoweekday() not in {
        _DAYS[name] for name in schedule["days"]
    }:
        return False
    return "weeks" not in schedule or (day.day - 1) // 7 + 1 in schedule["weeks"]


def _members(world: World, offered: list[tuple[Activity, dict[str, Any], dict[str, Any]]]) -> dict[int, list[Patron]]:
    """Registered members of activities that take registrations, from the place's own patrons of a fitting age."""
    registrations: list[Registration] = []
    members: dict[int, list[Patron]] = {}
    for activity, row, place in offered:
        if not activity.takes_registrations:
            continue
        bands = set(row["age_bands"])
        fitting = [
            patron
            for patron in world.patrons.get(place["facility"], [])
            if not bands or age_band(patron.birth_year, world.today) in bands
        ]
        chosen = world.chance.sample(
            fitting, min(len(fitting), row["attendance"], activity.capacity or row["attendance"])
        )
        members[activity.pk] = chosen
        activity.seats_taken = len(chosen)
        registrations += [
            Registration(
                public_id=world.public_id(),
                activity=activity,
                patron=patron,
                registered_at=world.at(max(patron.registered_on, place["from"]), 9),
            )
            for patron in chosen
        ]
    Registration.objects.bulk_create(registrations, batch_size=2000)
    Activity.objects.bulk_update([activity for activity, _row, _place in offered], ["seats_taken"])
    return members


def _attendance(world: World, meetings: list[_Meeting], members: dict[int, list[Patron]]) -> None:
    named = Bulk(Attendance, "session_id", "patron_id", "presence", "age_band", "sex")
    tallies = Bulk(AttendanceTally, "session_id", "age_band", "sex", "count")
    for number, meeting in enumerate(meetings, start=1):
        if meeting.state != SessionState.HELD:
            continue
        expected = (
            meeting.row["attendance"]
            * world.pace(meeting.activity.facility, meeting.day, "attendance")
            * world.chance.uniform(0.75, 1.2)
        )
        came = 0
        for patron in members.get(meeting.activity.pk, ()):
            if patron.registered_on <= meeting.day:
                presence = (
                    Presence.PRESENT
                    if (roll := world.chance.random()) < 0.82
                    else Presence.EXCUSED
                    if roll < 0.9
                    else Presence.ABSENT
                )
                came += presence == Presence.PRESENT
                named.add(number, patron.pk, presence, age_band(patron.birth_year, meeting.day), patron.sex)
        for (band, sex), count in _tally(world, meeting.row["age_bands"], max(0, round(expected) - came)).items():
            tallies.add(number, band, sex, count)
    named.flush()
    tallies.flush()


def _tally(world: World, bands: list[str], count: int) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for part in (count // 2, count - count // 2):
        if part:
            key = (
                world.chance.choice(bands or ["18-35", "36-59", "60+"]),
                str(world.chance.choice([Sex.FEMALE, Sex.MALE])),
            )
            found[key] = found.get(key, 0) + part
    return found
