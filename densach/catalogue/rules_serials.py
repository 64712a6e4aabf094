"""Which issues of a periodical are to come, without database, clock or request."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .models import Frequency, Subscription

# days or months between two issues; irregular ones are not foreseen
_DAYS: dict[str, int] = {Frequency.DAILY: 1, Frequency.WEEKLY: 7, Frequency.FORTNIGHTLY: 14}
_MONTHS: dict[str, int] = {
    Frequency.MONTHLY: 1,
    Frequency.BIMONTHLY: 2,
    Frequency.QUARTERLY: 3,
    Frequency.YEARLY: 12,
}
# days after which an issue that has not come is late: about half the time to the next one
_GRACE: dict[str, int] = {
    Frequency.DAILY: 2,
    Frequency.WEEKLY: 7,
    Frequency.FORTNIGHTLY: 10,
    Frequency.MONTHLY: 15,
    Frequency.BIMONTHLY: 30,
    Frequency.QUARTERLY: 45,
    Frequency.YEARLY: 90,
}
_NUMBERED = re.compile(r"\D*([0-9]{1,6})(?:\s*[-–+]\s*([0-9]{1,6}))?(?:\D.*)?")
_MOST = 400


@dataclass(frozen=True)
class Foreseen:
    """An issue that is to come."""

    number: str
    on: dt.date


def span(number: str) -> tuple[int, int] | None:
    """First and last number of an issue as printed: "số 6-7" → (6, 7), "12" → (12, 12), "Xuân" → None."""
    match = _NUMBERED.fullmatch(number.strip())
    if match is None:
        return None
    first, last = int(match[1]), int(match[2] or match[1])
    return (first, last) if first <= last <= first + 12 else None


def foreseen(subscription: Subscription, known: Iterable[tuple[str, dt.date]], until: dt.date) -> Iterator[Foreseen]:
    """Issues after the last known numbered one (number, day), up to a day and the end of the subscription.

    Numbers run on from `first_number`; where it is empty they begin with 1 each year. A double issue ("6-7") takes the
    time of two. Unnumbered ones (a Tết issue) shift nothing.
    """
    if subscription.frequency not in _DAYS | _MONTHS:
        return
    numbered = ((day, parts[1], parts[1] - parts[0] + 1) for number, day in known if (parts := span(number)))
    last = max(numbered, default=None)
    if last is None:
        on, number = subscription.starts_on, subscription.first_number or 1
    else:
        on, number = step(subscription, last[0], last[2]), last[1] + 1
    end = min(until, subscription.ends_on or until)
    before = last[0] if last else on
    for _turn in range(_MOST):
        if on > end:
            return
        if subscription.first_number is None and on.year != before.year:
            number = 1
        yield Foreseen(str(number), on)
        before, on, number = on, step(subscription, on, 1), number + 1


def step(subscription: Subscription, day: dt.date, issues: int) -> dt.date:
    """The day of the issue that comes `issues` later; months keep the day of the month on which it began."""
    if days := _DAYS.get(subscription.frequency):
        return day + dt.timedelta(days=days * issues)
    months = day.year * 12 + day.month - 1 + _MONTHS.get(subscription.frequency, 1) * issues
    year, month = divmod(months, 12)
    wanted = max(day.day, subscription.starts_on.day) if day.day >= 28 else day.day
    return dt.date(year, month + 1, min(wanted, calendar.monthrange(year, month + 1)[1]))


def is_late(subscription: Subscription, on: dt.date, today: dt.date) -> bool:
    return on + dt.timedelta(days=_GRACE.get(subscription.frequency, 30)) < today
