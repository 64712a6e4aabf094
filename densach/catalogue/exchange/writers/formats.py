"""The formats a search can be downloaded in, and a file of many records written piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from lxml import etree

from densach.catalogue.models import Record
from densach.documents.tables import Column, csv_chunks, write_xlsx

from . import citations, marc

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

REASONS = {
    "not-marc": _("Its MARC cannot be written: a tag, an indicator or a subfield code is not MARC 21."),
    "characters": _("It holds control characters that this format cannot carry."),
    "too-long": _(
        "It is longer than this format allows (99,999 bytes, 9,999 for one field). MARCXML has no such limit."
    ),
}
_CHUNK = 64_000


@dataclass(frozen=True)
class Refused:
    """A record that is not in the file, with a code of REASONS."""

    public_id: str
    title: str
    code: str

    @property
    def why(self) -> str:
        return str(REASONS[self.code])


@dataclass
class Outcome:
    """What became of the records while a file is written; complete once its last piece has been taken."""

    written: int = 0
    refused: list[Refused] = field(default_factory=list)


type UrlOf = Callable[[Record], str]
type Pieces = Iterator[bytes]


@dataclass(frozen=True)
class Format:
    """A kind of file. `pieces(records, url_of, outcome)` writes it with bounded memory (.xlsx: its packed size)."""

    key: str
    label: StrPromise | str
    note: StrPromise | str
    extension: str
    content_type: str
    pieces: Callable[[Iterable[Record], UrlOf, Outcome], Pieces]


def written(
    format_key: str, records: Iterable[Record], *, url_of: UrlOf = lambda _record: ""
) -> tuple[Pieces, Outcome]:
    """A file of `records` in pieces of some 64 kB, and what becomes of them. Raises KeyError for an unknown format.

    A record that the format cannot hold is left out and listed in the outcome; the others are written.
    """
    outcome = Outcome()
    return _gathered(FORMATS[format_key].pieces(records, url_of, outcome)), outcome


def _gathered(pieces: Iterable[bytes]) -> Pieces:
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= _CHUNK:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


def _each(records: Iterable[Record], outcome: Outcome, write: Callable[[Record], bytes]) -> Pieces:
    for record in records:
        try:
            piece = write(record)
        except marc.CannotWrite as refusal:
            outcome.refused.append(Refused(record.public_id, record.title, refusal.code))
        else:
            outcome.written += 1
            yield piece


def _iso2709(records: Iterable[Record], _url_of: UrlOf, outcome: Outcome) -> Pieces:
    return _each(records, outcome, marc.iso2709)


def _marcxml(records: Iterable[Record], _url_of: UrlOf, outcome: Outcome) -> Pieces:
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="{marc.MARCXML}">\n'.encode()
    yield from _each(records, outcome, lambda record: etree.tostring(marc.marcxml(record), encoding="utf-8") + b"\n")
    yield b"</collection>\n"


def _marc_json(records: Iterable[Record], _url_of: UrlOf, outcome: Outcome) -> Pieces:
    yield b"["
    for piece in _each(records, outcome, marc.in_json):
        yield (b"\n" if outcome.written == 1 else b",\n") + piece
    yield b"\n]\n"


def _bibtex(records: Iterable[Record], url_of: UrlOf, outcome: Outcome) -> Pieces:
    return _each(records, outcome, lambda record: _encoded(citations.bibtex(record, url_of(record)) + "\n"))


def _ris(records: Iterable[Record], url_of: UrlOf, outcome: Outcome) -> Pieces:
    return _each(records, outcome, lambda record: _encoded(citations.ris(record, url_of(record))))


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


# heading, what stands below it; the same headings are understood by the import of lists
SHEET: tuple[tuple[StrPromise | str, Callable[[Record], str | int | None]], ...] = (
    (_("Title"), lambda record: record.title),
    (_("Remainder of title"), lambda record: record.subtitle),
    (_("Volume"), lambda record: record.volume),
    (_("Authors"), lambda record: record.authors),
    (_("Publisher"), lambda record: record.publisher),
    (_("Place of publication"), lambda record: record.place),
    (_("Year of publication"), lambda record: str(record.year or "")),
    (_("Extent"), lambda record: record.pages),
    (_("Series"), lambda record: record.series),
    (_("ISBN"), lambda record: record.isbn),
    (_("Language"), lambda record: record.language),
    (_("Material"), lambda record: record.get_material_display()),
    (_("Audience"), lambda record: record.get_audience_display()),
    (_("Classification scheme"), lambda record: record.get_class_scheme_display()),
    (_("Class mark"), lambda record: record.class_mark),
    (_("Subjects"), lambda record: record.subjects),
    (_("Summary"), lambda record: record.summary),
    (_("Record id"), lambda record: record.public_id),
)


def _rows(records: Iterable[Record], outcome: Outcome) -> Iterator[Sequence[str | int | None]]:
    for record in records:
        outcome.written += 1
        yield [value(record) for _label, value in SHEET]


def _columns() -> list[Column]:
    return [Column(str(label)) for label, _value in SHEET]


def _xlsx(records: Iterable[Record], _url_of: UrlOf, outcome: Outcome) -> Pieces:
    yield write_xlsx(_columns(), _rows(records, outcome), title=str(_("Catalogue")))


def _csv(records: Iterable[Record], _url_of: UrlOf, outcome: Outcome) -> Pieces:
    return csv_chunks(_columns(), _rows(records, outcome))


_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS: dict[str, Format] = {
    found.key: found
    for found in (
        Format("xlsx", _("Excel"), _("a list for people"), "xlsx", _SHEET_TYPE, _xlsx),
        Format("marc", _("MARC 21 (ISO 2709)"), _("for other library systems"), "mrc", "application/marc", _iso2709),
        Format("marcxml", _("MARCXML"), _("for other library systems"), "xml", "application/marcxml+xml", _marcxml),
        Format("marcjson", _("MARC-in-JSON"), _("for programs"), "json", "application/marc+json", _marc_json),
        Format("bibtex", _("BibTeX"), _("for lists of references"), "bib", "application/x-bibtex", _bibtex),
        Format("ris", _("RIS"), _("for lists of references"), "ris", "application/x-research-info-systems", _ris),
        Format("csv", _("CSV"), _("for programs"), "csv", "text/csv", _csv),
    )
}
