"""Any sequence of what people do to three reports keeps the promises of the states."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from densach.core.errors import Refusal
from densach.reporting import services
from densach.reporting.models import Report, ReportCell, ReportEvent, ReportState
from densach.reporting.rules import DONE, EDITABLE

from . import rows
from .rows import NOVEMBER

WHICH = st.sampled_from(["one", "two", "education"])


class Reports(RuleBasedStateMachine):
    """`model` is what the states should be; each rule says what must happen and compares."""

    where: ClassVar[SimpleNamespace]

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.cycle = rows.cycle(self.where)
        services.draw_cycle(actor=self.where.office, cycle=self.cycle, at=NOVEMBER)
        self.model = dict.fromkeys(("one", "two", "education"), "draft")
        self.locked_cells = self.cells()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def report(self, name: str) -> Report:
        return rows.report_of(self.cycle, getattr(self.where, name))

    def cells(self) -> dict[str, Any]:
        return {
            name: list(ReportCell.objects.filter(report=self.report(name)).values_list("key", "corrected"))
            for name in self.model
        }

    def told(self, act: Any) -> str:
        try:
            with transaction.atomic():
                act()
        except Refusal as refusal:
            return refusal.code
        return ""

    @rule(name=WHICH)
    def submit(self, name: str) -> None:
        said = self.told(lambda: services.submit_report(actor=self.where.office, report=self.report(name), at=NOVEMBER))
        assert (said == "") == (self.model[name] in EDITABLE)
        if not said:
            self.model[name] = "submitted"

    @rule(name=WHICH)
    def accept(self, name: str) -> None:
        said = self.told(lambda: services.accept_report(actor=self.where.office, report=self.report(name), at=NOVEMBER))
        assert (said == "") == (self.model[name] == "submitted")
        if not said:
            self.model[name] = "accepted"

    @rule(name=WHICH)
    def give_back(self, name: str) -> None:
        said = self.told(
            lambda: services.return_report(
                actor=self.where.office, report=self.report(name), note="Xem lại số liệu", at=NOVEMBER
            )
        )
        assert (said == "") == (self.model[name] in ("submitted", "accepted"))
        if not said:
            self.model[name] = "returned"

    @rule(name=WHICH, value=st.integers(1, 1000))
    def correct(self, name: str, value: int) -> None:
        said = self.told(
            lambda: services.correct_cell(
                actor=self.where.office, report=self.report(name), key="m.visits", value=Decimal(value),
                reason="Quên một quyển sổ", at=NOVEMBER,
            )
        )  # fmt: skip
        assert said == ("" if self.model[name] in EDITABLE else "report-locked")

    @rule(sure=st.booleans())
    def consolidate(self, sure: bool) -> None:
        said = self.told(
            lambda: services.consolidate(actor=self.where.office, cycle=self.cycle, confirm_missing=sure, at=NOVEMBER)
        )
        states = set(self.model.values())
        if not states & DONE:
            assert said == "nothing-accepted"
        elif states - DONE and not sure:
            assert said == "not-all-accepted"
        else:
            assert said == ""
            self.model = {name: "consolidated" if state == "accepted" else state for name, state in self.model.items()}

    @rule()
    def withdraw(self) -> None:
        said = self.told(
            lambda: services.withdraw_consolidation(actor=self.where.office, cycle=self.cycle, at=NOVEMBER)
        )
        assert said == ("" if "consolidated" in self.model.values() else "nothing-to-withdraw")
        if not said:
            self.model = {name: "accepted" if state == "consolidated" else state for name, state in self.model.items()}

    @invariant()
    def states_are_those_of_the_model_and_of_the_last_event(self) -> None:
        for name, state in self.model.items():
            report = self.report(name)
            assert report.state == state
            last = ReportEvent.objects.filter(report=report).order_by("pk").last()
            assert last
            assert last.state == state

    @invariant()
    def what_is_locked_does_not_change(self) -> None:
        now = self.cells()
        for name, state in self.model.items():
            if state not in EDITABLE and self.seen.get(name, ("", None))[0] not in (*EDITABLE, ""):
                assert now[name] == self.seen[name][1]
        self.seen = {name: (state, now[name]) for name, state in self.model.items()}

    seen: dict[str, tuple[str, Any]] = {}

    @invariant()
    def the_whole_is_the_sum_of_its_parts(self) -> None:
        own = ReportCell.objects.filter(report__unit=self.where.city, report__cycle=self.cycle, key="m.visits").first()
        taken = Report.objects.filter(cycle=self.cycle, state=ReportState.CONSOLIDATED)
        if own and own.report.drafted_at and taken:
            parts = ReportCell.objects.filter(report__in=taken, key="m.visits")
            assert own.computed == sum(cell.value for cell in parts)


@pytest.mark.django_db
def test_states_of_reports(where: SimpleNamespace) -> None:
    rows.year_of(where.library, 2025, 12)
    Reports.where = where
    run_state_machine_as_test(
        Reports,
        settings=settings(
            max_examples=15, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
