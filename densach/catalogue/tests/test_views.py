"""The catalogue's pages and its JSON."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from densach.catalogue.models import AccessionRegister, Copy, Record
from densach.circulation.models import Loan
from tests import make


@pytest.fixture
def book(place: SimpleNamespace) -> Record:
    return make.record("Dế Mèn phiêu lưu ký", authors="Tô Hoài", year=2019, class_mark="895.9", language="lat")


@pytest.fixture
def register(place: SimpleNamespace) -> AccessionRegister:
    return AccessionRegister.objects.create(facility=place.library, prefix="PM")


def signed_in(actor: Any) -> Client:
    client = Client()
    client.force_login(actor)
    return client


def entry(**fields: Any) -> dict[str, Any]:
    return {"title": "Đất rừng phương Nam", "language": "vie", "material": "book", "audience": "all"} | fields


def test_the_list(place: SimpleNamespace, book: Record) -> None:
    make.copy(record=book, facility=place.library)
    make.record("Ăn gì cho khoẻ", material="map")
    client = signed_in(place.owner)
    page = client.get(reverse("record_list")).content.decode()
    assert page.index("Ăn gì cho khoẻ") < page.index("Dế Mèn phiêu lưu ký")
    assert "Nhập biểu ghi" in page
    narrowed = {"q": "to hoai", "material": "book", "subject": "895", "place": place.library.public_id}
    page = client.get(reverse("record_list"), narrowed).content.decode()
    assert "Dế Mèn phiêu lưu ký" in page
    assert "Ăn gì" not in page
    assert "Dế Mèn" not in client.get(reverse("record_list"), {"material": "map"}).content.decode()
    assert "Không có biểu ghi nào" in client.get(reverse("record_list"), {"q": "zzz"}).content.decode()
    page = signed_in(place.officer).get(reverse("record_list")).content.decode()
    assert reverse("record_add") not in page
    assert Client().get(reverse("record_list")).status_code == 302


def test_the_list_costs_the_same_with_1_and_30_rows(place: SimpleNamespace, book: Record) -> None:
    client = signed_in(place.owner)
    client.get(reverse("record_list"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("record_list"))
    for _ in range(29):
        make.copy(facility=place.library)
    with CaptureQueriesContext(connection) as thirty:
        client.get(reverse("record_list"))
    assert len(thirty) == len(one) <= 25


def test_the_list_downloads_as_a_workbook(place: SimpleNamespace, book: Record) -> None:
    answer = signed_in(place.owner).get(reverse("record_list"), {"format": "xlsx"})
    assert answer.content[:2] == b"PK"


def test_a_record_is_public(place: SimpleNamespace, book: Record) -> None:
    copy = make.copy(record=book, facility=place.library, shelf="A1", accession_number="PM.000001")
    make.copy(record=book, facility=place.far, state="repair")
    make.copy(record=book, facility=place.far, item_type="reference")
    url = reverse("record_detail", args=[book.public_id])
    page = Client().get(url).content.decode()
    for word in ("Dế Mèn phiêu lưu ký", "Tô Hoài", "2019", "còn 1/1 bản", "PM.000001", "A1", "đang sửa", "tra cứu"):
        assert word in page
    assert reverse("copy_edit", args=[copy.public_id]) not in page
    assert reverse("copy_edit", args=[copy.public_id]) in signed_in(place.owner).get(url).content.decode()
    page = signed_in(place.stranger).get(url).content.decode()
    assert reverse("copy_edit", args=[copy.public_id]) not in page
    assert reverse("copies_add", args=[book.public_id]) in page
    assert reverse("copies_add", args=[book.public_id]) not in signed_in(place.officer).get(url).content.decode()
    assert Client().get(reverse("record_detail", args=["nothing"])).status_code == 404
    empty = make.record("Trống")
    assert (
        "Hiện chưa nơi nào có bản." in Client().get(reverse("record_detail", args=[empty.public_id])).content.decode()
    )


def test_the_public_page_costs_the_same_with_1_and_30_copies(place: SimpleNamespace, book: Record) -> None:
    url = reverse("record_detail", args=[book.public_id])
    make.copy(record=book, facility=place.library)
    Client().get(url)  # what the frame remembers of the locality is not what is compared
    with CaptureQueriesContext(connection) as one:
        Client().get(url)
    for _ in range(29):
        make.copy(record=book, facility=place.far)
    with CaptureQueriesContext(connection) as thirty:
        Client().get(url)
    assert len(thirty) == len(one) <= 20


def test_a_copy_on_loan_is_shown_so(place: SimpleNamespace, book: Record) -> None:
    at = dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC)
    Loan.objects.create(
        copy=make.copy(record=book, facility=place.library), patron=make.patron(), facility=place.library, lent_at=at,
        lent_on=at.date(), due_on=at.date(), patron_type="adult", age_band="18-35", sex="f", lent_by=place.owner,
    )  # fmt: skip
    page = Client().get(reverse("record_detail", args=[book.public_id])).content.decode()
    assert "đang mượn" in page
    assert "còn 0/1 bản" in page


def test_entering_a_record_leads_to_its_copies(place: SimpleNamespace, register: AccessionRegister) -> None:
    client = signed_in(place.owner)
    assert "Nhan đề" in client.get(reverse("record_add")).content.decode()
    answer = client.post(reverse("record_add"), entry(), follow=True)
    assert "Giờ hãy thêm bản." in answer.content.decode()
    book = Record.objects.get()
    url = reverse("copies_add", args=[book.public_id])
    fields = {
        "register": register.pk,
        "count": 2,
        "item_type": "general",
        "acquired_on": "2026-11-01",
        "price": "45000",
    }
    page = client.post(url, fields, follow=True).content.decode()
    assert "Đã nhập từ PM.000001 đến PM.000002." in page
    assert Copy.objects.filter(price=45000).count() == 2


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ""}, "Nhan đề"),
        ({"title": "…"}, "Chưa có nhan đề."),
        ({"isbn": "9786042087361"}, "không phải ISBN đúng"),
        ({"year": 3000}, "Năm xuất bản 3000 không đúng."),
        ({"year": "xx"}, "Năm xuất bản"),
        ({"material": "stone"}, "Loại tài liệu"),
    ],
)
def test_wrong_records_are_answered_beside_the_field(
    place: SimpleNamespace, fields: dict[str, Any], sentence: str
) -> None:
    answer = signed_in(place.owner).post(reverse("record_add"), entry(**fields))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Record.objects.exists()


def test_a_book_already_held_leads_to_its_copies(place: SimpleNamespace, book: Record) -> None:
    client = signed_in(place.owner)
    fields = entry(title="Dế mèn phiêu lưu ký", authors="Tô Hoài", year=2019)
    page = client.post(reverse("record_add"), fields)
    assert page.status_code == 422
    assert reverse("copies_add", args=[book.public_id]) in page.content.decode()
    assert 'name="confirmed_new" value="on"' in page.content.decode()
    assert client.post(reverse("record_add"), fields | {"confirmed_new": "on"}).status_code == 302


def test_editing_a_record_keeps_codes_from_elsewhere(place: SimpleNamespace, book: Record) -> None:
    client = signed_in(place.owner)
    url = reverse("record_edit", args=[book.public_id])
    assert '<option value="lat" selected' in client.get(url).content.decode()
    assert client.post(url, entry(title="")).status_code == 422
    assert client.post(url, entry(isbn="123")).status_code == 422
    page = client.post(url, entry(language="lat", class_mark="895.9"), follow=True).content.decode()
    assert "Đất rừng phương Nam" in page
    known = make.record("Biết rồi")
    assert 'value="lat"' not in client.get(reverse("record_edit", args=[known.public_id])).content.decode()


def test_three_people_and_the_pages_that_change(
    place: SimpleNamespace, book: Record, register: AccessionRegister
) -> None:
    copy = make.copy(record=book, facility=place.library)
    for name in ("record_edit", "copies_add"):
        url = reverse(name, args=[book.public_id])
        for actor, status in ((place.owner, 200), (place.colleague, 200), (place.officer, 403)):
            assert signed_in(actor).get(url).status_code == status, name
    assert signed_in(place.stranger).get(reverse("copies_add", args=[book.public_id])).status_code == 302
    for name in ("copy_edit", "copy_withdraw", "copy_move"):
        url = reverse(name, args=[copy.public_id])
        for actor, status in ((place.owner, 200), (place.colleague, 200), (place.stranger, 404), (place.officer, 403)):
            assert signed_in(actor).get(url).status_code == status, name
            assert signed_in(actor).post(url).status_code == (422 if status == 200 else status), name


def test_copies_need_a_register_first(place: SimpleNamespace, book: Record) -> None:
    client = signed_in(place.owner)
    page = client.get(reverse("copies_add", args=[book.public_id]), follow=True).content.decode()
    assert "Hãy mở sổ đăng ký cá biệt trước" in page
    fields = {"facility": place.library.pk, "prefix": "gk", "next_number": 2775}
    assert "Đã mở sổ GK" in client.post(reverse("register_add"), fields, follow=True).content.decode()
    answer = client.post(reverse("register_add"), fields)
    assert answer.status_code == 422
    assert "Nơi này đã có sổ GK." in answer.content.decode()
    page = client.get(reverse("copies_add", args=[book.public_id])).content.decode()
    assert "Thư viện phường Một · GK · GK.002775" in page


def test_wrong_copies_are_answered_beside_the_field(
    place: SimpleNamespace, book: Record, register: AccessionRegister
) -> None:
    client = signed_in(place.owner)
    url = reverse("copies_add", args=[book.public_id])
    right = {"register": register.pk, "count": 2, "item_type": "general", "acquired_on": "2026-11-01"}
    for fields, sentence in (
        ({"count": 0}, "Số bản"),
        ({"acquired_on": "2999-01-01"}, "Ngày 01/01/2999 chưa đến."),
        ({"acquired_on": "1.13.2026"}, "Ngày vào sổ"),
        ({"barcodes": "A1"}, "Có 1 mã vạch cho 2 bản."),
        ({"barcodes": "A" * 31}, "Mã vạch dài nhất 30 ký tự"),
        ({"register": 0}, "Sổ đăng ký cá biệt"),
    ):
        answer = client.post(url, right | fields)
        assert answer.status_code == 422, fields
        assert sentence in answer.content.decode()
    assert not Copy.objects.exists()


def test_a_copy_is_corrected_withdrawn_and_handed_over(place: SimpleNamespace, book: Record) -> None:
    client = signed_in(place.admin)
    copy = make.copy(record=book, facility=place.library, accession_number="PM.000001", barcode="B1")
    there = AccessionRegister.objects.create(facility=place.far, prefix="GK")
    edit, withdraw, move = (reverse(n, args=[copy.public_id]) for n in ("copy_edit", "copy_withdraw", "copy_move"))
    fields = {"accession_number": "PM.1a", "barcode": "B1", "state": "repair", "item_type": "rare"}
    fields["acquired_on"] = "2024-01-02"
    assert client.post(edit, fields | {"accession_number": ""}).status_code == 422
    assert "Đã lưu." in client.post(edit, fields, follow=True).content.decode()
    assert client.post(edit, fields).status_code == 302
    copy.refresh_from_db()
    assert (copy.accession_number, copy.state, copy.item_type) == ("PM.1a", "repair", "rare")
    make.copy(record=book, facility=place.library, barcode="B2")
    assert "Đã có bản mang mã vạch B2." in client.post(edit, fields | {"barcode": "b2"}).content.decode()
    assert client.post(move, {"register": 0}).status_code == 422
    assert "Nay là GK.000001" in client.post(move, {"register": there.pk}, follow=True).content.decode()
    answer = client.post(move, {"register": there.pk})
    assert "đã bị loại khỏi kho" in answer.content.decode()
    moved = Copy.objects.get(facility=place.far)
    withdraw = reverse("copy_withdraw", args=[moved.public_id])
    assert "chưa đến" in client.post(withdraw, {"reason": "lost", "on": "2999-01-01"}).content.decode()
    day = f"{moved.acquired_on:%Y-%m-%d}"
    page = client.post(withdraw, {"reason": "lost", "on": day, "minutes": "1/BB"}, follow=True).content.decode()
    assert "Đã loại bản GK.000001." in page


def test_json_of_a_record(place: SimpleNamespace, book: Record) -> None:
    make.copy(record=book, facility=place.library)
    found = Client().get(f"/api/v1/records/{book.public_id}").json()
    assert (found["title"], found["authors"], found["year"]) == ("Dế Mèn phiêu lưu ký", ["Tô Hoài"], 2019)
    assert found["holdings"] == [
        {"place": place.library.public_id, "place_name": "Thư viện phường Một", "copies": 1, "available": 1}
    ]
    assert "marc" in found
    assert Client().get("/api/v1/records/nothing").status_code == 404
