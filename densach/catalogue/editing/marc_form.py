"""The MARC editor's text: which lines a person writes, which the machine keeps, and how both become a record again."""

from __future__ import annotations

import datetime as dt
from typing import Any

from densach.catalogue import marc as marc_fields
from densach.catalogue.models import Material, Record
from densach.catalogue.record_fields import RecordFields

from .entry import start
from .fields import known_fields
from .fixed import kept_leader
from .lines import from_lines, numbered, to_lines

LONGEST = 1_000_000
# whose record it is and when it was changed: not typed, but kept and written by the machine
KEPT = ("001", "003", "005")
_BLANK_LEADER = "     nam a22     7c 4500"


def lines_of(record: Record, at: dt.datetime) -> str:
    """The lines a person may write; a record that has no MARC yet gets that of its columns."""
    marc = record.marc or marc_fields.write(RecordFields.of(record), control_number=record.public_id, at=at)
    return "\n".join(to_lines(shown(marc)))


def shown(marc: dict[str, Any]) -> dict[str, Any]:
    """Without the fields that the machine keeps."""
    return marc | {"fields": [entry for entry in marc["fields"] if not any(tag in KEPT for tag in entry)]}


def kept_lines(record: Record) -> list[str]:
    """The lines of a record that are shown but not written by a person."""
    kept = [entry for entry in (record.marc or {}).get("fields", ()) if any(tag in KEPT for tag in entry)]
    return to_lines({"leader": "", "fields": kept})[1:]


def blank(material: str, at: dt.datetime) -> str:
    """Lines of a new record of a material: leader, 008 and the empty fields it is usually described by."""
    values = start(material)
    fields = RecordFields(title="-", **values)
    marc = marc_fields.write(fields, control_number="", at=at)
    head = [line for line in to_lines(marc) if line[:3] in ("LDR", "008", "041")]
    number = ["022 __ $a "] if values["material"] == Material.PERIODICAL else ["020 __ $a "]
    return "\n".join([*head[:2], *number, *head[2:], *_BODY])


_BODY = (
    "082 04 $a  $2 23", "100 0_ $a ", "245 10 $a  $b  $c ", "250 __ $a ", "264 _1 $a  $b  $c ", "300 __ $a  $c ",
    "490 0_ $a  $v ", "520 __ $a ", "653 __ $a ", "700 0_ $a ",
)  # fmt: skip


def read(text: str, record: Record | None) -> tuple[dict[str, Any], list[int]]:
    """The whole record that the lines stand for, and the numbers of the lines of its leader and of the typed fields.

    What a blank line of a form was left without (fields, subfields) is left out; what the record had so already stays.
    A record keeps its 001, 003 and 005 whatever is typed, and the machine's places of its leader. Raises the refusals
    of `lines.from_lines`.
    """
    marc = from_lines(text)
    numbers = [number for number, line in numbered(text) if line.strip()]
    before = (record.marc if record else None) or {"leader": _BLANK_LEADER, "fields": []}
    leader = str(before["leader"])
    fields = [entry for entry in before["fields"] if any(tag in KEPT for tag in entry)]
    lines = numbers[:1]
    for number, entry in zip(numbers[1:], marc["fields"], strict=True):
        as_it_was = entry in before["fields"]
        if any(tag in KEPT for tag in entry) or (_empty(entry) and not as_it_was):
            continue
        fields.append(entry if as_it_was else _trimmed(entry))
        lines.append(number)
    whole = {"leader": kept_leader(marc["leader"], leader if len(leader) == 24 else _BLANK_LEADER), "fields": fields}
    return whole, lines


def stamped(marc: dict[str, Any], at: dt.datetime) -> dict[str, Any]:
    """With the moment of the change in 005, behind 001 and 003."""
    others = [entry for entry in marc["fields"] if "005" not in entry]
    place = sum(1 for entry in others if "001" in entry or "003" in entry)
    return marc | {"fields": [*others[:place], {"005": f"{at.astimezone(dt.UTC):%Y%m%d%H%M%S}.0"}, *others[place:]]}


def _empty(entry: dict[str, Any]) -> bool:
    """A field of a blank form into which nothing was written (a filled-in $2 alone says nothing)."""
    return all(
        isinstance(value, dict)
        and bool(value["subfields"])
        and not any(text for part in value["subfields"] for code, text in part.items() if code != "2")
        for value in entry.values()
    )


def _trimmed(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        tag: value
        if isinstance(value, str)
        else value | {"subfields": [part for part in value["subfields"] if any(part.values())]}
        for tag, value in entry.items()
    }


def with_field(text: str, tag: str) -> str:
    """The lines with an empty field of a known tag put where its number belongs."""
    known = known_fields().get(tag)
    if known is None:
        return text
    lines = [line for _number, line in numbered(text)]
    at = next((i for i, line in enumerate(lines) if line[:3].isdigit() and line[:3] > tag), len(lines))
    while at == len(lines) and lines and not lines[-1].strip():
        lines.pop()
        at = len(lines)
    first = next(iter(known.subfields), "a")
    return "\n".join([*lines[:at], f"{tag} " if known.control else f"{tag} __ ${first} ", *lines[at:]])
