"""Fields of the index, and a Document turned into their values.

Texts are cut into words here, in Python, with the keys of `core.text`, and joined by blanks: the index only splits at
blanks, so documents and queries can never disagree about what a word is. Raise VERSION with any change: an index of
another version is left aside and built anew.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from functools import cache
from typing import Any

import tantivy

from .register import Document
from .text import exact_words, folded_words, identifier_key, title_order

VERSION = 1
WORD_FIELDS = ("title", "people", "subjects", "text")
FACETS = ("kind", "place", "audience", "subject", "language", "available")
AUDIENCES = ("child", "teen", "adult")
# bands of core.ages, so that a source may give either; "all" and no audience mean everybody
_AUDIENCE_OF_BAND = {
    "0-5": "child", "6-10": "child", "11-14": "child", "15-17": "teen",
    "18-35": "adult", "36-59": "adult", "60+": "adult",
}  # fmt: skip
_GENTLE = 0.4  # the engine multiplies a score by log2(2 + boost): popularity weighs at most 26 %


@cache
def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
    for name in WORD_FIELDS:
        builder.add_text_field(f"{name}_exact", tokenizer_name="whitespace")
        builder.add_text_field(f"{name}_folded", tokenizer_name="whitespace")
    for name in ("whole_exact", "whole_folded", "identifier"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("kind", "place", "audience", "subject", "language", "sort"):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("id", "year", "digest"):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    builder.add_integer_field("when", indexed=True, fast=True)
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
    """Values by field; empty ones are absent. `digest` tells whether an indexed document is still the one its source
    gives.
    """
    values: dict[str, Any] = {
        "key": key_of(document.kind, document.id),
        "whole_exact": exact_words(document.title)[:500],
        "whole_folded": folded_words(document.title)[:500],
        "identifier": sorted({identifier_key(text) for text in document.exact} - {""}),
        "kind": document.kind,
        "place": list(document.places),
        "audience": _audiences(document.audience),
        "subject": document.subject_group,
        "language": document.language,
        "sort": title_order(document.title),
        "id": document.id,
        "when": _moment(document),
        "boost": min(max(float(document.boost), 0.0), 1.0) * _GENTLE,
        "available": document.available,
        "card": json.dumps(_card(document), ensure_ascii=False, separators=(",", ":")).encode(),
    }
    if document.year and document.year > 0:
        values["year"] = document.year
    for field, texts in _texts(document).items():
        values[f"{field}_exact"] = exact_words(*texts)
        values[f"{field}_folded"] = folded_words(*texts)
    values = {name: value for name, value in values.items() if value not in ("", [])}
    values["digest"] = int.from_bytes(hashlib.blake2b(repr(sorted(values.items())).encode(), digest_size=7).digest())
    return values


def _texts(document: Document) -> dict[str, Iterable[str]]:
    # a thing that happens at one place is found by its place's name; what is held at places (it has a material) only
    # by the filter, else the name of a library would find every book in it
    at = document.place_names if not document.material else ()
    return {
        "title": (document.title,),
        "people": document.people,
        "subjects": document.subjects,
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


def _card(document: Document) -> dict[str, Any]:
    """What a hit shows without asking the database."""
    return {
        "kind": document.kind,
        "id": document.id,
        "public_id": document.public_id,
        "title": document.title,
        "subtitle": document.subtitle,
        "people": document.people,
        "places": document.places,
        "place_names": document.place_names,
        "year": document.year,
        "material": document.material,
        "available": document.available,
        "subject": document.subject_group,
        "starts_at": document.starts_at.isoformat() if document.starts_at else None,
    }
