"""Opens a workbook in a process of its own, with a limit on memory and time, and writes its rows to a file.

A workbook of a few kilobytes can claim billions of cells; only the system can stop that. Run as
`python -m densach.catalogue.importing.sheet_child BOOK ROWS`; imports no Django. Ends with one of the codes below.
"""

from __future__ import annotations

import datetime as dt
import json
import resource
import sys
from collections.abc import Iterator
from typing import Any, TextIO

import python_calamine

MEMORY = 1536 * 1024 * 1024
SECONDS = 120
MOST_ROWS, MOST_COLUMNS = 200_000, 200
LOCKED, BROKEN, SWELLS = 3, 4, 5


def main(book: str, rows: str) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        with open(rows, "w", encoding="utf-8") as target:  # noqa: PTH123  # no pathlib: this process starts often
            return _write(python_calamine.load_workbook(book), target)
    except python_calamine.PasswordError:
        return LOCKED
    except MemoryError:
        return SWELLS
    except (python_calamine.CalamineError, python_calamine.ZipError, python_calamine.XmlError, OSError, ValueError):
        return BROKEN


def _write(book: Any, target: TextIO) -> int:
    names = list(book.sheet_names)
    hidden = [str(sheet.visible) != "SheetVisibleEnum.Visible" for sheet in book.sheets_metadata]
    json.dump({"sheets": names, "hidden": hidden}, target, ensure_ascii=False)
    target.write("\n")
    for index in range(len(names)):
        sheet = book.get_sheet_by_index(index)
        if sheet.height > MOST_ROWS or sheet.width > MOST_COLUMNS:
            return SWELLS
        for number, cells in _rows(sheet):
            target.write(json.dumps([index, number, cells], ensure_ascii=False) + "\n")
    return 0


def _rows(sheet: Any) -> Iterator[tuple[int, list[Any]]]:
    """Rows that hold anything, with their number; a cell merged downwards stands in each of its rows."""
    rows = sheet.to_python(skip_empty_area=False)
    for (top, left), (bottom, _right) in sheet.merged_cell_ranges or ():
        if bottom > top and top < len(rows) and left < len(rows[top]):
            for row in rows[top + 1 : bottom + 1]:
                if row[left] == "":
                    row[left] = rows[top][left]
    for number, row in enumerate(rows, start=1):
        cells = [_plain(value) for value in row]
        while cells and cells[-1] == "":
            cells.pop()
        if any(value != "" for value in cells):
            yield number, cells


def _plain(value: Any) -> Any:
    """Text and numbers as they are (whole ones without ".0"); a day as {"day": …}; a wrong formula as nothing."""
    if isinstance(value, str):
        return "" if value.startswith("#") and value.rstrip("!?").isupper() and " " not in value else value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, dt.datetime | dt.date):
        return {"day": value.isoformat()[:10]}
    return value if isinstance(value, int) else str(value)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
