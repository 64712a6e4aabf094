"""One act on many copies: choosing, changing, handing over, undoing."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from densach.audit.models import Entry
from densach.catalogue import refusals, refusals_stock
from densach.catalogue.models import AccessionRegister, Copy
from densach.catalogue.services import batches as services
from densach.catalogue.stock.choosing import editable_copies, narrowed
from densach.circulation.models import Loan
from densach.core.clock import now
from densach.core.errors import NotAllowed
from tests import make


def lend(copy: Copy) -> Loan:
    at = dt.datetime(2026, 11, 2, 3, tzinfo=dt.UTC)
    return Loan.objects.create(
        copy=copy, patron=make.patron(), facility=copy.facility, lent_at=at, lent_on=at.date(), due_on=at.date(),
        patron_type="adult", age_band="18-35", sex="f", lent_by=make.user(),
    )  # fmt: skip


@pytest.fixture
def copies(place: SimpleNamespace) -> list[Copy]:
    return [make.copy(facility=place.library, shelf="A1" if n < 2 else "B1") for n in range(4)]


def facts(copies: list[Copy]) -> list[tuple[str, str, str]]:
    rows = {copy.pk: (copy.shelf, copy.condition, copy.state) for copy in Copy.objects.all()}
    return [rows[copy.pk] for copy in copies]


def test_change_and_undo(place: SimpleNamespace, copies: list[Copy]) -> None:
    done = services.change_copies(actor=place.owner, copies=copies, shelf="B1", condition="worn", at=now())
    assert done.count == 4
    assert facts(copies) == [("B1", "worn", "in_service")] * 4
    lines = Entry.objects.filter(verb="change_copies")
    assert lines.count() == 4
    assert sorted("shelf" in line.changes for line in lines) == [False, False, True, True]
    Copy.objects.filter(pk=copies[0].pk).update(shelf="C9")  # changed again since
    with pytest.raises(refusals_stock.BatchGone):
        services.undo_change(actor=place.colleague, batch=done.batch, at=now())
    with pytest.raises(refusals_stock.BatchGone):
        services.undo_change(actor=place.owner, batch=done.batch, at=now() + dt.timedelta(days=1))
    assert services.undo_change(actor=place.owner, batch=done.batch, at=now()) == 3
    assert [shelf for shelf, _condition, _state in facts(copies)] == ["C9", "A1", "B1", "B1"]
    assert services.undo_change(actor=place.owner, batch=done.batch, at=now()) == 0
    for batch in ("", "x"):
        with pytest.raises(refusals_stock.BatchGone):
            services.undo_change(actor=place.owner, batch=batch, at=now())


def test_what_is_left_out_and_refused(place: SimpleNamespace, copies: list[Copy]) -> None:
    owner = place.owner
    gone = make.copy(facility=place.library, state="withdrawn", withdrawn_on=dt.date(2025, 1, 1))
    lend(copies[0])
    done = services.change_copies(actor=owner, copies=[*copies, gone, copies[1]], state="repair", at=now())
    assert (done.count, [copy.pk for copy, _why in done.refused]) == (3, [copies[0].pk, gone.pk])
    assert services.change_copies(actor=owner, copies=copies[:1], shelf="A1", at=now()).batch == ""
    for given, refusal in (
        ({"copies": []}, refusals_stock.NothingChosen),
        ({"shelf": None}, refusals_stock.NothingToChange),
        ({"state": "withdrawn"}, refusals.StateByWithdrawal),
        ({"copies": copies * 501}, refusals_stock.TooManyCopies),
    ):
        with pytest.raises(refusal):
            services.change_copies(**{"actor": owner, "copies": copies, "shelf": "Z", "at": now(), **given})
    fresh = list(Copy.objects.filter(pk__in=[copy.pk for copy in copies[2:]]))
    Copy.objects.filter(pk=fresh[0].pk).update(shelf="somebody")
    with pytest.raises(refusals_stock.CopiesChanged):
        services.change_copies(actor=owner, copies=fresh, shelf="Z", at=now())
    assert not Copy.objects.filter(shelf="Z").exists()


def test_handing_many_over(place: SimpleNamespace, copies: list[Copy]) -> None:
    register = AccessionRegister.objects.create(facility=place.far, prefix="PM")
    lend(copies[0])
    labels = {copy.barcode for copy in copies[1:]}
    given: dict[str, Any] = {"copies": copies, "facility": place.far, "register": register, "shelf": "N1", "at": now()}
    for who in (place.owner, place.stranger, place.officer):
        with pytest.raises(NotAllowed):
            services.move_copies(actor=who, **given)
    done = services.move_copies(actor=place.admin, **given)
    assert (done.count, [copy.pk for copy, _why in done.refused]) == (3, [copies[0].pk])
    moved = Copy.objects.filter(facility=place.far)
    assert sorted(moved.values_list("accession_number", flat=True)) == ["PM.000001", "PM.000002", "PM.000003"]
    assert set(moved.values_list("barcode", flat=True)) == labels


def test_three_people(place: SimpleNamespace, copies: list[Copy]) -> None:
    assert services.change_copies(actor=place.colleague, copies=copies, shelf="Z", at=now()).count == 4
    foreign = make.copy(facility=place.far)
    for who, chosen in ((place.stranger, copies), (place.officer, copies), (place.owner, [*copies, foreign])):
        with pytest.raises(NotAllowed):
            services.change_copies(actor=who, copies=chosen, shelf="Y", at=now())
    assert not Copy.objects.filter(shelf="Y").exists()
    assert not editable_copies(place.officer).exists()


def test_choosing(place: SimpleNamespace, copies: list[Copy]) -> None:
    register = AccessionRegister.objects.get(facility=place.library)
    numbers = sorted(copy.number or 0 for copy in copies)
    mine = editable_copies(place.owner)
    chosen = narrowed(mine, facility=place.library, register=register, first=numbers[1], last=numbers[2])
    assert [copy.number for copy in chosen] == numbers[1:3]
    assert narrowed(mine, facility=place.library, shelf="b").count() == 2
    assert narrowed(mine, facility=place.far).count() == 0


def client_of(actor: Any) -> Client:
    client = Client()
    client.force_login(actor)
    return client


def test_in_the_browser(place: SimpleNamespace, copies: list[Copy]) -> None:
    client = client_of(place.owner)
    foreign = make.copy(facility=place.far)
    here = reverse("copies_batch")
    assert client.get(here).status_code == 200
    place_only = {"facility": place.library.pk}
    assert client.post(here, place_only | {"where": "Z"}).status_code == 422
    page = client.post(here, place_only | {"numbers": f"{copies[0].barcode}\n{foreign.barcode}\n"}).content.decode()
    assert copies[0].accession_number in page
    assert f"Không có trong sổ nào: {foreign.barcode}" in page
    page = client.post(here, place_only | {"where": "a"}).content.decode()
    assert "2 bản" in page
    ids = ",".join(str(copy.pk) for copy in [*copies, foreign])
    assert client.post(reverse("copies_change"), {"ids": ids}).status_code == 422
    assert client.post(reverse("copies_change"), {"ids": ids, "state": "withdrawn"}).status_code == 422
    page = client.post(reverse("copies_change"), {"ids": ids, "no_shelf": "on"}).content.decode()
    assert "Đã đổi 4 bản." in page
    assert Copy.objects.filter(shelf="").count() == 5
    batch = Entry.objects.filter(verb="change_copies").values_list("changes", flat=True)[0]["batch"]
    assert batch in page
    assert "Đã hoàn tác 4 bản." in client.post(reverse("copies_undo"), {"batch": batch}, follow=True).content.decode()
    assert "Không còn gì" in client.post(reverse("copies_undo"), {"batch": "x"}, follow=True).content.decode()
    same = client.post(reverse("copies_change"), {"ids": str(copies[0].pk), "shelf": "A1"}).content.decode()
    assert "Không có gì phải đổi." in same
    register = AccessionRegister.objects.create(facility=place.far, prefix="PM2")
    assert client.post(reverse("copies_move"), {"ids": ids, "to": register.pk}).status_code == 422
    admin = client_of(place.admin)
    lend(copies[0])
    page = admin.post(reverse("copies_move"), {"ids": ids.rpartition(",")[0], "to": register.pk}).content.decode()
    assert "3 bản nay thuộc Thư viện phường Hai." in page
    assert "đang" in page
    assert admin.post(reverse("copies_move"), {"ids": "", "to": register.pk}).status_code == 422
    assert client_of(place.officer).get(here).status_code == 403


def test_the_preview_costs_the_same_with_1_and_30_rows(place: SimpleNamespace) -> None:
    client = client_of(place.owner)
    counts = []
    for number in (1, 29):
        for _n in range(number):
            make.copy(facility=place.library)
        asked = {"facility": place.library.pk}
        client.post(reverse("copies_batch"), asked)
        with CaptureQueriesContext(connection) as queries:
            client.post(reverse("copies_batch"), asked)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 26
