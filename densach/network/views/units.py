"""The tree on a day, one unit, and changes to it."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from densach.accounts.models import User
from densach.core.clock import today
from densach.core.doors import requires
from densach.core.errors import Refusal
from densach.core.forms import add_refusal
from densach.core.ids import public_id as new_public_id
from densach.core.text import fold
from densach.network import access, forms, queries, services
from densach.network.models import Unit
from densach.network.permissions import EDIT_NETWORK, VIEW_NETWORK


def unit_or_404(request: HttpRequest, right: str, public_id: str) -> Unit:
    """The unit, with `right` held there. Raises Http404, NotAllowed."""
    unit = Unit.objects.filter(public_id=public_id).first()
    if unit is None:
        raise Http404
    access.require(cast("User", request.user), right, unit_id=unit.pk)
    return unit


@requires(VIEW_NETWORK)
def unit_tree(request: HttpRequest) -> HttpResponse:
    form = forms.TreeFilter(request.GET)
    day = (form.cleaned_data.get("on") if form.is_valid() else None) or today()
    roots = queries.branches_visible(cast("User", request.user), day)
    may_edit = request.user.has_right(EDIT_NETWORK)  # type: ignore[union-attr]  # signed in
    return render(request, "network/unit_tree.html", {"form": form, "roots": roots, "day": day, "may_edit": may_edit})


@requires(VIEW_NETWORK)
def unit_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    unit = unit_or_404(request, VIEW_NETWORK, public_id)
    user = cast("User", request.user)
    context = {
        "unit": unit,
        "history": queries.history_of(unit),
        "facilities": queries.facilities_of(unit),
        "may_edit": access.may_at_unit(user, EDIT_NETWORK, unit.pk) and unit.ends_before is None,
    }
    return render(request, "network/unit_detail.html", context)


@requires(EDIT_NETWORK)
def unit_add(request: HttpRequest, public_id: str) -> HttpResponse:
    parent = unit_or_404(request, EDIT_NETWORK, public_id)
    form = forms.NewUnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        slug = f"{fold(facts['name']).replace(' ', '-')[:46]}-{new_public_id()}"
        try:
            unit = services.open_unit(actor=cast("User", request.user), slug=slug, parent=parent, **facts)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("%(name)s has been added.") % {"name": unit.name})
            return redirect("unit_detail", unit.public_id)
    context = {
        "form": form,
        "title": _("New unit under %(name)s") % {"name": parent.name},
        "cancel_url": reverse("unit_detail", args=[parent.public_id]),
    }
    return render(request, "base_form.html", context)


@requires(EDIT_NETWORK)
def unit_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    unit = unit_or_404(request, EDIT_NETWORK, public_id)
    names = ("name", "short_name", "document_code", "named_after_person")
    form = forms.UnitNameForm(request.POST or None, initial={name: getattr(unit, name) for name in names})
    if request.method == "POST" and form.is_valid():
        services.edit_unit(actor=cast("User", request.user), unit=unit, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("unit_detail", unit.public_id)
    context = {"form": form, "title": unit.name, "cancel_url": reverse("unit_detail", args=[unit.public_id])}
    return render(request, "base_form.html", context)


@requires(EDIT_NETWORK)
def unit_move(request: HttpRequest, public_id: str) -> HttpResponse:
    unit = unit_or_404(request, EDIT_NETWORK, public_id)
    user = cast("User", request.user)
    form = forms.MoveUnitForm(request.POST or None, units=access.units_visible(user, EDIT_NETWORK).exclude(pk=unit.pk))
    if request.method == "POST" and form.is_valid():
        try:
            services.move_unit(actor=user, unit=unit, parent=form.cleaned_data["parent"], on=form.cleaned_data["on"])
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(
                request,
                _("%(name)s now stands under %(parent)s.")
                % {"name": unit.name, "parent": form.cleaned_data["parent"].name},
            )
            return redirect("unit_detail", unit.public_id)
    lead = _("What was counted before that day stays with the old parent.")
    context = {
        "form": form,
        "title": _("Move %(name)s") % {"name": unit.name},
        "lead": lead,
        "cancel_url": reverse("unit_detail", args=[unit.public_id]),
    }
    return render(request, "base_form.html", context)
