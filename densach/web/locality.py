"""Which locality this installation serves, for the head of every page."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from densach.network.models import Facility, FacilityPlacement, Unit, UnitParent
from densach.network.tree import current_version

_SHARE = 0.8


@dataclass(frozen=True)
class Locality:
    """Its name, the unit that gives it (None before the first facility), and whether what is shown is sample data."""

    name: str
    unit_id: int | None
    is_sample: bool


def locality() -> Locality:
    """Kept until the tree version grows."""
    return _locality(current_version())


@lru_cache(maxsize=2)
def _locality(version: int) -> Locality:  # noqa: ARG001  # the key of the cache
    is_sample = Facility.objects.filter(is_sample=True).exists()
    unit = _smallest_unit_of_most_places()
    return Locality((unit.short_name or unit.name) if unit else "", unit.pk if unit else None, is_sample)


def _smallest_unit_of_most_places() -> Unit | None:
    """The smallest unit that holds, or held before a reorganisation, at least four in five of the places.

    A city whose wards were regrouped keeps its name on the page that way; a single commune shows its own.
    """
    above: dict[int, set[int]] = defaultdict(set)
    for unit, parent in UnitParent.objects.values_list("unit_id", "parent_id"):
        above[unit].add(parent)
    held: dict[int, set[int]] = defaultdict(set)
    for facility, unit in FacilityPlacement.objects.values_list("facility_id", "unit_id"):
        for ancestor in _with_ancestors(unit, above):
            held[ancestor].add(facility)
    if not held:
        return None
    places = len(set().union(*held.values()))
    wide_enough = [unit for unit, inside in held.items() if len(inside) >= _SHARE * places]
    smallest = min(
        wide_enough, key=lambda unit: (len(held[unit]), -len(_with_ancestors(unit, above)), unit), default=None
    )
    return Unit.objects.get(pk=smallest) if smallest is not None else None


def _with_ancestors(unit: int, above: dict[int, set[int]]) -> set[int]:
    found, waiting = {unit}, [unit]
    while waiting:
        new = above[waiting.pop()] - found
        found |= new
        waiting.extend(new)
    return found
