"""How wide texts are in the print font and how they break into lines, so that pages can be filled before typst sees them.

Widths are asked of typst itself once; kerning and ligatures are off in the ledger template, so that they simply add up.
"""

from __future__ import annotations

import json
import unicodedata
from functools import cache, lru_cache
from itertools import chain
from typing import Final

from .engine import compiler

_LETTERS: Final = "".join(
    chr(code)
    for code in chain(range(0x20, 0x7F), range(0xA0, 0x180), range(0x1A0, 0x1B1), range(0x1EA0, 0x1EFA), range(0x2010, 0x2027))
) + "₫…№−×☐"  # fmt: skip
# a letter that typst takes from another of its fonts, or has none for: as wide as the widest
_UNKNOWN: Final = 1100


@cache
def _advances(bold: bool) -> dict[str, int]:
    """Advance widths in thousandths of the size."""
    found = compiler("widths", {"letters": list(_LETTERS), "bold": bold}).query("<widths>", field="value", one=True)
    return {letter: round(wide) for letter, wide in zip(_LETTERS, json.loads(found), strict=True)}


@lru_cache(maxsize=60_000)
def width(text: str, bold: bool = False) -> int:
    """Width of a text in one line, in thousandths of the font size."""
    table = _advances(bold)
    return sum(
        table.get(char, 0 if unicodedata.combining(char) else _UNKNOWN) for char in unicodedata.normalize("NFC", text)
    )


def wrap(text: str, room: int, *, bold: bool = False) -> list[str]:
    """The lines of a text in `room` (thousandths of the font size); a word that is too long is cut. At least one line."""
    if " " not in text and "\n" not in text and width(text, bold) <= room:
        return [text]
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines += _wrap_paragraph(paragraph, room, bold)
    return lines


def _wrap_paragraph(text: str, room: int, bold: bool) -> list[str]:
    blank = width(" ", bold)
    lines: list[str] = []
    current: list[str] = []
    used = 0
    for word in _fitting(text.split(), room, bold):
        wide = width(word, bold)
        if current and used + blank + wide > room:
            lines.append(" ".join(current))
            current, used = [word], wide
        else:
            used += wide + (blank if current else 0)
            current.append(word)
    return [*lines, " ".join(current)]


def _fitting(words: list[str], room: int, bold: bool) -> list[str]:
    fitting: list[str] = []
    for word in words:
        rest = word
        while width(rest, bold) > room and len(rest) > 1:
            cut = len(rest) - 1
            while cut > 1 and width(rest[:cut], bold) > room:
                cut -= 1
            fitting.append(rest[:cut])
            rest = rest[cut:]
        fitting.append(rest)
    return fitting
