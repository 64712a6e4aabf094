"""What every page shows, the small pages, and the start page of work."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse

from densach.circulation.models import InHouseUse, Loan, LoanState, Visit
from densach.core import waiting
from densach.core.clock import today
from densach.core.sockets import Register
from densach.network.models import Facility, UnitParent
from densach.web.locality import locality
from tests import make

pytestmark = pytest.mark.django_db


def test_locality_is_the_smallest_unit_of_most_places(place: SimpleNamespace) -> None:
    province = make.unit("Tỉnh Mẫu", kind="province")
    UnitParent.objects.create(unit=place.city, parent=province, starts_on=make.START)
    make.facility("Thư viện tỉnh", unit=province)
    for _number in range(3):
        make.facility(unit=place.ward)
    place.city.short_name = "Mẫu"
    place.city.save()
    found = locality()
    assert (found.name, found.unit_id, found.is_sample) == ("Mẫu", place.city.pk, False)


def test_locality_of_one_commune_is_the_commune() -> None:
    commune = make.unit("Xã Riêng", kind="commune", parent=make.unit("Tỉnh Mẫu", kind="province"))
    make.facility(unit=commune)
    assert locality().name == "Xã Riêng"


def test_locality_before_the_first_place_has_no_name(client: Client) -> None:
    assert (locality().name, locality().unit_id) == ("", None)
    assert client.get("/gioi-thieu/").status_code == 200


def test_places_without_a_common_unit_give_no_name() -> None:
    for _number in range(2):
        make.facility(unit=make.unit(kind="commune"))
    assert locality().name == ""


def test_sample_data_is_said_on_every_page(client: Client, place: SimpleNamespace) -> None:
    assert "Dữ liệu mẫu" not in client.get("/gioi-thieu/").content.decode()
    make.facility(unit=place.ward, is_sample=True)
    assert "Dữ liệu mẫu" in client.get("/gioi-thieu/").content.decode()


def test_health_says_ok_or_the_reason(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/healthz").content == b"ok"

    def broken() -> None:
        raise DatabaseError("no answer from /secret/path")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", broken)
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (503, b"database: DatabaseError")


def test_robots_stay_out_of_work(client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    assert "Disallow: /lam-viec/\n" in answer.content.decode()


def test_work_needs_sign_in(client: Client) -> None:
    assert client.get("/lam-viec/").status_code == 302


def test_work_shows_the_doors_one_may_open(client: Client, place: SimpleNamespace) -> None:
    client.force_login(place.owner)
    page = client.get("/lam-viec/").content.decode()
    assert reverse("patron_list") in page
    assert "chưa được giao việc" not in page
    client.force_login(make.user())
    page = client.get("/lam-viec/").content.decode()
    assert reverse("patron_list") not in page
    assert "chưa được giao việc" in page


def test_menu_marks_only_the_page_one_is_on(client: Client, place: SimpleNamespace) -> None:
    client.force_login(place.owner)
    nav = client.get(reverse("patron_list")).context["nav"]()
    assert [row["url"] for row in nav if row["active"]] == [reverse("patron_list")]


def _tiles(client: Client, user: object) -> dict[str, int]:
    client.force_login(user)  # type: ignore[arg-type]
    return {tile["label"]: tile["value"] for tile in client.get("/lam-viec/").context["tiles"]}


def test_work_counts_today_at_ones_own_places(client: Client, place: SimpleNamespace) -> None:
    at = dt.datetime.now(dt.UTC)
    common = {"facility": place.library, "at": at, "day": today(), "counted_by": place.owner}
    Visit.objects.create(count=31, kind="tap", **common)
    Visit.objects.create(count=9, kind="tap", undone=True, **common)
    InHouseUse.objects.create(count=4, **common)
    loan = {"patron": make.patron(), "facility": place.library, "lent_at": at, "lent_on": today(),
            "due_on": today(), "patron_type": "adult", "age_band": "36-59", "sex": "f", "lent_by": place.owner}  # fmt: skip
    for state in (LoanState.OPEN, LoanState.UNDONE):
        Loan.objects.create(copy=make.copy(facility=place.library), state=state, **loan)
    make.session(activity=make.activity(facility=place.library), day=today())
    mine = {"lượt hôm nay": 31, "lượt mượn hôm nay": 1, "lượt đọc tại chỗ hôm nay": 4, "buổi hôm nay": 1}
    assert _tiles(client, place.owner) == mine
    assert _tiles(client, place.colleague) == mine
    assert _tiles(client, place.stranger) == dict.fromkeys(mine, 0)
    assert _tiles(client, make.user()) == {}


def test_things_waiting_are_counted_in_the_head_and_listed(
    client: Client, place: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "ASKERS", Register[waiting.Asker]("waiting_of_a_test"))
    waiting.register("reports", lambda _actor: waiting.Waiting("Báo cáo chờ duyệt", 3, "patron_list"))
    waiting.register("none", lambda _actor: waiting.Waiting("Không có gì", 0, "patron_list"))
    waiting.register("other", lambda _actor: None)
    client.force_login(place.owner)
    page = client.get("/lam-viec/")
    assert page.context["waiting_count"]() == 3
    assert "Báo cáo chờ duyệt" in page.content.decode()
    assert "Không có gì" not in page.content.decode()


def test_language_can_be_switched(client: Client, place: SimpleNamespace) -> None:
    client.post("/ngon-ngu/", {"language": "en", "next": "/"})
    assert "What would you like to learn today?" in client.get("/").content.decode()
    assert client.get("/ngon-ngu/").status_code == 405


def test_design_page_is_for_those_who_hold_the_right(client: Client, place: SimpleNamespace) -> None:
    assert client.get("/design/").status_code == 302
    client.force_login(place.owner)
    assert client.get("/design/").status_code == 403
    client.force_login(place.admin)
    assert client.get("/design/").status_code == 200


def test_no_public_page_writes_or_asks_for_sign_in(client: Client, place: SimpleNamespace) -> None:
    for name in ("home", "search", "facility_list", "about"):
        assert client.get(reverse(name)).status_code == 200
    assert Facility.objects.count() == 2
