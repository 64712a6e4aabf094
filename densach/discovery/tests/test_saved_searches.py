"""Searches that people keep: only the owner sees, runs and deletes them."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from densach.audit.models import Entry
from densach.core.errors import NotAllowed
from densach.discovery import services
from densach.discovery.addresses import Asked
from densach.discovery.models import SavedSearch
from densach.discovery.refusals import SearchEmpty, SearchNameTaken, SearchUnnamed, TooManySavedSearches

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
SAVE = "/tim/luu/?q=l%E1%BB%8Bch+s%E1%BB%AD&kind=record&sort=arrived"


def _saved(actor: Any, name: str = "Lịch sử", text: str = "lịch sử") -> SavedSearch:
    return services.save_search(actor=actor, name=name, asked=Asked(text=text), at=AT)


def test_a_search_is_kept_run_and_deleted(place: SimpleNamespace, client: Client) -> None:
    client.force_login(place.owner)
    page = client.get(SAVE).content.decode()
    assert 'value="lịch sử"' in page
    answer = client.post(SAVE, {"name": "  Sử mới về "}, follow=True)
    assert "Đã lưu tìm kiếm “Sử mới về”" in answer.content.decode()
    saved = SavedSearch.objects.get(owner=place.owner)
    assert (saved.name, saved.address) == ("Sử mới về", "q=l%E1%BB%8Bch+s%E1%BB%AD&kind=record&sort=arrived")
    listed = client.get("/tim/da-luu/").content.decode()
    assert "/tim/?q=l%E1%BB%8Bch+s%E1%BB%AD&amp;kind=record&amp;sort=arrived" in listed
    assert "/tim/rss/?q=l%E1%BB%8Bch" in listed
    address = f"/tim/da-luu/{saved.public_id}/xoa/"
    assert "Sử mới về" in client.get(address).content.decode()
    assert SavedSearch.objects.count() == 1
    assert "Đã xoá" in client.post(address, follow=True).content.decode()
    assert not SavedSearch.objects.exists()
    assert list(Entry.objects.order_by("pk").values_list("verb", flat=True)) == ["save_search", "forget_search"]


def test_others_neither_see_nor_delete_it(place: SimpleNamespace, client: Client) -> None:
    saved = _saved(place.owner, "Của riêng tôi")
    for other in (place.colleague, place.stranger):
        client.force_login(other)
        assert "Của riêng tôi" not in client.get("/tim/da-luu/").content.decode()
        assert client.post(f"/tim/da-luu/{saved.public_id}/xoa/").status_code == 404
        with pytest.raises(NotAllowed):
            services.forget_search(actor=other, saved=saved)
    assert SavedSearch.objects.get() == saved
    client.force_login(place.owner)
    assert "Của riêng tôi" in client.get("/tim/da-luu/").content.decode()


def test_visitors_are_asked_to_sign_in(client: Client) -> None:
    for address in (SAVE, "/tim/da-luu/", "/tim/da-luu/xxxxxxxxxxxx/xoa/"):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/tai-khoan/")


def test_every_no_says_why(place: SimpleNamespace, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    _saved(place.owner)
    _saved(place.colleague)  # the same name, another owner
    with pytest.raises(SearchNameTaken):
        _saved(place.owner)
    with pytest.raises(SearchUnnamed):
        _saved(place.owner, "\x00 ")
    with pytest.raises(SearchUnnamed):
        _saved(place.owner, "x" * 81)
    with pytest.raises(SearchEmpty):
        _saved(place.owner, "Tất cả", "")
    monkeypatch.setattr(services, "MOST_SAVED", 1)
    with pytest.raises(TooManySavedSearches):
        _saved(place.owner, "Nữa")
    client.force_login(place.owner)
    answer = client.post(SAVE, {"name": "Nữa"})
    assert answer.status_code == 422
    assert "Bạn đã giữ 1 tìm kiếm" in answer.content.decode()
    assert client.post(SAVE, {"name": ""}).status_code == 422
    assert SavedSearch.objects.count() == 2


def test_the_list_costs_the_same_for_many(
    place: SimpleNamespace, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(place.owner)
    _saved(place.owner)
    client.get("/tim/da-luu/")
    with django_assert_max_num_queries(20) as one:
        client.get("/tim/da-luu/")
    for number in range(29):
        _saved(place.owner, f"Tìm {number}")
    with django_assert_max_num_queries(len(one)):
        page = client.get("/tim/da-luu/").content.decode()
    assert page.count("RSS") >= 30


def test_a_saved_search_is_named_in_the_trail(place: SimpleNamespace) -> None:
    assert str(_saved(place.owner, "Tên")) == "Tên"


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("q=a&page=3&unknown=1", "q=a"),
        ("sort=title&q=%20a%00b%20", "q=ab&sort=title"),
        ("kind=record&kind=activity&place=p&audience=child&subject=8&language=vie", "kind=record&kind=activity&place=p&audience=child&subject=8&language=vie"),
        ("year_from=1990&year_to=x&available=false&sort=colour", "year_from=1990&available=false"),
        ("year_from=12345&available=maybe&kind=", ""),
        ("q=" + "a" * 10_000, "q=" + "a" * 400),
    ],
)  # fmt: skip
def test_an_address_is_read_into_its_one_order(address: str, kept: str) -> None:
    asked = Asked.of(QueryDict(address))
    assert asked.address == kept
    assert asked.is_empty == (not kept)
    assert Asked.of(QueryDict(kept)).address == kept
