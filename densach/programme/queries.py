"""What can be asked of plans and their indicators."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import QuerySet

from densach.network.queries import Map

from .indicators import IndicatorResult, frame_of, results_in
from .models import Indicator, Plan, PlanState


def current_plan() -> Plan | None:
    """The plan in force that began last."""
    plans = Plan.objects.filter(state=PlanState.IN_FORCE).select_related("issuer")
    return plans.order_by("-first_year", "-pk").first()


def indicators_of(plan: Plan) -> QuerySet[Indicator]:
    return Indicator.objects.filter(plan=plan)


def plan_results(
    plan: Plan,
    year: int,
    on_map: Map = Map.THEN,
    as_of: dt.date | None = None,
    indicators: Sequence[Indicator] | None = None,
) -> list[IndicatorResult]:
    """One result for each indicator of the plan (or for those given), in the plan's order.

    `as_of`: facts count up to this day; by default the year's last day, or today while it runs. Names nobody
    registered and populations without a place give a result with `problem` instead of a value.
    """
    return results_in(frame_of(plan, year, on_map, as_of), list(indicators or indicators_of(plan)))


def result_of(indicator: Indicator, year: int, on_map: Map = Map.THEN, as_of: dt.date | None = None) -> IndicatorResult:
    """One indicator in one year."""
    return plan_results(indicator.plan, year, on_map, as_of, [indicator])[0]
