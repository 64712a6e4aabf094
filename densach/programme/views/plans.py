"""Pages of a plan: list, dashboard, years, tasks and duties, sources."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from densach.accounts.models import User
from densach.core.doors import requires
from densach.network.models import Unit, UnitKind
from densach.programme import queries
from densach.programme.indicators import Status, frame_of, results_in
from densach.programme.lint import lint_plan
from densach.programme.models import Deadline, Duty, Plan, PlanTask, Target
from densach.programme.permissions import EDIT_PLAN, VIEW_PLAN
from densach.programme.presentation import row_of, trend_rows, written_target

from .asked import Asked


@require_GET
@requires(VIEW_PLAN)
def plan_list(request: HttpRequest) -> HttpResponse:
    """Every plan, and the proposals that wait for a review."""
    actor: User = request.user  # type: ignore[assignment]  # signed in
    may_edit = actor.has_right(EDIT_PLAN)
    context = {
        "plans": queries.plans(actor),
        "proposals": queries.waiting_proposals(actor) if may_edit else [],
        "may_edit": may_edit,
    }
    return render(request, "programme/plan_list.html", context)


@require_GET
@requires(VIEW_PLAN)
def plan_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """The dashboard: every target against reality in a year."""
    asked = Asked.of(request, public_id)
    frame = frame_of(asked.plan, asked.year, asked.on_map)
    results = results_in(frame, list(queries.indicators_of(asked.plan)))
    counted = [one.status for one in results]
    context = {
        **asked.context("plan_detail"),
        "rows": [row_of(one, asked.url("indicator_detail", one.indicator.key)) for one in results],
        "as_of": frame.as_of,
        "reached": counted.count(Status.REACHED),
        "missed": counted.count(Status.MISSED),
        "coverage": queries.coverage_of(frame),
        "findings": lint_plan(asked.plan, results=results),
    }
    return render(request, "programme/plan_detail.html", context)


@require_GET
@requires(VIEW_PLAN)
def plan_trend(request: HttpRequest, public_id: str) -> HttpResponse:
    """Every indicator through the years; also a part that the dashboard loads after itself."""
    asked = Asked.of(request, public_id)
    years = queries.years_of(asked.plan)
    by_year = [queries.plan_results(asked.plan, year, asked.on_map) for year in years]
    context = {**asked.context("plan_trend"), "trend_years": years, "rows": trend_rows(by_year)}
    part = "programme/_trend.html" if request.headers.get("HX-Request") else "programme/plan_trend.html"
    return render(request, part, context)


@require_GET
@requires(VIEW_PLAN)
def plan_tasks(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is to be done, by whom, until when."""
    asked = Asked.of(request, public_id)
    tasks = PlanTask.objects.filter(plan=asked.plan).select_related("lead").prefetch_related("partners")
    duties = Duty.objects.filter(plan=asked.plan).prefetch_related("units")
    context = {
        **asked.context("plan_tasks"),
        "task_groups": [(group, list(rows)) for group, rows in groupby(tasks, key=lambda task: task.group)],
        "agencies": [_agency(name, list(rows)) for name, rows in groupby(duties, key=lambda duty: duty.agency)],
        "deadlines": Deadline.objects.filter(plan=asked.plan).order_by("year", "month", "day"),
    }
    return render(request, "programme/plan_tasks.html", context)


def _agency(name: str, duties: list[Duty]) -> dict[str, Any]:
    units: dict[int, Unit] = {unit.pk: unit for duty in duties for unit in duty.units.all()}
    kinds = [UnitKind(kind).label for kind in duties[0].unit_kinds if kind in UnitKind.values]
    return {
        "name": name,
        "duties": duties,
        "units": list(units.values()),
        "kinds": kinds,
        "requested": duties[0].requested,
    }


@require_GET
@requires(VIEW_PLAN)
def plan_sources(request: HttpRequest, public_id: str) -> HttpResponse:
    """Legal basis, objectives, the targets as printed, recipients, and the text of the document line by line."""
    asked = Asked.of(request, public_id)
    targets = Target.objects.filter(plan=asked.plan).select_related("indicator").order_by("line", "year", "pk")
    context = {
        **asked.context("plan_sources"),
        "targets": [(target, written_target(target)) for target in targets],
        "lines": list(enumerate(_lines(asked.plan), start=1)),
    }
    return render(request, "programme/plan_sources.html", context)


def _lines(plan: Plan) -> list[str]:
    return plan.source_text.split("\n") if plan.source_text else []
