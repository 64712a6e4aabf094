"""Counts of facets against counting by hand, over many things and combinations of filters."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from densach.discovery import index, queries
from densach.discovery.register import Document

from .make import Shelf

pytestmark = pytest.mark.django_db
_AUDIENCES = ("child", "teen", "adult")
type Values = Callable[[Document], tuple[str, ...]]
VALUES: dict[str, Values] = {
    "kind": lambda one: (one.kind,),
    "place": lambda one: one.places,
    "audience": lambda one: one.audience or _AUDIENCES,
    "subject": lambda one: (one.subject_group,) if one.subject_group else (),
    "language": lambda one: (one.language,) if one.language else (),
    "available": lambda one: (str(one.available).lower(),),
    "year": lambda one: (str(one.year // 10 * 10),) if one.year else (),
}
FILTERS: list[dict[str, Any]] = [
    {},
    {"place": "p3"},
    {"kinds": ("record",), "place": "p3"},
    {"audience": "child", "subject": "8"},
    {"language": "eng", "available": True},
    {"year_from": 1990, "year_to": 1999},
    {"year_from": 2001, "kinds": ("activity", "record"), "audience": "teen"},
    {"place": "p3", "audience": "adult", "subject": "8", "language": "vie", "available": False, "year_to": 2010},
    {"place": "nowhere"},
]


@pytest.fixture
def things(shelf: Shelf, classes: Shelf) -> list[Document]:
    chance = random.Random(7)
    made = []
    for _ in range(900):
        where = chance.choice((shelf, shelf, classes))
        made.append(
            where.put(
                chance.choice(("Sách sử", "Sách hay", "Sử ta")), places=tuple(chance.sample([f"p{n}" for n in range(40)], chance.randint(0, 5))),
                audience=tuple(sorted(chance.sample(_AUDIENCES, chance.randint(0, 3)))), subject_group=chance.choice(("", "8", "9", "3")),
                language=chance.choice(("", "vie", "eng")), year=chance.choice((None, *range(1985, 2026))), available=chance.random() < 0.4,
            )
        )  # fmt: skip
    index.rebuild()
    return made


def _passes(one: Document, filters: dict[str, Any], without: str) -> bool:
    chosen = {
        "kind": set(filters.get("kinds", ())),
        **{name: {filters[name]} for name in ("place", "audience", "subject", "language") if name in filters},
        "available": {str(filters["available"]).lower()} if "available" in filters else set(),
    }
    years = without == "year" or not ({"year_from", "year_to"} & filters.keys()) or (
        one.year is not None and filters.get("year_from", 0) <= one.year <= filters.get("year_to", 9999)
    )  # fmt: skip
    return years and all(
        not wanted or name == without or wanted & set(VALUES[name](one)) for name, wanted in chosen.items()
    )


@pytest.mark.parametrize("text", ["sách", "sử", ""])
@pytest.mark.parametrize("filters", FILTERS)
def test_every_count_is_exact(things: list[Document], filters: dict[str, Any], text: str) -> None:
    holding = [one for one in things if text in one.title.lower()]
    result = queries.search(text, **filters)
    assert result.total == sum(_passes(one, filters, "") for one in holding)
    for name, values in VALUES.items():
        counted = Counter(value for one in holding if _passes(one, filters, name) for value in values(one))
        if result.total:
            assert result.facets[name] == dict(counted), name


def test_decades_come_in_order_and_everything_else_by_frequency(things: list[Document]) -> None:
    facets = queries.search("").facets
    assert list(facets["year"]) == sorted(facets["year"])
    counts = list(facets["place"].values())
    assert counts == sorted(counts, reverse=True)
