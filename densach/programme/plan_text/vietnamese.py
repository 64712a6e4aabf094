"""Vietnamese words and numbers as the reader compares them.

Folding never changes the length of a text, so what is found in the folded text can be cut out of the printed one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

UPPER = "A-ZÀ-ÖØ-ÞĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?"

_SIGNS = {"–": "-", "—": "-", "−": "-", "“": '"', "”": '"', "\u00a0": " "}


class _Folding(dict[int, str]):
    """Code point → one lower-case character without marks, worked out at first sight of each character."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        base = "d" if char in "đĐðÐ" else unicodedata.normalize("NFD", char)[0].lower()
        self[code] = _SIGNS.get(char, base if len(base) == 1 else char)
        return self[code]


_FOLDING = _Folding()
_TONES = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_TONE = re.compile("(?<!q)(?:" + "|".join(_TONES) + r")(?![a-zà-ỹ])")


def fold(text: str) -> str:
    """Lower case, no marks, đ as d, plain dashes and quotes; as long as `text` (which must be NFC)."""
    return text.translate(_FOLDING)


def spell(text: str) -> str:
    """Lower case with marks, tone placed the old way (hoá → hóa); as long as `text` wherever case changes allow."""
    lowered = text.lower()
    return _old_tones(lowered if len(lowered) == len(text) else text)


def _old_tones(text: str) -> str:
    return _TONE.sub(lambda found: _TONES[found[0]], text)


def unaccented(text: str) -> bool:
    """True when no letter carries a mark: a text typed or sent without diacritics."""
    return text.isascii() or not any(ord(char) > 127 and char.isalpha() for char in text)


def has_letters(text: str) -> bool:
    return any(char.isalpha() for char in text)


def all_capitals(text: str) -> bool:
    """True for headings in capitals; words of one or two letters and signs do not decide."""
    letters = [char for char in text if char.isalpha()]
    return len(letters) > 1 and sum(char.isupper() for char in letters) >= 0.9 * len(letters)


class Words:
    """A pattern written in lower case with its marks that also finds itself in a text without any.

    `plain` replaces the folded pattern where folding would make two words alike (có / cơ, mở / mô).
    """

    def __init__(self, pattern: str, plain: str | None = None) -> None:
        self._exact = re.compile(_old_tones(pattern))
        self._plain = re.compile(plain if plain is not None else fold(pattern))

    def finditer(self, text: str, start: int = 0) -> Iterator[re.Match[str]]:
        if unaccented(text):
            return self._plain.finditer(fold(text), start)
        return self._exact.finditer(spell(text), start)

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        return next(self.finditer(text, start), None)


def number(printed: str) -> int | float:
    """1.200 → 1200; 12,5 and 12.5 → 12.5; 05 → 5."""
    text = printed.strip()
    text = text.replace(".", "") if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", text) else text
    value = float(text.replace(",", "."))
    return int(value) if value.is_integer() else value


def printed_number(value: float) -> str:
    """12.5 → '12,5', 1200 → '1.200', as official papers print them."""
    whole, _, part = f"{value:g}".partition(".") if abs(value) < 1e6 else (f"{value:.0f}", "", "")
    grouped = f"{int(whole):,}".replace(",", ".")
    return f"{grouped},{part}" if part else grouped
