"""JSON over the same queries as the search page: /api/v1/search and /api/v1/suggest, open to everybody."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from . import queries
from .similar import more_like
from .text import MAX_QUERY

PREFIX = ""
router = Router(tags=["search"])


class HitOut(Schema):
    """`url` is the public page; `starts_at` only activities have."""

    kind: str
    public_id: str
    title: str
    subtitle: str
    people: list[str]
    places: list[str]
    place_names: list[str]
    year: int | None
    material: str
    available: bool
    starts_at: dt.datetime | None
    entered_at: dt.datetime | None
    url: str


class SearchOut(Schema):
    """`suggestion`: what may have been meant. `instead`: whose hits these are, where the text asked for had none. `near`:
    where hits are few, things that hold some of the words, beyond total and facets. Facet `year` has decades.
    """

    hits: list[HitOut]
    near: list[HitOut]
    total: int
    page: int
    pages: int
    facets: dict[str, dict[str, int]]
    suggestion: str
    instead: str
    took_ms: float
    ready: bool


class SuggestionOut(Schema):
    kind: str
    public_id: str
    title: str
    subtitle: str
    people: list[str]
    url: str


class Narrowing(Schema):
    """The text and everything that narrows the search; empty values do not."""

    q: Annotated[str, Field(max_length=10 * MAX_QUERY)] = ""
    kind: list[str] = []
    place: str = ""
    audience: str = ""
    subject: str = ""
    language: str = ""
    year_from: Annotated[int | None, Field(ge=0, le=9999)] = None
    year_to: Annotated[int | None, Field(ge=0, le=9999)] = None
    available: bool | None = None
    sort: queries.Sort = "relevance"
    page: Annotated[int, Field(ge=1, le=queries.MAX_PAGE)] = 1
    per_page: Annotated[int, Field(ge=1, le=100)] = 20


@router.get("/search", response=SearchOut, auth=None, summary="Search records, activities and places")
def search(request: HttpRequest, asked: Query[Narrowing]) -> Any:  # noqa: ARG001  # the framework passes it
    return queries.search(
        asked.q,
        kinds=tuple(asked.kind),
        place=asked.place or None,
        audience=asked.audience or None,
        subject=asked.subject or None,
        language=asked.language or None,
        year_from=asked.year_from,
        year_to=asked.year_to,
        available=asked.available,
        sort=asked.sort,
        page=asked.page,
        per_page=asked.per_page,
    )


@router.get("/suggest", response=list[SuggestionOut], auth=None, summary="Titles that begin as typed")
def suggest(
    request: HttpRequest,  # noqa: ARG001  # the framework passes it
    q: Annotated[str, Query(max_length=10 * MAX_QUERY)] = "",
    limit: Annotated[int, Query(ge=1, le=20)] = 8,
) -> Any:
    return queries.suggest(q, limit=limit)


@router.get("/similar/{kind}/{public_id}", response=list[HitOut], auth=None, summary="More like one thing")
def similar(
    request: HttpRequest,  # noqa: ARG001  # the framework passes it
    kind: Annotated[str, Path(max_length=20)],
    public_id: Annotated[str, Path(max_length=20)],
    limit: Annotated[int, Query(ge=1, le=20)] = 6,
) -> Any:
    pk = queries.id_of(kind, public_id)
    if pk is None:
        raise HttpError(404, "Nothing of this kind and id is to be found.")
    return more_like(kind=kind, pk=pk, limit=limit)
