"""Pure decisions: when a value reaches a target, how many places are still missing, what an evidence file may be."""

from __future__ import annotations

import io
import zipfile
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from densach.core.errors import Refusal

from . import refusals
from .models import Bound, IndicatorType

LARGEST_FILE = 10 * 1024 * 1024
_HEADS = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}
SHARES = frozenset({IndicatorType.SHARE_OF_FACILITIES, IndicatorType.SHARE_OF_UNITS})


def reaches(value: Decimal, target: Decimal, bound: str) -> bool:
    """Whether a value reaches a target; a range is reached from its lower end on."""
    if bound == Bound.MAX:
        return value <= target
    return value > target if bound == Bound.OVER else value >= target


def places_missing(met: int, population: int, target: Decimal, bound: str) -> int:
    """How many more places must meet the criterion (for "at most": how many too many do). 0 when reached."""
    wanted = target * population / 100
    if bound == Bound.MAX:
        return max(0, met - int(wanted.to_integral_value(ROUND_FLOOR)))
    if bound == Bound.OVER:
        return max(0, int(wanted.to_integral_value(ROUND_FLOOR)) + 1 - met)
    return max(0, int(wanted.to_integral_value(ROUND_CEILING)) - met)


def is_lower(later: Decimal, earlier: Decimal, bound: str) -> bool:
    """Whether a later milestone asks for less than an earlier one."""
    return later > earlier if bound == Bound.MAX else later < earlier


def value_may_be_target(value: Decimal, indicator_type: str) -> Refusal | None:
    highest = Decimal(100) if indicator_type in SHARES else Decimal(10) ** 11
    if not value.is_finite() or not 0 <= value <= highest:
        return refusals.ValueOutOfRange(value=value)
    return None


def kind_of_file(content: bytes) -> str | None:
    """pdf, jpg, png or docx, told from the bytes; None for anything else. The name of the file says nothing."""
    for head, kind in _HEADS.items():
        if content.startswith(head):
            return kind
    if content.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                names = set(package.namelist())
        except (zipfile.BadZipFile, ValueError, NotImplementedError):
            return None
        return "docx" if {"[Content_Types].xml", "word/document.xml"} <= names else None
    return None


def file_may_be_evidence(name: str, content: bytes) -> Refusal | None:
    if len(content) > LARGEST_FILE:
        return refusals.FileTooLarge(name=name)
    return None if kind_of_file(content) else refusals.FileKindRefused(name=name)
