"""Lists: sorted, paged, with their state in the address. Filters are an ordinary GET form of the view."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify

from .sockets import Register

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# file format → writes a whole table as (bytes, content type); filled by the module that owns office files
EXPORTS: Register[Callable[[Table, str], tuple[bytes, str]]] = Register("exports")


@dataclass(frozen=True)
class Column:
    """A column: `sort` names the order_by fields behind its header; `value(row)` gives the cell; `number` aligns right.

    `kind` is "", "num", "date", "datetime", "percent" or "chip" (a cell {tone, label}), as `web/components/table.html` reads it.
    """

    key: str
    label: StrPromise | str
    value: Callable[[Any], Any]
    sort: tuple[str, ...] = ()
    number: bool = False
    kind: str = ""


@dataclass
class Table:
    """One page of a QuerySet as the address asks (`sort`, `page`); unknown values fall back instead of failing.

    In a template: `table.columns`, `table.page` (a Page), `table.sort`, `table.total`; `sort` is a column key, "-key" descending.
    """

    request: HttpRequest
    rows: QuerySet[Any]
    columns: tuple[Column, ...]
    default_sort: str
    per_page: int = 50
    sort: str = field(init=False)

    def __post_init__(self) -> None:
        wanted = self.request.GET.get("sort", self.default_sort)
        self.sort = wanted if self._fields(wanted) else self.default_sort

    def _fields(self, sort: str) -> tuple[str, ...]:
        descending = sort.startswith("-")
        fields = next((column.sort for column in self.columns if column.key == sort.lstrip("-")), ())
        return tuple(f"-{name}" for name in fields) if descending else fields

    @property
    def ordered(self) -> QuerySet[Any]:
        return self.rows.order_by(*self._fields(self.sort), "pk")

    @cached_property
    def page(self) -> Page[Any]:
        return Paginator(self.ordered, self.per_page).get_page(self.request.GET.get("page"))

    @property
    def total(self) -> int:
        return self.page.paginator.count

    def export(self) -> Iterator[list[Any]]:
        """Every row (not only the page) as cell values, in the order shown."""
        for row in self.ordered.iterator(chunk_size=2000):
            yield [column.value(row) for column in self.columns]

    def shown(
        self, *, label: StrPromise | str, noun: StrPromise | str, url_of: Callable[[Any], str], empty: dict[str, Any]
    ) -> dict[str, Any]:
        """What `web/components/table.html` reads; `empty` is {title, text, url, url_label}."""
        query = self.request.GET.copy()
        query["format"] = "xlsx"
        kinds = [column.kind or ("num" if column.number else "") for column in self.columns]
        return {
            "label": label, "noun": noun, "empty": empty, "page": self.page, "export_url": f"?{query.urlencode()}",
            "columns": [
                {"key": column.key, "label": column.label, "kind": kind, "sortable": bool(column.sort)}
                for column, kind in zip(self.columns, kinds, strict=True)
            ],
            "rows": [{"url": url_of(row), "cells": [column.value(row) for column in self.columns]} for row in self.page.object_list],
        }  # fmt: skip

    def as_file(self, title: str) -> HttpResponse | None:
        """The whole list as a file to download when the address asks for one (`?format=xlsx`), else None."""
        wanted = self.request.GET.get("format", "")
        if wanted not in EXPORTS:
            return None
        content, content_type = EXPORTS.get(wanted)(self, title)
        response = HttpResponse(content, content_type=content_type)
        response["Content-Disposition"] = f'attachment; filename="{slugify(title) or "list"}.{wanted}"'
        return response
