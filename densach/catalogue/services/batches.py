"""One act on many copies: shelf, condition, item type, state; or handing them over to another place."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from densach.accounts.models import User
from densach.audit.models import Entry
from densach.audit.services import record as audit
from densach.catalogue import rules
from densach.catalogue.models import AccessionRegister, Copy, CopyState
from densach.catalogue.permissions import EDIT_CATALOGUE
from densach.catalogue.refusals import StateByWithdrawal
from densach.catalogue.refusals_stock import BatchGone, CopiesChanged, NothingChosen, NothingToChange, TooManyCopies
from densach.catalogue.stock.copies import chunks, on_loan_of
from densach.core.clock import local_day
from densach.core.errors import Refusal
from densach.core.ids import public_id
from densach.core.text import clean
from densach.discovery.services import announce
from densach.network.access import require
from densach.network.models import Facility

from .copies import move_copy

MOST = 2000
MOST_MOVED = 300
_FIELDS = ("shelf", "condition", "item_type", "state")
_VERB = "change_copies"


@dataclass(frozen=True)
class Done:
    """How many copies were changed, why others were not, and the batch by which it can be undone today."""

    count: int
    refused: tuple[tuple[Copy, Refusal], ...]
    batch: str = ""


@transaction.atomic
def change_copies(*, actor: User, copies: Sequence[Copy], at: dt.datetime, **facts: str) -> Done:
    """Give copies a new `shelf`, `condition`, `item_type` or `state`; what is not named stays. Withdrawn copies are
    left out by name, and those on loan where the state is to change. Each copy gets a line of the trail.

    Raises NotAllowed (nothing is done then), NothingChosen, NothingToChange, TooManyCopies, StateByWithdrawal,
    CopiesChanged.
    """
    _check(actor, copies, MOST)
    wanted = {name: clean(facts[name]) for name in _FIELDS if facts.get(name) is not None}
    if not wanted:
        raise NothingToChange
    if wanted.get("state") == CopyState.WITHDRAWN:
        raise StateByWithdrawal
    out = on_loan_of([copy.pk for copy in copies]) if "state" in wanted else frozenset[int]()
    refused, chosen = _sorted_out(copies, out)
    token, count = public_id(), 0
    groups: dict[tuple[str, ...], list[Copy]] = defaultdict(list)
    for copy in chosen:
        if before := tuple(name for name, value in wanted.items() if getattr(copy, name) != value):
            groups[before + tuple(getattr(copy, name) for name in before)].append(copy)
    for key, group in groups.items():
        names = key[: len(key) // 2]
        _update(group, dict(zip(names, key[len(names) :], strict=True)), {name: wanted[name] for name in names})
        for copy in group:
            changes: dict[str, Any] = {name: [getattr(copy, name), wanted[name]] for name in names}
            changes |= {"batch": token, "on": local_day(at).isoformat()}
            audit(actor=actor, verb=_VERB, subject=copy, facility_id=copy.facility_id, changes=changes)
        count += len(group)
    announce(kind="record", ids=sorted({copy.record_id for group in groups.values() for copy in group}))
    return Done(count, refused, token if count else "")


@transaction.atomic
def undo_change(*, actor: User, batch: str, at: dt.datetime) -> int:
    """Give the copies of a batch their values from before; only by who made it, on the same day. One that was changed
    again since keeps what it has. Gives how many. Raises NotAllowed, BatchGone.
    """
    lines = Entry.objects.filter(actor=actor, at__gte=at - dt.timedelta(days=1), changes__batch=batch)
    entries = [entry for entry in lines.filter(verb=_VERB).order_by("pk") if local_day(entry.at) == local_day(at)]
    undone = set(lines.filter(verb="undo_change_copies").values_list("subject_id", flat=True))
    entries = [entry for entry in entries if entry.subject_id not in undone]
    if not batch or not entries:
        raise BatchGone
    copies = Copy.objects.in_bulk([int(entry.subject_id) for entry in entries])
    _check(actor, list(copies.values()), MOST)
    back: list[Copy] = []
    for entry in entries:
        copy = copies[int(entry.subject_id)]
        values = {name: entry.changes[name] for name in _FIELDS if name in entry.changes}
        now_there = {name: after for name, (_before, after) in values.items()}
        before = {name: earlier for name, (earlier, _after) in values.items()}
        if Copy.objects.filter(pk=copy.pk, **now_there).exclude(state=CopyState.WITHDRAWN).update(**before):
            back.append(copy)
            audit(actor=actor, verb="undo_change_copies", subject=copy, facility_id=copy.facility_id, changes={"batch": batch})  # fmt: skip
    announce(kind="record", ids=sorted({copy.record_id for copy in back}))
    return len(back)


@transaction.atomic
def move_copies(
    *,
    actor: User,
    copies: Sequence[Copy],
    facility: Facility,
    register: AccessionRegister,
    shelf: str = "",
    at: dt.datetime,
) -> Done:
    """Hand copies over to another place for good, each as `move_copy` does; what cannot go is left out by name.

    Raises NotAllowed (nothing is done then), NothingChosen, TooManyCopies, RegisterElsewhere.
    """
    _check(actor, copies, MOST_MOVED)
    require(actor, EDIT_CATALOGUE, facility_id=facility.pk)
    refused, count = [], 0
    for copy in copies:
        try:
            with transaction.atomic():
                move_copy(actor=actor, copy=copy, facility=facility, register=register, shelf=shelf, at=at)
                count += 1
        except Refusal as refusal:
            refused.append((copy, refusal))
    return Done(count, tuple(refused))


def _check(actor: User, copies: Sequence[Copy], most: int) -> None:
    if not copies:
        raise NothingChosen
    if len(copies) > most:
        raise TooManyCopies(count=len(copies), most=most)
    for facility_id in sorted({copy.facility_id for copy in copies}):
        require(actor, EDIT_CATALOGUE, facility_id=facility_id)


def _sorted_out(copies: Sequence[Copy], out: Collection[int]) -> tuple[tuple[tuple[Copy, Refusal], ...], list[Copy]]:
    refused: list[tuple[Copy, Refusal]] = []
    chosen: dict[int, Copy] = {}
    for copy in copies:
        if why := rules.change_refusal(copy, on_loan=copy.pk in out):
            refused.append((copy, why))
        else:
            chosen[copy.pk] = copy
    return tuple(refused), list(chosen.values())


def _update(copies: Sequence[Copy], before: dict[str, str], after: dict[str, str]) -> None:
    """Raises CopiesChanged where a copy no longer has the values of before; the transaction takes everything back."""
    for chunk in chunks([copy.pk for copy in copies]):
        if Copy.objects.filter(pk__in=chunk, **before).update(**after) != len(chunk):
            raise CopiesChanged
