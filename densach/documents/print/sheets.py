"""Sheets of labels as they are sold, and rolls of a thermal printer. Lengths in millimetres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class LabelSheet:
    """A sheet of `columns` × `rows` labels; `left` and `top` are where the first label begins, `gap_x` and `gap_y` lie between two."""

    key: str
    name: str | Promise
    page: tuple[float, float]
    columns: int
    rows: int
    label: tuple[float, float]
    left: float = 0
    top: float = 0
    gap_x: float = 0
    gap_y: float = 0

    @property
    def per_page(self) -> int:
        return self.columns * self.rows


_A4: Final = (210.0, 297.0)

#: measures of the common A4 sheets (Avery 3474, L7160, L7651) and of 110 mm and 50 mm rolls
SHEETS: Final[dict[str, LabelSheet]] = {
    sheet.key: sheet
    for sheet in (
        LabelSheet("a4-3x8", _("A4, 3 × 8 labels of 70 × 37 mm"), _A4, 3, 8, (70, 37), 0, 0.5),
        LabelSheet("a4-3x7", _("A4, 3 × 7 labels of 63.5 × 38.1 mm"), _A4, 3, 7, (63.5, 38.1), 7.25, 15.15, 2.5),
        LabelSheet("a4-5x13", _("A4, 5 × 13 labels of 38.1 × 21.2 mm"), _A4, 5, 13, (38.1, 21.2), 4.75, 10.7, 2.5),
        LabelSheet("roll-3x35", _("roll, 3 labels of 35 × 22 mm in a row"), (110, 24), 3, 1, (35, 22), 1.5, 1, 1),
        LabelSheet("roll-50", _("roll, labels of 50 × 30 mm"), (50, 30), 1, 1, (50, 30)),
    )
}
