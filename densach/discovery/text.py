"""Words of queries and documents: each with its accents and without, and identifiers as one word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from stdnum import isbn

from densach.core.text import clean, exact_key, fold, sort_key

MAX_QUERY = 400
MAX_WORDS = 50
MAX_WORD = 60
_NOT_ALNUM = re.compile(r"[\W_]+")
_CLASS_MARK = re.compile(r"\d{3}\.\d+")
_CLASS = re.compile(r"\d{3}(\.\d+)?")
_ROMAN = re.compile(r"x{0,3}(?:ix|iv|v?i{0,3})")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10}
_VOLUME_WORDS = frozenset({"tap", "tập", "phan", "phần", "quyen", "quyển", "vol", "volume", "part"})
_MAYBE_VOLUME = re.compile(r"\d|\b(?:t[aậ]p|ph[aầ]n|quy[eể]n|vol|volume|part)\b")


@dataclass(frozen=True)
class Word:
    """One word of a query: as typed (lower case, tone placement normalised) and without accents."""

    exact: str
    folded: str

    @property
    def accented(self) -> bool:
        return self.exact != self.folded


def query_words(text: str) -> tuple[Word, ...]:
    """The first 50 words of a query in order, NFC or NFD alike; punctuation and query syntax are blanks."""
    found = [
        Word(exact[:MAX_WORD], folded[:MAX_WORD])
        for exact in exact_key(text[:MAX_QUERY]).split()
        for folded in fold(exact).split()
    ]
    return tuple(found[:MAX_WORDS])


def exact_words(*texts: str) -> str:
    """Words with accents, blank-separated, as the index keeps them."""
    return " ".join(filter(None, (both_words(text)[0] for text in texts)))


def folded_words(*texts: str) -> str:
    """Words without accents, blank-separated, as the index keeps them."""
    return " ".join(filter(None, (both_words(text)[1] for text in texts)))


# names of persons, subjects, series and publishers come again and again
@lru_cache(maxsize=20_000)
def both_words(text: str) -> tuple[str, str]:
    """Words with accents, and words without, blank-separated, as the index keeps them."""
    keys = [_keys(word) for word in text.split()]
    return " ".join([key[0] for key in keys if key[0]]), " ".join([key[1] for key in keys if key[1]])


def title_order(title: str) -> str:
    """The collation key of `core.text.sort_key`, made word by word."""
    keys = [_keys(word) for word in title.split()]
    letters, tones = " ".join([key[2] for key in keys if key[2]]), "".join([key[3] for key in keys])
    return f"{letters[:180]}\x1f{tones[:40]}"


# Vietnamese is written in some 7,000 different syllables: a book's words have nearly all been seen before
@lru_cache(maxsize=50_000)
def _keys(word: str) -> tuple[str, str, str, str]:
    """Of one blank-free stretch: exact words, folded words, sort letters, sort tones."""
    letters, _mark, tones = sort_key(word).partition("\x1f")
    if word.isascii() and word.isalnum():
        plain = word.lower()[:MAX_WORD]
        return plain, plain, letters, tones
    exact = exact_key(word)
    folded = fold(exact) if exact.isalpha() else fold(word)
    return _shortened(exact), _shortened(folded), letters, tones


def identifier_key(text: str) -> str:
    """Letters and digits only, capitals: "978-604-2-13456-7" → "9786042134567", "PM.000123" → "PM000123"; a class mark
    keeps its point, so that 200.5 is no year.
    """
    mark = text.strip()
    if _CLASS_MARK.fullmatch(mark):
        return mark[:MAX_WORD]
    plain = mark.replace(".", "")
    if plain.isascii() and plain.isalnum():
        return plain.upper()[:MAX_WORD]
    return _NOT_ALNUM.sub("", fold(mark)).upper()[:MAX_WORD]


def identifier_keys(query: str) -> tuple[str, ...]:
    """What a query may mean as an identifier: the whole without blanks; each of several words that can be nothing else
    (a class mark with its point, or at least six signs with four figures); an ISBN-10 also as ISBN-13.
    """
    text = clean(query[:MAX_QUERY])
    keys = {identifier_key(text), *filter(_is_telling, map(identifier_key, text.split()))}
    keys |= {isbn.to_isbn13(key) for key in keys if len(key) == 10 and isbn.is_valid(key)}
    return tuple(sorted(key for key in keys if len(key) >= 2 and any(map(str.isdigit, key))))


def _is_telling(key: str) -> bool:
    return "." in key or (len(key) >= 6 and sum(map(str.isdigit, key)) >= 4)


def is_class(key: str) -> bool:
    """Whether an identifier key may be a class of the decimal classification."""
    return _CLASS.fullmatch(key) is not None


def without_volume(folded: str) -> str:
    """The words of a title without the number of its volume: "kinh van hoa tap 3" → "kinh van hoa"; never empty."""
    if not _MAYBE_VOLUME.search(folded):
        return folded
    words = folded.split()
    if len(words) > 1 and _number(words[-1], words[-2]) is not None:
        words = words[: -2 if words[-2] in _VOLUME_WORDS else -1]
    return " ".join(words) or folded


def volume_of(folded: str) -> tuple[str, int]:
    """The family of a folded title (its words without numbers and words for volume) and its place therein, by the
    first three of its numbers: "toan 10 tap 2" → ("toan", 10 002 000); a title without numbers stands before all.
    """
    if not _MAYBE_VOLUME.search(folded):
        return folded, 0
    family, numbers, before = [], [], ""
    for word in folded.split():
        number = _number(word, before)
        if number is not None:
            numbers.append(number)
        elif word not in _VOLUME_WORDS:
            family.append(word)
        before = word
    first, second, third = (*numbers[:3], 0, 0, 0)[:3]
    return " ".join(family), first * 1_000_000 + second * 1_000 + third


def _number(word: str, before: str) -> int | None:
    """At most three figures (four would be a year), or Roman after a word for volume."""
    if word.isdecimal():
        return int(word) if len(word) <= 3 else None
    return _roman(word) if before in _VOLUME_WORDS and _ROMAN.fullmatch(word) else None


def _roman(letters: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in letters]
    return sum(
        -value if place + 1 < len(values) and value < values[place + 1] else value for place, value in enumerate(values)
    )


def _shortened(words: str) -> str:
    return " ".join(word[:MAX_WORD] for word in words.split())
