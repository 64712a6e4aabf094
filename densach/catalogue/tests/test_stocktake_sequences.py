"""Any sequence of acts of a stocktake: nothing is counted twice, and expected is always seen + with readers + missing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from densach.catalogue import services as catalogue
from densach.catalogue.models import Copy, CopyState, Finding, Stocktake, StocktakeLine
from densach.catalogue.services import findings as settling
from densach.catalogue.services import stocktake as services
from densach.catalogue.stock.stocktaking import progress
from densach.circulation import services as circulation
from densach.core.errors import Refusal
from tests import make

AT = dt.datetime(2026, 11, 2, 1, tzinfo=dt.UTC)
COPIES = st.integers(0, 7)
SHELVES = st.sampled_from(["", "A1", "B1"])


class StocktakeMachine(RuleBasedStateMachine):
    """One place, eight copies, one counting and one at the desk; an act that is refused changes nothing."""

    @initialize()
    def open_the_house(self) -> None:
        ward = make.unit(parent=make.unit(kind="city"))
        self.place = make.facility(unit=ward)
        self.actor = make.user("librarian", at=ward)
        self.copies = [make.copy(facility=self.place, shelf="A1" if n % 2 else "B1") for n in range(8)]
        self.reader = make.patron(facility=self.place)
        self.at = AT

    def act(self, service: Any, **given: Any) -> None:
        before = StocktakeLine.objects.count(), dict(Copy.objects.values_list("pk", "state"))
        self.at += dt.timedelta(minutes=1)
        try:
            service(actor=self.actor, at=self.at, **given)
        except Refusal:
            assert before == (StocktakeLine.objects.count(), dict(Copy.objects.values_list("pk", "state")))

    def newest(self) -> Stocktake | None:
        return Stocktake.objects.select_related("facility").order_by("-pk").first()

    @rule(shelf=st.sampled_from(["", "", "A"]), is_partial=st.booleans())
    def begin(self, shelf: str, is_partial: bool) -> None:
        self.act(services.open_stocktake, facility=self.place, title="Kiểm kê", shelf=shelf, is_partial=is_partial)

    @rule(copies=st.lists(COPIES, min_size=1, max_size=5), shelf=SHELVES)
    def scan(self, copies: list[int], shelf: str) -> None:
        if stocktake := self.newest():
            for number in copies:
                barcode = self.copies[number].barcode
                self.act(services.scan_copy, stocktake=stocktake, text=barcode, shelf=shelf)

    @rule(copies=st.lists(COPIES, max_size=8), shelf=SHELVES)
    def take_a_list(self, copies: list[int], shelf: str) -> None:
        if stocktake := self.newest():
            texts = [self.copies[number].accession_number for number in copies] + ["lạ"]
            self.act(services.scan_many, stocktake=stocktake, texts=texts, shelf=shelf)

    @rule()
    def undo_the_last_scan(self) -> None:
        stocktake = self.newest()
        if stocktake and (line := StocktakeLine.objects.filter(stocktake=stocktake).first()):
            self.act(services.undo_scan, stocktake=stocktake, line_id=line.pk)

    @rule()
    def close(self) -> None:
        if stocktake := self.newest():
            self.act(services.close_stocktake, stocktake=stocktake)

    @rule(act=st.sampled_from(["lost", "found", "shelf"]))
    def settle(self, act: str) -> None:
        if stocktake := self.newest():
            self.act(settling.settle_findings, stocktake=stocktake, act=act)

    @rule()
    def take_it_back(self) -> None:
        if stocktake := self.newest():
            lines = StocktakeLine.objects.filter(stocktake=stocktake).exclude(resolved="")
            self.act(settling.unsettle_findings, stocktake=stocktake, line_ids=[line.pk for line in lines])

    @rule(number=COPIES)
    def lend(self, number: int) -> None:
        copy = Copy.objects.select_related("record", "facility").get(pk=self.copies[number].pk)
        self.act(circulation.lend_copy, copy=copy, patron=self.reader, facility=self.place, override_reason="x")

    @rule(number=COPIES)
    def take_back(self, number: int) -> None:
        copy = Copy.objects.select_related("record", "facility").get(pk=self.copies[number].pk)
        self.act(circulation.return_copy, copy=copy, facility=self.place)

    @rule(number=COPIES)
    def withdraw(self, number: int) -> None:
        copy = Copy.objects.get(pk=self.copies[number].pk)
        self.act(catalogue.withdraw_copy, copy=copy, reason="outdated")

    @invariant()
    def the_sums_agree(self) -> None:
        for stocktake in Stocktake.objects.all():
            found = progress(stocktake)
            assert 0 <= found.seen <= found.expected or stocktake.is_partial
            if stocktake.closed_at and not stocktake.is_partial:
                kinds = found.found
                assert found.expected == found.seen + kinds.get(Finding.MISSING, 0) + kinds.get(Finding.OUT, 0)

    @invariant()
    def what_was_not_closed_was_not_acted_on(self) -> None:
        assert not StocktakeLine.objects.filter(stocktake__closed_at=None).exclude(resolved="").exists()
        assert not Copy.objects.filter(state=CopyState.WITHDRAWN, withdrawn_on=None).exists()


@pytest.mark.django_db
def test_any_sequence_of_acts() -> None:
    quiet = settings(max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(StocktakeMachine, settings=quiet)
