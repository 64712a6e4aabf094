"""Published activities and their sessions as JSON, open to everybody: /api/v1/activities."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from densach.core.clock import now, today

from . import queries
from .models import Activity, Session

PREFIX = "/activities"
router = Router(tags=["activities"])
_LONGEST_SPAN = dt.timedelta(days=92)


class ActivityOut(Schema):
    """`age_bands` empty: for everyone. `seats_left` is null where seats are not counted."""

    public_id: str
    kind: str
    title: str
    description: str
    place: str
    place_name: str
    room: str
    leader: str
    language: str
    interests: list[str]
    age_bands: list[str]
    takes_registrations: bool
    seats_left: int | None
    is_free: bool
    next_session: dt.datetime | None


class ActivitiesOut(Schema):
    activities: list[ActivityOut]
    total: int
    page: int
    pages: int


class SessionOut(Schema):
    public_id: str
    activity: str
    title: str
    place: str
    place_name: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    topic: str
    state: str


class Narrowing(Schema):
    """Empty values do not narrow. `place` is the public id of a facility."""

    q: Annotated[str, Field(max_length=200)] = ""
    kind: Annotated[str, Field(max_length=20)] = ""
    age_band: Annotated[str, Field(max_length=8)] = ""
    interest: Annotated[str, Field(max_length=30)] = ""
    place: Annotated[str, Field(max_length=12)] = ""
    page: Annotated[int, Field(ge=1, le=10_000)] = 1
    per_page: Annotated[int, Field(ge=1, le=100)] = 50


class Span(Schema):
    """Local days, both inclusive, at most 92 of them from `start` on; by default 30 days from today."""

    start: Annotated[dt.date | None, Field(ge=dt.date(2000, 1, 1), le=dt.date(2099, 1, 1))] = None
    end: Annotated[dt.date | None, Field(ge=dt.date(2000, 1, 1), le=dt.date(2099, 12, 31))] = None
    place: Annotated[str, Field(max_length=12)] = ""
    kind: Annotated[str, Field(max_length=20)] = ""


@router.get("", response=ActivitiesOut, auth=None, summary="Published activities by title")
def activities(request: HttpRequest, asked: Query[Narrowing]) -> Any:  # noqa: ARG001  # the framework passes it
    found = queries.narrowed(
        queries.activities_public(),
        kind=asked.kind,
        age_band=asked.age_band,
        interest=asked.interest,
        place=asked.place,
        text=asked.q,
    )
    page = Paginator(queries.with_next_session(found, now()), asked.per_page).get_page(asked.page)
    rows = [_activity(activity) for activity in page.object_list]
    return {
        "activities": rows,
        "total": page.paginator.count,
        "page": page.number,
        "pages": page.paginator.num_pages,
    }


def _activity(activity: Activity) -> dict[str, Any]:
    names = ("public_id", "kind", "title", "description", "room", "leader", "language", "age_bands")
    counted = activity.takes_registrations and activity.capacity is not None
    return {name: getattr(activity, name) for name in names} | {
        "place": activity.facility.public_id,
        "place_name": activity.facility.name,
        "interests": [interest.code for interest in activity.interests.all()],
        "takes_registrations": activity.takes_registrations,
        "seats_left": (activity.capacity or 0) - activity.seats_taken if counted else None,
        "is_free": activity.is_free,
        "next_session": activity.next_at,  # type: ignore[attr-defined]  # annotated by with_next_session
    }


@router.get("/sessions", response=list[SessionOut], auth=None, summary="Sessions of published activities")
def sessions(request: HttpRequest, asked: Query[Span]) -> Any:  # noqa: ARG001  # the framework passes it
    start = asked.start or today()
    end = min(asked.end or start + dt.timedelta(days=29), start + _LONGEST_SPAN - dt.timedelta(days=1))
    found = queries.sessions_between(start, end, public_only=True)
    if asked.place:
        found = found.filter(facility__public_id=asked.place)
    if asked.kind:
        found = found.filter(activity__kind=asked.kind)
    return [_session(session) for session in found]


def _session(session: Session) -> dict[str, Any]:
    names = ("public_id", "starts_at", "ends_at", "topic", "state")
    return {name: getattr(session, name) for name in names} | {
        "activity": session.activity.public_id,
        "title": session.activity.title,
        "place": session.facility.public_id,
        "place_name": session.facility.name,
    }


@router.get("/{public_id}", response=ActivityOut, auth=None, summary="One published activity")
def activity(request: HttpRequest, public_id: str) -> Any:  # noqa: ARG001  # the framework passes it
    found = queries.with_next_session(queries.activities_public().filter(public_id=public_id), now()).first()
    if found is None:
        raise Http404
    return _activity(found)
