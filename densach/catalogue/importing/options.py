"""How a file is to be taken: what the person chose, as kept in `ImportBatch.options`."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from densach.catalogue.models import ItemType, Material
from densach.core.legacy_text import Font

from .encodings import Encoding

ADD, OVERLAY, SKIP = "add", "overlay", "skip"
RULES = (SKIP, OVERLAY, ADD)
OPENING = "opening"


@dataclass
class ColumnChoice:
    """What a column is ("" for not taken), how its letters are read, and its heading."""

    target: str = ""
    font: str = Font.UNICODE
    heading: str = ""


@dataclass
class Options:
    """`rule` says what happens to a record that the catalogue has already. `register` 0 means records without copies.

    `voucher` is OPENING (stock from before the system) or the key of an open voucher; `day` is entered for copies that
    have none of their own; `copies_of_row` counts for rows with neither number nor quantity. `sheet` -1 is every sheet.
    """

    rule: str = SKIP
    encoding: str = Encoding.MARC8
    sheet: int = 0
    header_last: int = 0
    columns: list[ColumnChoice] = field(default_factory=list)
    class_scheme: str = "ddc"
    language: str = "vie"
    material: str = Material.BOOK
    item_type: str = ItemType.GENERAL
    register: int = 0
    voucher: str = OPENING
    day: str = ""
    copies_of_row: int = 1
    copies_from: str = ""
    today: dt.date = dt.date.max

    @property
    def latest_year(self) -> int:
        return min(self.today.year, 9998) + 1

    @classmethod
    def of(cls, kept: dict[str, Any], today: dt.date) -> Self:
        values = dict(kept)
        values["columns"] = [ColumnChoice(**column) for column in kept.get("columns", [])]
        return cls(**values, today=today)

    def to_keep(self) -> dict[str, Any]:
        kept = asdict(self)
        del kept["today"]
        return kept
