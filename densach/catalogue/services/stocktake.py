"""Stocktakes: begin, scan, close."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F, Max

from densach.accounts.models import User
from densach.audit.services import record as audit
from densach.catalogue import rules, rules_stock
from densach.catalogue.availability import on_loan
from densach.catalogue.models import AccessionRegister, Copy, Finding, Stocktake, StocktakeLine
from densach.catalogue.permissions import EDIT_CATALOGUE
from densach.catalogue.queries import find_copy
from densach.catalogue.refusals import RegisterElsewhere
from densach.catalogue.refusals_stock import (
    BookNumberScanned,
    NothingScanned,
    NothingToCount,
    StocktakeClosed,
    StocktakeHasScans,
    StocktakeRunning,
    TooManyScans,
)
from densach.catalogue.stock.copies import copies_by_number, on_loan_of
from densach.catalogue.stock.stocktaking import expected_copies, not_seen
from densach.core.text import clean
from densach.network.access import require
from densach.network.models import Facility


@dataclass(frozen=True)
class Scan:
    """What one scan gave; `again` says that this copy had been scanned before."""

    line: StocktakeLine
    copy: Copy | None
    again: bool


@dataclass(frozen=True)
class ListTaken:
    """What a list of numbers gave: new lines by finding, numbers that were there before, numbers nobody knows."""

    found: Counter[str]
    again: int
    unknown: tuple[str, ...]
    book_numbers: int


@transaction.atomic
def open_stocktake(
    *,
    actor: User,
    facility: Facility,
    title: str,
    register: AccessionRegister | None = None,
    shelf: str = "",
    is_partial: bool = False,
    at: dt.datetime,
) -> Stocktake:
    """Begin to count a place, a register of it, or the shelves that begin with `shelf`.

    Raises NotAllowed, RegisterElsewhere, StocktakeRunning, NothingToCount.
    """
    require(actor, EDIT_CATALOGUE, facility_id=facility.pk)
    if register is not None and register.facility_id != facility.pk:
        raise RegisterElsewhere(register=register.prefix)
    stocktake = Stocktake(
        facility=facility, title=clean(title), register=register, shelf=clean(shelf), is_partial=is_partial
    )
    stocktake.started_at, stocktake.started_by = at, actor
    stocktake.newest_copy = Copy.objects.aggregate(newest=Max("pk"))["newest"] or 0
    _refuse_running(facility)
    if not expected_copies(stocktake).exists():
        raise NothingToCount
    try:
        with transaction.atomic():
            stocktake.save()
    except IntegrityError:
        _refuse_running(facility)
        raise
    changes = {"register": register and register.prefix, "shelf": stocktake.shelf, "is_partial": is_partial}
    audit(actor=actor, verb="open_stocktake", subject=stocktake, facility_id=facility.pk, changes=changes)
    return stocktake


@transaction.atomic
def scan_copy(*, actor: User, stocktake: Stocktake, text: str, shelf: str = "", at: dt.datetime) -> Scan:
    """Note that something was found, on `shelf` where it is said. A copy scanned again is judged again, not counted
    twice. The line says who and when; there is no other trail of it.

    Raises NotAllowed, StocktakeClosed, NothingScanned, BookNumberScanned.
    """
    require(actor, EDIT_CATALOGUE, facility_id=stocktake.facility_id)
    _hold_open(stocktake)
    code = rules.scanned(text)[:60]
    if not code:
        raise NothingScanned
    copy = find_copy(text, stocktake.facility)
    if copy is None and rules_stock.is_book_number(code):
        raise BookNumberScanned(number=code)
    shelf = clean(shelf)[:40]
    out = copy is not None and bool(on_loan([copy.pk]))
    finding = rules_stock.judge(copy, stocktake, shelf=shelf, on_loan=out)
    line = StocktakeLine(stocktake=stocktake, copy=copy, scanned=code, shelf=shelf, finding=finding, at=at, by=actor)
    try:
        with transaction.atomic():
            line.save(force_insert=True)
    except IntegrityError:
        return Scan(_judged_again(line), copy, again=True)
    return Scan(line, copy, again=False)


def _judged_again(scan: StocktakeLine) -> StocktakeLine:
    """The line that was there before, moved to where the copy stands now. A scan without a shelf says nothing new."""
    lines = StocktakeLine.objects.filter(stocktake=scan.stocktake, copy=scan.copy)
    before = (lines if scan.copy else lines.filter(scanned=scan.scanned)).select_related("copy").get()
    if scan.shelf and scan.shelf != before.shelf:
        before.shelf, before.finding, before.at, before.by = scan.shelf, scan.finding, scan.at, scan.by
        before.save(update_fields=["shelf", "finding", "at", "by"])
    return before


@transaction.atomic
def scan_many(
    *, actor: User, stocktake: Stocktake, texts: Sequence[str], shelf: str = "", at: dt.datetime
) -> ListTaken:
    """Take a list of scanned numbers, from a scanner's memory or a file. What was there before stays as it is.

    Raises NotAllowed, StocktakeClosed, NothingScanned, TooManyScans.
    """
    require(actor, EDIT_CATALOGUE, facility_id=stocktake.facility_id)
    _hold_open(stocktake)
    codes = dict.fromkeys(code[:60] for text in texts if (code := rules.scanned(text)))
    if not codes:
        raise NothingScanned
    if len(codes) > rules_stock.MOST_SCANS_AT_ONCE:
        raise TooManyScans(count=len(codes), most=rules_stock.MOST_SCANS_AT_ONCE)
    known = copies_by_number(codes, stocktake.facility)
    book_numbers = [code for code in codes if code not in known and rules_stock.is_book_number(code)]
    wanted = [code for code in codes if code not in set(book_numbers)]
    lines = _new_lines(stocktake, wanted, known, clean(shelf)[:40])
    for line in lines:
        line.at, line.by = at, actor
    StocktakeLine.objects.bulk_create(lines, batch_size=500)
    found = Counter(str(line.finding) for line in lines)
    unknown = tuple(code for code in wanted if code not in known)
    changes = {"numbers": len(codes), "found": dict(found), "shelf": clean(shelf)[:40]}
    audit(actor=actor, verb="scan_list", subject=stocktake, facility_id=stocktake.facility_id, changes=changes)
    return ListTaken(found, len(codes) - len(lines) - len(book_numbers), unknown, len(book_numbers))


def _new_lines(stocktake: Stocktake, codes: Sequence[str], known: dict[str, Copy], shelf: str) -> list[StocktakeLine]:
    """Unsaved lines for what has none yet. Two codes of one copy (bar code and number) give one line.

    Nobody else adds lines meanwhile: whoever scans holds the stocktake's row until the end of the transaction.
    """
    before = StocktakeLine.objects.filter(stocktake=stocktake).order_by()
    taken = set(before.filter(copy__isnull=False).values_list("copy_id", flat=True))
    written = set(before.filter(copy__isnull=True).values_list("scanned", flat=True))
    out = on_loan_of({copy.pk for copy in known.values()})
    lines: list[StocktakeLine] = []
    for code in codes:
        copy = known.get(code)
        if (copy.pk in taken) if copy else (code in written):
            continue
        if copy:
            taken.add(copy.pk)
        finding = rules_stock.judge(copy, stocktake, shelf=shelf, on_loan=copy is not None and copy.pk in out)
        lines.append(StocktakeLine(stocktake=stocktake, copy=copy, scanned=code, shelf=shelf, finding=finding))
    return lines


@transaction.atomic
def undo_scan(*, actor: User, stocktake: Stocktake, line_id: int, at: dt.datetime) -> None:
    """Take a scan back while the stocktake is open. One that is gone already is no fault. Raises NotAllowed,
    StocktakeClosed.
    """
    require(actor, EDIT_CATALOGUE, facility_id=stocktake.facility_id)
    _hold_open(stocktake)
    line = StocktakeLine.objects.filter(stocktake=stocktake, pk=line_id).first()
    if line is None:
        return
    changes = {"scanned": line.scanned, "finding": line.finding, "at": at.isoformat()}
    line.delete()
    audit(actor=actor, verb="undo_scan", subject=stocktake, facility_id=stocktake.facility_id, changes=changes)


@transaction.atomic
def close_stocktake(*, actor: User, stocktake: Stocktake, number: str = "", at: dt.datetime) -> Stocktake:
    """Fix the findings. What was not scanned is with a reader or missing; of a partial one it is neither.

    `number` is that of the minutes. Raises NotAllowed, StocktakeClosed, PaperNumberWrong.
    """
    require(actor, EDIT_CATALOGUE, facility_id=stocktake.facility_id)
    rules_stock.paper_number(number, "BB")
    _hold_open(stocktake)
    expected = expected_copies(stocktake).count()
    if not stocktake.is_partial:
        _write_missing(actor, stocktake, at)
    facts = {"closed_at": at, "minutes_number": clean(number), "expected": expected}
    Stocktake.objects.filter(pk=stocktake.pk).update(**facts)
    stocktake.refresh_from_db()
    missing = StocktakeLine.objects.filter(stocktake=stocktake, finding=Finding.MISSING).count()
    changes = {"minutes": stocktake.minutes_number, "expected": expected, "missing": missing}
    audit(actor=actor, verb="close_stocktake", subject=stocktake, facility_id=stocktake.facility_id, changes=changes)
    return stocktake


def _write_missing(actor: User, stocktake: Stocktake, at: dt.datetime) -> None:
    copies = list(not_seen(stocktake).select_related(None).order_by("shelf", "accession_number").only("pk", "shelf"))
    out = on_loan_of([copy.pk for copy in copies])
    lines = [
        StocktakeLine(
            stocktake=stocktake, copy=copy, finding=Finding.OUT if copy.pk in out else Finding.MISSING, at=at, by=actor
        )
        for copy in copies
    ]
    StocktakeLine.objects.bulk_create(lines, batch_size=500)


@transaction.atomic
def drop_stocktake(*, actor: User, stocktake: Stocktake, at: dt.datetime) -> None:
    """Throw away one that was begun by mistake. Raises NotAllowed, StocktakeClosed, StocktakeHasScans."""
    require(actor, EDIT_CATALOGUE, facility_id=stocktake.facility_id)
    _hold_open(stocktake)
    if scans := StocktakeLine.objects.filter(stocktake=stocktake).count():
        raise StocktakeHasScans(count=scans)
    changes = {"at": at.isoformat()}
    audit(actor=actor, verb="drop_stocktake", subject=stocktake, facility_id=stocktake.facility_id, changes=changes)
    stocktake.delete()


def _refuse_running(facility: Facility) -> None:
    running = Stocktake.objects.filter(facility=facility, closed_at__isnull=True).first()
    if running is not None:
        raise StocktakeRunning(title=running.title, public_id=running.public_id)


def _hold_open(stocktake: Stocktake) -> None:
    """Hold the row until the end of the transaction, so that nobody closes it meanwhile. Raises StocktakeClosed."""
    held = Stocktake.objects.filter(pk=stocktake.pk, closed_at__isnull=True)
    if not held.update(newest_copy=F("newest_copy")):
        raise StocktakeClosed(title=stocktake.title)
