"""The plan's progress as JSON, for anybody."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from . import queries, refusals
from .open_data import as_json

PREFIX = "/plan"
router = Router(tags=["plan"])


class SeriesOut(Schema):
    year: int
    value: int | None


class IndicatorOut(Schema):
    indicator: str
    name: str
    year: int
    counted_up_to: str
    value: float | None
    unit: str
    met: int | None
    population: int | None
    target: float | None
    target_year: int | None
    status: str
    series: list[SeriesOut]


class ProgressOut(Schema):
    plan: str
    title: str
    issuer: str
    year: int
    columns: dict[str, str]
    indicators: list[IndicatorOut]


@router.get("/progress", response=ProgressOut, auth=None, summary="Targets of the plan in force and where they stand")
def progress(request: HttpRequest, year: int | None = None) -> dict[str, Any]:  # noqa: ARG001  # the router hands it over
    plan = queries.current_plan()
    if plan is None:
        raise refusals.NoPlan()
    if year is not None and year not in queries.years_of(plan):
        raise refusals.YearOutsidePlan(year=year, first=plan.first_year, last=plan.last_year)
    return as_json(queries.public_progress(plan, year))
