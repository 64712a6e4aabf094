"""Who holds which role where."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
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
from densach.core.tables import Column, Table
from densach.network import access, forms, queries, services
from densach.network.models import Assignment
from densach.network.permissions import ASSIGN_ROLES

_COLUMNS = (
    Column(
        "user", gettext_lazy("Account"), lambda row: f"{row.user.full_name} ({row.user.username})", ("user__full_name",)
    ),
    Column("role", gettext_lazy("Role"), lambda row: row.get_role_display(), ("role",)),
    Column("unit", gettext_lazy("Unit"), lambda row: row.unit.name, ("unit__name_sort",)),
    Column(
        "facility",
        gettext_lazy("Only at"),
        lambda row: row.facility.name if row.facility else "",
        ("facility__name_sort",),
    ),
    Column("from", gettext_lazy("From"), lambda row: row.starts_on, ("starts_on",), kind="date"),
)


@requires(ASSIGN_ROLES)
def role_list(request: HttpRequest) -> HttpResponse:
    table = Table(request, queries.assignments_visible(cast("User", request.user)), _COLUMNS, "unit")
    if file := table.as_file(_("Roles")):
        return file
    empty = {
        "title": _("Nobody holds a role yet"),
        "text": _("Give the first one."),
        "url": reverse("role_add"),
        "url_label": _("Give a role"),
    }
    listing = table.shown(
        label=_("Roles"), noun=_("roles"), url_of=lambda row: reverse("role_detail", args=[row.pk]), empty=empty
    )
    return render(request, "network/role_list.html", {"table": listing})


@requires(ASSIGN_ROLES)
def role_add(request: HttpRequest) -> HttpResponse:
    user = cast("User", request.user)
    units, facilities = access.units_visible(user, ASSIGN_ROLES), access.facilities_with(user, ASSIGN_ROLES)
    form = forms.RoleForm(request.POST or None, units=units, facilities=facilities)
    if request.method == "POST" and form.is_valid():
        try:
            assignment = services.give_role(actor=user, starts_on=today(), **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(
                request,
                _("%(name)s is now %(role)s.")
                % {"name": assignment.user.full_name, "role": assignment.get_role_display()},
            )
            return redirect("role_list")
    return render(
        request, "base_form.html", {"form": form, "title": _("Give a role"), "cancel_url": reverse("role_list")}
    )


def assignment_or_404(request: HttpRequest, pk: int) -> Assignment:
    """A running assignment that the actor may take away. Raises Http404."""
    assignment = queries.assignments_visible(cast("User", request.user)).filter(pk=pk).first()
    if assignment is None:
        raise Http404
    return assignment


@requires(ASSIGN_ROLES)
def role_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "network/role_detail.html", {"assignment": assignment_or_404(request, pk)})


@requires(ASSIGN_ROLES)
def role_password(request: HttpRequest, pk: int) -> HttpResponse:
    assignment = assignment_or_404(request, pk)
    form = forms.NewPasswordForm(request.POST or None, user=assignment.user)
    if request.method == "POST" and form.is_valid():
        try:
            services.give_new_password(
                actor=cast("User", request.user), user=assignment.user, password=form.cleaned_data["password"]
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("%(name)s has a new password.") % {"name": assignment.user.full_name})
            return redirect("role_detail", pk)
    lead = _(
        "For somebody who lost it. The second step is switched off too, and every open session of the account ends."
    )
    context = {
        "form": form,
        "title": _("New password of %(name)s") % {"name": assignment.user.full_name},
        "lead": lead,
        "cancel_url": reverse("role_detail", args=[pk]),
    }
    return render(request, "base_form.html", context)


@requires(ASSIGN_ROLES)
def role_end(request: HttpRequest, pk: int) -> HttpResponse:
    assignment = assignment_or_404(request, pk)
    if request.method == "POST":
        services.end_assignment(actor=cast("User", request.user), assignment=assignment, before=today())
        messages.success(request, _("The role has ended."))
        return redirect("role_list")
    names = {"name": assignment.user.full_name, "role": assignment.get_role_display(), "unit": assignment.unit.name}
    context = {
        "title": _("End a role"),
        "what": _("%(name)s will no longer be %(role)s at %(unit)s from today on.") % names,
        "undo": _("The role can be given again at any time."),
        "verb": _("End the role"),
        "cancel_url": reverse("role_detail", args=[pk]),
        "danger": True,
    }
    return render(request, "web/confirm.html", context)
