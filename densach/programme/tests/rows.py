"""Plans and figures for the tests of this module, and a criterion that reads visits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from densach.core.periods import Period
from densach.measures.evidence import Criterion, Groups, Reason, Verdict
from densach.measures.models import Figure, Quality
from densach.network.models import Facility, Unit
from densach.programme.models import Indicator, Plan, PlanState, Target


def plan(issuer: Unit, **fields: Any) -> Plan:
    fields.setdefault("slug", f"ke-hoach-{Plan.objects.count() + 1}")
    fields.setdefault("title", "Kế hoạch học tập suốt đời")
    fields.setdefault("first_year", 2023)
    fields.setdefault("last_year", 2030)
    fields.setdefault("state", PlanState.IN_FORCE)
    return Plan.objects.create(issuer=issuer, **fields)


def share(plan: Plan, key: str = "1", *, kinds: Iterable[str] = ("commune_library",), **fields: Any) -> Indicator:
    fields.setdefault("name", f"Thư viện phục vụ {key}")
    fields.setdefault("type", "share_of_facilities")
    fields.setdefault("criterion", "test_visited")
    return Indicator.objects.create(plan=plan, key=key, population_kinds=list(kinds), **fields)


def growth(plan: Plan, key: str = "3", **fields: Any) -> Indicator:
    fields.setdefault("name", "Lượt bạn đọc tăng")
    fields.setdefault("base_year", 2022)
    kinds = fields.pop("kinds", ["commune_library"])
    return Indicator.objects.create(
        plan=plan, key=key, type="average_annual_growth", measure="visits", population_kinds=kinds, **fields
    )


def target(indicator: Indicator, year: int | None, value: int | str, **fields: Any) -> Target:
    fields.setdefault("text", indicator.name)
    return Target.objects.create(plan=indicator.plan, indicator=indicator, year=year, value=Decimal(value), **fields)


def visits(
    facility: Facility, year: int, value: int, *, months: Iterable[int] = range(1, 13), quality: str = Quality.COUNTED
) -> None:
    """`value` visits in each month."""
    Figure.objects.bulk_create(
        Figure(facility=facility, month=dt.date(year, month, 1), measure="visits", value=value, quality=quality)
        for month in months
    )


def _judge(groups: Groups, period: Period, parameters: Mapping[str, Any]) -> dict[int, Verdict]:
    """Enough visits, and in enough months: two reasons with their figures and the list of records."""
    needed, months_needed = parameters["min_visits"], parameters["min_months"]
    places = {place for group in groups.values() for place in group}
    found: dict[int, list[int]] = {}
    rows = Figure.objects.filter(measure="visits", facility__in=places, month__range=(period.start, period.end))
    for place, value in rows.values_list("facility", "value"):
        found.setdefault(place, []).append(value)
    verdicts = {}
    for key, group in groups.items():
        values = [value for place in group for value in found.get(place, [])]
        reasons = (
            Reason(
                f"{sum(values)} lượt", sum(values) >= needed, "visits", sum(values), needed, "figures", {"nam": "x"}
            ),
            Reason(
                f"{len(values)} tháng", len(values) >= months_needed, None, len(values), months_needed, "no_such_page"
            ),
        )
        verdicts[key] = Verdict(all(reason.met for reason in reasons), reasons)
    return verdicts


VISITED = Criterion(
    code="test_visited",
    name="Có người đến",
    explanation="Đủ lượt trong đủ tháng.",
    parameters={"min_visits": (100, "lượt"), "min_months": (1, "tháng")},
    judge=_judge,
)
