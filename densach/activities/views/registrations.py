"""Who has a seat: find a person by card or name, register, cancel."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from densach.activities import forms, queries, refusals, services
from densach.activities.models import Activity, Registration
from densach.activities.permissions import RECORD_ATTENDANCE
from densach.core.clock import now
from densach.core.doors import requires
from densach.core.errors import Refusal
from densach.core.forms import add_refusal
from densach.people.models import Patron
from densach.people.permissions import VIEW_PATRONS
from densach.people.queries import find_card, patron_by_public_id, search_patrons

from .editing import page_of
from .finding import activity_or_404, who

_MOST_FOUND = 20


@requires(RECORD_ATTENDANCE)
def registrations(request: HttpRequest, public_id: str) -> HttpResponse:
    """Look somebody up (GET `q`), register (POST `card` or `patron`): a scanned card registers at once."""
    activity = activity_or_404(request, public_id, RECORD_ATTENDANCE)
    form = forms.RegisterForm(request.POST if request.method == "POST" else request.GET)
    form.is_valid()
    if request.method == "POST":
        try:
            patron = _chosen(request, form.cleaned_data.get("q", ""))
            if patron is not None:
                services.register_patron(actor=who(request), activity=activity, patron=patron, at=now())
                messages.success(request, _("%(name)s is registered.") % {"name": patron.full_name})
                return redirect("registrations", public_id)
        except Refusal as refusal:
            add_refusal(form, refusal)
    return _page(request, activity, form)


def _chosen(request: HttpRequest, text: str) -> Patron | None:
    """The person pressed in the list, or the holder of the card typed; None where a name was typed."""
    if public_id := request.POST.get("patron"):
        patron = patron_by_public_id(who(request), public_id)
        if patron is None:
            raise Http404
        return patron
    card = find_card(text) if text else None
    if card is None and any(sign.isdigit() for sign in text) and not _search(request, text):
        raise refusals.NoCard(number=text)
    return card.patron if card else None


def _search(request: HttpRequest, text: str) -> list[Patron]:
    if not text or not who(request).has_right(VIEW_PATRONS):
        return []
    return list(search_patrons(who(request), text).select_related("facility")[:_MOST_FOUND])


def _page(request: HttpRequest, activity: Activity, form: forms.RegisterForm) -> HttpResponse:
    text = form.cleaned_data.get("q", "").strip() if not form.errors else ""
    seated = list(queries.registrations_of(activity))
    taken = {registration.patron_id for registration in seated}
    found = _search(request, text)
    for patron in found:
        patron.seated = patron.pk in taken  # type: ignore[attr-defined]  # read by the page
    title = _("Registrations")
    back = [(_("Activities"), reverse("activities_today")), (activity.title, page_of(activity)), (title, None)]
    context = {"activity": activity, "form": form, "text": text, "found": found, "seated": seated, "crumbs": back}
    return render(request, "activities/registrations.html", context, status=422 if form.errors else 200)


@requires(RECORD_ATTENDANCE)
def registration_cancel(request: HttpRequest, public_id: str, registration_id: str) -> HttpResponse:
    activity = activity_or_404(request, public_id, RECORD_ATTENDANCE)
    rows = Registration.objects.select_related("patron", "activity")
    registration = rows.filter(activity=activity, public_id=registration_id).first()
    if registration is None:
        raise Http404
    name = {"name": registration.patron.full_name, "title": activity.title}
    if request.method == "POST":
        services.cancel_registration(actor=who(request), registration=registration)
        messages.success(request, _("The registration of %(name)s is cancelled.") % name)
        return redirect("registrations", public_id)
    context = {
        "title": _("Cancel the registration"),
        "what": _("%(name)s gives up the seat in “%(title)s”.") % name,
        "undo": _("The person can be registered again while there are seats."),
        "verb": _("Cancel the registration"),
        "danger": True,
        "cancel_url": reverse("registrations", args=[public_id]),
    }
    return render(request, "web/confirm.html", context)
