"""Totals and average annual growth of a measure.

Growth is (value of the year ÷ value of the base year)^(1/years) − 1. A year that is still running is compared over its
full months only, with the same months of every other year, so that a season is never held against a whole year.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils.translation import gettext as _

from densach.core.periods import Month, Period
from densach.measures.queries import facilities_in_period, total
from densach.measures.register import REGISTER
from densach.network.models import Facility
from densach.programme.models import Indicator

from .result import Problem, YearValue
from .scope import Scope
from .shares import NotJudgeable


def full_months(year: int, as_of: dt.date) -> Period | None:
    """January up to the last month of `year` that was over on `as_of`; None where January was still running."""
    if as_of >= dt.date(year, 12, 31):
        return Period.of_year(year)
    month = Month.of(as_of)
    last = month if month.end == as_of else month.previous()
    return Period(dt.date(year, 1, 1), last.end) if last.year == year else None


def same_months(period: Period, year: int) -> Period:
    """The months of `period` in another year."""
    return Period(dt.date(year, 1, 1), Month(year, period.end.month).end)


def total_of(indicator: Indicator, scope: Scope, period: Period) -> YearValue:
    """The value of the measure in a period. Raises NotJudgeable for a measure nobody registered."""
    if indicator.measure not in REGISTER:
        text = _("Nobody has registered the measure “%(code)s”.") % {"code": indicator.measure}
        raise NotJudgeable(Problem("measure-unknown", text))
    inside = facilities_in_period(scope.issuer_id, period, scope.on_map)
    wanted = Facility.objects.filter(pk__in=inside, kind__in=indicator.population_kinds)
    places = frozenset(wanted.values_list("pk", flat=True))
    value = total(indicator.measure, places, period)
    return YearValue(period.start.year, value.value, len(places), value.by_word)


def growth_of(indicator: Indicator, scope: Scope, year: int) -> tuple[Decimal, tuple[YearValue, ...], Period]:
    """Average annual growth in per cent from the base year to `year`, the yearly values, the months compared.

    Raises NotJudgeable without a base year, before it, while January runs, or where the base year counted nothing.
    """
    base = indicator.base_year
    if base is None:
        raise NotJudgeable(Problem("no-base-year", _("The indicator names no base year.")))
    if year <= base:
        raise NotJudgeable(Problem("before-base-year", _("Growth is counted from %(year)s on.") % {"year": base + 1}))
    compared = full_months(year, scope.as_of)
    if compared is None:
        text = _("No month of %(year)s is over yet.") % {"year": year}
        raise NotJudgeable(Problem("no-full-month", text))
    series = tuple(total_of(indicator, scope, same_months(compared, one)) for one in range(base, year + 1))
    if series[0].value == 0:
        text = _("Nothing was counted in the same months of the base year %(year)s.") % {"year": base}
        raise NotJudgeable(Problem("base-year-empty", text))
    return growth_rate(series[0].value, series[-1].value, year - base), series, compared


def growth_rate(base: int, value: int, years: int) -> Decimal:
    """Average annual growth in per cent. Raises ValueError without a base or years."""
    if base <= 0 or years <= 0:
        raise ValueError("growth needs a base above zero and at least one year")
    return ((Decimal(value) / Decimal(base)) ** (Decimal(1) / years) - 1) * 100
