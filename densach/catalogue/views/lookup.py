"""Pages of copy cataloguing: look a book up at other libraries, take a record, and the libraries that are asked."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from densach.accounts.models import User
from densach.catalogue import queries, services
from densach.catalogue.exchange.lookup import Answer, Hit, Wanted, ask, ask_all
from densach.catalogue.forms_lookup import LookupForm, ServerForm, presets
from densach.catalogue.models import LookupServer
from densach.catalogue.permissions import EDIT_CATALOGUE, GOVERN_CATALOGUE
from densach.catalogue.refusals import RecordExists
from densach.catalogue.services.lookup import remove_lookup_server, save_lookup_server
from densach.core.clock import now
from densach.core.doors import requires
from densach.core.errors import Refusal
from densach.core.forms import add_refusal

_SALT = "densach.lookup"
_HOURS = 12 * 3600


@requires(EDIT_CATALOGUE)
def lookup(request: HttpRequest) -> HttpResponse:
    """Ask every library on the list; their records stand beside those already held."""
    form = LookupForm(request.GET if "q" in request.GET else None)
    servers = LookupServer.objects.filter(is_active=True)
    answers = ask_all(servers, Wanted.typed(form.cleaned_data["q"])) if form.is_valid() else []
    context = {
        "form": form,
        "answers": [_shown(answer) for answer in answers],
        "has_servers": bool(answers) or servers.exists(),
        "may_govern": cast("User", request.user).has_right(GOVERN_CATALOGUE),
    }
    return render(request, "catalogue/lookup.html", context)


def _shown(answer: Answer) -> dict[str, Any]:
    return {
        "server": answer.server,
        "problem": answer.problem,
        "hits": [
            {
                "fields": hit.fields,
                "line": _line(hit),
                "held": _held(hit),
                # what comes back on "take" is what was shown, unchanged, and no second question is asked
                "packed": signing.dumps(hit.marc, salt=_SALT, compress=True),
            }
            for hit in answer.hits
        ],
    }


def _line(hit: Hit) -> str:
    """What tells editions apart."""
    found = hit.fields
    parts = (found.authors, found.publisher, str(found.year or ""), found.pages, found.class_mark)
    return " · ".join(filter(None, (*parts, f"ISBN {found.isbn}" if found.isbn else "")))


def _held(hit: Hit) -> list[Any]:
    found = queries.records_like(
        isbn=hit.fields.isbn,
        title=hit.fields.title,
        authors=hit.fields.authors,
        year=hit.fields.year,
        volume=hit.fields.volume,
    )
    return list(found[:3])


@requires(EDIT_CATALOGUE)
@require_POST
def lookup_take(request: HttpRequest) -> HttpResponse:
    """Keep a record of another library and go on to its copies."""
    actor = cast("User", request.user)
    try:
        marc = signing.loads(request.POST.get("packed", ""), salt=_SALT, max_age=_HOURS)
    except signing.BadSignature:
        messages.error(request, _("This record is no longer there; look it up again."))
        return redirect("lookup")
    new = "confirmed_new" in request.POST
    try:
        record = services.add_record_from_marc(actor=actor, marc=marc, confirmed_new=new, at=now())
    except RecordExists as refusal:
        held = queries.record_by_public_id(refusal.data["public_id"])
        context = {"refusal": refusal, "held": held, "packed": request.POST["packed"]}
        return render(request, "catalogue/lookup_held.html", context, status=409)
    messages.success(request, _("“%(title)s” is entered. Now add its copies.") % {"title": record.title})
    return redirect("copies_add", record.public_id)


@requires(GOVERN_CATALOGUE)
def lookup_servers(request: HttpRequest) -> HttpResponse:
    known = set(LookupServer.objects.values_list("address", flat=True))
    offered = [(number, one) for number, one in enumerate(presets()) if one["address"] not in known]
    context = {"servers": LookupServer.objects.all(), "offered": offered}
    return render(request, "catalogue/lookup_servers.html", context)


@requires(GOVERN_CATALOGUE)
def lookup_server_add(request: HttpRequest) -> HttpResponse:
    chosen = request.GET.get("mau", "")
    offered = presets()
    fits = chosen.isascii() and chosen.isdigit() and len(chosen) < 4 and int(chosen) < len(offered)
    return _edit(request, None, offered[int(chosen)] if fits else {}, _("Add a library to ask"))


@requires(GOVERN_CATALOGUE)
def lookup_server_edit(request: HttpRequest, pk: int) -> HttpResponse:
    server = get_object_or_404(LookupServer, pk=pk)
    initial = {name: getattr(server, name) for name in ServerForm.base_fields}
    return _edit(request, server, initial, _("Change a library to ask"))


def _edit(request: HttpRequest, server: LookupServer | None, initial: dict[str, Any], title: str) -> HttpResponse:
    form = ServerForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            save_lookup_server(actor=cast("User", request.user), fields=form.server_fields(), server=server)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Saved. “Test” tells whether it answers."))
            return redirect("lookup_servers")
    context = {"form": form, "title": title, "cancel_url": reverse("lookup_servers")}
    return render(request, "catalogue/lookup_server_form.html", context, status=422 if form.errors else 200)


@requires(GOVERN_CATALOGUE)
def lookup_server_remove(request: HttpRequest, pk: int) -> HttpResponse:
    server = get_object_or_404(LookupServer, pk=pk)
    if request.method == "POST":
        remove_lookup_server(actor=cast("User", request.user), server=server)
        messages.success(request, _("“%(name)s” is off the list.") % {"name": server.name})
        return redirect("lookup_servers")
    context = {
        "title": _("Take a library off the list"),
        "what": _("“%(name)s” will no longer be asked. Records taken from it stay.") % {"name": server.name},
        "undo": _("You can add it again at any time."),
        "verb": _("Take off the list"),
        "cancel_url": reverse("lookup_servers"),
        "danger": True,
    }
    return render(request, "web/confirm.html", context)


@requires(GOVERN_CATALOGUE)
@require_POST
def lookup_server_test(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a word that nearly every library has in a title, and say what comes back."""
    server = get_object_or_404(LookupServer, pk=pk)
    answer = ask(server, Wanted(title="history"))
    if answer.problem is not None:
        messages.error(request, f"{server.name}: {answer.problem} {answer.problem.what_to_do}")
    elif answer.hits:
        first = answer.hits[0].fields.title
        messages.success(
            request, _("%(name)s answers; for instance: “%(title)s”.") % {"name": server.name, "title": first}
        )
    else:
        messages.warning(
            request, _("%(name)s answers, but without a MARC 21 record for “history”.") % {"name": server.name}
        )
    return redirect("lookup_servers")
