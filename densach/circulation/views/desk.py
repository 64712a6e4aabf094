"""The desk. Each act is a plain POST that answers with a fragment to htmx and with a redirect to everybody else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from densach.catalogue.models import Copy
from densach.catalogue.queries import find_copy
from densach.circulation import permissions, queries, refusals, services
from densach.circulation.access import may_here, require_here
from densach.circulation.desk import Desk, Outcome, choices, refused
from densach.circulation.models import InHouseUse, Loan, Visit, VisitKind
from densach.circulation.rules import MOST_AT_ONCE
from densach.core.ages import AgeBand
from densach.core.clock import local_day, now
from densach.core.doors import View, requires
from densach.core.errors import NotAllowed, Refusal
from densach.network.models import Facility
from densach.people.models import Patron
from densach.people.queries import find_card

SESSION_PLACE = "desk_place"
SESSION_OUTCOME = "desk_outcome"
READING = Outcome("ask")


@require_GET
@requires(permissions.COUNT_VISITS)
def desk(request: HttpRequest) -> HttpResponse:
    """The page itself, or the choice of a place. With htmx it answers as the desk with nobody open."""
    facility = _place(request, request.GET.get("at", ""))
    if facility is None:
        return _choose(request)
    if request.htmx:  # type: ignore[attr-defined]  # django-htmx middleware
        return _fragment(request, _standing(request, facility, ""), READING)
    left = request.session.pop(SESSION_OUTCOME, None)
    outcome = Outcome(**{**left, "offers": tuple(left["offers"])}) if left else READING
    several = queries.desk_places(request.user, local_day(now()))[1:2].exists()  # type: ignore[arg-type]  # signed in
    context = {**_context(_standing(request, facility, outcome.reader), outcome), "several": several}
    return render(request, "circulation/desk.html", context)


def _choose(request: HttpRequest) -> HttpResponse:
    places = queries.desk_places(request.user, local_day(now()))  # type: ignore[arg-type]  # signed in
    return render(request, "circulation/desk_places.html", {"places": places})


@require_POST
@requires(permissions.COUNT_VISITS)
def desk_place(request: HttpRequest) -> HttpResponse:
    """Remember at which place this browser stands."""
    facility = _known(request, request.POST.get("at", ""))
    if facility is None:
        request.session.pop(SESSION_PLACE, None)
    else:
        request.session[SESSION_PLACE] = facility.public_id
    return redirect("desk")


def _known(request: HttpRequest, public_id: str) -> Facility | None:
    """The place, if the actor may count visits there. Raises NotAllowed."""
    facility = Facility.objects.filter(public_id=public_id).first() if public_id else None
    if facility is not None:
        require_here(request.user, permissions.COUNT_VISITS, facility.pk)  # type: ignore[arg-type]  # signed in
    return facility


def _place(request: HttpRequest, asked: str) -> Facility | None:
    """The place asked for, else the one remembered, else the only one there is."""
    if facility := _known(request, asked):
        return facility
    remembered = request.session.get(SESSION_PLACE, "")
    places = queries.desk_places(request.user, local_day(now()))  # type: ignore[arg-type]  # signed in
    if remembered and (facility := places.filter(public_id=remembered).first()):
        return facility
    first_two = list(places[:2])
    return first_two[0] if len(first_two) == 1 else None


type Act = Callable[[HttpRequest, Desk], Outcome]


def _act(act: Act) -> View:
    """A desk view from what it does: place and open reader come in, refusals and the page go out."""

    @require_POST
    @requires(permissions.COUNT_VISITS)
    @wraps(act)
    def view(request: HttpRequest) -> HttpResponse:
        facility = _place(request, request.POST.get("at", ""))
        if facility is None:
            return redirect("desk")
        standing = _standing(request, facility, request.POST.get("reader", "")[:60])
        try:
            outcome = act(request, standing)
        except NotAllowed:
            raise
        except Refusal as refusal:
            outcome = refused(refusal, reader=standing.token)
        return _answer(request, standing, outcome)

    return view


def _answer(request: HttpRequest, standing: Desk, outcome: Outcome) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]  # django-htmx middleware
        return _fragment(request, standing, outcome)
    request.session[SESSION_PLACE] = standing.facility.public_id
    request.session[SESSION_OUTCOME] = outcome.as_dict()
    return redirect("desk")


def _fragment(request: HttpRequest, standing: Desk, outcome: Outcome) -> HttpResponse:
    """Rendered without the frame's context: a scan pays for no menu."""
    context = {**_context(standing, outcome), "csrf_token": get_token(request), "fragment": True}
    html = render_to_string("circulation/desk_state.html", context)
    return HttpResponse(html, status=422 if outcome.tone == "no" else 200)


def _standing(request: HttpRequest, facility: Facility, token: str) -> Desk:
    return Desk(request.user, facility, token, now())  # type: ignore[arg-type]  # signed in


def _context(standing: Desk, outcome: Outcome) -> dict[str, Any]:
    actor, facility, at = standing.actor, standing.facility, standing.at
    patron = standing.with_reader(outcome.reader).patron
    return {
        "facility": facility,
        "outcome": outcome,
        "reader": queries.reader_at_desk(actor, patron, facility, at) if patron else None,
        "today": queries.today_at(actor, facility, at),
        "actions": queries.last_actions(actor, facility, at),
        "choices": choices(actor, facility, outcome.query) if outcome.query else None,
        "may_lend": may_here(actor, permissions.LEND, facility.pk),
        "bands": AgeBand.choices,
        "most": MOST_AT_ONCE,
    }


def _copy(request: HttpRequest) -> Copy:
    copies = Copy.objects.select_related("record", "facility")
    copy = copies.filter(public_id=request.POST.get("copy", "")).first()
    if copy is None:
        raise refusals.CopyUnknown(number="")
    return copy


def _reader(standing: Desk) -> Patron:
    patron = standing.patron
    if patron is None:
        raise refusals.ReaderUnknown
    return patron


def _loan(request: HttpRequest, standing: Desk) -> Loan:
    loan = queries.open_loan_of(_reader(standing), request.POST.get("loan", ""))
    if loan is None:
        raise refusals.AlreadyReturned
    return loan


@_act
def desk_scan(request: HttpRequest, standing: Desk) -> Outcome:
    return standing.scan(request.POST.get("scan", ""))


@_act
def desk_reader(request: HttpRequest, standing: Desk) -> Outcome:
    return standing.open_reader(request.POST.get("patron", ""))


@_act
def desk_lend(request: HttpRequest, standing: Desk) -> Outcome:
    """Lend a chosen copy, or lend by exception."""
    return standing.lend(_copy(request), _reader(standing), request.POST.get("reason", ""))


@_act
def desk_return(request: HttpRequest, standing: Desk) -> Outcome:
    return standing.take_back(_copy(request))


@_act
def desk_return_and_lend(request: HttpRequest, standing: Desk) -> Outcome:
    return standing.lend(_copy(request), _reader(standing), take_back_first=True)


@_act
def desk_renew(request: HttpRequest, standing: Desk) -> Outcome:
    return standing.renew(_loan(request, standing), request.POST.get("reason", ""))


@_act
def desk_visit(request: HttpRequest, standing: Desk) -> Outcome:
    """One visitor, a group, or the open reader by card."""
    kind = request.POST.get("kind", VisitKind.TAP)
    by_card = kind == VisitKind.CARD
    visit = services.count_visits(
        actor=standing.actor,
        facility=standing.facility,
        count=request.POST.get("count", "1"),
        age_band=request.POST.get("age_band", ""),
        kind=kind if kind in VisitKind.values else VisitKind.TAP,
        at=standing.at,
        patron=_reader(standing) if by_card else None,
        note=request.POST.get("note", ""),
    )
    text = ngettext("%(count)s visitor counted", "%(count)s visitors counted", visit.count) % {"count": visit.count}
    return Outcome("ok", text, visit.note, reader=standing.token)


@_act
def desk_in_house(request: HttpRequest, standing: Desk) -> Outcome:
    """A book read here: by scan, or so many of them."""
    scanned = request.POST.get("copy_number", "").strip()
    copy = find_copy(scanned, standing.facility) if scanned else None
    if scanned and copy is None:
        raise refusals.CardScannedAsCopy(number=scanned) if find_card(scanned) else refusals.CopyUnknown(number=scanned)
    use = services.record_in_house_use(
        actor=standing.actor,
        facility=standing.facility,
        at=standing.at,
        copy=copy,
        count=request.POST.get("count", "1"),
        age_band=request.POST.get("age_band", ""),
    )
    text = ngettext("%(count)s book read here", "%(count)s books read here", use.count) % {"count": use.count}
    return Outcome("ok", text, copy.record.title if copy else "", reader=standing.token)


_UNDO: dict[str, tuple[type[Loan | Visit | InHouseUse], str, Callable[..., Any]]] = {
    "undo_loan": (Loan, "loan", services.undo_loan),
    "undo_return": (Loan, "loan", services.undo_return),
    "undo_renewal": (Loan, "loan", services.undo_renewal),
    "undo_visit": (Visit, "visit", services.undo_visit),
    "undo_in_house_use": (InHouseUse, "use", services.undo_in_house_use),
}


@_act
def desk_undo(request: HttpRequest, standing: Desk) -> Outcome:
    """Take back one of the last actions."""
    undo, _colon, subject = request.POST.get("act", "").partition(":")
    if undo not in _UNDO or not subject.isdecimal():
        raise refusals.AlreadyUndone
    model, name, service = _UNDO[undo]
    rows: Any = model._default_manager.filter(pk=int(subject[:18]))
    row = rows.select_related("copy__record").first() if model is Loan else rows.first()
    if row is None:
        raise refusals.AlreadyUndone
    service(actor=standing.actor, facility=standing.facility, at=standing.at, **{name: row})
    return Outcome("ok", _("Undone"), row.copy.record.title if model is Loan else "", reader=standing.token)
