"""When a library offers lifelong-learning services, and when those are really managed in a system.

The law names no number (Decision 1520/QĐ-TTg speaks of shares of libraries only), so every threshold is a parameter
that a plan may set. Thresholds of figures are for twelve months and shrink with a shorter period.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from densach.core.periods import Period
from densach.measures.evidence import Criterion, Groups, Reason, Verdict, register
from densach.measures.models import Figure, Quality
from densach.network.models import Facility, OpeningHours

from .rules import vi_date


@dataclass
class _Known:
    """What is known of one group of facilities in a period."""

    visits: int = 0
    uses: int = 0
    weekly_minutes: int = 0
    months_open: set[dt.date] = field(default_factory=set)
    months_counted: set[dt.date] = field(default_factory=set)
    managed_since: dt.date | None = None


def _members(groups: Groups) -> dict[int, list[int]]:
    """{facility id: keys of the groups it is judged in}."""
    found: dict[int, list[int]] = defaultdict(list)
    for key, facilities in groups.items():
        for facility in facilities:
            found[facility].append(key)
    return found


def _know(groups: Groups, period: Period) -> dict[int, _Known]:
    """Three queries, however many groups: figures, opening hours, since when managed."""
    known = {key: _Known() for key in groups}
    members = _members(groups)
    for facility, month, measure, quality, value in _figures(members, period):
        for key in members[facility]:
            _add(known[key], month, measure, quality, value)
    for facility, minutes in _weekly_minutes(members).items():
        for key in members[facility]:
            known[key].weekly_minutes = max(known[key].weekly_minutes, minutes)
    since = Facility.objects.filter(pk__in=members, managed_since__lte=period.end)
    for facility, day in since.values_list("pk", "managed_since"):
        for key in members[facility]:
            known[key].managed_since = min(day or period.end, known[key].managed_since or period.end)
    return known


def _figures(members: Collection[int], period: Period) -> Any:
    months = (period.start.replace(day=1), period.end)
    rows = Figure.objects.filter(measure__in=("visits", "uses"), split="", facility_id__in=members, month__range=months)
    return rows.values_list("facility_id", "month", "measure", "quality").annotate(total=Sum("value")).order_by()


def _add(known: _Known, month: dt.date, measure: str, quality: str, value: int) -> None:
    if measure == "visits":
        known.visits += value
    else:
        known.uses += value
    if value:
        known.months_open.add(month)
        if quality == Quality.COUNTED:
            known.months_counted.add(month)


def _weekly_minutes(facility_ids: Collection[int]) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    hours = OpeningHours.objects.filter(facility_id__in=facility_ids).values_list("facility_id", "opens", "closes")
    for facility, opens, closes in hours.order_by():
        found[facility] += (closes.hour * 60 + closes.minute) - (opens.hour * 60 + opens.minute)
    return found


def _scaled(for_a_year: int, period: Period) -> int:
    """A threshold of twelve months for the months of the period, rounded up."""
    months = min(12, sum(1 for _month in period.months()))
    return -(-for_a_year * months // 12)


def _links(groups: Groups) -> dict[int, str]:
    """{key: public ids of its facilities, comma between}: the query of the lists of records."""
    members = _members(groups)
    found: dict[int, list[str]] = {key: [] for key in groups}
    for facility, public_id in Facility.objects.filter(pk__in=members).values_list("pk", "public_id"):
        for key in members[facility]:
            found[key].append(public_id)
    return {key: ",".join(sorted(public_ids)) for key, public_ids in found.items()}


def _offers(groups: Groups, period: Period, parameters: Mapping[str, Any]) -> dict[int, Verdict]:
    links = _links(groups)
    return {key: _judge_offer(known, period, parameters, links[key]) for key, known in _know(groups, period).items()}


def _judge_offer(known: _Known, period: Period, parameters: Mapping[str, Any], places: str) -> Verdict:
    needed_hours = int(parameters["min_opening_hours_per_week"])
    needed_visits = _scaled(int(parameters["min_visits_per_year"]), period)
    needed_uses = _scaled(int(parameters["min_uses_per_year"]), period)
    needed_months = _scaled(int(parameters["min_months_with_visitors"]), period)
    query = {"facility": places, "from": period.start.isoformat(), "to": period.end.isoformat()}
    hours, months = known.weekly_minutes // 60, len(known.months_open)
    opening = _("Open %(value)s hours a week (at least %(needed)s)") % {"value": hours, "needed": needed_hours}
    visiting = _("%(value)s visits in the period (at least %(needed)s)") % _numbers(known.visits, needed_visits)
    using = _("%(value)s loans and books read on the spot (at least %(needed)s)") % _numbers(known.uses, needed_uses)
    steady = _("Served people in %(value)s months (at least %(needed)s)") % _numbers(months, needed_months)
    return _verdict(
        Reason(opening, hours >= needed_hours, None, hours, needed_hours),
        Reason(visiting, known.visits >= needed_visits, "visits", known.visits, needed_visits, "visit_list", query),
        Reason(using, known.uses >= needed_uses, "uses", known.uses, needed_uses, "loan_list", query),
        Reason(steady, months >= needed_months, "visits", months, needed_months, "visit_list", query),
    )


def _managed(groups: Groups, period: Period, parameters: Mapping[str, Any]) -> dict[int, Verdict]:
    links = _links(groups)
    return {
        key: _judge_management(known, period, parameters, links[key]) for key, known in _know(groups, period).items()
    }


def _judge_management(known: _Known, period: Period, parameters: Mapping[str, Any], places: str) -> Verdict:
    needed = _scaled(int(parameters["min_months_counted"]), period)
    query = {"facility": places, "from": period.start.isoformat(), "to": period.end.isoformat()}
    months = len(known.months_counted)
    if known.managed_since:
        since = _("Managed in a system since %(day)s") % {"day": vi_date(known.managed_since)}
    else:
        since = _("Still works on paper: no day of entering the system by %(day)s") % {"day": vi_date(period.end)}
    counted = _("Loans or visits recorded in the system in %(value)s months (at least %(needed)s)")
    return _verdict(
        Reason(since, known.managed_since is not None),
        Reason(counted % _numbers(months, needed), months >= needed, "visits", months, needed, "visit_list", query),
    )


def _verdict(*reasons: Reason) -> Verdict:
    return Verdict(all(reason.met for reason in reasons), reasons)


def _numbers(value: int, needed: int) -> dict[str, str]:
    return {"value": f"{value:,}".replace(",", "."), "needed": f"{needed:,}".replace(",", ".")}


register(
    Criterion(
        code="offers_lifelong_learning",
        name=gettext_lazy("The library offers lifelong-learning services"),
        explanation=gettext_lazy(
            "Open for enough hours a week, and used: visits, loans and books read on the spot, in most months."
        ),
        parameters={
            "min_opening_hours_per_week": (12, gettext_lazy("hours open in a week, by the register of places")),
            "min_visits_per_year": (300, gettext_lazy("visits in twelve months")),
            "min_uses_per_year": (200, gettext_lazy("loans and books read on the spot in twelve months")),
            "min_months_with_visitors": (8, gettext_lazy("months of twelve with at least one visit or use")),
        },
        judge=_offers,
    )
)
register(
    Criterion(
        code="managed_digitally",
        name=gettext_lazy("The services are really managed in a system"),
        explanation=gettext_lazy(
            "The place has entered a system; loans or visits are recorded there as they happen, not declared later."
        ),
        parameters={
            "min_months_counted": (6, gettext_lazy("months of twelve with loans or visits recorded in the system")),
        },
        judge=_managed,
    )
)
