"""Searches said field by field and joined by and, or, not: what query languages of other systems are turned into.

Unlike `queries.search` nothing is guessed: no typos, no keystrokes, no fewer words. The order is stable from page to
page as long as the index does not change.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal

import tantivy
from tantivy import Occur, Query

from .index import searcher
from .schema import key_of, schema
from .text import MAX_WORD, exact_words, folded_words, identifier_key

type Field = Literal["title", "people", "subjects", "text"]
type Order = Literal["relevance", "title", "title-descending", "newest", "oldest"]
_ORDERS: dict[str, dict[str, Any]] = {
    "relevance": {},
    "title": {"order_by_field": "sort", "order": tantivy.Order.Asc},
    "title-descending": {"order_by_field": "sort", "order": tantivy.Order.Desc},
    "newest": {"order_by_field": "when", "order": tantivy.Order.Desc},
    "oldest": {"order_by_field": "when", "order": tantivy.Order.Asc},
}
_SIGN = re.compile(r"[^\w ]")
# more important fields score more, as on the search page
_WEIGHT = {"title": 4.0, "people": 2.5, "subjects": 1.5, "text": 0.6}


class Mask(Enum):
    """What stands for letters not known."""

    ONE = "."
    MANY = ".*"


type Piece = str | Mask


@dataclass(frozen=True)
class Phrase:
    """The words side by side in one of the fields; a word is a run of pieces. `accents`: only as written."""

    fields: tuple[Field, ...]
    words: tuple[tuple[Piece, ...], ...]
    accents: bool = False


@dataclass(frozen=True)
class WholeTitle:
    """The title from its first word to its last; pieces as in Phrase, blanks included."""

    pieces: tuple[Piece, ...]
    accents: bool = False


@dataclass(frozen=True)
class Identifier:
    """An ISBN, accession number or class mark, found whole."""

    text: str


@dataclass(frozen=True)
class Years:
    """Published from one year to another, both included; None leaves a side open."""

    first: int | None = None
    last: int | None = None


@dataclass(frozen=True)
class Language:
    code: str


@dataclass(frozen=True)
class Ids:
    """Things by their row numbers."""

    ids: tuple[int, ...]


@dataclass(frozen=True)
class Everything:
    pass


@dataclass(frozen=True)
class AllOf:
    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class AnyOf:
    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Without:
    """`wanted` less `unwanted`."""

    wanted: Condition
    unwanted: Condition


type Condition = Phrase | WholeTitle | Identifier | Years | Language | Ids | Everything | AllOf | AnyOf | Without


@dataclass(frozen=True)
class Found:
    """Row numbers of one page in order, and how many there are in all. `ready` is False where there is no index."""

    ids: tuple[int, ...] = ()
    total: int = 0
    ready: bool = True


def find(condition: Condition, *, kind: str, order: Order = "title", offset: int = 0, limit: int = 20) -> Found:
    """Things of one kind that meet the condition, from the `offset`th on, at most `limit` (0 only counts)."""
    reader = searcher()
    if reader is None:
        return Found(ready=False)
    of_kind = Query.const_score_query(Query.term_query(schema(), "kind", kind), 0.0)
    query = Query.boolean_query([(Occur.Must, compiled(condition, kind)), (Occur.Must, of_kind)])
    counted: Any = reader.search(query, 1)
    total = int(counted.count)
    if not limit or offset >= total:
        return Found((), total)
    hits = reader.search(query, min(limit, total - offset), count=False, offset=offset, **_ORDERS[order]).hits
    ids = reader.fast_field_values("id", [address for _score, address in hits])
    return Found(tuple(int(pk or 0) for pk in ids), total)


def words_of(text: str, *, accents: bool = False) -> tuple[tuple[Piece, ...], ...]:
    """A plain text as the words of a Phrase."""
    return tuple((word,) for word in (exact_words(text) if accents else folded_words(text)).split())


def letters_of(text: str, *, accents: bool = False) -> str:
    """A part of one word as the index writes it: without blanks and signs."""
    return "".join((exact_words(text) if accents else folded_words(text)).split())


def compiled(condition: Condition, kind: str) -> Query:
    """The engine's form of a condition on things of a kind."""
    match condition:
        case AllOf(parts):
            query = Query.boolean_query([(Occur.Must, compiled(part, kind)) for part in parts])
        case AnyOf(parts):
            query = Query.boolean_query([(Occur.Should, compiled(part, kind)) for part in parts])
        case Without(wanted, unwanted):
            query = Query.boolean_query(
                [(Occur.Must, compiled(wanted, kind)), (Occur.MustNot, compiled(unwanted, kind))]
            )
        case Ids(ids):
            query = Query.term_set_query(schema(), "key", [key_of(kind, pk) for pk in ids])
        case _:
            query = _leaf(condition)
    return query


def _leaf(condition: Phrase | WholeTitle | Identifier | Years | Language | Everything) -> Query:
    match condition:
        case Phrase():
            query = _phrase(condition)
        case WholeTitle(pieces, accents):
            query = _pattern("whole_exact" if accents else "whole_folded", pieces, longest=500)
        case Identifier(text):
            key = identifier_key(text)
            query = Query.term_query(schema(), "identifier", key) if key else Query.empty_query()
        case Years():
            query = _years(condition)
        case Language(code):
            query = Query.term_query(schema(), "language", code)
        case Everything():
            query = Query.all_query()
    return query


def _phrase(phrase: Phrase) -> Query:
    words = phrase.words
    if not words or not all(words):
        return Query.empty_query()
    ending = "exact" if phrase.accents else "folded"
    found = [Query.boost_query(_side_by_side(f"{name}_{ending}", words), _WEIGHT[name]) for name in phrase.fields]
    return Query.disjunction_max_query(found, 0.1)


def _side_by_side(field: str, words: Sequence[tuple[Piece, ...]]) -> Query:
    if len(words) == 1:
        return _pattern(field, words[0], longest=MAX_WORD)
    if all(isinstance(piece, str) for word in words for piece in word):
        plain: list[str | tuple[int, str]] = ["".join(map(str, word))[:MAX_WORD] for word in words]
        return Query.phrase_query(schema(), field, plain)
    patterns: list[str | tuple[int, str]] = [_regex(word) for word in words]
    return Query.regex_phrase_query(schema(), field, patterns)


def _pattern(field: str, pieces: Sequence[Piece], *, longest: int) -> Query:
    if all(isinstance(piece, str) for piece in pieces):
        text = "".join(map(str, pieces))[:longest]
        return Query.term_query(schema(), field, text, "position" if longest == MAX_WORD else "basic")
    return Query.regex_query(schema(), field, _regex(pieces))


def _regex(pieces: Sequence[Piece]) -> str:
    return "".join(piece.value if isinstance(piece, Mask) else _SIGN.sub(r"\\\g<0>", piece) for piece in pieces)


def _years(years: Years) -> Query:
    first, last = max(years.first or 0, 0), min(9999 if years.last is None else years.last, 9999)
    if first > last:
        return Query.empty_query()
    return Query.range_query(schema(), "year", tantivy.FieldType.Unsigned, first, last)
