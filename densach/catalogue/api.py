"""JSON of one record with its MARC and where it is held: /api/v1/records/<public_id>, open to everybody."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from . import queries, rules

PREFIX = "/records"
router = Router(tags=["records"])


class HoldingOut(Schema):
    """`copies` held at one place, of which `available` can be had now."""

    place: str
    place_name: str
    copies: int
    available: int


class RecordOut(Schema):
    """`marc` is MARC 21 as MARC-in-JSON; `year` is null where the book does not say."""

    public_id: str
    title: str
    subtitle: str
    authors: list[str]
    publisher: str
    place: str
    year: int | None
    isbn: str
    language: str
    material: str
    audience: str
    class_scheme: str
    class_mark: str
    subject_group: str
    subjects: list[str]
    series: str
    volume: str
    pages: str
    summary: str
    holdings: list[HoldingOut]
    marc: dict[str, Any]


@router.get("/{public_id}", response=RecordOut, auth=None, summary="One record and where it is held")
def record(request: HttpRequest, public_id: str) -> dict[str, Any]:  # noqa: ARG001  # the framework passes it
    found = queries.record_by_public_id(public_id)
    if found is None:
        raise Http404
    plain = set(RecordOut.model_fields) - {"authors", "subjects", "holdings"}
    return {name: getattr(found, name) for name in plain} | {
        "authors": rules.entries(found.authors),
        "subjects": rules.entries(found.subjects),
        "holdings": [
            {
                "place": held.facility.public_id,
                "place_name": held.facility.name,
                "copies": len(held.copies),
                "available": held.available,
            }
            for held in queries.holdings(found)
        ],
    }
