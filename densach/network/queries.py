"""What can be asked of the network."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Q, QuerySet

from densach.accounts.models import User
from densach.core.clock import today

from .access import facilities_with, units_reached, units_visible, units_with
from .models import Assignment, Facility, FacilityPlacement, OpeningHours, Succession, Unit, UnitParent
from .permissions import ASSIGN_ROLES, VIEW_NETWORK
from .tree import current_version, last_unit_by_facility, living_successors, tree_on


class Map(StrEnum):
    """On which map a count is asked: the tree of the period's last day, or today's."""

    THEN = "then"
    TODAY = "today"


def facility_ids_in(
    unit_id: int, *, as_of: dt.date, on_map: Map = Map.THEN, since: dt.date | None = None
) -> frozenset[int]:
    """Facilities of a unit's branch that were open on `as_of` or, given `since`, on some day from then to `as_of`.

    THEN: those placed in the branch on `as_of`, on the tree of `as_of`. TODAY: those whose running (or last) unit lies,
    through succession, in the branch on today's tree. A unit that had ended by the day of the map stands for its living
    successors and for the facilities it had on its last day (a dissolved city keeps its own schools and garrisons).
    """
    day = as_of if on_map is Map.THEN else today()
    version = current_version()
    branch: set[int] = set()
    for living in living_successors(unit_id, day):
        branch |= tree_on(day).branch(living)
    placed = _placed_on(as_of) if on_map is Map.THEN else last_unit_by_facility()
    inside = {
        facility
        for facility, unit in placed.items()
        if unit in branch or not branch.isdisjoint(living_successors(unit, day, version=version))
    }
    ended = Unit.objects.filter(pk=unit_id, ends_before__lte=day).values_list("ends_before", flat=True).first()
    if ended:
        inside |= facilities_placed_in(unit_id, ended - dt.timedelta(days=1))
    served = (
        open_facilities(as_of)
        if since is None
        else Facility.objects.filter(opened_on__lte=as_of).exclude(closed_on__lt=since)
    )
    return frozenset(served.filter(pk__in=inside).values_list("pk", flat=True))


def facilities_placed_in(unit_id: int, day: dt.date) -> frozenset[int]:
    """Facilities placed in the unit's branch on the tree of one day, open or not."""
    branch = tree_on(day).branch(unit_id)
    return frozenset(facility for facility, unit in _placed_on(day).items() if unit in branch)


def _placed_on(day: dt.date) -> dict[int, int]:
    return dict(FacilityPlacement.objects.on(day).values_list("facility_id", "unit_id"))


def open_facilities(as_of: dt.date) -> QuerySet[Facility]:
    """Facilities open on a day, whoever asks (their existence is public)."""
    return Facility.objects.filter(opened_on__lte=as_of).exclude(closed_on__lt=as_of)


def visible_facilities(actor: User, right: str = VIEW_NETWORK) -> QuerySet[Facility]:
    """Facilities where the actor holds `right`."""
    return facilities_with(actor, right)


def visible_units(actor: User, right: str = VIEW_NETWORK) -> QuerySet[Unit]:
    return units_visible(actor, right)


def unit_of(facility: Facility, *, on: dt.date) -> Unit | None:
    """The unit a facility belonged to on a day."""
    placement = FacilityPlacement.objects.on(on).filter(facility=facility).select_related("unit").first()
    return placement.unit if placement else None


def opening_hours(facility: Facility) -> QuerySet[OpeningHours]:
    return OpeningHours.objects.filter(facility=facility)


def is_open(facility: Facility, at: dt.datetime) -> bool:
    """Whether the opening hours hold at a local moment."""
    return opening_hours(facility).filter(weekday=at.isoweekday(), opens__lte=at.time(), closes__gt=at.time()).exists()


@dataclass
class Branch:
    """A unit with what stood under it on a day; `here` says whether the actor may open it."""

    unit: Unit
    below: list[Branch] = field(default_factory=list)


def branches_visible(actor: User, day: dt.date) -> list[Branch]:
    """The trees of a day, as far as the actor may see: whole branches of the units that are, were or became theirs."""
    tree = tree_on(day)
    scope = units_with(actor, VIEW_NETWORK)
    now = today()
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in=tree.living)}
    version = current_version()
    seen = {pk for pk in units if scope is None or not scope.isdisjoint(living_successors(pk, now, version=version))}
    branches = {pk: Branch(units[pk]) for pk in seen}
    roots: list[Branch] = []
    for pk in sorted(seen, key=lambda pk: units[pk].name_sort):
        above = tree.parent.get(pk)
        (branches[above].below if above in branches else roots).append(branches[pk])
    return roots


@dataclass(frozen=True)
class History:
    """What a unit stood under, what it came from, what it became."""

    parents: list[UnitParent]
    predecessors: list[Succession]
    successors: list[Succession]


def history_of(unit: Unit) -> History:
    return History(
        list(UnitParent.objects.filter(unit=unit).select_related("parent").order_by("starts_on")),
        list(
            Succession.objects.filter(successor=unit)
            .select_related("predecessor")
            .order_by("on", "predecessor__name_sort")
        ),
        list(
            Succession.objects.filter(predecessor=unit)
            .select_related("successor")
            .order_by("on", "successor__name_sort")
        ),
    )


def facilities_of(unit: Unit) -> QuerySet[Facility]:
    """Facilities placed in the unit itself, now or on its last day."""
    day = today() if unit.ends_before is None else unit.ends_before - dt.timedelta(days=1)
    placed = FacilityPlacement.objects.on(day).filter(unit=unit).values("facility_id")
    return Facility.objects.filter(pk__in=placed)


def placements_of(facility: Facility) -> QuerySet[FacilityPlacement]:
    return FacilityPlacement.objects.filter(facility=facility).select_related("unit").order_by("starts_on")


def parts_of(facility: Facility) -> QuerySet[Facility]:
    """Facilities joined into this one (one grassroots library, Decision 1687/QĐ-TTg)."""
    return Facility.objects.filter(part_of=facility)


def assignments_visible(actor: User) -> QuerySet[Assignment]:
    """Running assignments at units (ended ones too) and facilities where the actor gives roles."""
    rows = Assignment.objects.on(today()).select_related("user", "unit", "facility")
    scope = units_reached(actor, ASSIGN_ROLES)
    if scope is None:
        return rows
    places = facilities_with(actor, ASSIGN_ROLES).values("pk")
    return rows.filter(Q(facility=None, unit_id__in=scope) | Q(facility__in=places))
