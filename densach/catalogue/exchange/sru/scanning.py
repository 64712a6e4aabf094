"""Scan: the terms of an index around a given one, in Vietnamese order, with how many records bear each."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from densach.catalogue.models import Heading, HeadingKind, Record, RecordHeading
from densach.core.text import sort_key

from .answers import SCANNABLE, Term
from .cql import Clause, parse
from .diagnostics import Diagnostic
from .indexes import INDEXES
from .requests import Request

_KINDS = {"dc.creator": HeadingKind.NAME, "dc.subject": HeadingKind.SUBJECT}


def scanned(request: Request) -> list[Term]:
    """Raises Diagnostic: those of the parser, and 16 also for an index that is searched but not scanned."""
    root = parse(request.clause).root
    if not isinstance(root, Clause):
        raise Diagnostic(10, request.clause)
    name = _scanned_as(root)
    before = max(request.position - 1, 0)
    after = request.count - before
    key = sort_key(root.term)
    if request.position == 0:  # the term would stand just before the first line
        return _terms(name, key, before=0, after=request.count, behind=True)
    return _terms(name, key, before=before, after=after, behind=False)


def _scanned_as(clause: Clause) -> str:
    index = INDEXES.get(clause.name)
    for name in SCANNABLE:
        if index is INDEXES[name]:
            return name
    if clause.name == "cql.serverchoice":
        return "dc.title"
    raise Diagnostic(16, clause.name)


def _terms(name: str, key: str, *, before: int, after: int, behind: bool) -> list[Term]:
    listed = _titles if name == "dc.title" else _headings
    earlier = listed(name, key, "lt", before)[::-1] if before else []
    return earlier + (listed(name, key, "gt" if behind else "gte", after) if after > 0 else [])


def _titles(_name: str, key: str, side: str, count: int) -> list[Term]:
    rows: QuerySet[Record] = Record.objects.live().filter(**{f"title_sort__{side}": key})
    order = "-title_sort" if side == "lt" else "title_sort"
    lines = rows.order_by(order).values("title", "title_sort").annotate(n=Count("pk"))[:count]
    return [Term(line["title"], line["n"]) for line in lines]


def _headings(name: str, key: str, side: str, count: int) -> list[Term]:
    rows = Heading.objects.filter(kind=_KINDS[name], see__isnull=True, **{f"sort__{side}": key})
    found = list(rows.order_by("-sort" if side == "lt" else "sort")[:count])
    bearing = RecordHeading.objects.filter(heading__in=found, record__gone_at__isnull=True).order_by()
    counts = dict(bearing.values_list("heading").annotate(n=Count("pk")))
    return [Term(heading.text, counts.get(heading.pk, 0)) for heading in found]
