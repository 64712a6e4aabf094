"""Many accepted reports become the receiver's one, and can be let go again."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from densach.accounts.models import User
from densach.audit.services import record
from densach.core.clock import local_day
from densach.network import access
from densach.reporting import refusals, rules
from densach.reporting.composing import compose
from densach.reporting.models import Report, ReportCycle, ReportEvent, ReportState
from densach.reporting.permissions import ACCEPT_REPORT

from .figures import store_cells
from .guard import require_open


@transaction.atomic
def consolidate(*, actor: User, cycle: ReportCycle, at: dt.datetime, confirm_missing: bool = False) -> Report:
    """Take every accepted report into the receiver's own, whose figures are composed anew; returns the own report.

    Reports that are still missing are named in the refusal; with `confirm_missing` it goes on without them, and a later
    consolidation takes in what was accepted since. Corrections and words of the own report stay.
    Raises NotAllowed, CycleClosed, NothingAccepted, NotAllAccepted, ConsolidationIssued, ChangedMeanwhile.
    """
    access.require(actor, ACCEPT_REPORT, unit_id=cycle.receiver_id)
    require_open(cycle)
    own = _own_report(actor, cycle, at)
    others = Report.objects.filter(cycle=cycle).exclude(pk=own.pk).order_by("unit__name_sort", "pk")
    states = list(others.values_list("pk", "state", "unit__name"))
    if not any(state in rules.DONE for _pk, state, _name in states):
        raise refusals.NothingAccepted(year=cycle.year)
    missing = [name for _pk, state, name in states if state not in rules.DONE]
    if missing and not confirm_missing:
        raise refusals.NotAllAccepted(missing=", ".join(missing), count=len(missing))
    accepted = [pk for pk, state, _name in states if state == ReportState.ACCEPTED]
    _move(actor, accepted, rules.Step.CONSOLIDATE, at)
    store_cells({own.pk: compose(cycle, known_on=local_day(at))}, at=at)
    own.drafted_at = at
    facts = {"year": cycle.year, "taken": len(accepted), "without": missing}
    record(actor=actor, verb="cycle.consolidate", subject=own, unit_id=cycle.receiver_id, changes=facts)
    return own


@transaction.atomic
def withdraw_consolidation(*, actor: User, cycle: ReportCycle, at: dt.datetime) -> int:
    """Let the consolidated reports be accepted ones again, so that one may be returned; returns how many.

    The own report keeps its words and corrections and waits for the next consolidation.
    Raises NotAllowed, CycleClosed, NothingToWithdraw, ConsolidationIssued, ChangedMeanwhile.
    """
    access.require(actor, ACCEPT_REPORT, unit_id=cycle.receiver_id)
    require_open(cycle)
    taken = list(Report.objects.filter(cycle=cycle, state=ReportState.CONSOLIDATED).values_list("pk", flat=True))
    if not taken:
        raise refusals.NothingToWithdraw(year=cycle.year)
    own = Report.objects.select_related("unit").get(cycle=cycle, unit=cycle.receiver_id)
    _take(own)
    Report.objects.filter(pk=own.pk).update(drafted_at=None)
    _move(actor, taken, rules.Step.RELEASE, at)
    facts = {"year": cycle.year, "released": len(taken)}
    record(actor=actor, verb="cycle.withdraw", subject=own, unit_id=cycle.receiver_id, changes=facts)
    return len(taken)


def _own_report(actor: User, cycle: ReportCycle, at: dt.datetime) -> Report:
    """The receiver's report, held for this transaction. Raises ConsolidationIssued, ChangedMeanwhile."""
    own = Report.objects.filter(cycle=cycle, unit=cycle.receiver_id).select_related("unit").first()
    if own is None:
        try:
            with transaction.atomic():
                own = Report.objects.create(cycle=cycle, unit=cycle.receiver, is_sample=cycle.is_sample)
        except IntegrityError as error:
            raise refusals.ChangedMeanwhile from error
        ReportEvent.objects.create(report=own, at=at, by=actor, state=ReportState.DRAFT)
    _take(own)
    return own


def _take(own: Report) -> None:
    """Hold the row, provided nothing was issued."""
    if not Report.objects.filter(pk=own.pk, state__in=rules.EDITABLE).update(cycle=own.cycle_id):
        raise refusals.ConsolidationIssued(unit=own.unit.name)


def _move(actor: User, reports: list[int], move: rules.Step, at: dt.datetime) -> None:
    """All of them or none. Raises ChangedMeanwhile."""
    sources, target = rules.STEPS[move]
    if Report.objects.filter(pk__in=reports, state__in=sources).update(state=target) != len(reports):
        raise refusals.ChangedMeanwhile
    ReportEvent.objects.bulk_create(ReportEvent(report_id=pk, at=at, by=actor, state=target) for pk in reports)
