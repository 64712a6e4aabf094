"""Write down an activity, correct it, open it to the public, end it, call it off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.db.models import F

from densach.accounts.models import User
from densach.activities import refusals, rules
from densach.activities.models import Activity, ActivityState, Interest, Session, SessionState
from densach.activities.permissions import EDIT_ACTIVITIES
from densach.network.access import require
from densach.network.models import Facility

from .trail import findable_changed, splits_changed, write_line

_OWN_COLUMNS = frozenset(rules.Details.__dataclass_fields__) - {"interests"}


@transaction.atomic
def add_activity(*, actor: User, facility: Facility, details: rules.Details) -> Activity:
    """Write down an activity as a draft at `facility`.

    Raises NotAllowed, TitleMissing, TextTooLong, UnknownKind, UnknownAgeBand, UnknownInterest, CapacityOutOfRange.
    """
    require(actor, EDIT_ACTIVITIES, facility_id=facility.pk)
    facts = details.cleaned()
    interests = _interests(facts.interests)
    activity = Activity.objects.create(facility=facility, **_columns(facts))
    activity.interests.set(interests)
    findable_changed(activity)
    write_line(actor, "add_activity", activity, facility.pk, kind=facts.kind)
    return activity


@transaction.atomic
def edit_activity(
    *, actor: User, activity: Activity, facility: Facility, details: rules.Details, at: dt.datetime
) -> Activity:
    """Correct an activity; a new `facility` takes its planned sessions along, those held stay where they were.

    Raises NotAllowed (at either place), CapacityBelowRegistered, and what `add_activity` raises.
    """
    require(actor, EDIT_ACTIVITIES, facility_id=activity.facility_id)
    if facility.pk != activity.facility_id:
        require(actor, EDIT_ACTIVITIES, facility_id=facility.pk)
    facts = details.cleaned()
    interests = _interests(facts.interests)
    before = Activity.objects.get(pk=activity.pk)
    changes = _changes(before, facts, facility)
    _set_capacity(activity, facts.capacity)
    for name, value in _columns(facts).items():
        setattr(activity, name, value)
    activity.facility = facility
    columns = _OWN_COLUMNS - {"capacity"} | {"facility", "title_fold", "title_sort", "modified_at"}
    activity.save(update_fields=sorted(columns))
    if facility.pk != before.facility_id:
        _move_planned_sessions(activity, at)
    other_interests = set(activity.interests.values_list("pk", flat=True)) != {one.pk for one in interests}
    activity.interests.set(interests)
    if other_interests or before.kind != facts.kind:
        splits_changed(activity)
    findable_changed(activity)
    write_line(actor, "edit_activity", activity, facility.pk, **changes)
    return activity


def _columns(facts: rules.Details) -> dict[str, Any]:
    return {name: value for name, value in asdict(facts).items() if name in _OWN_COLUMNS} | {
        "age_bands": list(facts.age_bands)
    }


def _changes(before: Activity, facts: rules.Details, facility: Facility) -> dict[str, Any]:
    now = _columns(facts)
    changes = {name: [getattr(before, name), now[name]] for name in sorted(now) if getattr(before, name) != now[name]}
    if before.facility_id != facility.pk:
        changes["facility"] = [before.facility_id, facility.pk]
    return changes


def _interests(codes: Collection[str]) -> list[Interest]:
    """Raises UnknownInterest."""
    found = list(Interest.objects.filter(code__in=codes))
    for code in codes:
        if code not in {one.code for one in found}:
            raise refusals.UnknownInterest(interest=code)
    return found


def _set_capacity(activity: Activity, capacity: int | None) -> None:
    """A condition in the update itself, since somebody may be registering at this moment. Raises
    CapacityBelowRegistered.
    """
    row = Activity.objects.filter(pk=activity.pk)
    fits = row if capacity is None else row.filter(seats_taken__lte=capacity)
    if not fits.update(capacity=capacity):
        taken = row.values_list("seats_taken", flat=True).get()
        raise refusals.CapacityBelowRegistered(taken=rules.number(taken), capacity=capacity)


def _move_planned_sessions(activity: Activity, at: dt.datetime) -> None:
    planned = Session.objects.filter(activity=activity, state=SessionState.PLANNED)
    planned.update(facility=activity.facility, revision=F("revision") + 1, modified_at=at)


@transaction.atomic
def publish_activity(*, actor: User, activity: Activity, at: dt.datetime) -> Activity:
    """Show an activity to everybody; opens again one that ended or was cancelled. Raises NotAllowed, WrongState."""
    return _to(ActivityState.PUBLISHED, actor=actor, activity=activity, at=at, verb="publish_activity")


@transaction.atomic
def cancel_activity(*, actor: User, activity: Activity, at: dt.datetime) -> Activity:
    """Call an activity off with every session still to come; what was held stays. Raises NotAllowed, WrongState."""
    return _to(ActivityState.CANCELLED, actor=actor, activity=activity, at=at, verb="cancel_activity")


@transaction.atomic
def end_activity(*, actor: User, activity: Activity, at: dt.datetime) -> Activity:
    """An activity is over: it takes nobody any more, sessions still to come are cancelled.

    Raises NotAllowed, WrongState.
    """
    return _to(ActivityState.ENDED, actor=actor, activity=activity, at=at, verb="end_activity")


_FROM = {
    ActivityState.PUBLISHED: (ActivityState.DRAFT, ActivityState.ENDED, ActivityState.CANCELLED),
    ActivityState.CANCELLED: (ActivityState.DRAFT, ActivityState.PUBLISHED),
    ActivityState.ENDED: (ActivityState.PUBLISHED,),
}


def _to(state: ActivityState, *, actor: User, activity: Activity, at: dt.datetime, verb: str) -> Activity:
    require(actor, EDIT_ACTIVITIES, facility_id=activity.facility_id)
    row = Activity.objects.filter(pk=activity.pk)
    if not row.filter(state__in=_FROM[state]).update(state=state, modified_at=at):
        now = ActivityState(row.values_list("state", flat=True).get())
        raise refusals.WrongState(title=activity.title, state=now.label)
    activity.state, activity.modified_at = state, at
    cancelled = 0
    if state != ActivityState.PUBLISHED:
        coming = Session.objects.filter(activity=activity, state=SessionState.PLANNED, starts_at__gt=at)
        cancelled = coming.update(state=SessionState.CANCELLED, revision=F("revision") + 1, modified_at=at)
    findable_changed(activity)
    write_line(actor, verb, activity, activity.facility_id, sessions_cancelled=cancelled)
    return activity
