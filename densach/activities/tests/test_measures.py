from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from densach.activities import services
from densach.activities.models import Presence
from densach.core.periods import Month, Period
from densach.measures.models import Figure
from densach.measures.register import REGISTER, Tally, split_of
from densach.measures.services import check_figures, recount_dirty
from tests import make

from .rows import AT, club, interest, series

pytestmark = pytest.mark.django_db
MARCH = Month(2025, 3)
LATER = AT + dt.timedelta(days=40)


def cells(code: str, facility: Any, month: Month = MARCH, ids: Any = None) -> dict[tuple[str, str], int]:
    tallies: list[Tally] = list(REGISTER.get(code).count(month, ids))
    return {(tally.split, tally.key): tally.value for tally in tallies if tally.facility_id == facility.pk}


def differences() -> list[Any]:
    """Rows made past the services leave other modules' figures behind; ours must be right."""
    return [one for one in check_figures() if one.measure in ("sessions", "attendance", "participants")]


@pytest.fixture
def held(centre: SimpleNamespace) -> SimpleNamespace:
    """Two sessions of a music club, one of a sports course; one planned and one cancelled session besides."""
    music = club(centre.house, kind="club")
    music.interests.add(interest("music"), interest("dance", "arts"), interest("chess", "sport"))
    sports = club(centre.house, kind="course")
    sports.interests.add(interest("chess", "sport"))
    centre.hoa = make.patron(facility=centre.house, birth_year=2014, sex="f")
    centre.nam = make.patron(facility=centre.house, birth_year=1960, sex="m")
    first, second, third, _planned = series(centre.owner, music)
    (fourth,) = series(centre.owner, sports, until=dt.date(2025, 3, 4), start_time=dt.time(8), end_time=dt.time(9))
    services.cancel_session(actor=centre.owner, session=third, at=AT)
    here, away = Presence.PRESENT, Presence.ABSENT
    _sheet(centre, first, {centre.hoa: here, centre.nam: away}, {("6-10", "f"): 5})
    _sheet(centre, second, {centre.hoa: here, centre.nam: here}, {})
    _sheet(centre, fourth, {centre.hoa: here}, {("unknown", "u"): 2})
    centre.sheets = [first, second, fourth]
    return centre


def _sheet(centre: SimpleNamespace, session: Any, presences: Any, tallies: Any) -> None:
    services.record_attendance(actor=centre.owner, session=session, presences=presences, tallies=tallies, at=LATER)


def test_sessions_held_by_kind(held: SimpleNamespace) -> None:
    expected = {("", ""): 3, ("activity_kind", "club"): 2, ("activity_kind", "course"): 1}
    assert cells("sessions", held.house) == expected
    assert cells("sessions", held.house, ids=[held.far.pk]) == {}
    assert cells("sessions", held.house, Month(2025, 4)) == {}


def test_attendance_adds_names_and_tallies_in_every_split(held: SimpleNamespace) -> None:
    found = cells("attendance", held.house, ids=[held.house.pk])
    assert found == {
        ("", ""): 11,
        ("activity_kind", "club"): 8,
        ("activity_kind", "course"): 3,
        ("age_band", "6-10"): 5,
        ("age_band", "11-14"): 3,
        ("age_band", "60+"): 1,
        ("age_band", "unknown"): 2,
        ("sex", "f"): 8,
        ("sex", "m"): 1,
        ("sex", "u"): 2,
        ("interest", "arts"): 8,
        ("interest", "sport"): 3,
    }


def test_an_activity_without_interests_counts_as_other(held: SimpleNamespace) -> None:
    plain = club(held.house)
    (session,) = series(held.owner, plain, until=dt.date(2025, 3, 4))
    _sheet(held, session, {}, {("0-5", "m"): 4})
    assert cells("attendance", held.house)["interest", "other"] == 4


def test_participants_are_counted_once(held: SimpleNamespace) -> None:
    found = cells("participants", held.house)
    people = {("", ""): 2, ("age_band", "11-14"): 1, ("age_band", "60+"): 1, ("sex", "f"): 1, ("sex", "m"): 1}
    assert found == people
    measure = REGISTER.get("participants")
    elsewhere = club(held.far)
    (session,) = series(held.stranger, elsewhere, until=dt.date(2025, 3, 4))
    services.record_attendance(
        actor=held.stranger, session=session, presences={held.hoa: "present"}, tallies={}, at=LATER
    )
    year, both = Period.of_year(2025), [held.house.pk, held.far.pk]
    assert measure.recount
    assert measure.recount(year, both) == people
    assert measure.recount(Period.of_year(2024), both) == {}
    assert measure.recount_each
    assert measure.recount_each(year, both) == {held.house.pk: 2, held.far.pk: 1}


def test_a_person_stands_in_the_oldest_band_of_the_period(centre: SimpleNamespace) -> None:
    activity = club(centre.house)
    child = make.patron(facility=centre.house, birth_year=2014)
    for year in (2024, 2025):
        session = make.session(activity=activity, day=dt.date(year, 12, 1))
        services.record_attendance(
            actor=centre.owner, session=session, presences={child: "present"}, tallies={}, at=session.ends_at
        )
    measure = REGISTER.get("participants")
    assert measure.recount
    found = measure.recount(Period(dt.date(2024, 1, 1), dt.date(2025, 12, 31)), [centre.house.pk])
    assert found == {("", ""): 1, ("age_band", "11-14"): 1, ("sex", "u"): 1}


def test_stored_figures_equal_a_recount_after_every_change(held: SimpleNamespace) -> None:
    recount_dirty(at=LATER)
    assert differences() == []
    assert Figure.objects.get(measure="attendance", split="").value == 11
    services.edit_session(
        actor=held.owner,
        session=held.sheets[0],
        day=dt.date(2025, 2, 3),
        start_time=dt.time(8),
        end_time=dt.time(9),
        at=LATER,
    )
    _sheet(held, held.sheets[1], {}, {})
    recount_dirty(at=LATER)
    assert differences() == []
    values = dict(Figure.objects.filter(measure="attendance", split="").values_list("month", "value"))
    assert values == {dt.date(2025, 2, 1): 6, dt.date(2025, 3, 1): 3}


def test_each_count_asks_the_same_few_queries_for_one_place_and_for_many(held: SimpleNamespace) -> None:
    def asked() -> list[int]:
        numbers = []
        for code in ("sessions", "attendance", "participants"):
            with CaptureQueriesContext(connection) as captured:
                list(REGISTER.get(code).count(MARCH, None))
            numbers.append(len(captured))
        return numbers

    assert asked() == [1, 3, 1]
    for _n in range(29):
        place = make.facility(kind="culture_house", unit=held.ward)
        session = make.session(activity=club(place), day=dt.date(2025, 3, 9))
        services.record_attendance(
            actor=held.colleague, session=session, presences={held.hoa: "present"}, tallies={("6-10", "f"): 1}, at=LATER
        )
    assert asked() == [1, 3, 1]


def test_splits_have_names(db: None) -> None:
    assert split_of("activity_kind").keys["club"]
    assert split_of("interest").keys["tourism"]
    assert REGISTER.get("sessions").since() is None  # type: ignore[misc]
