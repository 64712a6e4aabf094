"""A club from its announcement to the attendance sheet, and how a citizen finds it without typing accents."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from densach.activities.models import Activity, Session, SessionState
from densach.core.clock import today
from densach.discovery.index import rebuild
from densach.measures.services import recount_all
from tests import make

from .conftest import Walk

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_club_from_announcement_to_attendance(walk: Walk, place: SimpleNamespace) -> None:
    page = walk.page
    house = make.facility("Nhà văn hóa phường Một", kind="culture_house", unit=place.ward)
    organiser = make.user("activity_organiser", at=house)
    make.patron("Lường Văn Mẫu", facility=house, card="BK000901")
    recount_all()
    walk.sign_in(organiser)

    walk.open("/hoat-dong-quan-ly/them/")
    page.select_option("select[name=kind]", "club")
    page.fill("input[name=title]", "Câu lạc bộ đàn tính")
    page.check("input[name=takes_registrations]")
    page.fill("input[name=capacity]", "10")
    walk.submit("Lưu")
    activity = Activity.objects.get()

    walk.open(f"/hoat-dong-quan-ly/{activity.public_id}/them-buoi/")
    page.fill("input[name=first_day]", (today() - dt.timedelta(days=1)).isoformat())
    page.fill("input[name=start_time]", "08:00")
    page.fill("input[name=end_time]", "09:30")
    walk.submit("Thêm buổi")
    session = Session.objects.get()

    walk.open(f"/hoat-dong-quan-ly/{activity.public_id}/")
    walk.submit("Công bố")
    walk.open(f"/hoat-dong-quan-ly/{activity.public_id}/dang-ky/")
    page.fill("main input[name=q]", "BK000901")
    walk.submit("Tìm hoặc đăng ký")
    walk.sees("Lường Văn Mẫu")

    walk.open(f"/buoi/{session.public_id}/diem-danh/")
    page.locator("input[type=radio]").first.check(force=True)
    page.fill("input[name='n-60+-f']", "7")
    walk.submit("Lưu điểm danh")
    session.refresh_from_db()
    assert session.state == SessionState.HELD

    rebuild()
    page.context.clear_cookies()
    walk.open("/")
    page.locator(".search-big input[name=q]").fill("dan tinh")
    page.locator(".search-big input[name=q]").press("Enter")
    page.wait_for_url("**/tim/**")
    walk.look()
    page.get_by_role("link", name="Câu lạc bộ đàn tính").first.click()
    walk.look()
    walk.sees("Nhà văn hóa phường Một")
    walk.open("/lich/")
    walk.open("/dia-diem/")
    answer = page.request.get(f"{walk.address}/hoat-dong/{activity.public_id}.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    assert "BEGIN:VEVENT" in answer.text()


def test_english_is_one_click_away(walk: Walk, place: SimpleNamespace) -> None:
    walk.open("/")
    assert walk.page.locator("html").get_attribute("lang") == "vi"
    walk.page.locator(".head-tools .lang button").click()
    walk.look()
    assert walk.page.locator("html").get_attribute("lang") == "en"
    walk.open("/tim/?q=xyz")
    walk.open("/gioi-thieu/")
