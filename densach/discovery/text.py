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


@dataclass(frozen=True)
class Word:
    """One word of a query: as typed (lower case, tone placement normalised) and without accents."""

    exact: str
    folded: str

    @property
    def accented(self) -> bool:
        return self.exact != self.folded


def query_words(text: str) -> tuple[Word, ...]:
    """The first 50 distinct words of a query, NFC or NFD alike; punctuation and query syntax are blanks."""
    found: dict[str, Word] = {}
    for exact in exact_key(text[:MAX_QUERY]).split():
        for folded in fold(exact).split():
            found.setdefault(exact, Word(exact[:MAX_WORD], folded[:MAX_WORD]))
    return tuple(found.values())[:MAX_WORDS]


def exact_words(*texts: str) -> str:
    """Words with accents, blank-separated, as the index keeps them."""
    return " ".join(key for text in texts for word in text.split() if (key := _keys(word)[0]))


def folded_words(*texts: str) -> str:
    """Words without accents, blank-separated, as the index keeps them."""
    return " ".join(key for text in texts for word in text.split() if (key := _keys(word)[1]))


def title_order(title: str) -> str:
    """The collation key of `core.text.sort_key`, made word by word."""
    letters, tones = zip(*(_keys(word)[2:] for word in title.split()), strict=True) if title.split() else ((), ())
    return " ".join(filter(None, letters))[:180] + "\x1f" + "".join(tones)[:40]


# Vietnamese is written in some 7,000 different syllables: a book's words have nearly all been seen before
@lru_cache(maxsize=50_000)
def _keys(word: str) -> tuple[str, str, str, str]:
    """Of one blank-free stretch: exact words, folded words, sort letters, sort tones."""
    letters, _mark, tones = sort_key(word).partition("\x1f")
    return _shortened(exact_key(word)), _shortened(fold(word)), letters, tones


def identifier_key(text: str) -> str:
    """Letters and digits only, capitals: "978-604-2-13456-7" → "9786042134567", "PM.000123" → "PM000123"."""
    return _NOT_ALNUM.sub("", fold(text)).upper()[:MAX_WORD]


def identifier_keys(query: str) -> tuple[str, ...]:
    """What a query may mean as an identifier: the whole without blanks, each word that holds a digit, an ISBN-10 also
    as ISBN-13.
    """
    text = clean(query[:MAX_QUERY])
    keys = {identifier_key(text), *(identifier_key(word) for word in text.split() if any(map(str.isdigit, word)))}
    keys |= {isbn.to_isbn13(key) for key in keys if len(key) == 10 and isbn.is_valid(key)}
    return tuple(sorted(key for key in keys if len(key) >= 2 and any(map(str.isdigit, key))))


def _shortened(words: str) -> str:
    return " ".join(word[:MAX_WORD] for word in words.split())
