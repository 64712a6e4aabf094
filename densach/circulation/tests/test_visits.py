"""Visits, reading on the spot, their measures, and what a reader's export says."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from densach.circulation import refusals, services
from densach.circulation.models import InHouseUse, Visit, VisitKind
from densach.core.errors import NotAllowed
from densach.core.periods import Month, Period
from densach.measures.models import DirtyMark
from densach.measures.register import REGISTER
from densach.people.personal_data import HOLDERS
from tests import make

from .helpers import DAY, MORNING, lend, take_back

pytestmark = pytest.mark.django_db
MARCH = Month(2026, 3)


def count(place: SimpleNamespace, **more: Any) -> Visit:
    return services.count_visits(
        **{"actor": place.owner, "facility": place.library, "at": MORNING, **more},
    )


def read(place: SimpleNamespace, **more: Any) -> InHouseUse:
    return services.record_in_house_use(**{"actor": place.owner, "facility": place.library, "at": MORNING, **more})


def tallies(code: str, *, facility_ids: list[int] | None = None, month: Month = MARCH) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for tally in REGISTER.get(code).count(month, facility_ids):
        found[tally.split, tally.key] = found.get((tally.split, tally.key), 0) + tally.value
    return found


def test_a_class_of_thirty_five_is_one_row(place: SimpleNamespace) -> None:
    visit = count(place, count="35", age_band="6-10", kind=VisitKind.GROUP, note=" Lớp 4A ")
    assert (visit.count, visit.age_band, visit.note) == (35, "6-10", "Lớp 4A")
    assert list(DirtyMark.objects.values_list("measure", flat=True)) == ["visits"]


@pytest.mark.parametrize("number", [0, -3, 501, "x"])
def test_impossible_numbers_are_refused(place: SimpleNamespace, number: Any) -> None:
    for act in (count, read):
        with pytest.raises(refusals.CountOutOfRange):
            act(place, count=number)
    assert not Visit.objects.exists()
    assert not InHouseUse.objects.exists()


def test_an_age_band_must_be_one(place: SimpleNamespace) -> None:
    with pytest.raises(refusals.AgeBandUnknown):
        count(place, age_band="7-77")


def test_a_card_counts_once_a_day_and_place(place: SimpleNamespace) -> None:
    reader = make.patron(facility=place.library, birth_year=1950, sex="m")
    card: dict[str, Any] = {"kind": VisitKind.CARD, "patron": reader}
    visit = count(place, count=9, **card)
    assert (visit.count, visit.age_band, visit.sex) == (1, "60+", "m")
    with pytest.raises(refusals.VisitAlreadyCounted):
        count(place, **card)
    count(place, **card, at=MORNING + DAY)
    count(place, **card, actor=place.stranger, facility=place.far)
    services.undo_visit(actor=place.owner, visit=visit, facility=place.library, at=MORNING)
    count(place, **card)
    for wrong in ({"kind": VisitKind.CARD}, {"kind": VisitKind.TAP, "patron": reader}):
        with pytest.raises(refusals.VisitWithoutReader):
            count(place, **wrong)


def test_undoing_a_visit(place: SimpleNamespace) -> None:
    visit = count(place)
    undo: dict[str, Any] = {"actor": place.owner, "visit": visit, "facility": place.library}
    with pytest.raises(refusals.TooLateToUndo):
        services.undo_visit(**undo, at=MORNING + DAY)
    services.undo_visit(**undo, at=MORNING)
    with pytest.raises(refusals.AlreadyUndone):
        services.undo_visit(**undo, at=MORNING)
    assert tallies("visits") == {}


def test_reading_by_scan_keeps_the_subject(place: SimpleNamespace) -> None:
    book = make.copy(facility=place.library, record=make.record(subject_group="5"))
    use = read(place, copy=book, count=9, age_band="11-14")
    assert (use.count, use.subject_group) == (1, "5")
    tally = read(place, count="12")
    assert tallies("in_house_uses") == {
        ("", ""): 13, ("age_band", "11-14"): 1, ("age_band", "unknown"): 12,
        ("subject", "5"): 1, ("subject", "unknown"): 12,
    }  # fmt: skip
    services.undo_in_house_use(actor=place.owner, use=tally, facility=place.library, at=MORNING)
    with pytest.raises(refusals.AlreadyUndone):
        services.undo_in_house_use(actor=place.owner, use=tally, facility=place.library, at=MORNING)
    assert tallies("in_house_uses")["", ""] == 1


@pytest.mark.parametrize("who", ["stranger", "officer"])
def test_others_count_nothing_here(place: SimpleNamespace, who: str) -> None:
    visit, use = count(place), read(place)
    actor = getattr(place, who)
    undo: dict[str, Any] = {"actor": actor, "facility": place.library, "at": MORNING}
    for act in (
        lambda: count(place, actor=actor),
        lambda: read(place, actor=actor),
        lambda: services.undo_visit(visit=visit, **undo),
        lambda: services.undo_in_house_use(use=use, **undo),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_loans_are_counted_with_every_split_and_create_no_visit(place: SimpleNamespace) -> None:
    reader = make.patron(facility=place.library, birth_year=2016, sex="f", patron_type="pupil")
    for subject in ("8", "8", ""):
        lend(place, make.copy(facility=place.library, record=make.record(subject_group=subject)), reader)
    undone = lend(place, make.copy(facility=place.library), reader)
    services.undo_loan(actor=place.owner, loan=undone, facility=place.library, at=MORNING)
    assert tallies("loans") == {
        ("", ""): 3, ("age_band", "6-10"): 3, ("sex", "f"): 3, ("patron_type", "pupil"): 3,
        ("subject", "8"): 2, ("subject", "unknown"): 1,
    }  # fmt: skip
    assert tallies("visits") == {}


def test_a_loan_counts_where_and_when_it_was_lent(place: SimpleNamespace) -> None:
    book = make.copy(facility=place.library)
    lend(place, book, make.patron(facility=place.library))
    take_back(place.stranger, book, place.far, MORNING + 30 * DAY)
    assert tallies("loans", facility_ids=[place.library.pk])["", ""] == 1
    assert tallies("loans", facility_ids=[place.far.pk]) == {}
    assert tallies("loans", month=MARCH.next()) == {}


def test_uses_are_loans_and_reading_together(place: SimpleNamespace) -> None:
    book = make.copy(facility=place.library, record=make.record(subject_group="8"))
    read(place, copy=book)
    read(place, count=4)
    lend(place, book, make.patron(facility=place.library))
    assert tallies("uses") == {("", ""): 6, ("subject", "8"): 2, ("subject", "unknown"): 4}


def test_active_readers_are_persons_not_events(place: SimpleNamespace) -> None:
    a, b = (make.patron(facility=place.library, birth_year=year) for year in (2016, 1990))
    lend(place, make.copy(facility=place.library), a)
    lend(place, make.copy(facility=place.library), a)
    count(place, kind=VisitKind.CARD, patron=a)
    count(place, kind=VisitKind.CARD, patron=b)
    count(place, count=30)
    lend(place, make.copy(facility=place.far), a, actor=place.stranger, facility=place.far, at=MORNING + 40 * DAY)
    assert tallies("active_patrons") == {
        ("", ""): 2, ("age_band", "6-10"): 1, ("age_band", "36-59"): 1, ("sex", "u"): 2,
    }  # fmt: skip
    recount = REGISTER.get("active_patrons").recount
    assert recount
    year, both = Period.of_year(2026), [place.library.pk, place.far.pk]
    assert recount(year, both)["", ""] == 2
    assert recount(year, [place.far.pk]) == {("", ""): 1, ("age_band", "6-10"): 1, ("sex", "u"): 1}
    assert recount(Period.of_year(2025), both) == {}


def test_over_several_years_a_person_stands_in_the_oldest_band(place: SimpleNamespace) -> None:
    child = make.patron(facility=place.library, birth_year=2015)
    for year in (2025, 2026):
        at = MORNING.replace(year=year)
        services.count_visits(actor=place.owner, facility=place.library, kind=VisitKind.CARD, patron=child, at=at)
    recount = REGISTER.get("active_patrons").recount
    assert recount
    period = Period(dt.date(2025, 1, 1), dt.date(2026, 12, 31))
    assert recount(period, [place.library.pk]) == {("", ""): 1, ("age_band", "11-14"): 1, ("sex", "u"): 1}


def test_a_reader_s_export_holds_loans_and_visits(place: SimpleNamespace) -> None:
    reader = make.patron(facility=place.library)
    book = make.copy(facility=place.library, record=make.record("Kính vạn hoa"))
    lend(place, book, reader)
    take_back(place.owner, book, place.library, MORNING)
    count(place, kind=VisitKind.CARD, patron=reader)
    (loan,) = HOLDERS.get("loans").export(reader.pk)
    assert (loan["title"], loan["state"], loan["returned_at"]) == ("Kính vạn hoa", "returned", MORNING.isoformat())
    assert HOLDERS.get("visits").export(reader.pk) == [{"place": place.library.name, "day": "2026-03-10"}]
