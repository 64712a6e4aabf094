"""The tree on a day, in memory: small (a country is about 15,000 units) and asked all the time.

Cached by (version, day); the version row grows in the same transaction as any change, so a stale tree cannot be read after a commit.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache

from densach.core.clock import today

from .models import FacilityPlacement, Succession, TreeVersion, Unit, UnitParent


@dataclass(frozen=True)
class Tree:
    """Living units and their parent links on `as_of`; `followers` holds every succession that had taken effect by then."""

    as_of: dt.date
    living: frozenset[int]
    parent: dict[int, int]
    children: dict[int, tuple[int, ...]] = field(repr=False)
    followers: dict[int, tuple[int, ...]] = field(repr=False)

    def branch(self, unit_id: int) -> frozenset[int]:
        """The unit and everything below it; empty where the unit did not live on that day."""
        if unit_id not in self.living:
            return frozenset()
        found = {unit_id}
        waiting = [unit_id]
        while waiting:
            below = [child for child in self.children.get(waiting.pop(), ()) if child not in found]
            found.update(below)
            waiting.extend(below)
        return frozenset(found)

    def path(self, unit_id: int) -> tuple[int, ...]:
        """From the root down to the unit."""
        steps = [unit_id]
        while (above := self.parent.get(steps[-1])) is not None and above not in steps:
            steps.append(above)
        return tuple(reversed(steps))


def current_version() -> int:
    return TreeVersion.objects.filter(pk=1).values_list("number", flat=True).first() or 0


def tree_on(as_of: dt.date) -> Tree:
    """The tree as it stood on a day (one small query when nothing changed)."""
    return _load(current_version(), as_of)


@lru_cache(maxsize=64)
def _load(version: int, as_of: dt.date) -> Tree:  # noqa: ARG001  # the version is part of the cache key
    living = frozenset(Unit.objects.on(as_of).values_list("pk", flat=True))
    parent = {
        unit: above
        for unit, above in UnitParent.objects.on(as_of).values_list("unit_id", "parent_id")
        if unit in living and above in living
    }
    children: dict[int, list[int]] = defaultdict(list)
    for unit, above in parent.items():
        children[above].append(unit)
    followers: dict[int, list[int]] = defaultdict(list)
    for before, after in Succession.objects.filter(on__lte=as_of).values_list("predecessor_id", "successor_id"):
        followers[before].append(after)
    return Tree(as_of, living, parent, _sorted(children), _sorted(followers))


def _sorted(links: dict[int, list[int]]) -> dict[int, tuple[int, ...]]:
    return {one: tuple(sorted(others)) for one, others in links.items()}


def living_successors(unit_id: int, on: dt.date, *, version: int | None = None) -> frozenset[int]:
    """The unit itself if it lives on that day, else the living units that follow it (A→B→C chains followed).

    Who asks for many units reads `version` (`current_version()`) once and hands it in.
    """
    return _successors(current_version() if version is None else version, unit_id, on)


@lru_cache(maxsize=4096)
def _successors(version: int, unit_id: int, on: dt.date) -> frozenset[int]:
    tree = _load(version, on)
    found: set[int] = set()
    seen = {unit_id}
    waiting = [unit_id]
    while waiting:
        unit = waiting.pop()
        if unit in tree.living:
            found.add(unit)
            continue
        after = [successor for successor in tree.followers.get(unit, ()) if successor not in seen]
        seen.update(after)
        waiting.extend(after)
    return frozenset(found)


@lru_cache(maxsize=4)
def _placed(version: int, day: dt.date) -> dict[int, int]:  # noqa: ARG001  # the version is part of the cache key
    found: dict[int, int] = {}
    for facility, unit, starts_on in FacilityPlacement.objects.order_by("starts_on").values_list(
        "facility_id", "unit_id", "starts_on"
    ):
        if starts_on <= day or facility not in found:
            found[facility] = unit
    return found


def last_unit_by_facility() -> dict[int, int]:
    """Facility id → unit of its running or last placement (its first, where it has yet to open); kept until the tree version grows."""
    return _placed(current_version(), today())
