"""Periodicals: what is to come, checking in, what is late, the pages."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from densach.catalogue import refusals_serials as refusals
from densach.catalogue.models import Issue, Record, Subscription
from densach.catalogue.rules_serials import foreseen, is_late, span, step
from densach.catalogue.services import serials as services
from densach.catalogue.stock.serials import awaited, grid, issues_shown, late_issues, subscriptions_for
from densach.core.clock import today
from densach.core.errors import NotAllowed
from tests import make

AT = dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC)
TODAY = AT.date()


def day(month: int, number: int = 5, year: int = 2026) -> dt.date:
    return dt.date(year, month, number)


@pytest.fixture
def paper(place: SimpleNamespace) -> Record:
    return make.record("Văn nghệ Bắc Kạn", material="periodical")


@pytest.fixture
def monthly(place: SimpleNamespace, paper: Record) -> Subscription:
    """A monthly since August, numbered from 101."""
    return services.subscribe(
        actor=place.owner, record=paper, facility=place.library, frequency="monthly", starts_on=day(8), first_number=101, copies=2, at=AT,
    )  # fmt: skip


def row(**facts: Any) -> Subscription:
    return Subscription(**{"frequency": "monthly", "starts_on": day(1), "first_number": 1} | facts)


@pytest.mark.parametrize(
    ("number", "parts"),
    [("12", (12, 12)), ("số 6-7", (6, 7)), ("6 – 7 (đặc biệt)", (6, 7)), ("Xuân", None), ("7-6", None), ("1-99", None)],
)
def test_numbers_as_printed(number: str, parts: tuple[int, int] | None) -> None:
    assert span(number) == parts


def test_what_is_to_come() -> None:
    assert [(one.number, one.on) for one in foreseen(row(), [], day(3))] == [("1", day(1)), ("2", day(2)), ("3", day(3))]  # fmt: skip
    known = [("5", day(5)), ("6-7", day(6)), ("Xuân", day(9))]
    assert [(one.number, one.on) for one in foreseen(row(), known, day(9))] == [("8", day(8)), ("9", day(9))]
    assert [one.number for one in foreseen(row(ends_on=day(2)), [], day(9))] == ["1", "2"]
    assert list(foreseen(row(frequency="irregular"), [], day(9))) == []
    yearly = row(first_number=None, starts_on=day(11))
    assert [one.number for one in foreseen(yearly, [("11", day(11)), ("12", day(12))], day(2, year=2027))] == ["1", "2"]
    last = row(starts_on=dt.date(2026, 1, 31))
    assert [one.on.day for one in foreseen(last, [], day(4, 30))] == [31, 28, 31, 30]
    daily = row(frequency="daily", starts_on=dt.date(2020, 1, 1))
    assert len(list(foreseen(daily, [], day(9)))) == 400
    steps = {"weekly": day(1, 12), "fortnightly": day(1, 19), "bimonthly": day(3), "quarterly": day(4), "yearly": day(1, year=2027)}  # fmt: skip
    for frequency, then in steps.items():
        assert step(row(frequency=frequency), day(1), 1) == then
    assert is_late(row(), day(1), day(1, 21))
    assert not is_late(row(), day(1), day(1, 20))


def test_subscribing(place: SimpleNamespace, paper: Record, monthly: Subscription) -> None:
    given: dict[str, Any] = {"actor": place.owner, "facility": place.library, "frequency": "weekly", "at": AT}
    with pytest.raises(refusals.NotPeriodical):
        services.subscribe(record=make.record("Sách"), starts_on=day(1), **given)
    with pytest.raises(refusals.AlreadySubscribed):
        services.subscribe(record=paper, starts_on=day(1), **given)
    with pytest.raises(refusals.EndsBeforeStart):
        services.subscribe(record=paper, starts_on=day(3), ends_on=day(2), **given)
    before = services.subscribe(record=paper, starts_on=day(1), ends_on=day(7), **given)
    with pytest.raises(refusals.AlreadySubscribed):
        services.edit_subscription(actor=place.owner, subscription=before, ends_on=day(8), at=AT)
    before.refresh_from_db()
    services.edit_subscription(actor=place.owner, subscription=before, frequency="daily", shelf="BÁO", at=AT)
    before.refresh_from_db()
    assert (before.frequency, before.shelf, before.ends_on) == ("daily", "BÁO", day(7))


def waiting(subscription: Subscription) -> list[tuple[str, str, bool]]:
    return [(one.number, one.state, one.is_late) for one in awaited([subscription], TODAY)[subscription.pk]]


def test_checking_in(place: SimpleNamespace, monthly: Subscription) -> None:
    given: dict[str, Any] = {"actor": place.owner, "subscription": monthly, "at": AT}
    late = [(str(number), "expected", True) for number in range(101, 105)]
    assert waiting(monthly) == [*late, ("105", "expected", False)]
    came = services.check_in(number="103", on=day(10), **given)
    assert (came.state, came.copies, came.received_on) == ("received", 2, TODAY)
    assert [(one.number, one.state) for one in Issue.objects.order_by("on")] == [("101", "expected"), ("102", "expected"), ("103", "received")]  # fmt: skip
    with pytest.raises(refusals.IssueReceived):
        services.check_in(number="103", on=day(10), **given)
    services.check_in(number="104-105", on=day(11), copies=1, **given)
    assert [number for number, _state, _late in waiting(monthly)] == ["101", "102"]
    services.mark_issue(number="101", on=day(8), state="claimed", note="đã gọi", **given)
    services.mark_issue(number="102", on=day(9), state="missing", **given)
    assert waiting(monthly) == [("101", "claimed", True)]
    with pytest.raises(refusals.IssueReceived):
        services.mark_issue(number="103", on=day(10), state="missing", **given)
    undone = services.undo_check_in(issue_id=came.pk, **given)
    assert (undone.state, undone.copies) == ("expected", 0)
    for pk in (came.pk, 0):
        with pytest.raises(refusals.IssueNotReceived):
            services.undo_check_in(issue_id=pk, **given)
    services.check_in(number="101", on=day(8), **given)
    services.check_in(number="Xuân", on=day(1, 20), **given)
    for wrong, refusal in (
        ({"number": " "}, refusals.IssueNumberMissing),
        ({"copies": 0}, refusals.IssueCountWrong),
        ({"received_on": day(11, 23)}, refusals.NotYetOut),
    ):
        with pytest.raises(refusal):
            services.check_in(**{"number": "9", "on": day(11), **given, **wrong})
    [(year, months)] = grid(monthly)
    assert year == 2026
    numbers = {month: [issue.number for issue in found] for month, found in enumerate(months, start=1) if found}
    assert numbers == {1: ["Xuân"], 8: ["101"], 9: ["102"], 10: ["103"], 11: ["104-105"]}


def test_late_and_shown(place: SimpleNamespace, paper: Record, monthly: Subscription) -> None:
    right = "catalogue.view_catalogue"
    assert [one.number for one in late_issues(place.officer, right, TODAY)] == ["101", "102", "103", "104"]
    assert late_issues(place.stranger, right, TODAY) == []
    assert issues_shown(paper) == []
    for number in range(101, 105):
        services.check_in(actor=place.owner, subscription=monthly, number=str(number), on=day(number - 93), at=AT)
    [(subscription, came)] = issues_shown(paper)
    assert (subscription, [issue.number for issue in came]) == (monthly, ["104", "103", "102", "101"])
    assert late_issues(place.owner, right, TODAY) == []


def test_three_people(place: SimpleNamespace, paper: Record, monthly: Subscription) -> None:
    services.check_in(actor=place.colleague, subscription=monthly, number="101", on=day(8), at=AT)
    assert not subscriptions_for(place.stranger, "catalogue.view_catalogue").exists()
    for who in (place.stranger, place.officer):
        given: dict[str, Any] = {"actor": who, "at": AT}
        with pytest.raises(NotAllowed):
            services.subscribe(record=paper, facility=place.library, frequency="daily", starts_on=day(1), **given)
        with pytest.raises(NotAllowed):
            services.edit_subscription(subscription=monthly, copies=3, **given)
        with pytest.raises(NotAllowed):
            services.check_in(subscription=monthly, number="102", on=day(9), **given)
        with pytest.raises(NotAllowed):
            services.undo_check_in(subscription=monthly, issue_id=1, **given)
        with pytest.raises(NotAllowed):
            services.mark_issue(subscription=monthly, number="1", on=day(1), state="missing", **given)


# --- pages


def client_of(actor: Any) -> Client:
    client = Client()
    client.force_login(actor)
    return client


def test_in_the_browser(place: SimpleNamespace, paper: Record) -> None:
    client = client_of(place.owner)
    assert "Chưa nhận báo nào" in client.get(reverse("subscription_list")).content.decode()
    assert "Không có số nào trễ" in client.get(reverse("issues_late")).content.decode()
    add = reverse("periodical_subscribe", args=[paper.public_id])
    assert add in client.get(reverse("record_detail", args=[paper.public_id])).content.decode()
    assert client.get(reverse("periodical_subscribe", args=[make.record("Sách").public_id])).status_code == 404
    assert client.get(add).status_code == 200
    begins = (today().replace(day=1) - dt.timedelta(days=90)).replace(day=1)
    facts = {"facility": place.library.pk, "frequency": "monthly", "starts_on": begins.isoformat(), "copies": 1}
    assert client.post(add, facts | {"ends_on": "2000-01-01"}).status_code == 422
    client.post(add, facts)
    assert client.post(add, facts).status_code == 422
    row = Subscription.objects.get()
    here = reverse("subscription_detail", args=[row.public_id])
    act = reverse("subscription_issue", args=[row.public_id])
    page = client.get(reverse("subscription_list")).content.decode()
    assert "Đã về số 1" in page
    first = {"number": "1", "on": begins.isoformat()}
    answer = client.post(act, first | {"act": "came", "back": "list"}, follow=True)
    assert "Đã nhận số 1." in answer.content.decode()
    assert answer.redirect_chain[-1][0] == reverse("subscription_list")
    assert "đã ghi nhận rồi" in client.post(act, first | {"act": "came"}, follow=True).content.decode()
    assert "Hãy ghi số và ngày" in client.post(act, {"act": "came"}, follow=True).content.decode()
    issue = Issue.objects.get(number="1")
    assert "lại ở trạng thái chờ" in client.post(act, {"act": "undo", "issue": issue.pk}, follow=True).content.decode()
    assert "chưa được ghi nhận" in client.post(act, {"act": "undo", "issue": "x"}, follow=True).content.decode()
    assert "Số 1: " in client.post(act, first | {"act": "missing"}, follow=True).content.decode()
    client.post(act, first | {"act": "expected"})
    client.post(act, first | {"act": "came", "copies": "3"})
    page = client.get(here).content.decode()
    for words in ("× 3", "Chưa về", "trễ"):
        assert words in page
    assert "Văn nghệ Bắc Kạn" in client.get(reverse("issues_late")).content.decode()
    assert client.get(reverse("issues_late"), {"format": "xlsx"}).content[:2] == b"PK"
    page = Client().get(reverse("record_detail", args=[paper.public_id])).content.decode()
    assert "Các số mới về" in page
    assert add not in page
    edit = reverse("subscription_edit", args=[row.public_id])
    assert client.get(edit).status_code == 200
    assert client.post(edit, facts | {"ends_on": "2000-01-01"}).status_code == 422
    client.post(edit, facts | {"ends_on": (begins + dt.timedelta(days=1)).isoformat()})
    assert "Văn nghệ" in client.get(reverse("subscription_list"), {"all": "1"}).content.decode()


def test_who_may_only_look(place: SimpleNamespace, monthly: Subscription) -> None:
    here = reverse("subscription_detail", args=[monthly.public_id])
    page = client_of(place.officer).get(here).content.decode()
    assert "Chưa về" in page
    assert "Ghi nhận" not in page
    assert client_of(place.stranger).get(here).status_code == 404
    assert client_of(place.stranger).post(reverse("subscription_issue", args=[monthly.public_id])).status_code == 404
    assert "Văn nghệ" not in client_of(place.stranger).get(reverse("subscription_list")).content.decode()


def test_pages_cost_the_same_with_1_and_30_rows(place: SimpleNamespace, monthly: Subscription) -> None:
    client = client_of(place.owner)
    here = reverse("subscription_detail", args=[monthly.public_id])
    addresses = [reverse("subscription_list"), reverse("issues_late"), here, reverse("record_detail", args=[monthly.record.public_id])]  # fmt: skip
    counts: dict[str, list[int]] = {address: [] for address in addresses}
    for number in (1, 29):
        for n in range(number):
            other = make.record(f"Báo {number} {n}", material="periodical")
            Subscription.objects.create(record=other, facility=place.library, starts_on=day(1, year=2025))
            Issue.objects.create(subscription=monthly, number=f"{number}{n:02d}", on=day(8), state="received", received_on=TODAY, copies=1)  # fmt: skip
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            counts[address].append(len(asked))
    assert all(first == second <= 26 for first, second in counts.values()), counts
