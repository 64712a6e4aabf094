"""Give a person a seat, take it back. The count of seats moves by a condition in the update, never by reading first."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from densach.accounts.models import User
from densach.activities import refusals, rules
from densach.activities.models import Activity, ActivityState, Registration, RegistrationState
from densach.activities.permissions import RECORD_ATTENDANCE
from densach.core.ages import age_band
from densach.core.clock import local_day
from densach.network.access import require
from densach.people.models import Patron

from .trail import findable_changed, write_line


@transaction.atomic
def register_patron(*, actor: User, activity: Activity, patron: Patron, at: dt.datetime) -> Registration:
    """Give `patron` a seat. Whoever may take attendance at the place may do this.

    Raises NotAllowed, ActivityNotOpen, NotTakingRegistrations, OutsideAgeBand, ActivityFull, AlreadyRegistered.
    """
    require(actor, RECORD_ATTENDANCE, facility_id=activity.facility_id)
    band = age_band(patron.birth_year, local_day(at))
    if Registration.objects.filter(activity=activity, patron=patron, state=RegistrationState.CONFIRMED).exists():
        raise _already(activity, patron)
    _judge(activity, band)
    _take_seat(activity, band)
    try:
        with transaction.atomic():
            registration = Registration.objects.create(activity=activity, patron=patron, registered_at=at)
    except IntegrityError as error:  # another desk was quicker; the seat goes back with this transaction
        raise _already(activity, patron) from error
    if activity.seats_taken == activity.capacity:
        findable_changed(activity)
    write_line(actor, "register_for_activity", registration, activity.facility_id, seats_taken=activity.seats_taken)
    return registration


def _already(activity: Activity, patron: Patron) -> refusals.AlreadyRegistered:
    return refusals.AlreadyRegistered(name=patron.full_name, title=activity.title)


def _judge(activity: Activity, band: str) -> None:
    """Ask the rules about the activity as it stands now."""
    activity.refresh_from_db(fields=["state", "takes_registrations", "capacity", "seats_taken", "age_bands"])
    seat = rules.SeatFacts(
        title=activity.title,
        state=activity.state,
        takes_registrations=activity.takes_registrations,
        capacity=activity.capacity,
        seats_taken=activity.seats_taken,
        age_bands=tuple(activity.age_bands),
    )
    refusal = rules.seat_refusal(seat, band)
    if refusal is not None:
        raise refusal


def _take_seat(activity: Activity, band: str) -> None:
    free = Q(capacity__isnull=True) | Q(seats_taken__lt=F("capacity"))
    open_now = Activity.objects.filter(free, pk=activity.pk, state=ActivityState.PUBLISHED, takes_registrations=True)
    if not open_now.update(seats_taken=F("seats_taken") + 1):  # somebody took the last seat, or closed it, meanwhile
        _judge(activity, band)
        raise refusals.ActivityFull(title=activity.title, capacity=rules.number(activity.capacity or 0))
    activity.refresh_from_db(fields=["seats_taken", "capacity"])


@transaction.atomic
def cancel_registration(*, actor: User, registration: Registration) -> Registration:
    """Give the seat back. Raises NotAllowed, RegistrationGone."""
    activity = registration.activity
    require(actor, RECORD_ATTENDANCE, facility_id=activity.facility_id)
    # the activity first, as when registering, so that two transactions never wait for each other
    Activity.objects.filter(pk=activity.pk, seats_taken__gt=0).update(seats_taken=F("seats_taken") - 1)
    row = Registration.objects.filter(pk=registration.pk, state=RegistrationState.CONFIRMED)
    if not row.update(state=RegistrationState.CANCELLED):
        raise refusals.RegistrationGone
    registration.state = RegistrationState.CANCELLED
    activity.refresh_from_db(fields=["seats_taken", "capacity"])
    if activity.capacity is not None and activity.seats_taken == activity.capacity - 1:
        findable_changed(activity)
    write_line(actor, "cancel_registration", registration, activity.facility_id, seats_taken=activity.seats_taken)
    return registration
