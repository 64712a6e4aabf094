"""One act on many copies: choose them, look at them, change or hand them over, undo."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from densach.accounts.models import User
from densach.catalogue import forms_batches, queries
from densach.catalogue.models import Copy
from densach.catalogue.permissions import EDIT_CATALOGUE
from densach.catalogue.refusals_stock import NothingChosen
from densach.catalogue.services import batches as services
from densach.catalogue.stock.choosing import editable_copies, narrowed
from densach.catalogue.stock.copies import chunks, copies_by_number, on_loan_of
from densach.core.clock import now
from densach.core.doors import requires
from densach.core.errors import NotAllowed, Refusal
from densach.core.forms import add_refusal
from densach.network.access import facilities_with

_SHOWN = 200


@requires(EDIT_CATALOGUE)
def copies_batch(request: HttpRequest) -> HttpResponse:
    """Choose copies; a good choice leads to the page that shows them with what can be done."""
    user = cast("User", request.user)
    posted = request.method == "POST"
    form = forms_batches.ChooseCopiesForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        facilities=facilities_with(user, EDIT_CATALOGUE),
        registers=queries.registers_for(user),
    )
    if form.is_valid():
        copies, unknown = _chosen(user, form)
        if unknown:
            messages.warning(request, _("Not in any register: %(numbers)s") % {"numbers": ", ".join(unknown[:20])})
        if copies:
            return _preview(request, copies)
        add_refusal(form, NothingChosen())
    context = {"form": form, "title": _("Change many copies"), "submit_label": _("Show them")}
    return render(request, "catalogue/copies_batch.html", context, status=422 if form.errors else 200)


def _chosen(user: User, form: forms_batches.ChooseCopiesForm) -> tuple[list[Copy], list[str]]:
    """The copies meant, and numbers that no copy of the actor's places has."""
    numbers, facility = form.cleaned_data["numbers"], form.cleaned_data["facility"]
    if not numbers:
        return list(narrowed(editable_copies(user), facility=facility, **form.range())[: services.MOST + 1]), []
    known = copies_by_number(numbers, facility)
    mine = {copy.pk: copy for copy in _of(user, [copy.pk for copy in known.values()])}
    return list(mine.values()), [text for text in numbers if text not in known or known[text].pk not in mine]


def _of(user: User, ids: list[int]) -> list[Copy]:
    return [copy for chunk in chunks(ids) for copy in editable_copies(user).filter(pk__in=chunk)]


def _preview(request: HttpRequest, copies: list[Copy], change: Any = None, hand_over: Any = None) -> HttpResponse:
    user = cast("User", request.user)
    context = {
        "copies": copies[:_SHOWN],
        "total": len(copies),
        "more": len(copies) > _SHOWN,
        "ids": ",".join(str(copy.pk) for copy in copies),
        "out": on_loan_of([copy.pk for copy in copies[:_SHOWN]]),
        "change": change or forms_batches.ChangeForm(),
        "hand_over": hand_over or forms_batches.HandOverForm(registers=queries.registers_for(user)),
        "most": services.MOST,
        "most_moved": services.MOST_MOVED,
    }
    errors = bool((change and change.errors) or (hand_over and hand_over.errors))
    return render(request, "catalogue/copies_preview.html", context, status=422 if errors else 200)


@require_POST
@requires(EDIT_CATALOGUE)
def copies_change(request: HttpRequest) -> HttpResponse:
    """Do it to the copies that were shown."""
    copies = _posted(request)
    form = forms_batches.ChangeForm(request.POST)
    if form.is_valid():
        try:
            done = services.change_copies(actor=cast("User", request.user), copies=copies, at=now(), **form.facts())
        except NotAllowed:
            raise
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            _tell(request, done, _("Changed: %(count)s copies.") % {"count": done.count})
            return render(request, "catalogue/copies_done.html", {"done": done})
    return _preview(request, copies, change=form)


@require_POST
@requires(EDIT_CATALOGUE)
def copies_move(request: HttpRequest) -> HttpResponse:
    user, copies = cast("User", request.user), _posted(request)
    form = forms_batches.HandOverForm(request.POST, registers=queries.registers_for(user))
    if form.is_valid():
        register, shelf = form.cleaned_data["to"], form.cleaned_data["to_shelf"]
        try:
            done = services.move_copies(
                actor=user, copies=copies, facility=register.facility, register=register, shelf=shelf, at=now()
            )
        except NotAllowed:
            raise
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            facts = {"count": done.count, "place": register.facility.name}
            _tell(request, done, _("%(count)s copies belong to %(place)s now.") % facts)
            return render(request, "catalogue/copies_done.html", {"done": done})
    return _preview(request, copies, hand_over=form)


@require_POST
@requires(EDIT_CATALOGUE)
def copies_undo(request: HttpRequest) -> HttpResponse:
    batch = request.POST.get("batch", "")[:12]
    try:
        count = services.undo_change(actor=cast("User", request.user), batch=batch, at=now())
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, f"{refusal} {refusal.what_to_do}".strip())
    else:
        messages.success(request, _("Undone for %(count)s copies.") % {"count": count})
    return redirect("copies_batch")


def _posted(request: HttpRequest) -> list[Copy]:
    ids = [int(pk) for pk in request.POST.get("ids", "")[:40_000].split(",") if pk.isdecimal()]
    return _of(cast("User", request.user), list(dict.fromkeys(ids)))


def _tell(request: HttpRequest, done: services.Done, said: str) -> None:
    if done.count:
        messages.success(request, said)
    elif not done.refused:
        messages.info(request, _("Nothing had to be changed."))
