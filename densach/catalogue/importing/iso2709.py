"""MARC 21 in ISO 2709, read without trusting a single number in it.

Records are parted by their terminator (0x1D), fields by theirs (0x1E); lengths in leader and directory are compared and,
where they lie, reported. The text of a field is what its bytes are, not what leader/09 says.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .encodings import DECODERS, LOST, Encoding
from .read import LONGEST_RECORD, Piece, writable
from .refusals import DirectoryBroken, LeaderBroken, RecordCutOff, RecordTooLong

_END_OF_RECORD, _END_OF_FIELD, _SUBFIELD = b"\x1d", b"\x1e", b"\x1f"
_BETWEEN = b"\r\n\t \x00\x1a\xef\xbb\xbf"
_ENTRY = re.compile(rb"([0-9A-Za-z]{3})([0-9 ]{4})([0-9]{5})")
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c\x7f]")
_LEADER = 24


def read(path: Path, encoding: Encoding = Encoding.MARC8) -> Iterator[Piece]:
    """Every record of a file in turn; `encoding` is for fields that are no UTF-8. An empty file yields nothing."""
    if not path.stat().st_size:
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for number, (offset, end, whole) in enumerate(_bounds(data), start=1):
            yield _piece(number, offset, data[offset:end], encoding, whole=whole)


def _bounds(data: mmap.mmap) -> Iterator[tuple[int, int, bool]]:
    """Beginning, end, and whether the end is a terminator; signs between records are passed over."""
    at, size = 0, len(data)
    while at < size:
        while at < size and data[at] in _BETWEEN:
            at += 1
        if at == size:
            return
        end = data.find(_END_OF_RECORD, at)
        if end < 0:
            yield at, size, False
            return
        yield at, end + 1, True
        at = end + 1


def _piece(number: int, offset: int, raw: bytes, encoding: Encoding, *, whole: bool) -> Piece:
    piece = Piece(number, offset, raw)
    if len(raw) > LONGEST_RECORD:
        piece.refusal = RecordTooLong(most=LONGEST_RECORD // 1024 // 1024)
    elif len(raw) < _LEADER + 2 or not raw[:5].strip().isalnum():
        piece.refusal = RecordCutOff() if not whole else LeaderBroken()
    elif not whole and not raw.rstrip(_BETWEEN).endswith(_END_OF_FIELD):
        piece.refusal = RecordCutOff()
    else:
        _fill(piece, encoding, whole=whole)
    return piece


def _fill(piece: Piece, encoding: Encoding, *, whole: bool) -> None:
    raw = piece.raw if whole else piece.raw.rstrip(_BETWEEN) + _END_OF_RECORD
    if not whole or not raw[:5].isdigit() or (int(raw[:5]) != len(raw) and len(raw) <= 99_999):
        piece.notes.append(("length-wrong", raw[:5].decode("latin-1")))
    found = _fields(raw, piece.notes)
    if found is None:
        piece.refusal = DirectoryBroken()
        return
    reader = _Reader(raw, encoding, piece.notes)
    leader = raw[:_LEADER].decode("ascii", "replace").replace(LOST, " ")
    fields = [reader.field(tag, data) for tag, data in found]
    # the text is Unicode from here on, and the leader says so
    piece.marc = {"leader": leader[:9] + "a" + leader[10:], "fields": fields}
    if (_CONTROLS.search(raw) or reader.lost) and (lost := writable(piece.marc)):
        piece.notes.append(("control-signs", str(lost)))


def _fields(raw: bytes, notes: list[tuple[str, str]]) -> list[tuple[str, bytes]] | None:
    """Tags with their bytes, in the order of the directory. None where the directory does not fit."""
    end = raw.find(_END_OF_FIELD, _LEADER)
    if end < 0 or (end - _LEADER) % 12:
        return None
    chunks = raw[end + 1 : -1].split(_END_OF_FIELD)
    if chunks[-1]:
        notes.append(("length-wrong", "1E"))
    else:
        chunks.pop()
    entries = [_ENTRY.fullmatch(raw, at, at + 12) for at in range(_LEADER, end, 12)]
    if any(entry is None for entry in entries):
        return None
    starts: dict[int, bytes] = {}
    at = 0
    for chunk in chunks:
        starts[at] = chunk
        at += len(chunk) + 1
    wanted = [(entry[1].decode(), int(entry[3])) for entry in entries if entry]
    if len(wanted) == len(chunks) and all(start in starts for _tag, start in wanted):
        return [(tag, starts[start]) for tag, start in wanted]
    if len(wanted) != len(chunks):
        return None
    notes.append(("directory-wrong", ""))
    order = sorted(range(len(wanted)), key=lambda index: wanted[index][1])
    by_entry = dict(zip(order, chunks, strict=True))
    return [(tag, by_entry[index]) for index, (tag, _start) in enumerate(wanted)]


class _Reader:
    """Text of the fields of one record: UTF-8 where they are that, otherwise `encoding`."""

    def __init__(self, raw: bytes, encoding: Encoding, notes: list[tuple[str, str]]) -> None:
        self.decode, self.notes, self.lost = DECODERS[encoding], notes, 0
        self.plain = raw.isascii() and 0x1B not in raw
        self.declared_utf8 = raw[9:10] == b"a"
        self.utf8 = not raw.isascii() and _is_utf8(raw)
        if self.utf8 and not self.declared_utf8:
            notes.append(("encoding-undeclared", "UTF-8"))

    def field(self, tag: str, data: bytes) -> dict[str, Any]:
        if tag.startswith("00"):
            return {tag: self.text(tag, data)}
        before, *parts = data.split(_SUBFIELD)
        if len(before) != 2 or not parts:
            self._odd(tag, before, parts)
        marks = before[:2].decode("ascii", "replace").replace(LOST, " ").ljust(2) if parts else "  "
        if not parts:
            parts = [b"a" + data]
        texts = [self.text(tag, part) for part in parts]
        subfields = [{text[0]: text[1:]} for text in texts if text]
        return {tag: {"ind1": marks[0], "ind2": marks[1], "subfields": subfields}}

    def _odd(self, tag: str, before: bytes, parts: list[bytes]) -> None:
        """Indicators missing or too many; a field of an old system without any subfield is kept as one $a."""
        detail = f"{tag} {before.decode('latin-1')}" if parts else f"{tag} $a"
        self.notes.append(("indicators-wrong", detail.strip()))

    def text(self, tag: str, data: bytes) -> str:
        if self.plain:
            return data.decode("ascii")
        if self.utf8 or (self.declared_utf8 and _is_utf8(data)):
            return data.decode("utf-8")
        if data.isascii() and 0x1B not in data:
            return data.decode("ascii")
        if self.declared_utf8:
            self.notes.append(("encoding-mixed", tag))
        text, lost = self.decode(data)
        if lost:
            self.lost += lost
            self.notes.append(("signs-lost", f"{tag} {lost}"))
        return text


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def unreadable_fields(path: Path, most: int = 400) -> Iterator[bytes]:
    """Fields of a file that are no UTF-8, the first `most`, to guess their encoding by."""
    found = 0
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for offset, end, _whole in _bounds(data):
            raw = data[offset:end]
            if raw.isascii() or len(raw) > LONGEST_RECORD or _is_utf8(raw):
                continue
            for chunk in raw.split(_END_OF_FIELD)[1:]:
                if not _is_utf8(chunk):
                    yield from chunk.split(_SUBFIELD)[1:]
                    found += 1
            if found >= most:
                return
