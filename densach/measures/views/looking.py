"""Looking at figures: all measures of a unit, one measure by place and month, what each measure means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from densach.core.clock import today
from densach.core.doors import requires
from densach.core.periods import Month
from densach.documents.charts import column_chart, sparkline
from densach.documents.tables import Column, write_xlsx
from densach.measures import queries, refusals
from densach.measures.permissions import VIEW_FIGURES
from densach.measures.queries import NOTHING, State, Value
from densach.measures.register import REGISTER, Measure, split_of
from densach.network.models import Facility

from .asked import Asked

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class MeasureRow:
    """One line of the overview."""

    measure: Measure
    url: str
    cells: list[Value | None]
    total: Value
    spark: SafeString


@dataclass(frozen=True)
class Cell:
    """One facility in one month: a value, or nothing yet; `missing` where a declaration is owed."""

    value: Value | None
    missing: bool
    records_url: str


@requires(VIEW_FIGURES)
def figures(request: HttpRequest) -> HttpResponse:
    """Every measure of a unit in a year, month by month."""
    asked = Asked.of(request)
    places = asked.scope.facility_ids
    found = queries.months_of_measures([measure.code for measure in REGISTER], places, asked.period)
    rows = [_measure_row(asked, REGISTER.get(code), months) for code, months in found.items()]
    coverage = queries.completeness(places, asked.period, on=today())
    context = {"rows": rows, "coverage": coverage, "places": len(places)}
    return render(request, "measures/figures.html", asked.context("figures") | context)


def _measure_row(asked: Asked, measure: Measure, months: dict[Month, Value]) -> MeasureRow:
    cells = [months.get(month) for month in asked.months]
    return MeasureRow(
        measure=measure,
        url=f"{reverse('measure_detail', args=[measure.code])}?{asked.query}",
        cells=cells,
        total=queries.over_months(measure.code, months, asked.scope.facility_ids, asked.period),
        spark=sparkline([cell.value if cell else None for cell in cells], title=str(measure.name)),
    )


@requires(VIEW_FIGURES)
def measure(request: HttpRequest, code: str) -> HttpResponse:
    """One measure: a chart by month, every place by month, and its splits."""
    if code not in REGISTER:
        raise refusals.UnknownMeasure(measure=code)
    known, asked = REGISTER.get(code), Asked.of(request)
    places = Facility.objects.filter(pk__in=asked.scope.facility_ids)
    if request.GET.get("dinh-dang") == "xlsx":
        return _as_workbook(known, asked, list(places))
    page: Page[Facility] = Paginator(places, 40).get_page(request.GET.get("page"))
    months = queries.by_month(code, asked.scope.facility_ids, asked.period)
    values = [months.get(month) for month in asked.months]
    labels = [str(month.number) for month in asked.months]
    numbers = {str(known.name): [value.value if value else None for value in values]}
    context = {
        "measure": known,
        "page": page,
        "rows": _facility_rows(known, asked, page.object_list),
        "totals": [*values, queries.over_months(code, months, asked.scope.facility_ids, asked.period)],
        "chart": column_chart(labels, numbers, title=str(known.name)),
        "splits": [_split_table(known, asked, split) for split in known.splits],
        "export_url": f"?{asked.query}&dinh-dang=xlsx",
    }
    return render(request, "measures/measure.html", asked.context("figures") | context)


def _facility_rows(known: Measure, asked: Asked, places: Iterable[Facility]) -> list[dict[str, Any]]:
    shown = list(places)
    ids = [place.pk for place in shown]
    stored = queries.by_facility_and_month(known.code, ids, asked.period)
    totals = queries.by_facility(known.code, ids, asked.period)
    coverage = queries.completeness(ids, asked.period, on=today(), measure=known.code)
    return [
        {
            "facility": place,
            "cells": [
                _cell(known, place, month, stored.get((place.pk, month)), coverage.states[place.pk, month])
                for month in asked.months
            ],
            "total": totals[place.pk],
        }
        for place in shown
    ]


def _cell(known: Measure, place: Facility, month: Month, value: Value | None, state: State) -> Cell:
    begun = month.start <= today()
    missing = known.takes_declarations and state is State.MISSING and value is None
    url = ""
    if known.records_url_name and value and not value.by_word:
        url = f"{reverse(known.records_url_name)}?facility={place.public_id}&month={month}"
    return Cell(None if missing else (value or (NOTHING if begun else None)), missing, url)


def _split_table(known: Measure, asked: Asked, split: str) -> dict[str, Any]:
    values = queries.by_split(known.code, asked.scope.facility_ids, asked.period, split)
    names = split_of(split)
    order = [key for key in names.keys if key in values] + sorted(values.keys() - names.keys.keys())
    return {"name": names.name, "rows": [(names.keys.get(key, key), values[key].value) for key in order]}


def _as_workbook(known: Measure, asked: Asked, places: list[Facility]) -> HttpResponse:
    ids = [place.pk for place in places]
    stored = queries.by_facility_and_month(known.code, ids, asked.period)
    totals = queries.by_facility(known.code, ids, asked.period)
    columns = [Column(_("Place")), *(Column(f"{month.number}/{month.year}", "number") for month in asked.months)]
    rows = (
        [
            place.name,
            *(
                stored.get((place.pk, month), NOTHING).value if month.start <= today() else None
                for month in asked.months
            ),
            totals[place.pk].value,
        ]
        for place in places
    )
    unit = asked.unit.name if asked.unit else _("My places")
    title = f"{known.name}, {unit}, {asked.year}"
    content = write_xlsx(
        [*columns, Column(_("Whole year"), "number")], rows, title=title, notes=[str(known.definition)]
    )
    name = f"{known.code}-{asked.year}.xlsx"
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@requires(VIEW_FIGURES)
def definitions(request: HttpRequest) -> HttpResponse:
    """What each measure means and how it adds up, from the register itself."""
    rows = [{"measure": one, "splits": [split_of(split).name for split in one.splits]} for one in REGISTER]
    return render(
        request, "measures/definitions.html", Asked.of(request).context("measure_definitions") | {"rows": rows}
    )
