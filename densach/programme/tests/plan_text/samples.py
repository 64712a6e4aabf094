"""Plan texts invented for the tests, and the real one where it lies beside the project."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from densach.programme.plan_text import read_plan

FIXTURES = Path(__file__).parent / "fixtures"
REAL = Path(__file__).resolve().parents[4].parent / "shared" / "inputs" / "ke-hoach-bac-kan-2023.txt"


def fixture(name: str) -> bytes:
    return next(FIXTURES.glob(f"{name}*.txt")).read_bytes()


def plan(name: str) -> dict[str, Any]:
    return read_plan(fixture(name), f"{name}.txt").as_json()


def plan_of(text: str, **options: Any) -> dict[str, Any]:
    return read_plan(text.encode(), "plan.txt", **options).as_json()


def values(found: dict[str, Any]) -> list[tuple[Any, ...]]:
    """(year, value, unit, per_year) of each target, in order."""
    return [(row["year"], row["value"], row["unit"], row["per_year"]) for row in found["targets"]]


def codes(found: dict[str, Any]) -> set[str]:
    return {row["code"] for row in found["findings"]}


def days(found: dict[str, Any]) -> list[tuple[int, int]]:
    return [(row["day"], row["month"]) for row in found["deadlines"]]
