"""Widths of printed lines in Times New Roman Bold, to draw rules as long as the text above them."""

from __future__ import annotations

import unicodedata
from typing import Final

# advance widths in thousandths of the size, measured in Liberation Serif Bold (metric-compatible with the font);
# accented letters are as wide as their base letter, except the horned ones
_GROUPS: Final = {
    220: "|",
    250: " ,.\u00a0",
    278: "'/\\il",
    333: "!()-:;[]`fjt",
    389: "Is",
    394: "{}",
    444: "cerz",
    500: "#$*0123456789?J_agovxy–“”",
    520: "~",
    554: "ơ",
    555: '"',
    556: "Sbdhknpquđ",
    570: "+<=>",
    581: "^",
    600: "ư",
    611: "FP",
    667: "BELTZ",
    722: "ACDNRUVXYwĐ",
    778: "GHKOQƠ",
    796: "Ư",
    833: "&m",
    930: "@",
    944: "M",
    1000: "%W",
}
_WIDTHS: Final = {char: width for width, chars in _GROUPS.items() for char in chars}
_HORN: Final = "\u031b"
_TYPICAL: Final = 556


def line_width(text: str, size: float) -> float:
    """Width in points of `text` in bold at `size` points; letters outside the table count as a typical letter."""
    return sum(_char_width(char) for char in unicodedata.normalize("NFC", text)) * size / 1000


def _char_width(char: str) -> int:
    if char in _WIDTHS:
        return _WIDTHS[char]
    parts = unicodedata.normalize("NFD", char)
    base = unicodedata.normalize("NFC", parts[0] + _HORN) if _HORN in parts else parts[0]
    return _WIDTHS.get(base, _TYPICAL)


def widest_line(text: str, size: float, room: float) -> float:
    """Width in points of the widest line after wrapping `text` at blanks into `room` points."""
    blank = line_width(" ", size)
    widest = current = 0.0
    for word in text.split():
        width = line_width(word, size)
        current = width if not current or current + blank + width > room else current + blank + width
        widest = max(widest, current)
    return min(widest, room)
