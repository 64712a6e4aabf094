"""What makes a library offer lifelong-learning services, and what makes them managed in a system."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from densach.core.periods import Period
from densach.measures.evidence import CRITERIA
from densach.measures.models import Figure, Quality
from densach.network.models import Facility, OpeningHours
from tests import make

pytestmark = pytest.mark.django_db
YEAR = Period.of_year(2025)


def judge(code: str, groups: dict[int, list[int]], period: Period = YEAR, **given: Any) -> Any:
    criterion = CRITERIA.get(code)
    return criterion.judge(groups, period, criterion.with_defaults(given))


def figures(facility: Facility, months: int, visits: int, uses: int, quality: str = Quality.COUNTED) -> None:
    for number in range(1, months + 1):
        for measure, value in (("visits", visits), ("uses", uses)):
            month = dt.date(2025, number, 1)
            Figure.objects.create(facility=facility, month=month, measure=measure, value=value, quality=quality)
            Figure.objects.create(
                facility=facility, month=month, measure=measure, split="sex", key="f", value=value, quality=quality
            )


def opens(facility: Facility, days: int) -> None:
    for weekday in range(1, days + 1):
        OpeningHours.objects.create(facility=facility, weekday=weekday, opens=dt.time(8), closes=dt.time(11, 30))


def test_a_library_open_and_used_offers(place: SimpleNamespace) -> None:
    opens(place.library, 5)
    figures(place.library, 10, 40, 30)
    verdict = judge("offers_lifelong_learning", {place.library.pk: [place.library.pk]})[place.library.pk]
    assert verdict.met
    assert [reason.value for reason in verdict.reasons] == [17, 400, 300, 10]


def test_each_reason_can_fail_alone_and_says_why(place: SimpleNamespace) -> None:
    opens(place.library, 3)
    figures(place.library, 7, 20, 10)
    key = place.library.pk
    verdict = judge("offers_lifelong_learning", {key: [key]})[key]
    assert not verdict.met
    assert [reason.met for reason in verdict.reasons] == [False, False, False, False]
    visits = verdict.reasons[1]
    assert (visits.measure, visits.value, visits.needed) == ("visits", 140, 300)
    assert "140" in visits.text
    assert visits.records == "visit_list"
    assert dict(visits.records_query) == {"facility": place.library.public_id, "from": "2025-01-01", "to": "2025-12-31"}
    for reason in verdict.reasons:
        assert reason.records is None or reverse(reason.records)
    easier = judge("offers_lifelong_learning", {key: [key]}, min_opening_hours_per_week=10, min_visits_per_year=100,
                   min_uses_per_year=70, min_months_with_visitors=7)[key]  # fmt: skip
    assert easier.met


def test_thresholds_shrink_with_the_period(place: SimpleNamespace) -> None:
    key = place.library.pk
    half = Period(dt.date(2025, 1, 1), dt.date(2025, 6, 30))
    verdict = judge("offers_lifelong_learning", {key: [key]}, half)[key]
    assert [reason.needed for reason in verdict.reasons] == [12, 150, 100, 4]


def test_facilities_judged_together_add_up(place: SimpleNamespace) -> None:
    both = [place.library.pk, place.far.pk]
    for facility in (place.library, place.far):
        figures(facility, 10, 20, 15)
        opens(facility, 4)
    verdicts = judge("offers_lifelong_learning", {1: both, 2: both[:1], 3: []})
    assert {key: verdict.met for key, verdict in verdicts.items()} == {1: True, 2: False, 3: False}
    assert "," in dict(verdicts[1].reasons[1].records_query)["facility"]


def test_managed_means_recorded_as_it_happens(place: SimpleNamespace) -> None:
    for facility in (place.library, place.far):
        figures(facility, 6, 10, 0, Quality.COUNTED if facility == place.library else Quality.DECLARED)
    verdicts = judge("managed_digitally", {f.pk: [f.pk] for f in (place.library, place.far)})
    assert [verdicts[f.pk].met for f in (place.library, place.far)] == [True, False]
    assert verdicts[place.far.pk].reasons[1].value == 0


def test_paper_or_later_entry_is_not_managed(place: SimpleNamespace) -> None:
    figures(place.library, 12, 10, 10)
    for since in (None, dt.date(2026, 1, 1)):
        Facility.objects.filter(pk=place.library.pk).update(managed_since=since)
        verdict = judge("managed_digitally", {1: [place.library.pk]})[1]
        assert (verdict.met, verdict.reasons[0].met, verdict.reasons[1].met) == (False, False, True)


@pytest.mark.parametrize("code", ["offers_lifelong_learning", "managed_digitally"])
def test_many_groups_cost_no_more_queries(place: SimpleNamespace, code: str) -> None:
    many = [make.facility(unit=place.ward).pk for _n in range(29)] + [place.library.pk]
    asked = []
    for members in ([place.library.pk], many):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            judge(code, {pk: [pk] for pk in members})
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 4
