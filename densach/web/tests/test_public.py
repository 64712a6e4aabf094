"""Home, places and search as a visitor meets them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from densach.activities.models import ActivityState, Interest, SessionState
from densach.core.clock import today
from densach.discovery import index
from densach.measures.models import Figure
from densach.network.models import Facility, MobileStop, OpeningHours
from densach.web import home
from densach.web.map import Point, draw_map
from densach.web.opening import open_today, week
from tests import make

pytestmark = pytest.mark.django_db
# a Saturday
AT = dt.datetime(2026, 11, 21, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def _hours(facility: Facility, *rows: tuple[int, int, int]) -> None:
    for weekday, opens, closes in rows:
        OpeningHours.objects.create(facility=facility, weekday=weekday, opens=dt.time(opens), closes=dt.time(closes))


@pytest.mark.parametrize(
    ("rows", "is_open", "sentence", "minutes"),
    [
        ([(6, 8, 11)], True, "mở đến 11:00", 0),
        ([(6, 7, 9), (6, 13, 17)], False, "mở lúc 13:00", 240),
        ([(6, 7, 9), (7, 8, 10)], False, "đang đóng, mở Chủ nhật lúc 08:00", 23 * 60),
        ([(6, 7, 9)], False, "đang đóng, mở Thứ Bảy lúc 07:00", 7 * 24 * 60 - 120),
    ],
)
def test_opening_state_is_a_sentence(
    rows: list[tuple[int, int, int]], is_open: bool, sentence: str, minutes: int
) -> None:
    place = make.facility()
    _hours(place, *rows)
    state = open_today([place.pk], AT)[place.pk]
    assert (state.is_open, state.sentence.lower(), state.minutes) == (is_open, sentence.lower(), minutes)


def test_week_names_each_day_or_nothing_is_known() -> None:
    place = make.facility()
    assert week(place.pk, AT.date()) == []
    assert open_today([place.pk], AT) == {}
    _hours(place, (1, 7, 11), (1, 13, 17))
    days = week(place.pk, AT.date())
    assert [day.hours for day in days] == ["07:00–11:00, 13:00–17:00", *["nghỉ"] * 6]
    assert [day.is_today for day in days].index(True) == 5


def test_map_is_true_to_scale_and_marks_the_place() -> None:
    points = [Point(22.0, 105.0, "A & B", "/a/"), Point(22.1, 105.0, "Bắc", "/b/", marked=True)]
    svg = draw_map(points, "Bản đồ")
    assert "A &amp; B" in svg
    assert "5 km" in svg or "2 km" in svg
    south, north = (float(y) for y in re.findall(r'cy="([\d.]+)"', svg))
    assert north < south
    assert "chart-dot" in svg
    assert draw_map([], "Bản đồ") == ""
    assert "200 m" in draw_map(points[:1], "Bản đồ")


@pytest.fixture
def town(place: SimpleNamespace) -> SimpleNamespace:
    """Two libraries with hours and books, a school library, a club that meets tomorrow; indexed."""
    _hours(place.library, *((day, 0, 23) for day in range(1, 8)))
    Facility.objects.filter(pk=place.library.pk).update(latitude=22.15, longitude=105.83, seats=30, has_internet=True)
    place.school = make.facility("Thư viện Trường Mẫu", kind="school_library", unit=place.ward)
    _hours(place.school, *((day, 0, 23) for day in range(1, 8)))
    place.book = make.record(
        "Then và đàn tính của người Tày", authors="Nông Thị Mẫu ; Ai Đó", year=2019, audience="child"
    )
    make.copy(record=place.book, facility=place.library, acquired_on=dt.date(2026, 1, 2))
    place.club = make.activity(
        "Đàn tính cơ bản", facility=place.library, takes_registrations=True, capacity=10, seats_taken=6
    )
    place.club.interests.add(Interest.objects.create(code="am-nhac-mau", name_vi="Âm nhạc mẫu", name_en="Music"))
    place.session = make.session(activity=place.club, day=today() + dt.timedelta(days=1), topic="Bài đầu")
    index.rebuild()
    return place


def test_home_shows_what_is_on_open_and_new(client: Client, town: SimpleNamespace) -> None:
    page = client.get("/")
    text = page.content.decode()
    assert "Đàn tính cơ bản" in text
    assert "Bài đầu" in text
    assert [row.place.name for row in page.context["places"]] == ["Thư viện phường Một"]
    assert [book["title"] for book in page.context["books"]] == ["Then và đàn tính của người Tày"]
    assert page.context["books"][0]["author"] == "Nông Thị Mẫu"
    assert [words for words, _url in page.context["hints"]] == ["sách thiếu nhi", "âm nhạc mẫu"]
    assert {tile["label"]: tile["value"] for tile in page.context["tiles"]} == {
        "lớp, câu lạc bộ, sự kiện": 1, "bản sách và tài liệu": 1, "địa điểm học tập": 3,
    }  # fmt: skip


def test_home_publishes_visits_of_the_last_month_unless_too_few(client: Client, town: SimpleNamespace) -> None:
    month = (today().replace(day=1) - dt.timedelta(days=1)).replace(day=1)
    figure = Figure.objects.create(facility=town.library, month=month, measure="visits", value=3, quality="counted")
    assert len(home.figures()) == 3
    Figure.objects.filter(pk=figure.pk).update(value=1240)
    assert "1.240" in client.get("/").content.decode()


def test_home_hides_drafts_cancelled_activities_and_the_past(client: Client, town: SimpleNamespace) -> None:
    day = today() + dt.timedelta(days=2)
    make.session(activity=make.activity("Bản nháp", facility=town.library, state=ActivityState.DRAFT), day=day)
    make.session(activity=make.activity("Xa quá", facility=town.library), day=today() + dt.timedelta(days=9))
    make.session(activity=make.activity("Đã qua", facility=town.library), day=today() - dt.timedelta(days=1))
    make.session(activity=make.activity("Buổi bỏ", facility=town.library), day=day, state=SessionState.CANCELLED)
    page = client.get("/").content.decode()
    assert "Buổi bỏ" in page
    assert not [title for title in ("Bản nháp", "Xa quá", "Đã qua") if title in page]


def test_home_of_an_empty_installation_says_what_is_missing(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "Chưa nơi nào cho biết giờ mở cửa" in page
    assert "chưa có gì được thông báo" in page


def test_home_shows_a_title_once(client: Client, town: SimpleNamespace) -> None:
    for _number in range(2):
        make.copy(record=make.record("Toán 6"), facility=town.library, acquired_on=dt.date(2026, 3, 1))
    assert [book["title"] for book in home.new_books()] == ["Toán 6", "Then và đàn tính của người Tày"]


def test_search_rows_say_what_can_be_done(client: Client, town: SimpleNamespace) -> None:
    rows = {row.title: row for row in client.get("/tim/", {"q": "dan tinh"}).context["rows"]}
    assert rows["Đàn tính cơ bản"].chip_label == "còn 4 chỗ"
    assert rows["Đàn tính cơ bản"].act_label == "Đăng ký"
    assert "Thư viện phường Một" in rows["Đàn tính cơ bản"].line
    book = rows["Then và đàn tính của người Tày"]
    assert book.chip_label == "mượn được ngay"
    assert book.url == reverse("record_detail", args=[town.book.public_id])
    [library, *_rest] = client.get("/tim/", {"q": "thư viện phường một", "kind": "facility"}).context["rows"]
    assert library.chip_label.startswith(("mở", "đang đóng"))


def _chip(client: Client, text: str) -> str:
    return str(client.get("/tim/", {"q": text}).context["rows"][0].chip_label)


def test_search_rows_of_full_open_and_idle_activities(client: Client, town: SimpleNamespace) -> None:
    tomorrow = today() + dt.timedelta(days=1)
    for title, fields in (
        ("Lớp đầy", {"takes_registrations": True, "capacity": 3, "seats_taken": 3}),
        ("Lớp mở", {"takes_registrations": True}),
        ("Lớp tự do", {}),
    ):
        make.session(activity=make.activity(title, facility=town.library, **fields), day=tomorrow)  # type: ignore[arg-type]
    make.activity("Lớp chờ", facility=town.library)
    make.copy(record=make.record("Sách đang sửa"), facility=town.library, state="repair")
    index.rebuild()
    chips = [_chip(client, text) for text in ("lớp đầy", "lớp mở", "lớp tự do", "lớp chờ", "sách đang sửa")]
    assert chips == ["đã hết chỗ", "nhận đăng ký", "", "chưa có buổi mới", "hiện chưa mượn được"]


def test_search_answers_htmx_with_the_list_alone(client: Client, town: SimpleNamespace) -> None:
    part = client.get("/tim/", {"q": "dan tinh"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "Đàn tính cơ bản" in part


def test_search_suggests_and_narrows_by_links(client: Client, town: SimpleNamespace) -> None:
    page = client.get("/tim/", {"q": "dan tinh", "kind": "record", "page": "2"})
    kinds = next(facet for facet in page.context["facets"] if str(facet.title) == "Loại")
    chosen = next(choice for choice in kinds.choices if choice.chosen)
    assert (chosen.count, chosen.url) == (1, "?q=dan+tinh")
    assert "đàn tính" in page.content.decode()


def test_search_keeps_a_chosen_value_that_finds_nothing(client: Client, town: SimpleNamespace) -> None:
    page = client.get("/tim/", {"q": "đàn tính", "place": town.far.public_id})
    assert page.context["result"].total == 0
    places = next(facet for facet in page.context["facets"] if str(facet.title) == "Điểm phục vụ")
    assert [choice.label for choice in places.choices if choice.chosen] == ["Thư viện phường Hai"]
    assert "Tìm không kèm bộ lọc" in page.content.decode()


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "zzzz"},
        {"q": "dan", "page": "x", "sort": "colour", "kind": "nothing", "available": "maybe"},
        {"q": "dan", "page": "٣"},
        {"q": "dan", "page": "99999999999999999999"},
        {"q": "'\"><script>", "subject": "<b>", "language": "xx"},
    ],
)
def test_search_never_fails_on_odd_parameters(client: Client, town: SimpleNamespace, asked: dict[str, str]) -> None:
    page = client.get("/tim/", asked)
    assert page.status_code == 200
    assert "<script>" not in page.content.decode()


def test_search_names_a_wrong_year(client: Client, town: SimpleNamespace) -> None:
    page = client.get("/tim/", {"q": "đàn", "year_from": "hai nghìn", "year_to": "9999"}).content.decode()
    assert "Ghi năm bằng bốn chữ số" in page
    assert "Năm này chưa tới" in page
    assert client.get("/tim/", {"q": "đàn tính", "year_from": "2019", "year_to": "2019"}).context["result"].total == 1


def test_search_without_an_index_says_so(client: Client, place: SimpleNamespace) -> None:
    assert "Đang lập chỉ mục" in client.get("/tim/", {"q": "x"}).content.decode()


def test_search_shows_what_keystrokes_meant(client: Client, town: SimpleNamespace) -> None:
    assert "<b>thư viện</b>" in client.get("/tim/", {"q": "thuw vieejn"}).content.decode()


def test_search_by_place_with_one_thing_of_each_language(client: Client, town: SimpleNamespace) -> None:
    make.copy(record=make.record("Đàn tính: a study", language="zha"), facility=town.library)
    make.copy(record=make.record("Đàn tính đời nay"), facility=town.far)
    index.rebuild()
    page = client.get("/tim/", {"q": "đàn tính"})
    languages = next(facet for facet in page.context["facets"] if str(facet.title) == "Ngôn ngữ")
    assert {str(choice.label) for choice in languages.choices} >= {"Tiếng Việt", "zha"}


@pytest.fixture
def many(place: SimpleNamespace) -> Callable[[int], None]:
    def put(count: int) -> None:
        for number in range(count):
            facility = make.facility(
                f"Nhà sách {number}", unit=place.ward, latitude=22.0 + number / 1000, longitude=105.0
            )
            _hours(facility, (1, 7, 11))
            make.session(
                activity=make.activity(f"Sách {number}", facility=facility), day=today() + dt.timedelta(days=1)
            )
            make.copy(record=make.record(f"Sách hay {number}"), facility=facility)
        index.rebuild()

    return put


@pytest.mark.parametrize("address", ["/", "/tim/?q=sach", "/dia-diem/"])
def test_lists_ask_as_often_for_thirty_rows_as_for_one(
    client: Client, many: Callable[[int], None], address: str, django_assert_max_num_queries: Any
) -> None:
    many(1)
    client.get(address)
    with django_assert_max_num_queries(40) as one:
        client.get(address)
    as_often = len(one)
    many(30)
    client.get(address)
    with django_assert_max_num_queries(as_often):
        client.get(address)


def test_places_can_be_filtered(client: Client, town: SimpleNamespace) -> None:
    make.facility("Nhà văn hoá đã đóng", kind="culture_house", unit=town.ward, closed_on=dt.date(2024, 1, 1))
    assert [row["place"].name for row in client.get("/dia-diem/").context["rows"]] == [
        "Thư viện phường Hai", "Thư viện phường Một", "Thư viện Trường Mẫu",
    ]  # fmt: skip
    assert len(client.get("/dia-diem/", {"kind": "school_library"}).context["rows"]) == 1
    assert len(client.get("/dia-diem/", {"q": "phuong mot"}).context["rows"]) == 1
    assert "Không có nơi nào như vậy" in client.get("/dia-diem/", {"q": "zzz", "page": "7"}).content.decode()
    assert len(client.get("/dia-diem/", {"kind": "castle"}).context["rows"]) == 3


def test_place_shows_hours_books_meetings_and_what_belongs_to_it(client: Client, town: SimpleNamespace) -> None:
    Facility.objects.filter(pk=town.far.pk).update(part_of=town.library)
    MobileStop.objects.create(facility=town.library, name="Chợ phiên")
    page = client.get(reverse("facility_detail", args=[town.library.public_id]))
    text = page.content.decode()
    for word in ("Đàn tính cơ bản", "Ở đây có 1 bản", "Thư viện phường Hai", "Chợ phiên", "Phường Một", "Chỗ ngồi"):
        assert word in text
    assert '<svg class="map"' in text
    part = client.get(reverse("facility_detail", args=[town.far.public_id])).content.decode()
    assert "Thư viện phường Một" in part
    assert "chưa cho biết giờ mở cửa" in part


def test_closed_place_says_since_when(client: Client, place: SimpleNamespace) -> None:
    closed = make.facility("Cũ", unit=place.ward, closed_on=dt.date(2024, 1, 31), latitude=22.1, longitude=105.8)
    page = client.get(reverse("facility_detail", args=[closed.public_id])).content.decode()
    assert "thôi hoạt động từ 31/01/2024" in page


def test_unknown_place_is_not_found(client: Client) -> None:
    assert client.get("/co-so/khong-co/").status_code == 404


def test_search_page_is_small(client: Client, many: Callable[[int], None]) -> None:
    many(25)
    answer = client.get("/tim/?q=sach", headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert len(answer.content) < 15_000
