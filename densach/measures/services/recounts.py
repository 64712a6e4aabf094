"""Recounting: stored figures are made equal to what the raw rows and the declarations say.

Right under competing writers on both databases, because
- a change and its mark are one transaction, and a recount deletes only marks it has read: a row that the recount did
  not
  yet see leaves a mark that the recount did not yet see either, and that mark is worked off next;
- marks are deleted before the raw rows are read, so a mark never goes while its row is still unseen;
- every recount first takes its turn (one row is updated), so that of two recounts the later reads and writes after
  the earlier.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable

from django.db import transaction
from django.db.models import F

from densach.core.clock import local_day, now
from densach.core.periods import Month
from densach.measures.counting import FIRST_STATE, Comparison, compare, months_between, months_to_count, stocks_until
from densach.measures.models import DirtyMark, Figure, RecountState
from densach.measures.register import REGISTER, Measure

logger = logging.getLogger("densach.measures")

type Progress = Callable[[int, int, str], None]
type Work = dict[tuple[str, Month], set[int]]

BATCH = 2000
# the constraint figure_once: where a figure stands
_SPOT = ["measure", "facility", "month", "split", "key"]


def recount_dirty(*, at: dt.datetime | None = None, batch: int = BATCH) -> int:
    """Work off the marks there are, `batch` at a time, each batch in one transaction; returns how many.

    Also carries stock figures into a month that has begun. Without anything to do it only reads (the worker asks all
    the time).
    """
    carry_stocks(at=at)
    done = 0
    while DirtyMark.objects.exists():
        worked = _recount_batch(batch)
        done += worked
        if worked < batch:
            break
    return done


@transaction.atomic
def _recount_batch(batch: int) -> int:
    _take_turn()
    marks = list(DirtyMark.objects.order_by("pk").values_list("pk", "facility_id", "month", "measure")[:batch])
    DirtyMark.objects.filter(pk__in=[mark[0] for mark in marks]).delete()
    work: Work = defaultdict(set)
    carried = stocks_until()
    for _pk, facility_id, day, code in marks:
        if code not in REGISTER:
            logger.warning("a mark names the measure %r, which no module registers", code)
            continue
        for month in _months_touched(REGISTER.get(code), Month.of(day), carried):
            work[code, month].add(facility_id)
    for (code, month), places in sorted(work.items()):
        _write(compare(REGISTER.get(code), month, places))
    return len(marks)


def _months_touched(measure: Measure, month: Month, carried: Month | None) -> Iterable[Month]:
    """A change of stock is felt in every later month up to the last one carried."""
    if not measure.is_stock:
        return [month]
    return months_between(month, carried) if carried else []


def carry_stocks(*, at: dt.datetime | None = None) -> None:
    """Count stocks of every month that has begun since the last one carried; the first time, of the running month."""
    running = Month.of(local_day(at or now()))
    carried = stocks_until()
    if carried and carried >= running:
        return
    with transaction.atomic():
        _take_turn()
        carried = stocks_until()
        for measure in [measure for measure in REGISTER if measure.is_stock]:
            for month in months_between(carried.next() if carried else running, running):
                _write(compare(measure, month))
        if not carried or carried < running:
            RecountState.objects.filter(pk=FIRST_STATE).update(stocks_until=running.start)


def recount_all(
    *,
    months: Collection[Month] | None = None,
    measures: Collection[str] | None = None,
    progress: Progress | None = None,
    at: dt.datetime | None = None,
) -> int:
    """Recount months and measures (all where None) for all facilities, one transaction each; returns how many
    figures changed.

    `progress(done, total, measure)` is called after each. Marks that stood before a full recount are worked off by it.
    Figures of measures or splits that no longer exist go. Raises KeyError for an unknown measure.
    """
    carry_stocks(at=at)
    seen = list(DirtyMark.objects.values_list("pk", flat=True)) if months is None and measures is None else []
    chosen = [REGISTER.get(code) for code in measures] if measures is not None else list(REGISTER)
    if measures is None:
        Figure.objects.exclude(measure__in=[measure.code for measure in chosen]).delete()
    jobs = []
    for measure in chosen:
        Figure.objects.filter(measure=measure.code).exclude(split__in=["", *measure.splits]).delete()
        jobs += [(measure, month) for month in months_to_count(measure) if months is None or month in months]
    changed = 0
    for done, (measure, month) in enumerate(jobs, start=1):
        with transaction.atomic():
            _take_turn()
            changed += _write(compare(measure, month))
        if progress:
            progress(done, len(jobs), measure.code)
    for start in range(0, len(seen), BATCH):
        DirtyMark.objects.filter(pk__in=seen[start : start + BATCH]).delete()
    return changed


def _take_turn() -> None:
    """Wait until no other recount is under way: the row stays locked until this transaction ends."""
    if not RecountState.objects.filter(pk=FIRST_STATE).update(turn=F("turn") + 1):
        RecountState.objects.get_or_create(pk=FIRST_STATE)
        RecountState.objects.filter(pk=FIRST_STATE).update(turn=F("turn") + 1)


def _write(comparison: Comparison) -> int:
    """Make the stored figures equal to the wanted ones; only what differs is touched."""
    right: list[Figure] = []
    gone: list[int] = []
    for spot in comparison.differing():
        wanted = comparison.wanted.get(spot)
        if wanted is None:
            gone.append(comparison.stored[spot].pk)
            continue
        right.append(
            Figure(
                facility_id=spot.facility_id,
                month=comparison.month.start,
                measure=comparison.measure,
                split=spot.split,
                key=spot.key,
                value=wanted.value,
                quality=wanted.quality,
            )
        )
    for start in range(0, len(gone), BATCH):
        Figure.objects.filter(pk__in=gone[start : start + BATCH]).delete()
    Figure.objects.bulk_create(
        right, batch_size=BATCH, update_conflicts=True, unique_fields=_SPOT, update_fields=["value", "quality"]
    )
    return len(right) + len(gone)
