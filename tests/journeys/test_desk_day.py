"""A day at the desk: a reader gets a card, a book gets its number, is lent, refused a second time, returned; figures follow."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from playwright.sync_api import Page

from densach.circulation.models import Loan
from densach.core.clock import today
from densach.measures.services import recount_all, recount_dirty
from tests import make

from .conftest import Walk

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_reader_book_loan_and_figures(walk: Walk, place: SimpleNamespace) -> None:
    page = walk.page
    copy = make.copy(record=make.record("Đất rừng phương Nam"), facility=place.library, barcode="00100001")
    other = make.patron("Hà Văn Thử", facility=place.library, card="BK000778")
    recount_all()
    walk.sign_in(place.owner)

    walk.open("/ban-doc/them/")
    page.fill("input[name=full_name]", "Nông Thị Mẫu")
    page.fill("input[name=birth_year]", "1990")
    page.select_option("select[name=patron_type]", "adult")
    page.fill("input[name=card_number]", "BK000777")
    walk.submit("Đăng ký")
    walk.sees("Nông Thị Mẫu")

    walk.open("/bieu-ghi/them/")
    page.fill("input[name=title]", "Sếu đầu đỏ")
    page.fill("input[name=authors]", "Tác Giả Mẫu")
    walk.submit("Nhập")
    walk.sees("Sếu đầu đỏ")

    walk.open("/quay/")
    scan(page, "BK000777")
    page.locator(".desk-reader").get_by_text("Nông Thị Mẫu").wait_for()
    scan(page, copy.barcode)
    page.locator(".desk-ok").get_by_text("Đất rừng phương Nam").wait_for()
    walk.look()
    assert Loan.objects.get(state="open").copy_id == copy.pk

    close_reader(page)
    scan(page, "BK000778")
    page.locator(".desk-reader").get_by_text(other.full_name).wait_for()
    scan(page, copy.barcode)
    page.locator(".desk-no").wait_for()
    walk.look()
    assert Loan.objects.filter(state="open").count() == 1

    close_reader(page)
    scan(page, copy.barcode)
    page.locator(".desk-ok").get_by_text("Đất rừng phương Nam").wait_for()
    assert not Loan.objects.filter(state="open").exists()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_role("button", name="+1 người vào").click()

    recount_dirty()
    walk.open(f"/so-lieu/?don-vi={place.ward.slug}&nam={today().year}")
    walk.sees("Lượt bạn đọc")
    walk.open("/muon-tra/?state=returned")
    walk.sees("Đất rừng phương Nam")


def scan(page: Page, text: str) -> None:
    """As a bar-code scanner types: the text and Enter, answered before the next."""
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.fill("input[name=scan]", text)
        page.press("input[name=scan]", "Enter")
    page.wait_for_load_state("networkidle")


def close_reader(page: Page) -> None:
    page.press("input[name=scan]", "Escape")
    page.locator(".desk-reader").wait_for(state="detached")


def test_wrong_things_get_a_sentence(walk: Walk, place: SimpleNamespace) -> None:
    page = walk.page
    walk.sign_in(place.owner)
    walk.open("/ban-doc/them/")
    page.fill("input[name=full_name]", "Trẻ Em Mẫu")
    page.fill("input[name=birth_year]", str(today().year - 8))
    page.select_option("select[name=patron_type]", "child")
    walk.submit("Đăng ký")
    walk.sees("giám hộ")
    walk.open("/quay/")
    scan(page, "BK999999")
    page.locator(".desk-no").first.wait_for()
    walk.look()
