"""Write down an activity, correct it, publish it, end it, call it off."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from densach.activities import forms, services
from densach.activities.models import Activity, Session, SessionState
from densach.activities.permissions import EDIT_ACTIVITIES
from densach.core.clock import now
from densach.core.doors import requires
from densach.core.errors import Refusal
from densach.core.forms import add_refusal
from densach.network.access import facilities_with

from .finding import activity_or_404, who


def page_of(activity: Activity) -> str:
    return reverse("activity_manage", args=[activity.public_id])


def form_page(
    request: HttpRequest, form: Form, *, crumbs: list[tuple[Any, str | None]], **context: Any
) -> HttpResponse:
    """A form in one column; 422 while something in it is refused."""
    first = [(_("Activities"), reverse("activities_today"))]
    context |= {"form": form, "crumbs": first + crumbs + [(context["title"], None)]}
    return render(request, "activities/form.html", context, status=422 if form.errors else 200)


@requires(EDIT_ACTIVITIES)
def activity_add(request: HttpRequest) -> HttpResponse:
    facilities = facilities_with(who(request), EDIT_ACTIVITIES)
    form = forms.ActivityForm(request.POST or None, facilities=facilities)
    if form.is_valid():
        place, details = form.cleaned_data["facility"], form.details()
        try:
            activity = services.add_activity(actor=who(request), facility=place, details=details)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(
                request, _("“%(title)s” is written down. Add its sessions, then publish it.") % _named(activity)
            )
            return redirect(page_of(activity))
    title = _("New activity")
    return form_page(request, form, crumbs=[], title=title, cancel_url=reverse("activity_register"))


def _named(activity: Activity) -> dict[str, str]:
    return {"title": activity.title}


@requires(EDIT_ACTIVITIES)
def activity_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    activity = activity_or_404(request, public_id, EDIT_ACTIVITIES)
    crumbs: list[tuple[Any, str | None]] = [(activity.title, page_of(activity))]
    facilities = facilities_with(who(request), EDIT_ACTIVITIES)
    initial = forms.ActivityForm.facts_of(activity)
    form = forms.ActivityForm(request.POST or None, initial=initial, facilities=facilities)
    if form.is_valid():
        place, details = form.cleaned_data["facility"], form.details()
        try:
            services.edit_activity(actor=who(request), activity=activity, facility=place, details=details, at=now())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(page_of(activity))
    return form_page(request, form, crumbs=crumbs, title=_("Edit the activity"), cancel_url=page_of(activity))


@requires(EDIT_ACTIVITIES)
@require_POST
def activity_publish(request: HttpRequest, public_id: str) -> HttpResponse:
    activity = activity_or_404(request, public_id, EDIT_ACTIVITIES)
    services.publish_activity(actor=who(request), activity=activity, at=now())
    messages.success(request, _("“%(title)s” is published: everybody can see it.") % _named(activity))
    return redirect(page_of(activity))


@requires(EDIT_ACTIVITIES)
def activity_cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    activity = activity_or_404(request, public_id, EDIT_ACTIVITIES)
    if request.method == "POST":
        services.cancel_activity(actor=who(request), activity=activity, at=now())
        messages.success(request, _("“%(title)s” is cancelled.") % _named(activity))
        return redirect(page_of(activity))
    return _confirm(request, activity, _("Cancel the activity"))


@requires(EDIT_ACTIVITIES)
def activity_end(request: HttpRequest, public_id: str) -> HttpResponse:
    activity = activity_or_404(request, public_id, EDIT_ACTIVITIES)
    if request.method == "POST":
        services.end_activity(actor=who(request), activity=activity, at=now())
        messages.success(request, _("“%(title)s” has ended.") % _named(activity))
        return redirect(page_of(activity))
    return _confirm(request, activity, _("End the activity"))


def _confirm(request: HttpRequest, activity: Activity, title: str) -> HttpResponse:
    coming = Session.objects.filter(activity=activity, state=SessionState.PLANNED, starts_at__gt=now()).count()
    what = _("“%(title)s” disappears from the lists; %(coming)s sessions to come are cancelled, those held stay.")
    context = {
        "title": title,
        "what": what % {"title": activity.title, "coming": coming},
        "undo": _("It can be published again and sessions can be restored one by one."),
        "verb": title,
        "danger": True,
        "cancel_url": page_of(activity),
    }
    return render(request, "web/confirm.html", context)
