"""Searches said field by field."""

from __future__ import annotations

import pytest

from densach.catalogue.models import Record
from densach.discovery import index
from densach.discovery.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Everything,
    Identifier,
    Ids,
    Language,
    Mask,
    Phrase,
    WholeTitle,
    Without,
    Years,
    find,
    letters_of,
    words_of,
)
from tests import make

pytestmark = pytest.mark.django_db
ALL = ("title", "people", "subjects", "text")


@pytest.fixture
def books() -> dict[str, Record]:
    rows = {
        "men": make.record("Dế Mèn phiêu lưu ký", authors="Tô Hoài", isbn="9786042087360", year=1941, subjects="Văn học"),
        "dat": make.record("Đất rừng phương Nam", authors="Đoàn Giỏi", year=1957, summary="Một cuộc phiêu lưu"),
        "seven": make.record("Seven seas", language="eng", year=2001),
    }  # fmt: skip
    for row in rows.values():
        make.copy(record=row)
    index.rebuild()
    return rows


def names(books: dict[str, Record], condition: Condition) -> list[str]:
    found = find(condition, kind="record")
    assert found.total == len(found.ids)
    by_pk = {row.pk: name for name, row in books.items()}
    return sorted(by_pk[pk] for pk in found.ids)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Everything(), ["dat", "men", "seven"]),
        (Phrase(("title",), words_of("phieu luu")), ["men"]),
        (Phrase(ALL, words_of("phiêu lưu")), ["dat", "men"]),
        (Phrase(ALL, words_of("lưu phiêu")), []),
        (Phrase(("title",), words_of("phieu", accents=True), accents=True), []),
        (Phrase(("title",), words_of("Phiêu", accents=True), accents=True), ["men"]),
        (Phrase(("title",), ()), []),
        (Phrase(("title",), ((),)), []),
        (Phrase(("people",), (("ho", Mask.MANY),)), ["men"]),
        (Phrase(("people",), ((letters_of("Gi"), Mask.ONE, "i"),)), ["dat"]),
        (Phrase(("title",), (("dat",), ("r", Mask.MANY))), ["dat"]),
        (Phrase(("title",), (("rung",), ("d", Mask.MANY))), []),
        (WholeTitle(("seven seas",)), ["seven"]),
        (WholeTitle(("seven",)), []),
        (WholeTitle(("dat rung", Mask.MANY)), ["dat"]),
        (WholeTitle(("đất rừng phương nam",), accents=True), ["dat"]),
        (WholeTitle(("a(b", Mask.MANY)), []),
        (Identifier("978-604-2-08736-0"), ["men"]),
        (Identifier("--"), []),
        (Years(1950, 1960), ["dat"]),
        (Years(first=1957), ["dat", "seven"]),
        (Years(last=1957), ["dat", "men"]),
        (Years(2000, 1000), []),
        (Language("eng"), ["seven"]),
        (AllOf((Years(first=1950), Language("vie"))), ["dat"]),
        (AnyOf((Years(first=2000), Years(last=1945))), ["men", "seven"]),
        (Without(Everything(), Language("vie")), ["seven"]),
        (AllOf(()), []),
    ],
)
def test_conditions(books: dict[str, Record], condition: Condition, expected: list[str]) -> None:
    assert names(books, condition) == expected


def test_ids_orders_and_pages(books: dict[str, Record]) -> None:
    assert names(books, Ids((books["men"].pk, 999_999))) == ["men"]
    years = [books[name].pk for name in ("seven", "dat", "men")]
    assert find(Everything(), kind="record", order="newest").ids == tuple(years)
    assert find(Everything(), kind="record", order="oldest").ids == tuple(reversed(years))
    by_title = find(Everything(), kind="record").ids
    assert find(Everything(), kind="record", order="title-descending").ids == tuple(reversed(by_title))
    assert find(Everything(), kind="record", offset=1, limit=1).ids == by_title[1:2]
    assert find(Everything(), kind="record", offset=3).total == 3
    assert find(Everything(), kind="record", limit=0).ids == ()
    assert set(find(Phrase(("title",), words_of("seven")), kind="record", order="relevance").ids) == {years[0]}
    assert not find(Everything(), kind="activity").total


def test_without_an_index() -> None:
    assert not find(Everything(), kind="record").ready
