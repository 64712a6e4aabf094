"""Who may do what where: rights by role on a branch of the tree; a right held above counts below.

A place that has ended is read through its living successors, so a merge takes no past away from those who follow. A right
that changes something, and anything at a facility, needs all of them: where a unit was split, no single follower speaks for
the whole. A role held on an ended unit ends with it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from densach.accounts.models import User
from densach.core.clock import today
from densach.core.errors import NotAllowed

from .models import Assignment, Facility, Unit
from .roles import ROLES
from .tree import current_version, last_unit_by_facility, living_successors, tree_on


@dataclass(frozen=True)
class Held:
    """One assignment, read: rights on a branch, or at one facility."""

    role: str
    unit_id: int
    facility_id: int | None
    rights: frozenset[str]


def assignments_of(actor: User) -> tuple[Held, ...]:
    """The running assignments of an actor, read once per instance; none for an account that is switched off."""
    if not actor.is_active:
        return ()
    cached: tuple[Held, ...] | None = getattr(actor, "_held", None)
    if cached is None:
        rows = Assignment.objects.on(today()).filter(user_id=actor.pk).values_list("role", "unit_id", "facility_id")
        cached = tuple(Held(role, unit, facility, ROLES[role]) for role, unit, facility in rows)
        actor._held = cached  # type: ignore[attr-defined]  # lives as long as the request's user
    return cached


def holds_everything(actor: User) -> bool:
    """The system account and superusers, everywhere."""
    return actor.is_active and (actor.is_system or actor.is_superuser)


def holds_anywhere(actor: User, right: str) -> bool:
    return holds_everything(actor) or any(right in held.rights for held in assignments_of(actor))


def units_with(actor: User, right: str) -> frozenset[int] | None:
    """Ids of units living today where the actor holds `right` on the whole unit; None means everywhere."""
    if holds_everything(actor):
        return None
    roots = [held.unit_id for held in assignments_of(actor) if right in held.rights and held.facility_id is None]
    if not roots:
        return frozenset()
    tree = tree_on(today())
    return frozenset().union(*(tree.branch(unit) for unit in roots))


def may_at_unit(actor: User, right: str, unit_id: int) -> bool:
    """Whether `right` is held at a unit (or above it); an ended unit is asked through its living successors.

    Any of them may read (rights named `view_…`); who changes something holds the right at every one of them.
    """
    scope = units_with(actor, right)
    if scope is None:
        return True
    living = living_successors(unit_id, today()) or _above_before_it_begins(unit_id)
    return not scope.isdisjoint(living) if _only_reads(right) else bool(living) and living <= scope


def _above_before_it_begins(unit_id: int) -> frozenset[int]:
    """The nearest living unit above one that is entered for a later day; empty for any other."""
    first = Unit.objects.filter(pk=unit_id, starts_on__gt=today()).values_list("starts_on", flat=True).first()
    above = tree_on(first).path(unit_id) if first else ()
    living = [unit for unit in above if unit in tree_on(today()).living]
    return frozenset(living[-1:])


def _only_reads(right: str) -> bool:
    return right.partition(".")[2].startswith("view_")


def units_reached(actor: User, right: str) -> frozenset[int] | None:
    """As `units_with`, with the ended units that `may_at_unit` answers for too; None means everywhere."""
    scope = units_with(actor, right)
    if scope is None:
        return None
    return scope | {unit for unit in tree_on(today()).followers if may_at_unit(actor, right, unit)}


def may_at_facility(actor: User, right: str, facility_id: int) -> bool:
    """Whether `right` is held at the facility itself, or at the unit it stands in today (last stood in, once closed)."""
    if any(right in held.rights and held.facility_id == facility_id for held in assignments_of(actor)):
        return True
    scope = units_with(actor, right)
    if scope is None:
        return True
    unit_id = unit_of_facility(facility_id)
    living = living_successors(unit_id, today()) if unit_id else frozenset()
    return bool(living) and living <= scope


def unit_of_facility(facility_id: int) -> int | None:
    """The unit a facility belongs to now, or belonged to last."""
    return last_unit_by_facility().get(facility_id)


def require(actor: User, right: str, *, unit_id: int | None = None, facility_id: int | None = None) -> None:
    """Raise NotAllowed unless the actor holds `right` at the unit or facility; with neither, anywhere."""
    if facility_id is not None:
        allowed = may_at_facility(actor, right, facility_id)
    elif unit_id is not None:
        allowed = may_at_unit(actor, right, unit_id)
    else:
        allowed = holds_anywhere(actor, right)
    if not allowed:
        raise NotAllowed(right=right)


def facilities_with(actor: User, right: str) -> QuerySet[Facility]:
    """Facilities where the actor holds `right`, by name."""
    scope = units_with(actor, right)
    if scope is None:
        return Facility.objects.all()
    own = {held.facility_id for held in assignments_of(actor) if right in held.rights and held.facility_id}
    return Facility.objects.filter(pk__in=own | _facilities_of(scope) if scope else own)


def units_visible(actor: User, right: str) -> QuerySet[Unit]:
    """Units living today where the actor holds `right`."""
    scope = units_with(actor, right)
    return Unit.objects.on(today()) if scope is None else Unit.objects.filter(pk__in=scope)


def _facilities_of(units: frozenset[int]) -> set[int]:
    """Facilities whose running (or, once closed, last) placement is in `units` or in a unit that only they succeed."""
    day, version = today(), current_version()
    return {
        facility
        for facility, unit in last_unit_by_facility().items()
        if unit in units or ((living := living_successors(unit, day, version=version)) and living <= units)
    }
