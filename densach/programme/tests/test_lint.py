from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

from densach.programme.lint import lint_plan
from densach.programme.models import Baseline, Deadline, Duty, PlanTask, Target
from densach.programme.tests import rows

ON = dt.date(2026, 11, 22)


def test_a_sound_plan_has_no_finding(place: SimpleNamespace) -> None:
    plan = rows.plan(place.city)
    share = rows.share(plan)
    rows.target(share, 2026, 50)
    rows.target(share, 2030, 60)
    Baseline.objects.create(indicator=share, year=2022, value=10)
    duty = Duty.objects.create(plan=plan, agency="Phòng", text="Chủ trì")
    duty.units.add(place.ward)
    Duty.objects.create(plan=plan, agency="Các phường", text="Làm", unit_kinds=["ward"])
    PlanTask.objects.create(plan=plan, group="A", text="B", lead=place.ward)
    assert lint_plan(plan, on=ON) == []


def test_every_flaw_is_found_errors_first(place: SimpleNamespace) -> None:
    plan = rows.plan(place.city, last_year=2025)
    falls = rows.share(plan, "1")
    rows.target(falls, 2025, 60)
    rows.target(falls, 2030, 50)
    rows.target(falls, 2020, 5)
    rows.share(plan, "2", criterion="nobody_knows")
    rows.share(plan, "3", parameters={"moon": 1})
    rows.share(plan, "4", kinds=["museum"])
    rows.growth(plan, "5", base_year=None)
    Target.objects.create(plan=plan, text="Mở cửa buổi tối", value=20, year=2030)
    Duty.objects.create(plan=plan, agency="Phòng Lạ", text="Chủ trì")
    Duty.objects.create(plan=plan, agency="Phòng Lạ", text="Báo cáo", order=1)
    PlanTask.objects.create(plan=plan, group="A", text="B")
    Deadline.objects.create(plan=plan, year=2025, kind="mid_term", text="Sơ kết")

    found = lint_plan(plan, on=ON)

    codes = [finding.code for finding in found]
    assert sorted(codes) == sorted([
        "criterion-unknown", "parameters-unknown", "population-empty", "no-base-year", "target-falls",
        "target-without-indicator", "indicator-without-target", "indicator-without-target", "indicator-without-target",
        "indicator-without-target", "no-baseline", "nobody-responsible", "task-without-lead", "date-before-plan",
        "date-in-past", "plan-over",
    ])  # fmt: skip
    severities = [finding.severity for finding in found]
    assert severities == sorted(severities, key=["error", "warning", "note"].index)
    falling = next(finding for finding in found if finding.code == "target-falls")
    assert "60 % (năm 2025)" in falling.text
    assert "50 % (năm 2030)" in falling.text
    assert falling.key == "1"


def test_a_target_not_to_be_exceeded_may_fall_but_not_rise(place: SimpleNamespace) -> None:
    plan = rows.plan(place.city)
    share = rows.share(plan)
    rows.target(share, 2025, 60, bound="max")
    rows.target(share, 2030, 50, bound="max")
    assert "target-falls" not in {finding.code for finding in lint_plan(plan, on=ON)}
    Target.objects.filter(year=2030).update(value=70)
    assert "target-falls" in {finding.code for finding in lint_plan(plan, on=ON)}


def test_a_plan_without_duties_says_so(place: SimpleNamespace) -> None:
    codes = [finding.code for finding in lint_plan(rows.plan(place.city))]
    assert codes == ["nobody-responsible"]
