"""Weeding: a dossier from proposal to decision (Circular 02/2020/TT-BVHTTDL). Dossiers are never deleted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F

from densach.accounts.models import User
from densach.audit.services import record as audit
from densach.catalogue import rules, rules_stock, rules_weeding
from densach.catalogue.models import Copy, CopyState, Weeding, WeedingGround, WeedingLine, WeedingState
from densach.catalogue.permissions import EDIT_CATALOGUE
from densach.catalogue.refusals import WithdrawnBeforeEntry
from densach.catalogue.refusals_weeding import (
    CopiesOnLoan,
    CopyElsewhere,
    CopyInDossier,
    MinutesMissing,
    MinutesSigned,
    NothingToWithdraw,
    WeedingElsewhere,
    WeedingEmpty,
)
from densach.catalogue.stock.copies import chunks, on_loan_of
from densach.core.clock import local_day
from densach.core.errors import Refusal
from densach.core.text import clean, clean_lines
from densach.network.access import require
from densach.network.models import Facility

from .stock import mark_stock, tell_holdings

_SHOWN = 10


@dataclass(frozen=True)
class Added:
    """How many copies were added, how many were there before, and why others were not."""

    added: int
    again: int
    refused: tuple[tuple[Copy, Refusal], ...]


@transaction.atomic
def open_weeding(
    *, actor: User, facility: Facility, title: str, reason: str = "", fate: str = "", at: dt.datetime
) -> Weeding:
    """Begin a dossier. `reason` says why in sentences, `fate` what becomes of the copies. Raises NotAllowed."""
    require(actor, EDIT_CATALOGUE, facility_id=facility.pk)
    weeding = Weeding.objects.create(
        facility=facility, title=clean(title), reason=clean_lines(reason), fate=clean(fate), opened_by=actor
    )
    _audit(actor, "open_weeding", weeding, at)
    return weeding


@transaction.atomic
def edit_weeding(*, actor: User, weeding: Weeding, title: str, reason: str, fate: str, at: dt.datetime) -> Weeding:
    """Correct the words of a dossier until it is submitted. Raises NotAllowed, WeedingElsewhere."""
    require(actor, EDIT_CATALOGUE, facility_id=weeding.facility_id)
    facts = {"title": clean(title), "reason": clean_lines(reason), "fate": clean(fate)}
    changes = {
        name: [getattr(weeding, name), value] for name, value in facts.items() if getattr(weeding, name) != value
    }
    _step(weeding, WeedingState.PROPOSED, **facts)
    _audit(actor, "edit_weeding", weeding, at, **changes)
    return weeding


@transaction.atomic
def add_to_weeding(
    *, actor: User, weeding: Weeding, copies: Sequence[Copy], ground: str, note: str = "", at: dt.datetime
) -> Added:
    """Propose copies on one ground; those on loan, withdrawn, of another place or in another dossier are left out by
    name. Raises NotAllowed, WeedingElsewhere.
    """
    require(actor, EDIT_CATALOGUE, facility_id=weeding.facility_id)
    _hold(weeding, WeedingState.PROPOSED)
    ids = [copy.pk for copy in copies]
    out, elsewhere = on_loan_of(ids), _in_other_dossiers(weeding, ids)
    here = set(WeedingLine.objects.filter(weeding=weeding).values_list("copy_id", flat=True))
    again, refused, lines = 0, [], []
    for copy in copies:
        if copy.pk in here:
            again += 1
        elif refusal := _why_not(weeding, copy, out, elsewhere):
            refused.append((copy, refusal))
        else:
            here.add(copy.pk)
            lines.append(WeedingLine(weeding=weeding, copy=copy, ground=WeedingGround(ground), note=clean(note)[:200]))
    WeedingLine.objects.bulk_create(lines, batch_size=500)
    if lines:
        _audit(actor, "add_to_weeding", weeding, at, copies=len(lines), ground=str(ground))
    return Added(len(lines), again, tuple(refused))


def _why_not(weeding: Weeding, copy: Copy, out: Collection[int], elsewhere: dict[int, str]) -> Refusal | None:
    if copy.facility_id != weeding.facility_id:
        return CopyElsewhere(number=copy.accession_number)
    if copy.pk in elsewhere:
        return CopyInDossier(number=copy.accession_number, title=elsewhere[copy.pk])
    return rules.change_refusal(copy, on_loan=copy.pk in out)


def _in_other_dossiers(weeding: Weeding, copy_ids: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    others = WeedingLine.objects.filter(weeding__state__in=rules_weeding.OPEN).exclude(weeding=weeding)
    for chunk in chunks(copy_ids):
        found |= dict(others.filter(copy__in=chunk).values_list("copy_id", "weeding__title"))
    return found


@transaction.atomic
def take_from_weeding(*, actor: User, weeding: Weeding, line_ids: Collection[int], at: dt.datetime) -> int:
    """Take lines out of a proposal. Gives how many. Raises NotAllowed, WeedingElsewhere."""
    require(actor, EDIT_CATALOGUE, facility_id=weeding.facility_id)
    _hold(weeding, WeedingState.PROPOSED)
    lines = WeedingLine.objects.filter(weeding=weeding, pk__in=line_ids)
    numbers = list(lines.values_list("copy__accession_number", flat=True))
    lines.delete()
    if numbers:
        _audit(actor, "take_from_weeding", weeding, at, copies=numbers)
    return len(numbers)


@transaction.atomic
def submit_weeding(*, actor: User, weeding: Weeding, number: str, on: dt.date, at: dt.datetime) -> Weeding:
    """The proposal is signed; its list is fixed. Raises NotAllowed, WeedingElsewhere, WeedingEmpty, PaperNumberWrong,
    DayInFuture.
    """
    require(actor, EDIT_CATALOGUE, facility_id=weeding.facility_id)
    if not WeedingLine.objects.filter(weeding=weeding).exists():
        raise WeedingEmpty(title=weeding.title)
    rules_stock.paper_number(number, "TTr")
    _raise(rules_weeding.date_refusal(on, not_before=None, today=local_day(at)))
    facts = {"proposal_number": clean(number), "proposal_on": on}
    _step(weeding, WeedingState.PROPOSED, state=WeedingState.SUBMITTED, **facts)
    _audit(actor, "submit_weeding", weeding, at, number=clean(number), on=on.isoformat())
    return weeding


@transaction.atomic
def return_weeding(*, actor: User, weeding: Weeding, at: dt.datetime) -> Weeding:
    """Back to the proposal, where it can be changed; number and day of the proposal are taken back.

    Raises NotAllowed, WeedingElsewhere.
    """
    require(actor, EDIT_CATALOGUE, facility_id=weeding.facility_id)
    facts = {"proposal_number": "", "proposal_on": None}
    _step(weeding, WeedingState.SUBMITTED, state=WeedingState.PROPOSED, **facts)
    _audit(actor, "return_weeding", weeding, at)
    return weeding


@transaction.atomic
def set_council(*, actor: User, weeding: Weeding, members: list[dict[str, Any]], at: dt.datetime) -> Weeding:
    """Write who is proposed for the council ({"name", "position", "role"}: chair, member, secretary).

    Raises NotAllowed, WeedingElsewhere, CouncilIncomplete.
    """
    require(actor, EDIT_CATALOGUE, facility_id=weeding.facility_id)
    rows = rules_weeding.council(members)
    _step(weeding, WeedingState.SUBMITTED, council=rows)
    _audit(actor, "set_council", weeding, at, members=len(rows))
    return weeding


@transaction.atomic
def appoint_council(*, actor: User, weeding: Weeding, number: str, on: dt.date, at: dt.datetime) -> Weeding:
    """The decision that founds the council is signed. Raises NotAllowed, WeedingElsewhere, CouncilIncomplete,
    PaperNumberWrong, PaperTooEarly, DayInFuture.
    """
    require(actor, EDIT_CATALOGUE, facility_id=weeding.facility_id)
    _raise(rules_weeding.state_refusal(weeding, WeedingState.SUBMITTED))
    rules_weeding.council(weeding.council)
    rules_stock.paper_number(number, "QĐ")
    _raise(rules_weeding.date_refusal(on, not_before=weeding.proposal_on, today=local_day(at)))
    facts = {"council_number": clean(number), "council_on": on}
    _step(weeding, WeedingState.SUBMITTED, state=WeedingState.EXAMINED, **facts)
    _audit(actor, "appoint_council", weeding, at, number=clean(number), on=on.isoformat())
    return weeding


@transaction.atomic
def keep_copies(*, actor: User, weeding: Weeding, line_ids: Collection[int], keeps: bool, at: dt.datetime) -> int:
    """The council keeps copies, or weeds them after all. Gives how many changed. Raises NotAllowed, WeedingElsewhere,
    MinutesSigned.
    """
    require(actor, EDIT_CATALOGUE, facility_id=weeding.facility_id)
    _hold(weeding, WeedingState.EXAMINED)
    if weeding.minutes_on is not None:
        raise MinutesSigned(title=weeding.title)
    lines = WeedingLine.objects.filter(weeding=weeding, pk__in=line_ids, keeps=not keeps)
    numbers = list(lines.values_list("copy__accession_number", flat=True))
    lines.update(keeps=keeps)
    if numbers:
        _audit(actor, "keep_copies", weeding, at, copies=numbers, keeps=keeps)
    return len(numbers)


@transaction.atomic
def sign_minutes(*, actor: User, weeding: Weeding, number: str = "", on: dt.date | None, at: dt.datetime) -> Weeding:
    """The council's minutes are signed (`on` None: they were entered by mistake). Raises NotAllowed, WeedingElsewhere,
    PaperNumberWrong, PaperTooEarly, DayInFuture.
    """
    require(actor, EDIT_CATALOGUE, facility_id=weeding.facility_id)
    _raise(rules_weeding.state_refusal(weeding, WeedingState.EXAMINED))
    if on is not None:
        rules_stock.paper_number(number, "BB")
        _raise(rules_weeding.date_refusal(on, not_before=weeding.council_on, today=local_day(at)))
    number = clean(number) if on else ""
    _step(weeding, WeedingState.EXAMINED, minutes_number=number, minutes_on=on)
    _audit(actor, "sign_minutes", weeding, at, number=number, on=on.isoformat() if on else None)
    return weeding


@transaction.atomic
def decide_weeding(*, actor: User, weeding: Weeding, number: str, on: dt.date, at: dt.datetime) -> int:
    """The decision is signed: everything the council does not keep leaves the stock on that day, in one act. Gives how
    many copies; one that was withdrawn or handed over meanwhile is passed over.

    Raises NotAllowed, WeedingElsewhere, MinutesMissing, PaperNumberWrong, PaperTooEarly, DayInFuture, CopiesOnLoan,
    NothingToWithdraw, WithdrawnBeforeEntry.
    """
    require(actor, EDIT_CATALOGUE, facility_id=weeding.facility_id)
    _raise(rules_weeding.state_refusal(weeding, WeedingState.EXAMINED))
    if weeding.minutes_on is None:
        raise MinutesMissing(title=weeding.title)
    rules_stock.paper_number(number, "QĐ")
    _raise(rules_weeding.date_refusal(on, not_before=weeding.minutes_on, today=local_day(at)))
    facts = {"decision_number": clean(number), "decision_on": on}
    _step(weeding, WeedingState.EXAMINED, state=WeedingState.DECIDED, **facts)
    lines = _to_withdraw(weeding, on)
    for ground in WeedingGround:
        _withdraw(weeding, ground, [line.copy_id for line in lines if line.ground == ground])
    for line in lines:
        facts = {"on": on.isoformat(), "weeding": weeding.public_id, "ground": line.ground}
        audit(actor=actor, verb="withdraw_copy", subject=line.copy, facility_id=weeding.facility_id, changes=facts)
    mark_stock(facility_id=weeding.facility_id, first=on, last=local_day(at))
    tell_holdings({line.copy.record_id for line in lines}, at=at)
    _audit(actor, "decide_weeding", weeding, at, number=clean(number), on=on.isoformat(), copies=len(lines))
    return len(lines)


def _to_withdraw(weeding: Weeding, on: dt.date) -> list[WeedingLine]:
    rows = WeedingLine.objects.filter(weeding=weeding, keeps=False).exclude(copy__state=CopyState.WITHDRAWN)
    lines = list(rows.select_related("copy").order_by("copy__accession_number"))
    if not lines:
        raise NothingToWithdraw(title=weeding.title)
    out = on_loan_of([line.copy_id for line in lines])
    if out:
        numbers = [line.copy.accession_number for line in lines if line.copy_id in out]
        more = " …" if len(numbers) > _SHOWN else ""
        raise CopiesOnLoan(numbers=", ".join(numbers[:_SHOWN]) + more)
    late = next((line.copy for line in lines if line.copy.acquired_on > on), None)
    if late is not None:
        raise WithdrawnBeforeEntry(number=late.accession_number, entered=f"{late.acquired_on:%d/%m/%Y}")
    return lines


def _withdraw(weeding: Weeding, ground: WeedingGround, copy_ids: Sequence[int]) -> None:
    for chunk in chunks(copy_ids):
        Copy.objects.filter(pk__in=chunk, withdrawn_on__isnull=True).update(
            state=CopyState.WITHDRAWN,
            withdrawn_on=weeding.decision_on,
            withdrawal_reason=rules_weeding.REASONS[ground],
            withdrawal_minutes=weeding.minutes_number,
            weeding=weeding,
        )


@transaction.atomic
def cancel_weeding(*, actor: User, weeding: Weeding, at: dt.datetime) -> Weeding:
    """Give a dossier up; it stays to be read. Raises NotAllowed, WeedingElsewhere (decided or given up)."""
    require(actor, EDIT_CATALOGUE, facility_id=weeding.facility_id)
    before = weeding.state
    _raise(rules_weeding.state_refusal(weeding, *rules_weeding.OPEN))
    _step(weeding, WeedingState(before), state=WeedingState.CANCELLED)
    _audit(actor, "cancel_weeding", weeding, at, state=[before, str(WeedingState.CANCELLED)])
    return weeding


def _step(weeding: Weeding, needed: WeedingState, **facts: Any) -> None:
    """Write facts if the dossier is still at the step needed; whoever comes second is told. Raises WeedingElsewhere."""
    changed = Weeding.objects.filter(pk=weeding.pk, state=needed).update(**facts)
    weeding.refresh_from_db()
    if not changed:
        refusal = rules_weeding.state_refusal(weeding, needed)
        raise refusal or WeedingElsewhere(title=weeding.title, state="", needed="")


def _hold(weeding: Weeding, needed: WeedingState) -> None:
    """Hold the row until the end of the transaction: the list is not signed while it is written."""
    _step(weeding, needed, title=F("title"))


def _raise(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise refusal


def _audit(actor: User, verb: str, weeding: Weeding, at: dt.datetime, **changes: Any) -> None:
    facts = {**changes, "at": at.isoformat()}
    audit(actor=actor, verb=verb, subject=weeding, facility_id=weeding.facility_id, changes=facts)
