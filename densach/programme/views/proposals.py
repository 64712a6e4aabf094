"""Uploading a plan document, reviewing what was understood beside its text, saving the plan."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from densach.accounts.models import User
from densach.core.clock import now
from densach.core.doors import requires
from densach.core.errors import NotAllowed, Refusal
from densach.programme import services
from densach.programme.access import units_in_branch, units_that_may_issue
from densach.programme.forms import SaveForm, UploadForm
from densach.programme.models import PlanProposal
from densach.programme.permissions import EDIT_PLAN
from densach.programme.proposal_form import TERRITORIES
from densach.programme.queries import proposal_for
from densach.programme.review_forms import SECTIONS, Section

from .asked import sent

LARGEST_UPLOAD = 10 * 1024 * 1024


@requires(EDIT_PLAN)
def plan_upload(request: HttpRequest) -> HttpResponse:
    """Choose a plan document; what was understood waits for a review."""
    actor: User = request.user  # type: ignore[assignment]  # signed in
    form = UploadForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            data = file.read(LARGEST_UPLOAD + 1)
            row = services.propose_plan(actor=actor, filename=file.name, data=data, at=now())
        except NotAllowed:
            raise
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("proposal_detail", row.public_id)
    context = {
        "form": form, "title": _("Upload a plan document"), "submit_label": _("Read the document"),
        "lead": _("The text is read into targets, tasks, agencies and dates. You correct it beside the document."),
        "cancel_url": reverse("plan_list"),
        "crumbs": [(_("Plans"), reverse("plan_list")), (_("Upload"), None)],
    }  # fmt: skip
    return render(request, "programme/upload.html", context, status=422 if form.errors else 200)


@require_GET
@requires(EDIT_PLAN)
def proposal_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """The first section of a review, or the plan it became."""
    row = _proposal(request, public_id)
    if row.plan:
        return redirect("plan_detail", row.plan.public_id)
    return redirect("proposal_section", row.public_id, next(iter(SECTIONS)))


def _proposal(request: HttpRequest, public_id: str) -> PlanProposal:
    """Raises Http404, NotAllowed."""
    actor: User = request.user  # type: ignore[assignment]  # signed in
    row = proposal_for(actor, public_id)
    if row is None:
        raise Http404
    return row


@requires(EDIT_PLAN)
def proposal_section(request: HttpRequest, public_id: str, section: str) -> HttpResponse:
    """One section of the proposal, editable, beside the text of the document."""
    row = _proposal(request, public_id)
    if section not in SECTIONS:
        raise Http404
    kind = SECTIONS[section]
    rows = kind.rows(row.proposal)
    units = _units(request, row, kind)
    formset = kind.formset(sent(request)[0], initial=rows, units=units, prefix="r")
    if request.method == "POST" and formset.is_valid():
        given = [form.cleaned_data for form in formset.forms if form.has_changed() or form.initial]
        kept = [one for one in given if not one.pop("DELETE", False) and one]
        actor: User = request.user  # type: ignore[assignment]  # signed in
        services.correct_proposal(actor=actor, proposal=row, proposal_json=kind.put(row.proposal, kept))
        messages.success(request, _("Saved. The proposal was looked through again."))
        return redirect("proposal_section", row.public_id, section)
    status = 422 if formset.is_bound else 200
    context = {**_context(row, kind), "formset": formset, "lines": _lines(row, rows, formset)}
    return render(request, "programme/review.html", context, status=status)


def _units(request: HttpRequest, row: PlanProposal, kind: Section) -> list[Any]:
    actor: User = request.user  # type: ignore[assignment]  # signed in
    if kind.is_single:
        return list(units_that_may_issue(actor).filter(kind__in=TERRITORIES))
    return units_in_branch(row.proposal.get("issuer_unit", "")) if kind.slug == "co-quan" else []


def _context(row: PlanProposal, kind: Section | None) -> dict[str, Any]:
    proposal = row.proposal
    counts = {"muc-tieu": "targets", "nhiem-vu": "task_groups", "co-quan": "agencies", "noi-nhan": "recipients"}
    vietnamese = (get_language() or "vi").startswith("vi")
    tones = {"error": "bad", "warning": "warn", "note": "info"}
    return {
        "row": row,
        "section": kind,
        "crumbs": [(_("Plans"), reverse("plan_list")), (row.filename, None)],
        "tabs": [
            {
                "label": one.label,
                "url": reverse("proposal_section", args=[row.public_id, one.slug]),
                "active": one is kind,
                "count": len(proposal.get(counts.get(one.slug, ""), [])),
            }
            for one in SECTIONS.values()
        ],
        "findings": [
            {"text": one["text"] if vietnamese else one["text_en"], "tone": tones[one["severity"]], "line": one["line"]}
            for one in proposal.get("findings", [])
        ],
    }


def _lines(row: PlanProposal, rows: list[Any], formset: Any) -> list[dict[str, Any]]:
    """Each line of the document with what this section took from it, and whether it was understood at all."""
    taken: dict[int, str] = {}
    for form, one in zip(formset.forms, rows, strict=False):
        form.source_line = one.get("line")
        if one.get("line"):
            taken.setdefault(one["line"], form.prefix)
    unread = {one["line"] for one in row.proposal.get("unread", [])}
    noted = {one["line"] for one in row.proposal.get("findings", [])}
    return [
        {"number": number, "text": text, "row": taken.get(number, ""), "unread": number in unread,
         "noted": number in noted}
        for number, text in enumerate(row.source_lines, start=1)
    ]  # fmt: skip


@requires(EDIT_PLAN)
def proposal_save(request: HttpRequest, public_id: str) -> HttpResponse:
    """The last look: what will be saved, for which unit and years."""
    row = _proposal(request, public_id)
    actor: User = request.user  # type: ignore[assignment]  # signed in
    issuers = units_that_may_issue(actor).filter(kind__in=TERRITORIES)
    known = {"issuer": row.proposal.get("issuer_unit"), "first_year": row.proposal.get("first_year")}
    form = SaveForm(sent(request)[0], issuers=issuers, initial={**known, "last_year": row.proposal.get("last_year")})
    if request.method == "POST" and form.is_valid():
        try:
            plan = services.save_plan(actor=actor, proposal=row, at=now(), **form.cleaned_data)
        except NotAllowed:
            raise
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, f"{refusal} {refusal.what_to_do}")
        else:
            messages.success(request, _("The plan was saved and is in force."))
            return redirect("plan_detail", plan.public_id)
    context = {**_context(row, None), "form": form, "counted": _counted(row)}
    return render(request, "programme/save.html", context, status=422 if form.errors else 200)


def _counted(row: PlanProposal) -> list[tuple[str, Any]]:
    read = row.proposal
    return [
        (_("Title"), read.get("title") or "–"),
        (_("Targets"), len(read.get("targets", []))),
        (_("Tasks"), sum(len(group["items"]) for group in read.get("task_groups", []))),
        (_("Agencies"), len(read.get("agencies", []))),
        (_("Dates"), len(read.get("deadlines", [])) + len(read.get("reviews", []))),
        (_("Recipients"), len(read.get("recipients", []))),
        (_("Passages not understood"), len(read.get("unread", []))),
    ]
