"""What can be asked of imports. Only those who may import at the place of an import, and who uploaded it, see it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from densach.accounts.models import User
from densach.catalogue.models import AccessionRegister, ImportBatch, Record, RefusedRow, Voucher, VoucherKind
from densach.catalogue.permissions import IMPORT_CATALOGUE
from densach.core.legacy_text import Font, to_unicode
from densach.network.access import facilities_with

from . import look, places, sheets
from .formats import MARC_FORMATS
from .options import Options
from .rows import TableReader, Taken, of_pieces

# what was read otherwise than written, in words
NOTES = {
    "length-wrong": _("The length that the record states is wrong; it was read up to its real end."),
    "directory-wrong": _("The directory of the record is wrong; its fields were read in their order."),
    "leader-wrong": _("The leader is missing or too short; it was filled up with blanks."),
    "indicators-wrong": _("Indicators or subfields are missing; the text was kept."),
    "encoding-undeclared": _("The record is UTF-8, though it says otherwise."),
    "encoding-mixed": _("A field is not in the encoding that the record states; it was read in the one chosen."),
    "signs-lost": _("Signs could not be read and stand as �."),
    "control-signs": _("Control signs that no catalogue can hold were taken out."),
    "year-left-out": _("A year in the future was left out."),
    "isbn-left-out": _("An ISBN with a wrong check digit was left out."),
    "text-cut": _("A text was longer than its field; the whole stands in MARC where it came as MARC."),
    "copies-left-out": _("A copy of the line was left out."),
}


def imports_of(actor: User) -> QuerySet[ImportBatch]:
    places_of_actor = facilities_with(actor, IMPORT_CATALOGUE).order_by()
    mine = Q(facility__in=places_of_actor) | Q(facility__isnull=True, uploaded_by=actor)
    return ImportBatch.objects.filter(mine).select_related("uploaded_by", "facility")


def import_by_public_id(actor: User, public_id: str) -> ImportBatch | None:
    return imports_of(actor).filter(public_id=public_id).first()


def registers_for(actor: User) -> QuerySet[AccessionRegister]:
    """Registers of the places where the actor may import."""
    registers = AccessionRegister.objects.filter(facility__in=facilities_with(actor, IMPORT_CATALOGUE).order_by())
    return registers.select_related("facility").order_by("facility__name_sort", "prefix")


def open_vouchers(actor: User) -> QuerySet[Voucher]:
    """Vouchers of intake that still take copies, at those places."""
    vouchers = Voucher.objects.filter(kind=VoucherKind.INTAKE, closed_at__isnull=True)
    here = vouchers.filter(facility__in=facilities_with(actor, IMPORT_CATALOGUE).order_by())
    return here.select_related("facility").order_by("facility__name_sort", "-on", "-pk")


_PREVIEWED = 8


def preview(batch: ImportBatch, options: Options) -> list[Taken]:
    """The first lines of a file as they would be taken with these options."""
    if batch.format in MARC_FORMATS:
        pieces = look.pieces_of(places.file_of(batch), batch.format, options.encoding)
        return list(itertools.islice(of_pieces(pieces, options), _PREVIEWED))
    rows = sheets.read_rows(places.rows_of(batch), options.sheet)
    return list(itertools.islice(TableReader(options).read(rows), _PREVIEWED))


@dataclass(frozen=True)
class ShownColumn:
    """A column for the person who chooses: samples as they came and as they are read; `doubtful` where fonts could matter."""

    index: int
    heading: str
    samples: list[tuple[str, str]]
    doubtful: bool
    confidence: float


def shown_columns(batch: ImportBatch, options: Options) -> list[ShownColumn]:
    found = []
    for column, choice in zip(batch.found["columns"], options.columns, strict=True):
        pairs = [(text, to_unicode(text, Font(choice.font))) for text in column["samples"][:3]]
        doubtful = any("\xa1" <= char <= "\xff" for text in column["samples"] for char in text)
        found.append(ShownColumn(column["index"], column["heading"], pairs, doubtful, column["confidence"]))
    return found


def refused_rows(batch: ImportBatch) -> QuerySet[RefusedRow]:
    return RefusedRow.objects.filter(batch=batch)


def refused_by_reason(batch: ImportBatch) -> list[tuple[str, int]]:
    rows = refused_rows(batch).order_by().values_list("code").annotate(n=Count("pk")).order_by("-n")
    return [(code, n) for code, n in rows]


def records_of(batch: ImportBatch) -> QuerySet[Record]:
    """Records that the import brought and that are still there."""
    return Record.objects.live().filter(batch=batch).order_by("pk")


def refused_bytes(batch: ImportBatch) -> Iterator[bytes]:
    """The refused lines as they came, one after another: again a file of its kind (XML and JSON get their brackets)."""
    before, between, after = _AROUND.get(batch.format, (b"", b"", b""))
    yield before
    for n, row in enumerate(refused_rows(batch).defer("reason").iterator(chunk_size=200)):
        yield (between if n else b"") + bytes(row.raw)
    yield after


_AROUND = {
    "marcxml": (
        b'<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="http://www.loc.gov/MARC21/slim">\n',
        b"\n",
        b"\n</collection>\n",
    ),
    "marcjson": (b"", b"\n", b"\n"),
}
SUFFIXES = {"iso2709": "mrc", "marcxml": "xml", "marcjson": "json"}
