"""The attendance sheet of a session: those registered by name, the others by age and sex."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from densach.activities import forms, queries, services
from densach.activities.models import Presence, Registration, RegistrationState, Session, SessionState
from densach.activities.permissions import RECORD_ATTENDANCE, VIEW_ACTIVITIES
from densach.activities.rules import number
from densach.core.ages import Sex
from densach.core.clock import now, today
from densach.core.doors import requires
from densach.core.errors import Refusal
from densach.people.models import Patron

from .editing import page_of
from .finding import may, session_or_404, who


@requires(VIEW_ACTIVITIES)
def attendance_sheet(request: HttpRequest, public_id: str) -> HttpResponse:
    right = RECORD_ATTENDANCE if request.method == "POST" else VIEW_ACTIVITIES
    session = session_or_404(request, public_id, right)
    sheet = queries.attendance_of(session)
    roster = _roster(session, sheet)
    if request.method != "POST":
        return _page(request, session, sheet, roster)
    typed = forms.SheetInput.read(request.POST.dict(), roster)
    if not typed.errors and _saved(request, session, typed):
        return redirect("attendance_sheet", public_id)
    return _page(request, session, sheet, roster, typed)


def _saved(request: HttpRequest, session: Session, typed: forms.SheetInput) -> bool:
    """Whether the sheet was recorded; a refusal joins the errors of what was typed."""
    try:
        services.record_attendance(
            actor=who(request), session=session, presences=typed.presences, tallies=typed.tallies, at=now()
        )
    except Refusal as refusal:
        typed.errors.append(("", refusal))
        return False
    came = sum(presence == Presence.PRESENT for presence in typed.presences.values()) + sum(typed.tallies.values())
    messages.success(request, _("Attendance is saved: %(count)s came.") % {"count": number(came)})
    return True


def _roster(session: Session, sheet: queries.Sheet) -> list[Patron]:
    """Those with a seat and those already on the sheet, by name."""
    seated = Registration.objects.filter(activity=session.activity_id, state=RegistrationState.CONFIRMED)
    on_it = Q(pk__in=seated.values("patron")) | Q(pk__in=list(sheet.presences))
    return list(Patron.objects.filter(on_it).order_by("name_sort", "pk"))


def _page(
    request: HttpRequest,
    session: Session,
    sheet: queries.Sheet,
    roster: list[Patron],
    typed: forms.SheetInput | None = None,
) -> HttpResponse:
    fields = typed.typed if typed else None
    everybody = Presence.PRESENT.value if "all" in request.GET and typed is None else ""
    may_record = may(request, RECORD_ATTENDANCE, session.facility_id)
    context = _standing(session) | {
        "sheet": sheet,
        "people": [_person(patron, sheet, fields, everybody) for patron in roster],
        "grid": forms.sheet_rows(sheet, fields),
        "cards": fields.get("cards", "") if fields else "",
        "errors": typed.errors if typed else [],
        "wrong": {name for name, _refusal in typed.errors} if typed else set(),
        "open": may_record and session.state != SessionState.CANCELLED and session.day <= today(),
    }
    return render(request, "activities/sheet.html", context, status=422 if context["errors"] else 200)


def _standing(session: Session) -> dict[str, Any]:
    """What the page shows of the session itself."""
    start, back = reverse("activities_today"), page_of(session.activity)
    return {
        "session": session,
        "presences": Presence.choices,
        "sexes": Sex.choices,
        "cancelled": session.state == SessionState.CANCELLED,
        "early": session.day > today(),
        "crumbs": [(_("Activities"), start), (session.activity.title, back), (_("Attendance"), None)],
    }


def _person(patron: Patron, sheet: queries.Sheet, typed: Mapping[str, str] | None, everybody: str) -> dict[str, Any]:
    name = f"p-{patron.public_id}"
    presence = sheet.presences.get(patron.pk, everybody) if typed is None else typed.get(name, "")
    return {"patron": patron, "name": name, "presence": presence}
