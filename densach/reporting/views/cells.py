"""A figure as the editor shows it: value, what it was, last year, change, where it comes from."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from densach.reporting.checks import before_of, difference, jumps, name_of, unit_of
from densach.reporting.drawing import shares_by_quality
from densach.reporting.models import Report, ReportCell
from densach.reporting.rules import change


def cell_shown(report: Report, cell: ReportCell) -> dict[str, Any]:
    facts = cell.provenance
    is_measure = facts.get("kind") == "measure"
    grown = change(cell.value, before_of(cell)) if is_measure else None
    target = facts.get("target")
    return {
        "cell": cell,
        "key": cell.key,
        "name": name_of(cell),
        "unit": unit_of(cell),
        "value": _plain(cell.value),
        "computed": _plain(cell.computed),
        "before": _plain(before_of(cell)),
        "change": None if grown is None else round(grown, 1),
        "up": grown is not None and grown > 0,
        "jumps": jumps(cell),
        "facts": facts,
        "parts": shares_by_quality(facts.get("parts", {})),
        "target": None if target is None else _plain(Decimal(target)),
        "units": [(name, _plain(Decimal(value))) for name, value in facts.get("units", [])],
        "recounted": _plain(Decimal(facts["recounted"])) if facts.get("recounted") is not None else None,
        "difference": difference(cell),
        "evidence": evidence_url(report, cell),
    }


def _plain(value: Decimal | None) -> int | Decimal | None:
    """Whole numbers without decimals; the rest with as many as they need."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else value.normalize()


def evidence_url(report: Report, cell: ReportCell) -> str:
    """The page with the figures, or the verdicts, under a cell; empty where that page does not exist."""
    asked = urlencode({"don-vi": report.unit.slug, "nam": str(report.cycle.year)})
    kind, _dot, code = cell.key.partition(".")
    name, arguments = (
        ("measure_detail", [code]) if kind == "m" else ("indicator_detail", [report.cycle.plan.public_id, code])
    )
    try:
        return f"{reverse(name, args=arguments)}?{asked}"
    except NoReverseMatch:
        return ""
