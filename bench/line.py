"""One line of the table, and how times are taken."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """`figure` and `floor` in `unit`; for rates (more is better) the ratio is floor ÷ figure. `reach` is the aim of 5-quality.md §3."""

    work: str
    figure: float
    floor: float | None
    unit: str
    reach: str
    floor_is: str = ""

    @property
    def ratio(self) -> float | None:
        if not self.floor or not self.figure:
            return None
        return self.floor / self.figure if self.unit.endswith("/s") else self.figure / self.floor


def times(act: Callable[[], object], rounds: int, *, warm: int = 5) -> list[float]:
    """Milliseconds of each round, sorted."""
    for _ in range(warm):
        act()
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        act()
        found.append((time.perf_counter() - start) * 1000)
    return sorted(found)


def p50(found: list[float]) -> float:
    return statistics.median(found)


def p99(found: list[float]) -> float:
    return found[min(len(found) - 1, round(len(found) * 0.99))]
