"""Any sequence of registrations, cancellations, sheets and corrections keeps the seats and the figures right."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from densach.activities import services
from densach.activities.models import Activity, Presence, Registration, RegistrationState, Session
from densach.core.errors import Refusal
from densach.core.periods import Month
from densach.measures.counting import compare
from densach.measures.register import REGISTER
from densach.measures.services import recount_dirty
from tests import make

from .rows import AT, centre, club, details, series

LATER = AT + dt.timedelta(days=60)
PEOPLE, SESSIONS = 6, 4
person = st.integers(0, PEOPLE - 1)
session = st.integers(0, SESSIONS - 1)
sheets = st.dictionaries(person, st.sampled_from([*Presence.values, "late"]), max_size=PEOPLE)
counts = st.dictionaries(
    st.tuples(st.sampled_from(["0-5", "60+", "unknown", "wrong"]), st.sampled_from(["f", "m", "u"])),
    st.integers(-1, 100_001),
    max_size=3,
)


class Centre(RuleBasedStateMachine):
    @initialize()
    def open(self) -> None:
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.house = centre()
        self.activity = club(self.house.house, capacity=3)
        self.people = [make.patron(facility=self.house.house, birth_year=2010 + n) for n in range(PEOPLE)]
        self.sessions = series(self.house.owner, self.activity)

    def teardown(self) -> None:
        try:
            if hasattr(self, "house"):
                self.figures_are_what_a_recount_gives()
        finally:
            if hasattr(self, "undo"):
                transaction.set_rollback(True)
                self.undo.__exit__(None, None, None)

    def attempt(self, service: object, **given: object) -> None:
        with suppress(Refusal):  # a refusal is an answer; anything else fails the test
            service(actor=self.house.owner, **given)  # type: ignore[operator]

    @rule(who=person)
    def register(self, who: int) -> None:
        self.attempt(services.register_patron, activity=self.activity, patron=self.people[who], at=AT)

    @rule(who=person)
    def give_up(self, who: int) -> None:
        for seat in Registration.objects.filter(activity=self.activity, patron=self.people[who]):
            self.attempt(services.cancel_registration, registration=seat)

    @rule(seats=st.one_of(st.none(), st.integers(0, 5)), takes=st.booleans(), kind=st.sampled_from(["club", "course"]))
    def correct(self, seats: int | None, takes: bool, kind: str) -> None:
        facts = details(capacity=seats, takes_registrations=takes, kind=kind)
        activity = Activity.objects.get(pk=self.activity.pk)
        self.attempt(services.edit_activity, activity=activity, facility=self.house.house, details=facts, at=LATER)

    @rule(end=st.booleans())
    def close_and_open(self, end: bool) -> None:
        change = services.end_activity if end else services.cancel_activity
        self.attempt(change, activity=self.activity, at=LATER)
        self.attempt(services.publish_activity, activity=self.activity, at=LATER)

    @rule(which=session, sheet=sheets, tally=counts)
    def take_attendance(self, which: int, sheet: dict[int, str], tally: dict[tuple[str, str], int]) -> None:
        named = {self.people[who]: presence for who, presence in sheet.items()}
        given = {"presences": named, "tallies": tally, "at": LATER}
        self.attempt(services.record_attendance, session=self.sessions[which], **given)

    @rule(which=session)
    def cancel(self, which: int) -> None:
        self.attempt(services.cancel_session, session=self.fresh(which), at=LATER)

    @rule(which=session)
    def restore(self, which: int) -> None:
        self.attempt(services.restore_session, session=self.fresh(which), at=LATER)

    @rule(which=session, days=st.integers(-40, 40))
    def move(self, which: int, days: int) -> None:
        day = self.fresh(which).day + dt.timedelta(days=days)
        times = {"start_time": dt.time(8 + which), "end_time": dt.time(9 + which)}
        self.attempt(services.edit_session, session=self.fresh(which), day=day, **times, at=LATER)

    @rule()
    def figures_are_what_a_recount_gives(self) -> None:
        recount_dirty(at=LATER)
        for code in ("sessions", "attendance", "participants"):
            for number in range(1, 13):
                assert not list(compare(REGISTER.get(code), Month(2025, number)).differing())

    def fresh(self, which: int) -> Session:
        return Session.objects.get(pk=self.sessions[which].pk)

    @invariant()
    def seats_are_those_registered(self) -> None:
        if not hasattr(self, "house"):
            return
        activity = Activity.objects.get(pk=self.activity.pk)
        confirmed = Registration.objects.filter(activity=activity, state=RegistrationState.CONFIRMED).count()
        assert activity.seats_taken == confirmed
        assert activity.capacity is None or confirmed <= activity.capacity


@pytest.mark.django_db
def test_any_sequence_keeps_seats_and_figures_right() -> None:
    run_state_machine_as_test(
        Centre,
        settings=settings(
            max_examples=12, stateful_step_count=15, deadline=None, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
