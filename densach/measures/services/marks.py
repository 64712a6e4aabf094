"""Marking what must be recounted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from densach.measures.models import DirtyMark


def mark_dirty(*, facility_id: int, day: dt.date, measures: Iterable[str]) -> None:
    """Mark (facility, month of `day`, each measure) for recount, in the running transaction of the change itself.

    One insert and nothing else: no task is put in the queue, so that lending stays quick. The worker looks for marks
    every
    few seconds (`recount_dirty`).
    """
    month = day.replace(day=1)
    DirtyMark.objects.bulk_create(
        DirtyMark(facility_id=facility_id, month=month, measure=measure) for measure in measures
    )
