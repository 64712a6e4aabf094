"""Whose figures: a unit on a map, or the places one works at.

*As it was* is the tree of the period's last day, for the whole period: a year in which two wards merged shows the
ward that
stood on 31 December, with all twelve months of the places it then had. *Today's map* restates through succession.
Places that closed within the period stay in it with what they did until then.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from densach.accounts.models import User
from densach.core.clock import today
from densach.core.periods import Month, Period
from densach.measures.permissions import VIEW_FIGURES
from densach.measures.register import REGISTER
from densach.measures.rules import hide_small
from densach.network import access
from densach.network.models import Succession, Unit
from densach.network.queries import Map, facility_ids_in

from .figures import Value, total


def facilities_in_period(unit_id: int, period: Period, on_map: Map = Map.THEN) -> frozenset[int]:
    """Facilities of a unit's branch that were open on some day of the period."""
    return facility_ids_in(unit_id, as_of=_last_day(period), on_map=on_map, since=period.start.replace(day=1))


def _last_day(period: Period) -> dt.date:
    """The period's last day, but no day to come: nobody knows that tree."""
    return max(min(Month.of(period.end).end, today()), period.start)


def require_unit(actor: User, slug: str) -> Unit | None:
    """A unit by its key, or None where there is none. Raises NotAllowed."""
    unit = Unit.objects.filter(slug=slug).first()
    if unit:
        access.require(actor, VIEW_FIGURES, unit_id=unit.pk)
    return unit


def figures_of_unit(actor: User, unit: Unit, measure: str, period: Period, on_map: Map = Map.THEN) -> Value:
    """One value of a unit. Raises NotAllowed, KeyError for an unknown measure."""
    access.require(actor, VIEW_FIGURES, unit_id=unit.pk)
    return total(measure, facilities_in_period(unit.pk, period, on_map), period)


def public_totals(unit_id: int, period: Period, on_map: Map = Map.THEN) -> dict[str, int | None]:
    """{measure: whole value} for anybody; None where it is too small to be published."""
    places = facilities_in_period(unit_id, period, on_map)
    return {measure.code: hide_small(total(measure.code, places, period).value) for measure in REGISTER}


def units_to_choose(actor: User, on: dt.date) -> QuerySet[Unit]:
    """Units that lived on a day and whose figures the actor may see: those held today, and those that they followed."""
    units = Unit.objects.on(on)
    scope = access.units_with(actor, VIEW_FIGURES)
    if scope is None:
        return units
    followed: dict[int, set[int]] = defaultdict(set)
    ended = Q(predecessor__ends_before__lte=today())
    for before, after in Succession.objects.filter(ended, on__lte=today()).values_list(
        "predecessor_id", "successor_id"
    ):
        followed[after].add(before)
    found, waiting = set(scope), list(scope)
    while waiting:
        new = followed[waiting.pop()] - found
        found |= new
        waiting.extend(new)
    return units.filter(pk__in=found)


@dataclass(frozen=True)
class Scope:
    """What a page of figures speaks of: a unit's branch, or (no unit) the places where the actor holds the right."""

    unit: Unit | None
    facility_ids: frozenset[int]


def scope_of(actor: User, unit: Unit | None, period: Period, on_map: Map) -> Scope:
    """Raises NotAllowed."""
    if unit is not None:
        access.require(actor, VIEW_FIGURES, unit_id=unit.pk)
        return Scope(unit, facilities_in_period(unit.pk, period, on_map))
    access.require(actor, VIEW_FIGURES)
    own = (
        access.facilities_with(actor, VIEW_FIGURES)
        .filter(opened_on__lte=_last_day(period))
        .exclude(closed_on__lt=period.start)
    )
    return Scope(None, frozenset(own.values_list("pk", flat=True)))
