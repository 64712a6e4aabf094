"""Textbooks: their register (one page per title, a line per printing), and the set of each class."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Q, QuerySet

from densach.catalogue.models import Copy, CopyState, Finding, ItemType, Material, StocktakeLine
from densach.catalogue.stock.copies import chunks, on_loan_of
from densach.core.clock import local_day
from densach.network.models import Facility
from densach.people.models import Patron

from .ranges import Numbered, ranges
from .words import volume

_FIELDS = (
    "record__title_exact", "record__grade", "record__volume", "record__year", "acquired_on", "voucher__number", "price", "pk", "state",
    "register__prefix", "number", "suffix", "accession_number", "record__title", "record__title_sort", "record__publisher", "record__authors",
)  # fmt: skip
_GRADE = re.compile(r"(1[0-2]|[1-9])(?![0-9])")


@dataclass(frozen=True)
class Counted:
    """A title's copies at one stocktake: `year` it was closed in."""

    year: int
    lost: int
    left: int


@dataclass(frozen=True)
class Printing:
    """A line: what came in on one day of one printing. `left` are neither withdrawn nor lost now."""

    entered: dt.date
    general: int | None
    year: int | None
    copies: int
    price: int | None
    value: int
    numbers: str
    stocktakes: tuple[Counted, ...]
    left: int


@dataclass(frozen=True)
class Title:
    """A page of the register."""

    title: str
    grade: int | None
    volume: str
    publisher: str
    printings: tuple[Printing, ...]

    @property
    def copies(self) -> int:
        return sum(line.copies for line in self.printings)

    @property
    def value(self) -> int:
        return sum(line.value for line in self.printings)

    @property
    def left(self) -> int:
        return sum(line.left for line in self.printings)


def textbook_copies(facility: Facility) -> QuerySet[Copy]:
    textbook = Q(record__material=Material.TEXTBOOK) | Q(item_type=ItemType.TEXTBOOK)
    return Copy.objects.filter(textbook, facility=facility)


def title_keys(facility: Facility) -> list[tuple[int | None, str, str]]:
    """(grade, title key, volume) of every page, in the order of the register: by class, then title."""
    rows = textbook_copies(facility).order_by().values_list(
        "record__grade", "record__title_exact", "record__volume", "record__title_sort"
    )  # fmt: skip
    found = {(grade, key, vol): sort for grade, key, vol, sort in rows.distinct()}
    return sorted(found, key=lambda one: (one[0] is None, one[0] or 0, found[one], one[2]))


def titles(facility: Facility, keys: Iterable[tuple[int | None, str, str]]) -> Iterator[Title]:
    """Pages of the register for some of `title_keys`, in that order; a few statements per hundred titles."""
    wanted = list(keys)
    for chunk in chunks(wanted, 100):
        rows = textbook_copies(facility).filter(record__title_exact__in={key for _grade, key, _vol in chunk})
        by_title: dict[tuple[int | None, str, str], list[dict[str, Any]]] = defaultdict(list)
        for row in rows.values(*_FIELDS).order_by("acquired_on", "record__year", "voucher__number", "pk"):
            by_title[row["record__grade"], row["record__title_exact"], row["record__volume"]].append(row)
        counts = _stocktakes([row["pk"] for found in by_title.values() for row in found])
        for key in chunk:
            if by_title[key]:
                yield _title(by_title[key], counts)


def _stocktakes(copy_ids: list[int]) -> dict[int, list[tuple[int, bool]]]:
    """{copy: [(year, lost)]} in closed stocktakes."""
    found: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for chunk in chunks(copy_ids):
        lines = StocktakeLine.objects.filter(copy__in=chunk, stocktake__closed_at__isnull=False).order_by(
            "stocktake__closed_at"
        )
        for copy, closed, finding in lines.values_list("copy_id", "stocktake__closed_at", "finding"):
            if copy is not None and closed is not None:
                found[copy].append((local_day(closed).year, finding == Finding.MISSING))
    return found


def _title(rows: list[dict[str, Any]], counts: dict[int, list[tuple[int, bool]]]) -> Title:
    first = rows[0]
    by_line = itemgetter("acquired_on", "record__year", "voucher__number", "price")
    lines = [list(found) for _key, found in groupby(sorted(rows, key=lambda row: _order(by_line(row))), key=by_line)]
    return Title(
        title=first["record__title"],
        grade=first["record__grade"],
        volume=volume(first["record__volume"]),
        publisher=first["record__publisher"],
        printings=tuple(_printing(found, counts) for found in lines),
    )


def _order(key: tuple[Any, ...]) -> tuple[tuple[bool, Any], ...]:
    """Nothing sorts after everything; a day of entry is always there."""
    return (False, key[0]), *((part is None, part or 0) for part in key[1:])


def _printing(rows: list[dict[str, Any]], counts: dict[int, list[tuple[int, bool]]]) -> Printing:
    first = rows[0]
    lost: Counter[int] = Counter()
    there: Counter[int] = Counter()
    for row in rows:
        for year, missing in dict(counts.get(row["pk"], ())).items():
            (lost if missing else there)[year] += 1
    years = sorted(lost.keys() | there.keys())
    numbers = [Numbered(row["register__prefix"], row["number"], row["suffix"], row["accession_number"]) for row in rows]
    return Printing(
        entered=first["acquired_on"],
        general=first["voucher__number"],
        year=first["record__year"],
        copies=len(rows),
        price=first["price"],
        value=(first["price"] or 0) * len(rows),
        numbers=ranges(numbers),
        stocktakes=tuple(Counted(year, lost[year], there[year]) for year in years),
        left=sum(row["state"] not in (CopyState.WITHDRAWN, CopyState.LOST) for row in rows),
    )


@dataclass
class SetLine:
    """A textbook of a class: held (without withdrawn), out with readers, lost, and how many pupils would get none.

    `short` is None where nobody of that class is registered, so that its size is not known.
    """

    grade: int | None
    title: str
    held: int = 0
    out: int = 0
    lost: int = 0
    pupils: int | None = None
    ids: list[int] = field(default_factory=list, repr=False)

    @property
    def usable(self) -> int:
        return self.held - self.lost

    @property
    def short(self) -> int | None:
        return None if self.pupils is None else max(0, self.pupils - self.usable)


def school_set(facility: Facility, grade: int | None = None) -> list[SetLine]:
    """Textbooks by class and title; printings of one title are one line."""
    copies = textbook_copies(facility).exclude(state=CopyState.WITHDRAWN)
    if grade is not None:
        copies = copies.filter(record__grade=grade)
    pupils = class_sizes(facility)
    found: dict[tuple[int | None, str, str], SetLine] = {}
    rows = copies.order_by("record__grade", "record__title_sort").values_list(
        "record__grade", "record__title_exact", "record__volume", "record__title", "state", "pk"
    )  # fmt: skip
    for level, key, vol, name, state, pk in rows:
        title = " ".join(part for part in (name, volume(vol)) if part)
        line = found.setdefault((level, key, vol), SetLine(level, title, pupils=pupils.get(level or 0)))
        line.held += 1
        line.lost += state == CopyState.LOST
        line.ids.append(pk)
    out = on_loan_of([pk for line in found.values() for pk in line.ids])
    for line in found.values():
        line.out = sum(pk in out for pk in line.ids)
    return sorted(found.values(), key=lambda line: (line.grade is None, line.grade or 0))


def class_sizes(facility: Facility) -> dict[int, int]:
    """{school class: pupils registered at the place}, read from their class ("4A", "lớp 4a", "10 Toán" → 4, 4, 10)."""
    sizes: Counter[int] = Counter()
    for group in (
        Patron.objects.filter(facility=facility, patron_type="pupil").exclude(group="").values_list("group", flat=True)
    ):
        if match := _GRADE.search(group):
            sizes[int(match[1])] += 1
    return dict(sizes)
