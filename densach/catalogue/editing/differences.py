"""What two states of a record differ in, field by field and word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from .fields import Words, known_fields
from .lines import to_lines

_PIECES = re.compile(r"\s+|\$.|[^\s$]+")
# the moment of the last change differs always
_SILENT = frozenset({"005"})


@dataclass(frozen=True)
class Piece:
    """Words of a field: `kind` "same", "gone" or "new"."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """`kind` "added", "removed" or "changed"; `before` and `after` are the field's pieces, empty where there is none."""

    tag: str
    kind: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]

    @property
    def words(self) -> Words | None:
        """The name of the field, None where it has none."""
        known = known_fields().get(self.tag)
        return known.words if known else None


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """In the order of tags, leader first. Fields that only stand in another place are no difference."""
    old, new = _by_tag(before), _by_tag(after)
    tags = sorted({*old, *new} - _SILENT, key=lambda tag: (tag != "LDR", tag))
    return [change for tag in tags for change in _changes(tag, old.get(tag, []), new.get(tag, []))]


def _by_tag(marc: dict[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in to_lines(marc):
        tag, _, rest = line.partition(" ")
        found.setdefault(tag, []).append(rest)
    return found


def _changes(tag: str, old: list[str], new: list[str]) -> list[Change]:
    """Fields that are in both are left out, what remains is paired by likeness of order."""
    removed, added = _without(old, new), _without(new, old)
    return [_change(tag, before, after) for before, after in zip_longest(removed, added)]


def _without(lines: list[str], others: list[str]) -> list[str]:
    left = list(others)
    rest = []
    for line in lines:
        if line in left:
            left.remove(line)
        else:
            rest.append(line)
    return rest


def _change(tag: str, before: str | None, after: str | None) -> Change:
    if before is None or after is None:
        kind = "added" if before is None else "removed"
        sides = [(Piece("same", text),) if text is not None else () for text in (before, after)]
        return Change(tag, kind, sides[0], sides[1])
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    left: list[Piece] = []
    right: list[Piece] = []
    for what, a1, a2, b1, b2 in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        same = what == "equal"
        left += [Piece("same" if same else "gone", "".join(old[a1:a2]))] if a2 > a1 else []
        right += [Piece("same" if same else "new", "".join(new[b1:b2]))] if b2 > b1 else []
    return Change(tag, "changed", tuple(left), tuple(right))
