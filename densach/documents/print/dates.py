"""Days as library registers write them."""

from __future__ import annotations

import datetime as dt
from typing import Final

MONTHS_ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def register_day(day: dt.date | None) -> str:
    """`22.XI.2026`; nothing for no day."""
    return "" if day is None else f"{day.day:02d}.{MONTHS_ROMAN[day.month - 1]}.{day.year}"
