"""Distinct people: each person once, whatever the place or the month, in the oldest age band of the period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from densach.core.ages import AgeBand

type People = Mapping[int, tuple[str, str]]

_BAND_RANK = {str(band): rank for rank, band in enumerate(AgeBand) if band != AgeBand.UNKNOWN}


def people_by_place(rows: Iterable[tuple[int, int, str, str]], *, by_place: bool) -> dict[int, People]:
    """{place (0 for all together): {patron: (age band, sex)}} from rows (place, patron, age band, sex)."""
    found: dict[int, dict[int, tuple[str, str]]] = defaultdict(dict)
    for facility, patron, band, sex in rows:
        place = found[facility if by_place else 0]
        place[patron] = max(place.get(patron, (band, sex)), (band, sex), key=_rank)
    return dict(found)


def _rank(facts: tuple[str, str]) -> tuple[int, str]:
    band, sex = facts
    return _BAND_RANK.get(band, -1), sex


def split_people(people: People) -> dict[tuple[str, str], int]:
    """{(split, key): persons}, the whole under ("", "")."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for band, sex in people.values():
        sums["", ""] += 1
        sums["age_band", band] += 1
        sums["sex", sex] += 1
    return dict(sums)
