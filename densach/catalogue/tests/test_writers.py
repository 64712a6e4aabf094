"""Records as files, read back by libraries we did not write."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import bibtexparser
import pymarc
import pytest
import rispy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from python_calamine import CalamineWorkbook

from densach.catalogue.exchange.writers import FORMATS, Outcome, citations, dublin_core, marc, written
from densach.catalogue.models import Record
from tests import make

MARC: dict[str, Any] = {
    "leader": "00000nam a2200000 c 4500",
    "fields": [
        {"001": "vtls000012"},
        {"005": "20240102030405.0"},
        {"245": {"ind1": "1", "ind2": "0", "subfields": [{"a": "Dế Mèn <phiêu> & lưu ký"}, {"a": "lặp"}, {"c": "Tô Hoài"}]}},
        {"999": {"ind1": " ", "ind2": " ", "subfields": [{"9": "của hệ thống khác"}]}},
        {"100": {"ind1": "0", "ind2": " ", "subfields": [{"a": "Tô Hoài"}]}},
    ],
}  # fmt: skip


def record(**fields: Any) -> Record:
    """A row that needs no database."""
    return Record(**{"title": "Dế Mèn phiêu lưu ký", "public_id": "abc23456789d", "marc": MARC} | fields)


def file_of(format_key: str, *records: Record, url: str = "") -> tuple[bytes, Outcome]:
    pieces, outcome = written(format_key, records, url_of=lambda _record: url)
    return b"".join(pieces), outcome


def as_held(read: pymarc.Record) -> list[dict[str, Any]]:
    return list(read.as_dict()["fields"])  # type: ignore[arg-type]


def test_iso_2709_keeps_every_field_in_its_order() -> None:
    content, outcome = file_of("marc", record(), record())
    read = list(pymarc.MARCReader(content))
    assert [as_held(one) for one in read if one] == [MARC["fields"]] * 2
    assert str(read[0].leader)[9] == "a"
    assert (outcome.written, outcome.refused) == (2, [])


def test_marcxml_and_json_keep_every_field_in_its_order() -> None:
    xml, _outcome = file_of("marcxml", record(), record())
    assert [as_held(one) for one in pymarc.parse_xml_to_array(io.BytesIO(xml))] == [MARC["fields"]] * 2
    assert etree.fromstring(xml)[0][0].text == MARC["leader"]
    assert json.loads(file_of("marcjson", record(), record())[0]) == [MARC, MARC]
    assert json.loads(file_of("marcjson")[0]) == []


def held(tag: str, value: Any) -> Record:
    return record(marc=MARC | {"fields": [*MARC["fields"], {tag: value}]})


def note(text: Any, **marks: Any) -> dict[str, Any]:
    return {"ind1": " ", "ind2": " ", "subfields": [{"a": text}]} | marks


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (held("500", note("à" * 5000)), "too-long"),  # 10,000 bytes in one field
        (record(marc=MARC | {"fields": [{"500": note("a" * 9000)}] * 12}), "too-long"),
        (held("500", note("a\x1eb")), "characters"),
        (held("500", note("a\ud800b")), "characters"),
        (held("5000", note("a")), "not-marc"),
        (held("١٢٣", note("a")), "not-marc"),
        (held("500", note("a", ind1="")), "not-marc"),
        (held("500", note("a", subfields=[{"ab": "c"}])), "not-marc"),
        (held("500", note(5)), "not-marc"),
        (held("500", {"ind1": " "}), "not-marc"),
        (record(marc={"leader": "short", "fields": []}), "not-marc"),
        (record(marc={"fields": []}), "not-marc"),
    ],
)
def test_what_iso_2709_cannot_hold_is_named_and_the_rest_stays_readable(wrong: Record, code: str) -> None:
    wrong.public_id = "wrong"
    content, outcome = file_of("marc", record(), wrong, record())
    assert len([one for one in pymarc.MARCReader(content) if one]) == 2
    assert [(refused.public_id, refused.code) for refused in outcome.refused] == [("wrong", code)]
    assert outcome.refused[0].why.endswith(".")


def test_the_longest_that_fits_is_written() -> None:
    """9,999 bytes of a field: two indicators, "$a", the text and the sign of its end."""
    content, outcome = file_of("marc", held("500", note("a" * 9994)))
    assert not outcome.refused
    assert next(iter(pymarc.MARCReader(content)))["500"]["a"] == "a" * 9994  # type: ignore[index]
    assert file_of("marc", held("500", note("a" * 9995)))[1].refused


def test_marcxml_has_no_limit_of_length_but_one_of_characters() -> None:
    content, outcome = file_of("marcxml", held("500", note("à" * 200_000)), held("500", note("a\x01b")), held("5", 7))
    assert len(etree.fromstring(content)) == 1
    assert [refused.code for refused in outcome.refused] == ["characters", "not-marc"]
    mended = marc.marcxml(held("500", note("a\x01b")), mended=True)
    assert mended[-1][0].text == "a\ufffdb"


def test_json_refuses_half_a_letter() -> None:
    content, outcome = file_of("marcjson", held("500", note("a\ud800")), record())
    assert json.loads(content) == [MARC]
    assert [refused.code for refused in outcome.refused] == ["characters"]


@pytest.mark.django_db
def test_a_record_without_marc_is_written_from_its_columns() -> None:
    row = make.record("Tắt đèn", authors="Ngô Tất Tố", year=2020, isbn="9786042087360")
    read = next(iter(pymarc.MARCReader(file_of("marc", row)[0])))
    assert read
    assert (read["245"]["a"], read["100"]["a"], read["001"].data) == ("Tắt đèn", "Ngô Tất Tố", row.public_id)


text = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(text, max_size=5), title=text, authors=text, summary=text)
def test_any_text_comes_back_or_is_refused(values: list[str], title: str, authors: str, summary: str) -> None:
    fields = [{"500": note(value)} for value in values]
    row = record(marc=MARC | {"fields": fields}, title=title or "x", authors=authors, summary=summary)
    content, outcome = file_of("marc", row)
    if outcome.refused:
        assert not content
    else:
        assert as_held(next(iter(pymarc.MARCReader(content)))) == fields  # type: ignore[arg-type]
    assert json.loads(file_of("marcjson", row)[0])[0]["fields"] == fields
    etree.fromstring(file_of("marcxml", row)[0])
    etree.fromstring(etree.tostring(dublin_core.oai_dc(row)))
    for key in ("bibtex", "ris", "csv", "xlsx"):
        assert file_of(key, row)[1].written == 1


def test_bibtex_is_read_by_another_program() -> None:
    row = record(
        title="50 % & {một} \\ hai_ba", subtitle="lời\nnói", authors="Nguyễn Nhật Ánh; Murphy, J. & Co", year=2019,
        publisher="Kim Đồng", isbn="9786042087360", material="periodical", summary="~ ^ # $",
    )  # fmt: skip
    content, _outcome = file_of("bibtex", row, record(material="map", public_id="other"), url="https://x.vn/1/")
    library = bibtexparser.parse_string(content.decode())
    assert not library.failed_blocks
    first, second = library.entries
    assert (first.entry_type, first.key, second.entry_type) == ("periodical", "abc23456789d", "misc")
    assert first["author"] == r"{Nguyễn Nhật Ánh} and Murphy, J. \& Co"
    assert first["title"] == r"{50 \% \& \{một\} \textbackslash{} hai\_ba: lời nói}"
    assert first["abstract"] == r"\textasciitilde{} \textasciicircum{} \# \$"
    assert (first["year"], first["url"]) == ("2019", "https://x.vn/1/")
    assert citations.bibtex(record(authors="A and B")).count("{{A and B}}") == 1


def test_ris_is_read_by_another_program() -> None:
    row = record(
        authors="Tô Hoài; Ngô Mạnh Lân", subjects="Văn học; Thiếu nhi", year=2019, summary="một\n\nhai", series="Tủ sách",
        pages="143 tr. ; 19 cm", publisher="Kim Đồng", place="Hà Nội", isbn="9786042087360", volume="1", subtitle="truyện",
    )  # fmt: skip
    content, _outcome = file_of("ris", row, record(), url="https://x.vn/1/")
    assert content.startswith(b"TY  - BOOK\r\n")
    first, second = rispy.loads(content.decode())
    assert first["authors"] == ["Tô Hoài", "Ngô Mạnh Lân"]
    assert first["keywords"] == ["Văn học", "Thiếu nhi"]
    assert (first["title"], first["year"], first["abstract"]) == ("Dế Mèn phiêu lưu ký: truyện", "2019", "một hai")
    assert first["urls"] == ["https://x.vn/1/"]
    assert (first["start_page"], first["place_published"], first["issn"]) == (
        "143 tr. ; 19 cm",
        "Hà Nội",
        "9786042087360",
    )
    assert second["id"] == "abc23456789d"


def test_lists_for_people_and_programs() -> None:
    row = record(authors="=HYPERLINK(1)", year=2019, isbn="9786042087360")
    sheet = CalamineWorkbook.from_object(io.BytesIO(file_of("xlsx", row)[0])).get_sheet_by_index(0).to_python()
    assert "ISBN" in sheet[2]
    assert sheet[3][:4] == ["Dế Mèn phiêu lưu ký", "", "", "=HYPERLINK(1)"]
    rows = list(csv.reader(io.StringIO(file_of("csv", row)[0].decode("utf-8-sig"))))
    assert rows[1][3] == "'=HYPERLINK(1)"
    assert dict(zip(rows[0], rows[1], strict=True))["ISBN"] == "9786042087360"


def test_dublin_core() -> None:
    row = record(
        authors="Tô Hoài; Ngô Mạnh Lân", isbn="9786042087360", year=2019, volume="Tập 2", subtitle="truyện\x00"
    )
    found = [(etree.QName(one).localname, one.text) for one in dublin_core.oai_dc(row, "https://x.vn/1/")]
    assert found == [
        ("title", "Dế Mèn phiêu lưu ký Tập 2 : truyện\ufffd"), ("creator", "Tô Hoài"), ("contributor", "Ngô Mạnh Lân"),
        ("date", "2019"), ("type", "Text"), ("identifier", "https://x.vn/1/"), ("identifier", "URN:ISBN:9786042087360"),
        ("language", "vie"),
    ]  # fmt: skip
    assert etree.QName(dublin_core.srw_dc(row)).namespace == "info:srw/schema/1/dc-schema"


def test_a_long_list_is_written_in_pieces() -> None:
    """Memory holds one piece, not the file."""
    pieces, outcome = written("marcxml", (record() for _number in range(2000)))
    sizes = [len(piece) for piece in pieces]
    assert outcome.written == 2000
    assert len(sizes) > 5
    assert max(sizes) < 70_000
    chunks = list(written("csv", (record() for _number in range(3000)))[0])
    assert len(chunks) > 2
    assert sum(chunk.count(b"\r\n") for chunk in chunks) == 3001


def test_every_format_has_a_name_and_a_type() -> None:
    for key, found in FORMATS.items():
        assert (found.key, "/" in found.content_type) == (key, True)
    with pytest.raises(KeyError):
        written("docx", [])


def test_real_records_go_out_as_they_came_in(inputs: Path) -> None:
    """Every MARC record of the real files that can be read at all: read, held, written, read again."""
    compared = 0
    for path in sorted((inputs / "marc" / "folio").glob("*.mrc")) + sorted((inputs / "marc" / "nlnz").glob("*.mrc")):
        with path.open("rb") as source:
            for read in pymarc.MARCReader(source, to_unicode=True, permissive=True):
                if read is None:
                    continue
                kept = read.as_dict()
                content, outcome = file_of("marc", record(marc=kept))
                if outcome.refused:
                    continue
                assert as_held(next(iter(pymarc.MARCReader(content)))) == kept["fields"]  # type: ignore[arg-type]
                compared += 1
                if compared > 400:
                    return
    assert compared > 20
