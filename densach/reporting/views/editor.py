"""The report editor: sections at the left, figures and words in the middle, checks at the right."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from densach.accounts.models import User
from densach.core.clock import now, today
from densach.core.doors import requires
from densach.core.errors import Refusal
from densach.core.forms import add_refusal
from densach.documents.decree30 import roman
from densach.network.access import may_at_unit
from densach.reporting import services
from densach.reporting.checks import checks_of
from densach.reporting.document import docx_of, quotes_of
from densach.reporting.forms import CorrectionForm, ExplanationForm, NarrativeForm
from densach.reporting.models import CycleState, Narrative, Report, ReportCell, ReportEvent
from densach.reporting.outline import CHAPTERS, FIGURES, TARGETS, Part, parts_of
from densach.reporting.permissions import ACCEPT_REPORT, VIEW_REPORTS, WRITE_REPORT
from densach.reporting.queries import right_to_write
from densach.reporting.rules import EDITABLE, days_left

from .cells import cell_shown
from .shown import actor_of, file_answer, report_or_404, state_chip, steps_of

ANNEX = "annex"
_KIND_OF_PART = {TARGETS: ("indicator",), FIGURES: ("measure",), ANNEX: ("indicator", "measure")}


@requires(VIEW_REPORTS)
def report_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    report = report_or_404(actor_of(request), public_id)
    return _editor(request, report, request.GET.get("muc", ""))


def _editor(
    request: HttpRequest, report: Report, section: str, form: NarrativeForm | None = None, status: int = 200
) -> HttpResponse:
    context = _context(actor_of(request), report, section)
    words = context["words"]
    context["form"] = form or NarrativeForm(initial={"text": words.text if words else ""})
    return render(request, "reporting/report_detail.html", context, status=status)


def _context(actor: User, report: Report, section: str) -> dict[str, Any]:
    """Everything the editor shows of one section; the first where no such section exists."""
    parts = parts_of(report.cycle.plan)
    cells = list(ReportCell.objects.filter(report=report).select_related("corrected_by").order_by("pk"))
    words = {row.section: row for row in Narrative.objects.filter(report=report).select_related("saved_by")}
    part = None if section == ANNEX else next((one for one in parts if one.key == section), parts[0])
    here = part.key if part else ANNEX
    chosen = [cell for cell in cells if cell.provenance.get("kind") in _KIND_OF_PART.get(here, ())]
    return {
        "report": report,
        "cycle": report.cycle,
        "chip": state_chip(report),
        "steps": steps_of(report),
        "days_left": days_left(report.cycle.due_on, today()),
        "chapters": _menu(parts, words, cells, here),
        "part": part,
        "cells": [cell_shown(report, cell) for cell in chosen],
        "words": words.get(here),
        "quotes": quotes_of(report).get(here, []),
        "checks": checks_of(report, cells, parts),
        "events": ReportEvent.objects.filter(report=report).select_related("by"),
        **_rights(actor, report),
    }


def _rights(actor: User, report: Report) -> dict[str, bool]:
    """What the buttons offer; the services check again."""
    running = report.cycle.state == CycleState.OPEN
    is_own = report.unit_id == report.cycle.receiver_id
    may_write = running and may_at_unit(actor, right_to_write(report.cycle, report.unit_id), report.unit_id)
    may_judge = running and may_at_unit(actor, ACCEPT_REPORT, report.cycle.receiver_id)
    return {
        "is_own": is_own,
        "may_edit": may_write and report.state in EDITABLE,
        "may_accept": may_judge and not is_own and report.state == "submitted",
        "may_return": may_judge and report.state in ("submitted", "accepted"),
    }


def _menu(
    parts: tuple[Part, ...], words: dict[str, Narrative], cells: list[ReportCell], here: str
) -> list[dict[str, Any]]:
    """Chapters with their parts; `mark` says whether there is something, half, or nothing in it yet."""
    kinds = {cell.provenance.get("kind") for cell in cells}
    menu: list[dict[str, Any]] = []
    for chapter, title in CHAPTERS.items():
        entries = []
        for part in (one for one in parts if one.chapter == chapter):
            wanted = [bool(part.key in words and words[part.key].text)]
            wanted += [kind in kinds for kind in _KIND_OF_PART.get(part.key, ())]
            mark = "full" if all(wanted) else "half" if any(wanted) else "none"
            entries.append({"key": part.key, "title": part.title, "mark": mark, "here": part.key == here})
        menu.append({"number": roman(chapter), "title": title, "parts": entries, "alone": len(entries) == 1})
    annex = {"key": ANNEX, "title": _("Annex of figures"), "mark": "full" if cells else "none", "here": here == ANNEX}
    return [*menu, {"title": annex["title"], "parts": [annex], "alone": True}]


@requires(WRITE_REPORT)
@require_POST
def report_words(request: HttpRequest, public_id: str, section: str) -> HttpResponse:
    report = report_or_404(actor_of(request), public_id)
    form = NarrativeForm(request.POST)
    if form.is_valid():
        try:
            services.save_narrative(
                actor=actor_of(request), report=report, section=section, text=form.cleaned_data["text"], at=now()
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            if getattr(request, "htmx", False):
                return HttpResponse(status=204)
            messages.success(request, _("Saved."))
            return redirect(_at(report, section))
    return _editor(request, report, section, form, status=422)


def _at(report: Report, section: str) -> str:
    return f"{reverse('report_detail', args=[report.public_id])}?muc={section}"


@requires(WRITE_REPORT)
@require_POST
def report_draw(request: HttpRequest, public_id: str) -> HttpResponse:
    report = report_or_404(actor_of(request), public_id, WRITE_REPORT)
    services.draw_figures(actor=actor_of(request), report=report, at=now())
    messages.success(request, _("The figures are drawn. Corrections stay beside the new values."))
    return redirect(_at(report, FIGURES))


@requires(WRITE_REPORT)
def report_cell(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    report = report_or_404(actor_of(request), public_id, WRITE_REPORT)
    cell = ReportCell.objects.filter(report=report, key=key).select_related("corrected_by").first()
    if cell is None:
        raise Http404(_("The report has no such figure."))
    cell.report = report
    act = request.POST.get("act", "") if request.method == "POST" else ""
    data = {act: request.POST}
    correct = CorrectionForm(data.get("correct"), initial={"value": cell.value})
    explain = ExplanationForm(data.get("explain"), initial={"explanation": cell.explanation})
    if act and _changed(actor_of(request), cell, act, explain if act == "explain" else correct):
        messages.success(request, _("Saved."))
        return redirect(_at(report, FIGURES if key.startswith("m.") else TARGETS))
    context = {
        "report": report,
        "shown": cell_shown(report, cell),
        "correct": correct,
        "explain": explain,
        "may_edit": _rights(actor_of(request), report)["may_edit"],
    }
    return render(request, "reporting/report_cell.html", context, status=422 if act else 200)


def _changed(actor: User, cell: ReportCell, act: str, form: Form) -> bool:
    """Do what the button says; False, with the reason on its form, where it cannot be done."""
    what: dict[str, Any] = {"actor": actor, "report": cell.report, "key": cell.key, "at": now()}
    if act == "withdraw":
        services.withdraw_correction(**what)
        return True
    if not form.is_valid():
        return False
    change = services.explain_cell if act == "explain" else services.correct_cell
    try:
        change(**what, **form.cleaned_data)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return False
    return True


@requires(VIEW_REPORTS)
def report_document(request: HttpRequest, public_id: str) -> HttpResponse:
    report = report_or_404(actor_of(request), public_id)
    return file_answer(docx_of(report), f"bao-cao-{report.cycle.year}-{report.unit.slug}.docx")
