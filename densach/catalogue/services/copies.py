"""What is done with copies and accession registers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction

from densach.accounts.models import User
from densach.audit.services import record as audit
from densach.catalogue import rules
from densach.catalogue.availability import on_loan
from densach.catalogue.models import AccessionRegister, Condition, Copy, CopyState, Record, Voucher, WithdrawalReason
from densach.catalogue.permissions import EDIT_CATALOGUE
from densach.catalogue.refusals import (
    AccessionNumberTaken,
    AlreadyThere,
    BarcodesDoNotMatch,
    BarcodesTaken,
    BarcodeTaken,
    CountWrong,
    DayInFuture,
    DayTooEarly,
    NumberMissing,
    RegisterElsewhere,
    RegisterExists,
    RegisterPrefixWrong,
    StateByWithdrawal,
    VoucherClosed,
    VoucherElsewhere,
    WithdrawalInFuture,
    WithdrawnBeforeEntry,
)
from densach.core.clock import local_day
from densach.core.errors import Refusal
from densach.core.text import clean
from densach.discovery.services import announce
from densach.network.access import require
from densach.network.models import Facility

from .stock import mark_added, mark_stock, tell_holdings

_EARLIEST = dt.date(1900, 1, 1)


@transaction.atomic
def open_register(
    *, actor: User, facility: Facility, prefix: str, next_number: int = 1, at: dt.datetime
) -> AccessionRegister:
    """A numbered register of a place ("PM"), from `next_number` on. Raises RegisterPrefixWrong, RegisterExists."""
    require(actor, EDIT_CATALOGUE, facility_id=facility.pk)
    name = rules.scanned(prefix)
    if not (name.isalpha() and len(name) <= 10):
        raise RegisterPrefixWrong(prefix=prefix)
    register, created = AccessionRegister.objects.get_or_create(
        facility=facility, prefix=name, defaults={"next_number": next_number}
    )
    if not created:
        raise RegisterExists(prefix=name)
    audit(actor=actor, verb="open_register", subject=register, facility_id=facility.pk, changes={"at": at.isoformat()})
    return register


@transaction.atomic
def add_copies(
    *,
    actor: User,
    record: Record,
    facility: Facility,
    register: AccessionRegister,
    count: int = 1,
    item_type: str = "general",
    price: int | None = None,
    source: str = "",
    shelf: str = "",
    acquired_on: dt.date | None = None,
    condition: str = Condition.GOOD,
    note: str = "",
    voucher: Voucher | None = None,
    barcodes: Sequence[str] | None = None,
    at: dt.datetime,
) -> list[Copy]:
    """Enter `count` copies (1–500) under the next numbers of a register; without `barcodes` each gets one of its own.

    `acquired_on` is the day of entry (the voucher's day, else today where None), `price` in đồng. Raises NotAllowed,
    RegisterElsewhere, VoucherElsewhere, VoucherClosed, CountWrong, DayInFuture, BarcodesDoNotMatch, BarcodeTaken.
    """
    require(actor, EDIT_CATALOGUE, facility_id=facility.pk)
    day = acquired_on or (voucher.on if voucher else local_day(at))
    _check_voucher(facility, voucher)
    codes = _barcodes(barcodes, count)
    _check_entry(facility, register, count, day, at)
    numbers = _take_numbers(register, count)
    codes = codes or [_own_barcode(register, number) for number in numbers]
    facts: dict[str, Any] = {"item_type": item_type, "price": price, "source": clean(source), "shelf": clean(shelf)}
    facts |= {"record": record, "facility": facility, "register": register, "acquired_on": day}
    facts |= {"condition": condition, "note": clean(note), "voucher": voucher}
    copies = _save_new(numbers, codes, facts)
    mark_stock(facility_id=facility.pk, first=day, last=local_day(at))
    mark_added(facility_id=facility.pk, day=day)
    tell_holdings([record.pk], at=at)
    changes = {"count": count, "from": copies[0].accession_number, "to": copies[-1].accession_number}
    audit(actor=actor, verb="add_copies", subject=record, facility_id=facility.pk, changes=changes)
    return copies


@transaction.atomic
def edit_copy(
    *,
    actor: User,
    copy: Copy,
    accession_number: str,
    barcode: str,
    item_type: str,
    shelf: str = "",
    price: int | None = None,
    source: str = "",
    condition: str = Condition.GOOD,
    note: str = "",
    acquired_on: dt.date | None = None,
    at: dt.datetime,
) -> Copy:
    """Correct a copy, also its accession number (the audit line keeps the old one); `acquired_on` None leaves the day.

    Raises NotAllowed, CopyWithdrawn, NumberMissing, AccessionNumberTaken, BarcodeTaken, DayInFuture.
    """
    require(actor, EDIT_CATALOGUE, facility_id=copy.facility_id)
    _raise(rules.change_refusal(copy))
    facts = {
        "accession_number": clean(accession_number),
        "barcode": rules.scanned(barcode),
        "item_type": item_type,
        "shelf": clean(shelf),
        "price": price,
        "source": clean(source),
        "condition": condition,
        "note": clean(note),
        "acquired_on": acquired_on or copy.acquired_on,
    }
    if not facts["accession_number"] or not facts["barcode"]:
        raise NumberMissing
    _check_day(acquired_on, at)
    before = copy.acquired_on
    changes = _apply(copy, facts)
    if copy.acquired_on != before:
        mark_stock(facility_id=copy.facility_id, first=min(before, copy.acquired_on), last=local_day(at))
        mark_added(facility_id=copy.facility_id, day=before)
        mark_added(facility_id=copy.facility_id, day=copy.acquired_on)
    announce(kind="record", ids=[copy.record_id])
    audit(actor=actor, verb="edit_copy", subject=copy, facility_id=copy.facility_id, changes=changes)
    return copy


@transaction.atomic
def change_copy_state(*, actor: User, copy: Copy, state: str, at: dt.datetime) -> Copy:
    """In service, being repaired, damaged, lost. A lost copy stays in the stock until it is withdrawn.

    Raises NotAllowed, StateByWithdrawal, CopyWithdrawn.
    """
    require(actor, EDIT_CATALOGUE, facility_id=copy.facility_id)
    if state == CopyState.WITHDRAWN:
        raise StateByWithdrawal
    _raise(rules.change_refusal(copy))
    before, copy.state = copy.state, state
    copy.save(update_fields=["state"])
    announce(kind="record", ids=[copy.record_id])
    changes = {"state": [before, state], "on": local_day(at).isoformat()}
    audit(actor=actor, verb="change_copy_state", subject=copy, facility_id=copy.facility_id, changes=changes)
    return copy


@transaction.atomic
def withdraw_copy(
    *, actor: User, copy: Copy, reason: str, on: dt.date | None = None, minutes: str = "", at: dt.datetime
) -> Copy:
    """Take a copy out of the stock on a day (today where None); its line stays in the register.

    `minutes` is the number of the withdrawal minutes. Raises NotAllowed, CopyWithdrawn, CopyIsOut, DayInFuture,
    WithdrawnBeforeEntry.
    """
    require(actor, EDIT_CATALOGUE, facility_id=copy.facility_id)
    day = on or local_day(at)
    _raise(rules.change_refusal(copy, on_loan=bool(on_loan([copy.pk]))))
    if day > local_day(at):
        raise WithdrawalInFuture(day=f"{day:%d/%m/%Y}")
    if day < copy.acquired_on:
        raise WithdrawnBeforeEntry(number=copy.accession_number, entered=f"{copy.acquired_on:%d/%m/%Y}")
    copy.state, copy.withdrawn_on = CopyState.WITHDRAWN, day
    copy.withdrawal_reason, copy.withdrawal_minutes = reason, clean(minutes)
    copy.save(update_fields=["state", "withdrawn_on", "withdrawal_reason", "withdrawal_minutes"])
    mark_stock(facility_id=copy.facility_id, first=day, last=local_day(at))
    tell_holdings([copy.record_id], at=at)
    changes = {"on": day.isoformat(), "reason": str(reason), "minutes": copy.withdrawal_minutes}
    audit(actor=actor, verb="withdraw_copy", subject=copy, facility_id=copy.facility_id, changes=changes)
    return copy


@transaction.atomic
def move_copy(
    *, actor: User, copy: Copy, facility: Facility, register: AccessionRegister, shelf: str = "", at: dt.datetime
) -> Copy:
    """Hand a copy over to another place for good: its line ends here ("transferred"), a new line begins there.

    The label stays on the book, so the new row takes the bar code over. The right is needed at both places. It counts
    as held there from today, but not as added: the network has gained nothing. Gives the new row.
    Raises NotAllowed, AlreadyThere, RegisterElsewhere, CopyWithdrawn, CopyIsOut.
    """
    require(actor, EDIT_CATALOGUE, facility_id=facility.pk)
    if facility.pk == copy.facility_id:
        raise AlreadyThere(number=copy.accession_number)
    day = local_day(at)
    _check_entry(facility, register, 1, day, at)
    withdraw_copy(actor=actor, copy=copy, reason=WithdrawalReason.TRANSFERRED, on=day, at=at)
    barcode, copy.barcode = copy.barcode, f"X{copy.public_id}"
    copy.save(update_fields=["barcode"])
    [number] = _take_numbers(register, 1)
    moved = Copy.objects.create(
        record_id=copy.record_id,
        facility=facility,
        register=register,
        accession_number=register.written(number),
        barcode=barcode,
        item_type=copy.item_type,
        price=copy.price,
        source=copy.source,
        shelf=clean(shelf),
        acquired_on=day,
        moved_from=copy,
        is_sample=copy.is_sample,
    )
    mark_stock(facility_id=facility.pk, first=day, last=day)
    changes = {"from": copy.accession_number, "facility": [copy.facility_id, facility.pk]}
    audit(actor=actor, verb="move_copy", subject=moved, facility_id=facility.pk, changes=changes)
    return moved


def _raise(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise refusal


def _check_day(day: dt.date | None, at: dt.datetime) -> None:
    if day is not None and not _EARLIEST <= day <= local_day(at):
        raise (DayInFuture if day > local_day(at) else DayTooEarly)(day=f"{day:%d/%m/%Y}")


def _check_entry(facility: Facility, register: AccessionRegister, count: int, day: dt.date, at: dt.datetime) -> None:
    if register.facility_id != facility.pk:
        raise RegisterElsewhere(register=register.prefix)
    if not 1 <= count <= rules.MOST_AT_ONCE:
        raise CountWrong(count=count, most=rules.MOST_AT_ONCE)
    _check_day(day, at)


def _check_voucher(facility: Facility, voucher: Voucher | None) -> None:
    if voucher is None:
        return
    if voucher.facility_id != facility.pk:
        raise VoucherElsewhere(voucher=str(voucher))
    if voucher.closed_at is not None:
        raise VoucherClosed(voucher=str(voucher))


def _barcodes(given: Sequence[str] | None, count: int) -> list[str]:
    codes = [code for text in given or () if (code := rules.scanned(text))]
    if codes and len(set(codes)) != count:
        raise BarcodesDoNotMatch(given=len(set(codes)), count=count)
    return codes


def _own_barcode(register: AccessionRegister, number: int) -> str:
    """Digits only (short as a bar code); the register's row number in front makes it unique in the installation."""
    return f"{register.pk:05d}{number:07d}"


def _take_numbers(register: AccessionRegister, count: int) -> list[int]:
    """The next `count` free numbers. Two desks compete by conditional update: the one that comes second reads again.

    A number that somebody gave by hand earlier (from an old book) is passed over.
    """
    while True:
        register.refresh_from_db()
        first = register.next_number
        numbers: list[int] = []
        following = first
        while len(numbers) < count:
            batch = range(following, following + count - len(numbers))
            written = {register.written(number): number for number in batch}
            taken = Copy.objects.filter(register=register, accession_number__in=written)
            for number in taken.values_list("accession_number", flat=True):
                del written[number]
            numbers += written.values()
            following = batch.stop
        if AccessionRegister.objects.filter(pk=register.pk, next_number=first).update(next_number=following):
            return numbers


def _save_new(numbers: list[int], barcodes: list[str], facts: dict[str, Any]) -> list[Copy]:
    """Raises BarcodesTaken."""
    written = facts["register"].written
    numbered = zip(numbers, barcodes, strict=True)
    copies = [Copy(accession_number=written(number), barcode=code, **facts) for number, code in numbered]
    for copy in copies:
        copy.set_keys()
    try:
        with transaction.atomic():
            return Copy.objects.bulk_create(copies)
    except IntegrityError as error:
        taken = Copy.objects.filter(barcode__in=[copy.barcode for copy in copies])
        raise BarcodesTaken(barcode=", ".join(taken.values_list("barcode", flat=True))) from error


def _apply(copy: Copy, facts: dict[str, Any]) -> dict[str, Any]:
    """Write the facts; returns what changed as JSON values. Raises AccessionNumberTaken, BarcodeTaken."""
    changes = {
        name: [_plain(getattr(copy, name)), _plain(value)]
        for name, value in facts.items()
        if getattr(copy, name) != value
    }
    for name, value in facts.items():
        setattr(copy, name, value)
    try:
        with transaction.atomic():
            copy.save(update_fields=list(facts))
    except IntegrityError as error:
        if Copy.objects.filter(barcode=copy.barcode).exclude(pk=copy.pk).exists():
            raise BarcodeTaken(barcode=copy.barcode) from error
        raise AccessionNumberTaken(number=copy.accession_number) from error
    return changes


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
