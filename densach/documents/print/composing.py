"""Filling pages: how high each row is, what fits, which totals stand at the foot. typst only draws what is decided here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final

from .ledger import A4, MM, Ledger, LedgerColumn, Line, Row, Sheet, Signatures
from .widths import wrap

PITCH: Final = 1.18  # from line to line, in sizes; room for two marks above a capital
PAD: Final = 1.8
INSET: Final = 2.2
MARGINS: Final = {"left": 18 * MM, "right": 10 * MM, "top": 11 * MM, "bottom": 13 * MM}
_MOST_LINES: Final = 24  # of one row: a page holds at least as many
_MOST_LINES_OF_TOTALS: Final = 3
_STYLE_LETTER: Final = {"": "", "bold": "b", "red": "r", "quiet": "q"}


@dataclass(frozen=True)
class Form:
    """The fixed part of a page: widths, headings and heights of a table."""

    widths: tuple[float, ...]
    heads: tuple[dict[str, Any], ...]
    head_heights: tuple[float, ...]
    size: float
    page: tuple[float, float]

    @property
    def body_height(self) -> float:
        return self.page[1] - MARGINS["top"] - MARGINS["bottom"]

    @property
    def body_width(self) -> float:
        return self.page[0] - MARGINS["left"] - MARGINS["right"]

    def room(self, *columns: int) -> int:
        """What a cell over these columns holds in one line, in thousandths of the size."""
        return int((sum(self.widths[column] for column in columns) - 2 * INSET) / self.size * 1000)

    def as_data(self, columns: Sequence[LedgerColumn]) -> dict[str, Any]:
        return {
            "widths": self.widths,
            "heads": self.heads,
            "head_heights": self.head_heights,
            "size": self.size,
            "aligns": [column.align for column in columns],
        }


def page_size(*, landscape: bool) -> tuple[float, float]:
    return (A4[1], A4[0]) if landscape else A4


def form_of(ledger: Ledger) -> Form:
    page = page_size(landscape=ledger.landscape)
    usable = page[0] - MARGINS["left"] - MARGINS["right"]
    share = usable / sum(column.width for column in ledger.columns)
    widths = tuple(round(column.width * share, 3) for column in ledger.columns)
    heads, heights = _headings(ledger, widths)
    return Form(widths, heads, heights, ledger.size, page)


def _headings(ledger: Ledger, widths: tuple[float, ...]) -> tuple[tuple[dict[str, Any], ...], tuple[float, ...]]:
    """Cells of the head from left to right, row by row, and the heights of its rows."""
    size = ledger.size
    labels = [_wrapped(column.label, wide, size) for column, wide in zip(ledger.columns, widths, strict=True)]
    grouped = any(column.group for column in ledger.columns)
    upper, lower, group_lines = _grouped(ledger.columns, labels, widths, size)
    single = max(
        (len(lines) for lines, column in zip(labels, ledger.columns, strict=True) if not column.group), default=1
    )
    under = max((len(lines) for lines, column in zip(labels, ledger.columns, strict=True) if column.group), default=0)
    heights = (
        [_height(group_lines, size), _height(max(under, single - group_lines, 1), size)]
        if grouped
        else [_height(single, size)]
    )
    cells = [*upper, *lower]
    if ledger.numbered:
        cells += [{"text": str(number), "quiet": True} for number in range(1, len(widths) + 1)]
        heights.append(_height(1, size))
    return tuple(cells), tuple(heights)  # fmt: skip


def _grouped(
    columns: Sequence[LedgerColumn], labels: list[list[str]], widths: tuple[float, ...], size: float
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], int]:
    """Upper row (groups, and single headings over both rows), lower row, and how many lines the groups need."""
    upper: list[dict[str, Any]] = []
    lower: list[dict[str, Any]] = []
    most = 1
    tall = 2 if any(column.group for column in columns) else 1
    for group, found in groupby(range(len(columns)), key=lambda index: columns[index].group):
        members = list(found)
        texts = [{"text": "\n".join(labels[index])} for index in members]
        if not group:
            upper += [text | {"rowspan": tall} for text in texts]
            continue
        lines = _wrapped(group, sum(widths[index] for index in members), size)
        most = max(most, len(lines))
        upper.append({"text": "\n".join(lines), "colspan": len(members)})
        lower += texts
    return upper, lower, most


def _wrapped(text: str, wide: float, size: float) -> list[str]:
    return wrap(text, int((wide - 2 * INSET) / size * 1000), bold=True)


def _height(lines: int, size: float) -> float:
    return round(lines * PITCH * size + 2 * PAD, 3)


@dataclass
class Filling:
    """A page while it is being filled."""

    number: int
    form: int
    running: str
    lines: list[dict[str, Any]] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    after: list[dict[str, Any]] = field(default_factory=list)
    sign: dict[str, Any] | None = None

    def as_data(self) -> dict[str, Any]:
        return dict(vars(self))


class Composer:
    """Turns sheets into pages. `forms` grows with the kinds of tables met; a page names its form by position."""

    def __init__(self) -> None:
        self.forms: list[dict[str, Any]] = []
        self.pages = 0
        self.rows = 0
        self.landscape = True
        self._known: dict[tuple[tuple[LedgerColumn, ...], float, bool], tuple[int, Form]] = {}

    def compose(self, sheets: Iterable[Sheet]) -> Iterator[dict[str, Any]]:
        """The pages of ledgers that lie the same way.

        Raises ValueError where a row is not as wide as the columns, or a ledger lies another way than the first.
        """
        for position, sheet in enumerate(sheets):
            if position == 0:
                self.landscape = sheet.ledger.landscape
            if sheet.ledger.landscape != self.landscape:
                raise ValueError("the ledgers of one document lie the same way")
            yield from _Composition(self, sheet.ledger, *self._form(sheet.ledger)).pages(sheet)

    def _form(self, ledger: Ledger) -> tuple[int, Form]:
        key = (ledger.columns, ledger.size, ledger.numbered)
        if key not in self._known:
            form = form_of(ledger)
            self._known[key] = (len(self.forms), form)
            self.forms.append(form.as_data(ledger.columns))
        return self._known[key]


class _Composition:
    def __init__(self, composer: Composer, ledger: Ledger, index: int, form: Form) -> None:
        self.composer, self.ledger, self.index, self.form = composer, ledger, index, form
        self.room = [form.room(column) for column in range(len(form.widths))]
        amounts = ledger.totals.amounts if ledger.totals else 0
        self.nothing = (0,) * amounts
        self.page_sum = self.so_far = self.nothing

    def _open(self, top: Sequence[Line] = ()) -> None:
        self.composer.pages += 1
        self.page = Filling(self.composer.pages, self.index, self.ledger.running or self.ledger.title)
        self.page.lines, used = self._set(top)
        self.left = self.form.body_height - used
        self.page_sum = self.nothing

    def _set(self, lines: Sequence[Line]) -> tuple[list[dict[str, Any]], float]:
        """Lines broken to the width of the page, and how high they are together."""
        found: list[dict[str, Any]] = []
        for line in lines:
            wide = self.form.body_width * (0.5 if line.align == "head" else 1)
            for text in wrap(line.text, int(wide / line.size * 1000), bold=line.bold):
                found.append(vars(line) | {"text": text})
        return found, sum(float(line["size"]) * PITCH for line in found)

    def pages(self, sheet: Sheet) -> Iterator[dict[str, Any]]:
        self._open(self.ledger.top())
        self.left -= sum(self.form.head_heights)
        for row in sheet.rows:
            high, data = self._row(row)
            if self.page.rows and not self._fits(row, high):
                yield self._close(last=False)
                self._open()
                self.left -= sum(self.form.head_heights)
            self._take(row, high, data)
        yield from self._end()

    def _fits(self, row: Row, high: float) -> bool:
        """Whether the row and, after it, the totals have room. Totals are only set near the end of a page."""
        if not self.ledger.totals:
            return high <= self.left
        if high + self.ledger.totals.count * _height(_MOST_LINES_OF_TOTALS, self.ledger.size) <= self.left:
            return True
        page_sum, so_far = _added(self.page_sum, row.amounts), _added(self.so_far, row.amounts)
        return high + max(self._foot(page_sum, so_far, last=last)[0] for last in (False, True)) <= self.left

    def _foot(
        self, page_sum: tuple[int, ...], so_far: tuple[int, ...], *, last: bool
    ) -> tuple[float, list[dict[str, Any]]]:
        if not self.ledger.totals:
            return 0, []
        rows = [self._row(row) for row in self.ledger.totals.rows(page_sum, so_far, last)]
        return sum(high for high, _data in rows), [data for _high, data in rows]

    def _take(self, row: Row, high: float, data: dict[str, Any]) -> None:
        self.page.rows.append(data)
        self.left -= high
        self.composer.rows += 1
        self.page_sum = _added(self.page_sum, row.amounts)
        self.so_far = _added(self.so_far, row.amounts)

    def _close(self, *, last: bool) -> dict[str, Any]:
        if self.page.rows:
            high, rows = self._foot(self.page_sum, self.so_far, last=last)
            self.page.rows += rows
            self.left -= high
        return self.page.as_data()

    def _end(self) -> Iterator[dict[str, Any]]:
        """The last page with the lines below and the signatures; these go to a page of their own where they do not fit."""
        if not self.page.rows and self.ledger.empty:
            self.page.after, _used = self._set([Line(""), Line(self.ledger.empty, 11, italic=True)])
        after, used = self._set(self.ledger.below)
        needed = used + (Signatures.HEIGHT if self.ledger.signatures else 0)
        data = self._close(last=True)
        if needed > self.left:
            yield data
            self._open()
            data = self.page.as_data()
        data["after"] = [*data["after"], *after]
        if self.ledger.signatures:
            data["sign"] = vars(self.ledger.signatures)
        yield data

    def _row(self, row: Row) -> tuple[float, dict[str, Any]]:
        if len(row.cells) + row.span - 1 != len(self.room):
            raise ValueError(f"a row of {len(row.cells)} cells for {len(self.room)} columns")
        bold = row.style in ("bold", "red")
        most, cells = 1, []
        rooms = [self.form.room(*range(row.span)), *self.room[row.span :]] if row.span > 1 else self.room
        for cell, room in zip(row.cells, rooms, strict=True):
            lines = wrap(cell, room, bold=bold) if cell else [""]
            if len(lines) > _MOST_LINES:
                lines = [*lines[: _MOST_LINES - 1], "…"]
            most = max(most, len(lines))
            cells.append("\n".join(lines))
        high = _height(most, self.form.size)
        return high, {"h": high, "s": _STYLE_LETTER[row.style], "c": cells, "span": row.span}


def _added(first: tuple[int, ...], second: tuple[int, ...]) -> tuple[int, ...]:
    """Sums of amounts; a row without any adds nothing."""
    return tuple(a + b for a, b in zip(first, second, strict=True)) if second else first
