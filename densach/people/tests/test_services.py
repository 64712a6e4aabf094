"""Registering, cards, blocking, export."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from densach.audit.models import Entry
from densach.core.errors import NotAllowed
from densach.measures.models import DirtyMark
from densach.people import queries, services
from densach.people.models import Card, CardSeries, CardState, Guardian, Patron
from densach.people.refusals import (
    BlockReasonMissing,
    CardJustIssued,
    CardNumberTaken,
    CardNumberWrong,
    ConsentFormMissing,
    GuardianNeeded,
    NameMissing,
    NoActiveCard,
    PossibleDuplicate,
    ValidityWrong,
)
from densach.people.rules import GuardianDetails
from tests import make

AT = dt.datetime(2026, 11, 22, 3, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 22)


def register(place: SimpleNamespace, **fields: Any) -> Patron:
    values: dict[str, Any] = {
        "actor": place.owner, "facility": place.library, "full_name": "Nông Thị Hoa", "birth_year": 1990, "sex": "f",
        "patron_type": "adult", "at": AT,
    }  # fmt: skip
    return services.register_patron(**values | fields)


def facts(patron: Patron, **fields: Any) -> dict[str, Any]:
    names = ("full_name", "birth_year", "sex", "patron_type", "group", "email", "phone", "note")
    return {name: getattr(patron, name) for name in names} | fields


def test_registering_gives_a_card_an_audit_line_and_a_dirty_month(place: SimpleNamespace) -> None:
    patron = register(
        place, full_name="  Nông   Thị Hoa ", group=" 4A ", email=" hoa@example.vn ", phone="0912 345 678"
    )
    assert (patron.full_name, patron.group, patron.email) == ("Nông Thị Hoa", "4A", "hoa@example.vn")
    card = queries.active_card(patron)
    assert card is not None
    assert (card.number, card.issued_on, card.expires_on) == ("TVPM.000001", TODAY, dt.date(2027, 11, 22))
    assert Entry.objects.get(verb="register_patron").changes == {"card": "TVPM.000001"}
    mark = DirtyMark.objects.get()
    assert (mark.facility_id, mark.month, mark.measure) == (place.library.pk, dt.date(2026, 11, 1), "new_patrons")


def test_numbers_continue_and_pass_over_those_given_by_hand(place: SimpleNamespace) -> None:
    register(place, full_name="Một", card_number="tvpm.000002")
    numbers = [queries.card_of(register(place, full_name=name)).number for name in ("Hai", "Ba")]  # type: ignore[union-attr]
    assert numbers == ["TVPM.000001", "TVPM.000003"]


def test_two_places_of_the_same_initials_get_series_of_their_own(place: SimpleNamespace) -> None:
    twin = make.facility("Thư viện phường Mới", unit=place.ward)
    register(place)
    register(place, facility=twin, actor=place.colleague)
    assert list(CardSeries.objects.order_by("pk").values_list("prefix", flat=True)) == ["TVPM", "TVPM2"]


def test_only_those_with_the_right_at_the_place_register(place: SimpleNamespace) -> None:
    register(place, actor=place.colleague)
    for actor in (place.stranger, place.officer):
        with pytest.raises(NotAllowed):
            register(place, actor=actor, full_name="Ai Đó")
    assert Patron.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"full_name": " "}, NameMissing),
        ({"birth_year": 2016}, GuardianNeeded),
        ({"card_number": "a;b"}, CardNumberWrong),
        ({"valid_years": 99}, ValidityWrong),
    ],
)
def test_refused_registrations_leave_nothing(place: SimpleNamespace, fields: dict[str, Any], refused: type) -> None:
    with pytest.raises(refused):
        register(place, **fields)
    assert not Patron.objects.exists()
    assert not DirtyMark.objects.exists()


def test_a_number_that_exists_is_refused(place: SimpleNamespace) -> None:
    register(place, card_number="TX.1")
    with pytest.raises(CardNumberTaken, match=r"TX\.1"):
        register(place, full_name="Khác", card_number=" tx.1 ")
    assert Patron.objects.count() == 1


def test_the_same_name_and_year_needs_a_second_look(place: SimpleNamespace) -> None:
    first = register(place)
    with pytest.raises(PossibleDuplicate) as caught:
        register(place, full_name="nong thi hoa")
    assert caught.value.data["count"] == 1
    second = register(place, confirmed_new=True)
    assert second.pk != first.pk
    register(place, birth_year=1991)
    register(place, facility=place.far, actor=place.stranger)


def test_a_child_keeps_its_guardian(place: SimpleNamespace) -> None:
    mother = GuardianDetails("Hoàng Thị Mơ", "mẹ", TODAY)
    child = register(place, full_name="Bé An", birth_year=2018, patron_type="child", guardian=mother)
    assert queries.guardian_of(child).relation == "mẹ"  # type: ignore[union-attr]
    services.edit_patron(actor=place.owner, patron=child, at=AT, **facts(child, note="đã chuyển nhà"))
    father = GuardianDetails("Nông Văn Bình", "bố", TODAY, "07")
    services.edit_patron(actor=place.owner, patron=child, at=AT, guardian=father, **facts(child))
    assert Guardian.objects.get().full_name == "Nông Văn Bình"


def test_a_school_needs_the_number_of_the_form(place: SimpleNamespace) -> None:
    school = make.facility("Trường Tiểu học Mẫu", kind="school_library", unit=place.ward)
    mother = GuardianDetails("Hoàng Thị Mơ", "mẹ", TODAY)
    fields = {"facility": school, "actor": place.colleague, "birth_year": 2017, "patron_type": "pupil"}
    with pytest.raises(ConsentFormMissing):
        register(place, guardian=mother, **fields)
    register(place, guardian=GuardianDetails("Hoàng Thị Mơ", "mẹ", TODAY, "15/PĐY"), **fields)


def test_editing_says_what_changed_and_marks_the_month_of_registration(place: SimpleNamespace) -> None:
    patron = register(place)
    DirtyMark.objects.all().delete()
    services.edit_patron(actor=place.colleague, patron=patron, at=AT, **facts(patron, phone="0900"))
    assert not DirtyMark.objects.exists()
    services.edit_patron(actor=place.owner, patron=patron, at=AT, **facts(patron, sex="m", full_name="Nông Văn Hoà"))
    assert Entry.objects.filter(verb="edit_patron").latest("pk").changes == {
        "full_name": ["Nông Thị Hoa", "Nông Văn Hoà"],
        "sex": ["f", "m"],
    }
    assert DirtyMark.objects.count() == 1
    assert Patron.objects.get().name_fold == "nong van hoa"
    with pytest.raises(NotAllowed):
        services.edit_patron(actor=place.stranger, patron=patron, at=AT, **facts(patron))
    with pytest.raises(GuardianNeeded):
        services.edit_patron(actor=place.owner, patron=patron, at=AT, **facts(patron, birth_year=2020))


@pytest.mark.parametrize(("lost", "state"), [(True, CardState.LOST), (False, CardState.REPLACED)])
def test_a_new_card_ends_the_old_one(place: SimpleNamespace, lost: bool, state: str) -> None:
    patron = register(place)
    card = services.issue_card(actor=place.owner, patron=patron, lost=lost, valid_years=2, at=AT)
    assert card.number == "TVPM.000002"
    assert list(queries.cards_of(patron).values_list("state", flat=True)) == ["active", state]
    assert Entry.objects.get(verb="issue_card").changes["card"] == ["TVPM.000001", "TVPM.000002"]
    with pytest.raises(NotAllowed):
        services.issue_card(actor=place.stranger, patron=patron, at=AT)


def test_a_card_for_somebody_without_one(place: SimpleNamespace) -> None:
    patron = make.patron(facility=place.library, card=False)
    assert queries.card_of(patron) is None
    services.issue_card(actor=place.owner, patron=patron, card_number="M-1", at=AT)
    assert queries.card_of(patron).number == "M-1"  # type: ignore[union-attr]


def test_the_desk_that_comes_second_is_told(place: SimpleNamespace) -> None:
    patron = register(place)
    with pytest.raises(CardJustIssued):
        services._new_card(patron, "Z-1", 1, TODAY)


def test_prolonging_counts_from_the_end_or_from_today(place: SimpleNamespace) -> None:
    patron = register(place)
    assert services.renew_card(actor=place.owner, patron=patron, at=AT).expires_on == dt.date(2028, 11, 22)
    Card.objects.update(issued_on=dt.date(2019, 1, 1), expires_on=dt.date(2020, 1, 1))
    assert services.renew_card(actor=place.owner, patron=patron, at=AT).expires_on == dt.date(2027, 11, 22)
    Card.objects.update(state=CardState.LOST)
    with pytest.raises(NoActiveCard):
        services.renew_card(actor=place.owner, patron=patron, at=AT)


def test_blocking_needs_a_reason_and_can_be_undone(place: SimpleNamespace) -> None:
    patron = register(place)
    with pytest.raises(BlockReasonMissing):
        services.block_patron(actor=place.owner, patron=patron, reason="  ", at=AT)
    services.block_patron(actor=place.owner, patron=patron, reason="mất 3 cuốn", at=AT)
    patron.refresh_from_db()
    assert (patron.is_blocked, patron.block_reason) == (True, "mất 3 cuốn")
    services.unblock_patron(actor=place.owner, patron=patron, at=AT)
    patron.refresh_from_db()
    assert (patron.is_blocked, patron.block_reason) == (False, "")


def test_export_holds_everything_and_leaves_a_line(place: SimpleNamespace) -> None:
    mother = GuardianDetails("Hoàng Thị Mơ", "mẹ", TODAY, "9")
    child = register(place, birth_year=2018, guardian=mother)
    found = services.export_patron(actor=place.owner, patron=child, at=AT)
    assert found["patron"]["full_name"] == "Nông Thị Hoa"
    assert found["guardian"]["consented_on"] == "2026-11-22"
    assert [card["number"] for card in found["cards"]] == ["TVPM.000001"]
    assert {"loans", "visits"} <= set(found)
    assert Entry.objects.filter(verb="export_patron").count() == 1
    assert (
        services.export_patron(actor=place.owner, patron=make.patron(facility=place.library), at=AT)["guardian"] is None
    )
    with pytest.raises(NotAllowed):
        services.export_patron(actor=place.stranger, patron=child, at=AT)
