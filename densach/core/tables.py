"""Lists: sorted, paged, with their state in the address. Filters are an ordinary GET form of the view."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True)
class Column:
    """A column: `sort` names the order_by fields behind its header; `value(row)` gives the cell for an export; `number` aligns right."""

    key: str
    label: StrPromise | str
    value: Callable[[Any], Any]
    sort: tuple[str, ...] = ()
    number: bool = False


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

    @property
    def page(self) -> Page[Any]:
        if not hasattr(self, "_page"):
            self._page = Paginator(self.ordered, self.per_page).get_page(self.request.GET.get("page"))
        return self._page

    @property
    def total(self) -> int:
        return self.page.paginator.count

    def export(self) -> Iterator[list[Any]]:
        """Every row (not only the page) as cell values, in the order shown."""
        for row in self.ordered.iterator(chunk_size=2000):
            yield [column.value(row) for column in self.columns]
