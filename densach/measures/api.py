"""Figures as JSON, for those who may see them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.security import django_auth

from densach.accounts.models import User
from densach.core.periods import Month, Period
from densach.network.queries import Map

from . import refusals
from .queries import by_split, facilities_in_period, require_unit, total
from .register import REGISTER, split_of

PREFIX = "/figures"
FIRST_YEAR, LAST_YEAR = 1900, 2200
router = Router(tags=["figures"], auth=django_auth)


class MeasureOut(Schema):
    code: str
    name: str
    definition: str
    reference: str
    unit: str
    across_time: str
    across_places: str
    splits: list[str]


class FigureIn(Schema):
    """`unit`: key of a unit; `period`: 2026 or 2026-11; `map`: the tree as it was then, or today's."""

    unit: str
    measure: str
    period: str
    split: str = ""
    map: Map = Map.THEN


class PartOut(Schema):
    key: str
    name: str
    value: int


class FigureOut(Schema):
    measure: str
    unit: str
    period: str
    map: str
    value: int
    quality: dict[str, int]
    facilities: int
    parts: list[PartOut]


@router.get("/measures", response=list[MeasureOut], summary="The register of measures")
def measures(request: HttpRequest) -> list[Any]:  # noqa: ARG001  # the router hands it over
    return [
        {
            "code": one.code,
            "name": str(one.name),
            "definition": str(one.definition),
            "reference": one.reference,
            "unit": str(one.unit),
            "across_time": one.across_time,
            "across_places": one.across_places,
            "splits": list(one.splits),
        }
        for one in REGISTER
    ]


@router.get("", response=FigureOut, summary="One measure of one unit in a year or a month, whole or with a split")
def figure(request: HttpRequest, asked: Query[FigureIn]) -> dict[str, Any]:
    measure, unit, period, split = asked.measure, asked.unit, asked.period, asked.split
    if measure not in REGISTER:
        raise refusals.UnknownMeasure(measure=measure)
    known = REGISTER.get(measure)
    if split and split not in known.splits:
        raise refusals.UnknownSplit(measure=known.name, split=split, key="")
    actor: User = request.user  # type: ignore[assignment]  # the router asks for a session
    row = require_unit(actor, unit)
    if row is None:
        raise refusals.UnknownUnit(unit=unit)
    span = read_period(period)
    places = facilities_in_period(row.pk, span, asked.map)
    value = total(measure, places, span)
    parts = by_split(measure, places, span, split) if split else {}
    names = split_of(split).keys if split else {}
    return {
        "measure": measure,
        "unit": row.slug,
        "period": period,
        "map": asked.map,
        "value": value.value,
        "quality": dict(value.parts),
        "facilities": len(places),
        "parts": [{"key": key, "name": str(names.get(key, key)), "value": part.value} for key, part in parts.items()],
    }


def read_period(text: str) -> Period:
    """ "2026" or "2026-11". Raises BadPeriod."""
    try:
        period = Month.parse(text).period if "-" in text else Period.of_year(int(text))
    except (ValueError, OverflowError) as error:
        raise refusals.BadPeriod(period=text) from error
    if not FIRST_YEAR <= period.start.year <= LAST_YEAR:
        raise refusals.BadPeriod(period=text)
    return period
