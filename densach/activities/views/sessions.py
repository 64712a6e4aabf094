"""Sessions: add a series, move, cancel, restore; and the list that figures open down to."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from densach.activities import forms, queries, services
from densach.activities.models import Session
from densach.activities.permissions import EDIT_ACTIVITIES, RECORD_ATTENDANCE, VIEW_ACTIVITIES
from densach.activities.rules import number, vi_date
from densach.core.clock import now
from densach.core.doors import requires
from densach.core.errors import Refusal
from densach.core.forms import add_refusal
from densach.core.periods import Month
from densach.core.tables import Column, Table

from .editing import form_page, page_of
from .finding import activity_or_404, session_or_404, who

_TONES = {"planned": "waiting", "held": "good", "cancelled": "bad"}


def _state(session: Session) -> dict[str, object]:
    return {"tone": _TONES[session.state], "label": session.get_state_display()}


_COLUMNS = (
    Column("activity", gettext_lazy("Activity"), lambda row: row.activity.title, ("activity__title_sort", "starts_at")),
    Column("starts", gettext_lazy("Starts"), lambda row: row.starts_at, ("starts_at",), kind="datetime"),
    Column("kind", gettext_lazy("Kind"), lambda row: row.activity.get_kind_display(), ("activity__kind", "starts_at")),
    Column("place", gettext_lazy("Place"), lambda row: row.facility.name, ("facility__name_sort", "starts_at")),
    Column("state", gettext_lazy("State"), _state, ("state", "starts_at"), kind="chip"),
    Column("named", gettext_lazy("By name"), lambda row: row.named, ("named",), number=True),
    Column("unnamed", gettext_lazy("Not named"), lambda row: row.unnamed, ("unnamed",), number=True),
    Column("came", gettext_lazy("Came"), lambda row: row.came, number=True),
)


@requires(VIEW_ACTIVITIES)
def session_list(request: HttpRequest) -> HttpResponse:
    """The rows under the figures: `facility` (public ids), `kind` (codes), `from` and `to` or `month`, `state`."""
    asked = request.GET
    form = forms.SessionFilter({"start": asked.get("from"), "end": asked.get("to"), "state": asked.get("state")})
    form.is_valid()
    sessions = _narrowed(queries.sessions_visible(who(request)), asked, form.cleaned_data)
    table = Table(request, queries.with_attendance(sessions), _COLUMNS, "-starts")
    if file := table.as_file(_("Sessions")):
        return file
    empty = {"title": _("No session found"), "text": _("Choose other days, or another place.")}
    listing = table.shown(label=_("Sessions"), noun=_("sessions"), url_of=_url, empty=empty)
    kept = [(name, asked[name]) for name in ("facility", "kind", "month") if asked.get(name)]
    crumbs = [(_("Activities"), reverse("activities_today")), (_("Sessions"), None)]
    context = {"form": form, "table": listing, "kept": kept, "crumbs": crumbs, "wrong": bool(form.errors)}
    return render(request, "activities/session_list.html", context)


def _narrowed(sessions: QuerySet[Session], asked: Any, wanted: dict[str, Any]) -> QuerySet[Session]:
    narrowing = Q()
    for key, name in (("facility", "facility__public_id__in"), ("kind", "activity__kind__in")):
        if asked.get(key):
            narrowing &= Q(**{name: asked[key].split(",")})
    start, end = wanted.get("start"), wanted.get("end")
    month = _month(asked.get("month", ""))
    if month and not start and not end:
        start, end = month.start, month.end
    narrowing &= Q(day__gte=start) if start else Q()
    narrowing &= Q(day__lte=end) if end else Q()
    narrowing &= Q(state=wanted["state"]) if wanted.get("state") else Q()
    return sessions.filter(narrowing)


def _month(text: str) -> Month | None:
    try:
        return Month.parse(text)
    except ValueError:
        return None


def _url(session: Session) -> str:
    return reverse("attendance_sheet", args=[session.public_id])


@requires(EDIT_ACTIVITIES)
def sessions_add(request: HttpRequest, public_id: str) -> HttpResponse:
    activity = activity_or_404(request, public_id, EDIT_ACTIVITIES)
    form = forms.SeriesForm(request.POST or None)
    if form.is_valid():
        try:
            added = services.add_sessions(actor=who(request), activity=activity, at=now(), **form.series())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            said = ngettext("%(count)s session is added.", "%(count)s sessions are added.", len(added))
            messages.success(request, said % {"count": number(len(added))})
            return redirect(page_of(activity))
    return form_page(
        request, form, crumbs=[(activity.title, page_of(activity))], title=_("Add sessions"),
        submit_label=_("Add sessions"), cancel_url=page_of(activity),
    )  # fmt: skip


@requires(EDIT_ACTIVITIES)
def session_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    session = session_or_404(request, public_id, EDIT_ACTIVITIES)
    back = page_of(session.activity)
    start, end = (timezone.localtime(moment) for moment in (session.starts_at, session.ends_at))
    form = forms.SessionForm(request.POST or None, initial=forms.session_facts(session, start, end))
    if form.is_valid():
        try:
            services.edit_session(actor=who(request), session=session, at=now(), **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(back)
    title = _("Move or change the session of %(day)s") % {"day": vi_date(start.date())}
    return form_page(request, form, crumbs=[(session.activity.title, back)], title=title, cancel_url=back)


@requires(EDIT_ACTIVITIES)
def session_cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    session = session_or_404(request, public_id, EDIT_ACTIVITIES)
    back = page_of(session.activity)
    if request.method == "POST":
        services.cancel_session(actor=who(request), session=session, at=now())
        messages.success(request, _("The session of %(day)s is cancelled.") % {"day": vi_date(session.day)})
        return redirect(back)
    context = {
        "title": _("Cancel the session"),
        "what": _("“%(title)s” on %(day)s is shown as cancelled, also in the calendars people subscribed to.")
        % {"title": session.activity.title, "day": vi_date(session.day)},
        "undo": _("It can be restored afterwards."),
        "verb": _("Cancel the session"),
        "danger": True,
        "cancel_url": back,
    }
    return render(request, "web/confirm.html", context)


@requires(EDIT_ACTIVITIES)
@require_POST
def session_restore(request: HttpRequest, public_id: str) -> HttpResponse:
    session = session_or_404(request, public_id, EDIT_ACTIVITIES)
    services.restore_session(actor=who(request), session=session, at=now())
    messages.success(request, _("The session of %(day)s takes place again.") % {"day": vi_date(session.day)})
    return redirect(page_of(session.activity))


@requires(RECORD_ATTENDANCE)
@require_POST
def session_held(request: HttpRequest, public_id: str) -> HttpResponse:
    session = session_or_404(request, public_id, RECORD_ATTENDANCE)
    services.mark_held(actor=who(request), session=session, at=now())
    messages.success(request, _("The session of %(day)s is noted as held.") % {"day": vi_date(session.day)})
    return redirect(page_of(session.activity))
