from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from densach.activities.models import AttendanceTally, Session
from densach.core.periods import Period
from densach.measures.evidence import CRITERIA, Verdict
from densach.measures.models import Figure
from densach.measures.services import recount_all
from tests import make

from .rows import club, interest

pytestmark = pytest.mark.django_db
YEAR = Period.of_year(2024)


def meet(activity: Any, days: list[dt.date], **people: int) -> None:
    for day in days:
        session = make.session(activity=activity, day=day, state="held")
        for band, count in people.items():
            AttendanceTally.objects.create(session=session, age_band=band, sex="u", count=count)


def weekly(n: int, month: int = 1) -> list[dt.date]:
    return [dt.date(2024, month, 1) + dt.timedelta(weeks=week) for week in range(n)]


def judge(code: str, groups: dict[int, list[int]], period: Period = YEAR, **given: Any) -> dict[int, Verdict]:
    recount_all(at=dt.datetime(2025, 6, 1, tzinfo=dt.UTC))
    criterion = CRITERIA.get(code)
    return criterion.judge(groups, period, criterion.with_defaults(given))


def test_a_centre_for_every_age_and_interest(centre: SimpleNamespace) -> None:
    music = club(centre.house, age_bands=["6-10", "60+"])
    music.interests.add(interest("music"), interest("tour", "tourism"), interest("law", "other"))
    everyone = club(centre.house, age_bands=[])
    everyone.interests.add(interest("chess", "sport"))
    meet(music, weekly(8))
    meet(everyone, weekly(4, 5), **{"18-35": 3, "unknown": 9})
    verdicts = judge("supports_age_groups_and_interests", {7: [centre.house.pk], 8: [centre.far.pk]})
    good, bad = verdicts[7], verdicts[8]
    assert good.met
    assert [(reason.met, reason.value, reason.needed) for reason in good.reasons] == [
        (True, 12, 12),
        (True, 3, 3),
        (True, 3, 3),
    ]
    assert good.reasons[0].records == "session_list"
    assert good.reasons[0].records_query == {
        "facility": centre.house.public_id,
        "from": "2024-01-01",
        "to": "2024-12-31",
        "state": "held",
    }
    assert all("%" not in reason.text for reason in good.reasons)
    assert not bad.met
    assert [reason.value for reason in bad.reasons] == [0, 0, 0]


@pytest.mark.parametrize("missing", ["sessions", "bands", "fields"])
def test_each_threshold_decides(centre: SimpleNamespace, missing: str) -> None:
    bands = ["6-10", "60+"] if missing == "bands" else ["6-10", "18-35", "60+"]
    activity = club(centre.house, age_bands=bands)
    for code in ("arts", "sport") if missing == "fields" else ("arts", "sport", "creative"):
        activity.interests.add(interest(code, code))
    meet(activity, weekly(11 if missing == "sessions" else 12))
    verdict = judge("supports_age_groups_and_interests", {1: [centre.house.pk]})[1]
    assert [reason.met for reason in verdict.reasons].count(False) == 1
    assert not verdict.met
    eased = {"min_sessions": 11, "min_age_bands": 2, "min_interests": 2}
    assert judge("supports_age_groups_and_interests", {1: [centre.house.pk]}, **eased)[1].met


def test_planned_cancelled_and_other_years_do_not_count(centre: SimpleNamespace) -> None:
    activity = club(centre.house, age_bands=["6-10", "18-35", "60+"])
    activity.interests.add(interest("music"))
    meet(activity, weekly(3))
    Session.objects.filter(day=dt.date(2024, 1, 1)).update(state="cancelled")
    Session.objects.filter(day=dt.date(2024, 1, 8)).update(state="planned")
    make.session(activity=activity, day=dt.date(2023, 12, 31), state="held")
    verdict = judge("supports_age_groups_and_interests", {1: [centre.house.pk]})[1]
    assert verdict.reasons[0].value == 1


def test_what_places_on_paper_declare_counts_too(centre: SimpleNamespace) -> None:
    def declared(measure: str, split: str, key: str, value: int) -> None:
        Figure.objects.create(
            facility=centre.house, month=dt.date(2024, 5, 1), measure=measure, split=split, key=key, value=value,
            quality="declared",
        )  # fmt: skip

    declared("sessions", "", "", 12)
    declared("sessions", "activity_kind", "club", 12)
    for band in ("0-5", "6-10", "60+"):
        declared("attendance", "age_band", band, 4)
    for field in ("arts", "sport", "tourism"):
        declared("attendance", "interest", field, 4)
    criterion = CRITERIA.get("supports_age_groups_and_interests")
    assert criterion.judge({1: [centre.house.pk]}, YEAR, criterion.with_defaults({}))[1].met
    criterion = CRITERIA.get("holds_regular_classes")
    verdict = criterion.judge({1: [centre.house.pk]}, YEAR, criterion.with_defaults({"min_sessions": 12}))[1]
    assert [reason.value for reason in verdict.reasons] == [12, 1]
    assert not verdict.met


def test_a_commune_whose_classes_meet_regularly(centre: SimpleNamespace) -> None:
    school = make.facility(kind="school_library", unit=centre.ward)
    meet(club(centre.house, kind="talent_class"), weekly(20))
    meet(club(school, kind="club"), weekly(20, 6))
    meet(club(centre.far, kind="talk"), weekly(40))
    verdicts = judge(
        "holds_regular_classes", {1: [centre.house.pk, school.pk], 2: [centre.house.pk], 3: [centre.far.pk], 4: []}
    )
    assert {key: verdict.met for key, verdict in verdicts.items()} == {1: True, 2: False, 3: False, 4: False}
    assert [reason.value for reason in verdicts[1].reasons] == [40, 10]
    assert verdicts[1].reasons[0].records_query["kind"] == "club,interest_group,talent_class"
    assert judge("holds_regular_classes", {3: [centre.far.pk]}, activity_kinds=["talk"])[3].met


def test_thresholds_shrink_with_the_period(centre: SimpleNamespace) -> None:
    meet(club(centre.house), weekly(12))
    quarter = Period(dt.date(2024, 1, 1), dt.date(2024, 3, 31))
    verdict = judge("holds_regular_classes", {1: [centre.house.pk]}, quarter)[1]
    assert [reason.needed for reason in verdict.reasons] == [6, 2]
    assert verdict.met


@pytest.mark.parametrize("code", ["supports_age_groups_and_interests", "holds_regular_classes"])
def test_as_many_queries_for_thirty_places_as_for_one(centre: SimpleNamespace, code: str) -> None:
    def asked() -> int:
        criterion = CRITERIA.get(code)
        with CaptureQueriesContext(connection) as captured:
            criterion.judge({pk: [pk] for pk in places}, YEAR, criterion.with_defaults({}))
        return len(captured)

    places = [centre.house.pk]
    meet(club(centre.house), weekly(2))
    one = asked()
    for _n in range(29):
        place = make.facility(kind="culture_house", unit=centre.ward)
        meet(club(place), weekly(1), **{"6-10": 2})
        places.append(place.pk)
    assert asked() == one
    assert one <= 8
