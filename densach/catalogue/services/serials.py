"""Periodicals: subscribe, check issues in, claim what is late."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from densach.accounts.models import User
from densach.audit.services import record as audit
from densach.catalogue.models import Issue, IssueState, Material, Record, Subscription
from densach.catalogue.permissions import EDIT_CATALOGUE
from densach.catalogue.refusals_serials import (
    AlreadySubscribed,
    EndsBeforeStart,
    IssueCountWrong,
    IssueNotReceived,
    IssueNumberMissing,
    IssueReceived,
    NotPeriodical,
    NotYetOut,
)
from densach.catalogue.rules_serials import foreseen, span
from densach.core.clock import local_day
from densach.core.text import clean
from densach.network.access import require
from densach.network.models import Facility

_MOST_COPIES = 500
_FACTS = ("frequency", "starts_on", "ends_on", "first_number", "copies", "price", "shelf")


@transaction.atomic
def subscribe(
    *,
    actor: User,
    record: Record,
    facility: Facility,
    frequency: str,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    first_number: int | None = None,
    copies: int = 1,
    price: int | None = None,
    shelf: str = "",
    at: dt.datetime,
) -> Subscription:
    """A place receives a periodical from a day on. Raises NotAllowed, NotPeriodical, EndsBeforeStart,
    AlreadySubscribed (the days overlap).
    """
    require(actor, EDIT_CATALOGUE, facility_id=facility.pk)
    if record.material != Material.PERIODICAL or record.gone_at is not None:
        raise NotPeriodical(title=record.title)
    subscription = Subscription(record=record, facility=facility, frequency=frequency, starts_on=starts_on)
    subscription.ends_on, subscription.first_number, subscription.copies = ends_on, first_number, copies
    subscription.price, subscription.shelf = price, clean(shelf)
    _refuse_overlap(subscription)
    subscription.save()
    _audit(actor, "subscribe", subscription, at, title=record.title)
    return subscription


@transaction.atomic
def edit_subscription(*, actor: User, subscription: Subscription, at: dt.datetime, **facts: Any) -> Subscription:
    """Correct `frequency`, `starts_on`, `ends_on`, `first_number`, `copies`, `price`, `shelf`; issues stay as they are.

    Raises NotAllowed, EndsBeforeStart, AlreadySubscribed.
    """
    require(actor, EDIT_CATALOGUE, facility_id=subscription.facility_id)
    changes = {
        name: [str(getattr(subscription, name) or ""), str(facts[name] or "")]
        for name in _FACTS
        if name in facts and getattr(subscription, name) != facts[name]
    }
    for name in _FACTS:
        setattr(subscription, name, facts.get(name, getattr(subscription, name)))
    _refuse_overlap(subscription)
    subscription.save(update_fields=list(_FACTS))
    _audit(actor, "edit_subscription", subscription, at, **changes)
    return subscription


@transaction.atomic
def check_in(
    *,
    actor: User,
    subscription: Subscription,
    number: str,
    on: dt.date,
    copies: int | None = None,
    received_on: dt.date | None = None,
    note: str = "",
    at: dt.datetime,
) -> Issue:
    """An issue came: `number` as printed ("12", "6-7"), `on` its date, `copies` as subscribed where None. Issues before
    it that were foreseen and have not come are written down as expected.

    Raises NotAllowed, IssueNumberMissing, IssueCountWrong, NotYetOut, IssueReceived (somebody was quicker).
    """
    require(actor, EDIT_CATALOGUE, facility_id=subscription.facility_id)
    count = subscription.copies if copies is None else copies
    if not 1 <= count <= _MOST_COPIES:
        raise IssueCountWrong(count=count)
    day = received_on or local_day(at)
    if day > local_day(at):
        raise NotYetOut(day=f"{day:%d/%m/%Y}")
    issue = _written_down(subscription, number, on)
    facts = {"state": IssueState.RECEIVED, "copies": count, "received_on": day, "note": clean(note)[:200]}
    if not Issue.objects.filter(pk=issue.pk).exclude(state=IssueState.RECEIVED).update(**facts):
        raise IssueReceived(number=issue.number, on=f"{issue.on:%d/%m/%Y}")
    issue.refresh_from_db()
    _audit(actor, "check_in_issue", subscription, at, number=issue.number, on=on.isoformat(), copies=count)
    return issue


@transaction.atomic
def undo_check_in(*, actor: User, subscription: Subscription, issue_id: int, at: dt.datetime) -> Issue:
    """It has not come after all: expected again. Raises NotAllowed, IssueNotReceived."""
    require(actor, EDIT_CATALOGUE, facility_id=subscription.facility_id)
    facts = {"state": IssueState.EXPECTED, "copies": 0, "received_on": None}
    rows = Issue.objects.filter(subscription=subscription, pk=issue_id)
    if not rows.filter(state=IssueState.RECEIVED).update(**facts):
        known = rows.first()
        raise IssueNotReceived(number=known.number if known else "?", on=f"{known.on:%d/%m/%Y}" if known else "?")
    issue = rows.get()
    _audit(actor, "undo_check_in", subscription, at, number=issue.number, on=issue.on.isoformat())
    return issue


@transaction.atomic
def mark_issue(
    *, actor: User, subscription: Subscription, number: str, on: dt.date, state: str, note: str = "", at: dt.datetime
) -> Issue:
    """An issue that has not come was claimed, will not come (skipped, out of print), or is expected again.

    Raises NotAllowed, IssueNumberMissing, IssueReceived.
    """
    require(actor, EDIT_CATALOGUE, facility_id=subscription.facility_id)
    issue = _written_down(subscription, number, on)
    wanted = IssueState(state)
    facts = {"state": wanted, "note": clean(note)[:200]}
    rows = Issue.objects.filter(pk=issue.pk).exclude(state=IssueState.RECEIVED)
    if wanted == IssueState.RECEIVED or not rows.update(**facts):
        raise IssueReceived(number=issue.number, on=f"{issue.on:%d/%m/%Y}")
    issue.refresh_from_db()
    _audit(actor, "mark_issue", subscription, at, number=issue.number, on=on.isoformat(), state=str(wanted))
    return issue


def _written_down(subscription: Subscription, number: str, on: dt.date) -> Issue:
    """The row of an issue, with rows for what was foreseen before it; who writes the same at once finds the other's."""
    number = clean(number)[:40]
    if not number:
        raise IssueNumberMissing
    known = list(Issue.objects.filter(subscription=subscription).values_list("number", "on"))
    if (number, on) not in known:
        earlier = [one for one in foreseen(subscription, known, on) if _is_before(one.number, one.on, number, on)]
        rows = [Issue(subscription=subscription, number=one.number, on=one.on) for one in earlier]
        rows.append(Issue(subscription=subscription, number=number, on=on))
        Issue.objects.bulk_create(rows, ignore_conflicts=True)
    return Issue.objects.get(subscription=subscription, number=number, on=on)


def _is_before(number: str, day: dt.date, than: str, on: dt.date) -> bool:
    """Whether a foreseen issue comes before another one and is not a part of it ("6" is a part of "6-7")."""
    mine, other = span(number), span(than)
    if mine and other and other[0] <= mine[0] <= other[1]:
        return False
    return day < on


def _refuse_overlap(subscription: Subscription) -> None:
    if subscription.ends_on and subscription.ends_on < subscription.starts_on:
        raise EndsBeforeStart
    others = Subscription.objects.filter(record=subscription.record, facility=subscription.facility)
    others = others.exclude(pk=subscription.pk).exclude(ends_on__lt=subscription.starts_on)
    if subscription.ends_on:
        others = others.filter(starts_on__lte=subscription.ends_on)
    if others.exists():
        raise AlreadySubscribed(title=subscription.record.title)


def _audit(actor: User, verb: str, subscription: Subscription, at: dt.datetime, **changes: Any) -> None:
    facts = {**changes, "at": at.isoformat()}
    audit(actor=actor, verb=verb, subject=subscription, facility_id=subscription.facility_id, changes=facts)
