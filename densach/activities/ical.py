"""Sessions as an iCalendar feed (RFC 5545, RFC 7986): a calendar program follows changes and cancellations by itself.

Times are written in UTC, so that no time zone table has to travel along. The UID of a session never changes; SEQUENCE
grows when its time, place or state does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from icalendar import Calendar, Event, vGeo, vText, vUri

from .models import Session, SessionState

_REFRESH = dt.timedelta(hours=6)


def calendar_of(sessions: Iterable[Session], *, name: str, url_of: Callable[[Session], str], at: dt.datetime) -> bytes:
    """A published calendar with one event per session (`activity` and `facility` read along), cancelled ones marked."""
    calendar = Calendar()
    calendar.add("prodid", "-//Den Sach//densach//VI")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    for session in sessions:
        calendar.add_component(_event(session, url_of(session), at))
    written: bytes = calendar.to_ical()
    return written


def _event(session: Session, url: str, at: dt.datetime) -> Event:
    activity, place = session.activity, session.facility
    changed = min(max(session.modified_at, activity.modified_at), at)
    event = Event()
    event.add("uid", vText(f"{session.public_id}@densach"))
    event.add("dtstamp", changed.astimezone(dt.UTC))
    event.add("last-modified", changed.astimezone(dt.UTC))
    event.add("dtstart", session.starts_at.astimezone(dt.UTC))
    event.add("dtend", session.ends_at.astimezone(dt.UTC))
    event.add("summary", ": ".join(part for part in (activity.title, session.topic) if part))
    event.add("location", ", ".join(part for part in (activity.room, place.name, place.address) if part))
    _add_if(event, "description", activity.description)
    _add_if(event, "geo", (place.latitude, place.longitude) if place.latitude and place.longitude else None, vGeo)
    event.add("categories", [str(activity.get_kind_display())])
    event.add("url", vUri(url))
    event.add("sequence", session.revision)
    event.add("status", "CANCELLED" if session.state == SessionState.CANCELLED else "CONFIRMED")
    return event


def _add_if(event: Event, name: str, value: Any, wrap: Callable[[Any], Any] = vText) -> None:
    if value:
        event.add(name, wrap(value))
