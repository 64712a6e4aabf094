"""The plan's progress as open data: stable columns with their meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from .queries import Progress, PublicProgress

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True)
class DataColumn:
    """A column whose name stays; `meaning` is shown beside the download."""

    name: str
    meaning: StrPromise | str
    of: Callable[[Progress], Any]


COLUMNS = (
    DataColumn("indicator", _("number of the indicator in the plan"), lambda row: row.key),
    DataColumn("name", _("what is measured"), lambda row: row.name),
    DataColumn("year", _("year"), lambda row: row.year),
    DataColumn("counted_up_to", _("last day counted"), lambda row: row.as_of),
    DataColumn("value", _("value reached; empty: not known or too small to be published"), lambda row: row.value),
    DataColumn("unit", _("unit of value and target"), lambda row: row.unit),
    DataColumn("met", _("places that meet the criterion"), lambda row: row.met),
    DataColumn("population", _("places that count"), lambda row: row.population),
    DataColumn("target", _("target"), lambda row: row.target),
    DataColumn("target_year", _("year of the target"), lambda row: row.target_year),
    DataColumn("status", _("reached, missed, no target or no value"), lambda row: row.status.value),
)


def as_rows(progress: PublicProgress) -> Iterator[list[Any]]:
    for row in progress.rows:
        yield [column.of(row) for column in COLUMNS]


def as_json(progress: PublicProgress) -> dict[str, Any]:
    """`plan, title, issuer, year, columns{name: meaning}, indicators[{columns…, series[{year, value}]}]`."""
    return {
        "plan": progress.plan.slug,
        "title": progress.plan.title,
        "issuer": progress.plan.issuer.name,
        "year": progress.year,
        "columns": {column.name: str(column.meaning) for column in COLUMNS},
        "indicators": [
            {
                **{column.name: _plain(column.of(row)) for column in COLUMNS},
                "series": [{"year": one.year, "value": one.value} for one in row.series],
            }
            for row in progress.rows
        ],
    }


def _plain(value: Any) -> Any:
    """JSON values: decimals as numbers, days as text."""
    if value is None or isinstance(value, int | str):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else float(value)
