"""What is done to the tree, its facilities and its roles."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import F

from densach.accounts.models import User
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
    """Create a unit, under `parent` from its first day. Raises NotAllowed, CodeInUse."""
    access.require(actor, permissions.EDIT_NETWORK, unit_id=parent.pk if parent else None)
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


@transaction.atomic
def edit_unit(
    *, actor: User, unit: Unit, name: str, short_name: str, document_code: str, named_after_person: bool
) -> Unit:
    """Correct what a unit is called in documents (a legal renaming is a succession). Raises NotAllowed."""
    access.require(actor, permissions.EDIT_NETWORK, unit_id=unit.pk)
    before = {"name": unit.name, "short_name": unit.short_name, "document_code": unit.document_code}
    unit.name, unit.short_name, unit.document_code = clean(name), clean(short_name), clean(document_code)
    unit.named_after_person = named_after_person
    unit.save()
    after = {"name": unit.name, "short_name": unit.short_name, "document_code": unit.document_code}
    differing: dict[str, Any] = {key: [before[key], after[key]] for key in before if before[key] != after[key]}
    _announce(actor, "unit.edit", unit, unit_id=unit.pk, **differing)
    return unit


@transaction.atomic
def move_unit(*, actor: User, unit: Unit, parent: Unit, on: dt.date) -> UnitParent:
    """Put a unit under another parent from a day. Raises NotAllowed, ParentBelowItself, DatesOverlap, UnitHasEnded."""
    access.require(actor, permissions.EDIT_NETWORK, unit_id=unit.pk)
    access.require(actor, permissions.EDIT_NETWORK, unit_id=parent.pk)
    if unit.ends_before and unit.ends_before <= on:
        raise refusals.UnitHasEnded(name=unit.name)
    if parent.pk in tree_on(on).branch(unit.pk):
        raise refusals.ParentBelowItself(name=unit.name)
    last = UnitParent.objects.filter(unit=unit).order_by("-starts_on").first()
    if last and last.starts_on >= on:
        raise refusals.DatesOverlap(name=unit.name, after=f"{last.starts_on:%d/%m/%Y}")
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
    """End a unit: its parent link ends too, successors are recorded as (unit, kind, share). Raises NotAllowed, UnitHasEnded."""
    access.require(actor, permissions.EDIT_NETWORK, unit_id=unit.pk)
    if unit.ends_before:
        raise refusals.UnitHasEnded(name=unit.name)
    unit.ends_before = before
    unit.save(update_fields=["ends_before"])
    UnitParent.objects.filter(unit=unit, ends_before__isnull=True).update(ends_before=before)
    for successor, kind, share in successors:
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
    """Register a facility, placed in a unit from its first day. Raises NotAllowed."""
    access.require(actor, permissions.EDIT_NETWORK, unit_id=unit.pk)
    facility = Facility.objects.create(slug=slug, name=clean(name), kind=kind, opened_on=opened_on, **facts)
    FacilityPlacement.objects.create(facility=facility, unit=unit, starts_on=opened_on)
    grow_tree_version()
    _announce(actor, "facility.add", facility, unit_id=unit.pk, facility_id=facility.pk, kind=kind)
    return facility


@transaction.atomic
def edit_facility(*, actor: User, facility: Facility, **facts: Any) -> Facility:
    """Change facts of a facility; only what differs is written and audited. Raises NotAllowed."""
    access.require(actor, permissions.EDIT_NETWORK, facility_id=facility.pk)
    before = {name: getattr(facility, name) for name in facts}
    for name, value in facts.items():
        setattr(facility, name, clean(value) if isinstance(value, str) else value)
    facility.save()
    differing: dict[str, Any] = {
        name: [str(before[name]), str(getattr(facility, name))]
        for name in facts
        if before[name] != getattr(facility, name)
    }
    if "closed_on" in differing or "opened_on" in differing:
        grow_tree_version()
    _announce(actor, "facility.edit", facility, facility_id=facility.pk, **differing)
    return facility


@transaction.atomic
def place_facility(*, actor: User, facility: Facility, unit: Unit, on: dt.date) -> FacilityPlacement:
    """Move a facility to another unit from a day. Raises NotAllowed, DatesOverlap."""
    access.require(actor, permissions.EDIT_NETWORK, facility_id=facility.pk)
    access.require(actor, permissions.EDIT_NETWORK, unit_id=unit.pk)
    last = FacilityPlacement.objects.filter(facility=facility).order_by("-starts_on").first()
    if last and last.starts_on >= on:
        raise refusals.DatesOverlap(name=facility.name, after=f"{last.starts_on:%d/%m/%Y}")
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
    for (day, opens, closes), later in zip(rows, [*rows[1:], None], strict=True):
        if closes <= opens or (later and later[0] == day and later[1] < closes):
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
    """Give a role on a unit's branch (or at one facility). Raises NotAllowed, AlreadyAssigned."""
    access.require(actor, permissions.ASSIGN_ROLES, unit_id=unit.pk)
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
    """Assign a role to an account, opening the account first where there is none. Raises NotAllowed, AccountUnknown, AlreadyAssigned."""
    access.require(actor, permissions.ASSIGN_ROLES, unit_id=unit.pk)
    user = User.objects.filter(username=username, is_system=False).first()
    if user is None:
        if not (full_name and password):
            raise refusals.AccountUnknown(name=username)
        user = User.objects.create_user(username, password, full_name=clean(full_name), email=email)
        _announce(actor, "account.open", user, unit_id=unit.pk)
    return assign_role(actor=actor, user=user, role=role, unit=unit, facility=facility, starts_on=starts_on)


@transaction.atomic
def end_assignment(*, actor: User, assignment: Assignment, before: dt.date) -> Assignment:
    """Take a role away from a day on. One that has not begun is deleted. Raises NotAllowed."""
    access.require(actor, permissions.ASSIGN_ROLES, unit_id=assignment.unit_id)
    _announce(
        actor, "role.end", assignment, unit_id=assignment.unit_id, user=assignment.user.username, role=assignment.role
    )
    if before <= assignment.starts_on:
        assignment.delete()
        return assignment
    assignment.ends_before = before
    assignment.save(update_fields=["ends_before"])
    return assignment
