from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymarc import Field, Indicators, Leader, MARCReader, Record, Subfield

from densach.catalogue import marc
from densach.catalogue.marc_columns import control_number, fields_of
from densach.catalogue.models import Audience, Material
from densach.catalogue.record_fields import RecordFields

AT = dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC)


def record(*fields: tuple[str, str, str], leader: str = "00000nam a2200000 a 4500") -> Record:
    """A record of (tag, indicators, "$a text $b text") or, for control fields, (tag, "", data)."""
    made = Record(leader=leader)
    for tag, indicators, text in fields:
        if tag < "010":
            made.add_field(Field(tag=tag, data=text))
            continue
        parts = [Subfield(part[0], part[1:].strip()) for part in text.split("$")[1:]]
        made.add_field(Field(tag=tag, indicators=Indicators(*indicators), subfields=parts))
    return made


def fixed(year: str = "s1999    ", audience: str = " ", language: str = "eng") -> tuple[str, str, str]:
    return "008", "", f"990101{year[:5]}    xx     {audience}" + " " * 12 + language + " d"


def test_a_record_of_another_library() -> None:
    found = fields_of(
        record(
            ("001", "", "123"),
            ("003", "", "DLC"),
            fixed(audience="j"),
            ("020", "  ", "$a 0-306-40615-2 (pbk.)"),
            ("082", "00", "$a 895.9/223 $2 23"),
            ("100", "1 ", "$a Nguyễn, Du, $d 1765-1820."),
            ("245", "14", "$a The tale of Kiều : $b a bilingual edition / $c Nguyễn Du ; translated by X."),
            ("260", "  ", "$a New Haven : $b Yale University Press, $c c1983."),
            ("300", "  ", "$a xl, 211 p. ; $c 25 cm."),
            ("490", "1 ", "$a Southeast Asia studies ; $v 3"),
            ("650", " 0", "$a Vietnamese poetry $z Vietnam $v Translations."),
            ("650", " 7", "$a Vietnamese poetry $z Vietnam $v Translations $2 fast"),
            ("700", "1 ", "$a Huỳnh, Sanh Thông, $d 1926-"),
            ("521", "2 ", "$a Lớp 9"),
        )
    )
    assert found == RecordFields(
        title="The tale of Kiều",
        subtitle="a bilingual edition",
        authors="Nguyễn, Du; Huỳnh, Sanh Thông",
        publisher="Yale University Press",
        place="New Haven",
        year=1999,
        isbn="9780306406157",
        language="eng",
        audience=Audience.CHILD,
        class_scheme="ddc23",
        class_mark="895.9223",
        subjects="Vietnamese poetry -- Vietnam -- Translations",
        series="Southeast Asia studies ; 3",
        pages="xl, 211 p. ; 25 cm",
        grade=9,
    )


def test_initials_and_ellipses_keep_their_dots() -> None:
    assert marc.without_punctuation("Conan Doyle, A.") == "Conan Doyle, A."
    assert marc.without_punctuation("Một ngày...") == "Một ngày..."
    assert marc.without_punctuation("Một ngày. /") == "Một ngày"


def test_what_is_missing_or_wrong() -> None:
    bare = fields_of(record())
    assert (bare.title, bare.year, bare.isbn, bare.language, bare.class_scheme) == ("", None, "", "und", "")
    odd = fields_of(
        record(
            ("008", "", "short"),
            ("020", "  ", "$a 123"),
            ("041", "  ", "$a vie"),
            ("245", "00", "$c không nhan đề"),
            ("264", " 1", "$c [Khoảng 1987?]"),
            ("440", " 0", "$a Tủ sách vàng"),
            ("521", "  ", "$a Người lớn"),
            ("521", "2 ", "$a lớp mười"),
        )
    )
    assert (odd.title, odd.authors, odd.year, odd.isbn) == ("", "không nhan đề", 1987, "")
    assert (odd.language, odd.series, odd.audience, odd.grade) == ("vie", "Tủ sách vàng", Audience.ADULT, None)


@pytest.mark.parametrize(
    ("fields", "scheme", "mark"),
    [
        ([("084", "  ", "$a V23 $2 19")], "19", "V23"),
        ([("084", "  ", "$a Đỏ $2 colour")], "colour", "Đỏ"),
        ([("084", "  ", "$a X 1 $2 bbk")], "other", "X 1"),
        ([("082", "04", "$a 895.9221 $2 14")], "ddc14", "895.9221"),
        ([("082", "04", "$2 23"), ("050", " 4", "$a PL4378")], "other", "PL4378"),
    ],
)
def test_class_marks(fields: list[tuple[str, str, str]], scheme: str, mark: str) -> None:
    found = fields_of(record(*fields))
    assert (found.class_scheme, found.class_mark) == (scheme, mark)


@pytest.mark.parametrize(
    ("leader", "material"),
    [
        ("00000nas a2200000 a 4500", Material.PERIODICAL),
        ("00000nem a2200000 a 4500", Material.MAP),
        ("00000njm a2200000 a 4500", Material.RECORDING),
        ("00000nom a2200000 a 4500", Material.KIT),
        ("00000nam a2200000 a 4500", Material.BOOK),
        ("00000nkm a2200000 a 4500", Material.BOOK),
    ],
)
def test_materials(leader: str, material: str) -> None:
    assert fields_of(record(leader=leader)).material == material


def test_a_textbook_stays_one() -> None:
    bare = record()
    assert fields_of(bare, before=RecordFields(title="A", material=Material.TEXTBOOK)).material == Material.TEXTBOOK
    assert fields_of(record(("655", " 4", "$a Sách giáo khoa"))).material == Material.TEXTBOOK


def test_long_lists_end_with_a_whole_entry() -> None:
    names = [("700", "1 ", f"$a {'Tên dài ' * 8}{n}") for n in range(20)]
    found = fields_of(record(("245", "00", f"$a {'dài ' * 200}"), *names))
    assert len(found.authors) <= 500
    assert found.authors.split("; ")[-1].startswith("Tên dài")
    assert found.authors.split("; ")[-1][-1].isdigit()
    assert len(found.title) <= 500


def test_control_numbers() -> None:
    assert control_number(record(("001", "", " 123 "), ("003", "", "DLC"))) == "DLC 123"
    assert control_number(record(("001", "", "123"))) == "123"
    assert control_number(record(("003", "", "DLC"))) == ""


_TEXT = st.text("aăâbcdđeêghĐẶ 0123", min_size=1, max_size=30).map(lambda text: " ".join(text.split()) or "a")
_NAMES = st.lists(_TEXT, max_size=4, unique_by=str.casefold).map("; ".join)


@given(
    st.builds(
        RecordFields,
        title=_TEXT,
        subtitle=_TEXT,
        authors=_NAMES,
        publisher=_TEXT,
        place=_TEXT,
        year=st.none() | st.integers(1000, 2027),
        language=st.sampled_from(["vie", "eng", "tai"]),
        material=st.sampled_from(Material.values),
        subjects=_NAMES,
        series=_TEXT,
        volume=_TEXT,
        pages=_TEXT,
        summary=_TEXT,
        grade=st.none() | st.integers(1, 12),
        class_scheme=st.sampled_from(["ddc23", "ddc14", "ddc", "19", "school", "colour"]),
        class_mark=_TEXT,
    )
)
def test_what_is_written_is_read_again(fields: RecordFields) -> None:
    made = marc.write(fields, control_number="x", at=AT)
    assert replace(fields_of(marc.read(made)), class_mark=fields.class_mark) == fields


def test_a_number_and_names_from_elsewhere_survive_an_edit() -> None:
    source = record(
        ("001", "", "ocm1"),
        ("003", "", "OCoLC"),
        fixed("m1998", "a"),
        ("110", "2 ", "$a Viện Sử học"),
        ("245", "00", "$a Lịch sử"),
        ("650", " 0", "$a Việt Nam $x Lịch sử"),
        ("650", " 0", "$a Chiến tranh"),
    )
    before = fields_of(source)
    after = replace(before, authors="Người Mới; Viện Sử học", subjects="Việt Nam -- Lịch sử; Hòa bình")
    made = marc.read(marc.write(after, control_number="own", at=AT, marc=dict(source.as_dict()), before=before))
    assert (made["001"].data, made["003"].data, made["008"].data[6:11]) == ("ocm1", "OCoLC", "m1998")
    assert [field.tag for field in made.get_fields("100", "110", "700", "710")] == ["100", "710"]
    kept, new = made.get_fields("650", "653")
    assert [part.code for part in kept.subfields] == ["a", "x"]
    assert (new.tag, new["a"]) == ("653", "Hòa bình")
    assert fields_of(made) == replace(after, language="eng")


@pytest.mark.inputs
def test_real_records_are_kept_whole(inputs: Path) -> None:
    seen = 0
    for path in sorted(inputs.glob("marc/*/*.mrc")) + sorted(inputs.glob("books/technical-university/*.mrc")):
        with path.open("rb") as file:
            reader = MARCReader(file, to_unicode=True, force_utf8=True, hide_utf8_warnings=True, permissive=True)
            for found in islice(reader, 300):
                if found is None:
                    continue
                stored = dict(found.as_dict())
                assert marc.read(stored).as_dict() == stored
                fields_of(found)
                seen += 1
    assert seen > 300


def test_leader_of_reading_is_a_leader() -> None:
    assert isinstance(marc.read({"leader": "00000nam a2200000 a 4500", "fields": []}).leader, Leader)
