"""Finding the row that an address names, or 404; and doing what a button says."""

from __future__ import annotations

from typing import cast

from django.db.models import Q
from django.http import Http404, HttpRequest

from densach.accounts.models import User
from densach.activities import queries
from densach.activities.models import Activity, Session
from densach.core.text import fold
from densach.network.access import may_at_facility, require
from densach.network.models import Facility


def who(request: HttpRequest) -> User:
    return cast("User", request.user)


def activity_or_404(request: HttpRequest, public_id: str, right: str | None = None) -> Activity:
    """An activity that the actor sees; with `right`, NotAllowed unless held at its place."""
    activity = queries.activity_by_public_id(who(request), public_id)
    if activity is None:
        raise Http404
    if right:
        require(who(request), right, facility_id=activity.facility_id)
    return activity


def session_or_404(request: HttpRequest, public_id: str, right: str) -> Session:
    session = queries.session_by_public_id(who(request), public_id)
    if session is None:
        raise Http404
    require(who(request), right, facility_id=session.facility_id)
    return session


def may(request: HttpRequest, right: str, facility_id: int) -> bool:
    return may_at_facility(who(request), right, facility_id)


def place_named(text: str, prefix: str = "facility") -> tuple[Q, str]:
    """A condition for the place meant by `text` (a public id, or words of its name), and the name to show for it."""
    facility = Facility.objects.filter(public_id=text).first() if text.isalnum() else None
    if facility is not None:
        return Q(**{f"{prefix}_id": facility.pk}), facility.name
    condition = Q()
    for word in fold(text).split():
        condition &= Q(**{f"{prefix}__name_fold__contains": word})
    return condition, text
