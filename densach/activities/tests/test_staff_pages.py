from __future__ import annotations

import datetime as dt
import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from densach.activities import queries, services
from densach.activities.models import (
    Activity,
    ActivityState,
    Attendance,
    AttendanceTally,
    Registration,
    RegistrationState,
    Session,
    SessionState,
)
from densach.core.clock import now, today
from tests import make

from .rows import club, interest

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client: Client, centre: SimpleNamespace) -> Client:
    client.force_login(centre.owner)
    return client


def at(client: Client, person: Any) -> Client:
    client.force_login(person)
    return client


def meeting(activity: Activity, days: int = 0, **fields: Any) -> Session:
    return make.session(activity=activity, day=today() + dt.timedelta(days=days), **fields)


def text(response: Any) -> str:
    return str(response.content.decode())


def test_today_shows_what_waits_for_attendance(page: Client, centre: SimpleNamespace) -> None:
    activity = club(centre.house, title="CLB hôm nay")
    session = meeting(activity)
    meeting(club(centre.house, title="CLB hôm qua"), -1)
    meeting(club(centre.house, title="CLB lâu rồi"), -20)
    meeting(club(centre.far, title="CLB nơi khác"))
    shown = text(page.get(reverse("activities_today")))
    assert "CLB hôm nay" in shown
    assert "CLB hôm qua" in shown
    assert "CLB lâu rồi" not in shown
    assert "CLB nơi khác" not in shown
    assert reverse("attendance_sheet", args=[session.public_id]) in shown
    Session.objects.filter(pk=session.pk).update(state="held")
    AttendanceTally.objects.create(session=session, age_band="0-5", sex="u", count=17)
    assert "17 người đến" in text(page.get(reverse("activities_today")))


def test_an_empty_day_says_so_and_an_officer_sees_no_buttons(client: Client, centre: SimpleNamespace) -> None:
    shown = text(at(client, centre.officer).get(reverse("activities_today")))
    assert "Hôm nay không có buổi nào" in shown
    assert reverse("activity_add") not in shown


def test_the_register_filters_sorts_and_exports(page: Client, centre: SimpleNamespace) -> None:
    club(centre.house, title="Đàn tính", kind="club", state="draft")
    club(centre.house, title="Cờ vua", kind="course")
    club(centre.far, title="Nơi khác")
    url = reverse("activity_register")
    assert {"Đàn tính", "Cờ vua"} == {
        name for name in ("Đàn tính", "Cờ vua", "Nơi khác") if name in text(page.get(url))
    }
    for query, found, missing in (
        ({"q": "dan tinh"}, "Đàn tính", "Cờ vua"),
        ({"kind": "course"}, "Cờ vua", "Đàn tính"),
        ({"state": "draft"}, "Đàn tính", "Cờ vua"),
        ({"place": "nha van hoa mot", "kind": "club"}, "Đàn tính", "Cờ vua"),
        ({"place": centre.house.public_id, "kind": "club"}, "Đàn tính", "Cờ vua"),
    ):
        shown = text(page.get(url, query))
        assert found in shown
        assert missing not in shown
    shown = text(page.get(url, {"sort": "-title"}))
    assert shown.index("Đàn tính") < shown.index("Cờ vua")
    assert "Không tìm thấy hoạt động nào" in text(page.get(url, {"place": "đâu đó", "kind": "nonsense"}))
    file = page.get(url, {"format": "xlsx"})
    assert file.content[:2] == b"PK"


@pytest.mark.parametrize("name", ["activity_register", "activities_today", "session_list", "activity_list", "calendar"])
def test_lists_ask_as_often_for_thirty_rows_as_for_one(page: Client, centre: SimpleNamespace, name: str) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert page.get(reverse(name)).status_code == 200
        return len(captured)

    def row() -> None:
        activity = club(centre.house, takes_registrations=False)
        activity.interests.add(interest())
        meeting(activity)

    row()
    asked()  # the tree of the network is read once and kept
    one = asked()
    for _n in range(29):
        row()
    assert asked() == one


def form(centre: SimpleNamespace, **fields: Any) -> dict[str, Any]:
    return {"facility": centre.house.pk, "kind": "club", "title": "CLB mới", "is_free": "on"} | fields


def test_an_activity_is_written_down_corrected_and_published(page: Client, centre: SimpleNamespace) -> None:
    interest("music")
    given = form(centre, interests=["music"], age_bands=["6-10"], capacity="12", takes_registrations="on")
    assert page.get(reverse("activity_add")).status_code == 200
    answer = page.post(reverse("activity_add"), given)
    activity = Activity.objects.get()
    assert answer.url == reverse("activity_manage", args=[activity.public_id])  # type: ignore[attr-defined]
    assert (activity.capacity, activity.age_bands, activity.state) == (12, ["6-10"], ActivityState.DRAFT)
    url = reverse("activity_edit", args=[activity.public_id])
    assert "CLB mới" in text(page.get(url))
    page.post(url, form(centre, title="CLB cũ"))
    activity.refresh_from_db()
    assert (activity.title, activity.interests.count()) == ("CLB cũ", 0)
    shown = text(page.get(reverse("activity_manage", args=[activity.public_id])))
    assert "bản nháp" in shown
    page.post(reverse("activity_publish", args=[activity.public_id]))
    activity.refresh_from_db()
    assert activity.state == ActivityState.PUBLISHED


@pytest.mark.parametrize("name", ["activity_cancel", "activity_end"])
def test_ending_asks_first(page: Client, centre: SimpleNamespace, name: str) -> None:
    activity = club(centre.house)
    meeting(activity, 3)
    url = reverse(name, args=[activity.public_id])
    assert "1 buổi sắp tới" in text(page.get(url))
    activity.refresh_from_db()
    assert activity.state == ActivityState.PUBLISHED
    page.post(url)
    activity.refresh_from_db()
    assert activity.state in (ActivityState.CANCELLED, ActivityState.ENDED)
    shown = page.get(reverse("activity_manage", args=[activity.public_id]))
    assert shown.status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "\u200b"},
        {"capacity": "-3"},
        {"capacity": "nhiều"},
        {"kind": "x"},
        {"capacity": "999999999"},
    ],
)
def test_a_wrong_form_comes_back_with_a_sentence(page: Client, centre: SimpleNamespace, wrong: dict[str, str]) -> None:
    answer = page.post(reverse("activity_add"), form(centre, **wrong))
    assert answer.status_code == 422
    assert "error" in text(answer)
    assert not Activity.objects.exists()
    activity = club(centre.house)
    answer = page.post(reverse("activity_edit", args=[activity.public_id]), form(centre, **wrong))
    assert answer.status_code == 422


def test_sessions_are_added_moved_cancelled_restored(page: Client, centre: SimpleNamespace) -> None:
    activity = club(centre.house)
    url = reverse("sessions_add", args=[activity.public_id])
    assert page.get(url).status_code == 200
    once = {"first_day": today().isoformat(), "start_time": "08:00", "end_time": "09:30"}
    page.post(url, once)
    session = Session.objects.get()
    assert session.day == today()
    weekly = once | {"start_time": "10:00", "end_time": "11:00", "until": (today() + dt.timedelta(days=27)).isoformat()}
    page.post(url, weekly | {"weekdays": ["2", "4"]})
    assert Session.objects.count() == 9
    assert page.post(url, once).status_code == 422
    assert page.post(url, once | {"first_day": "31/02/2026"}).status_code == 422
    edit = reverse("session_edit", args=[session.public_id])
    assert 'value="08:00"' in text(page.get(edit))
    change = {"day": today().isoformat(), "start_time": "08:30", "end_time": "09:30", "topic": "Mở đầu"}
    page.post(edit, change)
    session.refresh_from_db()
    assert session.topic == "Mở đầu"
    assert page.post(edit, change | {"end_time": "08:00"}).status_code == 422
    cancel = reverse("session_cancel", args=[session.public_id])
    assert page.get(cancel).status_code == 200
    page.post(cancel)
    session.refresh_from_db()
    assert session.state == SessionState.CANCELLED
    assert page.post(cancel).status_code == 422  # a refusal that the view lets through
    assert "Khôi phục" in text(page.get(reverse("activity_manage", args=[activity.public_id])))
    page.post(reverse("session_restore", args=[session.public_id]))
    page.post(reverse("session_held", args=[session.public_id]))
    session.refresh_from_db()
    assert session.state == SessionState.HELD
    assert page.get(reverse("activity_manage", args=[activity.public_id])).status_code == 200


def test_people_are_registered_by_card_or_by_name(page: Client, centre: SimpleNamespace) -> None:
    activity = club(centre.house, capacity=3)
    hoa = make.patron("Nông Thị Hoa", facility=centre.house, card="NVH.000001")
    far = make.patron("Người Xa", facility=centre.far, card="XA.000009")
    url = reverse("registrations", args=[activity.public_id])
    assert "Chưa có ai" in text(page.get(url))
    page.post(url, {"q": "nvh.000001"})
    assert Registration.objects.get().patron == hoa
    assert page.post(url, {"q": "NVH.000001"}).status_code == 422
    page.post(url, {"q": "XA.000009"})  # shows the card at the counter, wherever registered
    assert Registration.objects.count() == 2
    lan = make.patron("Hoàng Lan 4A", facility=centre.house)
    found = text(page.post(url, {"q": "lan 4a"}))
    assert lan.public_id in found
    page.post(url, {"patron": lan.public_id})
    assert Registration.objects.count() == 3
    assert "đã đăng ký" in text(page.post(url, {"q": "hoa"}))
    assert "Không có ai tên như vậy" in text(page.post(url, {"q": "Ai Đó"}))
    missing = page.post(url, {"q": "NVH.999999"})
    assert missing.status_code == 422
    assert "Không có thẻ" in text(missing)
    assert page.post(url, {"patron": far.public_id}).status_code == 404
    assert page.post(url, {"q": ""}).status_code == 200
    full = make.patron("Người Thứ Tư", facility=centre.house)
    answer = page.post(url, {"patron": full.public_id})
    assert "đã hết 3 chỗ" in text(answer)
    gone = Registration.objects.get(patron=hoa)
    cancel = reverse("registration_cancel", args=[activity.public_id, gone.public_id])
    assert "Nông Thị Hoa" in text(page.get(cancel))
    page.post(cancel)
    gone.refresh_from_db()
    assert gone.state == RegistrationState.CANCELLED
    assert page.get(reverse("registration_cancel", args=[activity.public_id, "nothing"])).status_code == 404


def test_a_librarian_without_readers_in_sight_still_registers_by_card(client: Client, centre: SimpleNamespace) -> None:
    activity = club(centre.house)
    person = make.patron(facility=centre.house, card="NVH.000002")
    url = reverse("registrations", args=[activity.public_id])
    at(client, make.user("librarian", at=centre.house)).post(url, {"q": "NVH.000002"})
    assert Registration.objects.get().patron == person


def test_past_sessions_stand_apart(page: Client, centre: SimpleNamespace) -> None:
    activity = club(centre.house)
    meeting(activity, -3, topic="Bài cũ")
    meeting(activity, 3, topic="Bài mới")
    url = reverse("activity_manage", args=[activity.public_id])
    assert "Bài mới" in text(page.get(url))
    assert "Bài cũ" not in text(page.get(url))
    assert "Bài cũ" in text(page.get(url, {"past": "1"}))


@pytest.fixture
def sheet(centre: SimpleNamespace) -> SimpleNamespace:
    activity = club(centre.house)
    hoa, nam = make.patron("Nông Thị Hoa", facility=centre.house), make.patron("Lý Văn Nam", facility=centre.house)
    for person in (hoa, nam):
        services.register_patron(actor=centre.owner, activity=activity, patron=person, at=now())
    session = meeting(activity)
    return SimpleNamespace(session=session, hoa=hoa, nam=nam, url=reverse("attendance_sheet", args=[session.public_id]))


def test_the_sheet_takes_names_cards_and_counts_in_one_post(
    page: Client, centre: SimpleNamespace, sheet: SimpleNamespace
) -> None:
    extra = make.patron("Khách Lạ", facility=centre.far, card="XA.000001")
    shown = text(page.get(sheet.url))
    assert shown.index("Lý Văn Nam") < shown.index("Nông Thị Hoa")
    assert "checked" not in shown
    assert text(page.get(sheet.url, {"all": "1"})).count("checked") == 2
    given = {
        f"p-{sheet.hoa.public_id}": "present",
        f"p-{sheet.nam.public_id}": "absent",
        "cards": "XA.000001 XA.000001",
        "n-6-10-f": "4",
        "n-60+-m": " 2 ",
        "n-0-5-u": "0",
    }
    page.post(sheet.url, given)
    found = queries.attendance_of(sheet.session)
    assert found.presences == {sheet.hoa.pk: "present", sheet.nam.pk: "absent", extra.pk: "present"}
    assert found.tallies == {("6-10", "f"): 4, ("60+", "m"): 2}
    shown = text(page.get(sheet.url))
    assert "8 người đến" in shown
    assert "Khách Lạ" in shown
    assert 'name="n-6-10-f" value="4"' in shown


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"n-6-10-f": "nhiều"}, "không phải là số người"),
        ({"n-6-10-f": "-2"}, "không thể âm"),
        ({"n-6-10-f": "100001"}, "100.001"),
        ({"n-6-10-f": "99999999999"}, "không phải là số người"),
        ({"cards": "KHONG.CO"}, "Không có thẻ"),
    ],
)
def test_a_wrong_sheet_comes_back_as_typed(
    page: Client, sheet: SimpleNamespace, wrong: dict[str, str], sentence: str
) -> None:
    answer = page.post(sheet.url, wrong | {f"p-{sheet.hoa.public_id}": "present", "n-0-5-m": "3"})
    assert answer.status_code == 422
    shown = text(answer)
    assert sentence in shown
    assert 'name="n-0-5-m" value="3"' in shown
    assert shown.count("checked") == 1
    assert not Attendance.objects.exists()
    assert not AttendanceTally.objects.exists()


def test_a_presence_nobody_offered_is_refused(page: Client, sheet: SimpleNamespace) -> None:
    answer = page.post(sheet.url, {f"p-{sheet.hoa.public_id}": "late"})
    assert answer.status_code == 422


def test_the_sheet_of_a_coming_or_cancelled_session_is_closed(page: Client, sheet: SimpleNamespace) -> None:
    Session.objects.filter(pk=sheet.session.pk).update(day=today() + dt.timedelta(days=2))
    shown = text(page.get(sheet.url))
    assert "Điểm danh được từ ngày" in shown
    assert "Lưu điểm danh" not in shown
    assert page.post(sheet.url, {}).status_code == 422
    Session.objects.filter(pk=sheet.session.pk).update(day=today(), state="cancelled")
    assert "Buổi này đã bị huỷ" in text(page.get(sheet.url))


def test_the_list_under_the_figures(page: Client, centre: SimpleNamespace) -> None:
    first = make.session(activity=club(centre.house, title="CLB tháng ba"), day=dt.date(2025, 3, 10), state="held")
    make.session(activity=club(centre.house, title="Khoá tháng tư", kind="course"), day=dt.date(2025, 4, 10))
    AttendanceTally.objects.create(session=first, age_band="0-5", sex="u", count=23)
    Attendance.objects.create(session=first, patron=make.patron(facility=centre.house))
    url = reverse("session_list")
    march = {"facility": centre.house.public_id, "month": "2025-03"}
    shown = text(page.get(url, march))
    assert "CLB tháng ba" in shown
    assert re.search(r">24\s*<", shown)
    assert "Khoá tháng tư" not in shown
    for query, found, missing in (
        ({"from": "2025-04-01", "to": "2025-04-30"}, "Khoá tháng tư", "CLB tháng ba"),
        ({"kind": "club,talent_class"}, "CLB tháng ba", "Khoá tháng tư"),
        ({"state": "held"}, "CLB tháng ba", "Khoá tháng tư"),
        ({"facility": f"{centre.far.public_id},{centre.house.public_id}", "state": "planned"}, "Khoá", "CLB tháng ba"),
    ):
        shown = text(page.get(url, query))
        assert found in shown
        assert missing not in shown
    wrong = page.get(url, {"from": "hôm qua", "month": "13", "state": "x"})
    assert wrong.status_code == 200
    assert "đã bỏ qua" in text(wrong)
    assert page.get(url, {"format": "xlsx"} | march).content[:2] == b"PK"
    assert "Không tìm thấy buổi nào" in text(page.get(url, {"facility": "nowhere"}))


_ADDRESSES = (
    "activity_manage", "activity_edit", "activity_publish", "activity_cancel", "activity_end", "sessions_add",
    "registrations",
)  # fmt: skip
_SESSION_ADDRESSES = ("session_edit", "session_cancel", "session_restore", "session_held", "attendance_sheet")


def test_three_people_at_every_address(client: Client, centre: SimpleNamespace, sheet: SimpleNamespace) -> None:
    activity, session = sheet.session.activity, sheet.session
    addresses = [reverse(name, args=[activity.public_id]) for name in _ADDRESSES]
    addresses += [reverse(name, args=[session.public_id]) for name in _SESSION_ADDRESSES]
    registration = Registration.objects.filter(activity=activity).first()
    assert registration
    addresses.append(reverse("registration_cancel", args=[activity.public_id, registration.public_id]))
    for url in addresses:
        for person in (centre.owner, centre.colleague):
            assert at(client, person).get(url).status_code in (200, 405)
        assert at(client, centre.stranger).get(url).status_code in (404, 405)
        assert at(client, centre.stranger).post(url).status_code == 404
        answer = at(client, centre.officer).post(url)
        # the officer sees the activity of the ward but may change nothing
        assert answer.status_code == (405 if url == addresses[0] else 403) or url == addresses[0]
        client.logout()
        assert client.get(url).status_code == 302
    activity.refresh_from_db()
    session.refresh_from_db()
    assert (activity.state, session.state) == (ActivityState.PUBLISHED, SessionState.PLANNED)
    assert activity.seats_taken == 2
