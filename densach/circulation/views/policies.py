"""The rules of lending: list, write, strike."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from densach.accounts.models import User
from densach.catalogue.models import ItemType
from densach.circulation import permissions, queries, services
from densach.circulation.forms import PolicyForm
from densach.circulation.models import Policy
from densach.circulation.rules import BUILTIN, PolicyRow
from densach.core.doors import requires
from densach.core.errors import NotAllowed, Refusal
from densach.network.models import Unit
from densach.people.models import PatronType


@require_GET
@requires(permissions.EDIT_POLICY)
def policy_list(request: HttpRequest) -> HttpResponse:
    actor: User = request.user  # type: ignore[assignment]  # signed in
    rows = queries.policies_visible(actor).order_by("unit__name_sort", "patron_type", "item_type")
    context = {"rows": rows, "builtin": [_described(row) for row in BUILTIN]}
    return render(request, "circulation/policies.html", context)


def _described(row: PolicyRow) -> dict[str, Any]:
    return {
        "patron_type": PatronType(row.patron_type).label if row.patron_type else "",
        "item_type": ItemType(row.item_type).label if row.item_type else "",
        "terms": row.terms,
    }


def _seen(request: HttpRequest, pk: int) -> Policy:
    return get_object_or_404(queries.policies_visible(request.user), pk=pk)  # type: ignore[arg-type]  # signed in


@require_http_methods(["GET", "POST"])
@requires(permissions.EDIT_POLICY)
def policy_new(request: HttpRequest) -> HttpResponse:
    return _edit(request, {}, _("New rule of lending"))


@require_http_methods(["GET", "POST"])
@requires(permissions.EDIT_POLICY)
def policy_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = _seen(request, pk)
    names = ("patron_type", "item_type", "may_borrow", "loan_days", "max_loans", "max_renewals")
    initial = {name: getattr(row, name) for name in names}
    initial["unit"] = row.unit.public_id if row.unit else ""
    return _edit(request, initial, _("Change a rule of lending"))


def _edit(request: HttpRequest, initial: dict[str, Any], title: str) -> HttpResponse:
    actor: User = request.user  # type: ignore[assignment]  # signed in
    form = PolicyForm(request.POST or None, initial=initial, actor=actor)
    if form.is_valid() and _saved(actor, form):
        messages.success(request, _("The rule holds from now on; loans already made keep their day."))
        return redirect("policy_list")
    context = {"form": form, "title": title, "cancel_url": reverse("policy_list")}
    return render(request, "base_form.html", context, status=422 if form.errors else 200)


def _saved(actor: User, form: PolicyForm) -> bool:
    chosen = form.cleaned_data
    try:
        services.set_policy(
            actor=actor,
            unit=Unit.objects.get(public_id=chosen["unit"]) if chosen["unit"] else None,
            patron_type=chosen["patron_type"],
            item_type=chosen["item_type"],
            terms=form.terms(),
        )
    except NotAllowed:
        raise
    except Refusal as refusal:
        form.add_error(refusal.data.get("name"), f"{refusal} {refusal.what_to_do}")
        return False
    return True


@require_http_methods(["GET", "POST"])
@requires(permissions.EDIT_POLICY)
def policy_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = _seen(request, pk)
    if request.method == "POST":
        services.remove_policy(actor=request.user, policy=row)  # type: ignore[arg-type]  # signed in
        messages.success(request, _("The rule is struck; the next wider one holds."))
        return redirect("policy_list")
    what = _("The rule “%(who)s × %(what)s” at “%(where)s” will be struck; loans already made keep their day.") % {
        "who": row.get_patron_type_display() or _("any"),
        "what": row.get_item_type_display() or _("any"),
        "where": row.unit or _("everywhere"),
    }
    context = {
        "title": _("Strike a rule of lending"),
        "what": what,
        "undo": _("You can write it again at any time."),
        "verb": _("Strike the rule"),
        "cancel_url": reverse("policy_list"),
        "danger": True,
    }
    return render(request, "web/confirm.html", context)
