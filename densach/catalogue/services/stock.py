"""Marking figures of stock for recount: a copy counts in every month from its entry to its withdrawal."""

from __future__ import annotations

import datetime as dt

from densach.core.periods import Period
from densach.measures.services import mark_dirty


def mark_stock(*, facility_id: int, first: dt.date, last: dt.date, added: bool = False) -> None:
    """Mark `copies_held` for each month from `first` to `last`, and with `added` also `copies_added` for each."""
    measures = ("copies_held", "copies_added") if added else ("copies_held",)
    for month in Period(min(first, last), max(first, last)).months():
        mark_dirty(facility_id=facility_id, day=month.start, measures=measures)


def mark_added(*, facility_id: int, day: dt.date) -> None:
    mark_dirty(facility_id=facility_id, day=day, measures=("copies_added",))
