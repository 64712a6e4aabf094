"""What follows when stock changes: figures are marked for recount (a copy counts in every month from its entry to its
withdrawal), the index hears of it, and so do those who harvest the records of one place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from itertools import batched

from densach.catalogue.models import Record
from densach.core.periods import Period
from densach.discovery.services import announce
from densach.measures.services import mark_dirty


def mark_stock(*, facility_id: int, first: dt.date, last: dt.date, added: bool = False) -> None:
    """Mark `copies_held` for each month from `first` to `last`, and with `added` also `copies_added` for each."""
    measures = ("copies_held", "copies_added") if added else ("copies_held",)
    for month in Period(min(first, last), max(first, last)).months():
        mark_dirty(facility_id=facility_id, day=month.start, measures=measures)


def mark_added(*, facility_id: int, day: dt.date) -> None:
    mark_dirty(facility_id=facility_id, day=day, measures=("copies_added",))


def tell_holdings(record_ids: Collection[int], *, at: dt.datetime) -> None:
    """Copies of these records came or went: index them anew, and let OAI-PMH hand them out again, since its sets by
    place have changed.
    """
    for chunk in batched(sorted(record_ids), 1000, strict=False):
        Record.objects.filter(pk__in=chunk).update(modified_at=at)
    announce(kind="record", ids=record_ids)
