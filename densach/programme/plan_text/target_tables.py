"""Targets set out as a table: a head row naming years, then one row per target."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .blocks import Block
from .codes import measure_code, population_code
from .model import Target
from .target_parts import growth, subject_and_predicate
from .target_values import shares_in
from .vietnamese import NUMBER, fold, number

_YEAR = re.compile(r"20(?:1[5-9]|[2-6]\d)(?:\s*-\s*(20[2-6]\d))?")
_BASELINE = re.compile(r"hien trang|thuc hien|hien co|hien nay|co so|nam goc")
_UNIT = re.compile(r"^(?:don vi(?: tinh)?|dvt|đvt)\b")
_CELL = re.compile(
    rf"^(?P<bound>>=?|≥|tren|tu|toi thieu|it nhat|<=?|≤|duoi)?\s*(?P<value>{NUMBER})\s*(?P<unit>%"
    rf"|phan tram)?(?:\s*/\s*(?P<rhythm>nam))?(?:\s*tro len)?$"
)
_BOUNDS = {">": "over", "tren": "over", "<": "max", "<=": "max", "≤": "max", "duoi": "max"}


@dataclass
class TableReader:
    """Fed row by row; keeps the head row of the table it is in."""

    years: dict[int, int] = field(default_factory=dict)
    label: int = 0
    unit_column: int | None = None
    head: str = ""
    table: int | None = None

    def row(self, block: Block, heading: str, year: int | None) -> list[Target] | None:
        """Targets of a row, [] for a head row, None when the row is no part of a table of targets.

        A table without years in its head takes `year` from the heading above it, its values from the last column.
        """
        cells = [" ".join(cell) for cell in block.cells]
        if block.table != self.table:
            self.years, self.table, self.label, self.unit_column = {}, block.table, 0, None
        if self._is_head(cells):
            return []
        if len(cells) <= self.label:
            return None
        columns = self.years or ({len(cells) - 1: year} if year and len(cells) > 1 else {})
        targets = [
            target
            for column, due in columns.items()
            if column < len(cells) and (target := self._target(block, cells, column, due, heading)) is not None
        ]
        return targets or None

    def _is_head(self, cells: list[str]) -> bool:
        folded = [fold(cell) for cell in cells]
        years = {
            at: int(found[1] or found[0][:4])
            for at, cell in enumerate(folded)
            if (found := _YEAR.search(cell))
            and len(cell) <= 40
            and not _BASELINE.search(cell)
            and "%" not in cell[: found.start()]
        }
        if not years or any(_CELL.match(cell) and not _YEAR.fullmatch(cell) for cell in folded[min(years) :]):
            return False
        self.years, self.head = years, " ".join(folded)
        self.unit_column = next((at for at, cell in enumerate(folded) if _UNIT.match(cell)), None)
        others = [at for at in range(len(cells)) if at not in years and at != self.unit_column]
        self.label = next(
            (at for at in others if re.search(r"chi tieu|noi dung|muc tieu|ten", folded[at])),
            others[-1] if others else 0,
        )
        return True

    def _target(self, block: Block, cells: list[str], column: int, year: int, heading: str) -> Target | None:
        found = _CELL.match(fold(cells[column]).strip())
        if not found:
            return None
        label = re.sub(r"^(?:(?:tỷ|tỉ|Tỷ|Tỉ) lệ|(?:%|Số)) (?!lượt)", "", cells[self.label]).strip()
        unit, per_year = self._unit(cells, label, found)
        growing = growth(label)
        population, measure = growing if growing else subject_and_predicate(label)
        measure = measure or heading
        bound = found["bound"]
        return Target(
            text=cells[self.label],
            population=population,
            measure=measure,
            year=year,
            value=number(found["value"]),
            unit=unit,
            per_year=per_year,
            line=block.line,
            population_code=population_code(population),
            measure_code=measure_code(measure, per_year=per_year) if unit == "%" else None,
            bound=_BOUNDS.get(bound, "min") if bound else "exact",
            heading=heading,
        )

    def _unit(self, cells: list[str], label: str, found: re.Match[str]) -> tuple[str, bool]:
        column = cells[self.unit_column] if self.unit_column is not None and self.unit_column < len(cells) else ""
        named = fold(column).strip()
        per_year = (
            bool(found["rhythm"]) or named.endswith("/nam") or "moi nam" in fold(label) or "binh quan" in fold(label)
        )
        if found["unit"] or named.startswith("%"):
            return "%", per_year
        if column:
            return column.removesuffix("/năm").strip(), per_year
        share = "%" in self.head or "(%)" in label or fold(cells[self.label]).startswith(("ty le", "ti le"))
        return ("%" if share or shares_in(fold(label)) else ""), per_year
