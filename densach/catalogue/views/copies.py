"""Pages of copies and registers: add, edit, withdraw, hand over, open a register."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from densach.accounts.models import User
from densach.catalogue import forms, queries, services
from densach.catalogue.models import Copy, Record
from densach.catalogue.permissions import EDIT_CATALOGUE
from densach.core.clock import now, today
from densach.core.doors import requires
from densach.core.errors import Refusal
from densach.core.forms import add_refusal
from densach.network.access import facilities_with

from .records import find_record, record_url


def _page(request: HttpRequest, form: Form, record: Record, *, title: str, submit: str) -> HttpResponse:
    context = {"form": form, "title": title, "submit_label": submit, "cancel_url": record_url(record), "crumb": record}
    return render(request, "catalogue/copy_form.html", context, status=422 if form.errors else 200)


def _copy(user: User, public_id: str) -> Copy:
    copy = queries.copy_by_public_id(user, public_id)
    if copy is None:
        raise Http404
    return copy


@requires(EDIT_CATALOGUE)
def copies_add(request: HttpRequest, public_id: str) -> HttpResponse:
    user = cast("User", request.user)
    record = find_record(public_id)
    registers = queries.registers_for(user)
    if not registers.exists():
        messages.info(request, _("Open an accession register first: it gives the copies their numbers."))
        return redirect("register_add")
    form = forms.AddCopiesForm(request.POST if request.method == "POST" else None, registers=registers, today=today())
    if form.is_valid():
        facility = form.cleaned_data["register"].facility
        try:
            copies = services.add_copies(actor=user, record=record, facility=facility, at=now(), **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            numbers = {"first": copies[0].accession_number, "last": copies[-1].accession_number}
            messages.success(request, _("Entered: %(first)s to %(last)s.") % numbers)
            return redirect(record_url(record))
    return _page(request, form, record, title=_("Add copies"), submit=_("Add copies"))


@requires(EDIT_CATALOGUE)
def copy_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    user = cast("User", request.user)
    copy = _copy(user, public_id)
    title = _("Copy %(number)s") % {"number": copy.accession_number}
    form = forms.EditCopyForm(
        request.POST if request.method == "POST" else None, initial=forms.EditCopyForm.facts_of(copy)
    )
    if form.is_valid():
        facts = dict(form.cleaned_data)
        state = facts.pop("state")
        try:
            services.edit_copy(actor=user, copy=copy, at=now(), **facts)
            if state != copy.state:
                services.change_copy_state(actor=user, copy=copy, state=state, at=now())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(record_url(copy.record))
    return _page(request, form, copy.record, title=title, submit=_("Save"))


@requires(EDIT_CATALOGUE)
def copy_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    user = cast("User", request.user)
    copy = _copy(user, public_id)
    form = forms.WithdrawForm(request.POST if request.method == "POST" else None, initial={"on": today()})
    number = {"number": copy.accession_number}
    if form.is_valid():
        try:
            services.withdraw_copy(actor=user, copy=copy, at=now(), **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Copy %(number)s is withdrawn.") % number)
            return redirect(record_url(copy.record))
    context = {
        "form": form,
        "title": _("Withdraw copy %(number)s") % number,
        "what": _("“%(title)s” leaves the stock; its line stays in the register.") % {"title": copy.record.title},
        "verb": _("Withdraw"),
        "danger": True,
        "cancel_url": record_url(copy.record),
    }
    return render(request, "web/confirm.html", context, status=422 if form.errors else 200)


@requires(EDIT_CATALOGUE)
def copy_move(request: HttpRequest, public_id: str) -> HttpResponse:
    user = cast("User", request.user)
    copy = _copy(user, public_id)
    registers = queries.registers_for(user).exclude(facility=copy.facility_id)
    form = forms.MoveForm(request.POST if request.method == "POST" else None, registers=registers)
    title = _("Hand over copy %(number)s") % {"number": copy.accession_number}
    if form.is_valid():
        facility = form.cleaned_data["register"].facility
        try:
            moved = services.move_copy(actor=user, copy=copy, facility=facility, at=now(), **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            facts = {"number": moved.accession_number, "place": facility.name}
            messages.success(request, _("It is %(number)s at %(place)s now.") % facts)
            return redirect(record_url(copy.record))
    return _page(request, form, copy.record, title=title, submit=_("Hand over"))


@requires(EDIT_CATALOGUE)
def register_add(request: HttpRequest) -> HttpResponse:
    user = cast("User", request.user)
    form = forms.RegisterForm(
        request.POST if request.method == "POST" else None, facilities=facilities_with(user, EDIT_CATALOGUE)
    )
    if form.is_valid():
        try:
            register = services.open_register(actor=user, at=now(), **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            facts = {"prefix": register.prefix, "place": register.facility.name}
            messages.success(request, _("Register %(prefix)s of %(place)s is open.") % facts)
            return redirect("record_list")
    context = {
        "title": _("Open an accession register"),
        "submit_label": _("Open"),
        "cancel_url": reverse("record_list"),
    }
    return render(request, "catalogue/copy_form.html", context | {"form": form}, status=422 if form.errors else 200)
