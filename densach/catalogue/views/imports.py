"""Pages of imports: a file, what was found in it, what would be done, how far it is, what came of it."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from densach.accounts.models import User
from densach.catalogue import services as catalogue
from densach.catalogue.forms_imports import OptionsForm, UploadForm
from densach.catalogue.importing import queries, services
from densach.catalogue.importing.formats import FORMATS, MARC_FORMATS
from densach.catalogue.importing.options import Options
from densach.catalogue.models import ImportBatch, ImportState
from densach.catalogue.permissions import IMPORT_CATALOGUE
from densach.core.clock import now, today
from densach.core.doors import requires
from densach.core.errors import Refusal
from densach.core.forms import add_refusal
from densach.core.tables import Column, Table
from densach.documents.tables import Column as Heading
from densach.documents.tables import write_csv
from densach.network.access import facilities_with
from densach.network.models import Facility

_TONES = {"done": "good", "failed": "bad", "undone": "neutral", "checking": "waiting", "running": "waiting"}


def _chip(batch: ImportBatch) -> dict[str, Any]:
    if services.is_abandoned(batch, now()):
        return {"tone": "bad", "label": _("broken off")}
    return {"tone": _TONES.get(batch.state, "info"), "label": batch.get_state_display()}


_COLUMNS = (
    Column("file", gettext_lazy("File"), lambda row: row.file_name, ("file_name",)),
    Column("at", gettext_lazy("Uploaded"), lambda row: row.uploaded_at, ("uploaded_at",), kind="datetime"),
    Column("by", gettext_lazy("By"), lambda row: str(row.uploaded_by), ()),
    Column("state", gettext_lazy("State"), _chip, (), kind="chip"),
    Column("added", gettext_lazy("Records added"), lambda row: row.added, ("added",), number=True),
    Column("copies", gettext_lazy("Copies added"), lambda row: row.copies_added, ("copies_added",), number=True),
    Column("refused", gettext_lazy("Lines refused"), lambda row: row.refused, ("refused",), number=True),
)


@requires(IMPORT_CATALOGUE)
def import_list(request: HttpRequest) -> HttpResponse:
    """All imports of one's places; a file sent here is received."""
    user = cast("User", request.user)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = services.receive_file(actor=user, file=file, name=file.name, at=now())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return redirect("import_detail", batch.public_id)
    table = Table(request, queries.imports_of(user), _COLUMNS, "-at")
    empty = {"title": _("Nothing has been imported yet"), "text": _("Choose a file above to begin.")}
    url_of = lambda row: reverse("import_detail", args=[row.public_id])  # noqa: E731  # one word for the table
    listing = table.shown(label=_("Imports"), noun=_("imports"), url_of=url_of, empty=empty)
    return render(
        request, "catalogue/import_list.html", {"form": form, "table": listing}, status=422 if form.errors else 200
    )


def _find(request: HttpRequest, public_id: str) -> ImportBatch:
    """Raises Http404."""
    batch = queries.import_by_public_id(cast("User", request.user), public_id)
    if batch is None:
        raise Http404
    return batch


def _form(request: HttpRequest, batch: ImportBatch) -> OptionsForm:
    user = cast("User", request.user)
    return OptionsForm(
        request.POST if request.method == "POST" else None,
        batch=batch,
        options=Options.of(batch.options, today()),
        registers=queries.registers_for(user),
        facilities=facilities_with(user, IMPORT_CATALOGUE),
        vouchers=queries.open_vouchers(user),
    )


@requires(IMPORT_CATALOGUE)
def import_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """What was found and is to be chosen; while it runs, how far it is; then what came of it. A POST asks for the check."""
    batch = _find(request, public_id)
    if request.method == "GET" and _runs(batch):
        return render(
            request, "catalogue/import_running.html", {"batch": batch, "job": _job(batch), "title": batch.file_name}
        )
    if batch.state in (ImportState.DONE, ImportState.UNDONE):
        return render(request, "catalogue/import_result.html", _result(batch))
    form = _form(request, batch)
    if form.is_valid():
        try:
            _ask_check(request, batch, form)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return redirect("import_detail", batch.public_id)
    return render(request, "catalogue/import_detail.html", _choosing(batch, form), status=422 if form.errors else 200)


def _runs(batch: ImportBatch) -> bool:
    return batch.state in (ImportState.CHECKING, ImportState.RUNNING) and not services.is_abandoned(batch, now())


def _ask_check(request: HttpRequest, batch: ImportBatch, form: OptionsForm) -> None:
    user, options = cast("User", request.user), form.chosen()
    if place := form.new_register_at():
        facility = Facility.objects.get(pk=int(place))
        options.register = catalogue.open_register(actor=user, facility=facility, prefix="PM", at=now()).pk
    services.start_check(actor=user, batch=batch, options=options, at=now())


def _choosing(batch: ImportBatch, form: OptionsForm) -> dict[str, Any]:
    options = form.chosen() if form.is_bound and form.is_valid() else form.as_shown()
    columns = (
        list(zip(queries.shown_columns(batch, options), form.column_fields(), strict=True)) if form.is_table else []
    )
    return _common(batch) | {
        "form": form,
        "columns": columns,
        "preview": queries.preview(batch, options),
        "sheets": [sheet for sheet in batch.found.get("sheets", []) if sheet["rows"]],
        "sheet": batch.options.get("sheet", 0),
        "abandoned": services.is_abandoned(batch, now()),
        "old_font": any(column.doubtful and target_font[1].value() != "unicode" for column, target_font in columns),
        "action": reverse("import_detail", args=[batch.public_id]),
    }


def _common(batch: ImportBatch) -> dict[str, Any]:
    notes = batch.found.get("notes", {})
    return {
        "batch": batch,
        "title": batch.file_name,
        "format": FORMATS.get(batch.format, batch.format),
        "is_marc": batch.format in MARC_FORMATS,
        "counts": batch.found.get("counts", {}),
        "notes": [
            (queries.NOTES.get(code, code), note["count"], note["examples"][:10]) for code, note in notes.items()
        ],
        "refused": queries.refused_rows(batch)[:50],
        "checked": batch.state == ImportState.CHECKED,
    }


def _result(batch: ImportBatch) -> dict[str, Any]:
    tiles = [
        {"value": batch.added, "label": _("Records added")},
        {"value": batch.overlaid, "label": _("Records overlaid")},
        {"value": batch.copies_added, "label": _("Copies added")},
        {"value": batch.refused, "label": _("Lines refused")},
    ]
    undone = batch.state == ImportState.UNDONE
    return _common(batch) | {"tiles": tiles, "records": queries.records_of(batch)[:20], "undone": undone}


@requires(IMPORT_CATALOGUE)
@require_POST
def import_preview(request: HttpRequest, public_id: str) -> HttpResponse:
    """The choices tried on the first lines; nothing is kept. Without JavaScript it is a whole page."""
    batch = _find(request, public_id)
    form = _form(request, batch)
    form.is_valid()
    context = _choosing(batch, form)
    fragment = request.headers.get("HX-Request") == "true"
    return render(request, "catalogue/import_columns.html" if fragment else "catalogue/import_detail.html", context)


@requires(IMPORT_CATALOGUE)
@require_POST
def import_sheet(request: HttpRequest, public_id: str) -> HttpResponse:
    batch = _find(request, public_id)
    sheet = request.POST.get("sheet", "")
    if sheet.isdigit():
        services.choose_sheet(actor=cast("User", request.user), batch=batch, sheet=int(sheet), at=now())
    return redirect("import_detail", batch.public_id)


def _job(batch: ImportBatch) -> dict[str, Any]:
    importing = batch.state == ImportState.RUNNING
    ended = not _runs(batch)
    url = reverse("import_detail", args=[batch.public_id])
    return {
        "title": _("Import of %(file)s") % {"file": batch.file_name}
        if importing
        else _("Check of %(file)s") % {"file": batch.file_name},
        "done": batch.progress,
        "total": batch.total,
        "finished": ended and batch.state != ImportState.FAILED,
        "failed": ended and (batch.state == ImportState.FAILED or bool(batch.error)),
        "message": batch.error,
        "url": reverse("import_progress", args=[batch.public_id]),
        "result_url": url,
        "result_label": _("See what came of it"),
    }


@requires(IMPORT_CATALOGUE)
def import_progress(request: HttpRequest, public_id: str) -> HttpResponse:
    """The progress box; once the work is done the page goes on by itself."""
    batch = _find(request, public_id)
    answer = render(request, "web/components/progress.html", {"job": _job(batch)})
    if not _runs(batch):
        answer["HX-Redirect"] = reverse("import_detail", args=[batch.public_id])
    return answer


@requires(IMPORT_CATALOGUE)
@require_POST
def import_start(request: HttpRequest, public_id: str) -> HttpResponse:
    batch = _find(request, public_id)
    services.start_import(actor=cast("User", request.user), batch=batch, at=now())
    return redirect("import_detail", batch.public_id)


@requires(IMPORT_CATALOGUE)
def import_undo(request: HttpRequest, public_id: str) -> HttpResponse:
    batch = _find(request, public_id)
    if request.method == "POST":
        services.undo_import(actor=cast("User", request.user), batch=batch, at=now())
        messages.success(request, _("The import is undone."))
        return redirect("import_detail", batch.public_id)
    what = _(
        "Everything that “%(file)s” brought is taken out again: %(records)s records, %(copies)s copies. Records that it overlaid are as they were before."
    )
    context = {
        "title": _("Undo the import"),
        "what": what % {"file": batch.file_name, "records": batch.added, "copies": batch.copies_added},
        "undo": _("Afterwards you may import the file again."),
        "verb": _("Undo the import"),
        "cancel_url": reverse("import_detail", args=[batch.public_id]),
        "danger": True,
    }
    return render(request, "web/confirm.html", context)


@requires(IMPORT_CATALOGUE)
def import_discard(request: HttpRequest, public_id: str) -> HttpResponse:
    batch = _find(request, public_id)
    if request.method == "POST":
        services.discard_import(actor=cast("User", request.user), batch=batch, at=now())
        messages.success(request, _("The file is thrown away."))
        return redirect("import_list")
    context = {
        "title": _("Throw the file away"),
        "what": _("“%(file)s” and what was found in it are thrown away. Nothing of it is in the catalogue.")
        % {"file": batch.file_name},
        "undo": _("You may upload it again at any time."),
        "verb": _("Throw the file away"),
        "cancel_url": reverse("import_detail", args=[batch.public_id]),
        "danger": True,
    }
    return render(request, "web/confirm.html", context)


@requires(IMPORT_CATALOGUE)
def import_refused(request: HttpRequest, public_id: str, kind: str) -> HttpResponseBase:
    """The refused lines: `kind` "ly-do" as a table with reasons, "nguyen-ban" as they came."""
    batch = _find(request, public_id)
    name = f"tu-choi-{batch.public_id}"
    if kind == "nguyen-ban":
        suffix = queries.SUFFIXES.get(batch.format, "csv")
        answer: HttpResponseBase = StreamingHttpResponse(
            queries.refused_bytes(batch), content_type="application/octet-stream"
        )
        answer["Content-Disposition"] = f'attachment; filename="{name}.{suffix}"'
        return answer
    headings = [Heading(_("Line"), "number"), Heading(_("Reason")), Heading(_("As it came"))]
    rows = (
        (row.line, row.reason, bytes(row.raw).decode("utf-8", "replace"))
        for row in queries.refused_rows(batch).iterator()
    )
    answer = HttpResponse(write_csv(headings, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
