"""Pure decisions on declarations and on what may be published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from densach.core.errors import Refusal
from densach.core.periods import Month

from . import refusals
from .models import Quality
from .register import Cell, Measure, split_of

WHOLE: Cell = ("", "")
HIGHEST = 100_000_000
JUMP = 10
SMALL = 5  # 3-vietnam.md §3: published cells under 5 are hidden outside the unit


def month_may_be_declared(
    *, name: str, opened_on: dt.date, closed_on: dt.date | None, month: Month, today: dt.date
) -> Refusal | None:
    """A month that has begun and in which the place was open for at least a day."""
    if month.start > today:
        return refusals.MonthInFuture(month=_written(month))
    if month.end < opened_on or (closed_on is not None and closed_on < month.start):
        return refusals.FacilityNotOpen(facility=name, month=_written(month))
    return None


def cells_may_be_declared(measure: Measure, cells: Mapping[Cell, int], quality: str) -> Refusal | None:
    """The whole is given, every value is in bounds, each split given adds up to the whole, every key is known."""
    if quality not in Quality.values or quality == Quality.COUNTED:
        return refusals.WrongQuality()
    if not measure.takes_declarations:
        return refusals.NotDeclarable(**named(measure))
    if any(not 0 <= value <= HIGHEST for value in cells.values()):
        return refusals.ValueOutOfRange(**named(measure), highest=f"{HIGHEST:,}".replace(",", "."))
    if WHOLE not in cells:
        return refusals.WholeMissing(**named(measure))
    return _unknown_key(measure, cells) or _parts_differ(measure, cells)


def _unknown_key(measure: Measure, cells: Mapping[Cell, int]) -> Refusal | None:
    for split, key in cells:
        if (split, key) == WHOLE:
            continue
        names = split_of(split).keys
        if split not in measure.splits or not 0 < len(key) <= 40 or (names and key not in names):
            return refusals.UnknownSplit(**named(measure), split=split_of(split).name, key=key)
    return None


def _parts_differ(measure: Measure, cells: Mapping[Cell, int]) -> Refusal | None:
    for split in {split for split, _key in cells if split}:
        parts = sum(value for (one, _key), value in cells.items() if one == split)
        if parts != cells[WHOLE]:
            return refusals.PartsDiffer(**named(measure), split=split_of(split).name, parts=parts, whole=cells[WHOLE])
    return None


def named(measure: Measure) -> dict[str, object]:
    """How refusals name a measure: for people, and for the field of a form."""
    return {"measure": measure.name, "measure_code": measure.code}


def is_jump(value: int, before: int) -> bool:
    """More than ten times the same month of last year: likely a slip of the hand."""
    return before > 0 and value > JUMP * before


def hide_small(value: int) -> int | None:
    """The value as published outside the unit: None where 1 to 4 people could be told apart. Zero hides nobody."""
    return None if 0 < value < SMALL else value


def hide_small_cells[K](cells: Mapping[K, int]) -> dict[K, int | None]:
    """A split as published beside its whole: where one single cell is hidden, the next smallest goes too, or it
    could be worked out.
    """
    shown = {key: hide_small(value) for key, value in cells.items()}
    hidden = [key for key, value in shown.items() if value is None]
    left = [key for key, value in shown.items() if value]
    if len(hidden) == 1 and left:
        shown[min(left, key=lambda key: cells[key])] = None
    return shown


def _written(month: Month) -> str:
    return f"{month.number}/{month.year}"
