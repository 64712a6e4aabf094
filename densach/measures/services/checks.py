"""The check: everything is counted again and held against what is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from densach.accounts.models import User
from densach.audit.services import record
from densach.core.periods import Month
from densach.measures.counting import Comparison, Spot, compare, months_to_count
from densach.measures.models import DirtyMark, Figure, FigureCheck
from densach.measures.permissions import RECOUNT_FIGURES
from densach.measures.register import REGISTER, Measure
from densach.network import access

if TYPE_CHECKING:
    from .recounts import Progress


@dataclass(frozen=True, order=True)
class Difference:
    """One stored figure that is not what it ought to be; None where there is no row.

    `pending`: a mark for it waits to be worked off, so the worker is about to mend it.
    """

    measure: str
    month: Month
    facility_id: int
    split: str
    key: str
    stored: int | None
    wanted: int | None
    stored_quality: str = ""
    wanted_quality: str = ""
    pending: bool = False

    def __str__(self) -> str:
        part = f" {self.split}={self.key}" if self.split else ""
        part = f" {self.split}={self.key}" if self.split else ""
        stored, wanted = _said(self.stored, self.stored_quality), _said(self.wanted, self.wanted_quality)
        waits = " (waits for the worker)" if self.pending else ""
        where = f"{self.measure} {self.month} facility {self.facility_id}{part}"
        return f"{where}: stored {stored}, recount {wanted}{waits}"


def _said(value: int | None, quality: str) -> str:
    return "nothing" if value is None else f"{value} {quality}"


def check_figures(*, progress: Progress | None = None) -> list[Difference]:
    """Recount everything and list each difference, in order. Writes nothing."""
    measures = {measure.code: measure for measure in REGISTER}
    found = list(_strays(measures))
    jobs = [(measure, month) for measure in measures.values() for month in months_to_count(measure)]
    for done, (measure, month) in enumerate(jobs, start=1):
        found += _differences(measure, month)
        if progress:
            progress(done, len(jobs), measure.code)
    return sorted(found, key=lambda one: (one.measure, one.month, one.facility_id, one.split, one.key))


def _differences(measure: Measure, month: Month) -> Iterator[Difference]:
    comparison = compare(measure, month)
    suspects = {spot.facility_id for spot in comparison.differing()}
    if not suspects:
        return
    # counting and reading are two statements: a recount that commits between them is no difference, so look once more
    comparison = compare(measure, month, suspects)
    marks = DirtyMark.objects.filter(measure=measure.code, facility_id__in=suspects)
    marks = marks.filter(month__lte=month.start) if measure.is_stock else marks.filter(month=month.start)
    waiting = set(marks.values_list("facility_id", flat=True))
    for spot in comparison.differing():
        yield _difference(comparison, spot, pending=spot.facility_id in waiting)


def _difference(comparison: Comparison, spot: Spot, *, pending: bool) -> Difference:
    stored, wanted = comparison.stored.get(spot), comparison.wanted.get(spot)
    return Difference(
        measure=comparison.measure,
        month=comparison.month,
        facility_id=spot.facility_id,
        split=spot.split,
        key=spot.key,
        stored=stored.worth.value if stored else None,
        wanted=wanted.value if wanted else None,
        stored_quality=stored.worth.quality if stored else "",
        wanted_quality=wanted.quality if wanted else "",
        pending=pending,
    )


def _strays(measures: dict[str, Measure]) -> Iterator[Difference]:
    """Figures of measures or splits that no module registers any more."""
    pairs = Figure.objects.order_by().values_list("measure", "split").distinct()
    strays = [
        (code, split) for code, split in pairs if code not in measures or (split and split not in measures[code].splits)
    ]
    for code, split in strays:
        for row in Figure.objects.filter(measure=code, split=split).iterator():
            yield Difference(code, Month.of(row.month), row.facility_id, split, row.key, row.value, None, row.quality)


@transaction.atomic
def ask_check(*, actor: User, at: dt.datetime, mends: bool = False) -> FigureCheck:
    """Ask the worker to compare every figure with a recount, and to recount first where `mends`. Raises NotAllowed."""
    from densach.measures.tasks import run_check  # the task calls back into these services

    access.require(actor, RECOUNT_FIGURES)
    check = FigureCheck.objects.create(asked_by=actor, asked_at=at, mends=mends)
    record(actor=actor, verb="figures.check", subject=check, changes={"mends": mends})
    transaction.on_commit(lambda: run_check.enqueue(check.pk))
    return check
