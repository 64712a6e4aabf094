"""From a row of a table, or a MARC record, to what the catalogue would take of it. Pure: no database, no clock."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from densach.catalogue import marc as marc_fields
from densach.catalogue.marc_columns import control_number, fields_of
from densach.catalogue.models import Record
from densach.catalogue.record_fields import RecordFields
from densach.core.errors import Refusal
from densach.core.legacy_text import Font, to_unicode

from . import cells, refusals
from .options import Options
from .read import Piece
from .sheets import Row

_MAX_PRICE = 2_000_000_000
_LONGEST = 30_000  # signs of one cell
_EARLIEST = dt.date(1900, 1, 1)


@dataclass(slots=True)
class CopyFacts:
    """A copy as the file has it: `value` None where the register is to give the number; `written` is the number's text."""

    prefix: str = ""
    value: int | None = None
    suffix: str = ""
    digits: int = 0
    barcode: str = ""
    shelf: str = ""
    price: int | None = None
    on: str = ""
    source: str = ""
    note: str = ""


@dataclass(slots=True)
class Taken:
    """One line or record, understood: fields and copies, or a refusal. `marc` is set for records that came as MARC."""

    line: int
    raw: bytes
    fields: RecordFields | None = None
    marc: dict[str, Any] | None = None
    control: str = ""
    copies: list[CopyFacts] = field(default_factory=list)
    refusal: Refusal | None = None
    notes: list[tuple[str, str]] = field(default_factory=list)


def of_pieces(pieces: Iterable[Piece], options: Options) -> Iterator[Taken]:
    for piece in pieces:
        taken = Taken(piece.number, piece.raw, refusal=piece.refusal, notes=piece.notes)
        if piece.marc is not None:
            _of_marc(taken, piece.marc, options)
        yield taken


def _of_marc(taken: Taken, marc: dict[str, Any], options: Options) -> None:
    taken.refusal = _not_a_book(marc)
    if taken.refusal is not None:
        return
    source = marc_fields.read(marc)
    fields = fields_of(source)
    if not fields.title:
        unimarc = source.get_fields("200") and not source.get_fields("245")
        taken.refusal = refusals.IsUnimarc() if unimarc else refusals.NoTitle()
        return
    if fields.year is not None and not 1000 <= fields.year <= options.latest_year:
        taken.notes.append(("year-left-out", str(fields.year)))
        fields = RecordFields(**{**asdict(fields), "year": None})
    taken.fields, taken.marc, taken.control = fields, marc, control_number(source)
    if options.copies_from:
        taken.copies = [copy for item in source.get_fields(options.copies_from) if (copy := _copy_of_field(item))]


# leader/06: bibliographic records; authority z, holdings u v x y, classification w, community q
_KINDS = frozenset("acdefgijkmoprt ")


def _not_a_book(marc: dict[str, Any]) -> Refusal | None:
    leader = marc["leader"]
    if leader[5:6] == "d":
        return refusals.DeletionNotice()
    if leader[6:7] not in _KINDS and leader[6:7].isalpha():
        return refusals.NotBibliographic(kind=leader[6:7])
    return None


def _copy_of_field(item: Any) -> CopyFacts | None:
    """A copy of a holdings field: 852 (MARC) or 952 (Koha). None where it names no copy."""
    codes = (
        {"number": "ip", "shelf": "c", "price": "g", "on": "d"}
        if item.tag == "952"
        else {"number": "jpt", "shelf": "bc", "price": "9", "on": "8"}
    )
    values = {part.code: part.value for part in reversed(item.subfields)}
    first = {name: next((values[code] for code in letters if values.get(code)), "") for name, letters in codes.items()}
    parsed = cells.numbers(first["number"])
    if not first["number"].strip():
        return None
    facts = CopyFacts(shelf=cells.text(first["shelf"])[:40], price=cells.price(first["price"]))
    try:
        facts.on = day.isoformat() if (day := cells.day(first["on"])) and day >= _EARLIEST else ""
    except ValueError:
        facts.on = ""
    if parsed and len(parsed) == 1:
        _number_into(facts, parsed[0])
    facts.barcode = "".join(first["number"].split()).upper()[:30] if len(first["number"]) >= _LONG_NUMBER else ""
    return facts


_LONG_NUMBER = 8  # signs from which a number is also the bar code on the label


def _number_into(facts: CopyFacts, number: cells.Number) -> None:
    facts.prefix, facts.value, facts.suffix, facts.digits = number.prefix, number.value, number.suffix, number.digits


class TableReader:
    """Rows of one sheet, one after another; remembers the row before, for "nt" and for merged cells."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.at = {column.target: index for index, column in enumerate(options.columns) if column.target}
        self.fonts = [Font(column.font) for column in options.columns]
        self.before: dict[str, str] = {}

    def read(self, rows: Iterable[Row]) -> Iterator[Taken]:
        for row in rows:
            if row.number > self.options.header_last:
                yield self._taken(row)

    def _taken(self, row: Row) -> Taken:
        taken = Taken(row.number, row.raw if row.raw is not None else as_csv(row.cells))
        long = next(
            (index for index, cell in enumerate(row.cells) if isinstance(cell, str) and len(cell) > _LONGEST), None
        )
        if long is not None:
            name = self.options.columns[long].heading if long < len(self.options.columns) else str(long + 1)
            taken.refusal = refusals.CellTooLong(column=name or str(long + 1), most=f"{_LONGEST:,}".replace(",", "."))
            return taken
        values = {target: self._cell(row, index) for target, index in self.at.items()}
        self._same_as_before(values)
        try:
            taken.fields = self._fields(values, taken.notes)
            taken.copies = self._copies(values)
        except Refusal as refusal:
            taken.refusal = refusal
        return taken

    def _cell(self, row: Row, index: int) -> Any:
        cell = row.cells[index] if index < len(row.cells) else ""
        return to_unicode(cell, self.fonts[index]) if isinstance(cell, str) else cell

    def _same_as_before(self, values: dict[str, Any]) -> None:
        """ "nt" and '"' repeat what stands above."""
        for target in ("title", "authors", "publisher", "place", "year"):
            written = cells.text(values.get(target, ""))
            if written.lower() in cells.DITTO and self.before.get(target):
                values[target] = self.before[target]
            elif written:
                self.before[target] = written

    def _fields(self, values: dict[str, Any], notes: list[tuple[str, str]]) -> RecordFields:
        """Raises NoTitle."""
        text = {target: cells.text(values.get(target, "")) for target in _TEXTS}
        if not any(char.isalnum() for char in text["title"]):
            raise refusals.NoTitle
        isbn, wrong = cells.isbn(values.get("isbn", ""))
        if wrong:
            notes.append(("isbn-left-out", cells.text(values["isbn"])[:40]))
        year = cells.year(values.get("year", ""))
        if year and year > self.options.latest_year:
            notes.append(("year-left-out", str(year)))
            year = None
        extent = " ; ".join(filter(None, (_pages(text["pages"]), _size(text["size"]))))
        found = RecordFields(
            **{name: text[name] for name in _TEXTS if name not in ("pages", "size")},
            year=year,
            isbn=isbn,
            pages=extent,
            authors=_people(cells.lines(values.get("authors", ""))),
            subjects="; ".join(
                filter(
                    None,
                    (
                        part.strip()
                        for part in cells.lines(values.get("subjects", ""))
                        .replace("\n", ";")
                        .replace(",", ";")
                        .split(";")
                    ),
                )
            ),
            language=cells.language(values.get("language", "")) or self.options.language,
            material=cells.material(values["material"]) if "material" in values else self.options.material,
            class_mark=cells.class_mark(values.get("class_mark", ""), self.options.class_scheme),
            class_scheme=self.options.class_scheme if cells.text(values.get("class_mark", "")) else "",
            summary=cells.lines(values.get("summary", "")),
            grade=cells.grade(values.get("grade", "")),
        )
        return clipped(found, notes)

    def _copies(self, values: dict[str, Any]) -> list[CopyFacts]:
        """Raises NumberUnreadable, TooManyCopies, DateUnlikely."""
        if not self.options.register:
            return []
        facts = self._copy_facts(values)
        written = cells.text(values.get("accession_number", ""))
        count = cells.quantity(values.get("quantity", ""))
        found = cells.numbers(values["accession_number"], values.get("accession_until", "")) if written else []
        if found is None:
            raise refusals.NumberUnreadable(value=written[:60])
        n = len(found) or (count if count is not None else self.options.copies_of_row)
        if n > cells.MOST_COPIES:
            raise refusals.TooManyCopies(count=n, most=cells.MOST_COPIES)
        copies = [CopyFacts(**asdict(facts)) for _ in range(n)]
        for copy, number in zip(copies, found, strict=False):
            _number_into(copy, number)
        if n == 1:
            copies[0].barcode = copies[0].barcode or (
                "".join(written.split()).upper()[:30] if len(written) >= _LONG_NUMBER else ""
            )
        else:
            for copy in copies[1:]:
                copy.barcode = ""
        return copies

    def _copy_facts(self, values: dict[str, Any]) -> CopyFacts:
        written = values.get("acquired_on", "")
        try:
            day = cells.day(written)
        except ValueError as error:
            raise refusals.DateUnlikely(value=cells.text(written)[:40]) from error
        if day is not None and not _EARLIEST <= day <= self.options.today:
            raise refusals.DateUnlikely(value=cells.text(written)[:40])
        return CopyFacts(
            barcode="".join(cells.text(values.get("barcode", "")).split()).upper()[:30],
            shelf=cells.text(values.get("shelf", ""))[:40],
            price=cells.price(values.get("price", "")),
            on=day.isoformat() if day else "",
            source=cells.text(values.get("source", ""))[:60],
            note=cells.text(values.get("note", ""))[:200],
        )


_TEXTS = ("title", "subtitle", "volume", "publisher", "place", "pages", "size", "series")
_LIMITS = {
    name: Record._meta.get_field(name).max_length or 0  # type: ignore[union-attr]  # all of them are CharFields
    for name in ("title", "subtitle", "authors", "publisher", "place", "class_mark", "subjects", "series", "volume", "pages")
}  # fmt: skip


def clipped(fields: RecordFields, notes: list[tuple[str, str]]) -> RecordFields:
    """Texts longer than their column end at a word; each such cut is noted."""
    changed: dict[str, Any] = {}
    for name, limit in _LIMITS.items():
        value = getattr(fields, name)
        if len(value) > limit:
            changed[name] = value[:limit].rsplit("; " if name in ("authors", "subjects") else " ", 1)[0]
            notes.append(("text-cut", f"{name}: {value[:60]}…"))
    return RecordFields(**{**asdict(fields), **changed}) if changed else fields


def _people(written: str) -> str:
    """Names parted by ";": a line break parts names, and so do commas where each part is a name of two words or more."""
    text = written.replace("\n", ";")
    if ";" not in text and "," in text:
        parts = [part.strip() for part in text.split(",")]
        if all(len(part.split()) > 1 for part in parts):
            text = ";".join(parts)
    return "; ".join(
        filter(None, (part.strip(" ,.") if part.strip().endswith(",") else part.strip() for part in text.split(";")))
    )


def _pages(written: str) -> str:
    return f"{written} tr." if written.isdigit() else written


def _size(written: str) -> str:
    return f"{written} cm" if written.isdigit() else written


def as_csv(row: list[Any]) -> bytes:
    """The cells of a workbook's row as they came, as one line of CSV."""
    target = io.StringIO()
    csv.writer(target).writerow([cells.text(cell) if isinstance(cell, dict) else cell for cell in row])
    return target.getvalue().encode("utf-8", "surrogatepass")
