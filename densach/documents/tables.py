"""Tables as .xlsx and .csv, safe to open: a text never becomes a formula."""

from __future__ import annotations

import csv
import datetime
import io
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

type Kind = Literal["text", "number", "decimal", "percent", "money", "date", "moment"]
type Value = str | int | float | Decimal | datetime.date | datetime.datetime | None

_FORMATS: Final[dict[str, dict[str, Any]]] = {
    "text": {"text_wrap": True},
    "number": {"num_format": "#,##0"},
    "decimal": {"num_format": "#,##0.0#"},
    "percent": {"num_format": '#,##0.0" %"'},  # values are hundredths already
    "money": {"num_format": '#,##0" ₫"'},
    "date": {"num_format": "dd/mm/yyyy", "align": "left"},
    "moment": {"num_format": "dd/mm/yyyy hh:mm", "align": "left"},
}
_RIGHT: Final = {"number", "decimal", "percent", "money"}
_LONGEST_CELL: Final = 32_767  # Excel's own limit
_WIDEST: Final = 60
_SHEET_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_FORMULA_START: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_BOM: Final = "\ufeff"
_CHUNK: Final = 64_000


@dataclass(frozen=True)
class Column:
    """One column: its heading and what its cells hold. Percents are in hundredths (12.5 for 12,5 %)."""

    label: str
    kind: Kind = "text"


def write_xlsx(
    columns: Sequence[Column],
    rows: Iterable[Sequence[Value]],
    *,
    title: str,
    sheet_name: str = "",
    notes: Sequence[str] = (),
) -> bytes:
    """A workbook with one sheet: title, headings (frozen, with filter), rows, notes. Rows are streamed to disk.

    Excel shows numbers and dates by the settings of the computer (1.234,5 in Vietnam). Texts over 32.767 letters are
    cut and end in "…". Raises ValueError when a row is not as wide as the columns.
    """
    return write_workbook([SheetOf(columns, rows, title, sheet_name or title, notes)], title=title)


@dataclass(frozen=True)
class SheetOf:
    """One sheet of a workbook; `rows` may be a stream."""

    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    title: str
    sheet_name: str
    notes: Sequence[str] = ()


def write_workbook(sheets: Iterable[SheetOf], *, title: str) -> bytes:
    """A workbook with several sheets, as `write_xlsx` writes one. Names of sheets must differ (Excel's rule)."""
    target = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": title})
        for sheet in sheets:
            one = _Sheet(book, _safe_sheet_name(sheet.sheet_name), sheet.columns)
            one.write(sheet.rows, title=sheet.title, notes=sheet.notes)
    return target.getvalue()


class _Sheet:
    """One sheet while it is written; XlsxWriter's constant memory wants its rows from top to bottom."""

    def __init__(self, book: Any, name: str, columns: Sequence[Column]) -> None:
        self.sheet = book.add_worksheet(name)
        self.columns = columns
        self.formats = [book.add_format({"valign": "top", **_FORMATS[column.kind]}) for column in columns]
        self.title_format = book.add_format({"bold": True, "font_size": 14})
        self.note_format = book.add_format({"italic": True})
        self.head_formats = [
            book.add_format(
                {
                    "bold": True,
                    "bottom": 1,
                    "text_wrap": True,
                    "valign": "top",
                    "align": "right" if column.kind in _RIGHT else "left",
                }
            )
            for column in columns
        ]
        self.widths = [max(8, min(len(column.label), 24)) for column in columns]

    def write(self, rows: Iterable[Sequence[Value]], *, title: str, notes: Sequence[str]) -> None:
        head, last = 2, 2
        self.sheet.write_string(0, 0, title, self.title_format)
        for index, column in enumerate(self.columns):
            self.sheet.write_string(head, index, column.label, self.head_formats[index])
        for last, row in enumerate(rows, start=head + 1):
            self._write_row(last, row)
        for offset, note in enumerate(notes, start=2):
            self.sheet.write_string(last + offset, 0, note, self.note_format)
        self.sheet.freeze_panes(head + 1, 0)
        self.sheet.repeat_rows(head)
        self.sheet.autofilter(head, 0, max(last, head + 1), len(self.columns) - 1)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)  # A4
        self.sheet.fit_to_pages(1, 0)
        for index, width in enumerate(self.widths):
            self.sheet.set_column(index, index, width + 2)

    def _write_row(self, number: int, row: Sequence[Value]) -> None:
        if len(row) != len(self.columns):
            raise ValueError(f"row {number} has {len(row)} cells for {len(self.columns)} columns")
        for index, value in enumerate(row):
            self._write_cell(number, index, value)

    def _write_cell(self, row: int, index: int, value: Value) -> None:
        shape = self.formats[index]
        if value is None or value == "":
            return
        if isinstance(value, datetime.date):  # moments too
            self.sheet.write_datetime(row, index, _local(value), shape)
            self.widths[index] = max(self.widths[index], 16 if isinstance(value, datetime.datetime) else 10)
            return
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool) and _is_finite(value):
            self.sheet.write_number(row, index, value, shape)
            self.widths[index] = max(self.widths[index], len(f"{value:,.1f}"))
            return
        text = str(value)
        if len(text) > _LONGEST_CELL:
            text = text[: _LONGEST_CELL - 1] + "…"
        self.sheet.write_string(row, index, text, shape)
        self.widths[index] = max(self.widths[index], min(len(text), _WIDEST))


def _is_finite(value: float | Decimal) -> bool:
    return math.isfinite(value)


def _local(value: datetime.date) -> datetime.date:
    """Excel knows no time zones: moments in local time."""
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        return timezone.localtime(value).replace(tzinfo=None)
    return value


def _safe_sheet_name(name: str) -> str:
    """Excel allows 31 letters, none of []:*?/\\ and no apostrophe at the ends."""
    return _SHEET_FORBIDDEN.sub(" ", name)[:31].strip(" '") or _("Table")


def write_csv(columns: Sequence[Column], rows: Iterable[Sequence[Value]], *, bom: bool = True) -> bytes:
    """UTF-8, comma, CRLF. With `bom` Excel recognises the Vietnamese letters; without it other programs are happier.

    Numbers and dates are for machines (1234.5, 2026-11-22). A text that a spreadsheet would take for a formula gets an
    apostrophe in front. Raises ValueError when a row is not as wide as the columns.
    """
    return b"".join(csv_chunks(columns, rows, bom=bom))


def csv_chunks(columns: Sequence[Column], rows: Iterable[Sequence[Value]], *, bom: bool = True) -> Iterator[bytes]:
    """As `write_csv`, a piece at a time, for lists that do not fit into memory."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    target.write(_BOM if bom else "")
    writer.writerow([_csv_text(column.label) for column in columns])
    for number, row in enumerate(rows, start=1):
        if len(row) != len(columns):
            raise ValueError(f"row {number} has {len(row)} cells for {len(columns)} columns")
        writer.writerow([_csv_value(value) for value in row])
        if target.tell() > _CHUNK:
            yield target.getvalue().encode("utf-8", "replace")
            target.seek(0)
            target.truncate()
    yield target.getvalue().encode("utf-8", "replace")


def _csv_value(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    return _csv_text(value) if isinstance(value, str) else str(value)


def _csv_text(text: str) -> str:
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_START) else text
