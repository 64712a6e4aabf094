"""The plain form of a record: enter, edit, drafts, and what helps while one types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from densach.accounts.models import User
from densach.catalogue import forms, queries, services
from densach.catalogue.editing import entry, similar
from densach.catalogue.models import HeadingKind, Material, Record, RecordDraft
from densach.catalogue.permissions import EDIT_CATALOGUE
from densach.catalogue.refusals import RecordChangedMeanwhile, RecordExists
from densach.catalogue.services import drafts
from densach.core.clock import now
from densach.core.doors import requires
from densach.core.errors import Refusal
from densach.core.forms import add_refusal

from .records import find_record, record_url

# buttons that show the form again, with more help or a suggestion in it, and save nothing
_AGAIN = ("take", "look")


@dataclass(frozen=True)
class _Sheet:
    """A form on its way to the page; `draft` is what it was filled from, `waiting` one that it was not."""

    form: forms.RecordForm
    suggested: similar.Suggested
    seen: str = ""
    draft: RecordDraft | None = None
    waiting: RecordDraft | None = None


@requires(EDIT_CATALOGUE)
def record_add(request: HttpRequest) -> HttpResponse:
    user = cast("User", request.user)
    if request.method != "POST":
        return _page(request, _new_sheet(request, user), None)
    if any(name in request.POST for name in _AGAIN):
        return _page(request, _filled_again(request, None), None)
    form = forms.RecordForm(request.POST)
    if form.is_valid():
        confirmed = form.cleaned_data["confirmed_new"]
        try:
            record = services.add_record(actor=user, fields=form.record_fields(), confirmed_new=confirmed, at=now())
        except Refusal as refusal:
            add_refusal(form, refusal)
            _show_same(form, refusal)
        else:
            drafts.drop_draft(actor=user, form=drafts.PLAIN, record=None)
            messages.success(request, _("“%(title)s” is entered. Now add its copies.") % {"title": record.title})
            return redirect("copies_add", record.public_id)
    return _page(request, _Sheet(form, similar.suggested(entry.plain_values(request.POST))), None)


def _show_same(form: forms.RecordForm, refusal: Refusal) -> None:
    """From now on the page offers to enter the record all the same."""
    form.may_be_new = isinstance(refusal, RecordExists)


@requires(EDIT_CATALOGUE)
def record_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    user = cast("User", request.user)
    record = find_record(public_id)
    if request.method != "POST":
        return _page(request, _edit_sheet(request, user, record), record)
    if any(name in request.POST for name in _AGAIN):
        return _page(request, _filled_again(request, record), record)
    form = forms.RecordForm(request.POST, record=record)
    if form.is_valid():
        try:
            refuse_if_changed(record, request.POST.get("seen", ""))
            services.edit_record(actor=user, record=record, fields=form.record_fields(), at=now())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            drafts.drop_draft(actor=user, form=drafts.PLAIN, record=record)
            messages.success(request, _("Saved."))
            return redirect(record_url(record))
    suggested = similar.suggested(entry.plain_values(request.POST), besides=record)
    return _page(request, _Sheet(form, suggested, seen_of(record)), record)


def seen_of(record: Record) -> str:
    """What a form sends back, so that it is known which state of the record its writer had before them: copies that come
    and go meanwhile do not change it.
    """
    return str(queries.versions_kept(record))


def refuse_if_changed(record: Record, seen: str) -> None:
    """Raises RecordChangedMeanwhile; a form without the mark (a script's) is trusted."""
    if seen and seen != seen_of(record):
        raise RecordChangedMeanwhile(title=record.title)


def _new_sheet(request: HttpRequest, user: User) -> _Sheet:
    """As the address asks: after a volume, for a material, or where one stopped writing."""
    draft = RecordDraft.objects.filter(user=user, form=drafts.PLAIN, record=None).first()
    material = request.GET.get("material", "")
    if volume_of := request.GET.get("volume_of"):
        values = entry.next_volume(find_record(volume_of))
        return _Sheet(forms.RecordForm(initial=values), similar.Suggested(), waiting=draft)
    if draft is not None and not material:
        return _Sheet(forms.RecordForm(initial=draft.values), similar.suggested(draft.values), draft=draft)
    return _Sheet(forms.RecordForm(initial=entry.start(material)), similar.Suggested(), waiting=draft)


def _edit_sheet(request: HttpRequest, user: User, record: Record) -> _Sheet:
    """A draft is shown by itself unless the record was changed after it; then one asks for it."""
    draft = RecordDraft.objects.filter(user=user, form=drafts.PLAIN, record=record).first()
    seen = seen_of(record)
    if draft is not None and (draft.saved_at > record.modified_at or "draft" in request.GET):
        form = forms.RecordForm(record=record, initial=draft.values)
        return _Sheet(form, similar.suggested(draft.values, besides=record), seen, draft=draft)
    values = {name: str(getattr(record, name) or "") for name in entry.NAMES}
    return _Sheet(forms.RecordForm(record=record), similar.suggested(values, besides=record), seen, waiting=draft)


def _filled_again(request: HttpRequest, record: Record | None) -> _Sheet:
    values = entry.take_over(entry.plain_values(request.POST), request.POST.get("take", ""))
    form = forms.RecordForm(initial=values, record=record)
    return _Sheet(form, similar.suggested(values, besides=record), request.POST.get("seen", ""))


def _page(request: HttpRequest, sheet: _Sheet, record: Record | None) -> HttpResponse:
    chosen = str(sheet.form["material"].value())
    materials = [(value, label, value == chosen) for value, label in Material.choices]
    context: dict[str, Any] = {
        "sheet": sheet,
        "form": sheet.form,
        "suggested": sheet.suggested,
        "record": record,
        "title": _("Edit a record") if record else _("Enter a record"),
        "submit_label": _("Save") if record else _("Enter"),
        "cancel_url": record_url(record) if record else reverse("record_list"),
        "materials": () if record else materials,
    }
    return render(request, "catalogue/record_form.html", context, status=422 if sheet.form.errors else 200)


def _record_named(request: HttpRequest) -> Record | None:
    """The record that a form posts beside its fields; None for a new one. Raises Http404."""
    public_id = request.POST.get("record", "")
    return find_record(public_id) if public_id else None


@require_POST
@requires(EDIT_CATALOGUE)
def record_suggest(request: HttpRequest) -> HttpResponse:
    """The part of the form's page with similar records, anew for what is typed now."""
    found = similar.suggested(entry.plain_values(request.POST), besides=_record_named(request))
    return render(request, "catalogue/record_suggested.html", {"suggested": found})


@require_POST
@requires(EDIT_CATALOGUE)
def record_draft(request: HttpRequest) -> HttpResponse:
    user = cast("User", request.user)
    values: dict[str, Any] = dict(entry.plain_values(request.POST))
    drafts.save_draft(actor=user, form=drafts.PLAIN, record=_record_named(request), values=values)
    return HttpResponse(status=204)


@require_POST
@requires(EDIT_CATALOGUE)
def record_draft_drop(request: HttpRequest) -> HttpResponse:
    user = cast("User", request.user)
    record = _record_named(request)
    form = drafts.MARC if request.POST.get("form") == drafts.MARC else drafts.PLAIN
    drafts.drop_draft(actor=user, form=form, record=record)
    messages.success(request, _("The draft is thrown away."))
    face = "record_marc" if form == drafts.MARC else "record_edit"
    return (
        redirect(face, record.public_id) if record else redirect("record_add" if form == drafts.PLAIN else "marc_add")
    )


@requires(EDIT_CATALOGUE)
def heading_hints(request: HttpRequest) -> HttpResponse:
    """Names or subjects in use that begin as the last entry of the field; the field sends itself by its name."""
    for field, kind in (("authors", HeadingKind.NAME), ("subjects", HeadingKind.SUBJECT)):
        if field in request.GET:
            last = request.GET[field].rsplit(";", 1)[-1]
            found = similar.hints(kind, last[:240]) if len(last.strip()) > 1 else []
            return render(request, "catalogue/heading_hints.html", {"hints": found, "field": field})
    raise Http404
