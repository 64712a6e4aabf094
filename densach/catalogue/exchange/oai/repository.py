"""The records of a harvest: in the order they changed, from any point on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.db.models import Min, Q, QuerySet

from densach.catalogue.models import Record

from . import sets
from .requests import PAGE, OaiError, Selection


@dataclass(frozen=True)
class Page:
    """`following` is where the list goes on, None at its end; `total` counts the whole list (first page only)."""

    records: list[Record]
    following: Selection | None
    total: int | None


def page(selection: Selection) -> Page:
    """Raises OaiError: noRecordsMatch, also for a set that does not exist."""
    wanted = selected(selection)
    total = wanted.count() if not selection.after else None
    if total == 0:
        raise OaiError("noRecordsMatch", "No record is in this set and changed in this time.")
    if selection.after:
        after = dt.datetime.fromisoformat(selection.after)
        wanted = wanted.filter(Q(modified_at=after, pk__gt=selection.after_id) | Q(modified_at__gt=after))
    rows = list(wanted.order_by("modified_at", "pk")[: PAGE + 1])
    if not rows:  # what was still to come has changed meanwhile, past the end of this list
        raise OaiError("noRecordsMatch", "The rest of this list has changed; ask again from the date you reached.")
    held, more = rows[:PAGE], len(rows) > PAGE
    if not more:
        return Page(held, None, total)
    last = held[-1]
    done = selection.done + len(held)
    following = replace(selection, after=last.modified_at.isoformat(), after_id=last.pk, done=done)
    return Page(held, following, total)


def selected(selection: Selection) -> QuerySet[Record]:
    """Deleted records included: a harvester must learn of them."""
    records = Record.objects.all()
    if selection.first:
        records = records.filter(modified_at__gte=dt.datetime.fromisoformat(selection.first))
    if selection.until:
        records = records.filter(modified_at__lt=dt.datetime.fromisoformat(selection.until))
    if selection.set:
        members = sets.members(selection.set)
        records = records.none() if members is None else records.filter(members)
    return records


def earliest() -> dt.datetime | None:
    """When the record changed longest ago changed; None without records."""
    found: dt.datetime | None = Record.objects.aggregate(first=Min("modified_at"))["first"]
    return found


def one(public_id: str) -> Record:
    """Raises OaiError: idDoesNotExist."""
    record = Record.objects.filter(public_id=public_id).first()
    if record is None:
        raise OaiError("idDoesNotExist", "There is no such record here.")
    return record
