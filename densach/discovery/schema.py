"""Fields of the index, and a Document turned into their values.

Texts are cut into words here, in Python, with the keys of `core.text`, and joined by blanks: the index only splits at
blanks, so documents and queries can never disagree about what a word is. Raise VERSION with any change: an index of
another version is left aside and built anew.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import zlib
from collections.abc import Iterable
from functools import cache
from typing import Any

import tantivy

from .register import Document
from .text import both_words, identifier_key, title_order, volume_of, without_volume

VERSION = 3
WORD_FIELDS = ("title", "people", "subjects", "text")
FACETS = ("kind", "place", "audience", "subject", "language", "available", "year")
AUDIENCES = ("child", "teen", "adult")
# bands of core.ages, so that a source may give either; "all" and no audience mean everybody
_AUDIENCE_OF_BAND = {
    "0-5": "child", "6-10": "child", "11-14": "child", "15-17": "teen",
    "18-35": "adult", "36-59": "adult", "60+": "adult",
}  # fmt: skip
# the engine multiplies a score by log2(2 + boost): popularity and being there now weigh at most 11 % and 5 %
_POPULARITY, _AVAILABLE = 0.16, 0.07
CARD = (
    "kind", "id", "public_id", "title", "subtitle", "people", "places", "place_names", "year", "material", "available",
    "subject", "starts_at", "entered_at",
)  # fmt: skip
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)
_SUBTITLE = re.compile(r"[:=/]|\.,")
_NAMES = 20  # persons or subjects of one thing whose whole names are kept
# what people call a kind of thing, beside its title
_MATERIAL_WORDS = {
    "textbook": "sách giáo khoa", "periodical": "báo tạp chí", "map": "bản đồ", "recording": "băng đĩa bản ghi âm", "kit": "bộ đồ dùng",
}  # fmt: skip


@cache
def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
    for name in WORD_FIELDS:
        builder.add_text_field(f"{name}_exact", tokenizer_name="whitespace")
        builder.add_text_field(f"{name}_folded", tokenizer_name="whitespace")
    for name in ("whole_exact", "whole_folded", "names_exact", "names_folded", "identifier"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("kind", "place", "audience", "subject", "language", "sort"):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("id", "year", "digest"):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    for name in ("family", "volume"):
        builder.add_unsigned_field(name, fast=True)
    builder.add_integer_field("when", indexed=True, fast=True)
    builder.add_integer_field("entered", fast=True)
    builder.add_boolean_field("available", indexed=True, fast=True)
    builder.add_float_field("boost", fast=True)
    builder.add_bytes_field("card", stored=True)
    return builder.build()


def key_of(kind: str, pk: int) -> str:
    return f"{kind}:{pk}"


def as_engine_document(document: Document) -> tantivy.Document:
    # trap: without the schema plain integers become signed and the writer dies later, at the commit
    return tantivy.Document.from_dict(values_of(document), schema())


def values_of(document: Document) -> dict[str, Any]:
    """Values by field; empty ones are absent."""
    card = _card(document)
    exact, folded = both_words(document.title)
    family, volume = volume_of(folded)
    names = _names(document)
    values: dict[str, Any] = {
        "key": key_of(document.kind, document.id),
        "whole_exact": exact[:500],
        "whole_folded": folded[:500],
        "names_exact": [exact_name for exact_name, _folded_name in names],
        "names_folded": [folded_name for _exact_name, folded_name in names],
        "identifier": [key for key in map(identifier_key, document.exact) if key],
        "kind": document.kind,
        "place": list(document.places),
        "audience": _audiences(document.audience),
        "subject": document.subject_group,
        "language": document.language,
        "sort": title_order(document.title),
        "id": document.id,
        "family": zlib.crc32(f"{document.kind} {family}".encode()),
        "volume": volume,
        "when": _moment(document),
        "entered": int(document.entered_at.timestamp()) if document.entered_at else 0,
        "boost": min(max(float(document.boost), 0.0), 1.0) * _POPULARITY + (_AVAILABLE if document.available else 0),
        "available": document.available,
        "digest": _digest(document, card),
        "card": card,
    }
    if document.year and document.year > 0:
        values["year"] = document.year
    for field, texts in _texts(document).items():
        pairs = [both_words(text) for text in texts if text]
        values[f"{field}_exact"] = " ".join([pair[0] for pair in pairs])
        values[f"{field}_folded"] = " ".join([pair[1] for pair in pairs])
    return {name: value for name, value in values.items() if value not in ("", [])}


def digest_of(document: Document) -> int:
    """Tells whether an indexed document is still the one its source gives."""
    return _digest(document, _card(document))


def _digest(document: Document, card: bytes) -> int:
    rest = (
        document.subjects, document.text, document.exact, document.audience, document.language, document.boost,
        document.people_also, document.subjects_also,
    )  # fmt: skip
    return int.from_bytes(hashlib.blake2b(card + repr(rest).encode(), digest_size=7).digest())


def _names(document: Document) -> list[tuple[str, str]]:
    """Whole names by which a thing is known, with accents and without: its main title without subtitle and volume
    ("m"), each person whatever the order of the name ("p"), each subject ("s"); and its public id ("i").
    """
    title = document.title
    main = both_words(_SUBTITLE.split(title, maxsplit=1)[0] if _SUBTITLE.search(title) else title)
    named = [("m", (without_volume(main[0]), without_volume(main[1])))]
    named += [("p", both_words(person)) for person in (*document.people, *document.people_also)[:_NAMES]]
    named += [("s", both_words(subject)) for subject in (*document.subjects, *document.subjects_also)[:_NAMES]]
    named.append(("i", (document.public_id, document.public_id)))
    return [(name_key(of, exact), name_key(of, folded)) for of, (exact, folded) in named]


def name_key(of: str, words: str) -> str:
    """The key of a name in `names_exact` or `names_folded`."""
    return f"{of} {' '.join(sorted(words.split())) if of == 'p' else words}"[:500]


def _texts(document: Document) -> dict[str, Iterable[str]]:
    # a thing that happens at one place is found by its place's name; what is held at places (it has a material) only
    # by the filter, else the name of a library would find every book in it
    at = document.place_names if not document.material else ()
    called = (_MATERIAL_WORDS[document.material],) if document.material in _MATERIAL_WORDS else ()
    return {
        "title": (document.title,),
        "people": (*document.people, *document.people_also),
        "subjects": (*document.subjects, *document.subjects_also, *called),
        "text": (document.subtitle, document.text, *at),
    }


def _audiences(given: tuple[str, ...]) -> list[str]:
    named = {_AUDIENCE_OF_BAND.get(value, value) for value in given}
    return sorted(named & set(AUDIENCES)) or list(AUDIENCES)


def _moment(document: Document) -> int:
    """Seconds since 1970, for "newest first": the next date of an activity, else the year of a publication."""
    if document.starts_at is not None:
        return int(document.starts_at.timestamp())
    return (
        int(dt.datetime(document.year, 1, 1, tzinfo=dt.UTC).timestamp())
        if document.year and 0 < document.year < 10000
        else -(2**40)
    )


def _card(document: Document) -> bytes:
    """What a hit shows without asking the database: the values of CARD, as JSON."""
    starts_at, entered_at = document.starts_at, document.entered_at
    shown = (
        document.kind, document.id, document.public_id, document.title, document.subtitle, document.people, document.places,
        document.place_names, document.year, document.material, document.available, document.subject_group,
        starts_at.isoformat() if starts_at else None, entered_at.isoformat() if entered_at else None,
    )  # fmt: skip
    return _JSON.encode(shown).encode()
