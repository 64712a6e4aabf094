"""The socket: what can be found. A module above puts its source into `search_documents.py`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from densach.core.sockets import Register


@dataclass(frozen=True)
class Document:
    """One findable thing, public facts only. `title` outweighs `people` (authors, leaders), then `subjects`, then
    `text`.

    `exact` holds identifiers found whole (ISBN, accession numbers, class mark). `places` are facility public ids,
    `place_names` what people call them. `available` says it can be had now. `boost` (0–1) is gentle popularity.
    `entered_at` is when it came in (new arrivals). `people_also` and `subjects_also` are other forms of the names, found
    but not shown.
    """

    kind: str
    id: int
    public_id: str
    title: str
    subtitle: str = ""
    people: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    text: str = ""
    exact: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    place_names: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    subject_group: str = ""
    language: str = ""
    year: int | None = None
    material: str = ""
    available: bool = False
    starts_at: dt.datetime | None = None
    boost: float = 0.0
    entered_at: dt.datetime | None = None
    people_also: tuple[str, ...] = ()
    subjects_also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """A kind of findable thing: `documents(ids)` builds them in bulk (an id that must not be found is simply absent),
    `ids()` lists all.
    """

    kind: str
    documents: Callable[[Collection[int]], Iterable[Document]]
    ids: Callable[[], Iterator[int]]


SOURCES: Register[Source] = Register("search_documents")


def register(source: Source) -> Source:
    return SOURCES.add(source.kind, source)
