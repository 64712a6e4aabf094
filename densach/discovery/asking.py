"""A query and its filters as engine queries, built piece by piece: no text of a visitor is ever parsed as query
syntax.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import tantivy
from tantivy import Occur, Query

from .schema import WORD_FIELDS, schema
from .text import Word, identifier_keys

# title above people above subjects above text
_WEIGHT = {"title": 4.0, "people": 2.5, "subjects": 1.5, "text": 0.6}
_TIE = 0.1
_PREFIXES = 30


@dataclass(frozen=True)
class Filters:
    """What narrows a search; empty values do not."""

    kinds: tuple[str, ...] = ()
    place: str | None = None
    audience: str | None = None
    subject: str | None = None
    language: str | None = None
    year_from: int | None = None
    year_to: int | None = None
    available: bool | None = None

    def queries(self, *, without: str = "") -> list[Query]:
        """Unscored conditions, leaving out the one of facet `without`."""
        values = {
            "kind": self.kinds,
            "place": self.place,
            "audience": self.audience,
            "subject": self.subject,
            "language": self.language,
        }
        found = [_one_of(name, value) for name, value in values.items() if value and name != without]
        if self.available is not None and without != "available":
            found.append(Query.term_query(schema(), "available", self.available))
        if self.year_from is not None or self.year_to is not None:
            low, high = max(self.year_from or 1, 0), min(max(self.year_to or 9999, 0), 9999)
            found.append(
                Query.range_query(schema(), "year", tantivy.FieldType.Unsigned, low, high)
                if low <= high
                else Query.empty_query()
            )
        return [Query.const_score_query(query, 0.0) for query in found]

    def chosen(self) -> set[str]:
        """Facets that narrow."""
        return {name for name in ("place", "audience", "subject", "language") if getattr(self, name)} | (
            ({"kind"} if self.kinds else set()) | ({"available"} if self.available is not None else set())
        )


def _one_of(field: str, value: str | tuple[str, ...]) -> Query:
    values = [value] if isinstance(value, str) else list(value)
    return Query.term_set_query(schema(), field, values)


def narrowed(query: Query, conditions: Sequence[Query]) -> Query:
    if not conditions:
        return query
    return Query.boolean_query([(Occur.Must, query), *((Occur.Must, condition) for condition in conditions)])


def by_words(
    words: Sequence[Word], searcher: tantivy.Searcher, *, typos: bool = False, needed: int | None = None
) -> Query:
    """Documents that hold the words (all of them; of more than six, seven in ten; or `needed`), best match first.

    With `typos`, a word that the index does not know also stands for words one letter away (two, from eight letters).
    """
    whole = [_word(word, searcher, last=word is words[-1], typos=typos) for word in words]
    if needed is None:
        needed = len(words) if len(words) <= 6 else math.ceil(len(words) * 0.7)
    if needed >= len(words):
        required = Query.boolean_query([(Occur.Must, query) for query in whole])
    else:
        required = Query.boolean_query([(Occur.Should, query) for query in whole], minimum_number_should_match=needed)
    return Query.boolean_query([(Occur.Must, required), *((Occur.Should, query) for query in _bonuses(words))])


def by_identifier(text: str) -> list[Query]:
    """Documents that carry the query as an identifier (ISBN with or without hyphens, accession number, class mark)."""
    keys = identifier_keys(text)
    return [Query.const_score_query(Query.term_query(schema(), "identifier", key), 500.0) for key in keys]


def is_known(word: Word, searcher: tantivy.Searcher) -> bool:
    return any(searcher.doc_freq(f"{field}_folded", word.folded) for field in WORD_FIELDS)


def _word(word: Word, searcher: tantivy.Searcher, *, last: bool, typos: bool) -> Query:
    queries = [_weighted(f"{field}_folded", word.folded, weight) for field, weight in _WEIGHT.items()]
    if not is_known(word, searcher):
        if last and len(word.folded) >= 2:  # somebody may still be typing
            queries += beginning_with(word.folded, searcher)
        if typos and len(word.folded) >= 3:
            distance = 2 if len(word.folded) >= 8 else 1
            for field in ("title", "people", "subjects"):
                fuzzy = Query.fuzzy_term_query(schema(), f"{field}_folded", word.folded, distance)
                queries.append(Query.boost_query(fuzzy, _WEIGHT[field]))
    return Query.disjunction_max_query(queries, _TIE)


def beginning_with(prefix: str, searcher: tantivy.Searcher, fields: Iterable[str] = ("title", "people")) -> list[Query]:
    """For each field, documents with one of its most frequent words that begin so."""
    found = []
    for field in fields:
        terms = [term for term, _count in searcher.terms_with_prefix(f"{field}_folded", prefix, limit=_PREFIXES)]
        if terms:
            known = Query.term_set_query(schema(), f"{field}_folded", terms)
            found.append(Query.const_score_query(known, _WEIGHT[field]))
    return found


def _weighted(field: str, value: str, weight: float) -> Query:
    return Query.boost_query(Query.term_query(schema(), field, value, "position"), weight)


def _bonuses(words: Sequence[Word]) -> list[Query]:
    """What lifts a document above others with the same words: accents as typed, words side by side, the whole title."""
    accented = any(word.accented for word in words)
    # typed without any accent, "dan" more often means "đàn" or "dân" than "dan": the accents as typed then weigh little
    trust = 1.0 if accented else 0.2
    found = []
    for word in words:
        exact = [_weighted(f"{field}_exact", word.exact, _WEIGHT[field] * 0.6 * trust) for field in WORD_FIELDS]
        found.append(Query.disjunction_max_query(exact, _TIE))
    if len(words) > 1:
        folded: list[str | tuple[int, str]] = [word.folded for word in words]
        exact_forms: list[str | tuple[int, str]] = [word.exact for word in words]
        for field in WORD_FIELDS:
            found.append(
                Query.boost_query(Query.phrase_query(schema(), f"{field}_folded", folded), _WEIGHT[field] * 0.7)
            )
            found.append(
                Query.boost_query(
                    Query.phrase_query(schema(), f"{field}_exact", exact_forms), _WEIGHT[field] * 0.7 * trust
                )
            )
    for field, value, score in (
        ("whole_folded", " ".join(word.folded for word in words), 40.0),
        ("whole_exact", " ".join(word.exact for word in words), 25.0),
    ):
        found.append(Query.const_score_query(Query.term_query(schema(), field, value), score))
    return found
