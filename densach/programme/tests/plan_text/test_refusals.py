"""Files that are not the text of a plan: each refused by name, with what to do."""

from __future__ import annotations

import re

import pytest

from densach.programme.plan_text import PlanUnreadable, read_plan, source_lines
from densach.programme.plan_text.decode import MAX_BYTES, decode_text
from densach.programme.plan_text.errors import CODES

from .samples import codes, fixture, values

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n\t\r\n", "empty"),
        (b"\xef\xbb\xbf\n", "empty"),
        ("12 / 34 %\n…".encode(), "empty"),
        (bytes(range(256)) * 40, "binary"),
        (b"abc\x00def" * 100, "binary"),
        (b"\x01\x02\x03text" * 100, "binary"),
        (b"\xff\xfe" + b"\x00\xd8" * 400, "binary"),
        (bytes(range(128, 160)) * 100, "binary"),
        (b"%PDF-1.7 x", "pdf"),
        (b"{\\rtf1 x}", "rtf"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"\xff\xd8\xff\xe0", "image"),
        (b"Rar!\x1a", "archive"),
        (OLE + b"\x00" * 100, "old-doc"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"<!DOCTYPE html><html>x</html>", "html"),
        (b"<?xml version='1.0'?>\n<html><body>x", "html"),
        (b"PK\x03\x04 cut", "truncated-docx"),
        (b"a" * (MAX_BYTES + 1), "too-large"),
        (b"abc d\n" * 100_000, "too-long"),
    ],
)
def test_refused_by_name(data, code):
    with pytest.raises(PlanUnreadable) as caught:
        read_plan(data, "ke-hoach.txt")
    assert caught.value.code == code
    with pytest.raises(PlanUnreadable):
        source_lines(data, "ke-hoach.txt")


@pytest.mark.parametrize("code", sorted(CODES))
def test_each_refusal_says_what_to_do(code):
    error = PlanUnreadable(code)
    assert re.search(r"\b(?:Hãy|hãy)\b", error.sentence_vi)
    assert str(error) == error.sentence_en


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_encodings(encoding):
    expected = read_plan(fixture("01"), "x.txt").as_json()
    assert read_plan(fixture("01").decode().encode(encoding), "x.txt").as_json() == expected


def test_old_windows_code_page():
    """cp1258 writes a letter and its tone apart; what it lacks (ấ, ễ …) is written as base letter and mark."""
    vowels = {"\u0302\u0301": "\u0302", "\u0306\u0301": "\u0306"}
    data = _cp1258(fixture("01").decode())
    assert not any(mark in data.decode("cp1258") for mark in vowels)
    found = read_plan(data, "x.txt").as_json()
    assert values(found) == values(read_plan(fixture("01"), "x.txt").as_json())
    assert found["agencies"][0]["name"] == "Phòng Văn hóa và Thông tin"
    assert "legacy-encoding" in codes(found)


def _cp1258(text: str) -> bytes:
    import unicodedata

    result = bytearray()
    for char in unicodedata.normalize("NFC", text):
        try:
            result += char.encode("cp1258")
        except UnicodeEncodeError:
            marks = unicodedata.normalize("NFD", char)
            tone = next(mark for mark in marks[1:] if mark in "\u0300\u0301\u0303\u0309\u0323")
            rest = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark != tone))
            result += (rest + tone).encode("cp1258")
    return bytes(result)


def test_tcvn3_fonts():
    data = "KÕ ho¹ch cña th­ viÖn, thùc hiÖn ®Õn n¨m 2030".encode("latin-1")
    assert decode_text(data) == ("Kế hoạch của thư viện, thực hiện đến năm 2030", "tcvn3")


def test_a_few_damaged_bytes_do_not_lose_the_file():
    data = fixture("01").replace("Trần".encode(), b"Tr\xe1\xba n")
    found = read_plan(data, "x.txt").as_json()
    assert len(found["targets"]) == 6
    assert "legacy-encoding" in codes(found)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_ends(ending):
    data = fixture("01").decode().replace("\n", ending).encode()
    assert read_plan(data, "x.txt").as_json() == read_plan(fixture("01"), "x.txt").as_json()
