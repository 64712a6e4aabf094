"""Baselines and targets set by hand."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet

from densach.accounts.models import User
from densach.audit.services import record
from densach.network import access
from densach.programme import refusals
from densach.programme.models import Baseline, Bound, Indicator, IndicatorType, Target
from densach.programme.permissions import EDIT_PLAN
from densach.programme.rules import value_may_be_target


@transaction.atomic
def set_baseline(*, actor: User, indicator: Indicator, year: int, value: Decimal) -> Baseline:
    """Say where an indicator stood in a year up to the plan's first. Replaces the value of that year.

    Raises NotAllowed, YearOutsidePlan (a year after the plan's first), ValueOutOfRange.
    """
    plan = indicator.plan
    access.require(actor, EDIT_PLAN, unit_id=plan.issuer_id)
    if not 1990 <= year <= plan.first_year:
        raise refusals.YearOutsidePlan(year=year, first=1990, last=plan.first_year)
    _check(indicator, value)
    before = Baseline.objects.filter(indicator=indicator, year=year).values_list("value", flat=True).first()
    row, _created = Baseline.objects.update_or_create(indicator=indicator, year=year, defaults={"value": value})
    changes = _changed(f"baseline {year}", before, value)
    record(actor=actor, verb="set-baseline", subject=indicator, unit_id=plan.issuer_id, changes=changes)
    return row


@transaction.atomic
def set_target(*, actor: User, indicator: Indicator, year: int, value: Decimal, bound: str = Bound.EXACT) -> Target:
    """Set what an indicator is to reach by a year. A value of that year is replaced; its printed text stays.

    Raises NotAllowed, YearOutsidePlan, ValueOutOfRange.
    """
    plan = indicator.plan
    access.require(actor, EDIT_PLAN, unit_id=plan.issuer_id)
    if not plan.first_year <= year <= plan.last_year:
        raise refusals.YearOutsidePlan(year=year, first=plan.first_year, last=plan.last_year)
    _check(indicator, value)
    known: QuerySet[Target] = Target.objects.filter(indicator=indicator, year=year).order_by("pk")
    target = known.first() or Target(plan=plan, indicator=indicator, year=year, text=indicator.name)
    before = target.value if target.pk else None
    target.value, target.bound = value, bound
    target.per_year = indicator.type == IndicatorType.AVERAGE_ANNUAL_GROWTH
    target.save()
    changes = _changed(f"target {year}", before, value)
    record(actor=actor, verb="set-target", subject=indicator, unit_id=plan.issuer_id, changes=changes)
    return target


def _check(indicator: Indicator, value: Decimal) -> None:
    refusal = value_may_be_target(value, indicator.type)
    if refusal:
        raise refusal


def _changed(what: str, before: Decimal | None, value: Decimal) -> dict[str, list[str | None]]:
    return {what: [None if before is None else str(before), str(value)]}
