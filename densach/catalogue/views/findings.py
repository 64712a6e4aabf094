"""What a stocktake found, and what is done about it."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from densach.accounts.models import User
from densach.catalogue.models import Finding, Stocktake
from densach.catalogue.permissions import EDIT_CATALOGUE, VIEW_CATALOGUE
from densach.catalogue.rules_stock import ACTS, NOT_IN_ORDER
from densach.catalogue.services import findings as settling
from densach.catalogue.stock import words
from densach.catalogue.stock.stocktaking import lines_of, progress
from densach.core.clock import now
from densach.core.doors import requires
from densach.core.errors import NotAllowed, Refusal
from densach.core.tables import Column, Table

from .stocktake import find_stocktake, line_id, shown


@require_GET
@requires(VIEW_CATALOGUE)
def stocktake_findings(request: HttpRequest, public_id: str) -> HttpResponse:
    stocktake = find_stocktake(request, public_id, VIEW_CATALOGUE)
    wanted = request.GET.get("finding", "")
    finding = Finding(wanted) if wanted in Finding.values else Finding.MISSING
    table = Table(request, lines_of(stocktake, finding), _FINDINGS, "shelf")
    if (download := table.as_file(str(finding.label))) is not None:
        return download
    rows = [{"line": line, "done": words.done(line)} for line in table.page.object_list]
    act = next((act for act, answered in ACTS.items() if answered == finding), "")
    context: dict[str, Any] = {
        "tabs": _tabs(stocktake, finding),
        "rows": rows,
        "page": table.page,
        "finding": finding,
        "act": act,
    }
    context |= {"not_in_order": finding in NOT_IN_ORDER, "closed": stocktake.closed_at is not None}
    return render(request, "catalogue/stocktake_findings.html", shown(request, stocktake) | context)


def _tabs(stocktake: Stocktake, shown: Finding) -> list[dict[str, Any]]:
    found = progress(stocktake).found
    here = reverse("stocktake_findings", args=[stocktake.public_id])
    return [
        {"label": one.label, "url": f"{here}?finding={one}", "active": one == shown, "count": found.get(one, 0)}
        for one in Finding
        if found.get(one) or one == shown
    ]


_FINDINGS = (
    Column("shelf", gettext_lazy("Shelf"), lambda row: row.copy.shelf if row.copy else "", ("copy__shelf", "copy__accession_number")),
    Column("number", gettext_lazy("Accession number"), lambda row: row.copy.accession_number if row.copy else row.scanned, ("copy__accession_number",)),
    Column("title", gettext_lazy("Title"), lambda row: row.copy.record.title if row.copy else ""),
    Column("stood", gettext_lazy("Stood on shelf"), lambda row: row.shelf),
    Column("at", gettext_lazy("Scanned at"), lambda row: row.at, ("at",), kind="datetime"),
    Column("by", gettext_lazy("by"), lambda row: str(row.by)),
    Column("done", gettext_lazy("What was done"), words.done),
)  # fmt: skip


@require_POST
@requires(EDIT_CATALOGUE)
def stocktake_settle(request: HttpRequest, public_id: str) -> HttpResponse:
    """Act on the ticked findings, or on all of their kind; or write a note about one."""
    stocktake = find_stocktake(request, public_id, EDIT_CATALOGUE)
    user, act = cast("User", request.user), request.POST.get("act", "")
    lines = [line_id(line) for line in request.POST.getlist("line")][:500]
    try:
        if note_of := request.POST.get("note_of"):
            note = request.POST.get(f"note-{note_of}", "")
            settling.note_finding(actor=user, stocktake=stocktake, line_id=line_id(note_of), note=note, at=now())
            count = 1
        else:
            named = None if request.POST.get("all") else lines
            count = settling.settle_findings(actor=user, stocktake=stocktake, act=act, line_ids=named, at=now())
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, f"{refusal} {refusal.what_to_do}".strip())
    else:
        messages.success(request, _("Done for %(count)s findings; each can be undone here.") % {"count": count})
    return _back_to_findings(request, stocktake)


@require_POST
@requires(EDIT_CATALOGUE)
def stocktake_unsettle(request: HttpRequest, public_id: str) -> HttpResponse:
    stocktake = find_stocktake(request, public_id, EDIT_CATALOGUE)
    lines = [line_id(line) for line in request.POST.getlist("line")][:500]
    try:
        settling.unsettle_findings(actor=cast("User", request.user), stocktake=stocktake, line_ids=lines, at=now())
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, f"{refusal} {refusal.what_to_do}".strip())
    else:
        messages.success(request, _("Undone"))
    return _back_to_findings(request, stocktake)


def _back_to_findings(request: HttpRequest, stocktake: Stocktake) -> HttpResponse:
    wanted = request.POST.get("finding", "")
    query = f"?finding={wanted}" if wanted in Finding.values else ""
    return redirect(reverse("stocktake_findings", args=[stocktake.public_id]) + query)
