"""A report's way: handed in, returned, accepted."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from densach.accounts.models import User
from densach.core.clock import local_day
from densach.core.text import clean, clean_lines
from densach.network import access
from densach.reporting import refusals, rules
from densach.reporting.checks import unexplained_jumps
from densach.reporting.models import Report, ReportState
from densach.reporting.permissions import ACCEPT_REPORT
from densach.reporting.queries import right_to_write

from .guard import require_open, step


@transaction.atomic
def submit_report(
    *,
    actor: User,
    report: Report,
    at: dt.datetime,
    number: int | None = None,
    signer_name: str = "",
    signed_by_deputy: bool = False,
    confirmed: bool = False,
) -> Report:
    """Hand a report in to the receiver; the receiver's own (consolidated) report is thereby issued. Locks it.

    `number` is the clerk's document number. `confirmed` lets jumps against last year pass without an explanation.
    Raises NotAllowed, CycleClosed, CutOffInFuture, NothingDrawn, NotConsolidated, JumpsUnexplained,
    WrongState.
    """
    access.require(actor, right_to_write(report.cycle, report.unit_id), unit_id=report.unit_id)
    require_open(report.cycle)
    refusal = rules.may_step(rules.Step.SUBMIT, report.state, unit=report.unit.name)
    if refusal:
        raise refusal
    if report.cycle.cut_off_on >= local_day(at):
        raise refusals.CutOffInFuture(day=f"{report.cycle.cut_off_on:%d/%m/%Y}")
    if report.drafted_at is None:
        raise refusals.NothingDrawn(unit=report.unit.name)
    if report.unit_id == report.cycle.receiver_id and not _is_consolidated(report.cycle_id):
        raise refusals.NotConsolidated(year=report.cycle.year)
    jumps = [] if confirmed else unexplained_jumps(report)
    if jumps:
        raise refusals.JumpsUnexplained(cells=", ".join(jumps))
    signer: dict[str, Any] = {"signer_name": clean(signer_name)[:120], "signed_by_deputy": signed_by_deputy}
    return step(actor, report, rules.Step.SUBMIT, at=at, submitted_at=at, number=number, accepted_at=None, **signer)


def _is_consolidated(cycle_id: int) -> bool:
    return Report.objects.filter(cycle=cycle_id, state=ReportState.CONSOLIDATED).exists()


@transaction.atomic
def return_report(*, actor: User, report: Report, note: str, at: dt.datetime) -> Report:
    """Give a submitted or accepted report back to its unit, saying what is to be corrected.

    Raises NotAllowed, CycleClosed, NoteNeeded, WrongState, AlreadyConsolidated.
    """
    access.require(actor, ACCEPT_REPORT, unit_id=report.cycle.receiver_id)
    require_open(report.cycle)
    words = clean_lines(note)
    if not rules.reason_fits(words):
        raise refusals.NoteNeeded
    return step(actor, report, rules.Step.RETURN, at=at, note=words, accepted_at=None)


@transaction.atomic
def accept_report(*, actor: User, report: Report, at: dt.datetime) -> Report:
    """Raises NotAllowed, CycleClosed, OwnReport, WrongState."""
    access.require(actor, ACCEPT_REPORT, unit_id=report.cycle.receiver_id)
    require_open(report.cycle)
    if report.unit_id == report.cycle.receiver_id:
        raise refusals.OwnReport(unit=report.unit.name)
    return step(actor, report, rules.Step.ACCEPT, at=at, accepted_at=at)
