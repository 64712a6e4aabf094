"""The files under data/: every reference resolves, dates are in order, the facts are the ones the law and the plan state."""

from __future__ import annotations

import csv
import datetime as dt
import math
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).resolve().parent.parent / "data"
LOCALITY = DATA / "localities" / "bac-kan"
TEXT_FILES = sorted(path for path in DATA.rglob("*") if path.suffix in {".toml", ".tsv", ".md"})
LAST_DAY, FIRST_DAY = dt.date(2025, 6, 30), dt.date(2025, 7, 1)
DAYS = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"}


@cache
def toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def units() -> dict[str, dict[str, Any]]:
    return {row["key"]: row for row in toml(LOCALITY / "units.toml")["units"]}


def facilities() -> list[dict[str, Any]]:
    return toml(LOCALITY / "facilities.toml")["facilities"]


def successions() -> list[dict[str, Any]]:
    return toml(LOCALITY / "successions.toml")["successions"]


def plan() -> dict[str, Any]:
    return toml(LOCALITY / "plan.toml")


def reference(name: str, key: str = "code") -> dict[str, dict[str, Any]]:
    return {row[key]: row for row in toml(DATA / "reference" / f"{name}.toml")[name]}


@cache
def books() -> list[dict[str, str]]:
    with (DATA / "sample" / "books.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", strict=True))


def activities() -> list[dict[str, Any]]:
    return toml(DATA / "sample" / "activities.toml")["activities"]


def check_unbroken(links: list[dict[str, Any]], starts_on: dt.date, ended_on: dt.date | None) -> None:
    """Dated links follow each other without gap or overlap from the first day to the last."""
    assert links[0]["from"] == starts_on
    assert links[-1].get("to") == ended_on
    for before, after in pairwise(links):
        assert after["from"] == before["to"] + dt.timedelta(days=1)
    for link in links:
        assert link["from"] <= link.get("to", dt.date.max)


# ---------------------------------------------------------------- text


@pytest.mark.parametrize("path", TEXT_FILES, ids=lambda path: str(path.relative_to(DATA)))
def test_text_is_clean_utf8_nfc(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert "\ufeff" not in text
    assert "\r" not in text
    assert "\u00d0" not in text, "U+00D0 (Ð) stands where Đ belongs"
    assert not re.search("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200f\ufffd]", text)
    assert text.endswith("\n")


@pytest.mark.parametrize("path", [path for path in TEXT_FILES if path.suffix != ".md"], ids=lambda path: path.name)
def test_no_telephone_no_mail(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"[\w.]+@[\w-]+\.\w+", text)
    assert not re.search(r"(?<![\d.])(?:\+84|0[235789]\d)[\d .]{7,9}(?![\d.])", text)
    assert not re.search(r"\b(?:phone|email|telephone|mobile_number)\s*=", text)


def strings_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings_in(inner)


@pytest.mark.parametrize("path", [path for path in TEXT_FILES if path.suffix == ".toml"], ids=lambda path: path.name)
def test_strings_are_trimmed(path: Path) -> None:
    for text in strings_in(toml(path)):
        assert text == " ".join(text.split())
        assert text


# ---------------------------------------------------------------- units


def test_unit_keys_are_unique_slugs() -> None:
    keys = [row["key"] for row in toml(LOCALITY / "units.toml")["units"]]
    assert len(keys) == len(set(keys))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key) for key in keys)


def test_units_live_in_order_and_stand_under_living_parents() -> None:
    known = units()
    for unit in known.values():
        end = unit.get("ended_on")
        assert unit["opened_on"] <= (end or dt.date.max), unit["key"]
        if unit["parents"]:
            check_unbroken(unit["parents"], unit["opened_on"], end)
        else:
            assert unit["kind"] == "province"
        if unit.get("located_in"):
            check_unbroken(unit["located_in"], unit["opened_on"], end)
        for link, target in [(x, x["parent"]) for x in unit["parents"]] + [(x, x["unit"]) for x in unit.get("located_in", [])]:
            above = known[target]
            assert above["opened_on"] <= link["from"], unit["key"]
            assert link.get("to", dt.date.max) <= above.get("ended_on", dt.date.max), unit["key"]


def test_official_codes_before_and_after() -> None:
    before = {u["name"]: u["code"] for u in units().values() if u["parents"] and u["parents"][0]["parent"] == "tp-bac-kan" and u["kind"] in {"ward", "commune"}}
    assert before == {
        "Phường Nguyễn Thị Minh Khai": "01834", "Phường Sông Cầu": "01837", "Phường Đức Xuân": "01840", "Phường Phùng Chí Kiên": "01843",
        "Phường Huyền Tụng": "01846", "Xã Dương Quang": "01849", "Xã Nông Thượng": "01852", "Phường Xuất Hóa": "01855",
    }  # fmt: skip
    after = {u["name"]: u["code"] for u in units().values() if u["opened_on"] == FIRST_DAY and u["kind"] in {"ward", "commune"}}
    assert after == {"Phường Đức Xuân": "01840", "Phường Bắc Kạn": "01843", "Xã Phong Quang": "01849"}
    assert (units()["tp-bac-kan"]["code"], units()["tinh-bac-kan"]["code"], units()["tinh-thai-nguyen"]["code"]) == ("058", "06", "19")


def test_a_code_is_used_once_at_a_time() -> None:
    for day in (LAST_DAY, FIRST_DAY, dt.date(2016, 1, 1)):
        living = [u["code"] for u in units().values() if u["opened_on"] <= day <= u.get("ended_on", dt.date.max)]
        assert len(living) == len(set(living))


def test_the_city_and_its_branch_end_on_the_last_day_of_june() -> None:
    for unit in units().values():
        if any(link["parent"] in {"tp-bac-kan", "tinh-bac-kan", "bk-mttq"} for link in unit["parents"]):
            assert unit["ended_on"] == LAST_DAY


def test_schools_move_from_the_city_to_their_new_commune() -> None:
    schools = [u for u in units().values() if u["kind"] == "school"]
    assert Counter(s["level"] for s in schools) == {"primary": 10, "lower_secondary": 8, "upper_secondary": 2}
    for school in schools:
        assert school["sample"] is True
        old, new = school["parents"]
        assert old["to"] == LAST_DAY
        if school["level"] == "upper_secondary":
            assert (old["parent"], new["parent"]) == ("bk-sgddt", "tn-sgddt")
        else:
            assert old["parent"] == "bk-pgddt"
            assert new["parent"] == school["located_in"][1]["unit"]


def test_locality_points_at_its_units() -> None:
    locality = toml(LOCALITY / "units.toml")["locality"]
    known = units()
    assert locality["city"] in known
    assert {known[key]["code"] for key in locality["today"]} == {"01840", "01843", "01849"}
    check_unbroken(locality["programme_office"], locality["recorded_from"], None)
    for term in locality["programme_office"]:
        assert known[term["unit"]]["opened_on"] <= term["from"]
        assert known[term["unit"]].get("ended_on") == term.get("to")


# ---------------------------------------------------------------- succession


def test_successions_resolve_and_meet_at_the_day() -> None:
    known = units()
    pairs = [(row["predecessor"], row["successor"]) for row in successions()]
    assert len(pairs) == len(set(pairs))
    for row in successions():
        assert row["on"] == FIRST_DAY
        assert known[row["predecessor"]]["ended_on"] == LAST_DAY
        successor = known[row["successor"]]
        assert successor["opened_on"] <= FIRST_DAY
        assert "ended_on" not in successor
        assert row["basis"] in {"act", "assumed"}
        assert ("legal_act" in row) == (row["basis"] == "act")
        assert ("share" not in row) == (row["kind"] == "dissolve")


def test_every_ended_unit_of_the_locality_has_a_successor_and_no_count_is_doubled() -> None:
    shares = Counter[str]()
    for row in successions():
        shares[row["predecessor"]] += row.get("share", 0)
    followed = {row["predecessor"] for row in successions()}
    for unit in units().values():
        if "ended_on" in unit and unit["key"] != "bach-thong":
            assert unit["key"] in followed
    assert all(share in (0, 1) for share in shares.values())


def test_ward_mergers_are_those_of_resolution_1683() -> None:
    merged = {row["predecessor"]: row["successor"] for row in successions() if row.get("legal_act") == "1683/NQ-UBTVQH15"}
    assert merged == {
        "nguyen-thi-minh-khai": "duc-xuan", "duc-xuan-old": "duc-xuan", "huyen-tung": "duc-xuan",
        "song-cau": "phuong-bac-kan", "phung-chi-kien": "phuong-bac-kan", "xuat-hoa": "phuong-bac-kan", "nong-thuong": "phuong-bac-kan",
        "duong-quang": "phong-quang", "don-phong": "phong-quang",
    }  # fmt: skip


# ---------------------------------------------------------------- facilities


def test_facility_counts_by_kind() -> None:
    assert Counter(f["kind"] for f in facilities()) == {
        "commune_library": 8, "school_library": 20, "armed_forces_library": 3, "mobile_library": 1, "post_office_point": 4, "bookcase": 8,
        "law_bookcase": 4, "culture_house": 8, "culture_centre": 1, "community_learning_centre": 4, "museum": 1, "reading_room": 2,
    }  # fmt: skip
    assert sum(f["works_on_paper"] for f in facilities()) == 15


def test_facilities_are_marked_unique_and_placed() -> None:
    known = units()
    keys = [f["key"] for f in facilities()]
    assert len(keys) == len(set(keys))
    assert len({f["name"] for f in facilities()}) == len(keys)
    for facility in facilities():
        assert facility["sample"] is True
        check_unbroken(facility["placements"], facility["opened_on"], None)
        links = facility["placements"] + facility.get("located_in", [])
        links += [link for stop in facility.get("stops", []) for link in stop["located_in"]]
        for link in links:
            unit = known[link["unit"]]
            assert unit["opened_on"] <= link["from"] <= link.get("to", dt.date.max) <= unit.get("ended_on", dt.date.max)
        assert facility.get("part_of", keys[0]) in keys


def test_facility_stands_somewhere_on_both_sides_of_the_reorganisation() -> None:
    known = units()
    for facility in facilities():
        for day in (LAST_DAY, FIRST_DAY):
            unit = next(x["unit"] for x in facility["placements"] if x["from"] <= day <= x.get("to", dt.date.max))
            where = facility.get("located_in") or known[unit].get("located_in") or [{"unit": unit, "from": day}]
            ward = next(x["unit"] for x in where if x["from"] <= day <= x.get("to", dt.date.max))
            assert known[ward]["kind"] in {"ward", "commune"}, facility["key"]


def test_facility_lies_within_six_kilometres_of_the_centre() -> None:
    centre = toml(LOCALITY / "units.toml")["locality"]["centre"]
    points = [*facilities(), *(stop for f in facilities() for stop in f.get("stops", []))]
    for point in points:
        north = (point["lat"] - centre["lat"]) * 111.32
        east = (point["lng"] - centre["lng"]) * 111.32 * math.cos(math.radians(centre["lat"]))
        assert math.hypot(north, east) <= 6, point["name"]


def test_facility_hours_are_whole_stretches() -> None:
    for facility in facilities():
        assert facility["hours"]
        assert set(facility["hours"]) <= DAYS
        for stretches in facility["hours"].values():
            times = [dt.time.fromisoformat(part) for stretch in stretches for part in stretch.split("-")]
            assert len(times) == 2 * len(stretches)
            assert times == sorted(set(times))


def test_paper_places_are_not_managed_and_the_others_start_at_different_times() -> None:
    for facility in facilities():
        assert facility["works_on_paper"] == ("managed_since" not in facility)
        if not facility["works_on_paper"]:
            assert facility["opened_on"] <= facility["managed_since"] <= dt.date(2026, 12, 31)
        assert min(facility["area_m2"], facility["seats"]) > 0
        assert facility["computers"] >= 0
    managed = [sum(f.get("managed_since", dt.date.max) <= dt.date(year, 12, 31) for f in facilities()) for year in range(2021, 2027)]
    assert managed[0] == 0
    assert managed == sorted(set(managed)), "the digital indicator must be able to grow every year"
    assert managed[-1] == len(facilities()) - 15


def test_only_the_mobile_library_has_stops() -> None:
    assert [f["kind"] for f in facilities() if "stops" in f] == ["mobile_library"]
    mobile = next(f for f in facilities() if "stops" in f)
    for stop in mobile["stops"]:
        assert stop["day"] in mobile["hours"]
        assert set(stop["weeks"]) <= {1, 2, 3, 4, 5}
        assert dt.time.fromisoformat(stop["open"]) < dt.time.fromisoformat(stop["close"])


# ---------------------------------------------------------------- plan


def test_plan_has_the_fourteen_printed_targets() -> None:
    values = {(t["indicator"], t["year"]): t["value"] for t in plan()["targets"]}
    assert len(plan()["targets"]) == 14
    assert values == {
        ("1a", 2025): 60, ("1a", 2030): 50, ("1b", 2025): 70, ("1b", 2030): 90,
        ("2a", 2025): 10, ("2a", 2030): 20, ("2b", 2025): 50, ("2b", 2030): 60,
        ("3", 2025): 5, ("3", 2030): 10, ("4", 2025): 60, ("4", 2030): 80, ("5", 2025): 60, ("5", 2030): 80,
    }  # fmt: skip


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
        "offers_lifelong_learning", "managed_digitally", "supports_age_groups_and_interests", "holds_regular_classes",
    }  # fmt: skip
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
    assert {row["key"] for row in whole["observances"]} == {key for key, row in reference("observances", "key").items() if row["named_in_plan"]}


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
    assert {row["field"] for row in reference("interests").values()} == {"arts", "sport", "tourism", "creative", "learning", "other"}
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
    rows = {(r["facility_kind"], r["measure"]): r["minimum"] for r in toml(DATA / "reference" / "standards.toml")["standards"]}
    assert rows == {
        ("commune_library", "copies"): 2000, ("commune_library", "periodicals"): 2, ("commune_library", "area_m2"): 40, ("reading_room", "copies"): 300,
    }  # fmt: skip


def test_observances_are_days_of_the_calendar() -> None:
    for row in reference("observances", "key").values():
        for part in [row] if "month" in row else [row["from"], row["to"]]:
            assert dt.date(2024, part["month"], part["day"])
    days = reference("observances", "key")
    assert (days["ngay-sach-va-van-hoa-doc"]["month"], days["ngay-sach-va-van-hoa-doc"]["day"]) == (4, 21)
    assert (days["ngay-di-san-van-hoa"]["month"], days["ngay-di-san-van-hoa"]["day"]) == (11, 23)
