"""What a register on paper consists of. Lengths in points unless said otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

type Align = Literal["left", "center", "right"]
type Style = Literal["", "bold", "red", "quiet"]

MM: Final = 72 / 25.4
A4: Final = (210 * MM, 297 * MM)


@dataclass(frozen=True)
class LedgerColumn:
    """`width` is a share: columns are stretched to the page. Neighbours of the same `group` stand under one heading."""

    label: str
    width: float
    align: Align = "left"
    group: str = ""


@dataclass(frozen=True)
class Row:
    """`amounts` are what the totals at the foot of the page add up; as many in every row of a ledger.

    The first cell stretches over `span` columns, so a row has as many cells as columns, less `span` - 1.
    """

    cells: Sequence[str]
    style: Style = ""
    amounts: tuple[int, ...] = ()
    span: int = 1


@dataclass(frozen=True)
class Line:
    """A line of text outside the table; `head` stands centred in the left half, as the name of an office does."""

    text: str
    size: float = 10
    bold: bool = False
    italic: bool = False
    red: bool = False
    align: Literal["left", "center", "right", "head"] = "left"


@dataclass(frozen=True)
class Letterhead:
    """The body above and the place that keeps the register."""

    parent: str
    name: str

    def lines(self) -> list[Line]:
        above = [Line(self.parent.upper(), 10, align="head")] if self.parent else []
        return [*above, Line(self.name.upper(), 10, bold=True, align="head"), Line("", 5)]


@dataclass(frozen=True)
class Signatures:
    """Place and day on the right; under it those who sign, from left to right, each (office, remark in brackets)."""

    place_date: str
    signers: tuple[tuple[str, str], ...]

    HEIGHT = 118


@dataclass(frozen=True)
class Totals:
    """The rows at the foot of each page: `rows(sums of the page, sums so far, last page?)` gives `count` of them.

    `amounts` is how many sums there are.
    """

    rows: Callable[[tuple[int, ...], tuple[int, ...], bool], Sequence[Row]]
    count: int
    amounts: int


@dataclass(frozen=True)
class Ledger:
    """One table over as many pages as it needs, with its lines above and under it.

    `size` is the size of the letters in the table. `numbered` prints 1, 2, 3 … under the headings, as official forms do.
    """

    title: str
    columns: tuple[LedgerColumn, ...]
    letterhead: Letterhead | None = None
    above: tuple[Line, ...] = ()
    below: tuple[Line, ...] = ()
    totals: Totals | None = None
    signatures: Signatures | None = None
    running: str = ""
    empty: str = ""
    size: float = 9
    landscape: bool = True
    numbered: bool = True

    def top(self) -> list[Line]:
        head = self.letterhead.lines() if self.letterhead else []
        return [*head, Line(self.title, 14, bold=True, align="center"), *self.above, Line("", 4)]


@dataclass(frozen=True)
class Sheet:
    """A ledger with its rows, which may be a stream."""

    ledger: Ledger
    rows: Iterable[Row]


@dataclass(frozen=True)
class Cover:
    """The first leaf: the office, the name of the register, what it holds; `{pages}` in a line is the number of pages."""

    letterhead: Letterhead
    title: str
    lines: tuple[str, ...] = field(default=())
