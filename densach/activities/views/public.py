"""What citizens see: the list of activities, one activity."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from densach.activities import forms, queries
from densach.activities.models import Activity, ActivityState
from densach.activities.rules import AUDIENCES
from densach.core.ages import AgeBand
from densach.core.clock import now
from densach.core.doors import public

from .finding import place_named

_PER_PAGE = 30
_SESSIONS_SHOWN = 8


def filter_of(request: HttpRequest) -> tuple[forms.PublicFilter, dict[str, Any]]:
    """The filter form (place shown by its name) and what it asks for: kind, age_band, interest, place."""
    data = request.GET.copy()
    condition, name = place_named(data.get("place", "").strip())
    data["place"] = name
    form = forms.PublicFilter(data)
    form.is_valid()
    wanted = form.cleaned_data
    interest = wanted.get("interest")
    asked = {"kind": wanted.get("kind", ""), "age_band": wanted.get("age", "")}
    return form, asked | {"interest": interest.code if interest else "", "place": condition}


@public
def activity_list(request: HttpRequest) -> HttpResponse:
    form, asked = filter_of(request)
    place = asked.pop("place")
    activities = queries.narrowed(queries.activities_public().filter(place), **asked, text=request.GET.get("q", ""))
    activities = queries.with_next_session(activities, now())
    ordered = activities.order_by(F("next_at").asc(nulls_last=True), "title_sort", "pk")
    page = Paginator(ordered, _PER_PAGE).get_page(request.GET.get("page"))
    rows = [(activity, seats_chip(activity), audience(activity)) for activity in page.object_list]
    return render(request, "activities/list.html", {"form": form, "page": page, "rows": rows})


def audience(activity: Activity) -> str:
    """The ages an activity is for, in words."""
    if not activity.age_bands or len(activity.age_bands) == len(AUDIENCES):
        return _("for everyone")
    return ", ".join(str(AgeBand(band).label) for band in activity.age_bands)


def seats_chip(activity: Activity) -> dict[str, str] | None:
    """Seats left, as a chip; nothing where seats are not counted."""
    if activity.state != ActivityState.PUBLISHED or not activity.takes_registrations or activity.capacity is None:
        return None
    left = activity.capacity - activity.seats_taken
    if left <= 0:
        return {"tone": "bad", "label": _("full")}
    return {"tone": "good", "label": _("%(count)s seats left") % {"count": left}}


@public
def activity_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    activity = queries.activity_public(public_id)
    if activity is None:
        raise Http404
    context = {
        "activity": activity,
        "sessions": queries.upcoming_sessions(activity, _SESSIONS_SHOWN, at=now()),
        "seats": seats_chip(activity),
        "audience": audience(activity),
        "interests": activity.interests.all(),
        "open": activity.state == ActivityState.PUBLISHED,
        "crumbs": [(_("Activities"), reverse("activity_list")), (activity.title, None)],
    }
    return render(request, "activities/detail.html", context)
