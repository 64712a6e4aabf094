"""Rounds of reports: opened by the receiver, closed and opened again."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from densach.accounts.models import User
from densach.audit.services import record
from densach.network import access
from densach.network.models import Facility, Unit
from densach.network.queries import Map, facility_ids_in
from densach.network.tree import tree_on
from densach.programme.models import Plan
from densach.reporting import refusals, rules
from densach.reporting.models import CycleState, Report, ReportCycle, ReportEvent, ReportState
from densach.reporting.permissions import MANAGE_CYCLES
from densach.reporting.queries import reporting_units, right_to_write

from .guard import require_open


@transaction.atomic
def open_cycle(
    *, actor: User, plan: Plan, receiver: Unit, year: int, cut_off_on: dt.date, due_on: dt.date, at: dt.datetime
) -> ReportCycle:
    """Open a round with an empty draft for each reporting unit (`queries.reporting_units`).

    Raises NotAllowed, CutOffNotInYear, DueBeforeCutOff, ReceiverNotThere, NobodyReports, CycleExists.
    """
    access.require(actor, MANAGE_CYCLES, unit_id=receiver.pk)
    refusal = rules.dates_fit(year=year, cut_off_on=cut_off_on, due_on=due_on)
    if refusal:
        raise refusal
    day = f"{cut_off_on:%d/%m/%Y}"
    if receiver.pk not in tree_on(cut_off_on).living:
        raise refusals.ReceiverNotThere(name=receiver.name, day=day)
    units = reporting_units(receiver, cut_off_on)
    if not units:
        raise refusals.NobodyReports(name=receiver.name, day=day)
    sample = _is_sample(receiver.pk, cut_off_on)
    try:
        with transaction.atomic():
            cycle = ReportCycle.objects.create(
                plan=plan, receiver=receiver, year=year, cut_off_on=cut_off_on, due_on=due_on, is_sample=sample
            )
    except IntegrityError as error:
        raise refusals.CycleExists(receiver=receiver.name, year=year) from error
    reports = Report.objects.bulk_create(Report(cycle=cycle, unit=unit, is_sample=sample) for unit in units)
    ReportEvent.objects.bulk_create(
        ReportEvent(report=report, at=at, by=actor, state=ReportState.DRAFT) for report in reports
    )
    facts = {"year": year, "cut_off_on": str(cut_off_on), "due_on": str(due_on), "reports": len(reports)}
    record(actor=actor, verb="cycle.open", subject=cycle, unit_id=receiver.pk, changes=facts)
    return cycle


def _is_sample(unit_id: int, day: dt.date) -> bool:
    """Whether an invented place would be counted: then every figure and document says so."""
    places = facility_ids_in(unit_id, as_of=day, on_map=Map.THEN, since=day.replace(month=1, day=1))
    return Facility.objects.filter(pk__in=places, is_sample=True).exists()


@transaction.atomic
def start_report(*, actor: User, cycle: ReportCycle, unit: Unit, at: dt.datetime) -> Report:
    """The report of a unit in a cycle; an empty draft where it has none yet (a unit that arose later, the receiver).

    Raises NotAllowed, CycleClosed, NotPartOfCycle.
    """
    access.require(actor, right_to_write(cycle, unit.pk), unit_id=unit.pk)
    found = Report.objects.filter(cycle=cycle, unit=unit).select_related("cycle__receiver", "unit").first()
    if found:
        return found
    require_open(cycle)
    if unit.pk != cycle.receiver_id and unit not in reporting_units(cycle.receiver, cycle.cut_off_on):
        raise refusals.NotPartOfCycle(name=unit.name, year=cycle.year)
    try:
        with transaction.atomic():
            report = Report.objects.create(cycle=cycle, unit=unit, is_sample=cycle.is_sample)
    except IntegrityError as error:
        raise refusals.ChangedMeanwhile from error
    ReportEvent.objects.create(report=report, at=at, by=actor, state=ReportState.DRAFT)
    record(actor=actor, verb="report.start", subject=report, unit_id=unit.pk, changes={"year": cycle.year})
    return report


@transaction.atomic
def close_cycle(*, actor: User, cycle: ReportCycle, at: dt.datetime) -> ReportCycle:
    """Lock every report of the round for good (until it is opened again). Raises NotAllowed, CycleClosed."""
    return _set_state(actor, cycle, CycleState.CLOSED, at)


@transaction.atomic
def reopen_cycle(*, actor: User, cycle: ReportCycle, at: dt.datetime) -> ReportCycle:
    """Raises NotAllowed, ChangedMeanwhile when it is open already."""
    return _set_state(actor, cycle, CycleState.OPEN, at)


def _set_state(actor: User, cycle: ReportCycle, state: CycleState, at: dt.datetime) -> ReportCycle:
    access.require(actor, MANAGE_CYCLES, unit_id=cycle.receiver_id)
    if not ReportCycle.objects.filter(pk=cycle.pk).exclude(state=state).update(state=state):
        raise refusals.CycleClosed(year=cycle.year) if state == CycleState.CLOSED else refusals.ChangedMeanwhile
    cycle.state = state
    verb = "cycle.close" if state == CycleState.CLOSED else "cycle.reopen"
    record(actor=actor, verb=verb, subject=cycle, unit_id=cycle.receiver_id, changes={"at": at.isoformat()})
    return cycle
