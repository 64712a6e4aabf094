"""Many accession numbers in few words: PM.000012–14, 16."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Numbered:
    """An accession number with what it is ordered by; `number` None where it holds no digits."""

    prefix: str
    number: int | None
    suffix: str
    written: str


def ranges(numbers: Iterable[Numbered]) -> str:
    """`PM.000012–000014, PM.000016, TN.000001`: runs of one prefix without suffix are drawn together."""
    return ", ".join(_runs(sorted(numbers, key=lambda one: (one.prefix, one.number or 0, one.suffix, one.written))))


def _runs(numbers: list[Numbered]) -> Iterator[str]:
    run: list[Numbered] = []
    for one in numbers:
        if run and not _follows(run[-1], one):
            yield _written(run)
            run = []
        run.append(one)
    if run:
        yield _written(run)


def _follows(before: Numbered, one: Numbered) -> bool:
    plain = not before.suffix and not one.suffix and before.number is not None and one.number is not None
    return plain and before.prefix == one.prefix and one.number == (before.number or 0) + 1


def _written(run: list[Numbered]) -> str:
    if len(run) == 1:
        return run[0].written
    digits = re.search(r"[0-9]+$", run[-1].written)
    return f"{run[0].written}–{digits[0] if digits else run[-1].written}"
