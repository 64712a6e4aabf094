"""Pages of periodicals: what a place receives, checking in, what is late."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from densach.accounts.models import User
from densach.catalogue import forms_serials
from densach.catalogue.models import IssueState, Material, Record, Subscription
from densach.catalogue.permissions import EDIT_CATALOGUE, VIEW_CATALOGUE
from densach.catalogue.services import serials as services
from densach.catalogue.stock import serials as stock
from densach.core.clock import now, today
from densach.core.doors import requires
from densach.core.errors import NotAllowed, Refusal
from densach.core.forms import add_refusal
from densach.documents.tables import Column, write_xlsx
from densach.network.access import facilities_with, may_at_facility

from .files import xlsx_answer

_TONES = {IssueState.RECEIVED: "good", IssueState.CLAIMED: "waiting", IssueState.MISSING: "neutral"}
_MONTHS = range(1, 13)


def _find(request: HttpRequest, public_id: str, right: str) -> Subscription:
    """Raises Http404."""
    found = stock.subscriptions_for(cast("User", request.user), right).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def subscription_url(subscription: Subscription) -> str:
    return reverse("subscription_detail", args=[subscription.public_id])


@require_GET
@requires(VIEW_CATALOGUE)
def subscription_list(request: HttpRequest) -> HttpResponse:
    """Every periodical with what has not come; one tap checks the next issue in."""
    user = cast("User", request.user)
    rows = stock.subscriptions_for(user, VIEW_CATALOGUE).order_by("facility__name_sort", "record__title_sort", "pk")
    if request.GET.get("all") is None:
        rows = rows.exclude(ends_on__lt=today() - dt.timedelta(days=60))
    page = Paginator(rows, 40).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    waiting = stock.awaited(shown, today())
    mine = set(facilities_with(user, EDIT_CATALOGUE).filter(pk__in=[row.facility_id for row in shown]).values_list("pk", flat=True))  # fmt: skip
    lines = [
        {
            "row": row,
            "next": next(iter(waiting[row.pk]), None),
            "late": sum(one.is_late for one in waiting[row.pk]),
            "may_edit": row.facility_id in mine,
        }
        for row in shown
    ]
    context = {"lines": lines, "page": page, "all": request.GET.get("all"), "may_edit": user.has_right(EDIT_CATALOGUE)}
    return render(request, "catalogue/subscription_list.html", context)


@require_GET
@requires(VIEW_CATALOGUE)
def issues_late(request: HttpRequest) -> HttpResponse:
    """What is late at the places of the actor: to print, to save, to claim."""
    late = stock.late_issues(cast("User", request.user), VIEW_CATALOGUE, today())
    if request.GET.get("format") != "xlsx":
        return render(request, "catalogue/issues_late.html", {"late": late, "today": today()})
    labels = (_("Place"), _("Title"), _("Number"), _("Day of the issue"), _("Copies"), _("State"))
    columns = [Column(label, "number" if label == _("Copies") else "text") for label in labels]
    rows = [
        (one.subscription.facility.name, one.subscription.record.title, one.number, f"{one.on:%d/%m/%Y}",
         one.subscription.copies, str(IssueState(one.state).label))
        for one in late
    ]  # fmt: skip
    return xlsx_answer(write_xlsx(columns, rows, title=_("Late issues")), "bao-tap-chi-tre.xlsx")


@requires(EDIT_CATALOGUE)
def periodical_subscribe(request: HttpRequest, public_id: str) -> HttpResponse:
    user = cast("User", request.user)
    record = Record.objects.live().filter(public_id=public_id, material=Material.PERIODICAL).first()
    if record is None:
        raise Http404
    form = forms_serials.SubscribeForm(
        request.POST if request.method == "POST" else None,
        facilities=facilities_with(user, EDIT_CATALOGUE),
        initial={"starts_on": today().replace(month=1, day=1)},
    )
    if form.is_valid():
        try:
            subscription = services.subscribe(actor=user, record=record, at=now(), **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("“%(title)s” is received now.") % {"title": record.title})
            return redirect(subscription_url(subscription))
    context = {"form": form, "title": _("Receive a periodical"), "lead": record.title, "submit_label": _("Save")}
    context["cancel_url"] = reverse("record_detail", args=[record.public_id])
    return render(request, "catalogue/subscription_form.html", context, status=422 if form.errors else 200)


@requires(EDIT_CATALOGUE)
def subscription_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    subscription = _find(request, public_id, EDIT_CATALOGUE)
    facts = forms_serials.SubscriptionForm.facts_of(subscription)
    form = forms_serials.SubscriptionForm(request.POST if request.method == "POST" else None, initial=facts)
    if form.is_valid():
        try:
            services.edit_subscription(
                actor=cast("User", request.user), subscription=subscription, at=now(), **form.cleaned_data
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(subscription_url(subscription))
    context = {"form": form, "title": _("Correct the subscription"), "lead": subscription.record.title}
    context |= {"submit_label": _("Save"), "cancel_url": subscription_url(subscription)}
    return render(request, "catalogue/subscription_form.html", context, status=422 if form.errors else 200)


@require_GET
@requires(VIEW_CATALOGUE)
def subscription_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    subscription = _find(request, public_id, VIEW_CATALOGUE)
    may_edit = may_at_facility(cast("User", request.user), EDIT_CATALOGUE, subscription.facility_id)
    context: dict[str, Any] = {"subscription": subscription, "may_edit": may_edit, "months": _MONTHS}
    context["waiting"] = stock.awaited([subscription], today())[subscription.pk]
    context["years"] = [
        (year, [[(issue, _TONES.get(IssueState(issue.state), "warn")) for issue in month] for month in months])
        for year, months in stock.grid(subscription)
    ]
    context["form"] = forms_serials.IssueForm(initial={"on": today(), "copies": subscription.copies})
    return render(request, "catalogue/subscription_detail.html", context)


@require_POST
@requires(EDIT_CATALOGUE)
def subscription_issue(request: HttpRequest, public_id: str) -> HttpResponse:
    """Check an issue in, say that it was claimed or will not come, or undo that: `act` is "came", "claimed",
    "missing", "expected" or "undo".
    """
    subscription = _find(request, public_id, EDIT_CATALOGUE)
    try:
        said = _act(request, subscription)
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, f"{refusal} {refusal.what_to_do}".strip())
    else:
        messages.success(request, said) if said else messages.error(request, _("Write number and date of the issue."))
    back = request.POST.get("back") == "list"
    return redirect("subscription_list") if back else redirect(subscription_url(subscription))


def _act(request: HttpRequest, subscription: Subscription) -> str:
    """Do what was asked; "" where the form is not filled in. Raises Refusal."""
    given: dict[str, Any] = {"actor": cast("User", request.user), "subscription": subscription, "at": now()}
    act, issue = request.POST.get("act", "came"), request.POST.get("issue", "")
    if act == "undo":
        undone = services.undo_check_in(issue_id=int(issue[:18]) if issue.isdecimal() else 0, **given)
        return _("Issue %(number)s is expected again.") % {"number": undone.number}
    form = forms_serials.IssueForm(request.POST)
    if not form.is_valid():
        return ""
    facts = {name: form.cleaned_data[name] for name in ("number", "on", "note")}
    if act in (IssueState.CLAIMED, IssueState.MISSING, IssueState.EXPECTED):
        marked = services.mark_issue(state=act, **facts, **given)
        return _("Issue %(number)s: %(state)s.") % {"number": marked.number, "state": marked.get_state_display()}
    came = services.check_in(copies=form.cleaned_data["copies"], **facts, **given)
    return _("Issue %(number)s is checked in.") % {"number": came.number}
