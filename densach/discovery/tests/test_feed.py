"""Feeds: any search, what came last first; well-formed whatever is typed."""

from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree

import pytest
from django.test import Client

from densach.discovery import index

from .make import Shelf

pytestmark = pytest.mark.django_db


@pytest.fixture
def arrivals(shelf: Shelf, classes: Shelf) -> None:
    for day, title in ((1, "Cũ nhất"), (3, "Mới nhất & <hay>"), (2, "Ở giữa")):
        moment = dt.datetime(2026, 11, day, tzinfo=dt.UTC)
        shelf.put(title, entered_at=moment, people=("Tô Hoài",), year=1941, place_names=("Thư viện Một",))
    shelf.put("Không rõ ngày")
    classes.put("Lớp mới nhất", entered_at=dt.datetime(2026, 11, 20, tzinfo=dt.UTC))
    index.rebuild()


def _feed(client: Client, **asked: str) -> ElementTree.Element:
    answer = client.get("/tim/rss/", asked)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/rss+xml")
    channel = ElementTree.fromstring(answer.content).find("channel")  # noqa: S314  # our own answer
    assert channel is not None
    return channel


def _titles(channel: ElementTree.Element) -> list[str]:
    return [item.findtext("title", "") for item in channel.iter("item")]


def test_new_arrivals_are_books_latest_first(client: Client, arrivals: None) -> None:
    channel = _feed(client)
    assert _titles(channel) == ["Mới nhất & <hay>", "Ở giữa", "Cũ nhất", "Không rõ ngày"]
    assert channel.findtext("title") == "Đèn Sách: mới về"
    item = next(channel.iter("item"))
    assert item.findtext("description") == "Tô Hoài · 1941 · Thư viện Một"
    assert item.findtext("guid") == "record:r2"
    assert item.findtext("pubDate", "").startswith("Tue, 03 Nov 2026")


def test_a_search_is_a_feed_with_its_own_title(client: Client, arrivals: None) -> None:
    channel = _feed(client, q="nhất")
    assert channel.findtext("title") == "Đèn Sách: “nhất”"
    assert _titles(channel) == ["Lớp mới nhất", "Mới nhất & <hay>", "Cũ nhất"]
    assert "/tim/?q=nh" in channel.findtext("link", "")
    assert _titles(_feed(client, q="nhất", kind="record", sort="title")) == ["Cũ nhất", "Mới nhất & <hay>"]


@pytest.mark.parametrize(
    "text", ["\x00\x01\x0b", "]]>", "&amp;<", "x" * 10_000, "\ud800".encode("utf-8", "surrogatepass")]
)
def test_hostile_text_gives_well_formed_xml(client: Client, arrivals: None, text: str) -> None:
    _feed(client, q=text)


def test_without_an_index_the_feed_is_empty(client: Client) -> None:
    assert _titles(_feed(client)) == []
