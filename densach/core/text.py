"""Vietnamese text: one form at the door, keys for exact and accent-free comparison, and a sort key.

Source of the rules: 3-vietnam.md §5 (đ has no decomposition; HÒA and HOÀ are equal; a ă â b c d đ …).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng
_FOLD_EXTRA = str.maketrans(
    {"đ": "d", "Đ": "D", "Ð": "D", "ð": "d", "ł": "l", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe"}
)
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_RANK = {letter: chr(0x30 + index) for index, letter in enumerate(_LETTERS)}
# order of tones in Vietnamese dictionaries: level, huyền, hỏi, ngã, sắc, nặng
_TONE_RANK = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_LATE_TONE = re.compile(r"(o|u)(a|e|y)([" + _TONES + r"])(?![a-zăâêôơư])", re.IGNORECASE)
_LATE_TONE_LETTERS = "àáảãạèéẻẽẹỳýỷỹỵ"
_MAYBE_LATE_TONE = re.compile(f"[ou][{_LATE_TONE_LETTERS}]", re.IGNORECASE)
_QUY = re.compile(r"quy[" + _TONES + r"]", re.IGNORECASE)
_MARKS = re.compile("[\u0300-\u036f]")
_SPACE = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[^\w]+", re.UNICODE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def clean(text: str) -> str:
    """NFC text without control characters, with single blanks, `Ð` (U+00D0) mended to `Đ`."""
    text = unicodedata.normalize("NFC", text)
    if text.isprintable() and "  " not in text and "\u00d0" not in text:  # most texts: no sign but letters and blanks
        return text.strip()
    text = _CONTROL.sub("", text).replace("\u00d0", "\u0110").replace("\u200b", "")
    return _SPACE.sub(" ", text).strip()


def clean_lines(text: str) -> str:
    """As `clean`, keeping line breaks (for notes and narratives)."""
    return "\n".join(clean(line) for line in text.splitlines()).strip()


def old_tone_placement(text: str) -> str:
    """Put tones of oa, oe, uy on the first vowel (hoá → hóa); input and output NFC."""
    if not _MAYBE_LATE_TONE.search(text):
        return text
    parts = []
    for word in re.split(r"(\s+)", text):
        parts.append(_old_placed(word) if _MAYBE_LATE_TONE.search(word) else word)
    return "".join(parts)


def _old_placed(word: str) -> str:
    decomposed = _tone_last(unicodedata.normalize("NFD", word))
    if not _QUY.search(decomposed):
        decomposed = _LATE_TONE.sub(r"\1\3\2", decomposed)
    return unicodedata.normalize("NFC", decomposed)


def _tone_last(decomposed: str) -> str:
    """NFD puts the dot below before a circumflex or horn: move each tone behind the other marks of its letter."""
    return re.sub(r"([" + _TONES + r"])([\u0302\u0306\u031b]+)", r"\2\1", decomposed)


def exact_key(text: str) -> str:
    """Lower-case key that keeps accents; hoá = hóa, NFC = NFD, punctuation as blanks."""
    return _NOT_WORD.sub(" ", old_tone_placement(clean(text)).lower()).strip()


def fold(text: str) -> str:
    """ASCII-ish lower-case key without accents: "Đèn Sách" → "den sach"."""
    decomposed = unicodedata.normalize("NFD", clean(text).lower().translate(_FOLD_EXTRA))
    bare = _MARKS.sub("", decomposed)
    if not bare.isascii():
        bare = "".join(char for char in bare if not unicodedata.combining(char))
    return _NOT_WORD.sub(" ", bare).strip()


def sort_key(text: str) -> str:
    """Stored collation key: byte order of keys is Vietnamese dictionary order, letters before tones; numbers by value."""
    words = [_sorted_word(word) for word in exact_key(text).split()]
    return " ".join(letters for letters, _tone in words)[:180] + "\x1f" + "".join(tone for _letters, tone in words)[:40]


@lru_cache(maxsize=32_768)
def _sorted_word(word: str) -> tuple[str, str]:
    """Letters and tone of one word as they sort. Vietnamese has some 7,000 syllables, so most words come again."""
    letters: list[str] = []
    tone = "0"
    for char in _split_numbers(word):
        if char.isdigit():
            letters.append("!" + char.zfill(8))
            continue
        base, mark = _base_and_tone(char)
        tone = mark or tone
        letters.append(_LETTER_RANK.get(base, "~" + base))
    return "".join(letters), tone


def _split_numbers(word: str) -> list[str]:
    return re.findall(r"[0-9]+|\D|\d", word)


def _base_and_tone(char: str) -> tuple[str, str]:
    tone = ""
    kept = []
    for part in unicodedata.normalize("NFD", char):
        if part in _TONE_RANK:
            tone = _TONE_RANK[part]
        else:
            kept.append(part)
    return unicodedata.normalize("NFC", "".join(kept)), tone


def initials(text: str) -> str:
    """First letters of the words, capitals: "Nông Thị Hoa" → "NTH"."""
    return "".join(word[0] for word in clean(text).split()).upper()
