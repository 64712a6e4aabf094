"""Vouchers: numbers without gaps, opening balances apart, copies gathered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from densach.audit.models import Entry
from densach.catalogue.models import AccessionRegister, Copy, Voucher
from densach.catalogue.refusals import VoucherClosed, VoucherElsewhere
from densach.catalogue.refusals_registers import (
    NothingToGather,
    VoucherDayWrong,
    VoucherEmpty,
    VoucherHasCopies,
    VoucherNotLast,
    VoucherNumberTaken,
    VoucherStillClosed,
    YearMissing,
)
from densach.catalogue.registers.vouchers import copies_without_voucher, next_number, voucher_by_public_id, with_sums
from densach.catalogue.services import add_copies
from densach.catalogue.services import vouchers as services
from densach.core.errors import NotAllowed
from densach.measures.models import DirtyMark
from tests import make

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC)
DAY = dt.date(2026, 3, 4)


def enter(place: SimpleNamespace, **fields: Any) -> Voucher:
    return services.enter_voucher(actor=place.owner, facility=place.library, at=NOW, **{"on": DAY, **fields})


def verbs() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("verb", flat=True))


def test_numbers_run_on_across_years_and_places_have_their_own(place: SimpleNamespace) -> None:
    first = enter(
        place, on=dt.date(2025, 12, 30), source="donated", source_name=" Ông  Ba ", document_number="P2403-33"
    )
    second = enter(place)
    other = services.enter_voucher(actor=place.stranger, facility=place.far, on=DAY, at=NOW)
    assert (first.number, second.number, other.number) == (1, 2, 1)
    assert first.source_name == "Ông Ba"
    assert verbs() == ["enter_voucher"] * 3


def test_a_place_goes_on_from_its_paper_register(place: SimpleNamespace) -> None:
    assert enter(place, number=57).number == 57
    assert enter(place).number == 58
    assert next_number(place.library) == 59
    with pytest.raises(VoucherNumberTaken) as refused:
        enter(place, number=57)
    assert "59" in refused.value.what_to_do


def test_two_who_enter_at_once_get_two_numbers(place: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    enter(place)
    answers = iter([1, 1, 2])
    monkeypatch.setattr(services, "next_number", lambda _facility: next(answers))
    assert enter(place).number == 2


@pytest.mark.parametrize("day", [dt.date(2026, 11, 23), dt.date(1899, 12, 31)])
def test_days_are_plausible(place: SimpleNamespace, day: dt.date) -> None:
    with pytest.raises(VoucherDayWrong):
        enter(place, on=day)
    with pytest.raises(VoucherDayWrong):
        services.enter_opening(actor=place.owner, facility=place.library, on=day, at=NOW)


def test_strangers_cannot(place: SimpleNamespace) -> None:
    voucher = enter(place)
    here: dict[str, Any] = {"facility": place.library}
    this: dict[str, Any] = {"voucher": voucher}
    acts: list[tuple[Callable[..., object], dict[str, Any]]] = [
        (services.enter_voucher, here | {"on": DAY}),
        (services.enter_opening, here | {"on": DAY}),
        (services.edit_voucher, this | {"on": DAY, "source": "other"}),
        (services.close_voucher, this),
        (services.reopen_voucher, this),
        (services.delete_voucher, this),
        (services.gather_copies, here | {"kind": "opening"}),
    ]
    for actor in (place.stranger, place.officer):
        for act, facts in acts:
            with pytest.raises(NotAllowed):
                act(actor=actor, at=NOW, **facts)
    services.edit_voucher(actor=place.colleague, voucher=voucher, on=DAY, source="other", at=NOW)


def test_copies_of_a_voucher_have_its_day_and_a_closed_one_takes_none(place: SimpleNamespace) -> None:
    voucher = enter(place)
    register = AccessionRegister.objects.create(facility=place.library, prefix="PM")
    facts = {"actor": place.owner, "record": make.record(), "facility": place.library, "register": register, "at": NOW}
    with pytest.raises(VoucherEmpty):
        services.close_voucher(actor=place.owner, voucher=voucher, at=NOW)
    copies = add_copies(count=3, price=1000, voucher=voucher, **facts)
    assert {copy.acquired_on for copy in copies} == {DAY}
    assert with_sums([voucher]) == [(voucher, 3, 3000)]
    services.close_voucher(actor=place.owner, voucher=voucher, at=NOW)
    with pytest.raises(VoucherClosed):
        add_copies(voucher=voucher, **facts)
    with pytest.raises(VoucherStillClosed):
        services.edit_voucher(actor=place.owner, voucher=voucher, on=DAY, source="other", at=NOW)
    with pytest.raises(VoucherStillClosed):
        services.close_voucher(actor=place.owner, voucher=voucher, at=NOW)
    services.reopen_voucher(actor=place.owner, voucher=voucher, at=NOW)
    before = len(verbs())
    services.reopen_voucher(actor=place.owner, voucher=voucher, at=NOW)
    assert len(verbs()) == before, "opening an open one does nothing"
    elsewhere = services.enter_voucher(actor=place.stranger, facility=place.far, on=DAY, at=NOW)
    with pytest.raises(VoucherElsewhere):
        add_copies(voucher=elsewhere, **facts)


def test_corrections_keep_both_values_in_the_trail(place: SimpleNamespace) -> None:
    voucher = enter(place)
    services.edit_voucher(
        actor=place.owner, voucher=voucher, on=dt.date(2026, 3, 5), source="allotted", note="sửa", at=NOW
    )
    voucher.refresh_from_db()
    assert (voucher.on, voucher.source, voucher.note) == (dt.date(2026, 3, 5), "allotted", "sửa")
    changes = Entry.objects.latest("pk").changes
    assert changes["on"] == ["2026-03-04", "2026-03-05"]
    assert changes["source"] == ["bought", "allotted"]
    assert "document_number" not in changes


def test_only_the_last_and_empty_one_is_deleted(place: SimpleNamespace) -> None:
    first, second = enter(place), enter(place)
    with pytest.raises(VoucherNotLast):
        services.delete_voucher(actor=place.owner, voucher=first, at=NOW)
    make.copy(facility=place.library, voucher=second)
    with pytest.raises(VoucherHasCopies):
        services.delete_voucher(actor=place.owner, voucher=second, at=NOW)
    Copy.objects.all().delete()
    services.delete_voucher(actor=place.owner, voucher=second, at=NOW)
    opening = services.enter_opening(actor=place.owner, facility=place.library, on=DAY, at=NOW)
    services.delete_voucher(actor=place.owner, voucher=opening, at=NOW)
    assert list(Voucher.objects.all()) == [first]
    assert next_number(place.library) == 2


def test_gathering_as_an_opening_balance_takes_copies_out_of_the_years_intake(place: SimpleNamespace) -> None:
    old = [make.copy(facility=place.library, acquired_on=dt.date(2024, month, 3)) for month in (1, 5)]
    source = make.copy(facility=place.far)
    handed = make.copy(facility=place.library, moved_from=source)
    kept = make.copy(facility=place.library, voucher=enter(place))
    make.copy(facility=place.far)
    DirtyMark.objects.all().delete()
    voucher, count = services.gather_copies(actor=place.owner, facility=place.library, kind="opening", at=NOW)
    assert count == 2
    assert set(Copy.objects.filter(voucher=voucher)) == set(old)
    assert (voucher.number, voucher.on) == (None, dt.date(2024, 5, 3))
    handed.refresh_from_db()
    kept.refresh_from_db()
    assert handed.voucher is None
    assert kept.voucher != voucher
    marks = set(DirtyMark.objects.filter(measure="copies_added").values_list("facility", "month"))
    assert marks == {(place.library.pk, dt.date(2024, 1, 1)), (place.library.pk, dt.date(2024, 5, 1))}
    assert not copies_without_voucher(place.library).exists()
    with pytest.raises(NothingToGather):
        services.gather_copies(actor=place.owner, facility=place.library, kind="opening", at=NOW)


def test_gathering_as_an_intake_is_of_one_year(place: SimpleNamespace) -> None:
    for year in (2024, 2025):
        make.copy(facility=place.library, acquired_on=dt.date(year, 2, 3))
    with pytest.raises(YearMissing):
        services.gather_copies(actor=place.owner, facility=place.library, kind="intake", at=NOW)
    voucher, count = services.gather_copies(actor=place.owner, facility=place.library, kind="intake", year=2025, at=NOW)
    assert (voucher.number, voucher.on, count) == (1, dt.date(2025, 2, 3), 1)
    assert copies_without_voucher(place.library).count() == 1
    assert copies_without_voucher(place.library, 2024).count() == 1


def test_a_voucher_is_found_by_those_who_may(place: SimpleNamespace) -> None:
    voucher = enter(place)
    assert voucher_by_public_id(place.owner, voucher.public_id) == voucher
    assert voucher_by_public_id(place.colleague, voucher.public_id) == voucher
    assert voucher_by_public_id(place.stranger, voucher.public_id) is None
