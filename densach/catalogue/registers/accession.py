"""The accession register (sổ đăng ký cá biệt): one line per copy, withdrawn ones included."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import batched
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum

from densach.catalogue.models import AccessionRegister, Copy, VoucherKind
from densach.catalogue.stock.stocktaking import stocktake_years
from densach.documents.print.dates import register_day
from densach.network.models import Facility

from .words import authors_and_title, published

_FIELDS = (
    "pk", "public_id", "acquired_on", "accession_number", "record__title", "record__subtitle", "record__authors", "record__volume",
    "record__place", "record__publisher", "record__year", "price", "record__class_mark", "voucher__number", "voucher__kind",
    "withdrawn_on", "withdrawal_minutes", "note", "record__public_id",
)  # fmt: skip
_AT_ONCE = 2000


@dataclass(frozen=True)
class Choice:
    """Which lines: those of one register of the place or of all, entered in one year or ever."""

    facility: Facility
    register: AccessionRegister | None = None
    year: int | None = None


@dataclass(frozen=True)
class Line:
    """A line as 3-vietnam.md §3 lists its columns. `general` is the number in the general register, "SD" for opening stock."""

    public_id: str
    record_id: str
    entered: dt.date
    number: str
    title: str
    published: str
    year: int | None
    price: int | None
    class_mark: str
    general: str
    withdrawn_on: dt.date | None
    minutes: str
    stocktakes: tuple[int, ...]
    note: str

    @property
    def withdrawal(self) -> str:
        """Number and day of the withdrawal minutes: "02/BB-HĐTL, 20.XII.2024"."""
        return ", ".join(part for part in (self.minutes, register_day(self.withdrawn_on)) if part)

    @property
    def stocktake_years(self) -> str:
        return ", ".join(str(year) for year in self.stocktakes)


@dataclass(frozen=True)
class Sums:
    """What a choice of lines adds up to; a copy without a price adds nothing to the value."""

    copies: int
    value: int
    withdrawn: int


def copies(choice: Choice) -> QuerySet[Copy]:
    """In the order of the register: prefix, number, suffix; numbers that are none at the end."""
    found = Copy.objects.filter(facility=choice.facility)
    if choice.register:
        found = found.filter(register=choice.register)
    if choice.year:
        found = found.filter(acquired_on__year=choice.year)
    return found.order_by("register__prefix", F("number").asc(nulls_last=True), "suffix", "accession_number", "pk")


def sums(copies: QuerySet[Copy]) -> Sums:
    found = copies.order_by().aggregate(
        n=Count("pk"), value=Sum("price"), gone=Count("pk", filter=Q(withdrawn_on__isnull=False))
    )
    return Sums(found["n"], found["value"] or 0, found["gone"])


def lines(copies: QuerySet[Copy]) -> Iterator[Line]:
    """The lines of copies in their order, read as a stream."""
    rows = copies.values_list(*_FIELDS)
    for batch in batched(rows.iterator(chunk_size=_AT_ONCE), _AT_ONCE, strict=False):
        years = stocktake_years([row[0] for row in batch])
        for row in batch:
            yield _line(dict(zip(_FIELDS, row, strict=True)), tuple(years.get(row[0], ())))


def _line(row: dict[str, Any], years: tuple[int, ...]) -> Line:
    record = {name.removeprefix("record__"): value for name, value in row.items() if name.startswith("record__")}
    opening = row["voucher__kind"] == VoucherKind.OPENING
    return Line(
        public_id=row["public_id"],
        record_id=record["public_id"],
        entered=row["acquired_on"],
        number=row["accession_number"],
        title=authors_and_title(record),
        published=published(record),
        year=record["year"],
        price=row["price"],
        class_mark=record["class_mark"],
        general="SD" if opening else str(row["voucher__number"] or ""),
        withdrawn_on=row["withdrawn_on"],
        minutes=row["withdrawal_minutes"],
        stocktakes=years,
        note=row["note"],
    )


def years(facility: Facility) -> list[int]:
    """Years from the first entry to the last, the latest first."""
    found = (
        Copy.objects.filter(facility=facility).order_by().aggregate(first=Min("acquired_on"), last=Max("acquired_on"))
    )
    if found["first"] is None:
        return []
    return list(range(found["last"].year, found["first"].year - 1, -1))
