"""Pages of stocktakes: list, begin, scan, walk, close, act on the findings."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from densach.accounts.models import User
from densach.catalogue import forms_stock, queries
from densach.catalogue.models import Finding, Stocktake
from densach.catalogue.papers.stocktake import minutes_docx
from densach.catalogue.permissions import EDIT_CATALOGUE, VIEW_CATALOGUE
from densach.catalogue.refusals_stock import StocktakeStillOpen
from densach.catalogue.services import stocktake as services
from densach.catalogue.stock import words
from densach.catalogue.stock.copies import on_loan_of
from densach.catalogue.stock.stocktaking import lines_of, not_seen, progress, stocktakes_for
from densach.core.clock import now
from densach.core.doors import requires
from densach.core.errors import NotAllowed, Refusal
from densach.core.forms import add_refusal
from densach.core.tables import Column, Table
from densach.network.access import facilities_with, may_at_facility

from .files import docx_answer

LAST_SCANS = 12
MOST_TO_WALK = 1500


def _state(row: Stocktake) -> dict[str, Any]:
    if row.closed_at is None:
        return {"tone": "waiting", "label": _("open")}
    return {"tone": "good", "label": _("stocktake closed")}


_COLUMNS = (
    Column("title", gettext_lazy("Stocktake"), lambda row: row.title, ("title",)),
    Column("place", gettext_lazy("Place"), lambda row: row.facility.name, ("facility__name_sort",)),
    Column("begun", gettext_lazy("Begun"), lambda row: row.started_at, ("started_at",), kind="datetime"),
    Column("state", gettext_lazy("State"), _state, kind="chip"),
    Column("expected", gettext_lazy("Expected"), lambda row: row.expected, ("expected",), number=True),
    Column("number", gettext_lazy("Minutes no."), lambda row: row.minutes_number, ("minutes_number",)),
)


def find_stocktake(request: HttpRequest, public_id: str, right: str) -> Stocktake:
    """Raises Http404."""
    found = stocktakes_for(cast("User", request.user), right).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def stocktake_url(stocktake: Stocktake) -> str:
    return reverse("stocktake_detail", args=[stocktake.public_id])


def shown(request: HttpRequest, stocktake: Stocktake) -> dict[str, Any]:
    """What every page about one stocktake reads."""
    may_edit = may_at_facility(cast("User", request.user), EDIT_CATALOGUE, stocktake.facility_id)
    return {"stocktake": stocktake, "state": _state(stocktake), "may_edit": may_edit}


@require_GET
@requires(VIEW_CATALOGUE)
def stocktake_list(request: HttpRequest) -> HttpResponse:
    user = cast("User", request.user)
    table = Table(request, stocktakes_for(user, VIEW_CATALOGUE), _COLUMNS, "-begun")
    if (download := table.as_file(_("Stocktakes"))) is not None:
        return download
    may_edit = user.has_right(EDIT_CATALOGUE)
    empty = {
        "title": _("No stocktake yet"),
        "text": _("Begin one, scan with a phone or a scanner, leave it and go on."),
    }
    if may_edit:
        empty |= {"url": reverse("stocktake_open"), "url_label": _("Begin a stocktake")}
    listing = table.shown(label=_("Stocktakes"), noun=_("stocktakes"), url_of=stocktake_url, empty=empty)
    return render(request, "catalogue/stocktake_list.html", {"table": listing, "may_edit": may_edit})


@requires(EDIT_CATALOGUE)
def stocktake_open(request: HttpRequest) -> HttpResponse:
    user = cast("User", request.user)
    form = forms_stock.OpenStocktakeForm(
        request.POST if request.method == "POST" else None,
        facilities=facilities_with(user, EDIT_CATALOGUE),
        registers=queries.registers_for(user),
        initial={"title": _("Stocktake of %(year)s") % {"year": now().year}, "facility": request.GET.get("at")},
    )
    if form.is_valid():
        try:
            stocktake = services.open_stocktake(actor=user, at=now(), **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return redirect("stocktake_scan", stocktake.public_id)
    context: dict[str, Any] = {
        "title": _("Begin a stocktake"),
        "submit_label": _("Begin"),
        "cancel_url": reverse("stocktake_list"),
    }
    status = 422 if form.errors else 200
    return render(request, "catalogue/stocktake_form.html", context | {"form": form}, status=status)


@require_GET
@requires(VIEW_CATALOGUE)
def stocktake_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    stocktake = find_stocktake(request, public_id, VIEW_CATALOGUE)
    found = progress(stocktake)
    kinds = [
        (finding, finding.label, found.found[finding], words.tone(finding))
        for finding in Finding
        if found.found.get(finding)
    ]
    context: dict[str, Any] = {"progress": found, "kinds": kinds, "last": _last(stocktake)}
    return render(request, "catalogue/stocktake_detail.html", shown(request, stocktake) | context)


def _last(stocktake: Stocktake) -> list[dict[str, Any]]:
    lines = lines_of(stocktake).exclude(finding__in=(Finding.MISSING, Finding.OUT))[:LAST_SCANS]
    return [{"line": line, "tone": words.tone(line.finding)} for line in lines]


@requires(EDIT_CATALOGUE)
def stocktake_scan(request: HttpRequest, public_id: str) -> HttpResponse:
    """The page with the field; a scan answers with a fragment to htmx, with a redirect to everybody else."""
    stocktake = find_stocktake(request, public_id, EDIT_CATALOGUE)
    shelf = request.POST.get("shelf", request.GET.get("shelf", ""))[:40]
    if request.method == "POST":
        return _scanned(request, stocktake, shelf)
    context: dict[str, Any] = shown(request, stocktake) | {
        "shelf": shelf,
        "progress": progress(stocktake),
        "last": _last(stocktake),
    }
    return render(request, "catalogue/stocktake_scan.html", context)


def _scanned(request: HttpRequest, stocktake: Stocktake, shelf: str) -> HttpResponse:
    scan, refusal = None, None
    try:
        text = request.POST.get("scan", "")[:200]
        scan = services.scan_copy(
            actor=cast("User", request.user), stocktake=stocktake, text=text, shelf=shelf, at=now()
        )
    except NotAllowed:
        raise
    except Refusal as caught:
        refusal = caught
    if not request.htmx:  # type: ignore[attr-defined]  # django-htmx middleware
        return _back_to_scanning(request, stocktake, shelf, scan, refusal)
    advice = words.advice(scan.line) if scan else ""
    in_order = scan is not None and (scan.again or scan.line.finding == Finding.PRESENT)
    context: dict[str, Any] = {
        "scan": scan,
        "refusal": refusal,
        "advice": advice,
        "in_order": in_order,
        "stocktake": stocktake,
    }
    context |= {"progress": progress(stocktake), "last": _last(stocktake), "may_edit": True, "fragment": True}
    html = render_to_string("catalogue/stocktake_state.html", context | {"csrf_token": get_token(request)})
    return HttpResponse(html, status=422 if refusal else 200)


def _back_to_scanning(
    request: HttpRequest, stocktake: Stocktake, shelf: str, scan: services.Scan | None, refusal: Refusal | None
) -> HttpResponse:
    if refusal is not None:
        messages.error(request, f"{refusal} {refusal.what_to_do}".strip())
    elif scan is not None:
        title = scan.copy.record.title if scan.copy else scan.line.scanned
        text = f"{scan.line.get_finding_display()}: {title}. {words.advice(scan.line)}".strip()
        (messages.success if scan.line.finding == Finding.PRESENT else messages.warning)(request, text)
    query = QueryDict(mutable=True)
    query["shelf"] = shelf
    address = reverse("stocktake_scan", args=[stocktake.public_id])
    return redirect(f"{address}?{query.urlencode()}" if shelf else address)


@require_POST
@requires(EDIT_CATALOGUE)
def stocktake_unscan(request: HttpRequest, public_id: str) -> HttpResponse:
    stocktake = find_stocktake(request, public_id, EDIT_CATALOGUE)
    services.undo_scan(
        actor=cast("User", request.user), stocktake=stocktake, line_id=line_id(request.POST.get("line")), at=now()
    )
    if not request.htmx:  # type: ignore[attr-defined]  # django-htmx middleware
        messages.success(request, _("Undone"))
        return redirect("stocktake_scan", stocktake.public_id)
    context: dict[str, Any] = {
        "stocktake": stocktake,
        "progress": progress(stocktake),
        "last": _last(stocktake),
        "may_edit": True,
    }
    context |= {"fragment": True, "csrf_token": get_token(request)}
    return HttpResponse(render_to_string("catalogue/stocktake_state.html", context))


def line_id(text: str | None) -> int:
    return int(text[:18]) if text and text.isdecimal() else 0


@requires(EDIT_CATALOGUE)
def stocktake_numbers(request: HttpRequest, public_id: str) -> HttpResponse:
    stocktake = find_stocktake(request, public_id, EDIT_CATALOGUE)
    posted = request.method == "POST"
    form = forms_stock.StocktakeNumbersForm(request.POST if posted else None, request.FILES if posted else None)
    taken = None
    if form.is_valid():
        given = {"texts": form.cleaned_data["numbers"], "shelf": form.cleaned_data["shelf"]}
        try:
            taken = services.scan_many(actor=cast("User", request.user), stocktake=stocktake, at=now(), **given)
            form = forms_stock.StocktakeNumbersForm()
        except Refusal as refusal:
            add_refusal(form, refusal)
    found = [(Finding(finding).label, count) for finding, count in taken.found.items()] if taken else []
    unknown = taken.unknown[:200] if taken else ()
    context: dict[str, Any] = {"form": form, "taken": taken, "found": found, "unknown": unknown}
    context |= {
        "title": _("Numbers from a list"),
        "submit_label": _("Take them"),
        "cancel_url": stocktake_url(stocktake),
    }
    status = 422 if form.errors else 200
    return render(request, "catalogue/stocktake_numbers.html", shown(request, stocktake) | context, status=status)


@require_GET
@requires(VIEW_CATALOGUE)
def stocktake_walk(request: HttpRequest, public_id: str) -> HttpResponse:
    """What has not been seen yet, shelf by shelf, to walk along with (on paper or on the phone)."""
    stocktake = find_stocktake(request, public_id, VIEW_CATALOGUE)
    table = Table(request, not_seen(stocktake), _WALK, "shelf")
    if (download := table.as_file(_("Not seen yet"))) is not None:
        return download
    copies = list(not_seen(stocktake)[:MOST_TO_WALK])
    out = on_loan_of([copy.pk for copy in copies])
    total = progress(stocktake).remaining if stocktake.closed_at is None else 0
    context: dict[str, Any] = {"copies": copies if total else [], "out": out, "total": total, "most": MOST_TO_WALK}
    return render(request, "catalogue/stocktake_walk.html", shown(request, stocktake) | context)


_WALK = (
    Column("shelf", gettext_lazy("Shelf"), lambda row: row.shelf, ("shelf", "accession_number")),
    Column("number", gettext_lazy("Accession number"), lambda row: row.accession_number, ("accession_number",)),
    Column("title", gettext_lazy("Title"), lambda row: row.record.title, ("record__title_sort",)),
    Column("authors", gettext_lazy("Authors"), lambda row: row.record.authors),
    Column("barcode", gettext_lazy("Bar code"), lambda row: row.barcode),
)


@requires(EDIT_CATALOGUE)
def stocktake_close(request: HttpRequest, public_id: str) -> HttpResponse:
    stocktake = find_stocktake(request, public_id, EDIT_CATALOGUE)
    form = forms_stock.CloseStocktakeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.close_stocktake(
                actor=cast("User", request.user), stocktake=stocktake, at=now(), **form.cleaned_data
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The stocktake is closed; its findings are fixed."))
            return redirect(stocktake_url(stocktake))
    context: dict[str, Any] = {"form": form, "title": _("Close the stocktake"), "verb": _("Close"), "danger": True}
    context |= {"what": _what_closing_does(stocktake), "cancel_url": stocktake_url(stocktake)}
    return render(request, "web/confirm.html", context, status=422 if form.errors else 200)


def _what_closing_does(stocktake: Stocktake) -> str:
    remaining = max(0, progress(stocktake).remaining)
    if stocktake.is_partial:
        return _("“%(title)s” is a sample: what was not scanned does not count as missing.") % {
            "title": stocktake.title
        }
    facts = {"title": stocktake.title, "count": remaining}
    return _("“%(title)s”: %(count)s copies not seen are then with a reader or missing.") % facts


@requires(EDIT_CATALOGUE)
def stocktake_drop(request: HttpRequest, public_id: str) -> HttpResponse:
    stocktake = find_stocktake(request, public_id, EDIT_CATALOGUE)
    if request.method == "POST":
        services.drop_stocktake(actor=cast("User", request.user), stocktake=stocktake, at=now())
        messages.success(request, _("“%(title)s” was thrown away.") % {"title": stocktake.title})
        return redirect("stocktake_list")
    what = _("“%(title)s” is thrown away. Nothing has been scanned for it.") % {"title": stocktake.title}
    context: dict[str, Any] = {
        "title": _("Throw away the stocktake"),
        "what": what,
        "verb": _("Throw away"),
        "danger": True,
    }
    return render(request, "web/confirm.html", context | {"cancel_url": stocktake_url(stocktake)})


@require_GET
@requires(VIEW_CATALOGUE)
def stocktake_minutes(request: HttpRequest, public_id: str) -> HttpResponse:
    stocktake = find_stocktake(request, public_id, VIEW_CATALOGUE)
    if stocktake.closed_at is None:
        raise StocktakeStillOpen(title=stocktake.title)
    return docx_answer(minutes_docx(stocktake), f"bien-ban-kiem-ke-{stocktake.closed_at:%Y-%m-%d}.docx")
