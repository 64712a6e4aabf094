"""MARCXML, read in a stream: no document type, no entities, no network, and no text over lxml's own limit of 10 MB."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from lxml import etree

from .read import LONGEST_RECORD, Piece, writable
from .refusals import NoFields, RecordTooLong, TagWrong, XmlBroken, XmlWithEntities

_HEAD = 65_536
_LEADER = 24


def read(path: Path) -> Iterator[Piece]:
    """Every `record` of a file in turn, whatever the names of prefixes; an XML error ends it with a refusal.

    Raises XmlWithEntities for a file with a DOCTYPE.
    """
    number = 0
    with path.open("rb") as file:
        if b"<!DOCTYPE" in file.read(_HEAD).replace(b"\x00", b""):
            raise XmlWithEntities
        file.seek(0)
        try:
            for element in _elements(file):
                number += 1
                yield _piece(number, element)
                _forget(element)
        except etree.XMLSyntaxError as error:
            line = error.lineno or 0
            refusal = XmlBroken(line=line, why=str(error.msg)[:200])
            yield Piece(number + 1, 0, _rest(path, line), refusal=refusal)


def _elements(file: BinaryIO) -> Iterator[Any]:
    events = etree.iterparse(
        file, events=("end",), tag=("{*}record", "record"),
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    for _event, element in events:
        if element.getroottree().docinfo.internalDTD is not None:
            raise XmlWithEntities
        if _is_marc(element):
            yield element


def _is_marc(element: Any) -> bool:
    """Not the `record` of OAI-PMH or SRU that is only the envelope of a MARC record."""
    return not any(_name(child) in ("header", "metadata", "recordData") for child in element)


def _forget(element: Any) -> None:
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _piece(number: int, element: Any) -> Piece:
    piece = Piece(number, element.sourceline or 0, b"")
    marc: dict[str, Any] = {"leader": "", "fields": []}
    size = 0
    for child in element:
        name, text = _name(child), child.text or ""
        if name == "leader":
            marc["leader"] = text
        elif name == "controlfield":
            size += len(text)
            marc["fields"].append({child.get("tag") or "": text})
        elif name == "datafield":
            subfields = [{part.get("code") or " ": part.text or ""} for part in child]
            size += sum(len(value) for part in subfields for value in part.values())
            marks = {"ind1": (child.get("ind1") or " ")[:1], "ind2": (child.get("ind2") or " ")[:1]}
            marc["fields"].append({child.get("tag") or "": {**marks, "subfields": subfields}})
    _judge(piece, marc, size)
    piece.raw = etree.tostring(element, encoding="utf-8", with_tail=False)[:LONGEST_RECORD]
    return piece


def _judge(piece: Piece, marc: dict[str, Any], size: int) -> None:
    tags = [tag for entry in marc["fields"] for tag in entry]
    if size > LONGEST_RECORD:
        piece.refusal = RecordTooLong(most=LONGEST_RECORD // 1024 // 1024)
    elif not tags:
        piece.refusal = NoFields()
    elif wrong := [tag for tag in tags if len(tag) != 3 or not tag.isascii()]:
        piece.refusal = TagWrong(tag=wrong[0][:20])
    else:
        if len(marc["leader"]) != _LEADER:
            piece.notes.append(("leader-wrong", marc["leader"][:40]))
            marc["leader"] = _whole_leader(marc["leader"])
        if lost := writable(marc):
            piece.notes.append(("control-signs", str(lost)))
        piece.marc = marc


def _whole_leader(leader: str) -> str:
    """24 signs: blanks in a row were made one on the way (positions 18–19), or there never was a leader."""
    if leader.endswith("4500") and len(leader) < _LEADER:
        return leader[:-4].ljust(20) + "4500"
    return leader[:_LEADER].ljust(_LEADER)


def _rest(path: Path, line: int) -> bytes:
    """What follows from a line on, at most as much as a record may be."""
    with path.open("rb") as file:
        for _ in range(max(0, line - 1)):
            file.readline(LONGEST_RECORD)
        return file.read(LONGEST_RECORD)
