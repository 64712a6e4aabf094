"""Searches that people keep, and feeds."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from densach.accounts.models import User
from densach.core.clock import now
from densach.core.doors import public, signed_in
from densach.core.errors import Refusal
from densach.core.forms import add_refusal

from .addresses import Asked
from .feed import SearchFeed
from .forms import SaveSearchForm
from .models import SavedSearch
from .services import forget_search, save_search

_FEED = SearchFeed()


@public
def feed(request: HttpRequest) -> HttpResponseBase:
    return _FEED(request)


@signed_in
def saved_searches(request: HttpRequest) -> HttpResponse:
    found = SavedSearch.objects.filter(owner=cast("User", request.user))
    return render(request, "discovery/saved_searches.html", {"searches": found})


@signed_in
def search_save(request: HttpRequest) -> HttpResponse:
    """The address carries the search in the parameters of the search page."""
    asked = Asked.of(request.GET)
    form = SaveSearchForm(request.POST or None, initial={"name": asked.text[:80]})
    if form.is_valid():
        actor = cast("User", request.user)
        try:
            saved = save_search(actor=actor, name=form.cleaned_data["name"], asked=asked, at=now())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The search “%(name)s” is saved.") % {"name": saved.name})
            return redirect("saved_searches")
    back = f"{reverse('search')}?{asked.address}"
    status = 422 if form.errors else 200
    return render(request, "discovery/search_save.html", {"form": form, "cancel_url": back}, status=status)


@signed_in
def search_forget(request: HttpRequest, public_id: str) -> HttpResponse:
    actor = cast("User", request.user)
    saved = get_object_or_404(SavedSearch, owner=actor, public_id=public_id)
    if request.method == "POST":
        forget_search(actor=actor, saved=saved)
        messages.success(request, _("The search “%(name)s” is deleted.") % {"name": saved.name})
        return redirect("saved_searches")
    what = _("The search “%(name)s” will no longer be in your list.") % {"name": saved.name}
    context = {
        "title": _("Delete a saved search"), "what": what, "verb": _("Delete the search"), "danger": True,
        "undo": _("You can search the same again and save it anew."), "cancel_url": reverse("saved_searches"), "base": "base_public.html",
    }  # fmt: skip
    return render(request, "web/confirm.html", context)
