from __future__ import annotations

from types import SimpleNamespace

import pytest

from densach.activities import refusals, services
from densach.activities.models import ActivityState, Registration, RegistrationState
from densach.audit.models import Entry
from densach.core.errors import NotAllowed
from densach.discovery.models import Change
from tests import make

from .rows import AT, club

pytestmark = pytest.mark.django_db


def register(centre: SimpleNamespace, activity: object, patron: object = None, actor: object = None) -> Registration:
    person = patron or make.patron(facility=centre.house)
    return services.register_patron(actor=actor or centre.owner, activity=activity, patron=person, at=AT)  # type: ignore[arg-type]


def test_seats_are_given_until_none_is_left_and_given_back(centre: SimpleNamespace) -> None:
    activity = club(centre.house, capacity=2)
    first = register(centre, activity)
    assert not Change.objects.exists()
    register(centre, activity)
    assert Change.objects.filter(kind="activity").count() == 1  # now it is full
    with pytest.raises(refusals.ActivityFull):
        register(centre, activity)
    services.cancel_registration(actor=centre.owner, registration=first)
    assert Change.objects.filter(kind="activity").count() == 2  # and has a seat again
    activity.refresh_from_db()
    assert activity.seats_taken == 1
    with pytest.raises(refusals.RegistrationGone):
        services.cancel_registration(actor=centre.owner, registration=first)
    activity.refresh_from_db()
    assert activity.seats_taken == 1
    again = register(centre, activity, first.patron)
    assert again.state == RegistrationState.CONFIRMED


def test_without_a_limit_everybody_finds_a_seat(centre: SimpleNamespace) -> None:
    activity = club(centre.house, capacity=None)
    given = [register(centre, activity) for _n in range(3)]
    services.cancel_registration(actor=centre.owner, registration=given[0])
    activity.refresh_from_db()
    assert activity.seats_taken == 2


def test_a_person_has_one_seat(centre: SimpleNamespace) -> None:
    activity = club(centre.house)
    patron = make.patron("Nông Thị Mẫu", facility=centre.house)
    register(centre, activity, patron)
    with pytest.raises(refusals.AlreadyRegistered) as caught:
        register(centre, activity, patron)
    assert "Nông Thị Mẫu" in str(caught.value)
    activity.refresh_from_db()
    assert activity.seats_taken == 1


def test_the_constraint_decides_between_two_desks(centre: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    activity = club(centre.house)
    patron = make.patron(facility=centre.house)
    register(centre, activity, patron)
    # as if both desks had looked before either wrote
    monkeypatch.setattr("django.db.models.query.QuerySet.exists", lambda _self: False)
    with pytest.raises(refusals.AlreadyRegistered):
        register(centre, activity, patron)
    monkeypatch.undo()
    activity.refresh_from_db()
    assert activity.seats_taken == 1


def test_a_seat_lost_between_look_and_update_is_refused(
    centre: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    activity = club(centre.house, capacity=1)
    register(centre, activity)
    monkeypatch.setattr("densach.activities.rules.seat_refusal", lambda *_args: None)
    with pytest.raises(refusals.ActivityFull):
        register(centre, activity)


@pytest.mark.parametrize("state", [ActivityState.DRAFT, ActivityState.ENDED, ActivityState.CANCELLED])
def test_a_closed_activity_takes_nobody(centre: SimpleNamespace, state: str) -> None:
    with pytest.raises(refusals.ActivityNotOpen):
        register(centre, club(centre.house, state=state))


def test_where_everybody_may_come_nobody_registers(centre: SimpleNamespace) -> None:
    with pytest.raises(refusals.NotTakingRegistrations):
        register(centre, club(centre.house, takes_registrations=False))


def test_age_groups_are_kept_but_an_unknown_age_is_let_in(centre: SimpleNamespace) -> None:
    activity = club(centre.house, age_bands=["6-10", "11-14"])
    with pytest.raises(refusals.OutsideAgeBand) as caught:
        register(centre, activity, make.patron(facility=centre.house, birth_year=1990))
    assert "6–10" in str(caught.value)
    register(centre, activity, make.patron(facility=centre.house, birth_year=2016))
    register(centre, activity, make.patron(facility=centre.house, birth_year=None))
    activity.refresh_from_db()
    assert activity.seats_taken == 2


def test_three_people(centre: SimpleNamespace) -> None:
    activity = club(centre.house)
    register(centre, activity)
    second = register(centre, activity, actor=centre.colleague)
    for person in (centre.stranger, centre.officer):
        with pytest.raises(NotAllowed):
            register(centre, activity, actor=person)
        with pytest.raises(NotAllowed):
            services.cancel_registration(actor=person, registration=second)
    lines = Entry.objects.filter(verb="register_for_activity")
    assert lines.count() == 2
    assert not any(second.patron.full_name in line.subject_label for line in lines)
