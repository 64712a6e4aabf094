"""Whom a plan speaks of on a day: the facilities and units in its issuer's branch on the map that is asked.

An issuer that has ended stands for its living successors and for the facilities it had on its last day
(`network.queries.facility_ids_in`).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from densach.core.clock import today
from densach.network.models import Facility, FacilityPlacement, Unit
from densach.network.queries import Map, facility_ids_in
from densach.network.tree import current_version, last_unit_by_facility, living_successors, tree_on


class Named(NamedTuple):
    """A facility or unit as lists show it."""

    pk: int
    public_id: str
    name: str
    kind: str


@dataclass(frozen=True)
class Scope:
    """The issuer's branch on `as_of`, on the tree of that day or on today's."""

    issuer_id: int
    as_of: dt.date
    on_map: Map

    @property
    def map_day(self) -> dt.date:
        return self.as_of if self.on_map is Map.THEN else today()

    @cached_property
    def facilities(self) -> tuple[Named, ...]:
        """Facilities of every kind open on `as_of`, by name."""
        ids = facility_ids_in(self.issuer_id, as_of=self.as_of, on_map=self.on_map)
        rows = Facility.objects.filter(pk__in=ids).order_by("name_sort", "pk")
        return tuple(Named(*row) for row in rows.values_list("pk", "public_id", "name", "kind"))

    def facilities_of(self, kinds: Iterable[str]) -> tuple[Named, ...]:
        wanted = set(kinds)
        return tuple(facility for facility in self.facilities if facility.kind in wanted)

    @cached_property
    def units(self) -> tuple[Named, ...]:
        """Units of every kind in the branch on the day of the map, by name."""
        branch: set[int] = set()
        for living in living_successors(self.issuer_id, self.map_day):
            branch |= tree_on(self.map_day).branch(living)
        rows = Unit.objects.filter(pk__in=branch).order_by("name_sort", "pk")
        return tuple(Named(*row) for row in rows.values_list("pk", "public_id", "name", "kind"))

    def units_of(self, kinds: Iterable[str]) -> tuple[Named, ...]:
        wanted = set(kinds)
        return tuple(unit for unit in self.units if unit.kind in wanted)

    @cached_property
    def _units_above_facilities(self) -> dict[int, frozenset[int]]:
        """Facility id → the units it stands under on the day of the map; through succession where its unit ended."""
        placed = last_unit_by_facility() if self.on_map is Map.TODAY else self._placed_then()
        tree, version = tree_on(self.map_day), current_version()
        above: dict[int, frozenset[int]] = {}
        for unit in {placed[facility.pk] for facility in self.facilities if facility.pk in placed}:
            living = living_successors(unit, self.map_day, version=version)
            above[unit] = frozenset(step for one in living for step in tree.path(one))
        return {facility.pk: above[placed[facility.pk]] for facility in self.facilities if facility.pk in placed}

    def _placed_then(self) -> dict[int, int]:
        """The placement of `as_of`; where it had ended with its unit, the last one before."""
        rows = FacilityPlacement.objects.filter(starts_on__lte=self.as_of).order_by("starts_on")
        return dict(rows.values_list("facility_id", "unit_id"))

    def facilities_by_unit(self, units: Iterable[int]) -> dict[int, list[int]]:
        """{unit id: ids of the facilities under it}, for every unit asked for, also those without any."""
        members: dict[int, list[int]] = defaultdict(list)
        for facility, above in self._units_above_facilities.items():
            for unit in above:
                members[unit].append(facility)
        return {unit: members.get(unit, []) for unit in units}
