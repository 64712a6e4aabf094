"""What waits for me, and every report I may see."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from densach.core.clock import today
from densach.core.doors import requires
from densach.core.tables import Column, Table
from densach.reporting import queries
from densach.reporting.models import Report, ReportState
from densach.reporting.permissions import MANAGE_CYCLES, VIEW_REPORTS
from densach.reporting.rules import days_left

from .shown import actor_of, state_chip

_COLUMNS = (
    Column("unit", gettext_lazy("Unit"), lambda row: row.unit.name, ("unit__name_sort",)),
    Column("year", gettext_lazy("Year"), lambda row: str(row.cycle.year), ("cycle__year", "unit__name_sort")),
    Column("receiver", gettext_lazy("Receiving unit"), lambda row: row.cycle.receiver.name),
    Column("state", gettext_lazy("State"), state_chip),
    Column("due", gettext_lazy("Due on"), lambda row: row.cycle.due_on, ("cycle__due_on", "unit__name_sort")),
    Column("submitted", gettext_lazy("Submitted"), lambda row: row.submitted_at, ("submitted_at", "unit__name_sort")),
)
_KINDS = {"state": "chip", "due": "date", "submitted": "datetime"}


@requires(VIEW_REPORTS)
def report_list(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    reports = queries.visible_reports(actor)
    years = list(reports.order_by("-cycle__year").values_list("cycle__year", flat=True).distinct())
    year, state = request.GET.get("nam", ""), request.GET.get("trang-thai", "")
    if year.isdecimal():
        reports = reports.filter(cycle__year=int(year[:4]))
    if state in ReportState.values:
        reports = reports.filter(state=state)
    waiting = [(row, state_chip(row), days_left(row.cycle.due_on, today())) for row in queries.waiting_reports(actor)]
    context = {
        "waiting": waiting,
        "table": _listing(Table(request, reports, _COLUMNS, "-year", per_page=40)),
        "years": [str(one) for one in years],
        "year": year,
        "states": ReportState.choices,
        "state": state,
        "may_manage": actor.has_right(MANAGE_CYCLES),
    }
    return render(request, "reporting/report_list.html", context)


def _listing(table: Table) -> dict[str, Any]:
    return {
        "label": _("Reports"),
        "noun": _("reports"),
        "columns": [
            {"key": one.key, "label": one.label, "kind": _KINDS.get(one.key, ""), "sortable": bool(one.sort)}
            for one in table.columns
        ],
        "rows": [_row(table, report) for report in table.page],
        "page": table.page,
        "empty": {"title": _("No reports"), "text": _("Reports appear here once a report cycle is opened.")},
    }


def _row(table: Table, report: Report) -> dict[str, Any]:
    url = reverse("report_detail", args=[report.public_id])
    return {"url": url, "cells": [column.value(report) for column in table.columns]}
