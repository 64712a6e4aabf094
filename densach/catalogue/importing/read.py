"""What reading a file yields: one piece for each line or record, taken or refused."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from densach.core.errors import Refusal

LONGEST_RECORD = 5 * 1024 * 1024  # bytes; the longest that ISO 2709 can say is 99,999
# what PostgreSQL's JSON cannot hold (U+0000, half surrogates), what XML cannot, and what ISO 2709 parts records by
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(slots=True)
class Piece:
    """One record of a MARC file: its place (`number` from 1, `offset` in bytes), its bytes, and MARC-in-JSON or a refusal.

    `notes` say what could not be kept as it was, or was read otherwise than declared: (code, detail).
    """

    number: int
    offset: int
    raw: bytes
    marc: dict[str, Any] | None = None
    refusal: Refusal | None = None
    notes: list[tuple[str, str]] = field(default_factory=list)


def writable(marc: dict[str, Any]) -> int:
    """Take the signs out of a record, in place, that no database and no exchange format can hold; returns how many."""
    lost = 0
    for entry in marc["fields"]:
        for tag, value in entry.items():
            if isinstance(value, str):
                entry[tag], n = _UNWRITABLE.subn("", value)
                lost += n
                continue
            for part in value["subfields"]:
                for code, text in part.items():
                    part[code], n = _UNWRITABLE.subn("", text)
                    lost += n
    return lost
