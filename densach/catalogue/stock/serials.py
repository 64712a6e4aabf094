"""What can be asked of periodicals."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from densach.accounts.models import User
from densach.catalogue.models import Issue, IssueState, Record, Subscription
from densach.catalogue.rules_serials import foreseen, is_late, step
from densach.network.access import facilities_with

_SHOWN_TO_READERS = 12
# what ended longer ago has no late issues worth a claim
_CLAIMED_FOR = dt.timedelta(days=120)


@dataclass(frozen=True)
class Awaited:
    """An issue that has not come: written down already (`state`) or foreseen only."""

    subscription: Subscription
    number: str
    on: dt.date
    state: str
    is_late: bool
    note: str = ""


def subscriptions_for(actor: User, right: str) -> QuerySet[Subscription]:
    places = facilities_with(actor, right).order_by()
    return Subscription.objects.filter(facility__in=places).select_related("record", "facility")


def awaited(subscriptions: Sequence[Subscription], today: dt.date) -> dict[int, list[Awaited]]:
    """{subscription id: issues that have not come, the oldest first, with the next one} (one query for all)."""
    known: dict[int, list[Issue]] = defaultdict(list)
    for issue in Issue.objects.filter(subscription__in=[one.pk for one in subscriptions]).order_by("on", "pk"):
        known[issue.subscription_id].append(issue)
    return {one.pk: _awaited(one, known[one.pk], today) for one in subscriptions}


def _awaited(subscription: Subscription, known: list[Issue], today: dt.date) -> list[Awaited]:
    open_ones = [issue for issue in known if issue.state in (IssueState.EXPECTED, IssueState.CLAIMED)]
    found = [
        Awaited(subscription, issue.number, issue.on, issue.state, is_late(subscription, issue.on, today), issue.note)
        for issue in open_ones
    ]
    pairs = [(issue.number, issue.on) for issue in known]
    for one in foreseen(subscription, pairs, step(subscription, today, 1)):
        late = is_late(subscription, one.on, today)
        found.append(Awaited(subscription, one.number, one.on, IssueState.EXPECTED, late))
        if one.on > today:
            break
    return sorted(found, key=lambda one: one.on)


def late_issues(actor: User, right: str, today: dt.date) -> list[Awaited]:
    """Everything late at the actor's places, by place, title and day: the list to claim from."""
    running = subscriptions_for(actor, right).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today - _CLAIMED_FOR))
    found = awaited(list(running), today)
    late = [one for issues in found.values() for one in issues if one.is_late]
    return sorted(late, key=lambda one: (one.subscription.facility.name_sort, one.subscription.record.title_sort, one.on))  # fmt: skip


def grid(subscription: Subscription) -> list[tuple[int, list[list[Issue]]]]:
    """Years, the newest first, each with twelve months of issues."""
    years: dict[int, list[list[Issue]]] = {}
    for issue in Issue.objects.filter(subscription=subscription).order_by("on", "pk"):
        years.setdefault(issue.on.year, [[] for _month in range(12)])[issue.on.month - 1].append(issue)
    return sorted(years.items(), reverse=True)


def issues_shown(record: Record) -> list[tuple[Subscription, list[Issue]]]:
    """Where a periodical is received and the issues that came last, for its public page (two queries)."""
    subscriptions = list(
        Subscription.objects.filter(record=record)
        .select_related("facility")
        .order_by("facility__name_sort", "-starts_on")
    )
    newest = Window(RowNumber(), partition_by="subscription_id", order_by=[F("on").desc(), F("pk").desc()])
    rows = Issue.objects.filter(subscription__in=[one.pk for one in subscriptions], state=IssueState.RECEIVED)
    came: dict[int, list[Issue]] = defaultdict(list)
    for issue in rows.annotate(place_in_row=newest).filter(place_in_row__lte=_SHOWN_TO_READERS).order_by("-on", "-pk"):
        came[issue.subscription_id].append(issue)
    return [(one, came[one.pk]) for one in subscriptions if came[one.pk]]
