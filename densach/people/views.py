"""Pages of the readers: list, register, one reader with cards, edit, block."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from densach.accounts.models import User
from densach.core.clock import now, today
from densach.core.doors import requires
from densach.core.errors import Refusal
from densach.core.forms import add_refusal
from densach.core.tables import Column, Table
from densach.core.text import fold
from densach.network.access import facilities_with, require

from . import forms, queries, services
from .models import Card, CardState, Patron
from .permissions import EDIT_PATRONS, VIEW_PATRONS
from .refusals import PossibleDuplicate


def _state(patron: Patron) -> dict[str, object]:
    if patron.is_blocked:
        return {"tone": "bad", "label": _("blocked")}
    expires = patron.card_expires  # type: ignore[attr-defined]  # annotated by _with_cards
    if expires is None:
        return {"tone": "neutral", "label": _("no card")}
    return {"tone": "warn", "label": _("card expired")} if expires < today() else {"tone": "good", "label": _("active")}


_COLUMNS = (
    Column("name", gettext_lazy("Full name"), lambda row: row.full_name, ("name_sort",)),
    Column("card", gettext_lazy("Card"), lambda row: row.card_number, ("card_number",)),
    Column(
        "type", gettext_lazy("Patron type"), lambda row: row.get_patron_type_display(), ("patron_type", "name_sort")
    ),
    Column("group", gettext_lazy("Class or group"), lambda row: row.group, ("group", "name_sort")),
    Column("place", gettext_lazy("Registered at"), lambda row: row.facility.name, ("facility__name_sort", "name_sort")),
    Column("registered", gettext_lazy("Registered on"), lambda row: row.registered_on, ("registered_on",), kind="date"),
    Column("expires", gettext_lazy("Card valid to"), lambda row: row.card_expires, ("card_expires",), kind="date"),
    Column("state", gettext_lazy("State"), _state, kind="chip"),
)


def _with_cards(patrons: QuerySet[Patron]) -> QuerySet[Patron]:
    active = Card.objects.filter(patron=OuterRef("pk"), state=CardState.ACTIVE)
    return patrons.select_related("facility").annotate(
        card_number=Subquery(active.values("number")), card_expires=Subquery(active.values("expires_on"))
    )


@requires(VIEW_PATRONS)
def patron_list(request: HttpRequest) -> HttpResponse:
    user = cast("User", request.user)
    form = forms.FilterForm(request.GET, facilities=facilities_with(user, VIEW_PATRONS))
    form.is_valid()
    wanted = form.cleaned_data
    patrons = queries.search_patrons(user, wanted.get("q", ""), wanted.get("place"))
    if wanted.get("type"):
        patrons = patrons.filter(patron_type=wanted["type"])
    if wanted.get("group"):
        patrons = patrons.filter(group_fold=fold(wanted["group"]))
    table = Table(request, _with_cards(patrons), _COLUMNS, "name")
    if (download := table.as_file(_("Readers"))) is not None:
        return download
    empty = {
        "title": _("Nobody found"),
        "text": _("Try fewer words, or register the person."),
        "url": reverse("patron_add"),
        "url_label": _("Register a reader"),
    }
    listing = table.shown(label=_("Readers"), noun=_("readers"), url_of=_url, empty=empty)
    may_edit = user.has_right(EDIT_PATRONS)
    return render(request, "people/patron_list.html", {"form": form, "table": listing, "may_edit": may_edit})


def _url(patron: Patron) -> str:
    return reverse("patron_detail", args=[patron.public_id])


@requires(EDIT_PATRONS)
def patron_add(request: HttpRequest) -> HttpResponse:
    user = cast("User", request.user)
    form = forms.RegisterForm(
        request.POST if request.method == "POST" else None, facilities=facilities_with(user, EDIT_PATRONS)
    )
    if form.is_valid():
        names = ("facility", "card_number", "valid_years", "confirmed_new")
        own = {name: form.cleaned_data[name] for name in names}
        try:
            patron = services.register_patron(actor=user, at=now(), **own, **form.person())
        except PossibleDuplicate as refusal:
            form.ask_whether_new()
            add_refusal(form, refusal)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("%(name)s is registered.") % {"name": patron.full_name})
            return redirect(_url(patron))
    context = {"title": _("Register a reader"), "submit_label": _("Register"), "cancel_url": reverse("patron_list")}
    same = _same_people(user, form)
    return render(request, "people/patron_form.html", context | {"form": form, "same": same}, status=_status(form))


def _same_people(user: User, form: forms.RegisterForm) -> list[Patron]:
    """Those of the same name and year of birth, once the form holds a name and a place."""
    data = form.cleaned_data if form.is_bound else {}
    if not (data.get("facility") and data.get("full_name")):
        return []
    found = queries.possible_duplicates(
        facility_id=data["facility"].pk, full_name=data["full_name"], birth_year=data.get("birth_year")
    )
    return list(found.filter(facility__in=facilities_with(user, VIEW_PATRONS).order_by())[:10])


def _status(form: Form) -> int:
    return 422 if form.errors else 200


@requires(VIEW_PATRONS)
def patron_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    user = cast("User", request.user)
    patron = _patron(user, public_id)
    cards = list(queries.cards_of(patron))
    active = next((card for card in cards if card.state == CardState.ACTIVE), None)
    context = {
        "patron": patron,
        "guardian": queries.guardian_of(patron),
        "cards": cards,
        "active": active,
        "expired": active is not None and active.expires_on < today(),
        "may_edit": facilities_with(user, EDIT_PATRONS).filter(pk=patron.facility_id).exists(),
    }
    return render(request, "people/patron_detail.html", context)


def _patron(user: User, public_id: str) -> Patron:
    patron = queries.patron_by_public_id(user, public_id)
    if patron is None:
        raise Http404
    return patron


def _patron_to_edit(user: User, public_id: str) -> Patron:
    patron = _patron(user, public_id)
    require(user, EDIT_PATRONS, facility_id=patron.facility_id)
    return patron


@requires(EDIT_PATRONS)
def patron_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    user = cast("User", request.user)
    patron = _patron_to_edit(user, public_id)
    first = forms.EditForm.facts_of(patron, queries.guardian_of(patron))
    form = forms.EditForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        try:
            note = form.cleaned_data["note"]
            services.edit_patron(actor=user, patron=patron, note=note, at=now(), **form.person())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(_url(patron))
    return _form_page(request, form, patron, title=_("Edit %(name)s"), submit=_("Save"))


def _form_page(request: HttpRequest, form: Form, patron: Patron, *, title: str, submit: str) -> HttpResponse:
    name = {"name": first_name_of(patron)}
    context = {
        "form": form,
        "title": title % name,
        "submit_label": submit,
        "cancel_url": _url(patron),
        "crumb": patron,
    }
    return render(request, "people/patron_form.html", context, status=_status(form))


def first_name_of(patron: Patron) -> str:
    """The name as it stands in the database (a refused edit may have left another in memory)."""
    return Patron.objects.values_list("full_name", flat=True).get(pk=patron.pk)


@requires(EDIT_PATRONS)
def patron_card(request: HttpRequest, public_id: str) -> HttpResponse:
    user = cast("User", request.user)
    patron = _patron_to_edit(user, public_id)
    form = forms.CardForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            card = services.issue_card(
                actor=user,
                patron=patron,
                card_number=data["card_number"],
                valid_years=data["valid_years"],
                lost=data["reason"] == "lost",
                at=now(),
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Card %(number)s is issued.") % {"number": card.number})
            return redirect(_url(patron))
    return _form_page(request, form, patron, title=_("New card for %(name)s"), submit=_("Issue card"))


@requires(EDIT_PATRONS)
def patron_renew(request: HttpRequest, public_id: str) -> HttpResponse:
    user = cast("User", request.user)
    patron = _patron_to_edit(user, public_id)
    form = forms.RenewForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            card = services.renew_card(actor=user, patron=patron, at=now(), **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The card is valid to %(day)s.") % {"day": f"{card.expires_on:%d/%m/%Y}"})
            return redirect(_url(patron))
    return _form_page(request, form, patron, title=_("Prolong the card of %(name)s"), submit=_("Prolong"))


@requires(EDIT_PATRONS)
def patron_block(request: HttpRequest, public_id: str) -> HttpResponse:
    user = cast("User", request.user)
    patron = _patron_to_edit(user, public_id)
    form = forms.BlockForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.block_patron(actor=user, patron=patron, at=now(), **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("%(name)s is blocked.") % {"name": patron.full_name})
            return redirect(_url(patron))
    return _form_page(request, form, patron, title=_("Block %(name)s"), submit=_("Block"))


@requires(EDIT_PATRONS)
@require_POST
def patron_unblock(request: HttpRequest, public_id: str) -> HttpResponse:
    user = cast("User", request.user)
    patron = _patron_to_edit(user, public_id)
    services.unblock_patron(actor=user, patron=patron, at=now())
    messages.success(request, _("%(name)s may borrow again.") % {"name": patron.full_name})
    return redirect(_url(patron))


@requires(VIEW_PATRONS)
@require_POST
def patron_export(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is kept about the person, as a file for the person (a POST, since it leaves an audit line)."""
    user = cast("User", request.user)
    patron = _patron(user, public_id)
    facts = services.export_patron(actor=user, patron=patron, at=now())
    response = JsonResponse(facts, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="ban-doc-{patron.public_id}.json"'
    return response
