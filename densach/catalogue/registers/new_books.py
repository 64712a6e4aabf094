"""Lists of new books: what came to a place, or to all places the reader may see, between two days."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from densach.catalogue.models import Copy, CopyState, Record, VoucherKind
from densach.core.text import sort_key
from densach.network.models import Facility

from .ranges import Numbered, ranges


@dataclass(frozen=True)
class NewBook:
    """A record with its new copies there."""

    record: Record
    copies: int
    numbers: str


def new_books(facility: Facility, first: dt.date, last: dt.date) -> list[tuple[str, list[NewBook]]]:
    """Groups by main class ("0" … "9", "" for none) with their books by class mark and title.

    Opening stock, copies handed over from other places and withdrawn ones are not news.
    """
    copies = Copy.objects.filter(facility=facility, acquired_on__range=(first, last), moved_from__isnull=True)
    copies = copies.exclude(state=CopyState.WITHDRAWN).exclude(voucher__kind=VoucherKind.OPENING)
    numbers: dict[int, list[Numbered]] = defaultdict(list)
    fields = ("record_id", "register__prefix", "number", "suffix", "accession_number")
    for record_id, prefix, number, suffix, written in copies.values_list(*fields):
        numbers[record_id].append(Numbered(prefix, number, suffix, written))
    groups: dict[str, list[NewBook]] = defaultdict(list)
    for record in _records(list(numbers)):
        groups[record.subject_group].append(NewBook(record, len(numbers[record.pk]), ranges(numbers[record.pk])))
    for books in groups.values():
        books.sort(key=lambda book: (sort_key(book.record.class_mark), book.record.title_sort))
    return sorted(groups.items(), key=lambda group: (group[0] == "", group[0]))


def _records(ids: list[int]) -> Iterator[Record]:
    for start in range(0, len(ids), 2000):
        yield from Record.objects.filter(pk__in=ids[start : start + 2000]).defer("marc", "summary")
