"""More like this."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.test import Client

from densach.discovery import index, queries
from densach.discovery.similar import more_like

from .make import Shelf

pytestmark = pytest.mark.django_db


@pytest.fixture
def books(shelf: Shelf) -> Shelf:
    shelf.put(
        "Dế Mèn phiêu lưu ký", people=("Tô Hoài",), subjects=("Văn học thiếu nhi",), exact=("895.922332", "PM.000001")
    )
    shelf.put("O chuột", people=("Tô Hoài",))
    shelf.put("Góc sân và khoảng trời", subjects=("Văn học thiếu nhi",), audience=("child",))
    shelf.put("Chí Phèo", people=("Nam Cao",), exact=("895.922332",))
    shelf.put("Tắt đèn", exact=("895.922334",))
    shelf.put("Mèn mẹt", people=("Ai đó",))
    for number in range(1, 5):
        shelf.put(f"Kính vạn hoa Tập {number}", people=("Nguyễn Nhật Ánh",))
    shelf.put("Mắt biếc", people=("Nguyễn Nhật Ánh",))
    for number in range(60):
        shelf.put(f"Kinh tế học phần {number}", exact=("330",))
    index.rebuild()
    return shelf


def _titles(title: str, **options: int) -> list[str]:
    [found] = [hit for hit in queries.search(title).hits if hit.title == title]
    return [hit.title for hit in more_like(kind="record", pk=found.id, **options)]


def test_persons_subjects_class_and_words_make_things_alike(books: Shelf) -> None:
    found = _titles("Dế Mèn phiêu lưu ký")
    assert set(found[:2]) == {"O chuột", "Góc sân và khoảng trời"}
    assert {"Chí Phèo", "Tắt đèn", "Mèn mẹt"} == set(found[2:])
    assert "Dế Mèn phiêu lưu ký" not in found


def test_at_most_two_volumes_of_one_work(books: Shelf) -> None:
    found = _titles("Mắt biếc")
    assert len([title for title in found if title.startswith("Kính vạn hoa")]) == 2


def test_nothing_is_like_a_thing_that_shares_nothing(books: Shelf, shelf: Shelf) -> None:
    alone = shelf.put("Một mình")
    assert more_like(kind="record", pk=alone.id) == ()
    assert more_like(kind="record", pk=10**6) == ()
    assert more_like(kind="nothing", pk=1) == ()


def test_without_an_index_nothing_is_alike(shelf: Shelf) -> None:
    book = shelf.put("Sách", people=("Ai",))
    assert more_like(kind="record", pk=book.id) == ()
    assert queries.id_of("record", "r1") is None


def test_limit_and_api(client: Client, books: Shelf) -> None:
    assert len(_titles("Dế Mèn phiêu lưu ký", limit=2)) == 2
    answer = client.get("/api/v1/similar/record/r1", {"limit": 3})
    assert [row["title"] for row in answer.json()] == _titles("Dế Mèn phiêu lưu ký", limit=3)
    assert client.get("/api/v1/similar/record/khongco").status_code == 404
    assert client.get("/api/v1/similar/activity/r1").status_code == 404


def test_tag_shows_covers_or_nothing(books: Shelf, shelf: Shelf) -> None:
    page = Template("{% load discovery %}{% more_like_this 'record' pk %}")
    shown = page.render(Context({"pk": 1}))
    assert "Có thể bạn cũng thích" in shown
    assert "O chuột" in shown
    assert page.render(Context({"pk": 10**6})).strip() == ""
