from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from densach.accounts.models import User
from densach.measures.models import Quality
from densach.network.models import Unit
from densach.network.queries import Map
from densach.network.services import end_unit, open_unit
from densach.programme import queries
from densach.programme.indicators import Status
from densach.programme.indicators.amounts import full_months, growth_rate
from densach.programme.models import Indicator
from densach.programme.services import overrule
from densach.programme.tests import rows
from tests import make

AT = dt.datetime(2026, 11, 22, 3, 0, tzinfo=dt.UTC)


def test_share_of_facilities_with_reasons_and_what_is_missing(place: SimpleNamespace) -> None:
    plan = rows.plan(place.city)
    indicator = rows.share(plan)
    rows.target(indicator, 2025, 60)
    third = make.facility(unit=place.other)
    make.facility(unit=place.other, kind="bookcase")
    rows.visits(place.library, 2025, 10)
    rows.visits(third, 2025, 200, months=[3])

    result = queries.result_of(indicator, 2025)

    assert (result.met, result.population) == (2, 3)
    assert round(result.value or 0, 1) == Decimal("66.7")
    assert result.status is Status.REACHED
    verdicts = {one.pk: one for one in result.places}
    assert verdicts[place.library.pk].met
    assert verdicts[place.far.pk].computed.reasons[0].value == 0
    assert verdicts[place.far.pk].reasons_missing == 2


def test_missed_target_counts_the_places_still_missing_and_names_the_nearest(place: SimpleNamespace) -> None:
    indicator = rows.share(rows.plan(place.city), parameters={"min_visits": 1000, "min_months": 2})
    rows.target(indicator, 2025, 60)
    rows.visits(place.far, 2025, 1, months=[1, 2])

    result = queries.result_of(indicator, 2025)

    assert (result.met, result.status, result.missing) == (0, Status.MISSED, 2)
    assert [one.pk for one in result.nearest] == [place.far.pk, place.library.pk]


def test_parameters_of_the_indicator_win_over_the_defaults(place: SimpleNamespace) -> None:
    plan = rows.plan(place.city)
    rows.visits(place.library, 2025, 1)
    lenient = rows.share(plan, "1", parameters={"min_visits": 12})
    strict = rows.share(plan, "2")
    assert [result.met for result in queries.plan_results(plan, 2025)] == [1, 0]
    assert queries.result_of(lenient, 2025).met == 1
    assert queries.result_of(strict, 2025).met == 0


def test_target_of_the_year_else_the_next_milestone_and_the_lower_one_after_it(place: SimpleNamespace) -> None:
    indicator = rows.share(rows.plan(place.city))
    first, last = rows.target(indicator, 2025, 60), rows.target(indicator, 2030, 50)

    in_2024, in_2025, in_2026 = (queries.result_of(indicator, year) for year in (2024, 2025, 2026))

    assert (in_2024.target, in_2024.target_is_later, in_2024.lower_target) == (first, True, last)
    assert (in_2025.target, in_2025.target_is_later, in_2025.lower_target) == (first, False, last)
    assert (in_2026.target, in_2026.target_is_later, in_2026.lower_target) == (last, True, None)


def test_a_target_without_year_stands_every_year(place: SimpleNamespace) -> None:
    indicator = rows.share(rows.plan(place.city))
    standing = rows.target(indicator, None, 40)
    assert queries.result_of(indicator, 2025).target == standing


def test_no_target_no_status(place: SimpleNamespace) -> None:
    result = queries.result_of(rows.share(rows.plan(place.city)), 2025)
    assert (result.status, result.reached, result.missing, result.nearest) == (Status.NO_TARGET, None, None, ())


def test_a_year_to_come_has_no_value(place: SimpleNamespace) -> None:
    result = queries.result_of(rows.share(rows.plan(place.city)), 2027)
    assert result.problem
    assert (result.problem.code, result.status) == ("year-not-begun", Status.NO_VALUE)


def test_the_running_year_counts_up_to_today(place: SimpleNamespace) -> None:
    indicator = rows.share(rows.plan(place.city))
    rows.visits(place.library, 2026, 100, months=[12])
    result = queries.result_of(indicator, 2026)
    assert (result.as_of, result.is_running, result.met) == (dt.date(2026, 11, 22), True, 0)
    assert queries.result_of(indicator, 2025, as_of=dt.date(2025, 10, 31)).as_of == dt.date(2025, 10, 31)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"criterion": "nothing_known"}, "criterion-unknown"),
        ({"parameters": {"min_moon": 3}}, "parameters-unknown"),
        ({"kinds": ["museum"]}, "population-empty"),
    ],
)
def test_what_cannot_be_judged_says_why(place: SimpleNamespace, fields: dict[str, object], code: str) -> None:
    result = queries.result_of(rows.share(rows.plan(place.city), **fields), 2025)  # type: ignore[arg-type]
    assert result.problem
    assert result.problem.code == code
    assert result.value is None


# ---------------------------------------------------------------- growth and totals


def test_growth_is_the_average_a_year_since_the_base_year(place: SimpleNamespace) -> None:
    indicator = rows.growth(rows.plan(place.city))
    rows.target(indicator, 2025, 10, per_year=True)
    for year, value in ((2022, 1000), (2023, 900), (2024, 1200), (2025, 1331)):
        rows.visits(place.library, year, value)
    rows.visits(place.far, 2025, 0, quality=Quality.DECLARED)

    result = queries.result_of(indicator, 2025)

    assert result.value is not None
    assert round(result.value, 6) == Decimal("10.000000")
    assert [(one.year, one.value, one.facilities) for one in result.series] == [
        (2022, 12000, 2), (2023, 10800, 2), (2024, 14400, 2), (2025, 15972, 2),
    ]  # fmt: skip
    assert result.months == 12
    assert not result.is_running


def test_growth_of_a_running_year_compares_the_same_full_months(place: SimpleNamespace) -> None:
    indicator = rows.growth(rows.plan(place.city), base_year=2025)
    rows.visits(place.library, 2025, 100)
    rows.visits(place.library, 2026, 120, months=range(1, 12))

    result = queries.result_of(indicator, 2026)

    assert result.value == 20
    assert [one.value for one in result.series] == [1000, 1200]
    assert (result.months, result.is_running) == (10, True)


def test_growth_tells_which_part_rests_on_declarations(place: SimpleNamespace) -> None:
    indicator = rows.growth(rows.plan(place.city))
    rows.visits(place.library, 2022, 10)
    rows.visits(place.library, 2023, 10)
    rows.visits(place.far, 2023, 5, quality=Quality.DECLARED)
    assert [one.by_word for one in queries.result_of(indicator, 2023).series] == [0, 60]


@pytest.mark.parametrize(
    ("fields", "year", "as_of", "code"),
    [
        ({"base_year": None}, 2025, None, "no-base-year"),
        ({}, 2022, None, "before-base-year"),
        ({}, 2025, dt.date(2025, 1, 30), "no-full-month"),
        ({}, 2025, None, "base-year-empty"),
    ],
)
def test_growth_that_cannot_be_counted_says_why(
    place: SimpleNamespace, fields: dict[str, object], year: int, as_of: dt.date | None, code: str
) -> None:
    result = queries.result_of(rows.growth(rows.plan(place.city), **fields), year, as_of=as_of)
    assert result.problem
    assert result.problem.code == code


def test_growth_of_a_measure_nobody_registered(place: SimpleNamespace) -> None:
    indicator = rows.growth(rows.plan(place.city))
    Indicator.objects.update(measure="moonbeams")
    indicator.refresh_from_db()
    result = queries.result_of(indicator, 2025)
    assert result.problem
    assert result.problem.code == "measure-unknown"


def test_total_is_the_value_of_the_year(place: SimpleNamespace) -> None:
    plan = rows.plan(place.city)
    indicator = Indicator.objects.create(
        plan=plan, key="6", name="Lượt", type="total", measure="visits", population_kinds=["commune_library"]
    )
    rows.target(indicator, 2025, 1000, unit="lượt")
    rows.visits(place.library, 2025, 50)
    result = queries.result_of(indicator, 2025)
    assert (result.value, result.reached, result.missing) == (600, False, None)
    assert result.nearest == ()


@pytest.mark.parametrize(
    ("year", "as_of", "months"),
    [
        (2025, dt.date(2025, 12, 31), 12),
        (2025, dt.date(2026, 5, 5), 12),
        (2026, dt.date(2026, 10, 31), 10),
        (2026, dt.date(2026, 10, 30), 9),
        (2026, dt.date(2026, 1, 31), 1),
        (2026, dt.date(2026, 1, 30), 0),
    ],
)
def test_full_months_of_a_year(year: int, as_of: dt.date, months: int) -> None:
    period = full_months(year, as_of)
    assert (sum(1 for _ in period.months()) if period else 0) == months


def test_growth_rate_needs_a_base() -> None:
    assert growth_rate(100, 0, 3) == -100
    assert growth_rate(100, 100, 3) == 0
    with pytest.raises(ValueError, match="base"):
        growth_rate(0, 5, 1)


# ---------------------------------------------------------------- maps


def _merge(place: SimpleNamespace) -> Unit:
    """On 1 July 2025 the city ends; its two wards become one."""
    system = User.objects.system()
    day = dt.date(2025, 7, 1)
    province = make.unit("Tỉnh Mẫu", kind="province")
    new = open_unit(
        actor=system, slug="moi", code="77777", name="Phường Mới", kind="ward", starts_on=day, parent=province
    )
    for ward in (place.ward, place.other):
        end_unit(actor=system, unit=ward, before=day, successors=[(new, "merge", 1)])
    end_unit(actor=system, unit=place.city, before=day, successors=[(new, "dissolve", None)])
    return new


def test_an_ended_city_stands_for_what_followed_it(place: SimpleNamespace) -> None:
    plan = rows.plan(place.city)
    of_units = rows.share(plan, "5", kinds=["ward"], type="share_of_units")
    of_places = rows.share(plan, "1")
    rows.visits(place.library, 2024, 100)
    rows.visits(place.library, 2026, 100, months=range(1, 11))
    new = _merge(place)

    then, on_today = queries.result_of(of_units, 2024), queries.result_of(of_units, 2024, Map.TODAY)
    assert {one.pk for one in then.places} == {place.ward.pk, place.other.pk}
    assert (then.met, then.population) == (1, 2)
    assert [one.pk for one in on_today.places] == [new.pk]
    assert (on_today.met, on_today.population) == (1, 1)
    for year in (2025, 2026):
        for on_map in Map:
            after = queries.result_of(of_units, year, on_map)
            assert [one.pk for one in after.places] == [new.pk]
    for year in (2024, 2025, 2026):
        for on_map in Map:
            assert queries.result_of(of_places, year, on_map).population == 2
    assert queries.result_of(of_units, 2026).met == 1


def test_a_unit_without_facilities_is_judged_and_fails(place: SimpleNamespace) -> None:
    indicator = rows.share(rows.plan(place.city), kinds=["commune"], type="share_of_units")
    empty = make.unit(kind="commune", parent=place.city)
    result = queries.result_of(indicator, 2025)
    assert [(one.pk, one.met, one.is_unit) for one in result.places] == [(empty.pk, False, True)]


# ---------------------------------------------------------------- overruling and cost


def test_an_overruled_verdict_counts_and_both_stay_visible(place: SimpleNamespace) -> None:
    indicator = rows.share(rows.plan(place.city))
    rows.visits(place.library, 2025, 100)
    overrule(actor=place.office, indicator=indicator, facility=place.far, year=2025, met=True, reason="Sổ giấy", at=AT)
    overrule(actor=place.office, indicator=indicator, facility=place.library, year=2025, met=False, reason="Sai", at=AT)

    result = queries.result_of(indicator, 2025)

    assert (result.met, result.population) == (1, 2)
    both = {one.pk: (one.computed.met, one.met) for one in result.places}
    assert both == {place.library.pk: (True, False), place.far.pk: (False, True)}
    assert queries.result_of(indicator, 2024).met == 0


def _statements(plan_pk: int) -> int:
    plan = queries.current_plan()
    assert plan
    with CaptureQueriesContext(
        connection,
    ) as captured:
        queries.plan_results(plan, 2025)
    return len(captured)


def test_statements_do_not_grow_with_places_or_like_indicators(place: SimpleNamespace) -> None:
    plan = rows.plan(place.city)
    rows.share(plan, "1")
    rows.share(plan, "5", kinds=["ward"], type="share_of_units")
    queries.plan_results(plan, 2025)
    few = _statements(plan.pk)
    for _number in range(30):
        ward = make.unit(parent=place.city)
        rows.visits(make.facility(unit=ward), 2025, 10)
    rows.share(plan, "2")
    queries.plan_results(plan, 2025)
    assert _statements(plan.pk) <= few
