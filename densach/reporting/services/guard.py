"""What every change of a report passes: the right, the open cycle, the state that allows it.

States compete by conditional update: whoever changes the row first wins, the other is refused. Edits take the row by an
update as well, so that no figure changes after a submission that was already under way.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import F

from densach.accounts.models import User
from densach.audit.services import record
from densach.network import access
from densach.reporting import refusals, rules
from densach.reporting.models import CycleState, Report, ReportCycle, ReportEvent
from densach.reporting.queries import right_to_write


def require_open(cycle: ReportCycle) -> None:
    """Raises CycleClosed."""
    if ReportCycle.objects.filter(pk=cycle.pk, state=CycleState.CLOSED).exists():
        raise refusals.CycleClosed(year=cycle.year)


def take_for_edit(actor: User, report: Report) -> None:
    """Hold the row until the transaction ends. Raises NotAllowed, CycleClosed, ReportLocked."""
    access.require(actor, right_to_write(report.cycle, report.unit_id), unit_id=report.unit_id)
    require_open(report.cycle)
    if not Report.objects.filter(pk=report.pk, state__in=rules.EDITABLE).update(drafted_at=F("drafted_at")):
        refusal = rules.may_edit(current_state(report), unit=report.unit.name)
        raise refusal or refusals.ChangedMeanwhile


def step(actor: User, report: Report, move: rules.Step, *, at: dt.datetime, note: str = "", **fields: Any) -> Report:
    """Take one step through the states with its event and audit line.

    `report.state` is the state the actor saw: whoever decides on one that has changed since is told so.
    Raises WrongState, AlreadyConsolidated, ChangedMeanwhile.
    """
    _sources, target = rules.STEPS[move]
    before = report.state
    refusal = rules.may_step(move, before, unit=report.unit.name)
    if refusal:
        raise refusal
    if not Report.objects.filter(pk=report.pk, state=before).update(state=target, **fields):
        raise rules.may_step(move, current_state(report), unit=report.unit.name) or refusals.ChangedMeanwhile
    report.refresh_from_db()
    ReportEvent.objects.create(report=report, at=at, by=actor, state=target, note=note)
    changes = {"state": [before, target.value]} | ({"note": note} if note else {})
    record(actor=actor, verb=f"report.{move.value}", subject=report, unit_id=report.unit_id, changes=changes)
    return report


def current_state(report: Report) -> str:
    return Report.objects.values_list("state", flat=True).get(pk=report.pk)
