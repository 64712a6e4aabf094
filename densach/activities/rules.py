"""Pure decisions about activities: what may be written, when sessions fall, who may have a seat."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from densach.core.ages import AgeBand, Sex
from densach.core.errors import Refusal
from densach.core.text import clean, clean_lines

from . import refusals
from .models import ActivityKind, ActivityState, InterestField, Presence

MOST_SESSIONS_AT_ONCE = 200
MOST_SEATS = 100_000
MOST_IN_A_FIELD = 100_000  # the constraint of AttendanceTally
YEARS_BACK = YEARS_AHEAD = 2
LONGEST = {"title": 200, "description": 10_000, "room": 80, "leader": 120, "language": 40, "what_to_bring": 200}
AUDIENCES = tuple(band for band in AgeBand if band != AgeBand.UNKNOWN)

type TallyKey = tuple[str, str]


@dataclass(frozen=True)
class Details:
    """What somebody writes about an activity. `interests` are codes of the vocabulary; no `age_bands`: everyone."""

    kind: str
    title: str
    description: str = ""
    room: str = ""
    leader: str = ""
    language: str = ""
    interests: tuple[str, ...] = ()
    age_bands: tuple[str, ...] = ()
    capacity: int | None = None
    takes_registrations: bool = False
    is_free: bool = True
    what_to_bring: str = ""

    def cleaned(self) -> Details:
        """The same with tidy text, age bands in their order. Raises the refusals of `details_refusal`."""
        refusal = details_refusal(self)
        if refusal is not None:
            raise refusal
        return Details(
            kind=self.kind,
            title=clean(self.title),
            description=clean_lines(self.description),
            room=clean(self.room),
            leader=clean(self.leader),
            language=clean(self.language),
            interests=tuple(dict.fromkeys(self.interests)),
            age_bands=tuple(band.value for band in AUDIENCES if band in self.age_bands),
            capacity=self.capacity,
            takes_registrations=self.takes_registrations,
            is_free=self.is_free,
            what_to_bring=clean(self.what_to_bring),
        )


def details_refusal(details: Details) -> Refusal | None:
    if not clean(details.title):
        return refusals.TitleMissing()
    for name, most in LONGEST.items():
        length = len(clean_lines(getattr(details, name)))
        if length > most:
            return refusals.TextTooLong(field=name, most=most, length=length)
    if details.kind not in ActivityKind.values:
        return refusals.UnknownKind(kind=details.kind)
    for band in details.age_bands:
        if band not in AUDIENCES:
            return refusals.UnknownAgeBand(band=band)
    if details.capacity is not None and not 1 <= details.capacity <= MOST_SEATS:
        return refusals.CapacityOutOfRange(most=number(MOST_SEATS))
    return None


def session_days(*, first_day: dt.date, until: dt.date, weekdays: Collection[int], today: dt.date) -> list[dt.date]:
    """Every day from `first_day` to `until` (inclusive) that falls on one of the ISO `weekdays`.

    Raises LastDayBeforeFirst, TooLongAgo, TooFarAhead, NoWeekday, NoSessionDays, TooManySessions.
    """
    if until < first_day:
        raise refusals.LastDayBeforeFirst(first=vi_date(first_day))
    for day in (first_day, until):
        check_day(day, today)
    wanted = {day for day in weekdays if 1 <= day <= 7}
    if not wanted:
        raise refusals.NoWeekday
    days = [first_day + dt.timedelta(days=n) for n in range((until - first_day).days + 1)]
    chosen = [day for day in days if day.isoweekday() in wanted]
    if not chosen:
        raise refusals.NoSessionDays(first=vi_date(first_day), last=vi_date(until))
    if len(chosen) > MOST_SESSIONS_AT_ONCE:
        raise refusals.TooManySessions(count=len(chosen), most=MOST_SESSIONS_AT_ONCE)
    return chosen


def check_day(day: dt.date, today: dt.date) -> None:
    """Raises TooLongAgo, TooFarAhead: two years either way, so that a slip in the year is caught."""
    earliest = _years_from(today, -YEARS_BACK)
    latest = _years_from(today, YEARS_AHEAD)
    if day < earliest:
        raise refusals.TooLongAgo(day=vi_date(day), earliest=vi_date(earliest))
    if day > latest:
        raise refusals.TooFarAhead(day=vi_date(day), latest=vi_date(latest))


def _years_from(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def check_times(start: dt.time, end: dt.time) -> None:
    """Raises EndBeforeStart."""
    if end <= start:
        raise refusals.EndBeforeStart(start=f"{start:%H:%M}", end=f"{end:%H:%M}")


def check_place_in_use(name: str, opened_on: dt.date, closed_on: dt.date | None, days: Iterable[dt.date]) -> None:
    """Raises PlaceNotOpen for the first day on which the place had not opened or had closed."""
    for day in days:
        if day < opened_on or (closed_on is not None and day > closed_on):
            raise refusals.PlaceNotOpen(place=name, day=vi_date(day))


@dataclass(frozen=True)
class Span:
    """When a session takes place; `cancelled` ones still hold their starting moment."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    cancelled: bool = False

    def clashes_with(self, other: Span) -> bool:
        if self.starts_at == other.starts_at:
            return True
        return not other.cancelled and self.starts_at < other.ends_at and other.starts_at < self.ends_at


def clashing(new: Iterable[Span], standing: Collection[Span]) -> list[Span]:
    """Those of the new ones that meet a session of the same activity."""
    return [one for one in new if any(one.clashes_with(other) for other in standing)]


@dataclass(frozen=True)
class SeatFacts:
    """What a refused seat is explained from."""

    title: str
    state: str
    takes_registrations: bool
    capacity: int | None
    seats_taken: int
    age_bands: tuple[str, ...]


def seat_refusal(seat: SeatFacts, band: str) -> Refusal | None:
    """Why no further person of age `band` gets a seat; None when there is one.

    A person whose age is not known is not turned away for it.
    """
    if seat.state != ActivityState.PUBLISHED:
        return refusals.ActivityNotOpen(title=seat.title, state=ActivityState(seat.state).label)
    if not seat.takes_registrations:
        return refusals.NotTakingRegistrations(title=seat.title)
    if seat.age_bands and band != AgeBand.UNKNOWN and band not in seat.age_bands:
        bands = ", ".join(str(AgeBand(one).label) for one in seat.age_bands)
        return refusals.OutsideAgeBand(title=seat.title, bands=bands, band=AgeBand(band).label)
    if seat.capacity is not None and seat.seats_taken >= seat.capacity:
        return refusals.ActivityFull(title=seat.title, capacity=number(seat.capacity))
    return None


def check_tallies(tallies: Mapping[TallyKey, int]) -> dict[TallyKey, int]:
    """The anonymous counts above zero. Raises UnknownGroup, NegativeCount, CountTooLarge."""
    for (band, sex), count in tallies.items():
        if band not in AgeBand.values or sex not in Sex.values:
            raise refusals.UnknownGroup(group=f"{band} {sex}")
        if count < 0:
            raise refusals.NegativeCount(count=count)
        if count > MOST_IN_A_FIELD:
            raise refusals.CountTooLarge(count=number(count), most=number(MOST_IN_A_FIELD))
    return {key: count for key, count in tallies.items() if count}


def check_presences(presences: Iterable[str]) -> None:
    """Raises UnknownPresence."""
    for presence in presences:
        if presence not in Presence.values:
            raise refusals.UnknownPresence(presence=presence)


def main_field(fields: Iterable[str]) -> str:
    """The one field an activity is counted under, so that the parts add up to the whole: the field of most of its
    interests, of equals the first in the order of the plan; "other" without any interest.
    """
    counts = Counter(fields)
    return max(InterestField.values, key=lambda field: counts[field]) if counts else InterestField.OTHER.value


def number(value: int) -> str:
    """1.234 as written in Vietnam."""
    return f"{value:,}".replace(",", ".")


def vi_date(day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"
