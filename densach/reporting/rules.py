"""Pure decisions: the states a report goes through, what locks it, what a figure may be, when it is late.

A report goes draft → submitted → returned | accepted → consolidated; returned → submitted. Back from accepted leads
only the receiver (accepted → returned), from consolidated only its withdrawing of the consolidation (→ accepted).
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum

from densach.core.errors import Refusal
from densach.core.periods import Month, Period

from . import refusals
from .models import ReportState


class Step(StrEnum):
    SUBMIT = "submit"
    RETURN = "return"
    ACCEPT = "accept"
    CONSOLIDATE = "consolidate"
    RELEASE = "release"


STEPS: dict[Step, tuple[frozenset[ReportState], ReportState]] = {
    Step.SUBMIT: (frozenset({ReportState.DRAFT, ReportState.RETURNED}), ReportState.SUBMITTED),
    Step.RETURN: (frozenset({ReportState.SUBMITTED, ReportState.ACCEPTED}), ReportState.RETURNED),
    Step.ACCEPT: (frozenset({ReportState.SUBMITTED}), ReportState.ACCEPTED),
    Step.CONSOLIDATE: (frozenset({ReportState.ACCEPTED}), ReportState.CONSOLIDATED),
    Step.RELEASE: (frozenset({ReportState.CONSOLIDATED}), ReportState.ACCEPTED),
}
EDITABLE = frozenset({ReportState.DRAFT, ReportState.RETURNED})
#: states in which the receiver may count the report as done
DONE = frozenset({ReportState.ACCEPTED, ReportState.CONSOLIDATED})
#: days before the deadline on which a reminder goes out; negative: after it
REMINDER_DAYS = (30, 14, 7, 1, -1, -7)
JUMP = 3
SMALL = 20  # below this, tripling says nothing: one class more is enough
HIGHEST = Decimal("99999999999999.99")  # the column's own limit
LONGEST_TEXT = 20_000
SHORTEST_REASON = 5


def may_step(step: Step, state: str, *, unit: str) -> Refusal | None:
    sources, _target = STEPS[step]
    if state in sources:
        return None
    name = ReportState(state).label
    if state == ReportState.CONSOLIDATED:
        return refusals.AlreadyConsolidated(unit=unit, state=name)
    return refusals.WrongState(unit=unit, state=name)


def may_edit(state: str, *, unit: str) -> Refusal | None:
    if state in EDITABLE:
        return None
    return refusals.ReportLocked(unit=unit, state=ReportState(state).label)


def dates_fit(*, year: int, cut_off_on: dt.date, due_on: dt.date) -> Refusal | None:
    """A cut-off within the year after at least one whole month, a deadline not before it."""
    if cut_off_on.year != year or counted_period(cut_off_on) is None:
        return refusals.CutOffNotInYear(year=year, day=f"{cut_off_on:%d/%m/%Y}")
    if due_on < cut_off_on:
        return refusals.DueBeforeCutOff(day=f"{cut_off_on:%d/%m/%Y}")
    return None


def counted_period(cut_off_on: dt.date) -> Period | None:
    """From 1 January to the end of the last month that is over on the cut-off; None where no month is over.

    Figures are stored by month, so a cut-off on 15 November counts to 31 October, this year and, for the same
    stretch, last year.
    """
    month = Month.of(cut_off_on)
    last = month if month.end == cut_off_on else month.previous()
    return Period(dt.date(cut_off_on.year, 1, 1), last.end) if last.year == cut_off_on.year else None


def year_before(period: Period) -> Period:
    """The same months of the year before."""
    last = Month.of(period.end)
    return Period(period.start.replace(year=period.start.year - 1), Month(last.year - 1, last.number).end)


def change(value: Decimal | None, before: Decimal | None) -> Decimal | None:
    """Growth in hundredths; None where there was nothing to grow from."""
    if value is None or not before:
        return None
    return (value - before) / before * 100


def is_jump(value: Decimal | None, before: Decimal | None) -> bool:
    """More than three times the year before or less than a third of it, where either is a number worth the question."""
    if value is None or before is None or max(value, before) < SMALL or not before:
        return False
    return value > before * JUMP or value * JUMP < before


def value_fits(value: Decimal, *, highest: Decimal = HIGHEST) -> Refusal | None:
    """A number from 0 up that the column holds without rounding."""
    exponent = value.as_tuple().exponent
    if not value.is_finite() or not isinstance(exponent, int) or not 0 <= value <= highest:
        return refusals.ValueNotPossible(value=value, highest=f"{highest:f}")
    if value != round(value, 2):
        return refusals.ValueNotPossible(value=value, highest=f"{highest:f}")
    return None


def reason_fits(text: str) -> bool:
    return len(text) >= SHORTEST_REASON


def days_left(due_on: dt.date, today: dt.date) -> int:
    """Days until the deadline, which itself is in time; negative: days late."""
    return (due_on - today).days


def days_late(*, state: str, due_on: dt.date, submitted_on: dt.date | None, today: dt.date) -> int:
    """How many days late a report came or, while it is still owed, is by today; 0 when in time."""
    handed_in = submitted_on if state not in EDITABLE and submitted_on else today
    return max(0, (handed_in - due_on).days)


def reminder_due(due_on: dt.date, today: dt.date) -> int | None:
    """Which reminder stands at a day: the last whose day has come; None before the first and a week after the last."""
    left = days_left(due_on, today)
    if left < min(REMINDER_DAYS) * 2:
        return None
    return min((days for days in REMINDER_DAYS if left <= days), default=None)
