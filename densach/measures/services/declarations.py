"""What a place that works on paper says of its month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from django.db import IntegrityError, transaction

from densach.accounts.models import User
from densach.audit.services import record
from densach.core.clock import local_day
from densach.core.periods import Month
from densach.measures import refusals
from densach.measures.counting import counted
from densach.measures.models import Declaration, Figure, Quality
from densach.measures.permissions import DECLARE_FIGURES
from densach.measures.register import REGISTER, Cell, Measure
from densach.measures.rules import WHOLE, cells_may_be_declared, is_jump, month_may_be_declared, named
from densach.network import access
from densach.network.models import Facility

from .marks import mark_dirty

type Values = Mapping[str, Mapping[Cell, int]]


@transaction.atomic
def declare_month(
    *,
    actor: User,
    facility: Facility,
    month: Month,
    values: Values,
    at: dt.datetime,
    quality: str = Quality.DECLARED,
    confirmed: bool = False,
) -> list[Declaration]:
    """Declare `values` {measure: {(split, key): value}}, ("", "") being the whole; all or nothing. Returns the rows
    that are new.

    Declaring a measure again is a correction: the rows before are kept as superseded. What is declared as it stands
    already
    makes no row. `confirmed` lets a value pass that is more than ten times the same month of last year.

    Raises NotAllowed, NothingDeclared, MonthInFuture, FacilityNotOpen, UnknownMeasure, NotDeclarable, WrongQuality,
    ValueOutOfRange, WholeMissing, UnknownSplit, PartsDiffer, AlreadyCounted, JumpToConfirm, DeclaredMeanwhile.
    """
    access.require(actor, DECLARE_FIGURES, facility_id=facility.pk)
    sheet = _checked(facility, month, values, at=at, quality=quality, confirmed=confirmed)
    try:
        with transaction.atomic():
            rows = [
                row
                for measure, cells in sheet.items()
                for row in _replace(measure, cells, actor=actor, facility=facility, month=month, quality=quality, at=at)
            ]
    except IntegrityError as error:
        raise refusals.DeclaredMeanwhile(facility=facility.name, month=f"{month.number}/{month.year}") from error
    if rows:
        mark_dirty(facility_id=facility.pk, day=month.start, measures=sorted({row.measure for row in rows}))
        changes = {row.measure: row.value for row in rows if not row.split}
        record(
            actor=actor,
            verb="figures.declare",
            subject=facility,
            facility_id=facility.pk,
            changes={"month": str(month), "quality": str(quality), **changes},
        )
    return rows


def _checked(
    facility: Facility, month: Month, values: Values, *, at: dt.datetime, quality: str, confirmed: bool
) -> dict[Measure, Mapping[Cell, int]]:
    """The values by measure, once nothing speaks against them."""
    refusal = month_may_be_declared(
        name=facility.name, opened_on=facility.opened_on, closed_on=facility.closed_on, month=month, today=local_day(at)
    )
    if refusal:
        raise refusal
    if not values:
        raise refusals.NothingDeclared
    sheet = {_measure(code): cells for code, cells in values.items()}
    for measure, cells in sheet.items():
        _check(measure, cells, facility=facility, month=month, quality=quality)
    jumps = [] if confirmed else list(_jumps(sheet, facility, month))
    if jumps:
        raise refusals.JumpToConfirm(jumps="; ".join(jumps))
    return sheet


def _measure(code: str) -> Measure:
    if code not in REGISTER:
        raise refusals.UnknownMeasure(measure=code)
    return REGISTER.get(code)


def _check(measure: Measure, cells: Mapping[Cell, int], *, facility: Facility, month: Month, quality: str) -> None:
    refusal = cells_may_be_declared(measure, cells, quality)
    if refusal:
        raise refusal
    if counted(measure, month, [facility.pk]):
        raise refusals.AlreadyCounted(**named(measure), facility=facility.name, month=f"{month.number}/{month.year}")


def _jumps(sheet: Mapping[Measure, Mapping[Cell, int]], facility: Facility, month: Month) -> Iterator[str]:
    """Measure, value and the value of the same month last year, wherever a slip of the hand is likely."""
    year_before = Month(month.year - 1, month.number).start
    rows = Figure.objects.filter(facility=facility, split="", month=year_before)
    before = dict(rows.values_list("measure", "value"))
    for measure, cells in sheet.items():
        if is_jump(cells[WHOLE], before.get(measure.code, 0)):
            yield f"{measure.name} {cells[WHOLE]} ({before[measure.code]})"


def _replace(
    measure: Measure,
    cells: Mapping[Cell, int],
    *,
    actor: User,
    facility: Facility,
    month: Month,
    quality: str,
    at: dt.datetime,
) -> list[Declaration]:
    current = Declaration.objects.filter(facility=facility, month=month.start, measure=measure.code, superseded=False)
    stands = {(row.split, row.key): (row.value, row.quality) for row in current}
    if stands == {cell: (value, str(quality)) for cell, value in cells.items()}:
        return []
    current.update(superseded=True)
    return Declaration.objects.bulk_create(
        Declaration(
            facility=facility,
            month=month.start,
            measure=measure.code,
            split=split,
            key=key,
            value=value,
            quality=quality,
            declared_by=actor,
            declared_at=at,
        )
        for (split, key), value in cells.items()
    )
