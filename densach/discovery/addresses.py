"""A search as the parameters of its address: read from a request, kept, run again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict

from densach.core.text import clean

from . import queries
from .text import MAX_QUERY

_ONE = ("place", "audience", "subject", "language")
_LONGEST = 60  # letters of a filter's value
_KINDS = 10


@dataclass(frozen=True)
class Asked:
    """What somebody searches for; empty values do not narrow. `sort` is empty where none was chosen."""

    text: str = ""
    kinds: tuple[str, ...] = ()
    place: str = ""
    audience: str = ""
    subject: str = ""
    language: str = ""
    year_from: int | None = None
    year_to: int | None = None
    available: bool | None = None
    sort: queries.Sort | None = None
    page: int = 1

    @classmethod
    def of(cls, params: QueryDict) -> Self:
        """What cannot be read is left out: an unknown order, a year that is none. Values that nothing has find
        nothing.
        """
        ones = {name: clean(params.get(name, ""))[:_LONGEST] for name in _ONE}
        page = _number(params.get("page", ""))
        return cls(
            text=clean(params.get("q", "")[:MAX_QUERY]),
            kinds=tuple(clean(kind)[:_LONGEST] for kind in params.getlist("kind")[:_KINDS] if kind),
            year_from=_number(params.get("year_from", "")),
            year_to=_number(params.get("year_to", "")),
            available={"true": True, "false": False}.get(params.get("available", "")),
            sort=next((known for known in queries.SORTS if known == params.get("sort")), None),
            page=page or 1,
            **ones,
        )

    @property
    def is_empty(self) -> bool:
        """Nothing narrows: everything there is would be found."""
        return self.address == Asked(sort=self.sort).address

    @property
    def address(self) -> str:
        """The parameters in their one order, without the page."""
        available = "" if self.available is None else str(self.available).lower()
        named = [
            ("q", self.text), *(("kind", kind) for kind in self.kinds), *((name, getattr(self, name)) for name in _ONE),
            ("year_from", self.year_from), ("year_to", self.year_to), ("available", available), ("sort", self.sort),
        ]  # fmt: skip
        return urlencode([(name, value) for name, value in named if value not in ("", None)])

    def run(self, *, per_page: int, sort: queries.Sort = "relevance") -> queries.SearchResult:
        """The page asked for, in the order asked for, else in `sort`."""
        return queries.search(
            self.text,
            kinds=self.kinds,
            **{name: getattr(self, name) or None for name in _ONE},
            year_from=self.year_from,
            year_to=self.year_to,
            available=self.available,
            sort=self.sort or sort,
            page=self.page,
            per_page=per_page,
        )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None
