"""What is done to the tree, its facilities and its roles."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import F

from densach.accounts.models import User
from densach.accounts.services import renew_password
from densach.core.clock import today
from densach.core.errors import NotAllowed
from densach.core.text import clean

from . import access, permissions, refusals
from .models import (
    Assignment,
    Facility,
    FacilityPlacement,
    OpeningHours,
    Succession,
    TreeVersion,
    Unit,
    UnitParent,
    Weekday,
)
from .roles import Role
from .signals import changed, tree_changed
from .tree import tree_on

type Hours = Iterable[tuple[int, dt.time, dt.time]]


def grow_tree_version() -> None:
    """Make every cached tree stale, in the transaction of the change.

    The step is a chance one: after a rollback the next change must not reach the very number that caches already know.
    """
    step = 1 + secrets.randbelow(1000)
    if not TreeVersion.objects.filter(pk=1).update(number=F("number") + step):
        TreeVersion.objects.create(pk=1, number=step)
    tree_changed.send(sender=TreeVersion)


def _announce(
    actor: User,
    verb: str,
    subject: models.Model,
    *,
    unit_id: int | None = None,
    facility_id: int | None = None,
    **changes: Any,
) -> None:
    changed.send(
        sender=type(subject),
        actor=actor,
        verb=verb,
        subject=subject,
        unit_id=unit_id,
        facility_id=facility_id,
        changes=changes,
    )


@transaction.atomic
def open_unit(
    *,
    actor: User,
    slug: str,
    code: str,
    name: str,
    kind: str,
    starts_on: dt.date,
    parent: Unit | None = None,
    **facts: Any,
) -> Unit:
    """Create a unit, under `parent` from its first day. Raises NotAllowed, CodeInUse, UnitHasEnded, UnitNotYet.

    A root (no parent) is opened only by who holds the right everywhere.
    """
    if parent is None:
        if access.units_with(actor, permissions.EDIT_NETWORK) is not None:
            raise NotAllowed(right=permissions.EDIT_NETWORK)
    else:
        access.require(actor, permissions.EDIT_NETWORK, unit_id=parent.pk)
        _check_living(parent, starts_on)
    try:
        with transaction.atomic():
            unit = Unit.objects.create(
                slug=slug, code=clean(code), name=clean(name), kind=kind, starts_on=starts_on, **facts
            )
    except IntegrityError as error:
        raise refusals.CodeInUse(code=code) from error
    if parent:
        UnitParent.objects.create(unit=unit, parent=parent, starts_on=starts_on)
    grow_tree_version()
    _announce(actor, "unit.open", unit, unit_id=unit.pk, code=code, parent=parent.slug if parent else None)
    return unit


def _check_living(unit: Unit, on: dt.date) -> None:
    if unit.ends_before and unit.ends_before <= on:
        raise refusals.UnitHasEnded(name=unit.name)
    if on < unit.starts_on:
        raise refusals.UnitNotYet(name=unit.name, first=f"{unit.starts_on:%d/%m/%Y}")


def _check_after(name: str, last: UnitParent | FacilityPlacement | None, on: dt.date) -> None:
    """A new stretch begins after the last one began and not inside a stretch that is already closed."""
    if last and (last.starts_on >= on or (last.ends_before and last.ends_before > on)):
        taken = last.last_day or last.starts_on
        raise refusals.DatesOverlap(name=name, after=f"{taken:%d/%m/%Y}")


def _set(row: Unit | Facility, facts: dict[str, Any]) -> dict[str, Any]:
    """Write the facts that differ; returns them as {name: [before, after]}."""
    differing: dict[str, Any] = {}
    for name, given in facts.items():
        value = clean(given) if isinstance(given, str) else given
        if (before := getattr(row, name)) != value:
            differing[name] = [_plain(before), _plain(value)]
            setattr(row, name, value)
    if differing:
        row.save()
    return differing


def _plain(value: Any) -> Any:
    return value if isinstance(value, bool | int | float | str | None) else str(value)


@transaction.atomic
def edit_unit(
    *, actor: User, unit: Unit, name: str, short_name: str, document_code: str, named_after_person: bool
) -> Unit:
    """Correct what a unit is called in documents (a legal renaming is a succession); only what differs is audited. Raises NotAllowed."""
    access.require(actor, permissions.EDIT_NETWORK, unit_id=unit.pk)
    differing = _set(
        unit,
        {
            "name": name,
            "short_name": short_name,
            "document_code": document_code,
            "named_after_person": named_after_person,
        },
    )
    if differing:
        _announce(actor, "unit.edit", unit, unit_id=unit.pk, **differing)
    return unit


@transaction.atomic
def move_unit(*, actor: User, unit: Unit, parent: Unit, on: dt.date) -> UnitParent:
    """Put a unit under another parent from a day. Raises NotAllowed, UnitHasEnded, UnitNotYet, ParentBelowItself, DatesOverlap."""
    access.require(actor, permissions.EDIT_NETWORK, unit_id=unit.pk)
    access.require(actor, permissions.EDIT_NETWORK, unit_id=parent.pk)
    _check_living(unit, on)
    _check_living(parent, on)
    # a move already entered for a later day may put the parent below the unit then
    later = UnitParent.objects.filter(starts_on__gt=on).values_list("starts_on", flat=True).distinct()
    if any(parent.pk in tree_on(day).branch(unit.pk) for day in [on, *later]):
        raise refusals.ParentBelowItself(name=unit.name)
    last = UnitParent.objects.filter(unit=unit).select_related("parent").order_by("-starts_on").first()
    _check_after(unit.name, last, on)
    UnitParent.objects.filter(unit=unit, ends_before__isnull=True).update(ends_before=on)
    link = UnitParent.objects.create(unit=unit, parent=parent, starts_on=on)
    grow_tree_version()
    _announce(
        actor,
        "unit.move",
        unit,
        unit_id=unit.pk,
        parent=[last.parent.slug if last else None, parent.slug],
        on=on.isoformat(),
    )
    return link


@transaction.atomic
def end_unit(
    *, actor: User, unit: Unit, before: dt.date, successors: Iterable[tuple[Unit, str, Any]] = (), legal_act: str = ""
) -> Unit:
    """End a unit: its parent link ends too, successors are recorded as (unit, kind, share).

    Who hands a past over must hold the right at those who receive it. Raises NotAllowed, UnitHasEnded, UnitNotYet.
    """
    heirs = list(successors)
    for one in (unit, *(successor for successor, _kind, _share in heirs)):
        access.require(actor, permissions.EDIT_NETWORK, unit_id=one.pk)
    if unit.ends_before:
        raise refusals.UnitHasEnded(name=unit.name)
    _check_living(unit, before - dt.timedelta(days=1))
    unit.ends_before = before
    unit.save(update_fields=["ends_before"])
    UnitParent.objects.filter(unit=unit, starts_on__gte=before).delete()
    UnitParent.objects.filter(unit=unit).exclude(ends_before__lte=before).update(ends_before=before)
    for successor, kind, share in heirs:
        Succession.objects.create(
            predecessor=unit, successor=successor, on=before, kind=kind, share=share, legal_act=legal_act
        )
    grow_tree_version()
    _announce(actor, "unit.end", unit, unit_id=unit.pk, before=before.isoformat(), legal_act=legal_act)
    return unit


@transaction.atomic
def add_facility(
    *, actor: User, unit: Unit, slug: str, name: str, kind: str, opened_on: dt.date, **facts: Any
) -> Facility:
    """Register a facility, placed in a unit from its first day (or the unit's own, if later). Raises NotAllowed, UnitHasEnded."""
    access.require(actor, permissions.EDIT_NETWORK, unit_id=unit.pk)
    if unit.ends_before:
        raise refusals.UnitHasEnded(name=unit.name)
    facility = Facility.objects.create(slug=slug, name=clean(name), kind=kind, opened_on=opened_on, **facts)
    FacilityPlacement.objects.create(facility=facility, unit=unit, starts_on=max(opened_on, unit.starts_on))
    grow_tree_version()
    _announce(actor, "facility.add", facility, unit_id=unit.pk, facility_id=facility.pk, kind=kind)
    return facility


@transaction.atomic
def edit_facility(*, actor: User, facility: Facility, **facts: Any) -> Facility:
    """Change facts of a facility; only what differs is written and audited. Raises NotAllowed."""
    access.require(actor, permissions.EDIT_NETWORK, facility_id=facility.pk)
    differing = _set(facility, facts)
    if "opened_on" in differing:
        _place_from_opening(facility)
    if "closed_on" in differing or "opened_on" in differing:
        grow_tree_version()
    if differing:
        _announce(actor, "facility.edit", facility, facility_id=facility.pk, **differing)
    return facility


def _place_from_opening(facility: Facility) -> None:
    """A facility found to have opened earlier has stood in its first unit since then, as far as that unit existed."""
    first = FacilityPlacement.objects.filter(facility=facility).select_related("unit").order_by("starts_on").first()
    if first and facility.opened_on < first.starts_on:
        first.starts_on = min(first.starts_on, max(facility.opened_on, first.unit.starts_on))
        first.save(update_fields=["starts_on"])


@transaction.atomic
def place_facility(*, actor: User, facility: Facility, unit: Unit, on: dt.date) -> FacilityPlacement:
    """Move a facility to another unit from a day. Raises NotAllowed, UnitHasEnded, UnitNotYet, DatesOverlap."""
    access.require(actor, permissions.EDIT_NETWORK, facility_id=facility.pk)
    access.require(actor, permissions.EDIT_NETWORK, unit_id=unit.pk)
    _check_living(unit, on)
    _check_after(facility.name, FacilityPlacement.objects.filter(facility=facility).order_by("-starts_on").first(), on)
    FacilityPlacement.objects.filter(facility=facility, ends_before__isnull=True).update(ends_before=on)
    placement = FacilityPlacement.objects.create(facility=facility, unit=unit, starts_on=on)
    grow_tree_version()
    _announce(actor, "facility.place", facility, unit_id=unit.pk, facility_id=facility.pk, on=on.isoformat())
    return placement


@transaction.atomic
def set_opening_hours(*, actor: User, facility: Facility, hours: Hours) -> None:
    """Replace the weekly hours: (ISO weekday, opens, closes). Raises NotAllowed, HoursOverlap."""
    access.require(actor, permissions.EDIT_NETWORK, facility_id=facility.pk)
    rows = sorted(hours)
    for number, (day, opens, closes) in enumerate(rows):
        before = rows[number - 1] if number else None
        if closes <= opens or (before and before[0] == day and opens < before[2]):
            raise refusals.HoursOverlap(weekday=Weekday(day).label)
    OpeningHours.objects.filter(facility=facility).delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(facility=facility, weekday=day, opens=opens, closes=closes) for day, opens, closes in rows
    )
    _announce(
        actor,
        "facility.hours",
        facility,
        facility_id=facility.pk,
        hours=[f"{day} {opens:%H:%M}-{closes:%H:%M}" for day, opens, closes in rows],
    )


@transaction.atomic
def assign_role(
    *, actor: User, user: User, role: str, unit: Unit, starts_on: dt.date, facility: Facility | None = None
) -> Assignment:
    """Give a role on a unit's branch (or at one facility standing in it). Raises NotAllowed, UnitHasEnded, PlacedElsewhere, AlreadyAssigned."""
    access.require(actor, permissions.ASSIGN_ROLES, unit_id=unit.pk)
    if unit.ends_before:
        raise refusals.UnitHasEnded(name=unit.name)
    if facility and access.unit_of_facility(facility.pk) not in tree_on(starts_on).branch(unit.pk):
        raise refusals.PlacedElsewhere(name=facility.name, unit=unit.name)
    try:
        with transaction.atomic():
            assignment = Assignment.objects.create(
                user=user, role=Role(role), unit=unit, facility=facility, starts_on=starts_on
            )
    except IntegrityError as error:
        raise refusals.AlreadyAssigned from error
    _announce(
        actor,
        "role.assign",
        assignment,
        unit_id=unit.pk,
        facility_id=facility.pk if facility else None,
        user=user.username,
        role=role,
    )
    return assignment


@transaction.atomic
def give_role(
    *, actor: User, username: str, role: str, unit: Unit, starts_on: dt.date, facility: Facility | None = None,
    full_name: str = "", email: str = "", password: str = "",
) -> Assignment:  # fmt: skip
    """Assign a role to an account, opening the account first where a full name and a password come along.

    Raises NotAllowed, AccountUnknown, AccountTaken and those of `assign_role`.
    """
    access.require(actor, permissions.ASSIGN_ROLES, unit_id=unit.pk)
    wanted = clean(username)
    user = User.objects.filter(username__iexact=wanted).first()
    if user and (user.is_system or full_name or password):
        raise refusals.AccountTaken(name=wanted)
    if user is None:
        if not (full_name and password):
            raise refusals.AccountUnknown(name=wanted)
        user = User.objects.create_user(wanted, password, full_name=clean(full_name), email=email)
        _announce(actor, "account.open", user, unit_id=unit.pk)
    return assign_role(actor=actor, user=user, role=role, unit=unit, facility=facility, starts_on=starts_on)


@transaction.atomic
def end_assignment(*, actor: User, assignment: Assignment, before: dt.date) -> Assignment:
    """Take a role away from a day on. One that has not begun is deleted. Raises NotAllowed.

    A role at one facility is taken away where that facility stands today, be its unit of then ended.
    """
    _require_over(actor, assignment)
    _announce(
        actor,
        "role.end",
        assignment,
        unit_id=assignment.unit_id,
        facility_id=assignment.facility_id,
        user=assignment.user.username,
        role=assignment.role,
    )
    if before <= assignment.starts_on:
        assignment.delete()
        return assignment
    assignment.ends_before = before
    assignment.save(update_fields=["ends_before"])
    return assignment


def _require_over(actor: User, assignment: Assignment) -> None:
    if assignment.facility_id:
        access.require(actor, permissions.ASSIGN_ROLES, facility_id=assignment.facility_id)
    else:
        access.require(actor, permissions.ASSIGN_ROLES, unit_id=assignment.unit_id)


@transaction.atomic
def give_new_password(*, actor: User, user: User, password: str) -> None:
    """Give somebody who lost the password a new one, and take the second step away with it.

    Only who gives roles at every place where the account holds one may, so that nobody takes over an account with more rights than
    their own. Raises NotAllowed.
    """
    held = list(Assignment.objects.on(today()).filter(user=user))
    if user.is_system or (user.is_superuser and not actor.is_superuser) or not held:
        raise NotAllowed(right=permissions.ASSIGN_ROLES)
    for assignment in held:
        _require_over(actor, assignment)
    renew_password(user=user, password=password)
    _announce(actor, "account.password", user, unit_id=held[0].unit_id)
