"""The lists under the figures, the rules page, the API."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from densach.circulation import services
from densach.circulation.models import Loan, LoanState, Policy
from densach.core.clock import now, today
from tests import make

from .helpers import MORNING, lend, take_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(place: SimpleNamespace) -> SimpleNamespace:
    hoa = make.patron("Nông Thị Hoa", facility=place.library, card="T000001")
    far = make.patron("Hoàng Văn Xa", facility=place.far)
    books = [make.copy(facility=place.library, record=make.record(t)) for t in ("Dế Mèn", "Kính vạn hoa", "Bóng tối")]
    lend(place, books[0], hoa)
    lend(place, books[1], hoa, at=now())
    lend(place, books[2], hoa)
    take_back(place.owner, books[2], place.library, MORNING)
    lend(
        place,
        make.copy(facility=place.far, record=make.record("Sách nơi xa")),
        far,
        actor=place.stranger,
        facility=place.far,
    )
    place.hoa = hoa
    return place


def page(user: Any, name: str = "loan_list", **query: str) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(reverse(name), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_shows_what_is_out_and_filters(filled: SimpleNamespace) -> None:
    text = page(filled.owner)
    assert "Dế Mèn" in text
    assert "Kính vạn hoa" in text
    assert "Bóng tối" not in text
    overdue = page(filled.owner, state="overdue")
    assert "Dế Mèn" in overdue
    assert "Kính vạn hoa" not in overdue
    assert "Bóng tối" in page(filled.owner, state="returned")
    assert "Bóng tối" in page(filled.owner, month="2026-03")
    assert "Kính vạn hoa" not in page(filled.owner, month="2026-03")
    assert "Dế Mèn" not in page(filled.owner, **{"from": "2025-01-01", "to": "2025-12-31"})
    assert "Dế Mèn" in page(filled.owner, reader="nong hoa")
    assert "Dế Mèn" in page(filled.owner, reader="T000001")
    assert "Dế Mèn" not in page(filled.owner, reader="...")


def test_wrong_filters_are_said_and_change_nothing(filled: SimpleNamespace) -> None:
    assert "2026-11" in page(filled.owner, month="tháng ba")
    assert "errorlist" in page(filled.owner, **{"from": "31/02/2026"})
    assert "errorlist" in page(filled.owner, **{"from": "2026-03-02", "to": "2026-03-01"})
    assert "Dế Mèn" in page(filled.owner, sort="nonsense", page="999")


def test_each_sees_the_places_whose_figures_are_theirs(filled: SimpleNamespace) -> None:
    for user in (filled.owner, filled.colleague):
        text = page(user, state="all")
        assert "Nông Thị Hoa" in text
        assert "Sách nơi xa" not in text
    assert "Dế Mèn" not in page(filled.stranger, state="all")
    everywhere = page(filled.office, state="all", reader="hoa")
    assert "Dế Mèn" not in everywhere
    both = ",".join((filled.library.public_id, filled.far.public_id))
    text = page(filled.office, state="all", facility=both)
    assert "Dế Mèn" in text
    assert "Sách nơi xa" in text
    assert "Nông Thị Hoa" not in text
    assert "Dế Mèn" not in page(filled.office, state="all", facility=filled.far.public_id)


def sheet(user: Any, name: str, **query: str) -> list[list[Any]]:
    client = Client()
    client.force_login(user)
    answer = client.get(reverse(name), {**query, "export": "xlsx"})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        tree = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314  our own file
    rows = [["".join(cell.itertext()) for cell in row] for row in tree.iterfind(".//{*}row")]
    return [row for row in rows if any(row)]


def test_the_workbook_holds_every_row_of_the_filter(filled: SimpleNamespace) -> None:
    cells = [str(cell) for row in sheet(filled.owner, "loan_list", state="all") for cell in row]
    assert {"Dế Mèn", "Kính vạn hoa", "Bóng tối", "Nông Thị Hoa"} <= set(cells)
    assert "Nông Thị Hoa" not in str(sheet(filled.office, "loan_list", state="all"))


def test_visits_and_reading_stand_by_day_and_place(filled: SimpleNamespace) -> None:
    here: dict[str, Any] = {"actor": filled.owner, "facility": filled.library, "at": MORNING}
    services.count_visits(**here, count=35, kind="group")
    services.count_visits(**here, kind="card", patron=filled.hoa)
    services.count_visits(**here)
    services.undo_visit(
        visit=services.count_visits(**here, count=500), actor=filled.owner, facility=filled.library, at=MORNING
    )
    services.record_in_house_use(**here, count=12)
    rows = sheet(filled.owner, "visit_list", month="2026-03")
    assert rows[-1][1:] == [filled.library.name, "37", "1", "35"]
    assert sheet(filled.owner, "visit_list", kind="reading")[-1][1:] == [filled.library.name, "12", "0"]
    assert filled.library.name in page(filled.office, "visit_list")
    assert "10/03/2026" not in page(filled.stranger, "visit_list")
    assert "10/03/2026" in page(filled.owner, "visit_list", sort="-people")
    assert "10/03/2026" not in page(filled.owner, "visit_list", month="2026-02")


@pytest.mark.parametrize("name", ["loan_list", "visit_list"])
def test_thirty_rows_cost_no_more_queries_than_one(place: SimpleNamespace, name: str) -> None:
    client = Client()
    client.force_login(place.owner)
    client.get(reverse(name))  # the tree and the menu are read once
    asked = []
    for n in (1, 29):
        for _n in range(n):
            reader = make.patron(facility=place.library)
            lend(place, make.copy(facility=place.library), reader)
            day = MORNING - dt.timedelta(days=Loan.objects.count())
            services.count_visits(actor=place.owner, facility=place.library, at=day)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(name), {"state": "all"})
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_rules_are_written_changed_and_struck_in_the_browser(place: SimpleNamespace, client: Client) -> None:
    client.force_login(place.admin)
    assert client.get(reverse("policy_list")).status_code == 200
    assert client.get(reverse("policy_new")).status_code == 200
    given = {"unit": place.ward.public_id, "patron_type": "pupil", "item_type": "", "may_borrow": "on",
             "loan_days": "7", "max_loans": "3", "max_renewals": "0"}  # fmt: skip
    assert client.post(reverse("policy_new"), given).url == reverse("policy_list")
    row = Policy.objects.get()
    assert (row.unit, row.loan_days, row.max_loans, row.may_borrow) == (place.ward, 7, 3, True)
    assert place.ward.name in client.get(reverse("policy_list")).content.decode()
    assert 'value="7"' in client.get(reverse("policy_edit", args=[row.pk])).content.decode()
    assert client.post(reverse("policy_edit", args=[row.pk]), {**given, "loan_days": "9"}).status_code == 302
    row.refresh_from_db()
    assert row.loan_days == 9
    refused = client.post(reverse("policy_new"), {**given, "loan_days": "9999"})
    assert refused.status_code == 422
    assert "400" in refused.content.decode()
    assert client.post(reverse("policy_new"), {**given, "unit": ""}).status_code == 422
    assert client.get(reverse("policy_remove", args=[row.pk])).status_code == 200
    client.post(reverse("policy_remove", args=[row.pk]))
    assert not Policy.objects.exists()


def test_rules_of_others_are_not_there(place: SimpleNamespace, client: Client) -> None:
    row = Policy.objects.create(unit=place.other)
    everywhere = Policy.objects.create()
    ward_admin = make.user("administrator", at=place.ward)
    client.force_login(ward_admin)
    assert client.get(reverse("policy_edit", args=[row.pk])).status_code == 404
    assert client.post(reverse("policy_remove", args=[everywhere.pk])).status_code == 403
    client.force_login(place.owner)
    assert client.get(reverse("policy_list")).status_code == 403
    client.force_login(make.user(is_superuser=True))
    assert client.get(reverse("policy_edit", args=[everywhere.pk])).status_code == 200
    same = {"unit": "", "patron_type": "", "item_type": "", "loan_days": "5", "max_loans": "5", "max_renewals": "1"}
    client.post(reverse("policy_edit", args=[everywhere.pk]), same)
    everywhere.refresh_from_db()
    assert (everywhere.loan_days, everywhere.may_borrow) == (5, False)
    assert client.get(reverse("policy_remove", args=[everywhere.pk])).status_code == 200


def api(user: Any, verb: str, **given: str) -> Any:
    client = Client()
    client.force_login(user)
    return client.post(f"/api/v1/loans/{verb}", given, content_type="application/json")


def test_the_api_lends_and_takes_back(place: SimpleNamespace) -> None:
    make.patron(facility=place.library, card="T000001")
    copy = make.copy(facility=place.library)
    book = {"facility": place.library.public_id, "copy_number": copy.barcode}
    answer = api(place.owner, "lend", **book, card="T000001")
    assert (answer.status_code, answer.json()["state"]) == (200, "open")
    assert answer.json()["due_on"] == (today() + dt.timedelta(days=14)).isoformat()
    again = api(place.owner, "lend", **book, card="T000001")
    assert (again.status_code, again.json()["code"]) == (422, "copy-already-lent-to-reader")
    assert api(place.owner, "return", **book).json()["state"] == LoanState.RETURNED


def test_the_api_refuses_by_name(place: SimpleNamespace) -> None:
    reader = make.patron(facility=place.library, card="T000001")
    copy = make.copy(facility=place.library)
    good = {"facility": place.library.public_id, "copy_number": copy.barcode, "card": "T000001"}
    for change, code in (
        ({"facility": "x"}, "place-unknown"),
        ({"copy_number": "NOBOOK"}, "copy-unknown"),
        ({"copy_number": "T000001"}, "card-scanned-as-copy"),
        ({"card": "NOCARD"}, "card-unknown"),
    ):
        assert api(place.owner, "lend", **{**good, **change}).json()["code"] == code
    assert api(place.stranger, "lend", **good).status_code == 403
    assert api(place.stranger, "return", **{**good, "copy_number": "NOBOOK"}).status_code == 403
    from densach.people.models import Card

    Card.objects.filter(patron=reader).update(state="lost")
    assert api(place.owner, "lend", **good).json()["code"] == "card-lost"
    assert not Loan.objects.exists()
    assert Client().post("/api/v1/loans/lend", good, content_type="application/json").status_code in (302, 401)
