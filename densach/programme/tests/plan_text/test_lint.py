"""The lint on its own, as the review page runs it on corrected proposals."""

from __future__ import annotations

import pytest

from densach.programme.plan_text import lint, read_plan

from .samples import fixture


def target(**changed):
    row = {
        "text": "câu",
        "population": "thư viện xã",
        "measure": "mở cửa",
        "year": 2025,
        "value": 60,
        "unit": "%",
        "per_year": False,
        "line": 5,
        "population_code": None,
        "measure_code": None,
    }
    return {**row, **changed}


def said(*targets, year_today=None, **plan):
    return {row.code: row for row in lint({"targets": list(targets), **plan}, year_today=year_today)}


def test_falling_target_names_values_years_and_lines():
    found = said(target(), target(year=2030, value=50, line=9))["target-falls"]
    assert (found.severity, found.line, found.lines) == ("error", 9, (5, 9))
    assert found.text.startswith("Chỉ tiêu giảm từ 60 % (năm 2025, dòng 5) xuống 50 % (năm 2030, dòng 9)")
    assert "(2025, line 5)" in found.text_en


def test_falling_target_by_codes_though_worded_otherwise():
    same = {"population_code": "communes", "measure_code": "holds_regular_classes"}
    assert "target-falls" in said(target(**same), target(**same, population="các xã", year=2030, value=50))


@pytest.mark.parametrize(
    "second",
    [
        {"year": 2030, "value": 60},
        {"year": 2030, "value": 70},
        {"year": 2030, "value": 50, "population": "thư viện trường"},
        {"year": 2030, "value": 50, "unit": "lớp"},
        {"year": 2030, "value": 50, "per_year": True},
    ],
)
def test_what_does_not_fall(second):
    assert "target-falls" not in said(target(), target(**second))


def test_what_should_shrink_may_fall():
    assert "target-falls" not in said(target(measure="giảm"), target(measure="giảm", year=2030, value=50))
    assert "target-falls" not in said(target(bound="max"), target(bound="max", year=2030, value=50))


def test_one_year_twice():
    assert "target-repeated" in said(target(), target(line=8))
    assert said(target(), target(value=61, line=8))["target-conflict"].lines == (5, 8)


def test_over_a_hundred_percent():
    assert "percent-over-100" in said(target(value=120.5))
    assert "120,5 %" in said(target(value=120.5))["percent-over-100"].text
    assert "percent-over-100" not in said(target(value=120, measure="tăng thêm"))
    assert "percent-over-100" not in said(target(value=120, unit="lớp"))


def test_missing_parts_of_a_target():
    assert "target-without-year" in said(target(year=None))
    assert "target-without-population" in said(target(population=""))
    assert {"population-unknown", "measure-unknown"} <= set(said(target()))
    known = target(population_code="communes", measure_code="holds_regular_classes")
    assert not {"population-unknown", "measure-unknown"} & set(said(known))


def test_years():
    assert said(target(), target(year=2026), year_today=2026)["past-year"].text.startswith("1 chỉ tiêu có mốc năm 2025")
    assert "past-year" not in said(target())
    assert "year-before-plan" in said(target(), date="2026-02")
    assert "year-before-plan" not in said(target(), date="2023")


def test_gaps():
    assert set(said()) == {"no-targets", "no-tasks", "no-agencies", "no-deadline", "no-recipients"}
    full = said(
        target(),
        task_groups=[{"title": "Nhóm", "items": []}],
        agencies=[{"name": "Phòng", "duties": []}],
        deadlines=[{"day": 1}],
        recipients=["x"],
    )
    assert {"task-group-empty", "agency-without-duty"} <= set(full)
    assert not set(full) & {"no-tasks", "no-agencies", "no-deadline", "no-recipients"}


def test_a_target_still_without_number_is_passed_over():
    assert "no-targets" not in said(target(value=None), target(value="chưa rõ"))


def test_long_wording_is_cut_at_a_word():
    assert said(target(year=None, measure="rất dài " * 40))["target-without-year"].text.endswith("….")


def test_proposal_and_its_json_give_the_same():
    proposal = read_plan(fixture("08"), "x.txt")
    assert lint(proposal, year_today=2030) == lint(proposal.as_json(), year_today=2030)
    assert {row.code for row in lint(proposal)} <= {row.code for row in proposal.findings}
