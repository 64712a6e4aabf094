"""What can be asked of plans and their indicators."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import QuerySet

from densach.accounts.models import User
from densach.core.clock import today
from densach.core.periods import Period
from densach.measures.queries import Coverage, completeness
from densach.measures.rules import hide_small
from densach.network import access
from densach.network.queries import Map

from .access import may_see_proposal, visible_proposals
from .indicators import Frame, IndicatorResult, Status, frame_of, results_in
from .models import Indicator, IndicatorType, Plan, PlanProposal, PlanState
from .permissions import EDIT_PLAN, VIEW_PLAN


def current_plan() -> Plan | None:
    """The plan in force that began last."""
    plans = Plan.objects.filter(state=PlanState.IN_FORCE).select_related("issuer")
    return plans.order_by("-first_year", "-pk").first()


def plans(actor: User) -> QuerySet[Plan]:
    """Every plan: a plan binds all below its issuer, so whoever may see plans sees each. Raises NotAllowed."""
    access.require(actor, VIEW_PLAN)
    return Plan.objects.select_related("issuer")


def may_edit(actor: User, plan: Plan) -> bool:
    return actor.is_active and access.may_at_unit(actor, EDIT_PLAN, plan.issuer_id)


def waiting_proposals(actor: User) -> list[PlanProposal]:
    """Proposals that wait for somebody's review."""
    return visible_proposals(actor)


def proposal_for(actor: User, public_id: str) -> PlanProposal | None:
    """A proposal to review, or None where there is none. Raises NotAllowed."""
    row = PlanProposal.objects.select_related("uploaded_by", "plan").filter(public_id=public_id).first()
    if row:
        may_see_proposal(actor, row)
    return row


def indicators_of(plan: Plan) -> QuerySet[Indicator]:
    return Indicator.objects.filter(plan=plan)


def years_of(plan: Plan) -> list[int]:
    """The years of the plan that have begun (at least its first)."""
    return list(range(plan.first_year, max(plan.first_year, min(plan.last_year, today().year)) + 1))


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


def coverage_of(frame: Frame) -> Coverage | None:
    """Which figures of the year are there for the places in the plan's area; None before the year has begun."""
    if not frame.has_begun:
        return None
    places = [facility.pk for facility in frame.scope.facilities]
    return completeness(places, Period(dt.date(frame.year, 1, 1), frame.as_of), on=today())


def seen_by(actor: User, result: IndicatorResult) -> IndicatorResult:
    """The result as an actor may see it: every verdict, but reasons and words only of places in the actor's branch.

    Raises NotAllowed.
    """
    access.require(actor, VIEW_PLAN)
    if access.units_with(actor, VIEW_PLAN) is None or not result.places:
        return result
    if result.indicator.type == IndicatorType.SHARE_OF_UNITS:
        own = {place.pk for place in result.places if access.may_at_unit(actor, VIEW_PLAN, place.pk)}
    else:
        mine = access.facilities_with(actor, VIEW_PLAN)
        own = set(mine.filter(pk__in=[place.pk for place in result.places]).values_list("pk", flat=True))
    places = tuple(replace(place, is_open=place.pk in own) for place in result.places)
    return replace(result, places=places)


# ---------------------------------------------------------------- for everybody


@dataclass(frozen=True)
class YearFigure:
    """A yearly value as published: None where it is too small to be shown."""

    year: int
    value: int | None


@dataclass(frozen=True)
class Progress:
    """One indicator in one year as published. `value` in per cent (a growth: per cent a year; a total: its own unit).

    `met` of `population` places; `status` is reached, missed, no target or no value; `series` the yearly values a
    growth is made of, with numbers of people under 5 left out.
    """

    key: str
    name: str
    type: str
    year: int
    as_of: dt.date
    value: Decimal | None
    unit: str
    met: int | None
    population: int | None
    target: Decimal | None
    target_year: int | None
    status: Status
    series: tuple[YearFigure, ...]


@dataclass(frozen=True)
class PublicProgress:
    """The progress of a plan in one year, for anybody."""

    plan: Plan
    year: int
    results: tuple[IndicatorResult, ...]
    rows: tuple[Progress, ...]

    @property
    def reached(self) -> int:
        return sum(row.status is Status.REACHED for row in self.rows)

    @property
    def missed(self) -> int:
        return sum(row.status is Status.MISSED for row in self.rows)


def public_progress(plan: Plan, year: int | None = None) -> PublicProgress:
    """Every indicator of a plan as published, for the latest year that has begun or the one given, as it was then."""
    asked = year if year in years_of(plan) else years_of(plan)[-1]
    results = plan_results(plan, asked or plan.first_year)
    return PublicProgress(plan, asked or plan.first_year, tuple(results), tuple(_published(one) for one in results))


def _published(result: IndicatorResult) -> Progress:
    is_total = result.indicator.type == IndicatorType.TOTAL
    small = is_total and result.value is not None and hide_small(int(result.value)) is None
    return Progress(
        key=result.indicator.key,
        name=result.indicator.name,
        type=result.indicator.type,
        year=result.year,
        as_of=result.as_of,
        value=None if small or result.value is None else result.value.quantize(Decimal("0.01")),
        unit=result.target.unit if result.target and is_total else "" if is_total else "%",
        met=result.met,
        population=result.population,
        target=result.target.value if result.target else None,
        target_year=result.target.year if result.target else None,
        status=Status.NO_VALUE if small else result.status,
        series=tuple(YearFigure(one.year, hide_small(one.value)) for one in result.series),
    )
