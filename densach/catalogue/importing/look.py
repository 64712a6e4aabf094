"""The first look at a file: what it is, how it is written, what its columns are. Reads a sample of MARC, all of a table."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from densach.core.legacy_text import Font, detect_columns, to_unicode

from . import cells, columns, iso2709, marcjson, marcxml, sheets
from .encodings import Encoding, guess
from .options import ColumnChoice, Options
from .read import Piece
from .refusals import NothingFound

_SAMPLE = 500
_SAMPLES = 6
_LONGEST_SAMPLE = 120


def pieces_of(path: Path, kind: str, encoding: str = Encoding.MARC8) -> Iterator[Piece]:
    """The records of a MARC file. Raises XmlWithEntities."""
    if kind == "iso2709":
        return iso2709.read(path, Encoding(encoding))
    return marcxml.read(path) if kind == "marcxml" else marcjson.read(path)


def at_marc(path: Path, kind: str) -> tuple[dict[str, Any], Options]:
    """What a MARC file holds, by its first records. Raises NothingFound, XmlWithEntities."""
    encoding = guess(iso2709.unreadable_fields(path)) if kind == "iso2709" else Encoding.MARC8
    sample = list(itertools.islice(pieces_of(path, kind, encoding), _SAMPLE))
    if not sample:
        raise NothingFound
    held: Counter[str] = Counter()
    for piece in sample:
        tags = {tag for entry in (piece.marc or {"fields": []})["fields"] for tag in entry}
        held.update(tags & {"852", "952"})
    fields = [tag for tag, n in held.most_common() if n * 5 > len(sample)]
    non_ascii = any(not piece.raw.isascii() for piece in sample)
    found = {"encoding": str(encoding), "sampled": len(sample), "non_ascii": non_ascii, "copies_from": fields}
    return found, Options(encoding=encoding, copies_from=fields[0] if fields else "")


def at_table(rows: Path, sheet: int | None = None) -> tuple[dict[str, Any], Options]:
    """What the sheet with most rows (or `sheet`) holds: headings, columns with samples, fonts, targets.

    Raises NothingFound.
    """
    names = sheets.sheets_of(rows)
    sizes = Counter(row.sheet for row in sheets.read_rows(rows))
    if not sizes:
        raise NothingFound
    shown = [index for index, (_name, hidden) in enumerate(names) if not hidden and sizes[index]]
    index = sheet if sheet is not None and sizes[sheet] else max(shown or sizes, key=lambda one: sizes[one])
    read = list(sheets.read_rows(rows, index))
    header = columns.find_header([(row.number, row.cells) for row in read])
    data = [row for row in read if row.number > header.last]
    if not data:
        raise NothingFound
    found, values = _columns(header, data)
    columns.assign(found, values)
    marks = next((values[column.index] for column in found if column.target == "class_mark"), [])
    options = Options(
        sheet=index,
        header_last=header.last,
        columns=[ColumnChoice(column.target, column.font, column.heading) for column in found],
        class_scheme=cells.scheme_of(marks),
    )
    described = [{**asdict(column), "font": str(column.font)} for column in found]
    return {
        "sheets": [{"name": name, "rows": sizes[n], "hidden": hidden} for n, (name, hidden) in enumerate(names)],
        "header": [header.first, header.last],
        "rows": len(data),
        "columns": described,
    }, options


def _columns(header: columns.Header, data: list[sheets.Row]) -> tuple[list[columns.Column], list[list[Any]]]:
    width = max(len(row.cells) for row in data)
    values = [[row.cells[index] if index < len(row.cells) else "" for row in data] for index in range(width)]
    headings = [header.names[index] if index < len(header.names) else "" for index in range(width)]
    # the heading stands in the font of its column more often than not, and counts as one more cell
    texts = [
        [heading, *(cell for cell in column if isinstance(cell, str))]
        for heading, column in zip(headings, values, strict=True)
    ]
    verdicts = detect_columns(texts)
    found = []
    for index, (heading, verdict) in enumerate(zip(headings, verdicts, strict=True)):
        samples = [text for cell in values[index] if (text := cells.text(cell))]
        chosen = [text[:_LONGEST_SAMPLE] for text in _telling(samples, verdict.font)]
        name = cells.text(to_unicode(heading, verdict.font))[:100]
        found.append(columns.Column(index, name, chosen, verdict.font, round(verdict.confidence, 2)))
    return found, values


def _telling(samples: list[str], font: Font) -> list[str]:
    """Different cells, those that the font would change first."""
    different = list(dict.fromkeys(samples[:_SAMPLE]))
    return sorted(different, key=lambda text: to_unicode(text, font) == text)[:_SAMPLES]
