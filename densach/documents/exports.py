"""Lists of every module as .xlsx."""

from __future__ import annotations

from densach.core.tables import EXPORTS, Column, Table

from .tables import Column as SheetColumn
from .tables import Kind, write_xlsx

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def list_as_xlsx(table: Table, title: str) -> tuple[bytes, str]:
    """Every row of a list as a workbook; chips become their words."""
    columns = [SheetColumn(str(column.label), _kind(column)) for column in table.columns]
    rows = ([cell["label"] if isinstance(cell, dict) else cell for cell in row] for row in table.export())
    return write_xlsx(columns, rows, title=title), _XLSX


def _kind(column: Column) -> Kind:
    kinds: dict[str, Kind] = {"date": "date", "datetime": "moment", "percent": "percent", "num": "number"}
    return kinds.get(column.kind, "number" if column.number else "text")


EXPORTS.add("xlsx", list_as_xlsx)
