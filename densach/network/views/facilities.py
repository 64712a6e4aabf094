"""Facilities as their staff see them: list, standard of the kind, hours, where they belong."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Page
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from densach.accounts.models import User
from densach.core.clock import today
from densach.core.doors import requires
from densach.core.errors import Refusal
from densach.core.forms import add_refusal
from densach.core.ids import public_id as new_public_id
from densach.core.tables import Column, Table
from densach.core.text import fold
from densach.network import access, forms, queries, services, standards
from densach.network.models import Facility
from densach.network.permissions import EDIT_NETWORK, VIEW_NETWORK

from .units import unit_or_404


def _standard(facility: Facility) -> dict[str, str]:
    findings: list[standards.Finding] = facility.findings  # type: ignore[attr-defined]  # set by _Register
    if not findings:
        return {"tone": "neutral", "label": _("no standard")}
    missing = sum(not finding.met for finding in findings)
    if missing:
        return {"tone": "warn", "label": _("misses %(count)s of %(all)s") % {"count": missing, "all": len(findings)}}
    return {"tone": "good", "label": _("meets it")}


_COLUMNS = (
    Column("name", gettext_lazy("Name"), lambda row: row.name, ("name_sort",)),
    Column("kind", gettext_lazy("Kind"), lambda row: row.get_kind_display(), ("kind", "name_sort")),
    Column("area", gettext_lazy("Area (m²)"), lambda row: row.area_m2, ("area_m2",), number=True),
    Column("seats", gettext_lazy("Seats"), lambda row: row.seats, ("seats",), number=True),
    Column(
        "managed",
        gettext_lazy("Managed in a system since"),
        lambda row: row.managed_since,
        ("managed_since",),
        kind="date",
    ),
    Column("standard", gettext_lazy("Standard"), _standard, kind="chip"),
)


def facility_or_404(request: HttpRequest, right: str, public_id: str) -> Facility:
    """The facility, with `right` held there. Raises Http404, NotAllowed."""
    facility = Facility.objects.filter(public_id=public_id).first()
    if facility is None:
        raise Http404
    access.require(cast("User", request.user), right, facility_id=facility.pk)
    return facility


@requires(VIEW_NETWORK)
def facility_register(request: HttpRequest) -> HttpResponse:
    user = cast("User", request.user)
    form = forms.FacilityFilter(request.GET)
    rows = access.facilities_with(user, VIEW_NETWORK)
    if form.is_valid():
        rows = rows.filter(name_fold__contains=fold(form.cleaned_data["q"]))
        rows = rows.filter(kind=form.cleaned_data["kind"]) if form.cleaned_data["kind"] else rows
    table = _Register(request, rows, _COLUMNS, "name")
    if file := table.as_file(_("Facilities")):
        return file
    empty = {"title": _("No facility found"), "text": _("Try fewer words or another kind.")}
    listing = table.shown(label=_("Facilities"), noun=_("facilities"), url_of=_url, empty=empty)
    return render(request, "network/facility_register.html", {"form": form, "table": listing})


class _Register(Table):
    """The list with each page's facilities held against their standards in one go."""

    @cached_property
    def page(self) -> Page[Any]:
        page = super().page
        findings = standards.check_all(list(page.object_list), today())
        for facility in page.object_list:
            facility.findings = findings[facility.pk]
        return page

    def export(self) -> Iterator[list[Any]]:
        facilities = list(self.ordered)
        findings = standards.check_all(facilities, today())
        for facility in facilities:
            facility.findings = findings[facility.pk]
            yield [column.value(facility) for column in self.columns]


def _url(facility: Facility) -> str:
    return reverse("facility_card", args=[facility.public_id])


@requires(VIEW_NETWORK)
def facility_card(request: HttpRequest, public_id: str) -> HttpResponse:
    facility = facility_or_404(request, VIEW_NETWORK, public_id)
    context = {
        "facility": facility,
        "findings": standards.check(facility, today()),
        "placements": queries.placements_of(facility),
        "hours": queries.opening_hours(facility),
        "parts": queries.parts_of(facility),
        "may_edit": access.may_at_facility(cast("User", request.user), EDIT_NETWORK, facility.pk),
    }
    return render(request, "network/facility_card.html", context)


@requires(EDIT_NETWORK)
def facility_add(request: HttpRequest, public_id: str) -> HttpResponse:
    unit = unit_or_404(request, EDIT_NETWORK, public_id)
    form = forms.FacilityForm(request.POST or None, initial={"opened_on": today()})
    if request.method == "POST" and form.is_valid():
        facts: dict[str, Any] = form.cleaned_data
        slug = f"{fold(facts['name']).replace(' ', '-')[:46]}-{new_public_id()}"
        try:
            facility = services.add_facility(actor=cast("User", request.user), unit=unit, slug=slug, **facts)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("%(name)s has been added.") % {"name": facility.name})
            return redirect("facility_card", facility.public_id)
    context = {
        "form": form,
        "title": _("New facility of %(name)s") % {"name": unit.name},
        "cancel_url": reverse("unit_detail", args=[unit.public_id]),
    }
    return render(request, "base_form.html", context)


@requires(EDIT_NETWORK)
def facility_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    facility = facility_or_404(request, EDIT_NETWORK, public_id)
    title = facility.name  # the form writes what was typed into its instance
    form = forms.FacilityForm(request.POST or None, instance=facility)
    if request.method == "POST" and form.is_valid():
        services.edit_facility(
            actor=cast("User", request.user), facility=Facility.objects.get(pk=facility.pk), **form.cleaned_data
        )
        messages.success(request, _("Saved."))
        return redirect("facility_card", facility.public_id)
    context = {"form": form, "title": title, "cancel_url": _url(facility)}
    return render(request, "base_form.html", context)


@requires(EDIT_NETWORK)
def facility_hours(request: HttpRequest, public_id: str) -> HttpResponse:
    facility = facility_or_404(request, EDIT_NETWORK, public_id)
    form = forms.HoursForm(request.POST or None, hours=queries.opening_hours(facility))
    if request.method == "POST" and form.is_valid():
        try:
            services.set_opening_hours(actor=cast("User", request.user), facility=facility, hours=form.hours)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("facility_card", facility.public_id)
    context = {
        "form": form,
        "title": _("Opening hours of %(name)s") % {"name": facility.name},
        "cancel_url": _url(facility),
    }
    return render(request, "base_form.html", context)


@requires(EDIT_NETWORK)
def facility_place(request: HttpRequest, public_id: str) -> HttpResponse:
    facility = facility_or_404(request, EDIT_NETWORK, public_id)
    user = cast("User", request.user)
    form = forms.PlaceFacilityForm(request.POST or None, units=access.units_visible(user, EDIT_NETWORK))
    if request.method == "POST" and form.is_valid():
        try:
            services.place_facility(
                actor=user, facility=facility, unit=form.cleaned_data["unit"], on=form.cleaned_data["on"]
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("facility_card", facility.public_id)
    lead = _("What was counted before that day stays with the old unit.")
    context = {
        "form": form,
        "title": _("Where %(name)s belongs") % {"name": facility.name},
        "lead": lead,
        "cancel_url": _url(facility),
    }
    return render(request, "base_form.html", context)
