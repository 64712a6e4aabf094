from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from densach.core.periods import Period
from densach.reporting import rules
from densach.reporting.models import ReportState
from densach.reporting.rules import Step

NOVEMBER_25 = dt.date(2025, 11, 25)


@pytest.mark.parametrize(
    ("step", "allowed"),
    [
        (Step.SUBMIT, {"draft", "returned"}),
        (Step.RETURN, {"submitted", "accepted"}),
        (Step.ACCEPT, {"submitted"}),
        (Step.CONSOLIDATE, {"accepted"}),
        (Step.RELEASE, {"consolidated"}),
    ],
)
def test_each_step_has_its_states_and_no_other(step: Step, allowed: set[str]) -> None:
    for state in ReportState.values:
        refusal = rules.may_step(step, state, unit="Phường Một")
        assert (refusal is None) == (state in allowed)
        if refusal:
            assert "Phường Một" in str(refusal)
            assert refusal.code == ("already-consolidated" if state == "consolidated" else "wrong-state")


def test_figures_and_words_are_open_in_draft_and_after_a_return_only() -> None:
    open_states = {state for state in ReportState.values if rules.may_edit(state, unit="Phường Một") is None}
    assert open_states == {"draft", "returned"}
    assert "đã nộp" in str(rules.may_edit("submitted", unit="Phường Một"))


@pytest.mark.parametrize(
    ("cut_off", "end"),
    [
        (dt.date(2025, 10, 31), dt.date(2025, 10, 31)),
        (dt.date(2025, 11, 15), dt.date(2025, 10, 31)),
        (dt.date(2025, 12, 31), dt.date(2025, 12, 31)),
        (dt.date(2025, 2, 1), dt.date(2025, 1, 31)),
    ],
)
def test_only_months_that_are_over_count(cut_off: dt.date, end: dt.date) -> None:
    assert rules.counted_period(cut_off) == Period(dt.date(2025, 1, 1), end)


def test_a_cut_off_needs_a_whole_month_of_its_year_and_a_later_deadline() -> None:
    def code(year: int, cut_off: dt.date, due: dt.date) -> str | None:
        refusal = rules.dates_fit(year=year, cut_off_on=cut_off, due_on=due)
        return refusal.code if refusal else None

    assert code(2025, dt.date(2025, 10, 31), NOVEMBER_25) is None
    assert code(2025, dt.date(2025, 1, 30), NOVEMBER_25) == "cut-off-not-in-year"
    assert code(2024, dt.date(2025, 10, 31), NOVEMBER_25) == "cut-off-not-in-year"
    assert code(2025, dt.date(2025, 11, 26), NOVEMBER_25) == "due-before-cut-off"


def test_last_year_is_the_same_months_also_after_a_leap_day() -> None:
    leap = Period(dt.date(2024, 1, 1), dt.date(2024, 2, 29))
    assert rules.year_before(leap) == Period(dt.date(2023, 1, 1), dt.date(2023, 2, 28))


@pytest.mark.parametrize(
    ("now", "before", "jumps"),
    [
        (301, 100, True),
        (300, 100, False),
        (33, 100, True),
        (34, 100, False),
        (19, 5, False),
        (500, 0, False),
        (0, 100, True),
    ],
)
def test_a_jump_is_more_than_three_times_or_less_than_a_third(now: int, before: int, *, jumps: bool) -> None:
    assert rules.is_jump(Decimal(now), Decimal(before)) is jumps


def test_nothing_does_not_jump_or_grow() -> None:
    assert not rules.is_jump(None, Decimal(100))
    assert rules.change(Decimal(5), None) is None
    assert rules.change(Decimal(5), Decimal(0)) is None
    assert rules.change(Decimal(110), Decimal(100)) == 10


@pytest.mark.parametrize("value", ["-1", "NaN", "Infinity", "1.005", "100000000000000"])
def test_a_value_must_fit_the_column(value: str) -> None:
    refusal = rules.value_fits(Decimal(value))
    assert refusal
    assert refusal.code == "value-not-possible"


def test_a_value_with_two_places_fits() -> None:
    assert rules.value_fits(Decimal("12.50")) is None
    assert rules.value_fits(Decimal("1E+3")) is None


def test_the_deadline_itself_is_in_time() -> None:
    def late(state: str, handed_in: dt.date | None, today: dt.date) -> int:
        return rules.days_late(state=state, due_on=NOVEMBER_25, submitted_on=handed_in, today=today)

    assert late("submitted", NOVEMBER_25, dt.date(2026, 1, 1)) == 0
    assert late("submitted", dt.date(2025, 11, 27), dt.date(2026, 1, 1)) == 2
    assert late("draft", None, NOVEMBER_25) == 0
    assert late("draft", None, dt.date(2025, 11, 28)) == 3
    assert late("returned", NOVEMBER_25, dt.date(2025, 11, 28)) == 3


@pytest.mark.parametrize(
    ("today", "days"),
    [
        (dt.date(2025, 10, 25), None), (dt.date(2025, 10, 26), 30), (dt.date(2025, 11, 12), 14), (dt.date(2025, 11, 18), 7),
        (dt.date(2025, 11, 24), 1), (NOVEMBER_25, 1), (dt.date(2025, 11, 26), -1), (dt.date(2025, 12, 2), -7),
        (dt.date(2025, 12, 9), -7), (dt.date(2025, 12, 10), None),
    ],
)  # fmt: skip
def test_a_missed_day_of_reminding_is_made_up_for(today: dt.date, days: int | None) -> None:
    assert rules.reminder_due(NOVEMBER_25, today) == days
