from __future__ import annotations

import pytest
from django.test import Client

from densach.discovery import index

from .make import Shelf

pytestmark = pytest.mark.django_db


@pytest.fixture
def books(shelf: Shelf) -> Shelf:
    shelf.put("Dế Mèn phiêu lưu ký", people=("Tô Hoài",), year=1941, exact=("9786042134569",), available=True)
    shelf.put("Mèn mẹt", people=("Ai",))
    index.rebuild()
    return shelf


def test_search_is_open_to_everybody(client: Client, books: Shelf) -> None:
    answer = client.get("/api/v1/search", {"q": "de men", "kind": "record", "available": "true"}).json()
    assert answer["total"] == 1
    assert answer["hits"][0]["people"] == ["Tô Hoài"]
    assert answer["facets"]["kind"] == {"record": 1}


def test_search_by_isbn_10_finds_isbn_13(client: Client, books: Shelf) -> None:
    assert client.get("/api/v1/search", {"q": "604-2-13456-6"}).json()["total"] == 1
    assert client.get("/api/v1/search", {"q": "ISBN 978-604-213456-9"}).json()["total"] == 1


def test_suggest_is_open_to_everybody(client: Client, books: Shelf) -> None:
    assert [row["title"] for row in client.get("/api/v1/suggest", {"q": "phieu l"}).json()] == ["Dế Mèn phiêu lưu ký"]


@pytest.mark.filterwarnings("ignore:.*")
@pytest.mark.parametrize(
    "asked", [{"page": "0"}, {"page": "x"}, {"sort": "colour"}, {"per_page": "1000"}, {"year_from": "-1"}]
)
def test_wrong_parameters_are_named(client: Client, books: Shelf, asked: dict[str, str]) -> None:
    answer = client.get("/api/v1/search", {"q": "men", **asked})
    assert answer.status_code == 422
    assert next(iter(asked)) in answer.content.decode()


def test_openapi_describes_search(client: Client) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert {"/api/v1/search", "/api/v1/suggest"} <= set(paths)
