"""A query and its filters as engine queries, built piece by piece: no text of a visitor is ever parsed as query
syntax.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import tantivy
from tantivy import Occur, Query

from .schema import WORD_FIELDS, name_key, schema
from .text import Word, identifier_keys, is_class

# title above people above subjects above text
_WEIGHT = {"title": 4.0, "people": 2.5, "subjects": 1.5, "text": 0.6}
_TIE = 0.1
_EXACT = 1.2  # of the weight of a word, where its accents are as typed
# score for each word of a query (and one) that is a whole name: "m" main title, "p" person, "s" subject
_WHOLE = {
    "exact": {"whole": 2.0, "m": 1.0, "p": 1.0, "s": 1.0},
    "folded": {"whole": 14.0, "m": 9.0, "p": 16.0, "s": 8.0},
}
_WHOLE_ACCENTED = {
    "exact": {"whole": 12.0, "m": 8.0, "p": 20.0, "s": 8.0},
    "folded": {"whole": 4.0, "m": 2.0, "p": 3.0, "s": 2.0},
}
_PREFIXES = 30
_CLASSES = 300
_MISTYPED = 8  # of more words, a mistyped one is not looked for


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
        if self._has_years and without != "year":
            low, high = max(self.year_from or 1, 0), min(max(self.year_to or 9999, 0), 9999)
            found.append(
                Query.range_query(schema(), "year", tantivy.FieldType.Unsigned, low, high)
                if low <= high
                else Query.empty_query()
            )
        return [Query.const_score_query(query, 0.0) for query in found]

    def chosen(self) -> set[str]:
        """Facets that narrow."""
        others = {"kind": bool(self.kinds), "available": self.available is not None, "year": self._has_years}
        return {name for name in ("place", "audience", "subject", "language") if getattr(self, name)} | {
            name for name, narrows in others.items() if narrows
        }

    @property
    def _has_years(self) -> bool:
        return self.year_from is not None or self.year_to is not None


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
    distinct = tuple(dict.fromkeys(words))
    whole = [_word(word, searcher, last=word == words[-1], typos=typos) for word in distinct]
    if needed is None:
        needed = len(distinct) if len(distinct) <= 6 else math.ceil(len(distinct) * 0.7)
    if needed >= len(distinct):
        required = Query.boolean_query([(Occur.Must, query) for query in whole])
    else:
        required = Query.boolean_query([(Occur.Should, query) for query in whole], minimum_number_should_match=needed)
    return Query.boolean_query([(Occur.Must, required), *((Occur.Should, query) for query in _bonuses(words))])


def by_words_but_one(words: Sequence[Word], searcher: tantivy.Searcher) -> Query:
    """Documents with all the words, of which one, though the index knows it, stands for a word of a title one letter
    away.
    """
    distinct = tuple(dict.fromkeys(words))[:_MISTYPED]
    plain = [_word(word, searcher, last=False, typos=False) for word in distinct]
    found = []
    for place, word in enumerate(distinct):
        if len(word.folded) >= 3:
            parts = [*plain[:place], _one_letter_away("title", word), *plain[place + 1 :]]
            found.append(Query.boolean_query([(Occur.Must, part) for part in parts]))
    return Query.disjunction_max_query(found) if found else Query.empty_query()


def by_identifier(text: str, searcher: tantivy.Searcher) -> list[Query]:
    """Documents that carry the query as an identifier (ISBN with or without hyphens, accession number, class mark), and
    those classed below where it may be a class.
    """
    found = []
    for key in identifier_keys(text):
        query = Query.term_query(schema(), "identifier", key)
        # three figures are also an everyday number
        found.append(Query.const_score_query(query, 60.0 if is_class(key) and "." not in key else 500.0))
        below = class_below(key, searcher) if is_class(key) else None
        if below is not None:
            found.append(Query.const_score_query(below, 20.0))
    return found


def class_below(mark: str, searcher: tantivy.Searcher) -> Query | None:
    """Documents with a class mark that begins so; None where there are none."""
    begins = mark if "." in mark else f"{mark}."
    terms = [term for term, _count in searcher.terms_with_prefix("identifier", begins, limit=_CLASSES)]
    return Query.term_set_query(schema(), "identifier", terms) if terms else None


def is_known(word: Word, searcher: tantivy.Searcher) -> bool:
    return any(searcher.doc_freq(f"{field}_folded", word.folded) for field in WORD_FIELDS)


def _word(word: Word, searcher: tantivy.Searcher, *, last: bool, typos: bool) -> Query:
    queries = [_weighted(f"{field}_folded", word.folded, weight) for field, weight in _WEIGHT.items()]
    if not is_known(word, searcher):
        if last and len(word.folded) >= 2:  # somebody may still be typing
            queries += beginning_with(word.folded, searcher)
        if typos and len(word.folded) >= 3:
            queries += [_one_letter_away(field, word) for field in ("title", "people", "subjects")]
    return Query.disjunction_max_query(queries, _TIE)


def _one_letter_away(field: str, word: Word) -> Query:
    distance = 2 if len(word.folded) >= 8 else 1
    fuzzy = Query.fuzzy_term_query(schema(), f"{field}_folded", word.folded, distance)
    return Query.boost_query(fuzzy, _WEIGHT[field])


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
    """What lifts a document above others with the same words: accents as typed, words side by side, whole names."""
    accented = any(word.accented for word in words)
    # typed without any accent, "dan" more often means "đàn" or "dân" than "dan": the accents as typed then weigh little
    trust = 1.0 if accented else 0.1
    found = []
    for word in dict.fromkeys(words):
        exact = [_weighted(f"{field}_exact", word.exact, _WEIGHT[field] * _EXACT * trust) for field in WORD_FIELDS]
        found.append(Query.disjunction_max_query(exact, _TIE))
    if len(words) > 1:
        found += _phrases(words, trust)
    return found + _whole_names(words, accented=accented)


def _phrases(words: Sequence[Word], trust: float) -> list[Query]:
    folded: list[str | tuple[int, str]] = [word.folded for word in words]
    exact: list[str | tuple[int, str]] = [word.exact for word in words]
    found = []
    for field in WORD_FIELDS:
        weight = _WEIGHT[field] * 0.7
        found.append(Query.boost_query(Query.phrase_query(schema(), f"{field}_folded", folded), weight))
        found.append(Query.boost_query(Query.phrase_query(schema(), f"{field}_exact", exact), weight * trust))
    return found


def _whole_names(words: Sequence[Word], *, accented: bool) -> list[Query]:
    """The query is the whole title, the main title, a person or a subject. A word more makes it surer."""
    weights = _WHOLE_ACCENTED if accented else _WHOLE
    found = []
    for ending, text in (("exact", " ".join(w.exact for w in words)), ("folded", " ".join(w.folded for w in words))):
        for of, score in weights[ending].items():
            field, key = (f"whole_{ending}", text) if of == "whole" else (f"names_{ending}", name_key(of, text))
            query = Query.term_query(schema(), field, key)
            found.append(Query.const_score_query(query, score * (1 + len(words))))
    return found
