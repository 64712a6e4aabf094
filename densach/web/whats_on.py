"""Dated meetings that anybody may come to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from densach.activities.models import Activity, ActivityState, Session, SessionState
from densach.discovery.queries import address_of


@dataclass(frozen=True)
class Meeting:
    """One row of a list of sessions."""

    session: Session
    title: str
    url: str
    place: str
    note: str
    cancelled: bool


def coming_sessions(at: dt.datetime, *, days: int, facility_id: int | None = None, limit: int = 8) -> list[Meeting]:
    """Sessions of published activities that end after a local moment and start within some days, soonest first."""
    last = at.date() + dt.timedelta(days=days)
    found = Session.objects.filter(
        day__gte=at.date(), day__lt=last, ends_at__gt=at, activity__state=ActivityState.PUBLISHED
    )
    if facility_id is not None:
        found = found.filter(facility_id=facility_id)
    return [
        _meeting(session)
        for session in found.select_related("activity", "facility").order_by("starts_at", "pk")[:limit]
    ]


def _meeting(session: Session) -> Meeting:
    activity: Activity = session.activity
    return Meeting(
        session=session,
        title=activity.title,
        url=address_of("activity", activity.public_id),
        place=session.facility.name,
        note=session.topic,
        cancelled=session.state == SessionState.CANCELLED,
    )
