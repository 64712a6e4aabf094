"""The MARC face of a record: every field as a line, with help beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from densach.accounts.models import User
from densach.catalogue import services
from densach.catalogue.editing import checks, fields, fixed, marc_form
from densach.catalogue.models import Record, RecordDraft
from densach.catalogue.permissions import EDIT_CATALOGUE, VIEW_CATALOGUE
from densach.catalogue.refusals import RecordExists
from densach.catalogue.services import drafts
from densach.core.clock import now
from densach.core.doors import requires
from densach.core.errors import Refusal

from .record_entry import refuse_if_changed, seen_of
from .records import find_record, record_url


@dataclass
class _Sheet:
    """Lines on their way to the page, with what was found in them."""

    lines: str
    refusal: Refusal | None = None
    remarks: list[checks.Remark] = field(default_factory=list)
    marc: dict[str, Any] | None = None
    seen: str = ""
    draft: RecordDraft | None = None
    waiting: RecordDraft | None = None

    @property
    def stopped(self) -> bool:
        return self.refusal is not None or any(remark.stops for remark in self.remarks)


def _read(lines: str, record: Record | None) -> _Sheet:
    """What was typed, read and checked."""
    sheet = _Sheet(lines)
    try:
        sheet.marc, numbers = marc_form.read(lines, record)
    except Refusal as refusal:
        sheet.refusal = refusal
    else:
        sheet.remarks = checks.remarks(marc_form.shown(sheet.marc), numbers)
    return sheet


@requires(EDIT_CATALOGUE)
def record_marc(request: HttpRequest, public_id: str) -> HttpResponse:
    user = cast("User", request.user)
    record = find_record(public_id)
    if request.method != "POST":
        return _page(request, _stored(request, user, record), record)
    sheet = _posted(request, record)
    if "again" in request.POST or sheet.stopped or sheet.marc is None:
        return _page(request, sheet, record)
    try:
        refuse_if_changed(record, sheet.seen)
        services.replace_marc(actor=user, record=record, marc=marc_form.stamped(sheet.marc, now()), at=now())
    except Refusal as refusal:
        sheet.refusal, sheet.seen = refusal, seen_of(record)
        return _page(request, sheet, record)
    return _kept(request, user, sheet, record, draft_of=record)


@requires(EDIT_CATALOGUE)
def marc_add(request: HttpRequest) -> HttpResponse:
    user = cast("User", request.user)
    if request.method != "POST":
        draft = RecordDraft.objects.filter(user=user, form=drafts.MARC, record=None).first()
        lines = draft.values.get("lines", "") if draft else marc_form.blank(request.GET.get("material", ""), now())
        return _page(request, _filled(lines, None, draft), None)
    sheet = _posted(request, None)
    if "again" in request.POST or sheet.stopped or sheet.marc is None:
        return _page(request, sheet, None)
    confirmed = bool(request.POST.get("confirmed_new"))
    try:
        marc = marc_form.stamped(sheet.marc, now())
        record = services.add_record_from_marc(actor=user, marc=marc, ours=True, confirmed_new=confirmed, at=now())
    except Refusal as refusal:
        sheet.refusal = refusal
        return _page(request, sheet, None)
    return _kept(request, user, sheet, record, draft_of=None)


def _posted(request: HttpRequest, record: Record | None) -> _Sheet:
    lines = request.POST.get("lines", "")[: marc_form.LONGEST]
    if (tag := request.POST.get("insert", "")) and request.POST.get("again") == "insert":
        lines = marc_form.with_field(lines, tag)
    sheet = _read(lines, record)
    sheet.seen = request.POST.get("seen", "")
    return sheet


def _filled(lines: str, record: Record | None, draft: RecordDraft | None) -> _Sheet:
    sheet = _read(lines, record)
    sheet.draft = draft
    return sheet


def _stored(request: HttpRequest, user: User, record: Record) -> _Sheet:
    """The record's lines, or the writer's draft unless the record was changed after it."""
    draft = RecordDraft.objects.filter(user=user, form=drafts.MARC, record=record).first()
    if draft is not None and (draft.saved_at > record.modified_at or "draft" in request.GET):
        sheet = _filled(draft.values.get("lines", ""), record, draft)
    else:
        sheet = _filled(marc_form.lines_of(record, now()), record, None)
        sheet.waiting = draft
    sheet.seen = seen_of(record)
    return sheet


def _kept(request: HttpRequest, user: User, sheet: _Sheet, record: Record, *, draft_of: Record | None) -> HttpResponse:
    drafts.drop_draft(actor=user, form=drafts.MARC, record=draft_of)
    messages.success(request, _("Saved."))
    if n := len(sheet.remarks):
        text = ngettext("The check has %(n)d remark on the MARC.", "The check has %(n)d remarks on the MARC.", n)
        messages.info(request, text % {"n": n})
    return redirect(record_url(record) if draft_of else reverse("copies_add", args=[record.public_id]))


def _page(request: HttpRequest, sheet: _Sheet, record: Record | None) -> HttpResponse:
    held = sheet.refusal if isinstance(sheet.refusal, RecordExists) else None
    context = {
        "sheet": sheet,
        "record": record,
        "kept": marc_form.kept_lines(record) if record else [],
        "rows": sheet.lines.count("\n") + 4,
        "told": _told(sheet.marc),
        "fields": [one for tag, one in fields.known_fields().items() if tag not in marc_form.KEPT],
        "held": held and find_record(held.data["public_id"]),
        "title": _("MARC 21 of a record") if record else _("Enter a record as MARC 21"),
        "cancel_url": record_url(record) if record else reverse("record_list"),
    }
    return render(
        request,
        "catalogue/marc_editor.html",
        context,
        status=422 if sheet.refusal and request.method == "POST" else 200,
    )


def _told(marc: dict[str, Any] | None) -> list[tuple[str, list[fixed.Told]]]:
    """The leader and 008 place by place."""
    if marc is None:
        return []
    data = next((value for entry in marc["fields"] for tag, value in entry.items() if tag == "008"), None)
    found = [("LDR", fixed.leader_told(marc["leader"]))]
    return [*found, ("008", fixed.fixed_told(data, marc["leader"]))] if data is not None else found


@require_POST
@requires(EDIT_CATALOGUE)
def marc_check(request: HttpRequest) -> HttpResponse:
    """The remarks on what is typed now, as a part of the page; what is typed is kept as a draft on the way."""
    user = cast("User", request.user)
    public_id = request.POST.get("record", "")
    record = find_record(public_id) if public_id else None
    lines = request.POST.get("lines", "")[: marc_form.LONGEST]
    drafts.save_draft(actor=user, form=drafts.MARC, record=record, values={"lines": lines})
    sheet = _read(lines, record)
    return render(request, "catalogue/marc_remarks.html", {"sheet": sheet, "told": _told(sheet.marc)})


@requires(VIEW_CATALOGUE)
def marc_help(request: HttpRequest) -> HttpResponse:
    """All fields that are explained; one of them where the address names it (for the part beside the editor)."""
    known = fields.known_fields()
    if tag := request.GET.get("tag"):
        if tag not in known:
            raise Http404
        return render(request, "catalogue/marc_field.html", {"field": known[tag]})
    return render(request, "catalogue/marc_help.html", {"fields": known.values()})
