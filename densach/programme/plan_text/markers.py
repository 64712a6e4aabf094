"""Numbers, letters and bullets at the start of a line: what they are and how deep they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .vietnamese import UPPER, fold

BULLETS = "-–—−+•*▪●○◦·➢►✓√\uf0b7\uf0a7\uf0d8\uf02d"

_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
_ORDINALS = ("nhat", "hai", "ba", "tu", "nam", "sau", "bay", "tam")
_PART = re.compile(
    r"(?:phan|chuong|muc)\s+(?:thu\s+(?P<word>nhat|hai|ba|tu|nam|sau|bay|tam)|(?P<roman>[ivx]{1,5})|(?P<digit>\d{1,2}))"
    r"(?=[\s.:)-]|$)\s*[.:)-]?\s*"
)
_ROMAN = re.compile(
    r"(?P<label>X{0,2}(?:IX|IV|V?I{1,3}|V)|X{1,2})"
    rf"(?:\s*(?P<close>[.):])(?=\s|[{UPPER}]|$)|\s*(?P<dash>[-–/])\s+(?=[{UPPER}])|\s+(?=[{UPPER}]{{2,}}))\s*"
)
_CAPITAL = re.compile(rf"(?P<label>[A-HĐK])(?P<close>[.)])\s+(?=[{UPPER}“\"])")
_DECIMAL = re.compile(
    r"(?P<label>\d{1,2}(?:\.\d{1,2}){0,3})"
    rf"(?:(?P<close>[.):])(?=\s|[{UPPER}“\"]|$)|\s*(?P<dash>[-–/])\s+(?=[{UPPER}“\"])|(?P<bare>\s+)(?=[{UPPER}“\"]))\s*"
)
_LETTER = re.compile(r"(?P<label>[a-zđ])(?:\.?\d{1,2})?(?P<close>[).])(?=\s|$)\s*")
_BULLET = re.compile(rf"(?P<label>[{re.escape(BULLETS)}]|o(?=\s))\s*(?=\S)")

_RANKS = {"part": 0, "capital": 1, "roman": 2, "decimal": 3, "letter": 8, "bullet": 9}


@dataclass(frozen=True, slots=True)
class Marker:
    """`kind` part, capital, roman, decimal, letter or bullet; `value` its ordinal; `size` its length in characters."""

    kind: str
    label: str
    value: int
    depth: int
    close: str
    size: int

    @property
    def style(self) -> tuple[str, int, str]:
        """Markers of one style number one list."""
        return (self.kind, self.depth, self.close if self.kind != "bullet" else self.label)

    @property
    def rank(self) -> int:
        """Smaller stands higher: Phần, A., I., 1. 1) 1.1. a) -"""
        ranked = _RANKS[self.kind] + (self.depth - 1 if self.kind == "decimal" else 0)
        return ranked + (1 if self.kind == "decimal" and self.depth == 1 and self.close == ")" else 0)


def marker_of(text: str) -> Marker | None:
    """The marker at the start of `text` (already cleaned, no leading blanks)."""
    part = _PART.match(fold(text))
    if part:
        return Marker("part", part[0].strip(), _part_value(part), 1, "", part.end())
    roman = _ROMAN.match(text)
    if roman:
        return Marker("roman", roman["label"], roman_value(roman["label"]), 1, _close(roman), roman.end())
    decimal = _DECIMAL.match(text)
    if decimal and not (decimal["bare"] and "." not in decimal["label"]):
        numbers = decimal["label"].split(".")
        return Marker("decimal", decimal["label"], int(numbers[-1]), len(numbers), _close(decimal), decimal.end())
    for kind, pattern in (("capital", _CAPITAL), ("letter", _LETTER)):
        found = pattern.match(text)
        if found:
            return Marker(kind, found["label"], ord(found["label"]), 1, found["close"], found.end())
    bullet = _BULLET.match(text)
    if bullet:
        return Marker("bullet", bullet["label"], 0, 1, "", bullet.end())
    return None


def roman_value(label: str) -> int:
    values = [_ROMAN_VALUES[sign] for sign in label]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))


def _close(found: re.Match[str]) -> str:
    return found["close"] or found["dash"] or "."


def _part_value(found: re.Match[str]) -> int:
    if found["word"]:
        return _ORDINALS.index(found["word"]) + 1
    return roman_value(found["roman"].upper()) if found["roman"] else int(found["digit"])
