"""More like this: things that share persons, subjects, class and words with one thing."""

from __future__ import annotations

import tantivy
from tantivy import Occur, Query

from .asking import class_below
from .index import searcher
from .queries import Hit, hits_of
from .register import SOURCES, Document
from .schema import key_of, name_key, schema
from .text import both_words, identifier_key, is_class

_PERSON, _SUBJECT, _CLASS, _WORD = 1.6, 1.4, 0.7, 1.0
_ALIKE = 0.3  # of the score, for the same audience, language and material
_COMMON = 20  # a word in more than one of so many titles says little
_WORDS = 12
_OF_ONE_FAMILY = 2  # volumes of one work among the things shown
_DIGITS = (6, 3)  # figures of a class mark that narrower and wider classes have in common


def more_like(*, kind: str, pk: int, limit: int = 6) -> tuple[Hit, ...]:
    """Things like this one, most alike first, itself left out; at most two volumes of one work. Empty for a thing that
    is not to be found, or without an index.
    """
    reader = searcher()
    document = next(iter(SOURCES.get(kind).documents([pk])), None) if kind in SOURCES.all() else None
    if reader is None or document is None:
        return ()
    shared = _shared(document, reader)
    if not shared:
        return ()
    query = Query.boolean_query(
        [
            (Occur.Must, Query.boolean_query([(Occur.Should, part) for part in shared])),
            (Occur.MustNot, Query.term_query(schema(), "key", key_of(kind, pk))),
            *((Occur.Should, part) for part in _alike(document)),
        ]
    )
    best = reader.search(query, limit * 6, count=False, weight_by_field="boost").hits
    addresses = [address for _score, address in best]
    return tuple(hits_of(reader, _few_of_each(reader, addresses)[:limit]))


def _shared(document: Document, reader: tantivy.Searcher) -> list[Query]:
    found = [
        Query.boost_query(Query.term_query(schema(), "names_folded", name_key(of, both_words(name)[1])), weight)
        for of, names, weight in (("p", document.people, _PERSON), ("s", document.subjects, _SUBJECT))
        for name in names
    ]
    for key in filter(is_class, map(identifier_key, document.exact)):
        found.append(Query.const_score_query(Query.term_query(schema(), "identifier", key), 3 * _CLASS))
        found += [
            Query.const_score_query(query, _CLASS)
            for query in (class_below(key[:length], reader) for length in _DIGITS if len(key) >= length)
            if query is not None
        ]
    return found + _words(document.title, reader)


def _words(title: str, reader: tantivy.Searcher) -> list[Query]:
    """The rarer words of the title, with their accents, of two letters at least."""
    most = max(1, reader.num_docs // _COMMON)
    words = list(dict.fromkeys(word for word in both_words(title)[0].split() if len(word) > 1 and not word.isdigit()))
    rare = [word for word in words if 1 < reader.doc_freq("title_exact", word) <= most]
    return [
        Query.boost_query(Query.term_query(schema(), "title_exact", word, "position"), _WORD / max(2, len(rare)))
        for word in rare[:_WORDS]
    ]


def _alike(document: Document) -> list[Query]:
    named = {"subject": document.subject_group, "language": document.language}
    found = [Query.term_query(schema(), field, value) for field, value in named.items() if value]
    if document.audience:
        found.append(Query.term_set_query(schema(), "audience", list(document.audience)))
    return [Query.const_score_query(query, _ALIKE) for query in found]


def _few_of_each(reader: tantivy.Searcher, addresses: list[tantivy.DocAddress]) -> list[tantivy.DocAddress]:
    seen: dict[object, int] = {}
    kept = []
    for address, family in zip(addresses, reader.fast_field_values("family", addresses), strict=True):
        seen[family] = seen.get(family, 0) + 1
        if seen[family] <= _OF_ONE_FAMILY:
            kept.append(address)
    return kept
