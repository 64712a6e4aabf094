"""The readers' pages."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from densach.people import queries
from densach.people.models import Card, Patron
from tests import make


@pytest.fixture
def hoa(place: SimpleNamespace) -> Patron:
    return make.patron("Nông Thị Hoa", facility=place.library, group="4A", card="TX.004512", patron_type="pupil")


def signed_in(actor: Any) -> Client:
    client = Client()
    client.force_login(actor)
    return client


def entry(place: SimpleNamespace, **fields: Any) -> dict[str, Any]:
    values = {
        "facility": place.library.pk, "full_name": "Hoàng Văn Thụ", "birth_year": 1980, "sex": "m",
        "patron_type": "adult", "valid_years": 1,
    }  # fmt: skip
    return values | fields


def test_the_list_is_filtered_sorted_and_said_in_vietnamese(place: SimpleNamespace, hoa: Patron) -> None:
    make.patron("Hoàng Văn Thụ", facility=place.library, is_blocked=True)
    make.patron("Ân Không Thẻ", facility=place.library, card=False)
    make.patron("Xa Lạ", facility=place.far)
    Card.objects.filter(patron=hoa).update(expires_on="2024-12-31")
    client = signed_in(place.owner)
    page = client.get(reverse("patron_list"), {"sort": "-name"}).content.decode()
    assert page.index("Nông Thị Hoa") < page.index("Hoàng Văn Thụ") < page.index("Ân Không Thẻ")
    assert "Xa Lạ" not in page
    for word in ("thẻ hết hạn", "bị khoá", "chưa có thẻ", "Đăng ký bạn đọc"):
        assert word in page
    narrowed = {"q": "hoa", "type": "pupil", "group": "4a", "place": place.library.public_id}
    page = client.get(reverse("patron_list"), narrowed).content.decode()
    assert "Nông Thị Hoa" in page
    assert "Hoàng Văn Thụ" not in page
    page = client.get(reverse("patron_list"), {"q": "zzz", "type": "nonsense", "place": "none"}).content.decode()
    assert "Không tìm thấy ai" in page


def test_the_list_costs_the_same_with_1_and_30_rows(place: SimpleNamespace, hoa: Patron) -> None:
    client = signed_in(place.owner)
    client.get(reverse("patron_list"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("patron_list"))
    for _ in range(29):
        make.patron(facility=place.library)
    with CaptureQueriesContext(connection) as thirty:
        client.get(reverse("patron_list"))
    assert len(thirty) == len(one) <= 25


def test_the_list_downloads_as_a_workbook(place: SimpleNamespace, hoa: Patron) -> None:
    answer = signed_in(place.owner).get(reverse("patron_list"), {"format": "xlsx"})
    assert answer["Content-Disposition"] == 'attachment; filename="ban-oc.xlsx"'
    assert answer.content[:2] == b"PK"


def test_registering_by_form(place: SimpleNamespace) -> None:
    client = signed_in(place.owner)
    assert "Thư viện phường Một" in client.get(reverse("patron_add")).content.decode()
    answer = client.post(reverse("patron_add"), entry(place), follow=True)
    assert "Đã đăng ký Hoàng Văn Thụ." in answer.content.decode()
    assert queries.find_card("TVPM.000001") is not None


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"full_name": ""}, "Họ và tên"),
        ({"birth_year": 1700}, "Năm sinh 1700 không đúng."),
        ({"birth_year": "xx"}, "Năm sinh"),
        ({"birth_year": 2018}, "Trẻ dưới 16 tuổi cần có người giám hộ đồng ý."),
        ({"birth_year": 2018, "guardian_name": "Mẹ"}, "Ghi ngày người giám hộ đồng ý."),
        ({"birth_year": 2018, "consented_on": "2026-02-31"}, "Ngày đồng ý"),
        ({"card_number": "a;b"}, "không dùng làm số thẻ được"),
        ({"valid_years": 40}, "Thẻ có giá trị (năm)"),
        ({"patron_type": "king"}, "Loại bạn đọc"),
    ],
)
def test_wrong_entries_are_answered_beside_the_field(
    place: SimpleNamespace, fields: dict[str, Any], sentence: str
) -> None:
    answer = signed_in(place.owner).post(reverse("patron_add"), entry(place, **fields))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Patron.objects.exists()


def test_a_place_of_others_cannot_be_chosen(place: SimpleNamespace) -> None:
    answer = signed_in(place.owner).post(reverse("patron_add"), entry(place, facility=place.far.pk))
    assert answer.status_code == 422
    assert not Patron.objects.exists()


def test_the_page_asks_whether_it_is_the_same_person(place: SimpleNamespace, hoa: Patron) -> None:
    client = signed_in(place.owner)
    fields = entry(place, full_name="Nông Thị Hoa", birth_year=1990)
    page = client.post(reverse("patron_add"), fields)
    assert page.status_code == 422
    text = page.content.decode()
    assert "Có phải một trong những người này không?" in text
    assert reverse("patron_detail", args=[hoa.public_id]) in text
    assert 'type="checkbox" name="confirmed_new"' in text
    assert client.post(reverse("patron_add"), fields | {"confirmed_new": "on"}).status_code == 302
    assert Patron.objects.count() == 2


def test_three_people_open_a_reader(place: SimpleNamespace, hoa: Patron) -> None:
    url = reverse("patron_detail", args=[hoa.public_id])
    for actor, status in ((place.owner, 200), (place.colleague, 200), (place.stranger, 404), (place.officer, 403)):
        assert signed_in(actor).get(url).status_code == status
    for name in ("patron_edit", "patron_card", "patron_renew", "patron_block"):
        for actor, status in ((place.owner, 200), (place.colleague, 200), (place.stranger, 404), (place.officer, 403)):
            assert signed_in(actor).get(reverse(name, args=[hoa.public_id])).status_code == status, name
    assert Client().get(url).status_code == 302


def test_the_page_of_a_reader(place: SimpleNamespace, hoa: Patron) -> None:
    page = signed_in(place.owner).get(reverse("patron_detail", args=[hoa.public_id])).content.decode()
    for word in ("Nông Thị Hoa", "4A", "TX.004512", "01/01/2035", "Gia hạn thẻ", "1990"):
        assert word in page
    bare = make.patron(facility=place.library, card=False, birth_year=None)
    page = signed_in(place.owner).get(reverse("patron_detail", args=[bare.public_id])).content.decode()
    assert "Chưa cấp thẻ nào." in page
    Card.objects.filter(patron=hoa).update(expires_on="2024-12-31")
    assert "hết hạn" in signed_in(place.owner).get(reverse("patron_detail", args=[hoa.public_id])).content.decode()


def test_editing_by_form(place: SimpleNamespace, hoa: Patron) -> None:
    client = signed_in(place.owner)
    url = reverse("patron_edit", args=[hoa.public_id])
    assert 'value="Nông Thị Hoa"' in client.get(url).content.decode()
    fields = {"full_name": "Nông Thị Hoà", "birth_year": 2018, "sex": "f", "patron_type": "pupil", "group": "5A"}
    answer = client.post(url, fields)
    assert answer.status_code == 422
    assert "Sửa thông tin Nông Thị Hoa" in answer.content.decode()
    guardian = {"guardian_name": "Hoàng Thị Mơ", "guardian_relation": "mẹ", "consented_on": "2026-01-05"}
    page = client.post(url, fields | guardian, follow=True).content.decode()
    assert "Hoàng Thị Mơ (mẹ)" in page
    assert "05/01/2026" in page
    assert 'value="2026-01-05"' in client.get(url).content.decode()


def test_cards_by_form(place: SimpleNamespace, hoa: Patron) -> None:
    client = signed_in(place.owner)
    card, renew = (reverse(name, args=[hoa.public_id]) for name in ("patron_card", "patron_renew"))
    assert client.post(card, {"reason": "lost", "valid_years": 1, "card_number": "TX.004512"}).status_code == 422
    page = client.post(
        card, {"reason": "replaced", "valid_years": 1, "card_number": "n-1"}, follow=True
    ).content.decode()
    assert "Đã cấp thẻ N-1." in page
    assert "đã thay" in page
    assert client.post(renew, {"valid_years": 0}).status_code == 422
    assert "Thẻ có giá trị đến" in client.post(renew, {"valid_years": 2}, follow=True).content.decode()
    Card.objects.update(state="lost")
    assert "không có thẻ đang dùng" in client.post(renew, {"valid_years": 2}).content.decode()


def test_blocking_by_form(place: SimpleNamespace, hoa: Patron) -> None:
    client = signed_in(place.owner)
    block, unblock = (reverse(name, args=[hoa.public_id]) for name in ("patron_block", "patron_unblock"))
    assert client.post(block, {"reason": ""}).status_code == 422
    assert "Chưa có lý do khoá." in client.post(block, {"reason": "\u200b\u200b"}).content.decode()
    page = client.post(block, {"reason": "mất 3 cuốn"}, follow=True).content.decode()
    assert "mất 3 cuốn" in page
    assert "Mở khoá" in page
    assert client.get(unblock).status_code == 405
    assert "lại được mượn" in client.post(unblock, follow=True).content.decode()


def test_own_data_as_a_file(place: SimpleNamespace, hoa: Patron) -> None:
    url = reverse("patron_export", args=[hoa.public_id])
    assert signed_in(place.owner).get(url).status_code == 405
    answer = signed_in(place.owner).post(url)
    assert json.loads(answer.content)["patron"]["full_name"] == "Nông Thị Hoa"
    assert "attachment" in answer["Content-Disposition"]
    assert signed_in(place.stranger).post(url).status_code == 404
