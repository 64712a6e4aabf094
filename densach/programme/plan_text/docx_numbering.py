"""The numbers and bullets that Word draws before paragraphs but keeps out of their text (ECMA-376 part 1, §17.9)."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    start: int


class Numbering:
    """Counts the numbered paragraphs of one document in order; `prefix` must be asked once per paragraph."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._abstract_of: dict[str, str] = {}
        self._style_numbers: dict[str, tuple[str, int]] = {}
        self._restarting: set[str] = set()
        self._counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
        if numbering is not None:
            self._read_levels(numbering)
        if styles is not None:
            self._read_styles(styles)

    def _read_levels(self, root: etree._Element) -> None:
        for abstract in root.iter(W + "abstractNum"):
            levels = {int(_get(level, "ilvl") or 0): _level(level) for level in abstract.iter(W + "lvl")}
            self._levels[_get(abstract, "abstractNumId") or ""] = levels
        for num in root.iter(W + "num"):
            self._abstract_of[_get(num, "numId") or ""] = _value(num, "abstractNumId") or ""
            if num.find(f"{W}lvlOverride/{W}startOverride") is not None:
                self._restarting.add(_get(num, "numId") or "")

    def _read_styles(self, root: etree._Element) -> None:
        for style in root.iter(W + "style"):
            found = _number_of(style.find(W + "pPr"))
            if found:
                self._style_numbers[_get(style, "styleId") or ""] = found

    def prefix(self, paragraph: etree._Element) -> str:
        """`"1.2. "`, `"- "` or nothing."""
        properties = paragraph.find(W + "pPr")
        if properties is None:
            return ""
        style = _value(properties, "pStyle") or ""
        found = _number_of(properties) or self._style_numbers.get(style)
        levels = self._levels.get(self._abstract_of.get(found[0], ""), {}) if found else {}
        if not found or found[1] not in levels:
            return ""
        return self._drawn(found[0], found[1], levels)

    def _drawn(self, number: str, depth: int, levels: dict[int, _Level]) -> str:
        level = levels[depth]
        counts = self._counts[f"restart {number}" if number in self._restarting else self._abstract_of[number]]
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [key for key in counts if key > depth]:
            del counts[deeper]
        if level.form == "bullet":
            return "- "
        if level.form == "none":
            return ""

        def shown(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            other = levels.get(at, level)
            return _formatted(counts.get(at, other.start), other.form)

        return re.sub(r"%(\d)", shown, level.text) + " "


def _level(element: etree._Element) -> _Level:
    start = _value(element, "start") or "1"
    return _Level(
        form=_value(element, "numFmt") or "decimal",
        text=_value(element, "lvlText") or "",
        start=int(start) if start.isdigit() else 1,
    )


def _number_of(properties: etree._Element | None) -> tuple[str, int] | None:
    numbered = properties.find(W + "numPr") if properties is not None else None
    number = _value(numbered, "numId") if numbered is not None else None
    if numbered is None or number is None or number == "0":
        return None
    depth = _value(numbered, "ilvl") or "0"
    return number, int(depth) if depth.isdigit() else 0


def _get(element: etree._Element, name: str) -> str | None:
    found = element.get(W + name)
    return str(found) if found is not None else None


def _value(element: etree._Element, name: str) -> str | None:
    child = element.find(W + name)
    return _get(child, "val") if child is not None else None


def _formatted(value: int, form: str) -> str:
    if form in {"upperRoman", "lowerRoman"}:
        roman, rest = "", max(0, min(value, 39))
        for size, sign in _ROMAN:
            count, rest = divmod(rest, size)
            roman += sign * count
        return roman if form == "upperRoman" else roman.lower()
    if form in {"upperLetter", "lowerLetter"}:
        letter = chr(ord("a") + (max(1, value) - 1) % 26)
        return letter.upper() if form == "upperLetter" else letter
    return str(value)
