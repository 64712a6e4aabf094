"""Accession numbers of a file against the registers: which are free, doubled, missing; suffixes for doubles."""

from __future__ import annotations

import itertools
import string
from collections.abc import Iterable
from dataclasses import dataclass, field

from densach.catalogue.models import AccessionRegister, Copy

from .refusals import BarcodeInUse, CopyAlreadyHeld, CopyTwiceInFile
from .rows import CopyFacts

_LETTERS = string.ascii_lowercase
_SUFFIXES = (*_LETTERS, *(first + second for first in _LETTERS for second in _LETTERS))
_SERIAL = 10**9  # a longer number is the code of another system: kept as it is, but no register goes on from it


@dataclass
class Book:
    """One register during an import: `pk` 0 where it is to be opened."""

    pk: int
    prefix: str
    digits: int
    next_number: int
    taken: dict[str, tuple[int, str]] = field(default_factory=dict)  # number written → (line, record it belongs to)
    values: set[int] = field(default_factory=set)

    def written(self, value: int) -> str:
        return f"{self.prefix}.{value:0{self.digits}d}"


class Numbering:
    """The registers of one place while a file is checked. `default` is the register for numbers without a prefix."""

    def __init__(self, default: AccessionRegister) -> None:
        self.facility_id = default.facility_id
        registers = AccessionRegister.objects.filter(facility_id=self.facility_id)
        self.books = {row.prefix: Book(row.pk, row.prefix, row.digits, row.next_number) for row in registers}
        self.default = self.books[default.prefix]
        self.doubles: list[tuple[int, str, str]] = []
        self.held: dict[str, tuple[int, str]] = {}
        self.codes: dict[str, int] = {}
        self.codes_held: set[str] = set()

    def look_up(self, copies: Iterable[CopyFacts]) -> None:
        """Ask the database once for the numbers and bar codes of many copies."""
        some = list(copies)
        self._widen(some)
        numbers: dict[int, list[str]] = {}
        for copy in some:
            book = self._book(copy)
            if copy.value is not None and book.pk:
                numbers.setdefault(book.pk, []).append(book.written(copy.value) + copy.suffix)
        self.held = {}
        prefixes = {book.pk: book.prefix for book in self.books.values()}
        for pk, written in numbers.items():
            rows = Copy.objects.filter(register_id=pk, accession_number__in=written).order_by()
            for number, record_id in rows.values_list("accession_number", "record_id"):
                self.held[f"{prefixes[pk]} {number}"] = (0, f"r{record_id}")
        codes = [copy.barcode for copy in some if copy.barcode]
        self.codes_held = set(Copy.objects.filter(barcode__in=codes).order_by().values_list("barcode", flat=True))

    def _widen(self, copies: list[CopyFacts]) -> None:
        """A register that the file opens writes its numbers as wide as the file does."""
        for copy in copies:
            if copy.prefix and copy.prefix not in self.books:
                self.books[copy.prefix] = Book(0, copy.prefix[:10], max(copy.digits, 6), 1)

    def _book(self, copy: CopyFacts) -> Book:
        return self.books.get(copy.prefix, self.default)

    def place(self, copy: CopyFacts, line: int, record: str) -> dict[str, object]:
        """The row a copy becomes: its register and number, or none for the register to give one.

        A number that another record has already gets the next free letter (12 → 12a) and is listed.
        Raises CopyTwiceInFile, CopyAlreadyHeld, BarcodeInUse.
        """
        book = self._book(copy)
        number = self._number(book, copy, line, record) if copy.value is not None else ""
        barcode = copy.barcode if self._code_is_free(copy, line, explicit=bool(copy.barcode)) else ""
        if number:
            book.taken[number] = (line, record)
            if copy.value and copy.value < _SERIAL:
                book.values.add(copy.value)
        return {
            "prefix": book.prefix, "number": number, "barcode": barcode, "shelf": copy.shelf, "price": copy.price, "on": copy.on,
            "source": copy.source, "note": copy.note,
        }  # fmt: skip

    def _number(self, book: Book, copy: CopyFacts, line: int, record: str) -> str:
        written = book.written(copy.value or 0) + copy.suffix
        if written in book.taken:
            before, other = book.taken[written]
            if other == record:
                raise CopyTwiceInFile(number=written, line=before)
        elif f"{book.prefix} {written}" in self.held:
            if self.held[f"{book.prefix} {written}"][1] == record:
                raise CopyAlreadyHeld(number=written)
        else:
            return written
        free = self._free(book, book.written(copy.value or 0), record)
        self.doubles.append((line, written, free))
        return free

    def _free(self, book: Book, base: str, record: str) -> str:
        """The number with the first free letter. Raises CopyAlreadyHeld where this record has one with a letter."""
        held: set[str] = set()
        if book.pk:
            same = int(base[-9:].rpartition(".")[2])  # as `Copy.set_keys` keeps it, with an index
            rows = Copy.objects.filter(register_id=book.pk, number=same).order_by()
            for number, record_id in rows.values_list("accession_number", "record_id"):
                if f"r{record_id}" == record and number[len(base) :].isalpha():
                    raise CopyAlreadyHeld(number=number)
                held.add(number)
        candidates = (base + suffix for suffix in _SUFFIXES)
        free: str = next(number for number in candidates if number not in book.taken and number not in held)
        return free

    def _code_is_free(self, copy: CopyFacts, line: int, *, explicit: bool) -> bool:
        """Whether the bar code of the file can be used; a copy whose code another one has gets its own."""
        if not explicit:
            return False
        if copy.barcode in self.codes_held or copy.barcode in self.codes:
            if copy.value is None:
                raise BarcodeInUse(barcode=copy.barcode)
            return False
        self.codes[copy.barcode] = line
        return True

    def gaps(self) -> list[str]:
        """Numbers missing between the lowest and the highest of the file, as ranges, for each register."""
        found: list[str] = []
        for book in self.books.values():
            for earlier, later in itertools.pairwise(sorted(book.values)):
                if later - earlier > 1:
                    first, last = book.written(earlier + 1), book.written(later - 1)
                    found.append(first if first == last else f"{first} – {last}")
        return found

    def opened(self) -> dict[str, int]:
        """Registers that the writing will open: {prefix: digits}."""
        return {book.prefix: book.digits for book in self.books.values() if not book.pk and book.values}

    def highest(self) -> dict[str, int]:
        return {book.prefix: max(book.values) for book in self.books.values() if book.values}
