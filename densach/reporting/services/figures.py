"""The figures of a report: drawn, corrected with a reason, explained."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction

from densach.accounts.models import User
from densach.audit.services import record
from densach.core.clock import local_day
from densach.core.text import clean
from densach.network import access
from densach.reporting import refusals, rules
from densach.reporting.composing import compose
from densach.reporting.drawing import Drawing, Drawn
from densach.reporting.models import Report, ReportCell, ReportCycle
from densach.reporting.permissions import MANAGE_CYCLES

from .guard import require_open, take_for_edit


@transaction.atomic
def draw_figures(*, actor: User, report: Report, at: dt.datetime) -> Report:
    """Compute the cells of one report anew; corrections and explanations stay beside the new values.

    The receiver's own report is composed of the reports it consolidated, else counted over its whole branch.
    Raises NotAllowed, CycleClosed, ReportLocked.
    """
    take_for_edit(actor, report)
    if report.unit_id == report.cycle.receiver_id:
        cells = compose(report.cycle, known_on=local_day(at))
    else:
        cells = Drawing(report.cycle, [report.unit_id], local_day(at)).cells_of(report.unit_id)
    store_cells({report.pk: cells}, at=at)
    report.drafted_at = at
    changes = {"cells": len(cells), "at": at.isoformat()}
    record(actor=actor, verb="report.draw", subject=report, unit_id=report.unit_id, changes=changes)
    return report


@transaction.atomic
def draw_cycle(*, actor: User, cycle: ReportCycle, at: dt.datetime) -> int:
    """Draw every report of a cycle that may still be edited, with shared statements; returns how many.

    The receiver's own report is left to `consolidate`. Raises NotAllowed, CycleClosed.
    """
    access.require(actor, MANAGE_CYCLES, unit_id=cycle.receiver_id)
    require_open(cycle)
    open_reports = Report.objects.filter(cycle=cycle, state__in=rules.EDITABLE).exclude(unit=cycle.receiver_id)
    held = list(open_reports.values_list("pk", "unit_id"))
    if Report.objects.filter(pk__in=[pk for pk, _unit in held], state__in=rules.EDITABLE).update(drafted_at=at) != len(
        held
    ):
        raise refusals.ChangedMeanwhile
    drawing = Drawing(cycle, [unit for _pk, unit in held], local_day(at))
    store_cells({pk: drawing.cells_of(unit) for pk, unit in held}, at=at)
    changes = {"reports": len(held), "at": at.isoformat()}
    record(actor=actor, verb="cycle.draw", subject=cycle, unit_id=cycle.receiver_id, changes=changes)
    return len(held)


def store_cells(drawn: dict[int, Iterable[Drawn]], *, at: dt.datetime) -> None:
    """Write the computed values of reports {report id: cells}; what no longer exists goes unless it was corrected."""
    known = {
        (cell.report_id, cell.key): cell for cell in ReportCell.objects.filter(report__in=drawn)
    }  # fmt: skip
    new: list[ReportCell] = []
    changed: list[ReportCell] = []
    for report_id, cells in drawn.items():
        for cell in cells:
            row = known.pop((report_id, cell.key), None)
            if row is None:
                new.append(
                    ReportCell(report_id=report_id, key=cell.key, computed=cell.value, provenance=cell.provenance)
                )
            else:
                row.computed, row.provenance = cell.value, cell.provenance
                changed.append(row)
    ReportCell.objects.filter(pk__in=[cell.pk for cell in known.values() if cell.corrected is None]).delete()
    ReportCell.objects.bulk_update(changed, ["computed", "provenance"])
    ReportCell.objects.bulk_create(new)
    Report.objects.filter(pk__in=drawn).update(drafted_at=at)


@transaction.atomic
def correct_cell(*, actor: User, report: Report, key: str, value: Decimal, reason: str, at: dt.datetime) -> ReportCell:
    """Put a value beside the computed one, with the reason. A later correction replaces it (the trail keeps both).

    Raises NotAllowed, CycleClosed, ReportLocked, UnknownCell, ValueNotPossible, NothingToCorrect, ReasonNeeded.
    """
    take_for_edit(actor, report)
    cell = _cell(report, key)
    refusal = rules.value_fits(value)
    if refusal:
        raise refusal
    words = clean(reason)[:500]
    if value == cell.computed:
        raise refusals.NothingToCorrect
    if not rules.reason_fits(words):
        raise refusals.ReasonNeeded
    before = cell.corrected
    cell.corrected, cell.reason, cell.corrected_by, cell.corrected_at = value, words, actor, at
    cell.save(update_fields=["corrected", "reason", "corrected_by", "corrected_at"])
    changes = {key: [str(cell.computed if before is None else before), str(value)], "reason": words}
    record(actor=actor, verb="report.correct", subject=report, unit_id=report.unit_id, changes=changes)
    return cell


@transaction.atomic
def withdraw_correction(*, actor: User, report: Report, key: str, at: dt.datetime) -> ReportCell:
    """Let the computed value count again. Raises NotAllowed, CycleClosed, ReportLocked, UnknownCell."""
    take_for_edit(actor, report)
    cell = _cell(report, key)
    before = cell.corrected
    cell.corrected, cell.reason, cell.corrected_by, cell.corrected_at = None, "", None, None
    cell.save(update_fields=["corrected", "reason", "corrected_by", "corrected_at"])
    if before is not None:
        changes = {key: [str(before), str(cell.computed)], "at": at.isoformat()}
        record(actor=actor, verb="report.uncorrect", subject=report, unit_id=report.unit_id, changes=changes)
    return cell


@transaction.atomic
def explain_cell(*, actor: User, report: Report, key: str, explanation: str, at: dt.datetime) -> ReportCell:
    """Say why a figure jumps against last year, without changing it.

    Raises NotAllowed, CycleClosed, ReportLocked, UnknownCell, ExplanationNeeded.
    """
    take_for_edit(actor, report)
    cell = _cell(report, key)
    words = clean(explanation)[:500]
    if not rules.reason_fits(words):
        raise refusals.ExplanationNeeded
    changes = {key: [cell.explanation, words], "at": at.isoformat()}
    cell.explanation = words
    cell.save(update_fields=["explanation"])
    record(actor=actor, verb="report.explain", subject=report, unit_id=report.unit_id, changes=changes)
    return cell


def _cell(report: Report, key: str) -> ReportCell:
    cell = ReportCell.objects.filter(report=report, key=key).first()
    if cell is None:
        raise refusals.UnknownCell(key=key)
    return cell
