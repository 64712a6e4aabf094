"""The plan and the reference tables under data/: the printed figures, and references that resolve."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from tests.data_files import DATA, facilities, plan, reference, toml, units

# ---------------------------------------------------------------- plan


def test_plan_has_the_fourteen_printed_targets() -> None:
    values = {(t["indicator"], t["year"]): t["value"] for t in plan()["targets"]}
    assert len(plan()["targets"]) == 14
    assert values == {
        ("1a", 2025): 60,
        ("1a", 2030): 50,
        ("1b", 2025): 70,
        ("1b", 2030): 90,
        ("2a", 2025): 10,
        ("2a", 2030): 20,
        ("2b", 2025): 50,
        ("2b", 2030): 60,
        ("3", 2025): 5,
        ("3", 2030): 10,
        ("4", 2025): 60,
        ("4", 2030): 80,
        ("5", 2025): 60,
        ("5", 2030): 80,
    }


def test_plan_indicators_have_a_population_that_exists() -> None:
    indicators = {i["key"]: i for i in plan()["indicators"]}
    assert list(indicators) == ["1a", "1b", "2a", "2b", "3", "4", "5"]
    assert {i["group"] for i in indicators.values()} == {1, 2, 3, 4, 5}
    facility_kinds, unit_kinds = {f["kind"] for f in facilities()}, {u["kind"] for u in units().values()}
    for indicator in indicators.values():
        population = indicator["population"]
        if indicator["type"] == "share_of_units":
            assert set(population["unit_kinds"]) <= unit_kinds
        else:
            assert indicator["type"] in {"share_of_facilities", "average_annual_growth"}
            assert set(population["facility_kinds"]) <= facility_kinds
        assert ("criterion" in indicator) == (indicator["type"] != "average_annual_growth")
        assert "baseline" not in indicator, "the plan prints none"
    assert {i["criterion"]["name"] for i in indicators.values() if "criterion" in i} == {
        "offers_lifelong_learning",
        "managed_digitally",
        "supports_age_groups_and_interests",
        "holds_regular_classes",
    }
    assert (indicators["3"]["measure"], indicators["3"]["base_year"]) == ("visits", 2022)
    assert {key for o in plan()["objectives"] for key in o.get("indicators", [])} == set(indicators)


def test_plan_tasks_agencies_and_dates() -> None:
    tasks = [task for group in plan()["task_groups"] for task in group["tasks"]]
    assert [len(group["tasks"]) for group in plan()["task_groups"]] == [2, 3, 3, 2, 2]
    assert [a["number"] for a in plan()["agencies"]] == list(range(1, 10))
    assert [len(a["duties"]) for a in plan()["agencies"]] == [6, 4, 1, 1, 1, 3, 4, 1, 1]
    assert [(d["month"], d["day"]) for d in plan()["deadlines"]] == [(11, 25)]
    assert [(r["kind"], r["year"]) for r in plan()["reviews"]] == [("mid_term", 2025), ("final", 2030)]
    assert [r["text"] for r in plan()["recipients"]][-1] == "Lưu: VT"
    assert len(plan()["recipients"]) == 6
    assert len({task["key"] for task in tasks}) == len(tasks)


def test_plan_references_resolve() -> None:
    known, whole = units(), plan()
    named = [whole["plan"]["issuer"], whole["plan"]["scope"]]
    named += [row["unit"] for row in whole["programme_offices"]]
    named += [row["issuer"] for row in whole["legal_bases"] if "issuer" in row]
    for group in whole["task_groups"]:
        for task in group["tasks"]:
            named += [task["lead"], *task["partners"]]
            assert task["lead"] not in task["partners"]
    named += [key for row in whole["agencies"] + whole["recipients"] for key in row["units"]]
    named += [row[side] for row in whole["deadlines"] for side in ("to", "for")]
    assert set(named) <= set(known)
    kinds = {u["kind"] for u in known.values()}
    assert all(set(a.get("unit_kinds", [])) <= kinds and (a["units"] or a["unit_kinds"]) for a in whole["agencies"])
    printed = {key for key, row in reference("observances", "key").items() if row["named_in_plan"]}
    assert {row["key"] for row in whole["observances"]} == printed


def clauses_in(value: Any) -> Iterator[int]:
    if isinstance(value, dict):
        yield from value.get("clauses", [])
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from clauses_in(inner)


def test_every_clause_of_the_plan_is_carried_by_something() -> None:
    assert set(clauses_in(plan())) == set(range(1, 34))


# ---------------------------------------------------------------- reference


def test_reference_vocabularies() -> None:
    assert list(reference("age_bands")) == ["0-5", "6-10", "11-14", "15-17", "18-35", "36-59", "60+", "unknown"]
    assert list(reference("subjects")) == list("0123456789")
    fields = {row["field"] for row in reference("interests").values()}
    assert fields == {"arts", "sport", "tourism", "creative", "learning", "other"}
    for name in ("interests", "subjects", "age_bands", "standards"):
        rows = toml(DATA / "reference" / f"{name}.toml")[name]
        assert all(row["vi"] and row["en"] for row in rows)
        identity = [row.get("code") or (row["facility_kind"], row["measure"]) for row in rows]
        assert len(identity) == len(set(identity))


def test_age_bands_leave_no_gap() -> None:
    bands = [row for row in reference("age_bands").values() if "from_age" in row]
    assert bands[0]["from_age"] == 0
    assert all(after["from_age"] == before["to_age"] + 1 for before, after in pairwise(bands))
    assert "to_age" not in bands[-1]


def test_standards_of_decree_93() -> None:
    rows = toml(DATA / "reference" / "standards.toml")["standards"]
    assert {(row["facility_kind"], row["measure"]): row["minimum"] for row in rows} == {
        ("commune_library", "copies"): 2000,
        ("commune_library", "periodicals"): 2,
        ("commune_library", "area_m2"): 40,
        ("reading_room", "copies"): 300,
    }


def test_observances_are_days_of_the_calendar() -> None:
    for row in reference("observances", "key").values():
        for part in [row] if "month" in row else [row["from"], row["to"]]:
            assert dt.date(2024, part["month"], part["day"])
    days = reference("observances", "key")
    assert (days["ngay-sach-va-van-hoa-doc"]["month"], days["ngay-sach-va-van-hoa-doc"]["day"]) == (4, 21)
    assert (days["ngay-di-san-van-hoa"]["month"], days["ngay-di-san-van-hoa"]["day"]) == (11, 23)
