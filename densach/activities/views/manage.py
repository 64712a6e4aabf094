"""Where staff begin: today's sessions, the list of activities, one activity with its sessions."""

from __future__ import annotations

import datetime as dt

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from densach.activities import forms, queries
from densach.activities.models import Activity, ActivityState, Session, SessionState
from densach.activities.permissions import EDIT_ACTIVITIES, RECORD_ATTENDANCE, VIEW_ACTIVITIES
from densach.core.clock import now, today
from densach.core.doors import requires
from densach.core.tables import Column, Table

from .finding import activity_or_404, may, place_named, who
from .public import audience

_LOOK_BACK = dt.timedelta(days=14)
_TONES = {"draft": "neutral", "published": "good", "ended": "info", "cancelled": "bad"}
_MOST_WAITING = 30
_PER_PAGE = 25


def _taken(activity: Activity) -> int | None:
    return activity.seats_taken if activity.takes_registrations else None


def _state(activity: Activity) -> dict[str, object]:
    return {"tone": _TONES[activity.state], "label": activity.get_state_display()}


_COLUMNS = (
    Column("title", gettext_lazy("Name of the activity"), lambda row: row.title, ("title_sort",)),
    Column("kind", gettext_lazy("Kind"), lambda row: row.get_kind_display(), ("kind", "title_sort")),
    Column("place", gettext_lazy("Place"), lambda row: row.facility.name, ("facility__name_sort", "title_sort")),
    Column("next", gettext_lazy("Next session"), lambda row: row.next_at, ("next_at",), kind="datetime"),
    Column("taken", gettext_lazy("Registered"), _taken, ("seats_taken",), number=True),
    Column("seats", gettext_lazy("Seats"), lambda row: row.capacity, ("capacity",), number=True),
    Column("state", gettext_lazy("State"), _state, ("state", "title_sort"), kind="chip"),
)


@requires(VIEW_ACTIVITIES)
def activities_today(request: HttpRequest) -> HttpResponse:
    """Today's sessions at the actor's places, and the past ones that nobody took attendance of."""
    day = today()
    sessions = queries.sessions_visible(who(request)).exclude(activity__state=ActivityState.DRAFT)
    waiting = sessions.filter(state=SessionState.PLANNED, day__lt=day, day__gte=day - _LOOK_BACK)
    context = {
        "day": day,
        "today": list(queries.with_attendance(sessions.filter(day=day)).order_by("starts_at", "pk")),
        "waiting": list(waiting.order_by("-starts_at")[:_MOST_WAITING]),
        "may_record": who(request).has_right(RECORD_ATTENDANCE),
        "may_edit": who(request).has_right(EDIT_ACTIVITIES),
    }
    return render(request, "activities/today.html", context)


@requires(VIEW_ACTIVITIES)
def activity_register(request: HttpRequest) -> HttpResponse:
    form = forms.ActivityFilter(request.GET)
    form.is_valid()
    table = Table(request, _narrowed(queries.activities_visible(who(request)), form), _COLUMNS, "title")
    if file := table.as_file(_("Activities")):
        return file
    empty = {"title": _("No activity found"), "text": _("Try fewer words, or write down a new activity.")}
    listing = table.shown(label=_("Activities"), noun=_("activities"), url_of=_url, empty=empty)
    may_edit = who(request).has_right(EDIT_ACTIVITIES)
    return render(request, "activities/register.html", {"form": form, "table": listing, "may_edit": may_edit})


def _narrowed(activities: QuerySet[Activity], form: forms.ActivityFilter) -> QuerySet[Activity]:
    wanted = form.cleaned_data
    activities = queries.narrowed(activities, kind=wanted.get("kind", ""), text=wanted["q"])
    if wanted.get("state"):
        activities = activities.filter(state=wanted["state"])
    return queries.with_next_session(activities.filter(place_named(wanted["place"])[0]), now())


def _url(activity: Activity) -> str:
    return reverse("activity_manage", args=[activity.public_id])


@requires(VIEW_ACTIVITIES)
def activity_manage(request: HttpRequest, public_id: str) -> HttpResponse:
    activity = activity_or_404(request, public_id)
    past = "past" in request.GET
    when = Q(day__lt=today()) if past else Q(day__gte=today())
    sessions = Session.objects.filter(when, activity=activity).order_by("-starts_at" if past else "starts_at")
    page = Paginator(queries.with_attendance(sessions), _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "activity": activity,
        "state": _state(activity),
        "interests": activity.interests.all(),
        "audience": audience(activity),
        "page": page,
        "past": past,
        "today": today(),
        "may_edit": may(request, EDIT_ACTIVITIES, activity.facility_id),
        "may_record": may(request, RECORD_ATTENDANCE, activity.facility_id),
    }
    return render(request, "activities/manage.html", context)
