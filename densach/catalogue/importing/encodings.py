"""From the bytes of a MARC field to text: what is declared, what is true, and what could not be read.

Old systems of Vietnam export the letters of their fonts (TCVN3, VNI) under the name of MARC-8; others write UTF-8 and
forget to say so. pymarc reads what it cannot read as a blank; here every such sign is counted.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from enum import StrEnum

from pymarc import marc8_mapping

from densach.core.legacy_text import Font, detect, syllables, to_unicode


class Encoding(StrEnum):
    """How bytes that are no UTF-8 are read; UTF-8 is recognised by itself."""

    MARC8 = "marc-8"
    LATIN1 = "latin-1"
    CP1258 = "cp1258"
    TCVN3 = "tcvn3"
    VNI = "vni"


type Decode = Callable[[bytes], tuple[str, int]]

LOST = "\ufffd"
_ESCAPE = 0x1B
_G0, _G1 = b"(,", b")-"
_LATIN, _ANSEL, _EAST_ASIAN = 0x42, 0x45, 0x31


def from_marc8(data: bytes) -> tuple[str, int]:
    """NFC text and the number of signs that are no MARC-8, each shown as U+FFFD.

    Source: MARC 21 Specifications for Record Structure, character sets, MARC-8.
    """
    if data.isascii() and _ESCAPE not in data:
        return data.decode("ascii"), 0
    sets = [_LATIN, _ANSEL]
    text: list[str] = []
    marks: list[str] = []
    lost = at = 0
    while at < len(data):
        if data[at] == _ESCAPE and (after := _designate(data, at, sets)):
            at = after
            continue
        width = 3 if sets[0] == _EAST_ASIAN and 0x20 < data[at] < 0x80 else 1
        sign, combines = _sign(data[at : at + width], sets)
        at += width
        lost += sign == LOST
        if combines:
            marks.append(sign)
            continue
        text.append(sign)
        text += marks
        marks.clear()
    text += marks  # marks without a letter stay where they were
    return unicodedata.normalize("NFC", "".join(text)), lost


def _designate(data: bytes, at: int, sets: list[int]) -> int:
    """Obey an escape sequence; returns where the text goes on, 0 where it is none."""
    rest = data[at + 1 : at + 4]
    if rest[:1] in (b"g", b"b", b"p", b"1", b"s"):
        sets[0] = _LATIN if rest[:1] == b"s" else rest[0]
        return at + 2
    many = rest[:1] == b"$"
    body = rest[1:] if many else rest
    if body[:1] and body[0] in _G0 + _G1 and len(body) > 1:
        sets[0 if body[0] in _G0 else 1] = body[1]
        return at + (4 if many else 3)
    if many and body:
        sets[0] = body[0]
        return at + 3
    return 0


def _sign(unit: bytes, sets: list[int]) -> tuple[str, bool]:
    code = int.from_bytes(unit)
    if code < 0x20 or (0x80 <= code < 0xA0 and len(unit) == 1):
        return ("", False) if code == _ESCAPE else (chr(code), False)
    table = sets[1] if code > 0x80 and len(unit) == 1 else sets[0]
    found = marc8_mapping.CODESETS.get(table, {}).get(code)
    if found:
        return chr(found[0]), bool(found[1])
    odd = marc8_mapping.ODD_MAP.get(code)
    return (chr(odd), False) if odd else (" ", False) if code == 0x20 else (LOST, False)


def _from_code_page(name: str) -> Decode:
    def decode(data: bytes) -> tuple[str, int]:
        text = data.decode(name, "replace")
        return unicodedata.normalize("NFC", text), text.count(LOST)

    return decode


def _from_font(font: Font) -> Decode:
    return lambda data: (to_unicode(data.decode("latin-1"), font), 0)


DECODERS: dict[Encoding, Decode] = {
    Encoding.MARC8: from_marc8,
    Encoding.LATIN1: _from_code_page("cp1252"),
    Encoding.CP1258: _from_code_page("cp1258"),
    Encoding.TCVN3: _from_font(Font.TCVN3),
    Encoding.VNI: _from_font(Font.VNI),
}


def guess(samples: Iterable[bytes]) -> Encoding:
    """How the fields of a file that are no UTF-8 are most likely written.

    MARC-8 sets marks before their letter: read as MARC-8, text of Latin-1 has marks that fit no letter.
    """
    data = list(samples)
    verdict = detect(part.decode("latin-1") for part in data)
    if verdict.font != Font.UNICODE and verdict.confidence >= 0.5:
        return Encoding.VNI if verdict.font == Font.VNI else Encoding.TCVN3
    read = [from_marc8(part) for part in data]
    marks = sum(unicodedata.combining(char) > 0 for text, _lost in read for char in text)
    letters = sum(char > "\x7f" for text, _lost in read for char in text)
    lost = sum(n for _text, n in read)
    if letters and (marks + lost) * 2 > letters:
        vietnamese = syllables(_from_code_page("cp1258")(part)[0] for part in data)
        return Encoding.CP1258 if vietnamese > 0.6 else Encoding.LATIN1
    return Encoding.MARC8
