"""Pages of vouchers: list, enter, add copies, close, opening balance, copies without one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.db.models.functions import ExtractYear
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from densach.accounts.models import User
from densach.catalogue import forms_registers as forms
from densach.catalogue.forms import AddCopiesForm
from densach.catalogue.models import Record, Voucher, VoucherKind
from densach.catalogue.permissions import EDIT_CATALOGUE, VIEW_CATALOGUE
from densach.catalogue.queries import search_records
from densach.catalogue.registers.places import registers_of
from densach.catalogue.registers.vouchers import (
    copies_on,
    copies_without_voucher,
    voucher_by_public_id,
    vouchers_of,
    with_sums,
)
from densach.catalogue.services import add_copies
from densach.catalogue.services import vouchers as services
from densach.core.clock import now, today
from densach.core.doors import requires
from densach.core.errors import Refusal
from densach.core.forms import add_refusal
from densach.network.models import Facility

from .records import find_record
from .registers import base_context, find_place

PER_PAGE = 50


def _voucher(request: HttpRequest, public_id: str, right: str = EDIT_CATALOGUE) -> Voucher:
    """Raises Http404."""
    voucher = voucher_by_public_id(cast("User", request.user), public_id, right)
    if voucher is None:
        raise Http404
    return voucher


def name_of(voucher: Voucher) -> str:
    """As it is spoken of: "Voucher 12", or the opening balance."""
    if voucher.kind == VoucherKind.OPENING:
        return _("Opening balance")
    return _("Voucher %(number)s") % {"number": voucher.number}


@requires(VIEW_CATALOGUE)
def voucher_list(request: HttpRequest, public_id: str) -> HttpResponse:
    place = find_place(request, public_id)
    page = Paginator(vouchers_of(place), PER_PAGE).get_page(request.GET.get("page"))
    context = base_context(request, place, _("Vouchers")) | {
        "page": page,
        "rows": with_sums(list(page.object_list)),
        "unvouchered": copies_without_voucher(place).count(),
    }
    return render(request, "catalogue/voucher_list.html", context)


@requires(VIEW_CATALOGUE)
def voucher_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Its copies; while it is open, the box that finds the record of the next ones."""
    voucher = _voucher(request, public_id, VIEW_CATALOGUE)
    [(_same, count, value)] = with_sums([voucher])
    page = Paginator(copies_on(voucher), PER_PAGE).get_page(request.GET.get("page"))
    asked = request.GET.get("q", "").strip()
    context = base_context(request, voucher.facility, name_of(voucher)) | {
        "voucher": voucher,
        "page": page,
        "count": count,
        "value": value,
        "asked": asked,
        "records": list(search_records(asked)[:8]) if asked else [],
    }
    return render(request, "catalogue/voucher_detail.html", context)


def _form_page(
    request: HttpRequest, form: Form, place: Facility, *, title: str, submit: str, cancel: str, lead: str = ""
) -> HttpResponse:
    context = base_context(request, place, title)
    context |= {"form": form, "submit_label": submit, "cancel_url": cancel, "lead": lead}
    return render(request, "catalogue/voucher_form.html", context, status=422 if form.errors else 200)


def _saved(form: Form, act: Callable[..., Voucher], **facts: Any) -> Voucher | None:
    """What the service gives, or None with the refusal in the form."""
    try:
        return act(at=now(), **facts, **form.cleaned_data)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return None


@requires(EDIT_CATALOGUE)
def voucher_add(request: HttpRequest, public_id: str) -> HttpResponse:
    place = find_place(request, public_id, EDIT_CATALOGUE)
    data = request.POST if request.method == "POST" else None
    form = forms.NewVoucherForm(data, facility=place, initial={"on": today()})
    if form.is_valid() and (voucher := _saved(form, services.enter_voucher, actor=request.user, facility=place)):
        messages.success(request, _("%(voucher)s is entered; now add its copies.") % {"voucher": name_of(voucher)})
        return redirect("voucher_detail", voucher.public_id)
    cancel = reverse("voucher_list", args=[place.public_id])
    return _form_page(request, form, place, title=_("Enter a voucher"), submit=_("Enter"), cancel=cancel)


@requires(EDIT_CATALOGUE)
def voucher_opening(request: HttpRequest, public_id: str) -> HttpResponse:
    place = find_place(request, public_id, EDIT_CATALOGUE)
    form = forms.OpeningForm(request.POST if request.method == "POST" else None, initial={"on": today()})
    if form.is_valid() and (voucher := _saved(form, services.enter_opening, actor=request.user, facility=place)):
        messages.success(request, _("The opening balance is begun; now add its copies."))
        return redirect("voucher_detail", voucher.public_id)
    cancel = reverse("voucher_list", args=[place.public_id])
    lead = _("For stock from the old registers: it is held from now on, but it is no intake of this year.")
    return _form_page(request, form, place, title=_("Opening balance"), submit=_("Begin"), cancel=cancel, lead=lead)


@requires(EDIT_CATALOGUE)
def voucher_gather(request: HttpRequest, public_id: str) -> HttpResponse:
    """One voucher for the copies that have none."""
    place = find_place(request, public_id, EDIT_CATALOGUE)
    loose = copies_without_voucher(place).order_by().annotate(year=ExtractYear("acquired_on"))
    years = list(loose.values_list("year").annotate(n=Count("pk")).order_by("-year"))
    form = forms.GatherForm(
        request.POST if request.method == "POST" else None, years=years, initial={"kind": VoucherKind.OPENING}
    )
    if form.is_valid():
        try:
            voucher, count = services.gather_copies(actor=request.user, facility=place, at=now(), **form.cleaned_data)  # type: ignore[arg-type]  # signed in
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(
                request, _("%(count)s copies are on “%(voucher)s” now.") % {"count": count, "voucher": name_of(voucher)}
            )
            return redirect("voucher_detail", voucher.public_id)
    cancel = reverse("voucher_list", args=[place.public_id])
    lead = _("Copies without a voucher are in no line of the general register. Gather them in one.")
    return _form_page(
        request, form, place, title=_("Copies without a voucher"), submit=_("Gather"), cancel=cancel, lead=lead
    )


@requires(EDIT_CATALOGUE)
def voucher_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    voucher = _voucher(request, public_id)
    data = request.POST if request.method == "POST" else None
    form = forms.VoucherForm(data, initial=forms.VoucherForm.facts_of(voucher))
    if form.is_valid() and _saved(form, services.edit_voucher, actor=request.user, voucher=voucher):
        messages.success(request, _("Saved."))
        return redirect("voucher_detail", voucher.public_id)
    cancel = reverse("voucher_detail", args=[voucher.public_id])
    return _form_page(request, form, voucher.facility, title=name_of(voucher), submit=_("Save"), cancel=cancel)


def _added(request: HttpRequest, form: AddCopiesForm, voucher: Voucher, record: Record) -> bool:
    """Whether the copies are entered; a refusal is put into the form."""
    user, facts = cast("User", request.user), form.cleaned_data
    try:
        copies = add_copies(actor=user, record=record, facility=voucher.facility, voucher=voucher, at=now(), **facts)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return False
    numbers = {"first": copies[0].accession_number, "last": copies[-1].accession_number}
    messages.success(request, _("Entered: %(first)s to %(last)s.") % numbers)
    return True


@requires(EDIT_CATALOGUE)
def voucher_copies(request: HttpRequest, public_id: str, record_id: str) -> HttpResponse:
    """Copies of a record onto the voucher; their day of entry is the voucher's."""
    voucher = _voucher(request, public_id)
    record = find_record(record_id)
    registers = registers_of(voucher.facility)
    if not registers.exists():
        messages.info(request, _("Open an accession register first: it gives the copies their numbers."))
        return redirect("register_add")
    data = request.POST if request.method == "POST" else None
    form = AddCopiesForm(data, registers=registers, today=today(), initial={"acquired_on": voucher.on})
    if form.is_valid() and _added(request, form, voucher, record):
        return redirect("voucher_detail", public_id)
    cancel = reverse("voucher_detail", args=[public_id])
    title = _("Add copies to “%(voucher)s”") % {"voucher": name_of(voucher)}
    return _form_page(
        request, form, voucher.facility, title=title, submit=_("Add copies"), cancel=cancel, lead=record.title
    )


@requires(EDIT_CATALOGUE)
@require_POST
def voucher_close(request: HttpRequest, public_id: str) -> HttpResponse:
    voucher = _voucher(request, public_id)
    services.close_voucher(actor=cast("User", request.user), voucher=voucher, at=now())
    messages.success(request, _("%(voucher)s is closed.") % {"voucher": name_of(voucher)})
    return redirect("voucher_detail", public_id)


@requires(EDIT_CATALOGUE)
@require_POST
def voucher_reopen(request: HttpRequest, public_id: str) -> HttpResponse:
    voucher = services.reopen_voucher(actor=cast("User", request.user), voucher=_voucher(request, public_id), at=now())
    messages.success(request, _("%(voucher)s is open again.") % {"voucher": name_of(voucher)})
    return redirect("voucher_detail", public_id)


@requires(EDIT_CATALOGUE)
def voucher_delete(request: HttpRequest, public_id: str) -> HttpResponse:
    voucher = _voucher(request, public_id)
    back = reverse("voucher_detail", args=[public_id])
    if request.method == "POST":
        services.delete_voucher(actor=cast("User", request.user), voucher=voucher, at=now())
        messages.success(request, _("%(voucher)s is deleted.") % {"voucher": name_of(voucher)})
        return redirect("voucher_list", voucher.facility.public_id)
    context = {
        "title": _("Delete a voucher"),
        "what": _("%(voucher)s is taken out of the general register. Only an empty one can be deleted.")
        % {"voucher": name_of(voucher)},
        "verb": _("Delete"),
        "danger": True,
        "cancel_url": back,
    }
    return render(request, "web/confirm.html", context)
