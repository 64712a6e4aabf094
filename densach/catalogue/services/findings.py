"""What is done about the findings of a closed stocktake; each act can be taken back."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db import transaction

from densach.accounts.models import User
from densach.audit.services import record as audit
from densach.catalogue import rules_stock
from densach.catalogue.models import Copy, CopyState, Stocktake, StocktakeLine
from densach.catalogue.permissions import EDIT_CATALOGUE
from densach.catalogue.refusals_stock import CopiesChanged, FindingSettled, NoteMissing, StocktakeStillOpen
from densach.catalogue.stock.copies import chunks, on_loan_of
from densach.core.clock import local_day
from densach.core.text import clean
from densach.discovery.services import announce
from densach.network.access import require

_STATES = {"lost": CopyState.LOST, "found": CopyState.IN_SERVICE}


@transaction.atomic
def settle_findings(
    *, actor: User, stocktake: Stocktake, act: str, line_ids: Collection[int] | None = None, at: dt.datetime
) -> int:
    """Mark missing copies as lost ("lost"), take lost ones that were there back into service ("found"), or write the
    shelf on which a copy stood into it ("shelf"); for the lines named, or all where None. Gives how many.

    A missing copy that has turned up since (lent, taken back, withdrawn, moved) is passed over.
    Raises NotAllowed, StocktakeStillOpen, FindingSettled (none is left), CopiesChanged.
    """
    require(actor, EDIT_CATALOGUE, facility_id=stocktake.facility_id)
    _refuse_open(stocktake)
    lines = [line for line in _lines(stocktake, line_ids) if rules_stock.fits(act, line)]
    out = on_loan_of([line.copy_id for line in lines if line.copy_id]) if act == "lost" else frozenset()
    lines = [line for line in lines if line.copy_id not in out and _still_so(act, line)]
    if not lines:
        raise FindingSettled
    groups: dict[tuple[str, str], list[StocktakeLine]] = defaultdict(list)
    for line in lines:
        groups[_values(act, line)].append(line)
    for (before, after), group in groups.items():
        _change(act, group, before, after, stocktake)
        _mark(group, f"{act}|{before}")
    _told(actor, stocktake, act, lines, at)
    return len(lines)


@transaction.atomic
def note_finding(*, actor: User, stocktake: Stocktake, line_id: int, note: str, at: dt.datetime) -> StocktakeLine:
    """Write what was done about a finding in words. Raises NotAllowed, StocktakeStillOpen, NoteMissing, FindingSettled."""
    require(actor, EDIT_CATALOGUE, facility_id=stocktake.facility_id)
    _refuse_open(stocktake)
    words = clean(note)[:180]
    if not words:
        raise NoteMissing
    line = next((line for line in _lines(stocktake, [line_id]) if rules_stock.fits(rules_stock.NOTED, line)), None)
    if line is None:
        raise FindingSettled
    _mark([line], f"{rules_stock.NOTED}|{words}")
    changes = {"scanned": line.scanned, "finding": line.finding, "note": words, "on": local_day(at).isoformat()}
    audit(actor=actor, verb="note_finding", subject=stocktake, facility_id=stocktake.facility_id, changes=changes)
    return line


@transaction.atomic
def unsettle_findings(*, actor: User, stocktake: Stocktake, line_ids: Collection[int], at: dt.datetime) -> int:
    """Take back what was done about findings; the copies get their state or shelf from before. Gives how many.

    Raises NotAllowed, FindingSettled (nothing was done), CopiesChanged (a copy was changed again since).
    """
    require(actor, EDIT_CATALOGUE, facility_id=stocktake.facility_id)
    groups: dict[tuple[str, str], list[StocktakeLine]] = defaultdict(list)
    for line in _lines(stocktake, line_ids):
        if line.resolved:
            groups[line.resolved, line.shelf].append(line)
    if not groups:
        raise FindingSettled
    for (resolved, shelf), lines in groups.items():
        act, _bar, before = resolved.partition("|")
        _mark(lines, "", before=resolved)
        if act != rules_stock.NOTED:
            _change(act, lines, shelf if act == "shelf" else str(_STATES[act]), before, stocktake)
            _told(actor, stocktake, f"undo {act}", lines, at)
    taken = [line.pk for lines in groups.values() for line in lines]
    changes = {"lines": taken[:200], "count": len(taken), "on": local_day(at).isoformat()}
    audit(actor=actor, verb="unsettle_findings", subject=stocktake, facility_id=stocktake.facility_id, changes=changes)
    return len(taken)


def _lines(stocktake: Stocktake, line_ids: Collection[int] | None) -> list[StocktakeLine]:
    lines = StocktakeLine.objects.filter(stocktake=stocktake).select_related("copy").order_by("pk")
    if line_ids is None:
        return list(lines.filter(finding__in=rules_stock.NOT_IN_ORDER, resolved=""))
    return [line for chunk in chunks(sorted(line_ids)) for line in lines.filter(pk__in=chunk)]


def _still_so(act: str, line: StocktakeLine) -> bool:
    """Whether the copy is as the finding says."""
    copy = line.copy
    if copy is None or copy.facility_id != line.stocktake.facility_id:
        return False
    if act == "found":
        return copy.state == CopyState.LOST
    return copy.state not in (CopyState.WITHDRAWN, CopyState.LOST)


def _values(act: str, line: StocktakeLine) -> tuple[str, str]:
    """What the copy says before and after."""
    if act == "shelf":
        return (line.copy.shelf if line.copy else "", line.shelf)
    return (line.copy.state if line.copy else "", str(_STATES[act]))


def _change(act: str, lines: Iterable[StocktakeLine], before: str, after: str, stocktake: Stocktake) -> None:
    """Raises CopiesChanged where a copy no longer says `before`; the transaction then takes everything back."""
    field = "shelf" if act == "shelf" else "state"
    for chunk in chunks([line.copy_id for line in lines if line.copy_id]):
        copies = Copy.objects.filter(pk__in=chunk, facility=stocktake.facility_id, **{field: before})
        if copies.update(**{field: after}) != len(chunk):
            raise CopiesChanged


def _mark(lines: Iterable[StocktakeLine], resolved: str, *, before: str = "") -> None:
    for chunk in chunks([line.pk for line in lines]):
        if StocktakeLine.objects.filter(pk__in=chunk, resolved=before).update(resolved=resolved) != len(chunk):
            raise CopiesChanged


def _told(actor: User, stocktake: Stocktake, act: str, lines: Iterable[StocktakeLine], at: dt.datetime) -> None:
    """A line of the trail for each copy, and the index of what can be found."""
    verb = "edit_copy" if act.endswith("shelf") else "change_copy_state"
    copies = [line.copy for line in lines if line.copy]
    for copy in copies:
        changes = {"act": act, "stocktake": stocktake.public_id, "on": local_day(at).isoformat()}
        audit(actor=actor, verb=verb, subject=copy, facility_id=stocktake.facility_id, changes=changes)
    announce(kind="record", ids=sorted({copy.record_id for copy in copies}))


def _refuse_open(stocktake: Stocktake) -> None:
    if stocktake.closed_at is None:
        raise StocktakeStillOpen(title=stocktake.title)
