"""What can be asked of the index: search with facets, suggestions while typing. Everything in it is public."""

from __future__ import annotations

import datetime as dt
import json
import math
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

import tantivy
from django.urls import NoReverseMatch, get_urlconf, reverse
from tantivy import Occur, Order, Query

from densach.core.text import clean

from .asking import Filters, beginning_with, by_identifier, by_words, by_words_but_one, is_known, narrowed
from .index import searcher
from .keystrokes import from_keystrokes
from .meant import as_in_titles, mended
from .schema import CARD, FACETS, name_key, schema
from .text import MAX_QUERY, Word, folded_words, query_words

type Sort = Literal["relevance", "newest", "arrived", "title"]
SORTS: tuple[Sort, ...] = ("relevance", "newest", "arrived", "title")
MAX_PAGE = 500
_ORDERS: dict[Sort, dict[str, Any]] = {
    "relevance": {"weight_by_field": "boost"},
    "newest": {"order_by_field": "when"},  # by the next date of an activity, the year of a publication
    "arrived": {"order_by_field": "entered"},  # by the moment it came into the network
    "title": {"order_by_field": "sort", "order": Order.Asc},
}
# years are counted by decades: {"1990": 12} are twelve things of 1990 to 1999
_COUNTED = {"year": {"histogram": {"field": "year", "interval": 10, "min_doc_count": 1}}}
_ALL_VALUES = 10_000  # more than any facet has values, so that every count is exact
_ANY_ID = "xxxxxxxxxxxx"  # as long and as plain as a public id
_FEW = 3
_ORDERED = 100  # so many best hits have their volumes in order
_AS_GOOD = 0.78
_NEAR_BELOW, _NEAR = 5, 6  # with fewer hits, so many are shown that hold some of the words


@dataclass(frozen=True)
class Hit:
    """One found thing, as indexed. `material` is empty for activities and places; `starts_at` only activities have."""

    kind: str
    id: int
    public_id: str
    title: str
    subtitle: str
    people: tuple[str, ...]
    places: tuple[str, ...]
    place_names: tuple[str, ...]
    year: int | None
    material: str
    subject: str
    available: bool
    starts_at: dt.datetime | None
    entered_at: dt.datetime | None

    @property
    def url(self) -> str:
        """The public page of the thing, which every kind names `<kind>_detail`; empty for a kind without one."""
        return address_of(self.kind, self.public_id)


@dataclass(frozen=True)
class SearchResult:
    """One page of hits.

    `total` and `facets` ({facet: {value: count}}, most frequent first) are exact; a facet's counts leave its own
    filter out, so that one sees what choosing another value would give. `suggestion` is what the visitor may have
    meant (or empty). `instead` is the text whose hits these are, where the typed one had none. `ready` is False where
    this machine has no index yet. Facet "available" has keys "true", "false"; "year" has decades, earliest first. Where hits are few, `near` are things that
    hold some of the words, beyond `total` and `facets`.
    """

    hits: tuple[Hit, ...] = ()
    near: tuple[Hit, ...] = ()
    total: int = 0
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    suggestion: str = ""
    instead: str = ""
    page: int = 1
    pages: int = 1
    took_ms: float = 0.0
    ready: bool = True


@dataclass(frozen=True)
class Suggestion:
    """A title that begins as typed."""

    kind: str
    public_id: str
    title: str
    subtitle: str
    people: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        return address_of(self.kind, self.public_id)


def address_of(kind: str, public_id: str) -> str:
    return _address_of_kind(kind, get_urlconf()).replace(_ANY_ID, public_id)


# a page of results has twenty addresses of one kind: the pattern of each is looked up once
@lru_cache(maxsize=100)
def _address_of_kind(kind: str, _urlconf: str | None) -> str:
    try:
        return reverse(f"{kind}_detail", args=[_ANY_ID])
    except NoReverseMatch:
        return ""


def id_of(kind: str, public_id: str) -> int | None:
    """The row number of an indexed thing; None where nothing is found."""
    reader = searcher()
    if reader is None:
        return None
    named = {"kind": kind, "names_exact": name_key("i", public_id)}
    query = Query.boolean_query([(Occur.Must, Query.term_query(schema(), *pair)) for pair in named.items()])
    found = [address for _score, address in reader.search(query, 1, count=False).hits]
    return int(reader.fast_field_values("id", found)[0] or 0) if found else None


@dataclass(frozen=True)
class _Attempt:
    """A query that was tried: its engine form, how many it finds, its best hits, and the text it stands for where that
    is not the typed one.
    """

    query: Query
    count: int
    best: Sequence[tuple[Any, tantivy.DocAddress]]
    instead: str = ""


def search(
    text: str,
    *,
    kinds: Sequence[str] = (),
    place: str | None = None,
    audience: str | None = None,
    subject: str | None = None,
    language: str | None = None,
    year_from: int | None = None,
    year_to: int | None = None,
    available: bool | None = None,
    sort: Sort = "relevance",
    page: int = 1,
    per_page: int = 20,
) -> SearchResult:
    """Find records, activities and places; a blank text lists everything (newest first). Never raises for any text.

    Text that finds nothing is tried as Telex or VNI keystrokes, then with typos, then with fewer of its words.
    """
    started = time.perf_counter()
    reader = searcher()
    if reader is None:
        return SearchResult(ready=False)
    filters = Filters(tuple(kinds), place, audience, subject, language, year_from, year_to, available)
    words = query_words(text)
    attempt = _best_attempt(reader, text, words, filters)
    pages = max(1, min(math.ceil(attempt.count / per_page), MAX_PAGE))
    page = max(1, min(page, pages))
    hits = _hits(reader, attempt, filters, sort=sort if words else _browsing(sort), page=page, per_page=per_page)
    return SearchResult(
        hits=tuple(hits),
        near=_near(reader, words, hits, filters) if 0 < attempt.count < _NEAR_BELOW and not attempt.instead else (),
        total=attempt.count,
        facets=_facets(reader, attempt.query, filters),
        suggestion=_suggestion(reader, text, hits, attempt, filters),
        instead=attempt.instead,
        page=page,
        pages=pages,
        took_ms=round((time.perf_counter() - started) * 1000, 3),
    )


def suggest(prefix: str, *, limit: int = 8) -> tuple[Suggestion, ...]:
    """Titles (or things by people) whose words begin as typed, each title once; empty for a blank prefix or without an
    index.
    """
    reader = searcher()
    words = query_words(prefix)
    if reader is None or not words:
        return ()
    parts = [_whole_word(word) for word in words[:-1]]
    last = beginning_with(words[-1].folded, reader)
    if not last:
        return ()
    query = Query.boolean_query([
        *((Occur.Must, part) for part in parts),
        (Occur.Must, Query.disjunction_max_query([*last, _whole_word(words[-1])])),
        *((Occur.Should, _exact_title(word)) for word in words),
        *((Occur.Should, query) for query in _side_by_side(words)),
    ])  # fmt: skip
    found: dict[str, Suggestion] = {}
    for hit in _hits(
        reader, _counted(reader, query, Filters()), Filters(), sort="relevance", page=1, per_page=limit * 3
    ):
        found.setdefault(folded_words(hit.title), _suggested(hit))
    return tuple(found.values())[:limit]


def _suggested(hit: Hit) -> Suggestion:
    return Suggestion(hit.kind, hit.public_id, hit.title, hit.subtitle, hit.people)


def _whole_word(word: Word) -> Query:
    fields = ("title_folded", "people_folded")
    return Query.disjunction_max_query([Query.term_query(schema(), name, word.folded) for name in fields])


def _exact_title(word: Word) -> Query:
    return Query.boost_query(Query.term_query(schema(), "title_exact", word.exact), 2.0)


def _side_by_side(words: Sequence[Word]) -> list[Query]:
    """The words as one phrase whose last word goes on, so that "lich s" shows history before a calendar and something
    else.
    """
    if len(words) < 2:
        return []
    folded: list[str | tuple[int, str]] = [word.folded for word in words]
    scores = {"title_folded": 30.0, "people_folded": 10.0}
    return [
        Query.const_score_query(Query.phrase_prefix_query(schema(), name, folded), score)
        for name, score in scores.items()
    ]


def _near(reader: tantivy.Searcher, words: Sequence[Word], hits: Sequence[Hit], filters: Filters) -> tuple[Hit, ...]:
    distinct = len(set(words))
    if distinct < 2:
        return ()
    query = by_words(words, reader, typos=True, needed=math.ceil(distinct / 2))
    found = _hits(
        reader, _counted(reader, query, filters), filters, sort="relevance", page=1, per_page=len(hits) + _NEAR
    )
    return tuple(hit for hit in found if hit not in hits)[:_NEAR]


def _browsing(sort: Sort) -> Sort:
    return "newest" if sort == "relevance" else sort


def _best_attempt(reader: tantivy.Searcher, text: str, words: Sequence[Word], filters: Filters) -> _Attempt:
    if not words:
        everything = not clean(text)  # only punctuation asks for nothing that could be found
        return _counted(reader, Query.all_query() if everything else Query.empty_query(), filters)
    attempt = _counted(reader, _any(by_words(words, reader), text, reader), filters)
    further = _further_attempts(reader, text, words, filters)
    while not attempt.count and (following := next(further, None)):
        attempt = following
    return attempt


def _further_attempts(
    reader: tantivy.Searcher, text: str, words: Sequence[Word], filters: Filters
) -> Iterator[_Attempt]:
    typed = from_keystrokes(text[:MAX_QUERY])
    turned = query_words(typed)
    if turned and turned != words:
        yield _counted(reader, by_words(turned, reader), filters, instead=typed)
    if not all(is_known(word, reader) for word in words):
        yield _counted(reader, by_words(words, reader, typos=True), filters)
    if len(words) > 1:
        yield _counted(reader, by_words_but_one(words, reader), filters)
    for part in (2, 4) if len(words) > 1 else ():
        needed = max(1, len(words) // part)
        yield _counted(reader, by_words(words, reader, typos=True, needed=needed), filters)


def _any(query: Query, text: str, reader: tantivy.Searcher) -> Query:
    identifiers = by_identifier(text, reader)
    return Query.disjunction_max_query([query, *identifiers]) if identifiers else query


def _counted(reader: tantivy.Searcher, query: Query, filters: Filters, instead: str = "") -> _Attempt:
    # one search for both the count and the best hits, since most pages asked for are the first
    found: Any = reader.search(narrowed(query, filters.queries()), _ORDERED, **_ORDERS["relevance"])
    return _Attempt(query, found.count, found.hits, instead)


def _hits(
    reader: tantivy.Searcher, attempt: _Attempt, filters: Filters, *, sort: Sort, page: int, per_page: int
) -> list[Hit]:
    start = (page - 1) * per_page
    if sort == "relevance" and start + per_page <= _ORDERED:
        shown = _volumes_in_order(reader, attempt.best)[start : start + per_page]
    else:
        query = narrowed(attempt.query, filters.queries())
        found = reader.search(query, per_page, count=False, offset=start, **_ORDERS[sort]).hits
        shown = [address for _score, address in found]
    return hits_of(reader, shown)


def _volumes_in_order(
    reader: tantivy.Searcher, best: Sequence[tuple[Any, tantivy.DocAddress]]
) -> list[tantivy.DocAddress]:
    """Of things of one family (volumes of a work, classes of a textbook) that fit nearly as well as each other, the
    first volume comes first; they share the places that they had.
    """
    addresses = [address for _score, address in best]
    families = reader.fast_field_values("family", addresses)
    groups: dict[tuple[Any, int], list[int]] = defaultdict(list)
    tiers: dict[Any, tuple[float, int]] = {}
    for place, (score, family) in enumerate(zip((score for score, _address in best), families, strict=True)):
        top, tier = tiers.get(family, (score, 0))
        if score < top * _AS_GOOD:
            top, tier = score, tier + 1
        tiers[family] = (top, tier)
        groups[family, tier].append(place)
    several = [places for places in groups.values() if len(places) > 1]
    volumes = reader.fast_field_values("volume", addresses) if several else []
    ordered = list(addresses)
    for places in several:
        for place, source in zip(places, sorted(places, key=lambda place: volumes[place] or 0), strict=True):
            ordered[place] = addresses[source]
    return ordered


def hits_of(reader: tantivy.Searcher, addresses: Sequence[tantivy.DocAddress]) -> list[Hit]:
    return [_hit(reader, address) for address in addresses]


def _hit(reader: tantivy.Searcher, address: tantivy.DocAddress) -> Hit:
    card: dict[str, Any] = dict(zip(CARD, json.loads(reader.doc(address)["card"][0]), strict=True))
    for name in ("people", "places", "place_names"):
        card[name] = tuple(card[name])
    for name in ("starts_at", "entered_at"):
        card[name] = dt.datetime.fromisoformat(card[name]) if card[name] else None
    return Hit(**card)


def _facets(reader: tantivy.Searcher, query: Query, filters: Filters) -> dict[str, dict[str, int]]:
    chosen = filters.chosen()
    found = _count_values(reader, narrowed(query, filters.queries()), [name for name in FACETS if name not in chosen])
    for name in chosen:
        found |= _count_values(reader, narrowed(query, filters.queries(without=name)), [name])
    return {name: found[name] for name in FACETS}


def _count_values(reader: tantivy.Searcher, query: Query, names: Sequence[str]) -> dict[str, dict[str, int]]:
    if not names:
        return {}
    answer = reader.aggregate(query, {name: _COUNTED.get(name, _terms(name)) for name in names})
    return {name: {_key(bucket): bucket["doc_count"] for bucket in answer[name]["buckets"]} for name in names}


def _terms(name: str) -> dict[str, Any]:
    return {"terms": {"field": name, "size": _ALL_VALUES, "segment_size": _ALL_VALUES}}


def _key(bucket: Mapping[str, Any]) -> str:
    key = bucket["key"]
    return str(bucket.get("key_as_string", int(key) if isinstance(key, float) else key))


def _suggestion(reader: tantivy.Searcher, text: str, hits: Sequence[Hit], attempt: _Attempt, filters: Filters) -> str:
    """What the visitor may have meant: keystrokes written out, the accents most hits have, or the known words nearest
    to typos.
    """
    words = query_words(text)
    if not words or attempt.instead:
        return ""
    if attempt.count <= _FEW:
        typed = from_keystrokes(text[:MAX_QUERY])
        turned = query_words(typed)
        if turned and turned != words and _counted(reader, by_words(turned, reader), filters).count > attempt.count:
            return typed
    return as_in_titles(words, hits) or mended(reader, words, hits)
