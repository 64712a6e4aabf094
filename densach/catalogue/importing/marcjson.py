"""MARC-in-JSON: an array, one record on each line, or records one after another."""

from __future__ import annotations

import json
import mmap
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .read import LONGEST_RECORD, Piece, writable
from .refusals import JsonBroken, RecordCutOff, RecordTooLong

_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[{}]', re.DOTALL)
_TAG = re.compile(r"[0-9A-Za-z]{3}")


def read(path: Path) -> Iterator[Piece]:
    """Every outermost object of a file in turn."""
    if not path.stat().st_size:
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for number, (start, end, whole) in enumerate(_objects(data), start=1):
            yield _piece(number, start, data[start:end], whole=whole)


def _objects(data: mmap.mmap) -> Iterator[tuple[int, int, bool]]:
    depth = start = 0
    for token in _TOKEN.finditer(data):
        sign = data[token.start()]
        if sign == 0x7B:
            start = start if depth else token.start()
            depth += 1
        elif sign == 0x7D and depth:
            depth -= 1
            if not depth:
                yield start, token.end(), True
    if depth:
        yield start, len(data), False


def _piece(number: int, offset: int, raw: bytes, *, whole: bool) -> Piece:
    piece = Piece(number, offset, raw)
    if not whole:
        piece.refusal = RecordCutOff()
    elif len(raw) > LONGEST_RECORD:
        piece.refusal = RecordTooLong(most=LONGEST_RECORD // 1024 // 1024)
    else:
        try:
            marc = json.loads(raw)
        except (ValueError, RecursionError) as error:
            piece.refusal = JsonBroken(why=str(error)[:200])
            return piece
        if why := _fault(marc):
            piece.refusal = JsonBroken(why=why)
            return piece
        if lost := writable(marc):
            piece.notes.append(("control-signs", str(lost)))
        piece.marc = {"leader": marc["leader"], "fields": marc["fields"]}
    return piece


def _fault(marc: Any) -> str:
    """Why an object is no MARC record; "" where it is one."""
    if not isinstance(marc, dict) or not isinstance(marc.get("leader"), str) or len(marc["leader"]) != 24:
        return "leader"
    if not isinstance(marc.get("fields"), list) or not marc["fields"]:
        return "fields"
    for entry in marc["fields"]:
        if not isinstance(entry, dict) or len(entry) != 1:
            return "fields"
        [(tag, value)] = entry.items()
        if not _TAG.fullmatch(tag) or not (isinstance(value, str) or _is_data_field(value)):
            return str(tag)[:20]
    return ""


def _is_data_field(value: Any) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("subfields"), list):
        return False
    marks = (value.get("ind1"), value.get("ind2"))
    return all(isinstance(mark, str) and len(mark) == 1 for mark in marks) and all(
        isinstance(part, dict) and all(len(code) == 1 and isinstance(text, str) for code, text in part.items())
        for part in value["subfields"]
    )
