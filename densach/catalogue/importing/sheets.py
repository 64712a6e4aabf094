"""Tables of any kind as one stream of rows: workbooks through a process of their own, CSV here.

The rows are written once to a file of JSON lines, from which check and import read: a line for the sheets, then one for
each row: [sheet, row number, cells, the line as it came (CSV only), its encoding if not that of the file].
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import csv_text
from .refusals import TableBroken, TableLocked, TableSwells
from .sheet_child import BROKEN, LOCKED, SECONDS

_MOST_UNPACKED = 400 * 1024 * 1024
_MOST_RATIO, _RATIO_FROM = 150, 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet: cells are text, numbers or {"day": ISO date}; `raw` is the line of a CSV file as it came."""

    sheet: int
    number: int
    cells: list[Any]
    raw: bytes | None = None


def unpack(path: Path, rows: Path, kind: str) -> None:
    """Write the rows of a table to `rows`; `kind` is "csv" or a workbook's.

    Raises TableBroken, TableLocked, TableSwells, FileEmpty.
    """
    if kind == "csv":
        csv_text.write_rows(path, rows)
        return
    if kind in ("xlsx", "ods"):
        _refuse_bomb(path)
    command = [sys.executable, "-m", "densach.catalogue.importing.sheet_child", str(path), str(rows)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603  # our own module
    except subprocess.TimeoutExpired as error:
        raise TableSwells from error
    if done.returncode:
        rows.unlink(missing_ok=True)
        raise {LOCKED: TableLocked, BROKEN: TableBroken}.get(done.returncode, TableSwells)


def _refuse_bomb(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise TableBroken from error
    unpacked, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    if unpacked > _MOST_UNPACKED or (unpacked > _RATIO_FROM and unpacked > packed * _MOST_RATIO):
        raise TableSwells


def sheets_of(rows: Path) -> list[tuple[str, bool]]:
    """Names of the sheets and whether each is hidden."""
    with rows.open(encoding="utf-8") as file:
        head = json.loads(file.readline())
    return list(zip(head["sheets"], head["hidden"], strict=True))


def read_rows(rows: Path, sheet: int | None = None) -> Iterator[Row]:
    """The rows of one sheet, or of all."""
    wanted = f"[{sheet}, " if sheet is not None else "["
    with rows.open(encoding="utf-8") as file:
        encoding = json.loads(file.readline()).get("encoding", "utf-8")
        for line in file:
            if not line.startswith(wanted):
                continue
            index, number, cells, *came = json.loads(line)
            raw = came[0].encode(came[1] if len(came) > 1 else encoding) if came else None
            yield Row(index, number, cells, raw)
