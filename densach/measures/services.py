"""What is done with figures: mark, recount, declare."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from .models import DirtyMark


def mark_dirty(*, facility_id: int, day: dt.date, measures: Iterable[str]) -> None:
    """Mark (facility, month of `day`, each measure) for recount, in the running transaction of the change itself."""
    month = day.replace(day=1)
    DirtyMark.objects.bulk_create(DirtyMark(facility_id=facility_id, month=month, measure=measure) for measure in measures)
