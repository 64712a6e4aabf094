"""Numbers, class marks and MARC, without the database."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from densach.catalogue import marc, rules
from densach.catalogue.record_fields import RecordFields
from densach.catalogue.refusals import IsbnWrong, TitleMissing, TooManyEntries, YearWrong

DAY = dt.date(2026, 11, 22)
AT = dt.datetime(2026, 11, 22, 3, 0, tzinfo=dt.UTC)
DE_MEN = RecordFields(
    title="Dế Mèn phiêu lưu ký", subtitle="truyện", authors="Tô Hoài; Ngô Mạnh Lân", publisher="Kim Đồng", place="H.",
    year=2019, isbn="9786042087360", audience="child", class_scheme="ddc23", class_mark="895.9223", series="Sách vàng",
    subjects="Thiếu nhi; Văn học", volume="Tập 1", pages="143 tr.", summary="Chú dế đi xa.",
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "parts"),
    [("pm 2774", ("PM", 2774)), ("PM.002774", ("PM", 2774)), ("đv-12", ("ĐV", 12)), ("12", None), ("PM.12a", None)],
)
def test_accession_numbers_however_typed(typed: str, parts: tuple[str, int] | None) -> None:
    assert rules.number_parts(typed) == parts


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("604-2-08736-0".replace("604-2-08736-0", "0-306-40615-2"), "9780306406157"),
        ("978 604 2 08736 0", "9786042087360"),
    ],
)
def test_isbn_becomes_13_digits(typed: str, kept: str) -> None:
    assert rules.isbn13(typed) == kept


@pytest.mark.parametrize("typed", ["9786042087361", "978604", "abc", "123456789X1", "977604208736X"])
def test_wrong_isbn_is_refused(typed: str) -> None:
    with pytest.raises(IsbnWrong):
        rules.isbn13(typed)


@pytest.mark.parametrize(
    ("scheme", "mark", "group"),
    [
        ("ddc23", "895.9223", "8"), ("school", "53(075)", "5"), ("school", "V23", "8"), ("19", "đv13", "8"),
        ("ddc23", "V23", ""), ("", "", ""), ("other", "Q1", ""), ("ddc14", "²1", ""),
    ],
)  # fmt: skip
def test_subject_group_of_a_class_mark(scheme: str, mark: str, group: str) -> None:
    assert rules.subject_group(scheme, mark) == group


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        (RecordFields(title=" … "), TitleMissing), (RecordFields(title="A", year=2028), YearWrong),
        (RecordFields(title="A", year=999), YearWrong), (RecordFields(title="A", authors="x" * 501), TooManyEntries),
    ],
)  # fmt: skip
def test_records_that_cannot_be_kept(fields: RecordFields, refused: type) -> None:
    assert isinstance(rules.fields_refusal(fields, DAY), refused)


def test_a_usual_record_passes_and_is_tidied() -> None:
    assert rules.fields_refusal(DE_MEN, DAY) is None
    messy = RecordFields(title="  Dế   Mèn ", authors=" Tô Hoài ;; Ngô Mạnh Lân ; ", summary="một \n\n hai ")
    assert messy.cleaned() == RecordFields(title="Dế Mèn", authors="Tô Hoài; Ngô Mạnh Lân", summary="một\n\nhai")


def fields_of(record: dict, tag: str) -> list:
    return [field[tag] for field in record["fields"] if tag in field]


def subfields(record: dict, tag: str) -> list[str]:
    return [
        f"{code}:{value}"
        for field in fields_of(record, tag)
        for part in field["subfields"]
        for code, value in part.items()
    ]


def test_a_new_record_in_marc() -> None:
    made = marc.write(DE_MEN, control_number="abc", at=AT)
    assert json.loads(json.dumps(made)) == made
    assert made["leader"] == "     nam a22     7c 4500"
    assert fields_of(made, "001") == ["abc"]
    assert fields_of(made, "005") == ["20261122030000.0"]
    [fixed] = fields_of(made, "008")
    assert (len(fixed), fixed[:11], fixed[22], fixed[35:38]) == (40, "261122s2019", "j", "vie")
    assert subfields(made, "245") == ["a:Dế Mèn phiêu lưu ký", "n:Tập 1", "b:truyện", "c:Tô Hoài, Ngô Mạnh Lân"]
    assert subfields(made, "082") == ["a:895.9223", "2:23"]
    assert subfields(made, "264") == ["a:H.", "b:Kim Đồng", "c:2019"]
    assert (subfields(made, "100"), subfields(made, "700")) == (["a:Tô Hoài"], ["a:Ngô Mạnh Lân"])
    assert subfields(made, "653") == ["a:Thiếu nhi", "a:Văn học"]
    assert subfields(made, "521") == ["a:Thiếu nhi"]
    tags = [next(iter(field)) for field in made["fields"]]
    assert tags == sorted(tags)


def test_a_bare_periodical_in_marc() -> None:
    made = marc.write(RecordFields(title="The World", language="eng", material="periodical"), control_number="p", at=AT)
    assert made["leader"][6:8] == "as"
    assert fields_of(made, "245")[0]["ind1"] + fields_of(made, "245")[0]["ind2"] == "04"
    assert [next(iter(field)) for field in made["fields"]] == ["001", "005", "008", "041", "245"]
    assert fields_of(made, "008")[0][6:11] == "nuuuu"


@pytest.mark.parametrize(
    ("scheme", "tag", "written"), [("school", "084", ["a:V23", "2:school"]), ("ddc", "082", ["a:V23"])]
)
def test_other_schemes(scheme: str, tag: str, written: list[str]) -> None:
    made = marc.write(RecordFields(title="A", class_scheme=scheme, class_mark="V23"), control_number="c", at=AT)
    assert subfields(made, tag) == written


def test_an_edit_keeps_what_others_wrote() -> None:
    old = marc.write(DE_MEN, control_number="abc", at=AT)
    old["fields"][2] = {"008": "990101s2019    vm a   j      000 0 vie d"}
    old["fields"] += [
        {"020": {"ind1": " ", "ind2": " ", "subfields": [{"z": "123"}]}},
        {"264": {"ind1": " ", "ind2": "4", "subfields": [{"c": "©2018"}]}},
        {"650": {"ind1": " ", "ind2": "7", "subfields": [{"a": "Côn trùng"}]}},
        {"856": {"ind1": "4", "ind2": "0", "subfields": [{"u": "https://example.vn"}]}},
    ]
    [second] = fields_of(old, "700")
    second["subfields"].append({"e": "minh hoạ"})
    after = RecordFields(
        **{**DE_MEN.__dict__, "authors": "Tô Hoài; Người Khác; Ngô Mạnh Lân", "year": 2020, "isbn": ""}
    )
    made = marc.write(after, control_number="abc", at=AT, marc=old, before=DE_MEN)
    assert subfields(made, "700") == ["a:Người Khác", "a:Ngô Mạnh Lân", "e:minh hoạ"]
    assert subfields(made, "020") == ["z:123"]
    assert sorted(subfields(made, "264")) == ["a:H.", "b:Kim Đồng", "c:2020", "c:©2018"]
    assert subfields(made, "650") == ["a:Côn trùng"]
    assert subfields(made, "856") == ["u:https://example.vn"]
    assert fields_of(made, "008")[0] == "990101s2020    vm a   j      000 0 vie d"
    assert "".join(subfields(made, "245")).endswith("c:Tô Hoài, Người Khác, Ngô Mạnh Lân")


def test_an_edit_without_changes_changes_the_time_only() -> None:
    old = marc.write(DE_MEN, control_number="abc", at=AT)
    later = marc.write(DE_MEN, control_number="abc", at=AT + dt.timedelta(hours=1), marc=old, before=DE_MEN)
    assert [field for field in later["fields"] if field not in old["fields"]] == [{"005": "20261122040000.0"}]


def test_marc_that_is_none_is_an_error() -> None:
    with pytest.raises(KeyError):
        marc.read({"no": "marc"})
