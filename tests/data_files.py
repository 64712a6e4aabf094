"""Readers of the files under data/, shared by their tests."""

from __future__ import annotations

import csv
import datetime as dt
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

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
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True))


def activities() -> list[dict[str, Any]]:
    return toml(DATA / "sample" / "activities.toml")["activities"]
