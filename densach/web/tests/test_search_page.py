"""The search page: decades, orders, near things, suggestions, and whatever may be typed."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from django.test import Client

from densach.discovery import index
from tests import make

pytestmark = pytest.mark.django_db
HOSTILE = [
    " ".join(f"từ{number}" for number in range(50)), "!!! ??? …", "\x00\x01\x0b\x1f", "title_folded:sach AND NOT (", '"', "[a TO *]", "/.*/", "sách^9 OR *",
    "'; DROP TABLE x; --", "<script>alert(1)</script>", "\\", "a" * 10_240, "ă" * 10_240, "sách " * 2_048, "%00%ff", "🙂", "\u202e\u200b\ufeff", "٣٤ ½ ﬁ",
]  # fmt: skip


@pytest.fixture
def books(place: SimpleNamespace) -> SimpleNamespace:
    for title, year in (
        ("Lịch sử Bắc Kạn", 1998),
        ("Lịch sử chữ viết", 2003),
        ("Lịch sử Tày Nùng", 2005),
        ("Đất nước", 2005),
    ):
        record = make.record(title, year=year, language="vie" if year < 2005 else "tai")
        make.copy(record=record, facility=place.library)
    index.rebuild()
    return place


def _page(client: Client, **asked: str) -> str:
    answer = client.get("/tim/", asked)
    assert answer.status_code == 200
    return answer.content.decode()


def _titles(page: str) -> list[str]:
    return re.findall(r"<h3><a href=\"/bieu-ghi/[^\"]+\">([^<]+)</a>", page)


def test_a_decade_narrows_and_lets_go(client: Client, books: SimpleNamespace) -> None:
    page = _page(client, q="lịch sử")
    [address] = re.findall(r'href="(\?[^"]*)"[^>]*>2000–2009</a> <span class="muted small">2</span>', page)
    assert "year_from=2000" in address
    chosen = client.get("/tim/" + address.replace("&amp;", "&")).content.decode()
    assert set(_titles(chosen)) == {"Lịch sử chữ viết", "Lịch sử Tày Nùng"}
    assert "<b>2000–2009</b>" in chosen
    assert '1990–1999</a> <span class="muted small">1</span>' in chosen


def test_things_with_some_of_the_words_follow_apart(client: Client, books: SimpleNamespace) -> None:
    page = _page(client, q="lịch sử chữ viết")
    assert "1 kết quả" in page
    exact, near = page.split("Có một phần những từ này")
    assert _titles(exact) == ["Lịch sử chữ viết"]
    assert set(_titles(near)) == {"Lịch sử Bắc Kạn", "Lịch sử Tày Nùng"}
    assert "Có một phần những từ này" not in _page(client, q="đất")


def test_orders_and_feed_are_offered(client: Client, books: SimpleNamespace) -> None:
    page = _page(client, q="lịch sử", sort="arrived")
    assert re.search(r'sort=arrived" aria-current="true">Mới về', page)
    assert 'type="application/rss+xml" title="RSS" href="/tim/rss/?q=l%E1%BB%8Bch+s%E1%BB%AD&amp;sort=arrived"' in page
    assert "Lưu tìm kiếm này" not in page
    assert "Mới về, qua RSS" in _page(client)
    client.force_login(books.owner)
    assert "/tim/luu/?q=l%E1%BB%8Bch+s%E1%BB%AD" in _page(client, q="lịch sử")


def test_suggestions_are_options_with_the_page_of_the_thing(client: Client, books: SimpleNamespace) -> None:
    answer = client.get("/tim/goi-y/", {"q": "lich su b"})
    [option] = re.findall(
        r'<li role="option" aria-selected="false" data-url="(/bieu-ghi/[^"]+/)">', answer.content.decode()
    )
    assert client.get(option).status_code == 200
    assert "Lịch sử Bắc Kạn" in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert client.get("/tim/goi-y/").content.decode().strip() == ""


def test_search_boxes_know_where_suggestions_are(client: Client, books: SimpleNamespace) -> None:
    for address in ("/", "/tim/", "/dia-diem/"):
        assert client.get(address).content.decode().count('data-suggest="/tim/goi-y/"') == 1


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("address", ["/tim/", "/tim/goi-y/", "/tim/rss/", "/api/v1/suggest"])
def test_no_text_is_an_error(client: Client, books: SimpleNamespace, address: str, text: str) -> None:
    answer = client.get(address, {"q": text})
    assert answer.status_code in ({200, 422} if address.startswith("/api") else {200})
    assert "<script>alert" not in answer.content.decode()
    assert len(answer.content) < 100_000  # what is shown again is cut


@pytest.mark.parametrize(
    "name", ["kind", "place", "audience", "subject", "language", "available", "year_from", "year_to", "sort", "page"]
)
@pytest.mark.parametrize("value", ["\x00", "x" * 10_240, "'\"<b>", "-1", "999999999999999999999999", "٣", "1e9"])
def test_no_filter_is_an_error(client: Client, books: SimpleNamespace, name: str, value: str) -> None:
    for address in ("/tim/", "/tim/rss/"):
        answer = client.get(address, {"q": "lịch sử", name: value})
        assert answer.status_code == 200
        assert "<b>" not in answer.content.decode().replace("<b>lịch sử</b>", "") or name not in ("kind", "place")
