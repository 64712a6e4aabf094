"""A core Table as the table component and the workbook of the design system want it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.text import slugify

from densach.core.tables import Column, Table
from densach.documents import tables as workbooks

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def shown(
    table: Table,
    *,
    label: StrPromise | str,
    noun: StrPromise | str,
    url_of: Callable[[Any], str],
    kinds: Mapping[str, str],
    empty: Mapping[str, Any],
) -> dict[str, Any]:
    """What `web/components/table.html` reads. `kinds` names the columns that are "num", "date" or "chip"."""
    query = table.request.GET.copy()
    query["format"] = "xlsx"
    return {
        "label": label,
        "noun": noun,
        "empty": empty,
        "page": table.page,
        "export_url": f"?{query.urlencode()}",
        "columns": [
            {
                "key": column.key,
                "label": column.label,
                "kind": kinds.get(column.key, "num" if column.number else ""),
                "sortable": bool(column.sort),
            }
            for column in table.columns
        ],
        "rows": [
            {"url": url_of(row), "cells": [column.value(row) for column in table.columns]}
            for row in table.page.object_list
        ],
    }


def as_xlsx(table: Table, *, title: str, kinds: Mapping[str, str]) -> HttpResponse:
    """Every row of the list as a workbook to download."""
    columns = [workbooks.Column(str(column.label), _kind(column, kinds)) for column in table.columns]
    rows = ([_plain(cell) for cell in row] for row in table.export())
    response = HttpResponse(workbooks.write_xlsx(columns, rows, title=title), content_type=_XLSX)
    response["Content-Disposition"] = f'attachment; filename="{slugify(title) or "list"}.xlsx"'
    return response


def _kind(column: Column, kinds: Mapping[str, str]) -> workbooks.Kind:
    if kinds.get(column.key) == "date":
        return "date"
    return "number" if column.number else "text"


def _plain(cell: Any) -> Any:
    return str(cell["label"]) if isinstance(cell, dict) else cell
