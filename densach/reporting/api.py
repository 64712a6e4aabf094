"""JSON over the same queries as the pages: /api/v1/reports, for who is signed in, within what they may see."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, cast

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from densach.accounts.models import User

from . import queries
from .checks import before_of, name_of, unit_of
from .models import Report, ReportCell, ReportState

PREFIX = "/reports"
router = Router(tags=["reports"])


class ReportOut(Schema):
    """One report. `submitted_at` and `accepted_at` are null until it is so far."""

    public_id: str
    year: int
    unit: str
    unit_key: str
    receiver: str
    due_on: dt.date
    state: str
    submitted_at: dt.datetime | None
    accepted_at: dt.datetime | None
    sample: bool


class CellOut(Schema):
    """One figure: as computed, as corrected (null where not), last year, and where it comes from."""

    key: str
    name: str
    unit: str
    computed: float | None
    corrected: float | None
    reason: str
    explanation: str
    before: float | None
    provenance: dict[str, Any]


class ReportWithCells(ReportOut):
    cells: list[CellOut]


@router.get("", response=list[ReportOut], summary="Reports")
def list_reports(
    request: HttpRequest,
    year: Annotated[int | None, Query(ge=1900, le=2200)] = None,
    state: Annotated[ReportState | None, Query()] = None,
    limit: Annotated[int, Field(ge=1, le=500)] = 200,
) -> list[dict[str, Any]]:
    reports = queries.visible_reports(cast("User", request.user))
    if year is not None:
        reports = reports.filter(cycle__year=year)
    if state is not None:
        reports = reports.filter(state=state)
    return [_report(report) for report in reports[:limit]]


@router.get("/{public_id}", response=ReportWithCells, summary="One report with its figures")
def get_report(request: HttpRequest, public_id: str) -> dict[str, Any]:
    report = queries.visible_reports(cast("User", request.user)).filter(public_id=public_id).first()
    if report is None:
        raise HttpError(404, "There is no such report.")
    cells = ReportCell.objects.filter(report=report).order_by("pk")
    return _report(report) | {"cells": [_cell(cell) for cell in cells]}


def _report(report: Report) -> dict[str, Any]:
    return {
        "public_id": report.public_id,
        "year": report.cycle.year,
        "unit": report.unit.name,
        "unit_key": report.unit.slug,
        "receiver": report.cycle.receiver.name,
        "due_on": report.cycle.due_on,
        "state": report.state,
        "submitted_at": report.submitted_at,
        "accepted_at": report.accepted_at,
        "sample": report.is_sample,
    }


def _cell(cell: ReportCell) -> dict[str, Any]:
    before = before_of(cell)
    return {
        "key": cell.key,
        "name": name_of(cell),
        "unit": unit_of(cell),
        "computed": None if cell.computed is None else float(cell.computed),
        "corrected": None if cell.corrected is None else float(cell.corrected),
        "reason": cell.reason,
        "explanation": cell.explanation,
        "before": None if before is None else float(before),
        "provenance": cell.provenance,
    }
