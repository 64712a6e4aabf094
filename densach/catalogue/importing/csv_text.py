"""CSV as it really comes: any delimiter, any encoding, a BOM or none, quotes that are never closed."""

from __future__ import annotations

import codecs
import csv
import json
import re
import statistics
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from densach.core.legacy_text import Font, detect, syllables

from .refusals import FileEmpty

_DELIMITERS = ",;\t|"
_MOST_LINES = 40  # of one quoted cell
_LONGEST_CELL = 1_000_000
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")


def decode(data: bytes) -> tuple[str, str]:
    """Text and the encoding it was in. Bytes that are neither Unicode nor Windows' Vietnamese are read as Latin-1, which
    keeps each as one sign: `core.legacy_text` tells later whether they are TCVN3 or VNI.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace"), "utf-16"
    if data.startswith(codecs.BOM_UTF8):
        return data.decode("utf-8-sig", "replace"), "utf-8-sig"
    if b"\x00" in data[:400:2] or b"\x00" in data[1:400:2]:
        wide = "utf-16-le" if data[1:400:2].count(0) > data[:400:2].count(0) else "utf-16-be"
        return data.decode(wide, "replace"), wide
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _eight_bits(data)


def _eight_bits(data: bytes) -> tuple[str, str]:
    text = data.decode("latin-1")
    lines = [line for line in data.splitlines() if not line.isascii()]
    whole = sum(_is_utf8(line) for line in lines)
    if whole * 10 > len(lines) * 9:
        return "", "mixed"
    if detect(text.splitlines()).font == Font.UNICODE:
        windows = unicodedata.normalize("NFC", data.decode("cp1258", "replace"))
        if syllables([windows]) > max(0.6, syllables([text])):
            return windows, "cp1258"
    return text, "latin-1"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def lines_of(data: bytes) -> tuple[Iterator[tuple[str, str]], str]:
    """Lines with their ends and the encoding of each; and the encoding of the file ("utf-8" where only some lines are
    another).
    """
    text, encoding = decode(data)
    if encoding != "mixed":
        return ((match[0], encoding) for match in _LINE.finditer(text) if match[0]), encoding
    parts = data.splitlines(keepends=True)
    return ((part.decode(name), name) for part in parts for name in ["utf-8" if _is_utf8(part) else "latin-1"]), "utf-8"


def delimiter_of(lines: list[str]) -> str:
    """The sign that parts most lines of the beginning into the same number of cells."""

    def fitness(sign: str) -> tuple[float, float]:
        counts = [len(_cells([line], sign) or [""]) for line in lines if line.strip()]
        middle = statistics.median(counts) if counts else 0
        return (sum(count == middle for count in counts) if middle > 1 else 0.0, middle)

    return max(_DELIMITERS, key=fitness)


def write_rows(path: Path, target: Path) -> None:
    """Write the rows of a CSV file as `sheets` describes. Raises FileEmpty."""
    found, encoding = lines_of(path.read_bytes())
    lines = list(found)
    if not any(line.strip() for line, _encoding in lines):
        raise FileEmpty
    delimiter = delimiter_of([line for line, _encoding in lines[:60]])
    head = {"sheets": [path.stem], "hidden": [False], "encoding": encoding, "delimiter": delimiter}
    with target.open("w", encoding="utf-8") as file:
        file.write(json.dumps(head) + "\n")
        for number, cells, raw, name in _rows(lines, delimiter):
            came = [raw] if name == encoding else [raw, name]
            file.write(json.dumps([0, number, cells, *came], ensure_ascii=False) + "\n")


def _rows(lines: list[tuple[str, str]], delimiter: str) -> Iterator[tuple[int, list[str], str, str]]:
    at = width = 0
    while at < len(lines):
        _line, encoding = lines[at]
        cells, used = _row([text for text, _name in lines[at : at + _MOST_LINES]], delimiter, width)
        raw = "".join(text for text, _name in lines[at : at + used])
        width = width or len(cells)
        cells = [cell[:_LONGEST_CELL].strip() for cell in cells]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield at + 1, cells, raw, encoding
        at += used


def _row(lines: list[str], delimiter: str, width: int) -> tuple[list[str], int]:
    """The cells of the row that begins with the first of `lines`, and how many lines it takes.

    A quote that opens and never closes would swallow the rest of the file: such a line is taken alone, quotes as signs.
    """
    first = lines[0].rstrip("\r\n")
    if '"' not in first:
        return first.split(delimiter), 1
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        cells = next(reader)
        if not width or len(cells) <= width:
            return cells, reader.line_num
    except (csv.Error, StopIteration):
        cells = []
    alone = _cells([first], delimiter)
    if alone and len(alone) == (width or len(alone)):
        return alone, 1
    return [cell.strip('"') for cell in first.split(delimiter)], 1


def _cells(lines: list[str], delimiter: str) -> list[str]:
    try:
        return next(csv.reader(lines, delimiter=delimiter), [])
    except csv.Error:
        return []
