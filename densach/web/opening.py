"""Opening hours as people read them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from densach.network.models import OpeningHours, Weekday


@dataclass(frozen=True)
class OpenToday:
    """Whether a place is open, the sentence that says until or from when, and `minutes` till it opens (0: open)."""

    is_open: bool
    sentence: str
    minutes: int


def open_today(facility_ids: Collection[int], at: dt.datetime) -> dict[int, OpenToday]:
    """By facility id, at a local moment; places without any hours are absent."""
    rows: dict[int, list[OpeningHours]] = defaultdict(list)
    for row in OpeningHours.objects.filter(facility_id__in=facility_ids).order_by("weekday", "opens"):
        rows[row.facility_id].append(row)
    return {facility: _state(hours, at) for facility, hours in rows.items()}


def _state(hours: list[OpeningHours], at: dt.datetime) -> OpenToday:
    now = at.time()
    today = [row for row in hours if row.weekday == at.isoweekday()]
    for row in today:
        if row.opens <= now < row.closes:
            return OpenToday(True, _("open until %(time)s") % {"time": f"{row.closes:%H:%M}"}, 0)
    # from now round to the same moment of next week
    following = min(hours, key=lambda row: _minutes_until(row, at))
    minutes, time = _minutes_until(following, at), f"{following.opens:%H:%M}"
    if following in today and following.opens > now:
        return OpenToday(False, _("opens at %(time)s") % {"time": time}, minutes)
    words = {"day": Weekday(following.weekday).label, "time": time}
    return OpenToday(False, _("closed, opens %(day)s at %(time)s") % words, minutes)


def _minutes_until(row: OpeningHours, at: dt.datetime) -> int:
    days = row.weekday - at.isoweekday()
    minutes = (row.opens.hour - at.hour) * 60 + row.opens.minute - at.minute
    return (days * 24 * 60 + minutes) % (7 * 24 * 60)


@dataclass(frozen=True)
class Day:
    """One weekday of the week's table."""

    name: str
    hours: str
    is_today: bool


def week(facility_id: int, today: dt.date) -> list[Day]:
    """Monday to Sunday; empty where no hours are known."""
    rows: dict[int, list[str]] = defaultdict(list)
    for row in OpeningHours.objects.filter(facility_id=facility_id).order_by("weekday", "opens"):
        rows[row.weekday].append(f"{row.opens:%H:%M}–{row.closes:%H:%M}")
    if not rows:
        return []
    return [Day(str(day.label), ", ".join(rows[day]) or _("closed"), day == today.isoweekday()) for day in Weekday]
