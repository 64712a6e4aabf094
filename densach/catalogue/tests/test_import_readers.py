"""Reading: MARC with lies in it, tables as people keep them, and what is made to do harm."""

from __future__ import annotations

import codecs
import datetime as dt
import json
import zipfile
from pathlib import Path

import pytest

from densach.catalogue.importing import cells, columns, csv_text, iso2709, marcjson, marcxml, refusals, sheets
from densach.catalogue.importing.encodings import Encoding, from_marc8, guess
from densach.catalogue.importing.formats import sniff

from .importing import book, record, xlsx


def written(folder: Path, data: bytes, name: str = "a.mrc") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def title(piece: object) -> str:
    marc = piece.marc  # type: ignore[attr-defined]
    return next(
        part["a"]
        for field in marc["fields"]
        for tag, value in field.items()
        if tag == "245"
        for part in value["subfields"]
        if "a" in part
    )


def test_lengths_that_lie_do_not_lose_the_next_record(tmp_path: Path) -> None:
    lying = b"99999" + book("2", "Hai")[5:]
    data = book("1", "Một") + b"\r\n" + lying + b"junk\x1d" + book("3", "Ba")[:-1]
    pieces = list(iso2709.read(written(tmp_path, data)))
    assert [piece.refusal.code if piece.refusal else title(piece) for piece in pieces] == [
        "Một",
        "Hai",
        "leader-broken",
        "Ba",
    ]
    assert [code for code, _detail in pieces[1].notes] == ["length-wrong"]
    assert data[pieces[1].offset : pieces[1].offset + len(pieces[1].raw)] == lying
    cut = list(iso2709.read(written(tmp_path, book("1") + book("2")[:-20])))
    assert isinstance(cut[1].refusal, refusals.RecordCutOff)
    assert list(iso2709.read(written(tmp_path, b""))) == []


def test_a_directory_that_lies(tmp_path: Path) -> None:
    good = book("1", "Một")
    shifted = good[:24] + good[24:36] + b"245" + good[39:43] + b"00099" + good[48:]
    [piece] = iso2709.read(written(tmp_path, shifted))
    assert title(piece) == "Một"
    assert ("directory-wrong", "") in piece.notes
    broken = good.replace(b"245", b"24\x01")
    assert [piece.refusal.code for piece in iso2709.read(written(tmp_path, broken)) if piece.refusal] == [
        "directory-broken"
    ]


def test_bytes_decide_and_not_what_is_declared(tmp_path: Path) -> None:
    undeclared = book("1", "Quê nội", leader="00000nam  2200000 a 4500")
    [piece] = iso2709.read(written(tmp_path, undeclared))
    assert (title(piece), piece.notes) == ("Quê nội", [("encoding-undeclared", "UTF-8")])
    mixed = book("1", "Quê nội", ("500", "  $aT@")).replace(b"T@", b"\xe1e")
    [piece] = iso2709.read(written(tmp_path, mixed))
    assert title(piece) == "Quê nội"
    assert ("encoding-mixed", "500") in piece.notes
    lost = book("1", "Mot", ("500", "  $aT@"), leader="00000nam  2200000 a 4500").replace(b"T@", b"\xff\xfd")
    [piece] = iso2709.read(written(tmp_path, lost))
    assert any(code == "signs-lost" for code, _detail in piece.notes)
    zero = book("1", "Một\x00 hai\x07")
    [piece] = iso2709.read(written(tmp_path, zero))
    assert title(piece) == "Một hai"
    assert ("control-signs", "2") in piece.notes


@pytest.mark.parametrize(
    ("data", "text", "lost"),
    [
        (b"plain", "plain", 0),
        (b"\xe2e", "é", 0),  # the mark stands before its letter
        (b"Nguy\xe3\xe4en", "Nguyễn", 0),
        (b"\x1b(B\x1b)Ea\xf2e", "aẹ", 0),
        (b"\x1bga\x1bs b", "α b", 0),
        (b"\x1b$1\x21\x30\x21\x1b(B.", "一.", 0),
        (b"a\xff", "a\ufffd", 1),
        (b"\x1b", "", 0),
        (b"a\xe2", "\u00e1", 0),
    ],
)
def test_marc_8(data: bytes, text: str, lost: int) -> None:
    assert from_marc8(data) == (text, lost)


def test_the_encoding_of_a_file_is_guessed_from_its_fields() -> None:
    assert guess([b"Nguy\xe3\xe4en", b"V\xe4\xe4o"]) == Encoding.MARC8
    assert guess(["Saint-Exupéry, Hergé, Zoë, Genève".encode("latin-1")]) == Encoding.LATIN1
    assert guess(["Vâ Qu¶ng, NguyÔn NhËt ¸nh, §oµn Giái, TrÇn".encode("latin-1")]) == Encoding.TCVN3
    assert guess(["Voõ Quaûng, Nguyeãn Nhaät AÙnh, Ñoaøn Gioûi, Traàn".encode("latin-1")]) == Encoding.VNI
    assert guess([codecs.encode("Đăng Đă\u0323ng trươ\u0300ng", "cp1258")]) == Encoding.CP1258
    assert guess([]) == Encoding.MARC8


def test_ten_megabytes_in_a_field(tmp_path: Path) -> None:
    huge = b"00000nam a2200000 a 4500" + b"x" * 10_000_000 + b"\x1d" + book("2", "Hai")
    pieces = list(iso2709.read(written(tmp_path, huge)))
    assert isinstance(pieces[0].refusal, refusals.RecordTooLong)
    assert title(pieces[1]) == "Hai"
    xml = (
        b"<collection><record><leader>"
        + b"x" * 24
        + b"</leader><controlfield tag='001'>"
        + b"y" * 10_500_000
        + b"</controlfield></record></collection>"
    )
    [piece] = marcxml.read(written(tmp_path, xml, "a.xml"))
    assert isinstance(piece.refusal, refusals.XmlBroken)
    text = json.dumps([{"leader": "x" * 24, "fields": [{"001": "z" * 6_000_000}]}]).encode()
    [piece] = marcjson.read(written(tmp_path, text, "a.json"))
    assert isinstance(piece.refusal, refusals.RecordTooLong)


_XML = """<c xmlns:m="http://www.loc.gov/MARC21/slim">{}</c>"""
_RECORD = (
    '<m:record><m:leader>{}</m:leader><m:controlfield tag="001">1</m:controlfield>'
    '<m:datafield tag="{}" ind1="1" ind2=""><m:subfield code="a">Một</m:subfield></m:datafield></m:record>'
)


def test_marcxml(tmp_path: Path) -> None:
    good, short = _RECORD.format("0" * 24, "245"), _RECORD.format("00000nam a2200000 4500", "245")
    wrong, empty = _RECORD.format("0" * 24, "HLD866"), "<m:record/>"
    path = written(tmp_path, _XML.format(good + short + wrong + empty).encode()[:-2] + b"<x", "a.xml")
    codes = [piece.refusal.code if piece.refusal else title(piece) for piece in marcxml.read(path)]
    assert codes == ["Một", "Một", "tag-wrong", "record-without-fields", "xml-broken"]
    [first, *_rest] = marcxml.read(path)
    assert first.marc is not None
    assert first.marc["fields"][1]["245"]["ind2"] == " "
    assert b"M\xe1\xbb\x99t" in first.raw
    wrapped = written(
        tmp_path,
        b"<r><record><header/><metadata>" + good.replace("m:", "").encode() + b"</metadata></record></r>",
        "b.xml",
    )
    assert [title(piece) for piece in marcxml.read(wrapped)] == ["Một"]
    late = written(
        tmp_path,
        b" " * 70_000 + b"<!DOCTYPE a []><collection>" + good.replace("m:", "").encode() + b"</collection>",
        "c.xml",
    )
    with pytest.raises(refusals.XmlWithEntities):
        list(marcxml.read(late))


def test_marc_in_json(tmp_path: Path) -> None:
    field = {"245": {"ind1": "1", "ind2": "0", "subfields": [{"a": 'Một } " \u0000\ud800'}]}}
    good = {"leader": "0" * 24, "fields": [{"001": "1"}, field]}
    bad = [
        {"leader": 1},
        {"leader": "0" * 24},
        {"leader": "0" * 24, "fields": [{"24": "x"}]},
        {"leader": "0" * 24, "fields": ["x"]},
    ]
    bad += [
        {"leader": "0" * 24, "fields": [{"245": {"ind1": "11", "ind2": "0", "subfields": [{"a": "x"}]}}]},
        {"leader": "0" * 24, "fields": [{"245": 1}]},
    ]
    data = json.dumps([good, *bad]) + "\n" + json.dumps(good) + '\n{"leader": }\n{"leader'
    pieces = list(marcjson.read(written(tmp_path, data.encode(), "a.json")))
    assert [piece.refusal.code if piece.refusal else "" for piece in pieces] == [
        "",
        *["json-broken"] * 6,
        "",
        "json-broken",
        "record-cut-off",
    ]
    assert title(pieces[0]) == 'Một } " '
    assert pieces[0].notes == [("control-signs", "2")]
    assert list(marcjson.read(written(tmp_path, b"", "b.json"))) == []


def rows_of(folder: Path, data: bytes, kind: str) -> list[sheets.Row]:
    path, target = written(folder, data, f"in.{kind}"), folder / "rows"
    sheets.unpack(path, target, kind)
    return list(sheets.read_rows(target, 0))


@pytest.mark.parametrize(
    "data",
    [
        "Tên sách,Giá\nQuê nội,5\n".encode(),
        "Tên sách;Giá\r\nQuê nội;5\r\n".encode("utf-8-sig"),
        "Tên sách\tGiá\nQuê nội\t5\n".encode("utf-16"),
        "Tên sách|Giá\nQuê nội|5\n".encode("utf-16-le"),
    ],
)
def test_csv_of_any_delimiter_and_encoding(tmp_path: Path, data: bytes) -> None:
    rows = rows_of(tmp_path, data, "csv")
    assert [row.cells for row in rows] == [["Tên sách", "Giá"], ["Quê nội", "5"]]


def test_csv_with_broken_quotes_loses_one_line_at_most(tmp_path: Path) -> None:
    data = 'a,b,c\n1,"hai, ba",3\n"chưa đóng,2,3\n4,5,6\n7,"nhiều\ndòng",9\n"x "y" z",1,2\n'.encode()
    rows = {row.number: row for row in rows_of(tmp_path, data, "csv")}
    assert rows[2].cells == ["1", "hai, ba", "3"]
    assert rows[3].cells == ["chưa đóng", "2", "3"]
    assert rows[4].cells == ["4", "5", "6"]
    assert rows[5].cells == ["7", "nhiều\ndòng", "9"]
    assert len(rows[7].cells) == 3
    assert b"".join(row.raw or b"" for row in rows.values()) == data


def test_csv_of_two_encodings_and_of_windows(tmp_path: Path) -> None:
    mixed = "\n".join(["Tên sách,Giá", *(f"Quê nội {n},5" for n in range(30))]).encode() + b"\nHerg\xe9,1"
    rows = rows_of(tmp_path, mixed, "csv")
    assert rows[-1].cells == ["Hergé", "1"]
    assert rows[-1].raw == b"Herg\xe9,1"
    windows = codecs.encode("Ti\u00eau đê\u0300,Gia\u0301\nĐâ\u0301t rư\u0300ng,5\n", "cp1258")
    assert csv_text.decode(windows)[1] == "cp1258"
    with pytest.raises(refusals.FileEmpty):
        rows_of(tmp_path, b" \n \n", "csv")


def test_a_workbook_that_swells(tmp_path: Path) -> None:
    """A cell in the first corner and one in the last: a few kilobytes that would open as 17 billion cells."""
    path = written(tmp_path, xlsx([["x"]]), "bomb.xlsx")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>y</t></is></c></row></sheetData>'
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b"</sheetData>", sheet)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    with pytest.raises(refusals.TableSwells):
        sheets.unpack(path, tmp_path / "rows", "xlsx")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros", b"\x00" * 30_000_000)
    with pytest.raises(refusals.TableSwells):
        sheets.unpack(path, tmp_path / "rows", "xlsx")


def test_dates_of_1904_and_of_1900(tmp_path: Path) -> None:
    for options in ({}, {"date_1904": True}):
        rows = rows_of(tmp_path, xlsx([["Ngày"], [dt.date(2007, 11, 26)], [True], [1.5], ["x\ny "]], **options), "xlsx")
        assert rows[1].cells == [{"day": "2007-11-26"}]
        assert cells.day(rows[1].cells[0]) == dt.date(2007, 11, 26)
        assert [row.cells for row in rows[2:]] == [["TRUE"], [1.5], ["x\ny "]]


def test_headings_below_titles_and_over_two_rows() -> None:
    rows = [
        (1, ["SỔ ĐĂNG KÝ"]),
        (2, ["", "Sách", "", "Ghi chú"]),
        (3, ["STT", "Tên sách", "Tác giả", ""]),
        (4, [1, "Quê nội", "Võ Quảng", ""]),
    ]
    header = columns.find_header(rows)
    assert (header.first, header.last) in {(2, 3), (3, 3)}
    assert header.names[:3] == ["STT", "Tên sách", "Tác giả"]
    assert columns.find_header([(1, ["x", "y"]), (2, [1, 2])]).first == 0


@pytest.mark.parametrize(
    ("heading", "target"),
    [
        ("Nhan đề", "title"), ("TÊN TÀI LIỆU", "title"), ("ten sach", "title"), ("Tªn s¸ch", "title"), ("Teân saùch", "title"),
        ("Tác giả", "authors"), ("NXB", "publisher"), ("Nơi XB", "place"), ("Năm xuất bản", "year"), ("nam_xb", "year"),
        ("Giá tiền (đồng)", "price"), ("Đơn giá", "price"), ("Số ĐKCB", "accession_number"), ("Số đăng ký cá biệt", "accession_number"),
        ("Ký hiệu phân loại", "class_mark"), ("Môn loại", "class_mark"), ("DDC", "class_mark"), ("Số lượng", "quantity"), ("Ngày nhập", "acquired_on"),
        ("Kho", "shelf"), ("Khổ", "size"), ("Kệ", "shelf"), ("Số trang", "pages"), ("ISBN", "isbn"), ("Tùng thư", "series"), ("Tập", "volume"),
        ("STT", ""), ("Thành tiền", ""), ("Màu bìa", None), ("", None),
    ],
)  # fmt: skip
def test_headings_in_any_spelling(heading: str, target: str | None) -> None:
    assert columns.target_of(heading) == target


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("PM.002774", [("PM", 2774, "")]), ("12a", [("", 12, "a")]), (12, [("", 12, "")]), ("GK 1 - GK 3", [("GK", 1, ""), ("GK", 2, ""), ("GK", 3, "")]),
        ("1-2; 5", [("", 1, ""), ("", 2, ""), ("", 5, "")]), ("GK.7, 9", [("GK", 7, ""), ("GK", 9, "")]), ("không có", None), ("5-1", None),
    ],
)  # fmt: skip
def test_accession_numbers(cell: object, numbers: list[tuple[str, int, str]] | None) -> None:
    found = cells.numbers(cell)
    assert (found and [(one.prefix, one.value, one.suffix) for one in found]) == numbers


def test_cells_as_people_write_them() -> None:
    assert [cells.price(cell) for cell in (25000.0, "25.000đ", "25,000 VND", "25 000,00", "25k", "2 USD", "")] == [
        25000
    ] * 5 + [None] * 2
    assert [cells.year(cell) for cell in (2005, "c2005", "[1998]", {"day": "2001-02-03"}, "x")] == [
        2005,
        2005,
        1998,
        2001,
        None,
    ]
    days = [cells.day(cell) for cell in ("26.XI.2007", "26/11/2007", "26-11-07", "2007-11-26", 39412)]
    assert days == [dt.date(2007, 11, 26)] * 5
    assert (cells.day("5/2010"), cells.day("2010"), cells.day("")) == (dt.date(2010, 5, 1), dt.date(2010, 1, 1), None)
    for wrong in ("32/13/2007", "hôm qua"):
        with pytest.raises(ValueError):
            cells.day(wrong)
    assert cells.isbn("0-306-40615-2") == ("9780306406157", False)
    assert cells.isbn(306406152) == ("9780306406157", False)
    assert cells.isbn("0-306-40615-3") == ("", True)
    assert [cells.language(cell) for cell in ("Tiếng Việt", "Anh", "eng", "Klingon")] == ["vie", "eng", "eng", ""]
    assert [cells.material(cell) for cell in ("Sách giáo khoa", "Tạp chí", "Sách")] == [
        "textbook",
        "periodical",
        "book",
    ]
    assert [
        cells.scheme_of(marks) for marks in (["895.9", 1.3], ["53(075)", "V23", "8(075)"], ["9(V)", "6T", "4X"], [])
    ] == ["ddc", "school", "19", "ddc"]
    assert cells.class_mark(1.3, "ddc") == "001.3"
    assert (cells.grade("Lớp 6"), cells.grade("x"), cells.quantity("03 bản"), cells.quantity("")) == (6, None, 3, None)
    assert len(cells.numbers("1 - 9999") or []) == cells.MOST_COPIES + 1
    assert [one.value for one in cells.numbers("5", "8") or []] == [5, 6, 7, 8]


def test_formats(tmp_path: Path) -> None:
    assert sniff(written(tmp_path, record(("245", "10$aX")))) == "iso2709"
    assert sniff(written(tmp_path, b'[{"leader"')) == "marcjson"
    assert sniff(written(tmp_path, "Tên,sách".encode())) == "csv"
    with pytest.raises(refusals.FormatUnknown):
        sniff(written(tmp_path, b"<svg></svg>"))
