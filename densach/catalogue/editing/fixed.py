"""The places of the leader and of 008: what each means, and what the editor lets a person change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .fields import Words

_TABLE = Path(__file__).with_name("marc_positions.txt")
_ROW = re.compile(r"([0-9]{2})(?:-([0-9]{2}))? (\S+) (.+) = (.+)")
# places of the leader that a person may write; lengths, counts and the size of the map are the machine's
OPEN_IN_LEADER = (5, 6, 7, 8, 9, 17, 18, 19)
_KINDS = {"a": "books", "t": "books", "e": "maps", "f": "maps", "c": "music", "d": "music", "i": "music", "j": "music"}
_KINDS |= dict.fromkeys("gkor", "visual")


@dataclass(frozen=True)
class Place:
    """Signs `start` to `end` (both counted) of a fixed field; `values` None: any."""

    start: int
    end: int
    values: frozenset[str] | None
    words: Words

    @property
    def name(self) -> str:
        return f"{self.start:02d}" if self.start == self.end else f"{self.start:02d}–{self.end:02d}"


@dataclass(frozen=True)
class Told:
    """A place with what stands there; `wrong` where that has no meaning."""

    place: Place
    value: str
    wrong: bool


@cache
def places() -> dict[str, tuple[Place, ...]]:
    """{section: its places}: "LDR", "008" and the kinds of material."""
    found: dict[str, list[Place]] = {}
    section = ""
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif match := _ROW.fullmatch(line):
            values = None if match[3] == "any" else frozenset(match[3].replace("_", " "))
            start, end = int(match[1]), int(match[2] or match[1])
            found.setdefault(section, []).append(Place(start, end, values, Words(match[4], match[5])))
    return {name: tuple(rows) for name, rows in found.items()}


def kind_of(leader: str) -> str:
    """The section that explains places 18–34 of 008; "" where none does."""
    leader = leader.ljust(8)
    return "serials" if leader[6] == "a" and leader[7] in "bis" else _KINDS.get(leader[6], "")


def leader_told(leader: str) -> list[Told]:
    return list(_told(leader.ljust(24), places()["LDR"]))


def fixed_told(data: str, leader: str) -> list[Told]:
    """008 place by place, in their order. A blank is never wrong: short records leave most places empty."""
    rows = [*places()["008"], *places().get(kind_of(leader), ())]
    return list(_told(data.ljust(40), sorted(rows, key=lambda place: place.start), " "))


def _told(data: str, rows: tuple[Place, ...] | list[Place], always: str = "") -> Iterator[Told]:
    for place in rows:
        value = data[place.start : place.end + 1]
        wrong = place.values is not None and value not in place.values and value != always
        yield Told(place, value.replace(" ", "_"), wrong)


def kept_leader(typed: str, before: str) -> str:
    """The typed leader with the machine's places as they were; both 24 signs long."""
    return "".join(sign if at in OPEN_IN_LEADER else before[at] for at, sign in enumerate(typed))
