"""What is done with vouchers: lines of part I of the general register, and the opening balance."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from densach.accounts.models import User
from densach.audit.services import record as audit
from densach.catalogue.models import Copy, Source, Voucher, VoucherKind
from densach.catalogue.permissions import EDIT_CATALOGUE
from densach.catalogue.refusals_registers import (
    NothingToGather,
    VoucherDayWrong,
    VoucherEmpty,
    VoucherHasCopies,
    VoucherNotLast,
    VoucherNumberTaken,
    VoucherStillClosed,
    YearMissing,
)
from densach.catalogue.registers.vouchers import copies_without_voucher, next_number
from densach.core.clock import local_day
from densach.core.text import clean
from densach.network.access import require
from densach.network.models import Facility

from .stock import mark_added

_EARLIEST = dt.date(1900, 1, 1)
_TURNS = 20


@transaction.atomic
def enter_voucher(
    *,
    actor: User,
    facility: Facility,
    on: dt.date,
    source: str = Source.BOUGHT,
    source_name: str = "",
    document_number: str = "",
    document_on: dt.date | None = None,
    note: str = "",
    number: int | None = None,
    at: dt.datetime,
) -> Voucher:
    """An intake under the next number of the place's general register, or under `number` to go on from a paper one.

    Raises NotAllowed, VoucherDayWrong, VoucherNumberTaken.
    """
    require(actor, EDIT_CATALOGUE, facility_id=facility.pk)
    _check_day(on, at)
    facts = {"on": on, "source": source, "source_name": clean(source_name), "note": clean(note)}
    facts |= {"document_number": clean(document_number), "document_on": document_on, "entered_by": actor}
    voucher = _numbered(facility, number, facts)
    audit(
        actor=actor, verb="enter_voucher", subject=voucher, facility_id=facility.pk, changes={"number": voucher.number}
    )
    return voucher


@transaction.atomic
def enter_opening(*, actor: User, facility: Facility, on: dt.date, note: str = "", at: dt.datetime) -> Voucher:
    """An opening balance: stock that was there before, never an intake of any year and without a number.

    Raises NotAllowed, VoucherDayWrong.
    """
    require(actor, EDIT_CATALOGUE, facility_id=facility.pk)
    _check_day(on, at)
    facts = {"on": on, "note": clean(note), "source": Source.OTHER, "entered_by": actor}
    voucher = Voucher.objects.create(facility=facility, kind=VoucherKind.OPENING, **facts)
    audit(actor=actor, verb="enter_opening", subject=voucher, facility_id=facility.pk)
    return voucher


@transaction.atomic
def edit_voucher(
    *,
    actor: User,
    voucher: Voucher,
    on: dt.date,
    source: str,
    source_name: str = "",
    document_number: str = "",
    document_on: dt.date | None = None,
    note: str = "",
    at: dt.datetime,
) -> Voucher:
    """Correct an open voucher; the days on which its copies were entered stay. Raises NotAllowed, VoucherStillClosed, VoucherDayWrong."""
    require(actor, EDIT_CATALOGUE, facility_id=voucher.facility_id)
    _check_open(voucher)
    _check_day(on, at)
    facts: dict[str, Any] = {"on": on, "source": source, "source_name": clean(source_name), "note": clean(note)}
    facts |= {"document_number": clean(document_number), "document_on": document_on}
    changes = {
        name: [_plain(getattr(voucher, name)), _plain(value)]
        for name, value in facts.items()
        if getattr(voucher, name) != value
    }
    for name, value in facts.items():
        setattr(voucher, name, value)
    voucher.save(update_fields=list(facts))
    audit(actor=actor, verb="edit_voucher", subject=voucher, facility_id=voucher.facility_id, changes=changes)
    return voucher


@transaction.atomic
def close_voucher(*, actor: User, voucher: Voucher, at: dt.datetime) -> Voucher:
    """It takes no more copies. Raises NotAllowed, VoucherStillClosed, VoucherEmpty."""
    require(actor, EDIT_CATALOGUE, facility_id=voucher.facility_id)
    _check_open(voucher)
    if not Copy.objects.filter(voucher=voucher).exists():
        raise VoucherEmpty(voucher=str(voucher))
    voucher.closed_at = at
    voucher.save(update_fields=["closed_at"])
    audit(actor=actor, verb="close_voucher", subject=voucher, facility_id=voucher.facility_id)
    return voucher


@transaction.atomic
def reopen_voucher(*, actor: User, voucher: Voucher, at: dt.datetime) -> Voucher:
    """Open a closed voucher again; on an open one nothing happens. Raises NotAllowed."""
    require(actor, EDIT_CATALOGUE, facility_id=voucher.facility_id)
    if voucher.closed_at is not None:
        changes = {"closed_at": [voucher.closed_at.isoformat(), None], "at": at.isoformat()}
        voucher.closed_at = None
        voucher.save(update_fields=["closed_at"])
        audit(actor=actor, verb="reopen_voucher", subject=voucher, facility_id=voucher.facility_id, changes=changes)
    return voucher


@transaction.atomic
def delete_voucher(*, actor: User, voucher: Voucher, at: dt.datetime) -> None:
    """Take back a voucher entered by mistake: only an empty one, and of the intakes only the last, so that no gap remains.

    Raises NotAllowed, VoucherHasCopies, VoucherNotLast.
    """
    require(actor, EDIT_CATALOGUE, facility_id=voucher.facility_id)
    if count := Copy.objects.filter(voucher=voucher).count():
        raise VoucherHasCopies(voucher=str(voucher), count=count)
    if voucher.number is not None and voucher.number + 1 != next_number(voucher.facility):
        raise VoucherNotLast(voucher=str(voucher))
    changes = {"number": voucher.number, "document_number": voucher.document_number, "at": at.isoformat()}
    audit(actor=actor, verb="delete_voucher", subject=voucher, facility_id=voucher.facility_id, changes=changes)
    voucher.delete()


@transaction.atomic
def gather_copies(
    *, actor: User, facility: Facility, kind: str, year: int | None = None, note: str = "", at: dt.datetime
) -> tuple[Voucher, int]:
    """Give the copies that no voucher answers for (of one year; for an opening balance, of all where None) one in common.

    The voucher bears the day of the last of them. Gives it and the number of copies. As an opening balance they are no
    longer counted as added. Raises NotAllowed, YearMissing, NothingToGather.
    """
    require(actor, EDIT_CATALOGUE, facility_id=facility.pk)
    if kind == VoucherKind.INTAKE and year is None:
        raise YearMissing
    copies = copies_without_voucher(facility, year)
    days = sorted(set(copies.order_by().values_list("acquired_on", flat=True)))
    if not days:
        raise NothingToGather
    if kind == VoucherKind.INTAKE:
        voucher = enter_voucher(actor=actor, facility=facility, on=days[-1], source=Source.OTHER, note=note, at=at)
    else:
        voucher = enter_opening(actor=actor, facility=facility, on=days[-1], note=note, at=at)
        for day in sorted({day.replace(day=1) for day in days}):
            mark_added(facility_id=facility.pk, day=day)
    count = copies.update(voucher=voucher)
    audit(
        actor=actor,
        verb="gather_copies",
        subject=voucher,
        facility_id=facility.pk,
        changes={"count": count, "year": year},
    )
    return voucher, count


def _numbered(facility: Facility, number: int | None, facts: dict[str, Any]) -> Voucher:
    """Two who enter at the same moment compete by the constraint: the second takes the number after. Raises VoucherNumberTaken."""
    for _turn in range(_TURNS):
        wanted = number or next_number(facility)
        try:
            with transaction.atomic():
                return Voucher.objects.create(facility=facility, kind=VoucherKind.INTAKE, number=wanted, **facts)
        except IntegrityError:
            if number:
                break
    raise VoucherNumberTaken(number=wanted, next=next_number(facility))


def _check_day(day: dt.date, at: dt.datetime) -> None:
    if not _EARLIEST <= day <= local_day(at):
        raise VoucherDayWrong(day=f"{day:%d/%m/%Y}")


def _check_open(voucher: Voucher) -> None:
    if voucher.closed_at is not None:
        raise VoucherStillClosed(voucher=str(voucher))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
