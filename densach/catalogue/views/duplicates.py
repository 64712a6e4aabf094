"""Records that seem to be the same: groups of them, side by side, made one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from densach.accounts.models import User
from densach.catalogue.editing import duplicates
from densach.catalogue.forms import LANGUAGES, RecordForm
from densach.catalogue.models import Record
from densach.catalogue.permissions import EDIT_CATALOGUE, GOVERN_CATALOGUE
from densach.catalogue.record_fields import RecordFields
from densach.catalogue.services import merging
from densach.core.clock import now
from densach.core.doors import requires
from densach.core.errors import Refusal

from .records import record_url

_PER_PAGE = 15
MOST = 6
# chosen together with the class mark
_WITH_MARK = "class_scheme"


@dataclass(frozen=True)
class _Cell:
    record: Record
    shown: str
    chosen: bool


@dataclass(frozen=True)
class _Row:
    """One column of the records side by side."""

    name: str
    label: str
    cells: list[_Cell]
    differs: bool


@requires(EDIT_CATALOGUE)
def duplicate_list(request: HttpRequest) -> HttpResponse:
    by = duplicates.TITLE if request.GET.get("by") == duplicates.TITLE else duplicates.ISBN
    page = Paginator(duplicates.keys(by), _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "by": by,
        "kinds": [(duplicates.ISBN, _("Same ISBN")), (duplicates.TITLE, _("Same title, author, year and volume"))],
        "page": page,
        "found": duplicates.groups(by, list(page.object_list)),
        "may_govern": cast("User", request.user).has_right(GOVERN_CATALOGUE),
    }
    return render(request, "catalogue/duplicate_list.html", context)


@requires(GOVERN_CATALOGUE)
def record_merge(request: HttpRequest) -> HttpResponse:
    """The records named by `id` in the address or the form, side by side; a POST makes them one."""
    ids = (request.POST if request.method == "POST" else request.GET).getlist("id")[:MOST]
    records = list(Record.objects.live().filter(public_id__in=ids))
    records.sort(key=lambda record: ids.index(record.public_id))
    if len(records) < 2:
        messages.info(request, _("Choose at least two different records that are in the catalogue."))
        return redirect("duplicate_list")
    if request.method == "POST":
        done = _merged(request, records)
        if done is not None:
            return done
    return _side_by_side(request, records)


def _merged(request: HttpRequest, records: list[Record]) -> HttpResponse | None:
    by_id = {record.public_id: record for record in records}
    keep = by_id.get(request.POST.get("keep", ""), records[0])
    others = [record for record in records if record is not keep]
    chosen: dict[str, Any] = {}
    for name in RecordFields.__dataclass_fields__:
        row = "class_mark" if name == _WITH_MARK else name
        chosen[name] = getattr(by_id.get(request.POST.get(f"f-{row}", ""), keep), name)
    try:
        merging.merge_records(
            actor=cast("User", request.user), keep=keep, others=others, fields=RecordFields(**chosen), at=now()
        )
    except Refusal as refusal:
        messages.error(request, f"{refusal} {refusal.what_to_do}")
        return None
    text = ngettext("%(n)s record merged into this one.", "%(n)s records merged into this one.", len(others))
    messages.success(request, text % {"n": len(others)})
    return redirect(record_url(keep))


def _side_by_side(request: HttpRequest, records: list[Record]) -> HttpResponse:
    copies = duplicates.copies_of_each(records)
    labels = {name: str(field.label) for name, field in RecordForm.base_fields.items()}
    rows = [_row(name, labels[name], records) for name in RecordFields.__dataclass_fields__ if name != _WITH_MARK]
    context = {
        "records": [(record, copies.get(record.pk, 0)) for record in records],
        "rows": [row for row in rows if any(cell.shown for cell in row.cells)],
    }
    return render(request, "catalogue/record_merge.html", context)


def _row(name: str, label: str, records: list[Record]) -> _Row:
    """The first that is filled in is chosen; who looks may choose another."""
    shown = [_shown(record, name) for record in records]
    first = next((i for i, text in enumerate(shown) if text), 0)
    cells = [_Cell(record, text, i == first) for i, (record, text) in enumerate(zip(records, shown, strict=True))]
    return _Row(name, label, cells, differs=len(set(shown)) > 1)


def _shown(record: Record, name: str) -> str:
    if name == "language":
        return str(dict(LANGUAGES).get(record.language, record.language))
    if name in ("material", "audience"):
        return str(getattr(record, f"get_{name}_display")())
    if name == "class_mark" and record.class_mark:
        return f"{record.class_mark} ({record.get_class_scheme_display()})"
    value = getattr(record, name)
    return str(value) if value else ""
