"""Any sequence of acts on dossiers: what leaves the stock was decided, and never what a reader has."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from densach.catalogue.models import Copy, CopyState, Weeding, WeedingGround, WeedingLine, WeedingState
from densach.catalogue.services import weeding as services
from densach.circulation import services as circulation
from densach.circulation.models import Loan, LoanState
from densach.core.errors import Refusal
from densach.measures.services import recount_dirty
from tests import make

from .test_weeding import COUNCIL

AT = dt.datetime(2026, 11, 2, 1, tzinfo=dt.UTC)
DOSSIERS = st.integers(0, 1)
COPIES = st.lists(st.integers(0, 5), min_size=1, max_size=4)
PAPERS = {
    "submit": services.submit_weeding,
    "appoint": services.appoint_council,
    "minutes": services.sign_minutes,
    "decide": services.decide_weeding,
}


class WeedingMachine(RuleBasedStateMachine):
    """One place, six copies, two dossiers, a desk beside; an act that is refused changes nothing."""

    @initialize()
    def open_the_house(self) -> None:
        ward = make.unit(parent=make.unit(kind="city"))
        self.place = make.facility(unit=ward)
        self.actor = make.user("librarian", at=ward)
        self.copies = [make.copy(facility=self.place) for _n in range(6)]
        self.reader = make.patron(facility=self.place)
        self.at = AT
        self.dossiers = [
            services.open_weeding(actor=self.actor, facility=self.place, title=str(n), at=AT) for n in range(2)
        ]

    def state(self) -> tuple[Any, ...]:
        return (
            sorted(Copy.objects.values_list("pk", "state", "weeding")),
            sorted(Weeding.objects.values_list("pk", "state", "minutes_on")),
            sorted(WeedingLine.objects.values_list("weeding", "copy", "keeps")),
        )

    def act(self, service: Any, which: int, **given: Any) -> None:
        before = self.state()
        self.at += dt.timedelta(minutes=1)
        weeding = Weeding.objects.get(pk=self.dossiers[which].pk)
        try:
            service(actor=self.actor, weeding=weeding, at=self.at, **given)
        except Refusal:
            assert before == self.state()

    @rule(number=DOSSIERS, copies=COPIES, ground=st.sampled_from(list(WeedingGround)))
    def propose(self, number: int, copies: list[int], ground: WeedingGround) -> None:
        chosen = [Copy.objects.get(pk=self.copies[n].pk) for n in set(copies)]
        self.act(services.add_to_weeding, number, copies=chosen, ground=ground)

    @rule(number=DOSSIERS)
    def take_the_first_out(self, number: int) -> None:
        line = WeedingLine.objects.filter(weeding=self.dossiers[number]).first()
        self.act(services.take_from_weeding, number, line_ids=[line.pk if line else 0])

    @rule(number=DOSSIERS, paper=st.sampled_from(list(PAPERS)), days=st.integers(-2, 1))
    def sign(self, number: int, paper: str, days: int) -> None:
        self.act(PAPERS[paper], number, number="5", on=(self.at + dt.timedelta(days=days)).date())

    @rule(number=DOSSIERS)
    def go_on(self, number: int) -> None:
        """The next step, as a librarian takes it."""
        weeding = Weeding.objects.get(pk=self.dossiers[number].pk)
        step = {"proposed": "submit", "submitted": "appoint", "examined": "decide" if weeding.minutes_on else "minutes"}
        if weeding.state == WeedingState.SUBMITTED:
            self.act(services.set_council, number, members=COUNCIL)
        if weeding.state in step:
            self.act(PAPERS[step[weeding.state]], number, number="5", on=self.at.date())

    @rule(number=DOSSIERS, keeps=st.booleans())
    def keep_the_first(self, number: int, keeps: bool) -> None:
        line = WeedingLine.objects.filter(weeding=self.dossiers[number]).first()
        self.act(services.keep_copies, number, line_ids=[line.pk if line else 0], keeps=keeps)

    @rule(number=DOSSIERS, act=st.sampled_from([services.return_weeding, services.cancel_weeding]))
    def go_back(self, number: int, act: Any) -> None:
        self.act(act, number)

    @rule(number=st.integers(0, 5), back=st.booleans())
    def at_the_desk(self, number: int, back: bool) -> None:
        copy = Copy.objects.select_related("record", "facility").get(pk=self.copies[number].pk)
        given: dict[str, Any] = {"actor": self.actor, "copy": copy, "facility": self.place, "at": self.at}
        try:
            if back:
                circulation.return_copy(**given)
            else:
                circulation.lend_copy(patron=self.reader, override_reason="x", **given)
        except Refusal:
            return

    @rule(days=st.integers(1, 20))
    def time_passes(self, days: int) -> None:
        self.at += dt.timedelta(days=days)

    @invariant()
    def what_left_was_decided(self) -> None:
        for copy in Copy.objects.filter(state=CopyState.WITHDRAWN).select_related("weeding"):
            assert copy.weeding
            assert copy.weeding.state == WeedingState.DECIDED
            assert copy.withdrawn_on == copy.weeding.decision_on
            assert WeedingLine.objects.filter(weeding=copy.weeding, copy=copy, keeps=False).exists()
            assert not Loan.objects.filter(copy=copy, state=LoanState.OPEN).exists()

    @invariant()
    def papers_follow_each_other(self) -> None:
        for row in Weeding.objects.exclude(state=WeedingState.CANCELLED):
            days = [day for day in (row.proposal_on, row.council_on, row.minutes_on, row.decision_on) if day]
            assert days == sorted(days)

    def teardown(self) -> None:
        if hasattr(self, "at"):
            recount_dirty(at=self.at)


@pytest.mark.django_db
def test_any_sequence_of_acts() -> None:
    quiet = settings(max_examples=15, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(WeedingMachine, settings=quiet)
