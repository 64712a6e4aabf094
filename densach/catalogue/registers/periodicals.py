"""The periodicals register: one line per title and year, what came in each month, which numbers never came."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from densach.catalogue.models import Issue, IssueState, Subscription
from densach.network.models import Facility

from .ranges import Numbered, ranges


@dataclass
class Year:
    """A subscription in one year. `months` are the numbers received, January first; `missing` will not come or were claimed."""

    subscription: Subscription
    months: tuple[str, ...] = ("",) * 12
    issues: int = 0
    copies: int = 0
    value: int = 0
    missing: tuple[str, ...] = field(default=())


def periodicals(facility: Facility, year: int) -> list[Year]:
    """Subscriptions of a place that ran in a year or whose issues are of that year, by title."""
    subscriptions = Subscription.objects.filter(facility=facility, starts_on__year__lte=year).select_related("record")
    issues = Issue.objects.filter(subscription__facility=facility, on__year=year).order_by("on", "pk")
    by_subscription: dict[int, list[Issue]] = defaultdict(list)
    for issue in issues:
        by_subscription[issue.subscription_id].append(issue)
    running = [
        one for one in subscriptions if one.pk in by_subscription or one.ends_on is None or one.ends_on.year >= year
    ]
    return [_year(one, by_subscription[one.pk]) for one in running]


def _year(subscription: Subscription, issues: list[Issue]) -> Year:
    found = Year(subscription)
    months: dict[int, list[Issue]] = defaultdict(list)
    for issue in issues:
        if issue.state == IssueState.RECEIVED:
            months[issue.on.month].append(issue)
            found.issues += 1
            found.copies += issue.copies
            found.value += issue.copies * (subscription.price or 0)
    found.months = tuple(_numbers(months[month]) for month in range(1, 13))
    found.missing = tuple(issue.number for issue in issues if issue.state in (IssueState.MISSING, IssueState.CLAIMED))
    return found


def _numbers(issues: list[Issue]) -> str:
    """`1–4, 6`; numbers that are more than digits as they are."""
    plain = [Numbered("", int(issue.number), "", issue.number) for issue in issues if issue.number.isdecimal()]
    others = [issue.number for issue in issues if not issue.number.isdecimal()]
    return ", ".join(part for part in (ranges(plain), *others) if part)


def years(facility: Facility, this_year: int) -> list[int]:
    """Years with a subscription, the latest first."""
    first = (
        Subscription.objects.filter(facility=facility).order_by("starts_on").values_list("starts_on", flat=True).first()
    )
    return list(range(this_year, min(first.year, this_year) - 1, -1)) if first else []
