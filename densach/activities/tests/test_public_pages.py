from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from densach.activities import services
from densach.activities.models import Activity, Session
from densach.core.clock import now, today
from tests import make

from .rows import club, interest

pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode())


def meeting(activity: Activity, days: int = 1, **fields: Any) -> Session:
    return make.session(activity=activity, day=today() + dt.timedelta(days=days), **fields)


@pytest.fixture
def offer(centre: SimpleNamespace) -> SimpleNamespace:
    """Two published activities, a draft, an ended and a cancelled one."""
    music = club(centre.house, title="Đàn tính cơ bản", kind="talent_class", age_bands=["6-10"], leader="Cô Mẫu")
    music.interests.add(interest("music"))
    talk = club(centre.far, title="Nói chuyện sách", kind="talk", takes_registrations=False, is_free=False)
    draft = club(centre.house, title="Bản nháp", state="draft")
    ended = club(centre.house, title="Đã xong", state="ended")
    gone = club(centre.house, title="Đã bỏ", state="cancelled")
    for activity in (music, talk, draft):
        meeting(activity)
    return SimpleNamespace(music=music, talk=talk, draft=draft, ended=ended, gone=gone)


def test_the_list_shows_published_activities_and_narrows(
    client: Client, centre: SimpleNamespace, offer: SimpleNamespace
) -> None:
    url = reverse("activity_list")
    shown = text(client.get(url))
    assert "Đàn tính cơ bản" in shown
    assert "còn 10 chỗ" in shown
    assert "Nói chuyện sách" in shown
    for hidden in ("Bản nháp", "Đã xong", "Đã bỏ"):
        assert hidden not in shown
    for query, found, missing in (
        ({"kind": "talk"}, "Nói chuyện", "Đàn tính"),
        ({"interest": "music"}, "Đàn tính", "Nói chuyện"),
        ({"age": "60+"}, "Nói chuyện", "Đàn tính"),
        ({"age": "6-10", "kind": "talent_class"}, "Đàn tính", "Nói chuyện"),
        ({"place": "van hoa hai"}, "Nói chuyện", "Đàn tính"),
        ({"place": centre.house.public_id}, "Đàn tính", "Nói chuyện"),
        ({"q": "noi chuyen"}, "Nói chuyện", "Đàn tính"),
    ):
        shown = text(client.get(url, query))
        assert found in shown
        assert missing not in shown
    assert centre.house.name in text(client.get(url, {"place": centre.house.public_id}))
    assert "Không tìm thấy gì" in text(client.get(url, {"place": "Hà Nội"}))
    text(client.get(url, {"kind": "x", "age": "y", "interest": "'", "page": "999"}))


def test_a_full_class_says_so(client: Client, centre: SimpleNamespace, offer: SimpleNamespace) -> None:
    Activity.objects.filter(pk=offer.music.pk).update(capacity=1)
    services.register_patron(actor=centre.owner, activity=offer.music, patron=make.patron(birth_year=None), at=now())
    assert "đã hết chỗ" in text(client.get(reverse("activity_list")))


def test_the_page_of_an_activity(client: Client, centre: SimpleNamespace, offer: SimpleNamespace) -> None:
    meeting(offer.music, 8, state="cancelled", topic="Bài hai")
    shown = text(client.get(reverse("activity_detail", args=[offer.music.public_id])))
    for word in ("Đàn tính cơ bản", "lớp năng khiếu", "6–10", "Cô Mẫu", "còn 10 chỗ", "Bài hai", "đã huỷ", "miễn phí"):
        assert word in shown
    assert reverse("activity_feed", args=[offer.music.public_id]) in shown
    shown = text(client.get(reverse("activity_detail", args=[offer.talk.public_id])))
    assert "không cần, cứ đến" in shown
    assert "mọi lứa tuổi" in shown
    assert "đã kết thúc" in text(client.get(reverse("activity_detail", args=[offer.ended.public_id])))
    assert "đã huỷ" in text(client.get(reverse("activity_detail", args=[offer.gone.public_id])))
    for hidden in (offer.draft.public_id, "nothing"):
        assert client.get(reverse("activity_detail", args=[hidden])).status_code == 404
        assert client.get(reverse("activity_feed", args=[hidden])).status_code == 404


def test_the_calendar_by_week_and_month(client: Client, centre: SimpleNamespace) -> None:
    activity = club(centre.house, title="CLB lịch", age_bands=["6-10"])
    make.session(activity=activity, day=dt.date(2026, 3, 4))
    make.session(activity=activity, day=dt.date(2026, 3, 25), state="cancelled")
    make.session(activity=club(centre.house, title="Nháp", state="draft"), day=dt.date(2026, 3, 4))
    make.session(activity=club(centre.far, title="CLB xa"), day=dt.date(2026, 3, 5))
    url = reverse("calendar")
    week = text(client.get(url, {"day": "2026-03-04"}))
    assert "02/03/2026 – 08/03/2026" in week
    assert "CLB lịch" in week
    assert "CLB xa" in week
    assert "Nháp" not in week
    assert "25/03/2026" not in week
    month = text(client.get(url, {"day": "2026-03-04", "view": "month"}))
    assert month.count("CLB lịch") == 2
    assert "cancelled-title" in month
    assert "CLB xa" in text(client.get(url, {"day": "2026-03-05", "view": "day"}))
    assert "CLB lịch" not in text(client.get(url, {"day": "2026-03-05", "view": "day"}))
    narrowed = text(client.get(url, {"day": "2026-03-04", "age": "60+"}))
    assert "CLB xa" in narrowed
    assert "CLB lịch" not in narrowed
    assert "CLB xa" not in text(client.get(url, {"day": "2026-03-04", "place": "hoa mot"}))
    assert "Không có gì" in text(client.get(url, {"day": "2026-08-04"}))
    for day in ("0001-01-01", "9999-12-31", "hôm nay", "2026-02-31"):
        text(client.get(url, {"day": day, "view": "month"}))


def test_the_calendar_stays_quick_and_small_with_thousands_of_sessions(
    client: Client, centre: SimpleNamespace, django_assert_max_num_queries: Any
) -> None:
    activity = club(centre.house)
    day = today() - dt.timedelta(days=400)
    start = dt.datetime(day.year, day.month, day.day, 0, 0, tzinfo=dt.UTC)
    Session.objects.bulk_create(
        Session(
            activity=activity, facility=centre.house, day=day + dt.timedelta(days=n // 10),
            starts_at=start + dt.timedelta(days=n // 10, hours=n % 10), ends_at=start + dt.timedelta(days=n // 10, hours=n % 10 + 1),
        )
        for n in range(8000)
    )  # fmt: skip
    client.get(reverse("activity_list"))  # what the frame remembers of the locality is not counted
    with django_assert_max_num_queries(6):
        shown = client.get(reverse("calendar"))
    assert text(shown).count('class="slot"') == 70


def test_a_full_day_is_shortened_in_the_week_and_whole_by_itself(client: Client, centre: SimpleNamespace) -> None:
    day = dt.date(2026, 3, 4)
    for n in range(12):
        make.session(
            activity=club(centre.house, title=f"CLB số {n:02d}"), day=day, state="cancelled" if n == 0 else "planned"
        )
    url = reverse("calendar")
    week = text(client.get(url, {"day": "2026-03-04"}))
    assert "còn 1 buổi nữa ngày 04/03/2026" in week
    assert "CLB số 00" not in week
    alone = text(client.get(url, {"day": "2026-03-04", "view": "day"}))
    assert alone.count('class="slot"') == 12
    assert "buổi nữa" not in alone


def events(response: Any) -> dict[str, Any]:
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(response.content)
    return {str(event["summary"]): event for event in calendar.walk("VEVENT")}


def test_feeds_follow_rfc_5545(client: Client, centre: SimpleNamespace) -> None:
    place = make.facility("Nhà văn hoá Ba; tầng 2, bên trái", kind="culture_house", latitude=22.1, longitude=105.8)
    activity = club(place, title="CLB đàn, tính; " + "dài " * 30, description="Dòng một\nDòng hai", room="Phòng 2")
    session = meeting(activity, 3, topic="Mở đầu")
    answer = client.get(reverse("activity_feed", args=[activity.public_id]))
    lines = answer.content.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert b"VERSION:2.0" in lines
    assert all(len(line) <= 75 for line in lines)
    assert b"\n" not in answer.content.replace(b"\r\n", b"")
    (event,) = events(answer).values()
    assert event["uid"] == f"{session.public_id}@densach"
    assert event["dtstart"].dt == session.starts_at
    assert event["dtend"].dt == session.ends_at
    assert event["dtstamp"].dt <= now()
    assert event["location"] == "Phòng 2, Nhà văn hoá Ba; tầng 2, bên trái"
    assert event["description"] == "Dòng một\nDòng hai"
    assert event["status"] == "CONFIRMED"
    assert event["sequence"] == 0
    assert event["url"].endswith(reverse("activity_detail", args=[activity.public_id]))
    assert (event["geo"].latitude, event["geo"].longitude) == (22.1, 105.8)


def test_a_cancelled_session_is_told_under_the_same_name(client: Client, centre: SimpleNamespace) -> None:
    activity = club(centre.house)
    session = meeting(activity, 3)
    url = reverse("activity_feed", args=[activity.public_id])
    (before,) = events(client.get(url)).values()
    services.cancel_session(actor=centre.owner, session=session, at=now())
    (after,) = events(client.get(url)).values()
    assert after["uid"] == before["uid"]
    assert (after["status"], after["sequence"]) == ("CANCELLED", 1)


def test_feeds_of_a_place_and_of_a_filter(client: Client, centre: SimpleNamespace, offer: SimpleNamespace) -> None:
    everything = events(client.get(reverse("calendar_feed")))
    assert set(everything) == {"Đàn tính cơ bản", "Nói chuyện sách"}
    assert set(events(client.get(reverse("calendar_feed"), {"kind": "talk"}))) == {"Nói chuyện sách"}
    house = reverse("facility_feed", args=[centre.house.public_id])
    assert set(events(client.get(house))) == {"Đàn tính cơ bản"}
    assert client.get(reverse("facility_feed", args=["nowhere"])).status_code == 404


def test_the_json_is_open_and_narrows(client: Client, centre: SimpleNamespace, offer: SimpleNamespace) -> None:
    base = "/api/v1/activities"
    found = client.get(base).json()
    assert (found["total"], found["pages"]) == (2, 1)
    first = found["activities"][0]
    assert first["title"] == "Đàn tính cơ bản"
    assert (first["seats_left"], first["age_bands"], first["interests"]) == (10, ["6-10"], ["music"])
    assert client.get(base, {"kind": "talk"}).json()["activities"][0]["seats_left"] is None
    one = client.get(f"{base}/{offer.music.public_id}").json()
    assert one["place"] == centre.house.public_id
    assert client.get(f"{base}/{offer.draft.public_id}").status_code == 404
    sessions = client.get(f"{base}/sessions").json()
    assert {row["title"] for row in sessions} == {"Đàn tính cơ bản", "Nói chuyện sách"}
    narrow = {"place": centre.far.public_id, "kind": "talk", "start": today().isoformat(), "end": "2099-01-01"}
    assert [row["title"] for row in client.get(f"{base}/sessions", narrow).json()] == ["Nói chuyện sách"]
    assert client.get(f"{base}/sessions", {"start": "not-a-day"}).status_code == 422
