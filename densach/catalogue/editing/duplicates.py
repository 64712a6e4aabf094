"""Records that seem to be the same, found by the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from densach.catalogue.models import Copy, CopyState, HeadingKind, Record, RecordHeading

ISBN, TITLE = "isbn", "title"
type Key = tuple[Any, ...]


@dataclass(frozen=True)
class Group:
    """Records that seem to be one, those with most copies first; `copies`: {record id: copies not withdrawn}."""

    records: tuple[Record, ...]
    copies: dict[int, int]


def keys(by: str) -> list[Key]:
    """Keys of all groups of two or more, largest first.

    ISBN: same ISBN and volume. TITLE: same title and volume (case, tone placement and punctuation aside), year and
    first name; records without any name are grouped among themselves.
    """
    if by == ISBN:
        rows = Record.objects.live().exclude(isbn="").order_by().values_list("isbn", "volume")
        return [key[:-1] for key in _doubled(rows)]
    named = RecordHeading.objects.filter(
        position=0, heading__kind=HeadingKind.NAME, record__gone_at__isnull=True
    ).values_list("record__title_sort", "record__year", "heading_id")
    bare = Record.objects.live().filter(authors="").order_by().values_list("title_sort", "year")
    found = [*_doubled(named.order_by()), *((*key[:-1], None, key[-1]) for key in _doubled(bare))]
    return [key[:-1] for key in sorted(found, key=lambda key: (-key[-1], key[0]))]


def _doubled(rows: Any) -> list[Key]:
    counted = rows.annotate(n=Count("pk")).filter(n__gt=1)
    return sorted(counted, key=lambda key: (-key[-1], key[0]))


def groups(by: str, wanted: Sequence[Key]) -> list[Group]:
    """The records of some groups, in the order of their keys; a handful of queries."""
    if not wanted:
        return []
    some = Q()
    for key in wanted:
        some |= Q(isbn=key[0], volume=key[1]) if by == ISBN else Q(title_sort=key[0], year=key[1])
    records = list(Record.objects.live().filter(some).order_by("pk"))
    first = _first_names(records) if by == TITLE else {}
    by_key: dict[Key, list[Record]] = {}
    for record in records:
        key = (record.isbn, record.volume) if by == ISBN else (record.title_sort, record.year, first.get(record.pk))
        by_key.setdefault(key, []).append(record)
    copies = copies_of_each(records)
    return [
        Group(tuple(sorted(by_key[key], key=lambda one: (-copies.get(one.pk, 0), one.pk))), copies)
        for key in wanted
        if len(by_key.get(key, ())) > 1
    ]


def _first_names(records: list[Record]) -> dict[int, int]:
    links = RecordHeading.objects.filter(record__in=records, position=0, heading__kind=HeadingKind.NAME)
    return dict(links.order_by().values_list("record_id", "heading_id"))


def copies_of_each(records: Sequence[Record]) -> dict[int, int]:
    held = Copy.objects.filter(record__in=records).exclude(state=CopyState.WITHDRAWN).order_by()
    return dict(held.values_list("record_id").annotate(n=Count("pk")))
