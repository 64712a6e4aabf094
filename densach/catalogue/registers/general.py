"""The general register (sổ đăng ký tổng quát): what came in, what went out, what is held at the end of the year."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Case, IntegerField, Q, Value, When
from django.utils.translation import gettext as _

from densach.catalogue.models import Copy, Voucher, VoucherKind
from densach.catalogue.queries import in_stock
from densach.documents.print.dates import register_day
from densach.network.models import Facility

from .splits import Sums, counted, whole


@dataclass(frozen=True)
class Intake:
    """A line of part I. Copies handed over from another place, and those without a voucher, are a line each without number."""

    on: dt.date | None
    number: int | None
    source: str
    document: str
    note: str
    sums: Sums
    voucher: Voucher | None = None
    lacks_voucher: bool = False


@dataclass(frozen=True)
class Withdrawal:
    """A line of part II: what left on one day by one paper. `number` runs on across years in the order of days."""

    on: dt.date
    number: int
    minutes: str
    sums: Sums


@dataclass(frozen=True)
class Balance:
    """A line of part III."""

    label: str
    sums: Sums
    red: bool = False


@dataclass
class General:
    """The three parts of one year."""

    year: int
    until: dt.date
    intakes: list[Intake] = field(default_factory=list)
    withdrawals: list[Withdrawal] = field(default_factory=list)
    balance: list[Balance] = field(default_factory=list)
    came: Sums = field(default_factory=Sums)
    went: Sums = field(default_factory=Sums)
    unvouchered: int = 0


def general(facility: Facility, year: int, today: dt.date) -> General:
    """The register of a year, until its last day or, while it runs, until today (later withdrawals do not show)."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    until = min(last, today) if today >= first else first
    found = General(year, until)
    here = Copy.objects.filter(facility=facility)
    entered = here.filter(acquired_on__range=(first, until))
    opening = entered.filter(voucher__kind=VoucherKind.OPENING)
    gone = here.filter(withdrawn_on__range=(first, until))
    found.intakes = _intakes(facility, first, until)
    found.withdrawals = _withdrawals(facility, first, until)
    for line in found.intakes:
        found.came = found.came.plus(line.sums)
    for left in found.withdrawals:
        found.went = found.went.plus(left.sums)
    found.unvouchered = sum(line.sums.copies for line in found.intakes if line.lacks_voucher)
    found.balance = _balance(
        found,
        start=whole(here.filter(in_stock(first - dt.timedelta(days=1)))),
        opening=whole(opening),
        gone=whole(gone),
    )
    return found


def _balance(found: General, *, start: Sums, opening: Sums, gone: Sums) -> list[Balance]:
    lines = [Balance(_("Held on %(day)s") % {"day": register_day(dt.date(found.year, 1, 1))}, start)]
    if opening.copies:
        lines.append(Balance(_("Opening balance taken over from the old registers"), opening))
    held = start.plus(opening).plus(found.came).plus(gone, -1)
    lines.append(Balance(_("Came in during the year"), found.came))
    lines.append(Balance(_("Went out during the year"), gone))
    lines.append(Balance(_("Held until %(day)s") % {"day": register_day(found.until)}, held, red=True))
    return lines


def _intakes(facility: Facility, first: dt.date, until: dt.date) -> list[Intake]:
    entered = Copy.objects.filter(facility=facility, acquired_on__range=(first, until))
    entered = entered.exclude(voucher__kind=VoucherKind.OPENING)
    moved = Case(When(moved_from__isnull=False, then=Value(1)), default=Value(0), output_field=IntegerField())
    by_voucher: dict[int, Sums] = {}
    loose = {0: Sums(), 1: Sums()}
    for group in counted(entered.annotate(moved=moved), "voucher_id", "moved"):
        voucher, was_moved = group.key
        sums = by_voucher.setdefault(voucher, Sums()) if isinstance(voucher, int) else loose[int(bool(was_moved))]
        sums.take(group)
    vouchers = Voucher.objects.filter(facility=facility, kind=VoucherKind.INTAKE)
    shown = vouchers.filter(Q(pk__in=by_voucher) | Q(on__range=(first, until))).order_by("number")
    lines = [_intake(voucher, by_voucher.get(voucher.pk, Sums())) for voucher in shown]
    if loose[1].copies:
        lines.append(Intake(None, None, _("handed over by other places"), "", "", loose[1]))
    if loose[0].copies:
        lines.append(Intake(None, None, _("without a voucher"), "", "", loose[0], lacks_voucher=True))
    return lines


def _intake(voucher: Voucher, sums: Sums) -> Intake:
    source = ": ".join(part for part in (str(voucher.get_source_display()), voucher.source_name) if part)
    document = ", ".join(part for part in (voucher.document_number, register_day(voucher.document_on)) if part)
    return Intake(voucher.on, voucher.number, source, document, voucher.note, sums, voucher)


def _withdrawals(facility: Facility, first: dt.date, until: dt.date) -> list[Withdrawal]:
    gone = Copy.objects.filter(facility=facility, withdrawn_on__isnull=False, withdrawn_on__lte=until)
    papers = (
        gone.order_by("withdrawn_on", "withdrawal_minutes").values_list("withdrawn_on", "withdrawal_minutes").distinct()
    )
    numbers = {paper: number for number, paper in enumerate(papers, start=1)}
    found: dict[tuple[object, ...], Sums] = {}
    for group in counted(gone.filter(withdrawn_on__gte=first), "withdrawn_on", "withdrawal_minutes"):
        found.setdefault(group.key, Sums()).take(group)
    return [
        Withdrawal(on, number, minutes, found[on, minutes])
        for (on, minutes), number in numbers.items()
        if on and (on, minutes) in found
    ]


def years(facility: Facility, today: dt.date) -> list[int]:
    """Years the register can be asked for: from the first entry to this one, the latest first."""
    earliest = (
        Copy.objects.filter(facility=facility).order_by("acquired_on").values_list("acquired_on", flat=True).first()
    )
    return list(range(today.year, min(earliest or today, today).year - 1, -1))
