"""The files under data/: clean text; units, successions and facilities that resolve, with dates in order."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.data_files import DATA, DAYS, FIRST_DAY, LAST_DAY, LOCALITY, TEXT_FILES, facilities, successions, toml, units


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
    assert not re.search(r"(?<![\d.])(?:\+84\d{9}|0\d{9,10}|0\d{2,3}[ .]\d{3}[ .]\d{3,4})(?!\d)", text)
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
    assert max(len(unit["code"]) for unit in units().values()) <= 20, "the column holds 20 characters"


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
        for link in unit["parents"] + unit.get("located_in", []):
            above = known[link.get("parent") or link["unit"]]
            assert above["opened_on"] <= link["from"], unit["key"]
            assert link.get("to", dt.date.max) <= above.get("ended_on", dt.date.max), unit["key"]


def test_official_codes_before_and_after() -> None:
    communes = [u for u in units().values() if u["kind"] in {"ward", "commune"}]
    before = {u["name"]: u["code"] for u in communes if u["parents"][0]["parent"] == "tp-bac-kan"}
    assert before == {
        "Phường Nguyễn Thị Minh Khai": "01834",
        "Phường Sông Cầu": "01837",
        "Phường Đức Xuân": "01840",
        "Phường Phùng Chí Kiên": "01843",
        "Phường Huyền Tụng": "01846",
        "Xã Dương Quang": "01849",
        "Xã Nông Thượng": "01852",
        "Phường Xuất Hóa": "01855",
    }
    after = {u["name"]: u["code"] for u in communes if u["opened_on"] == FIRST_DAY}
    assert after == {"Phường Đức Xuân": "01840", "Phường Bắc Kạn": "01843", "Xã Phong Quang": "01849"}
    assert [units()[key]["code"] for key in ("tp-bac-kan", "tinh-bac-kan", "tinh-thai-nguyen")] == ["058", "06", "19"]


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
    rows = [row for row in successions() if row.get("legal_act") == "1683/NQ-UBTVQH15"]
    merged = {row["predecessor"]: row["successor"] for row in rows}
    assert merged == {
        "nguyen-thi-minh-khai": "duc-xuan",
        "duc-xuan-old": "duc-xuan",
        "huyen-tung": "duc-xuan",
        "song-cau": "phuong-bac-kan",
        "phung-chi-kien": "phuong-bac-kan",
        "xuat-hoa": "phuong-bac-kan",
        "nong-thuong": "phuong-bac-kan",
        "duong-quang": "phong-quang",
        "don-phong": "phong-quang",
    }


# ---------------------------------------------------------------- facilities


def test_facility_counts_by_kind() -> None:
    assert Counter(f["kind"] for f in facilities()) == {
        "commune_library": 8,
        "school_library": 20,
        "armed_forces_library": 3,
        "mobile_library": 1,
        "post_office_point": 4,
        "bookcase": 8,
        "law_bookcase": 4,
        "culture_house": 8,
        "culture_centre": 1,
        "community_learning_centre": 4,
        "museum": 1,
        "reading_room": 2,
    }
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
    starts = [f.get("managed_since", dt.date.max) for f in facilities()]
    managed = [sum(start <= dt.date(year, 12, 31) for start in starts) for year in range(2021, 2027)]
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
