"""Every real file goes through: lines read = lines taken + lines refused, each refusal with a sentence, nothing lost."""

from __future__ import annotations

import io
import json
from pathlib import Path
from types import SimpleNamespace
from xml.sax import SAXParseException

import pytest
from django.db.models import Sum
from pymarc import JSONReader, MARCReader, parse_xml_to_array
from pymarc.exceptions import PymarcException

from densach.catalogue.importing import look, places, refusals
from densach.catalogue.importing.formats import MARC_FORMATS, sniff
from densach.catalogue.models import Copy, ImportBatch, Record, RefusedRow
from densach.core.errors import Refusal

from . import importing

# other kinds of MARC (TurboMARC has its own tags), and configuration of programs that stands beside the records
_OTHER = (refusals.NothingFound, refusals.FormatUnknown, refusals.XmlWithEntities, refusals.TitleColumnMissing)


def files(inputs: Path) -> list[Path]:
    found = [path for name in ("marc", "books", "legacy") for path in sorted((inputs / name).rglob("*"))]
    return [path for path in found if path.is_file() and path.parent.name != "truth"]


def tried(place: SimpleNamespace, path: Path, register: int) -> tuple[ImportBatch | None, Refusal | None]:
    try:
        return importing.imported(place.owner, path, path.name, register=register), None
    except Refusal as refusal:
        return None, refusal


def test_every_file_is_taken_or_explained(place: SimpleNamespace, inputs: Path) -> None:
    register, seen, unread = importing.register(place), 0, []
    for path in files(inputs):
        if path.parent.name == "technical-university" and path.name != "data_mini.xlsx":
            continue  # these have a test of their own
        seen += 1
        # the quantity of the booksellers' lists is what they sold, not what stands on a shelf
        batch, refusal = tried(place, path, 0 if path.suffix == ".csv" else register.pk)
        if batch is None:
            unread.append((path.name, refusal))
            continue
        counts = batch.found["counts"]
        assert batch.state == "done", (path.name, batch.error)
        assert (
            batch.total
            == counts["lines"]
            == sum(counts.get(name, 0) for name in ("add", "overlay", "skip", "join", "refused"))
        ), path.name
        rows = RefusedRow.objects.filter(batch=batch)
        assert batch.refused == rows.count()
        assert all(row.reason and row.code and row.line for row in rows), path.name
        assert all(row.raw for row in rows if row.code not in ("record-cut-off",)), path.name
    assert seen > 150
    assert all(isinstance(refusal, _OTHER) and str(refusal) and refusal.what_to_do for _name, refusal in unread), unread
    totals = ImportBatch.objects.aggregate(added=Sum("added"), copies=Sum("copies_added"))
    assert totals["added"] == Record.objects.count() > 4000
    assert totals["copies"] == Copy.objects.count() > 300


@pytest.mark.parametrize("part", ["0", "1"])
def test_a_university_s_holdings(place: SimpleNamespace, inputs: Path, part: str) -> None:
    """Ten thousand rows without headings: the columns are known by what stands in them."""
    path = inputs / "books" / "technical-university" / f"books_part{part}.xlsx"
    batch = importing.imported(place.owner, path, path.name, register=importing.register(place).pk)
    targets = [column["target"] for column in batch.found["columns"]]
    assert targets == ["", "class_mark", "title", "", "authors", "year", "accession_number", "shelf"]
    assert batch.state == "done"
    assert batch.copies_added + batch.refused == batch.total == 10_000
    assert batch.copies_added == Copy.objects.count()
    assert set(RefusedRow.objects.values_list("code", flat=True)) <= {
        "copy-twice-in-file",
        "title-missing",
        "number-unreadable",
    }
    again = importing.imported(place.owner, path, path.name, register=importing.register(place).pk)
    assert (again.added, again.copies_added, again.refused) == (0, 0, 10_000)


def content(record: object) -> object:
    """What a record says: its leader without lengths, its fields in order."""
    said = record.as_dict()  # type: ignore[attr-defined]  # a pymarc record
    return said["leader"][5:9] + said["leader"][17:20], said["fields"]


def read_by_both(path: Path) -> list[tuple[object, dict[str, object]]]:
    """Records as pymarc and as ours read them; none where either has a remark, or the text is no UTF-8."""
    try:
        kind = sniff(path)
        pieces = [piece for piece in look.pieces_of(path, kind) if piece.marc] if kind in ("iso2709", "marcxml") else []
        theirs = MARCReader(path.read_bytes(), permissive=True) if kind == "iso2709" else parse_xml_to_array(str(path))
        read = [record for record in theirs if record is not None and record.fields]
    except (Refusal, PymarcException, SAXParseException):
        return []
    clear = all(
        not piece.notes and (kind == "marcxml" or piece.raw.isascii() or piece.raw[9:10] == b"a") for piece in pieces
    )
    return (
        [(record, piece.marc or {}) for record, piece in zip(read, pieces, strict=True)]
        if clear and len(read) == len(pieces)
        else []
    )


def test_marc_goes_out_as_it_came_in(inputs: Path) -> None:
    """Where pymarc reads a file without loss, ours reads the same, and writes it again."""
    compared = 0
    for path in files(inputs):
        if path.suffix not in (".mrc", ".xml") or "yaz" in path.parts:  # yaz tests what is not MARC 21
            continue
        for theirs, marc in read_by_both(path):
            [ours] = JSONReader(json.dumps([marc]))
            assert content(ours) == content(theirs), path.name
            written = ours.as_marc()
            if len(written) < 99_999 and all(len(field.as_marc("utf-8")) < 9_999 for field in ours.fields):
                reader = MARCReader(io.BytesIO(written))
                again = next(reader)
                assert again is not None, (path.name, reader.current_exception, written[:300])
                assert again.as_dict()["fields"] == marc["fields"], path.name
            compared += 1
    assert compared > 10_000


def test_formats_are_told_by_content(inputs: Path) -> None:
    kinds = {
        sniff(path)
        for path in files(inputs)
        if path.suffix in (".mrc", ".xml", ".xls", ".xlsx", ".csv") and "yaz" not in path.parts
    }
    assert kinds == {*MARC_FORMATS, "xls", "xlsx", "csv"} - {"marcjson"}


def test_what_was_made_of_a_file_is_cleaned_up(place: SimpleNamespace, inputs: Path) -> None:
    path = inputs / "legacy" / "2005-391F5_Danh_muc.xls"
    batch = importing.imported(place.owner, path, path.name)
    assert not places.staged_of(batch).exists()
    assert [column["font"] for column in batch.found["columns"]][1] == "tcvn3"
    assert Record.objects.filter(title="Thạch anh").exists() or Record.objects.filter(title="Bồn chứa").exists()
