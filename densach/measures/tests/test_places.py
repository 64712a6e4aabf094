from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from densach.core.errors import NotAllowed
from densach.core.periods import Month, Period
from densach.measures import register
from densach.measures.queries import (
    NOTHING,
    by_facility,
    by_facility_and_month,
    by_month,
    by_split,
    facilities_in_period,
    figures_of_unit,
    months_of_measures,
    over_months,
    public_totals,
    total,
    units_to_choose,
)
from densach.measures.register import Across, Measure
from densach.measures.services import check_figures, recount_all
from densach.measures.tests.lines import write
from densach.network.models import Facility, FacilityPlacement, Succession, Unit, UnitParent
from densach.network.queries import Map
from tests import make

MERGED = dt.date(2025, 7, 1)
JUNE, JULY, YEAR = Month(2025, 6), Month(2025, 7), Period.of_year(2025)


@pytest.fixture
def merge(place: SimpleNamespace) -> SimpleNamespace:
    """On 1 July 2025 the two wards become one; 10 + 20 lines before, 4 after; one person writes in both wards."""
    write(place.library, JUNE.start, place.owner, verb="f", times=10)
    write(place.far, JUNE.start, place.owner, verb="m", times=5)
    write(place.far, JUNE.start, place.stranger, verb="m", times=15)
    write(place.far, JULY.start, place.stranger, times=4)
    joined = make.unit("Phường Chung", parent=place.city, starts_on=MERGED)
    for ward in (place.ward, place.other):
        Unit.objects.filter(pk=ward.pk).update(ends_before=MERGED)
        UnitParent.objects.filter(unit=ward).update(ends_before=MERGED)
        Succession.objects.create(predecessor=ward, successor=joined, on=MERGED, kind="merge", share=1)
        FacilityPlacement.objects.filter(unit=ward).update(ends_before=MERGED)
    for library in (place.library, place.far):
        FacilityPlacement.objects.create(facility=library, unit=joined, starts_on=MERGED)
    make._grow()
    recount_all()
    place.joined = joined
    place.keeper = make.user("unit_officer", at=joined)
    return place


def test_the_month_before_shows_both_as_they_were_and_one_on_todays_map(merge: SimpleNamespace) -> None:
    ask = {"actor": merge.keeper, "measure": "lines", "period": JUNE.period}
    assert figures_of_unit(unit=merge.ward, on_map=Map.THEN, **ask).value == 10
    assert figures_of_unit(unit=merge.other, on_map=Map.THEN, **ask).value == 20
    assert figures_of_unit(unit=merge.joined, on_map=Map.THEN, **ask) == NOTHING
    assert figures_of_unit(unit=merge.joined, on_map=Map.TODAY, **ask).value == 30
    # the city above has them once, on either map
    for on_map in Map:
        assert figures_of_unit(merge.office, merge.city, "lines", JUNE.period, on_map).value == 30


def test_a_year_takes_the_tree_of_its_last_day(merge: SimpleNamespace) -> None:
    assert figures_of_unit(merge.keeper, merge.joined, "lines", YEAR).value == 34
    assert figures_of_unit(merge.keeper, merge.joined, "lines_held", YEAR).value == 34


def test_one_person_in_both_places_counts_once(merge: SimpleNamespace) -> None:
    ask = {"actor": merge.keeper, "unit": merge.joined, "measure": "writers"}
    places = facilities_in_period(merge.joined.pk, JUNE.period, Map.TODAY)
    assert {place: value.value for place, value in by_facility("writers", places, JUNE.period).items()} == {
        merge.library.pk: 1,
        merge.far.pk: 2,
    }
    assert figures_of_unit(period=JUNE.period, on_map=Map.TODAY, **ask).value == 2
    assert figures_of_unit(period=YEAR, **ask).value == 2
    assert {key: value.value for key, value in by_split("writers", places, YEAR, "sex").items()} == {
        "f": 1,
        "m": 2,
        "u": 1,
    }
    assert {key: value.value for key, value in by_split("lines", places, YEAR, "sex").items()} == {
        "f": 10,
        "m": 20,
        "u": 4,
    }


def test_by_month_and_by_place(merge: SimpleNamespace) -> None:
    places = [merge.library.pk, merge.far.pk]
    assert [value.value for value in by_month("lines", places, YEAR).values()][5:8] == [30, 4, 0]
    assert [value.value for value in by_month("lines_held", places, YEAR).values()][4:8] == [0, 30, 34, 34]
    assert [value.value for value in by_month("writers", places, YEAR).values()][5:8] == [2, 1, 0]
    assert [value.value for value in by_month("writers", [merge.far.pk], YEAR, "sex", "m").values()][5:8] == [2, 0, 0]
    assert {place: value.value for place, value in by_facility("lines_held", places, YEAR).items()} == {
        merge.library.pk: 10,
        merge.far.pk: 24,
    }
    assert {place: value.value for place, value in by_facility("writers", places, YEAR).items()} == {
        merge.library.pk: 1,
        merge.far.pk: 2,
    }
    in_both = {place: value.value for place, value in by_facility("writers", places, YEAR, "sex", "m").items()}
    assert in_both == {merge.library.pk: 0, merge.far.pk: 2}
    stored = by_facility_and_month("lines", places, YEAR)
    assert {pair: value.value for pair, value in stored.items()} == {
        (merge.library.pk, JUNE): 10,
        (merge.far.pk, JUNE): 20,
        (merge.far.pk, JULY): 4,
    }


def test_many_measures_at_once_agree_with_one_by_one(merge: SimpleNamespace) -> None:
    places = [merge.library.pk, merge.far.pk]
    found = months_of_measures(["lines", "lines_held", "writers"], places, YEAR)
    for code, months in found.items():
        assert months == by_month(code, places, YEAR)
        assert over_months(code, months, places, YEAR) == total(code, places, YEAR)


def test_months_to_come_have_no_value_and_a_running_stock_is_the_last_known(merge: SimpleNamespace) -> None:
    far_ahead = Period(dt.date(2025, 6, 1), dt.date(2199, 12, 31))
    assert total("lines_held", [merge.far.pk], far_ahead).value == 24
    assert total("lines_held", [merge.far.pk], Period.of_year(2199)).value == 0
    assert by_month("lines", [merge.far.pk], Period.of_year(2199)) == {}


def test_a_place_that_closed_within_the_period_keeps_its_part(merge: SimpleNamespace) -> None:
    Facility.objects.filter(pk=merge.far.pk).update(closed_on=dt.date(2025, 8, 9))
    assert figures_of_unit(merge.keeper, merge.joined, "lines", YEAR).value == 34
    assert figures_of_unit(merge.keeper, merge.joined, "lines", Period.of_year(2026)).value == 0
    assert merge.far.pk not in facilities_in_period(merge.joined.pk, Period.of_year(2026))


def test_who_sees_the_figures_of_a_unit(place: SimpleNamespace) -> None:
    write(place.library, JUNE.start, place.owner, times=3)
    recount_all()
    for actor in (place.colleague, place.officer, place.office, place.admin):
        assert figures_of_unit(actor, place.ward, "lines", JUNE.period).value == 3
    for actor in (place.stranger, place.owner, make.user()):
        with pytest.raises(NotAllowed):
            figures_of_unit(actor, place.ward, "lines", JUNE.period)


def test_the_public_sees_totals_without_small_ones(place: SimpleNamespace) -> None:
    write(place.library, JUNE.start, place.owner, times=4)
    write(place.far, JUNE.start, place.owner, times=9)
    recount_all()
    assert public_totals(place.ward.pk, JUNE.period) == {"lines": None, "lines_held": None, "writers": None}
    assert public_totals(place.city.pk, JUNE.period) == {"lines": 13, "lines_held": 13, "writers": None}
    assert public_totals(place.city.pk, Month(2025, 5).period) == {"lines": 0, "lines_held": 0, "writers": 0}


def test_units_to_choose(merge: SimpleNamespace) -> None:
    def names(actor: object, day: dt.date) -> set[str]:
        return set(units_to_choose(actor, day).values_list("name", flat=True))

    after, before = dt.date(2025, 8, 1), dt.date(2025, 6, 1)
    assert names(merge.keeper, after) == {"Phường Chung"}
    assert names(merge.keeper, before) == {"Phường Một", "Phường Hai"}
    assert names(merge.office, before) == {"Thành phố Mẫu", "Phường Một", "Phường Hai"}
    assert names(merge.owner, before) == set()
    assert names(make.user(is_superuser=True), after) == {"Thành phố Mẫu", "Phường Chung"}


def test_without_recount_each_places_are_asked_one_by_one(merge: SimpleNamespace) -> None:
    known = register.REGISTER.get("writers")
    register.register(
        Measure(
            "people", "p", "p", "p", "p", Across.RECOUNT, Across.RECOUNT, ("sex",), known.count, recount=known.recount
        )
    )
    recount_all()
    places = [merge.library.pk, merge.far.pk]
    assert by_facility("people", places, YEAR) == by_facility("writers", places, YEAR)
    assert check_figures() == []


def test_few_statements_for_many_places(place: SimpleNamespace, django_assert_max_num_queries: object) -> None:
    for _ in range(30):
        write(make.facility(unit=place.ward), JUNE.start, place.owner, mark=False)
    recount_all()
    for actor_unit in (place.ward, place.city):
        figures_of_unit(place.office, actor_unit, "lines", YEAR)
        with django_assert_max_num_queries(15):
            assert figures_of_unit(place.office, actor_unit, "lines", YEAR).value == 30
