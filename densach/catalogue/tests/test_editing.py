"""The plain form's data, MARC as lines, field help, checks and differences."""

from __future__ import annotations

import datetime as dt
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from pymarc import MARCReader

from densach.catalogue.editing import checks, entry, fields, fixed, marc_form
from densach.catalogue.editing.differences import differences
from densach.catalogue.editing.lines import LeaderMissing, LineUnreadable, TooManyLines, from_lines, to_lines
from densach.catalogue.models import Material, Record
from densach.catalogue.record_fields import RecordFields
from tests import make

AT = dt.datetime(2026, 11, 22, 3, 0, tzinfo=dt.UTC)
LEADER = "     nam a22     7c 4500"


# --- the plain form ---


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "Tập 2"),
        ("Tập 9", "Tập 10"),
        ("T. 2A", "T. 3A"),
        ("Quyển IV", "Quyển V"),
        ("Q. VIII, phần thơ", "Q. IX, phần thơ"),
        ("XXXIX", "XL"),
        ("Quyển L", "Quyển LI"),
        ("Thượng", "Thượng"),
    ],
)
def test_the_volume_after_another(before: str, after: str) -> None:
    assert entry.volume_after(before) == after


def test_the_next_volume_keeps_what_the_set_has_in_common() -> None:
    record = Record(
        title="Kính vạn hoa", volume="Tập 3", authors="Nguyễn Nhật Ánh", isbn="9786042087360", pages="99 tr."
    )
    values = entry.next_volume(record)
    assert (values["title"], values["volume"], values["authors"]) == ("Kính vạn hoa", "Tập 4", "Nguyễn Nhật Ánh")
    assert values["isbn"] == values["pages"] == ""


def test_every_material_has_a_template_of_real_columns() -> None:
    assert set(entry.TEMPLATES) == set(Material.values)
    for template in entry.TEMPLATES.values():
        assert set(template.first) | set(template.initial) <= set(entry.NAMES)
    assert entry.start("map")["material"] == "map"
    assert entry.start("stone")["material"] == "book"
    assert entry.template_of("stone") is entry.TEMPLATES["book"]


def test_suggestions_are_taken_over() -> None:
    assert entry.take_over({}, "class_mark=ddc23|895.9223") == {"class_scheme": "ddc23", "class_mark": "895.9223"}
    assert entry.take_over({"subjects": "Truyện"}, "subjects=Dế") == {"subjects": "Truyện; Dế"}
    assert entry.take_over({"subjects": "Truyện"}, "subjects=truyện") == {"subjects": "Truyện"}
    for nonsense in ("", "subjects=", "title=Khác", "subjects"):
        assert entry.take_over({"title": "Nhan đề"}, nonsense) == {"title": "Nhan đề"}


# --- MARC as lines ---

_text = st.text(st.one_of(st.characters(), st.sampled_from("${}_# \n\r\t\x1f\u2028\xa0")))
_tag = st.one_of(st.from_regex(r"[0-9]{3}", fullmatch=True), st.text(min_size=1, max_size=3))
_sign = st.one_of(st.sampled_from("01 _#{$abc"), st.characters())


@st.composite
def _field(draw: Any) -> dict[str, Any]:
    tag = draw(_tag)
    if tag < "010" and tag.isdigit():
        return {tag: draw(_text)}
    parts = draw(st.lists(st.builds(lambda code, text: {code: text}, _sign, _text), max_size=4))
    return {tag: {"ind1": draw(_sign | st.just("")), "ind2": draw(_sign), "subfields": parts}}


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("0123 nam_{$#|"), min_size=24, max_size=24), st.lists(_field(), max_size=5))
def test_any_record_becomes_lines_and_the_same_record_again(leader: str, entries: list[dict[str, Any]]) -> None:
    marc = {"leader": leader, "fields": entries}
    text = "\n".join(to_lines(marc))
    assert from_lines(text) == marc
    assert from_lines(text.replace("\n", "\r\n")) == marc  # as a browser sends it


def test_lines_as_a_person_types_them() -> None:
    text = "LDR _____nam_a22_____7c_4500\n\n008 abc\n245 10 $a Dế Mèn  $c Tô Hoài \n653 $aDế\n500 # $a giá {$}5 {{}x}\n653 1 $a Một"
    marc = from_lines(text)
    assert marc["leader"] == LEADER
    assert marc["fields"][1] == {"245": {"ind1": "1", "ind2": "0", "subfields": [{"a": "Dế Mèn"}, {"c": "Tô Hoài"}]}}
    assert marc["fields"][2]["653"] == {"ind1": " ", "ind2": " ", "subfields": [{"a": "Dế"}]}
    assert marc["fields"][3]["500"]["subfields"] == [{"a": "giá $5 {x}"}]
    assert marc["fields"][4]["653"]["ind1"] == "1"


@pytest.mark.parametrize(
    "line",
    [
        "2450 10 $a x",
        "245 10 Dế Mèn",
        "245 10 $",
        "245 10 $a {u+110000}",
        "245 {10 $a x",
        "245 123 $a x",
    ],
)
def test_lines_that_cannot_be_read_are_named(line: str) -> None:
    with pytest.raises(LineUnreadable) as refused:
        from_lines(f"LDR {LEADER.replace(' ', '_')}\n\n{line}")
    assert refused.value.data["line"] == 3


def test_the_leader_comes_first_and_whole() -> None:
    for text in ("", "245 10 $a x", "LDR short\n245 10 $a x"):
        with pytest.raises(LeaderMissing):
            from_lines(text)
    with pytest.raises(TooManyLines):
        from_lines(f"LDR {LEADER.replace(' ', '_')}\n" + "653 __ $a x\n" * 2001)


# --- the editor's text ---


def _record(**values: Any) -> Record:
    from densach.catalogue import marc

    columns = RecordFields(title="Dế Mèn phiêu lưu ký", authors="Tô Hoài", year=2019, **values)
    return Record(title=columns.title, marc=marc.write(columns, control_number="abc", at=AT))


def test_what_the_machine_keeps_stays_whatever_is_typed() -> None:
    record = _record()
    text = marc_form.lines_of(record, AT)
    assert not {line[:3] for line in text.split("\n")} & set(marc_form.KEPT)
    assert [line[:3] for line in marc_form.kept_lines(record)] == ["001", "005"]
    whole, lines = marc_form.read(text, record)
    assert whole == record.marc
    assert lines == list(range(1, len(lines) + 1))
    hostile = text.replace("LDR _____nam_a22", "LDR 99999cam_a99") + "\n001 other\n003 XX\n005 1"
    whole, _lines = marc_form.read(hostile, record)
    assert whole["leader"] == LEADER.replace("nam", "cam")
    assert [entry for entry in whole["fields"] if "001" in entry] == [{"001": "abc"}]
    assert "003" not in {tag for entry in whole["fields"] for tag in entry}
    stamped = marc_form.stamped(whole, AT)
    assert stamped["fields"][1] == {"005": "20261122030000.0"}
    assert marc_form.lines_of(Record(title="Chưa có MARC", public_id="p"), AT).count("245") == 1


def test_blank_lines_of_a_form_are_left_out_but_not_what_a_record_had() -> None:
    for material in Material.values:
        text = marc_form.blank(material, AT)
        whole, _lines = marc_form.read(text.replace("245 10 $a  $b", "245 10 $a Một $b"), None)
        tags = [tag for entry in whole["fields"] for tag in entry]
        assert [tag for tag in tags if tag not in ("008", "041")] == ["245"]
        assert {"245": {"ind1": "1", "ind2": "0", "subfields": [{"a": "Một"}]}} in whole["fields"]
    assert "022" in marc_form.blank("periodical", AT)
    odd = {"245": {"ind1": "1", "ind2": "0", "subfields": [{"a": "x"}, {"b": ""}]}}
    empty = {"653": {"ind1": " ", "ind2": " ", "subfields": [{"a": ""}]}}
    record = Record(title="x", marc={"leader": "short", "fields": [odd, empty]})
    text = f"LDR {LEADER.replace(' ', '_')}\n245 10 $a x $b \n653 __ $a \n700 __ $a "
    assert marc_form.read(text, record)[0]["fields"] == [odd, empty]


def test_a_field_is_put_where_its_number_belongs() -> None:
    text = "LDR x\n008 y\n245 10 $a A\n653 __ $a B\n"
    assert marc_form.with_field(text, "300").split("\n")[3] == "300 __ $a "
    assert marc_form.with_field(text, "856").split("\n")[-1] == "856 __ $a "
    assert marc_form.with_field(text, "007").split("\n")[1] == "007 "
    assert marc_form.with_field(text, "777x") == text


# --- field help and checks ---


def test_field_help_in_both_languages() -> None:
    known = fields.known_fields()
    assert len(known) >= 120
    for field in known.values():
        assert field.words.vi
        assert field.words.en
        assert field.control or field.open or "a" in field.subfields or field.tag in ("880", "533"), field.tag
    assert str(known["245"].words).startswith("Nhan đề")
    with translation.override("en"):
        assert str(known["245"].words).startswith("Title")
    assert known["245"].once
    assert not known["650"].once
    assert known["650"].indicators[1] is not None
    assert known["650"].indicators[1].shown == "0 1 2 3 4 5 6 7"
    assert known["700"].subfields["e"].words.vi == "vai trò"
    assert fields.is_local("991")
    assert fields.is_local("590")
    assert not fields.is_local("245")


def test_places_of_008_by_material() -> None:
    data = "231122s2020    vm            000 0 vie d"
    for leader, kind in ((LEADER, "books"), ("     nas a", "serials"), ("     nem a", "maps"), ("     njm", "music")):
        assert fixed.kind_of(leader) == kind
        told = fixed.fixed_told(data, leader)
        assert [one.place.start for one in told] == sorted(one.place.start for one in told)
        assert sum(one.place.end - one.place.start + 1 for one in told) == 40
    assert fixed.kind_of("     nom a") == "visual"
    assert fixed.kind_of("     npm a") == ""
    assert not any(one.wrong for one in fixed.leader_told(LEADER))
    assert fixed.kept_leader("99999cxm a99", "00000nam a22") == "00000cxm a22"


def _said(*lines: str) -> str:
    marc = from_lines("\n".join([f"LDR {LEADER.replace(' ', '_')}", *lines]))
    return " | ".join(f"{remark.line}:{remark.sentence}" for remark in checks.remarks(marc))


def test_a_good_record_has_no_remarks() -> None:
    record = _record(isbn="9786042087360", subjects="Dế", class_scheme="ddc23", class_mark="895.9223")
    assert checks.remarks(record.marc) == []


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("333 __ $a x", "2:Trường 333 không có"),
        ("006 x", ""),
        ("004 x", "2:Trường 004 không có"),
        ("9ab __ $a x", ""),
        ("650 _9 $a x", "Chỉ thị 2 là “9”"),
        ("500 1_ $a x", "Chỉ thị 1 là “1”; chỉ có thể là: _."),
        ("880 xy $6 245", ""),
        ("500 __", "2:Trường trống"),
        ("500 __ $a x $a y", "$a chỉ được có một lần"),
        ("500 __ $z x", "không có trường con $z"),
        ("500 __ $a x $9 y", ""),
        ("653 __ $a ", "$a để trống"),
        ("020 __ $a 9786042087361", "không phải ISBN đúng"),
        ("020 __ $a 9786042087360 (bìa cứng)", ""),
        ("008 abc", "Trường 008 có 3 vị trí"),
        ("008 231122s2020____vm_____X______000_0_vie_d", "“X” ở vị trí 22"),
    ],
)
def test_remarks_name_the_line(line: str, sentence: str) -> None:
    found = _said(line, "245 10 $a Nhan đề")
    assert sentence in found if sentence else not found


def test_a_record_without_a_title_is_stopped() -> None:
    marc = from_lines(f"LDR {LEADER.replace(' ', '_').replace('nam', 'Zam')}\n500 __ $a x\n245 10 $c …\n245 10 $b x")
    found = checks.remarks(marc)
    assert found[0].stops
    assert "“Z” ở vị trí 05" in found[1].sentence
    assert "chỉ được có một lần" in found[-1].sentence
    assert not any(remark.stops for remark in found[1:])


# --- differences ---


def test_differences_field_by_field_and_word_by_word() -> None:
    def marc(*lines: str) -> dict[str, Any]:
        return from_lines("\n".join([f"LDR {LEADER.replace(' ', '_')}", *lines]))

    before = marc("005 1", "245 10 $a Dế mèn phiêu lưu ký", "653 __ $a Dế", "653 __ $a Truyện", "520 __ $a Cũ")
    after = marc("005 2", "245 10 $a Dế Mèn phiêu lưu ký", "653 __ $a Truyện", "653 __ $a Dế", "999 __ $a Mới")
    found = differences(before, after)
    assert [(change.tag, change.kind) for change in found] == [("245", "changed"), ("520", "removed"), ("999", "added")]
    gone = [piece.text for piece in found[0].before if piece.kind == "gone"]
    new = [piece.text for piece in found[0].after if piece.kind == "new"]
    assert (gone, new) == (["mèn"], ["Mèn"])
    assert found[0].words is not None
    assert found[2].words is None
    assert found[1].after == ()
    assert differences(before, before) == []


def test_a_record_without_versions_is_made_of_the_same_words(place: SimpleNamespace) -> None:
    book = make.record("Không MARC")
    assert differences({"leader": "", "fields": []}, book.marc or {"leader": "", "fields": []}) == []


# --- records of other libraries ---


def test_real_records_go_through_lines_unchanged(inputs: Path) -> None:
    read = 0
    for path in sorted((inputs / "marc").rglob("*.mrc")):
        with path.open("rb") as file:
            for found in islice(MARCReader(file, to_unicode=True, force_utf8=True, utf8_handling="replace"), 40):
                if found is None or len(str(found.leader)) != 24:
                    continue  # broken on purpose; the import tests speak of these
                marc = {"leader": str(found.leader), "fields": found.as_dict()["fields"]}
                assert from_lines("\n".join(to_lines(marc))) == marc
                checks.remarks(marc)
                read += 1
    assert read > 300
