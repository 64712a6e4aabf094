"""Any sequence of acts at the desk: one open loan per copy, and figures equal to a recount (5-quality.md §2, no. 8)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db.models import Count
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from densach.circulation import services
from densach.circulation.models import InHouseUse, Loan, LoanState, Visit
from densach.circulation.refusals import DeskRefusal
from densach.core.periods import Period
from densach.measures.models import Figure
from densach.measures.register import REGISTER
from densach.measures.services import recount_dirty
from densach.network.models import Facility
from tests import make

from .helpers import MORNING

COPIES = st.integers(0, 3)
READERS = st.integers(0, 2)
PLACES = st.integers(0, 1)
NEWEST = st.integers(0, 4)


OURS = ("visits", "loans", "in_house_uses", "uses", "active_patrons")


def stored(code: str, places: list[Facility]) -> dict[tuple[Any, ...], int]:
    rows = Figure.objects.filter(measure=code, facility__in=places).values_list(
        "facility_id", "month", "split", "key", "value"
    )
    return {tuple(row): value for *row, value in rows}


def recounted(code: str, period: Period, places: list[Facility]) -> dict[tuple[Any, ...], int]:
    """The raw rows of every month counted again, without the tables of the recount."""
    return {
        (tally.facility_id, month.start, tally.split, tally.key): tally.value
        for month in period.months()
        for tally in REGISTER.get(code).count(month, [place.pk for place in places])
        if tally.value
    }


class DeskMachine(RuleBasedStateMachine):
    """Two places, four copies, three readers; every act may be refused by name, and then nothing has changed."""

    @initialize()
    def open_the_house(self) -> None:
        ward = make.unit(parent=make.unit(kind="city"))
        self.places = [make.facility(unit=ward) for _n in range(2)]
        self.actor = make.user("librarian", at=ward)
        self.copies = [
            make.copy(facility=self.places[n % 2], record=make.record(subject_group=str(n))) for n in range(4)
        ]
        self.readers = [make.patron(facility=self.places[0], birth_year=year) for year in (2016, 1990, 1950)]
        self.at = MORNING

    def act(self, service: Any, place: int, **given: Any) -> None:
        before = Loan.objects.count(), Visit.objects.count(), InHouseUse.objects.count()
        self.at += dt.timedelta(minutes=1)
        try:
            service(actor=self.actor, facility=self.places[place], at=self.at, **given)
        except DeskRefusal:
            assert before == (Loan.objects.count(), Visit.objects.count(), InHouseUse.objects.count())

    @rule(copy=COPIES, reader=READERS, place=PLACES, reason=st.sampled_from(["", "ngoại lệ"]))
    def lend(self, copy: int, reader: int, place: int, reason: str) -> None:
        given = {"copy": self.copies[copy], "patron": self.readers[reader], "override_reason": reason}
        self.act(services.lend_copy, place, **given)

    @rule(copy=COPIES, reader=READERS, place=PLACES)
    def return_and_lend(self, copy: int, reader: int, place: int) -> None:
        self.act(services.return_and_lend, place, copy=self.copies[copy], patron=self.readers[reader])

    @rule(copy=COPIES, place=PLACES)
    def take_back(self, copy: int, place: int) -> None:
        self.act(services.return_copy, place, copy=self.copies[copy])

    @rule(place=PLACES, newest=NEWEST, act=st.sampled_from(["renew_loan", "undo_loan", "undo_return", "undo_renewal"]))
    def on_a_loan(self, place: int, newest: int, act: str) -> None:
        loans = Loan.objects.select_related("copy__record", "copy__facility").order_by("-pk")[newest : newest + 1]
        for loan in loans:
            self.act(getattr(services, act), place, loan=loan)

    @rule(place=PLACES, count=st.integers(-1, 600), band=st.sampled_from(["", "6-10", "60+"]))
    def count_visitors(self, place: int, count: int, band: str) -> None:
        self.act(services.count_visits, place, count=count, age_band=band)

    @rule(place=PLACES, reader=READERS)
    def count_a_card(self, place: int, reader: int) -> None:
        self.act(services.count_visits, place, kind="card", patron=self.readers[reader])

    @rule(place=PLACES, copy=st.none() | COPIES, count=st.integers(0, 40))
    def read_here(self, place: int, copy: int | None, count: int) -> None:
        self.act(services.record_in_house_use, place, copy=None if copy is None else self.copies[copy], count=count)

    @rule(place=PLACES, newest=NEWEST)
    def undo_a_count(self, place: int, newest: int) -> None:
        for visit in Visit.objects.order_by("-pk")[newest : newest + 1]:
            self.act(services.undo_visit, place, visit=visit)
        for use in InHouseUse.objects.order_by("-pk")[newest : newest + 1]:
            self.act(services.undo_in_house_use, place, use=use)

    @rule(days=st.integers(1, 40))
    def time_passes(self, days: int) -> None:
        self.at += dt.timedelta(days=days)

    @rule()
    def recount(self) -> None:
        recount_dirty(at=self.at)

    @invariant()
    def one_open_loan_per_copy(self) -> None:
        crowded = Loan.objects.filter(state=LoanState.OPEN).values("copy").annotate(n=Count("pk")).filter(n__gt=1)
        assert not crowded.exists()

    def teardown(self) -> None:
        if hasattr(self, "at"):
            recount_dirty(at=self.at)
            period = Period(MORNING.date(), self.at.date())
            for code in OURS:
                assert stored(code, self.places) == recounted(code, period, self.places)


@pytest.mark.django_db
def test_any_sequence_of_acts() -> None:
    quiet = settings(max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(DeskMachine, settings=quiet)
