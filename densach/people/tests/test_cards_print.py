"""Readers' cards on paper."""

from __future__ import annotations

import datetime as dt
import io
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from densach.people.models import Card
from tests import make

pytestmark = pytest.mark.django_db


def client_of(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def printed(content: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


def test_cards_of_a_class_ten_on_a_sheet(place: SimpleNamespace) -> None:
    for n in range(11):
        make.patron(f"Nông Thị Ánh {n}", facility=place.library, group="4A", birth_year=2016, card=f"TV.{n:04d}")
    make.patron("Người Khác", facility=place.library, group="5B", card="TVĐ.1")
    address = reverse("cards_print", query={"place": place.library.public_id, "group": "4a"})
    pages = printed(client_of(place.owner).get(address).content)
    assert len(pages) == 2
    assert all(f"TV.{n:04d}" in pages[0] + pages[1] for n in range(11))
    assert "Nông Thị Ánh 0" in pages[0]
    assert "THẺ BẠN ĐỌC" in pages[0]
    assert "2016" in pages[0]
    assert "Người Khác" not in pages[0] + pages[1]


def test_a_card_with_a_marked_letter_has_its_qr_code(place: SimpleNamespace) -> None:
    make.patron("Người Khác", facility=place.library, card="TVĐ.1")
    address = reverse("cards_print", query={"place": place.library.public_id, "number": "tvđ.1"})
    [text] = printed(client_of(place.owner).get(address).content)
    assert "TVĐ.1" in text


def test_lost_cards_and_earlier_ones_are_left_out(place: SimpleNamespace) -> None:
    patron = make.patron("Một", facility=place.library, card="A1", registered_on=dt.date(2024, 1, 2))
    Card.objects.create(
        patron=make.patron("Hai", facility=place.library, card=False), number="A2", state="lost", issued_on=dt.date(2026, 1, 1),
        expires_on=dt.date(2030, 1, 1),
    )  # fmt: skip
    client = client_of(place.owner)
    [text] = printed(client.get(reverse("cards_print", query={"place": place.library.public_id})).content)
    assert patron.full_name in text
    assert "A2" not in text
    nothing = client.get(reverse("cards_print", query={"place": place.library.public_id, "since": "2026-01-01"}))
    assert nothing.status_code == 422
    assert "Không có thẻ đang dùng" in nothing.content.decode()


def test_only_places_one_may_see_can_be_chosen(place: SimpleNamespace) -> None:
    make.patron(facility=place.library)
    address = reverse("cards_print", query={"place": place.library.public_id})
    assert client_of(place.stranger).get(address).status_code == 422
    assert client_of(place.colleague).get(address)["Content-Type"] == "application/pdf"
    assert client_of(place.owner).get(reverse("cards_print")).status_code == 200
    assert client_of(place.officer).get(address).status_code == 403
