from __future__ import annotations

import datetime as dt
import threading
from types import SimpleNamespace

import pytest
from django.db import connection

from densach.accounts.models import User
from densach.audit.models import Entry
from densach.core.errors import NotAllowed, Refusal
from densach.core.periods import Month, Period
from densach.measures import refusals
from densach.measures.models import Declaration, DirtyMark, Figure, Quality
from densach.measures.queries import State, completeness, current_declarations, missing_declarations, total
from densach.measures.rules import hide_small, hide_small_cells
from densach.measures.services import check_figures, declare_month, mark_dirty, recount_dirty
from densach.measures.tests.lines import write
from densach.network.models import Facility
from tests import make

MARCH = Month(2025, 3)
JUNE = dt.datetime(2025, 6, 15, 3, 0, tzinfo=dt.UTC)
WHOLE = ("", "")


@pytest.fixture
def paper(place: SimpleNamespace) -> Facility:
    return make.facility("Tủ sách tổ 5", unit=place.ward, kind="bookcase", managed_since=None)


def declare(place: SimpleNamespace, facility: Facility, values: dict, **more: object) -> list[Declaration]:
    return declare_month(
        **{"actor": place.officer, "facility": facility, "month": MARCH, "values": values, "at": JUNE, **more}
    )


def test_a_declaration_becomes_figures_with_its_quality(place: SimpleNamespace, paper: Facility) -> None:
    rows = declare(place, paper, {"lines": {WHOLE: 12, ("sex", "f"): 7, ("sex", "m"): 5}}, quality=Quality.SAMPLED)
    assert len(rows) == 3
    recount_dirty(at=JUNE)
    value = total("lines", [paper.pk], Period.of_year(2025))
    assert (value.value, dict(value.parts), value.by_word) == (12, {"sampled": 12}, 12)
    assert total("lines", [paper.pk], MARCH.period, "sex", "f").value == 7
    line = Entry.objects.get(verb="figures.declare")
    assert (line.actor, line.facility) == (place.officer, paper)
    assert line.changes == {"month": "2025-03", "quality": "sampled", "lines": 12}
    assert check_figures() == []


def test_zero_is_said_and_kept(place: SimpleNamespace, paper: Facility) -> None:
    declare(place, paper, {"lines": {WHOLE: 0}})
    recount_dirty(at=JUNE)
    assert Figure.objects.get(measure="lines").value == 0
    assert completeness([paper.pk], MARCH.period, on=JUNE.date()).states[paper.pk, MARCH] is State.DECLARED


def test_a_correction_supersedes_and_keeps_what_was_said(place: SimpleNamespace, paper: Facility) -> None:
    declare(place, paper, {"lines": {WHOLE: 12, ("sex", "f"): 12}, "lines_held": {WHOLE: 3}})
    assert declare(place, paper, {"lines": {WHOLE: 12, ("sex", "f"): 12}}) == []
    declare(place, paper, {"lines": {WHOLE: 14}}, quality=Quality.ESTIMATED)
    recount_dirty(at=JUNE)
    assert Declaration.objects.filter(measure="lines", superseded=True).count() == 2
    assert current_declarations(place.officer, paper.pk, MARCH) == {"lines": {WHOLE: 14}, "lines_held": {WHOLE: 3}}
    assert dict(total("lines", [paper.pk], MARCH.period).parts) == {"estimated": 14}


def test_counted_wins_and_they_never_add_up(place: SimpleNamespace, paper: Facility) -> None:
    declare(place, paper, {"lines": {WHOLE: 50, ("sex", "f"): 50}})
    recount_dirty(at=JUNE)
    write(paper, MARCH.start, place.owner, times=2)
    recount_dirty(at=JUNE)
    assert dict(total("lines", [paper.pk], MARCH.period).parts) == {"counted": 2}
    assert not Figure.objects.filter(measure="lines", key="f").exists()
    with pytest.raises(refusals.AlreadyCounted):
        declare(place, paper, {"lines": {WHOLE: 60}})
    Entry.objects.filter(verb="u").delete()
    mark_dirty(facility_id=paper.pk, day=MARCH.start, measures=["lines", "lines_held", "writers"])
    recount_dirty(at=JUNE)
    assert dict(total("lines", [paper.pk], MARCH.period).parts) == {"declared": 50}
    assert check_figures() == []


def test_a_declared_stock_stands_until_the_next_word(place: SimpleNamespace, paper: Facility) -> None:
    declare(place, paper, {"lines_held": {WHOLE: 300}})
    declare(place, paper, {"lines_held": {WHOLE: 310}}, month=Month(2025, 5))
    recount_dirty(at=JUNE)
    held = {
        f"{row.month:%m}": (row.value, row.quality)
        for row in Figure.objects.filter(measure="lines_held", facility=paper)
    }
    assert held == {
        "03": (300, "declared"),
        "04": (300, "estimated"),
        "05": (310, "declared"),
        "06": (310, "estimated"),
    }
    assert check_figures() == []


@pytest.mark.parametrize(
    ("values", "more", "refusal"),
    [
        ({}, {}, refusals.NothingDeclared),
        ({"lines": {WHOLE: 1}}, {"month": Month(2025, 7)}, refusals.MonthInFuture),
        ({"lines": {WHOLE: 1}}, {"month": Month(2019, 12)}, refusals.FacilityNotOpen),
        ({"nonsense": {WHOLE: 1}}, {}, refusals.UnknownMeasure),
        ({"writers": {WHOLE: 1}}, {}, refusals.NotDeclarable),
        ({"lines": {WHOLE: -1}}, {}, refusals.ValueOutOfRange),
        ({"lines": {WHOLE: 10**9}}, {}, refusals.ValueOutOfRange),
        ({"lines": {WHOLE: 1}}, {"quality": "counted"}, refusals.WrongQuality),
        ({"lines": {WHOLE: 1}}, {"quality": "guessed"}, refusals.WrongQuality),
        ({"lines": {("sex", "f"): 1}}, {}, refusals.WholeMissing),
        ({"lines": {WHOLE: 1, ("subject", "8"): 1}}, {}, refusals.UnknownSplit),
        ({"lines": {WHOLE: 1, ("sex", "x"): 1}}, {}, refusals.UnknownSplit),
        ({"lines": {WHOLE: 1, ("sex", "f"): 2}}, {}, refusals.PartsDiffer),
    ],
)
def test_what_cannot_be_declared(
    place: SimpleNamespace, paper: Facility, values: dict, more: dict, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal) as caught:
        declare(place, paper, {"lines_held": {WHOLE: 1}, **values} if values else values, **more)
    assert str(caught.value)
    assert caught.value.what_to_do
    assert not Declaration.objects.exists()
    assert not DirtyMark.objects.exists()


def test_a_closed_place_declares_only_until_it_closed(place: SimpleNamespace, paper: Facility) -> None:
    Facility.objects.filter(pk=paper.pk).update(closed_on=dt.date(2025, 3, 2))
    paper.refresh_from_db()
    declare(place, paper, {"lines": {WHOLE: 1}})
    with pytest.raises(refusals.FacilityNotOpen):
        declare(place, paper, {"lines": {WHOLE: 1}}, month=Month(2025, 4))


def test_a_jump_needs_a_second_look(place: SimpleNamespace, paper: Facility) -> None:
    declare(place, paper, {"lines": {WHOLE: 10}}, month=Month(2024, 3))
    recount_dirty(at=JUNE)
    declare(place, paper, {"lines": {WHOLE: 100}})
    with pytest.raises(refusals.JumpToConfirm, match="101"):
        declare(place, paper, {"lines": {WHOLE: 101}})
    declare(place, paper, {"lines": {WHOLE: 101}}, confirmed=True)
    assert Declaration.objects.get(superseded=False, month=MARCH.start).value == 101


def test_who_may_declare(place: SimpleNamespace) -> None:
    paper = make.facility(unit=place.ward, managed_since=None)
    for actor in (place.officer, place.colleague, place.office):
        declare(place, paper, {"lines": {WHOLE: 1}}, actor=actor)
    for actor in (place.stranger, place.owner, make.user()):
        with pytest.raises(NotAllowed):
            declare(place, paper, {"lines": {WHOLE: 2}}, actor=actor)
        with pytest.raises(NotAllowed):
            current_declarations(actor, paper.pk, MARCH)
    declare(place, place.library, {"lines": {WHOLE: 1}}, actor=place.owner)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_declare_at_once() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("threads share one connection of an in-memory SQLite")
    ward = make.unit()
    facility, officer = make.facility(unit=ward, managed_since=None), make.user("unit_officer", at=ward)
    told: list[object] = []
    together = threading.Barrier(2)

    def officer_declares(value: int) -> None:
        actor = User.objects.get(pk=officer.pk)
        together.wait()
        try:
            told.append(
                declare_month(actor=actor, facility=facility, month=MARCH, values={"lines": {WHOLE: value}}, at=JUNE)
            )
        except Refusal as refusal:
            told.append(refusal.code)
        finally:
            connection.close()

    for turn in range(1, 9):
        threads = [threading.Thread(target=officer_declares, args=[value]) for value in (10 + turn, 30 + turn)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert Declaration.objects.filter(superseded=False).count() == 1
    assert len(told) == 16
    assert {one for one in told if isinstance(one, str)} <= {"declared-meanwhile"}


def test_completeness(place: SimpleNamespace, paper: Facility) -> None:
    moved = make.facility(unit=place.ward, managed_since=dt.date(2025, 5, 20))
    late = make.facility(
        unit=place.ward, managed_since=None, opened_on=dt.date(2025, 4, 10), closed_on=dt.date(2025, 4, 20)
    )
    declare(place, paper, {"lines": {WHOLE: 1}})
    ids = [paper.pk, moved.pk, late.pk, place.library.pk]
    grid = completeness(ids, Period.of_year(2025), on=JUNE.date())

    def signs(facility: Facility) -> str:
        letters = {State.COUNTED: "c", State.DECLARED: "d", State.MISSING: "m", State.NOT_EXPECTED: "."}
        return "".join(letters[state] for state in grid.of(facility.pk).values())

    assert signs(paper) == "mmdmm......."
    assert signs(moved) == "mmmmcc......"
    assert signs(late) == "...m........"
    assert signs(place.library) == "cccccc......"
    assert (grid.expected, grid.present, grid.complete_months) == (5 + 6 + 1 + 6, 1 + 2 + 6, 1)
    owed = missing_declarations(ids, Period.of_year(2025), on=JUNE.date())
    assert owed == {
        paper.pk: [Month(2025, 1), Month(2025, 2), Month(2025, 4), Month(2025, 5)],
        moved.pk: [Month(2025, number) for number in range(1, 5)],
        late.pk: [Month(2025, 4)],
    }
    assert completeness([], Period.of_year(2025), on=JUNE.date()).share is None


def test_completeness_of_one_measure(place: SimpleNamespace, paper: Facility) -> None:
    declare(place, paper, {"lines": {WHOLE: 1}})
    write(paper, dt.date(2025, 4, 3), place.owner)
    recount_dirty(at=JUNE)
    ask = {"on": JUNE.date()}
    lines = completeness([paper.pk], Period.of_year(2025), measure="lines", **ask)
    assert lines.states[paper.pk, MARCH] is State.DECLARED
    assert lines.states[paper.pk, Month(2025, 4)] is State.COUNTED
    held = completeness([paper.pk], Period.of_year(2025), measure="writers", **ask)
    assert held.states[paper.pk, MARCH] is State.MISSING


@pytest.mark.parametrize(("value", "shown"), [(0, 0), (1, None), (4, None), (5, 5), (900, 900)])
def test_small_values_are_hidden(value: int, shown: int | None) -> None:
    assert hide_small(value) == shown


def test_one_hidden_cell_takes_another_with_it() -> None:
    assert hide_small_cells({"a": 3, "b": 9, "c": 7, "d": 0}) == {"a": None, "b": 9, "c": None, "d": 0}
    assert hide_small_cells({"a": 3, "b": 2, "c": 7}) == {"a": None, "b": None, "c": 7}
    assert hide_small_cells({"a": 3}) == {"a": None}
    assert hide_small_cells({"a": 6, "b": 8}) == {"a": 6, "b": 8}
