"""Results as pages show them: numbers written out, charts, chips, links to records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from densach.documents.charts import bullet_chart, sparkline
from densach.documents.decree30 import format_decimal, format_number, format_percent
from densach.measures.evidence import Reason

from .indicators import IndicatorResult, PlaceResult, Status
from .models import Bound, IndicatorType, Target
from .rules import SHARES

GROWTH_SCALE = 20  # per cent a year: a scale on which 5 and 10 % can be told apart


def written_value(result: IndicatorResult) -> str:
    """ "7/11 = 63,6 %", "+6,8 %/năm" or "12.480"; a dash without a value."""
    value = result.value
    if value is None:
        return "–"
    if result.met is not None and result.population is not None:
        return f"{format_number(result.met)}/{format_number(result.population)} = {format_percent(value, 1)}"
    if result.indicator.type == IndicatorType.AVERAGE_ANNUAL_GROWTH:
        sign = "+" if value > 0 else "−" if value < 0 else ""
        return _("%(value)s a year") % {"value": f"{sign}{format_percent(abs(value), 1)}"}
    return format_decimal(value, 0)


def written_target(target: Target | None) -> str:
    """ "60 %", "at most 5 %", "10 % a year"."""
    if target is None:
        return "–"
    is_percent = target.unit == "%"
    amount = format_percent(target.value) if is_percent else f"{format_decimal(target.value)} {target.unit}".strip()
    if target.per_year:
        amount = _("%(value)s a year") % {"value": amount}
    if target.bound == Bound.EXACT:
        return amount
    if target.bound == Bound.RANGE and target.value_high is not None:
        return _("from %(low)s to %(high)s") % {"low": amount, "high": format_decimal(target.value_high)}
    return f"{target.get_bound_display()} {amount}"


def status_words(result: IndicatorResult) -> tuple[str, str]:
    """Tone and words of the chip: reached, how many places are missing, no target, no value."""
    if result.status is Status.REACHED:
        return "good", _("reached")
    if result.status is Status.NO_TARGET:
        return "neutral", _("no target")
    if result.status is Status.NO_VALUE:
        return "neutral", _("no value")
    if not result.missing:
        return ("waiting" if result.target_is_later else "bad"), _("not reached yet")
    is_units = result.indicator.type == IndicatorType.SHARE_OF_UNITS
    if result.target and result.target.bound == Bound.MAX:
        words = ngettext("%(count)s place too many", "%(count)s places too many", result.missing)
    elif is_units:
        words = ngettext("%(count)s commune short", "%(count)s communes short", result.missing)
    else:
        words = ngettext("%(count)s place short", "%(count)s places short", result.missing)
    return ("waiting" if result.target_is_later else "bad"), words % {"count": format_number(result.missing)}


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def chart_of(result: IndicatorResult) -> SafeString | None:
    """The bullet chart of a result in per cent; None for a total, whose target is no share."""
    if result.indicator.type == IndicatorType.TOTAL:
        return None
    return bullet_chart(
        _number(result.value),
        _number(result.target.value) if result.target else None,
        _number(result.baseline.value) if result.baseline else None,
        title=f"{result.indicator.key}. {result.indicator.name}",
        maximum=100 if result.indicator.type in SHARES else GROWTH_SCALE,
        reached=result.reached,
    )


@dataclass(frozen=True)
class Row:
    """One indicator on the dashboard."""

    result: IndicatorResult
    url: str
    chart: SafeString | None
    spark: SafeString | None
    value: str
    target: str
    tone: str
    chip: str
    lower: str
    nearest: tuple[PlaceResult, ...]

    @property
    def indicator(self) -> Any:
        return self.result.indicator


def row_of(result: IndicatorResult, url: str = "") -> Row:
    tone, chip = status_words(result)
    title = _("%(name)s by year") % {"name": result.indicator.name}
    spark = sparkline([one.value for one in result.series], title=title) if len(result.series) > 1 else None
    lower = result.lower_target
    return Row(
        result=result,
        url=url,
        chart=chart_of(result),
        spark=spark,
        value=written_value(result),
        target=written_target(result.target),
        tone=tone,
        chip=chip,
        lower=f"{lower.year}: {written_target(lower)}" if lower else "",
        nearest=result.nearest[:3],
    )


@dataclass(frozen=True)
class TrendRow:
    """One indicator through the years."""

    result: IndicatorResult
    cells: tuple[tuple[str, str, str], ...]  # tone, words, value of each year
    spark: SafeString


def trend_rows(by_year: Sequence[Sequence[IndicatorResult]]) -> list[TrendRow]:
    """`by_year`: the results of each year, years in order, indicators in the same order in each."""
    rows = []
    for results in zip(*by_year, strict=True):
        values = [_number(one.value) for one in results]
        title = _("%(name)s by year") % {"name": results[-1].indicator.name}
        cells = tuple((*status_words(one), written_value(one)) for one in results)
        rows.append(TrendRow(results[-1], cells, sparkline(values, title=title)))
    return rows


@dataclass(frozen=True)
class ReasonLine:
    """A reason with the address of the records under it, where there is one."""

    reason: Reason
    url: str


def reason_lines(reasons: Iterable[Reason]) -> list[ReasonLine]:
    return [ReasonLine(reason, _records_url(reason)) for reason in reasons]


def _records_url(reason: Reason) -> str:
    if not reason.records:
        return ""
    try:
        url = reverse(reason.records)
    except NoReverseMatch:  # the module that lists these records is not installed
        return ""
    return f"{url}?{urlencode(reason.records_query)}" if reason.records_query else url
