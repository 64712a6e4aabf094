"""The public calendar by week and month, and its feeds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from densach.activities import ical, queries
from densach.activities.models import Activity, Session, SessionState
from densach.core.clock import now, today
from densach.core.doors import public
from densach.core.periods import Month
from densach.network.models import Facility

from .public import filter_of

_BACK = dt.timedelta(days=30)
_AHEAD = dt.timedelta(days=366)
_EARLIEST, _LATEST = dt.date(2000, 1, 1), dt.date(2099, 12, 31)
_CALENDAR = "text/calendar; charset=utf-8"
# how many sessions of one day are written out; the day itself shows all it has
_MOST_A_DAY = {"day": 2000, "week": 10, "month": 3}


@dataclass(frozen=True)
class Shown:
    """Which day is asked for, and whether it alone, its week or its month is listed (`view`)."""

    day: dt.date
    view: str

    @classmethod
    def asked(cls, request: HttpRequest) -> Shown:
        """A day that cannot be read is today."""
        try:
            day = dt.date.fromisoformat(request.GET.get("day", ""))
        except ValueError:
            day = today()
        view = request.GET.get("view", "")
        return cls(min(max(day, _EARLIEST), _LATEST), view if view in _MOST_A_DAY else "week")

    @property
    def month(self) -> Month:
        return Month.of(self.day)

    @property
    def monday(self) -> dt.date:
        return self.day - dt.timedelta(days=self.day.weekday())

    @property
    def span(self) -> tuple[dt.date, dt.date]:
        """First and last day of what is listed."""
        if self.view == "day":
            return self.day, self.day
        if self.view == "month":
            return self.month.start, self.month.end
        return self.monday, self.monday + dt.timedelta(days=6)

    @property
    def neighbours(self) -> tuple[dt.date, dt.date]:
        """A day in what comes before and after."""
        first, last = self.span
        return first - dt.timedelta(days=1), last + dt.timedelta(days=1)

    def weeks(self) -> list[list[dt.date]]:
        """The weeks of the month, Monday first, with the days of the neighbouring months that fill them."""
        start = self.month.start - dt.timedelta(days=self.month.start.weekday())
        days = [start + dt.timedelta(days=n) for n in range(42)]
        weeks = [days[n : n + 7] for n in range(0, 42, 7)]
        return [week for week in weeks if week[0] <= self.month.end]


@public
def calendar(request: HttpRequest) -> HttpResponse:
    shown = Shown.asked(request)
    form, asked = filter_of(request)
    weeks = shown.weeks()
    counts = queries.sessions_per_day(_sessions(asked, weeks[0][0], weeks[-1][-1]))
    first, last = (weeks[0][0], weeks[-1][-1]) if shown.view == "month" else shown.span
    listed = queries.first_of_each_day(_sessions(asked, first, last), _MOST_A_DAY[shown.view])
    by_day = {day: list(sessions) for day, sessions in groupby(listed, key=lambda session: session.day)}
    query = request.GET.copy()
    for name in ("day", "view"):
        query.pop(name, None)
    context = {
        "form": form,
        "shown": shown,
        "today": today(),
        "days": [_cell(day, shown, counts, by_day) for day in by_day],
        "weeks": [[_cell(day, shown, counts, by_day) for day in week] for week in weeks],
        "feed_url": f"{reverse('calendar_feed')}?{query.urlencode()}",
    }
    return render(request, "activities/calendar.html", context)


def _cell(
    day: dt.date, shown: Shown, counts: dict[dt.date, int], by_day: dict[dt.date, list[Session]]
) -> dict[str, Any]:
    """One day: its sessions written out, how many take place, how many of them are not written out."""
    first, last = shown.span
    sessions = by_day.get(day, [])
    written = sum(session.state != SessionState.CANCELLED for session in sessions)
    return {
        "day": day,
        "sessions": sessions,
        "count": counts.get(day, 0),
        "more": counts.get(day, 0) - written,
        "inside": Month.of(day) == shown.month,
        "listed": first <= day <= last and shown.view != "month",
        "today": day == today(),
    }


def _sessions(asked: dict[str, Any], start: dt.date, end: dt.date) -> QuerySet[Session]:
    sessions = queries.sessions_between(start, end, public_only=True).filter(asked["place"])
    narrowing = {name: value for name, value in asked.items() if name != "place" and value}
    if narrowing:
        sessions = sessions.filter(activity__in=queries.narrowed(Activity.objects.order_by(), **narrowing).values("pk"))
    return sessions


@public
def calendar_feed(request: HttpRequest) -> HttpResponse:
    _form, asked = filter_of(request)
    name = _("Calendar of activities")
    return _feed(request, _sessions(asked, today() - _BACK, today() + _AHEAD), name, "lich")


@public
def facility_feed(request: HttpRequest, public_id: str) -> HttpResponse:
    facility = get_object_or_404(Facility, public_id=public_id)
    sessions = queries.sessions_between(today() - _BACK, today() + _AHEAD, [facility.pk], public_only=True)
    return _feed(request, sessions, facility.name, f"lich-{public_id}")


@public
def activity_feed(request: HttpRequest, public_id: str) -> HttpResponse:
    activity = queries.activity_public(public_id)
    if activity is None:
        raise Http404
    sessions = queries.sessions_between(today() - _AHEAD, today() + 2 * _AHEAD).filter(activity=activity)
    return _feed(request, sessions, activity.title, f"hoat-dong-{public_id}")


def _feed(request: HttpRequest, sessions: QuerySet[Session], name: str, filename: str) -> HttpResponse:
    def url_of(session: Session) -> str:
        return request.build_absolute_uri(reverse("activity_detail", args=[session.activity.public_id]))

    response = HttpResponse(ical.calendar_of(sessions, name=name, url_of=url_of, at=now()), content_type=_CALENDAR)
    response["Content-Disposition"] = f'inline; filename="{filename}.ics"'
    return response
