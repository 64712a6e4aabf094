"""Charts as SVG made on the server: no script, no inline style; a sign besides colour; words for those who cannot see.

Colours come from the classes of the design system (`chart-bar`, `chart-bar-2`, `chart-target`, `chart-axis`,
`chart-line`, `chart-spark`, `chart-dot`, `chart-track`, `chart-text`, `chart-label`, for verdicts `chart-hit`,
`chart-miss`, `chart-part`, `chart-empty`) over `currentColor`. Every chart has a title and a label with its figures;
pages put the table under it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .decree30 import format_decimal, format_percent

type Number = int | float
_NOTHING: Final = SafeString("")
_PATTERNS: Final = ("", "6 3", "2 2", "8 2 2 2")


def _n(value: float) -> str:
    """A coordinate: at most one decimal, a point whatever the language."""
    return f"{value:.1f}".removesuffix(".0")


def _svg(kind: str, size: tuple[float, float], body: SafeString, *, title: str, label: str) -> SafeString:
    return format_html(
        '<svg class="chart chart-{}" viewBox="0 0 {} {}" role="img" aria-label="{}" focusable="false">'
        "<title>{}</title>{}</svg>",
        kind,
        _n(size[0]),
        _n(size[1]),
        label,
        title,
        body,
    )


def _join(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def bullet_chart(
    value: Number | None,
    target: Number | None,
    baseline: Number | None = None,
    *,
    title: str,
    maximum: Number = 100,
    reached: bool | None = None,
) -> SafeString:
    """One figure against its target, in per cent: a bar, a stroke at the target, a dashed one at the baseline.

    `reached` overrules `value >= target` (a target may fall). ✓ or ✕ behind the bar says the same as the colour;
    without value a dash. Values beyond `maximum` stretch the scale.
    """
    width, bar = 240.0, 200.0
    top = max(float(maximum), float(value or 0), float(target or 0), float(baseline or 0), 1e-9)
    if reached is None and value is not None and target is not None:
        reached = value >= target
    parts = [format_html('<rect class="chart-track" x="0" y="6" width="{}" height="12" rx="2"/>', _n(bar))]
    if value is not None:
        verdict = {True: " chart-hit", False: " chart-miss", None: ""}[reached]
        length = _n(max(0.0, value) / top * bar)
        parts.append(format_html('<rect class="chart-bar{}" x="0" y="8" width="{}" height="8"/>', verdict, length))
    for mark, name, dashes in ((baseline, "chart-line chart-axis", _PATTERNS[2]), (target, "chart-target", "")):
        if mark is not None:
            parts.append(_stroke(name, max(0.0, mark) / top * bar, 2, 22, dashes))
    sign = {True: "✓", False: "✕", None: "–" if value is None else ""}[reached]
    if sign:
        name = {"✓": "chart-hit", "✕": "chart-miss", "–": "chart-text"}[sign]
        parts.append(
            format_html(
                '<text class="chart-text {}" x="{}" y="17" font-size="14" fill="currentColor">{}</text>',
                name,
                _n(bar + 10),
                sign,
            )
        )
    label = _bullet_label(title, value, target, baseline, reached)
    return _svg("bullet", (width, 24), _join(parts), title=title, label=label)


def _bullet_label(
    title: str, value: Number | None, target: Number | None, baseline: Number | None, reached: bool | None
) -> str:
    parts = [_("no figure") if value is None else format_percent(value, 1)]
    if target is not None:
        parts.append(pgettext("chart", "target %(value)s") % {"value": format_percent(target)})
    if baseline is not None:
        parts.append(pgettext("chart", "start %(value)s") % {"value": format_percent(baseline)})
    if reached is not None:
        parts.append(_("reached") if reached else _("not reached"))
    return f"{title}: {', '.join(parts)}"


def _stroke(name: str, x: float, top: float, bottom: float, dashes: str = "") -> SafeString:
    dashed = format_html(' stroke-dasharray="{}"', dashes) if dashes else _NOTHING
    return format_html(
        '<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}" stroke="currentColor" stroke-width="2"{}/>',
        name,
        _n(x),
        _n(top),
        _n(x),
        _n(bottom),
        dashed,
    )


def sparkline(values: Sequence[Number | None], *, title: str) -> SafeString:
    """A small line of a series; None leaves a gap; the last value gets a dot. The scale starts at 0 or lower."""
    width, height = 120.0, 28.0
    known = [value for value in values if value is not None]
    low, high = min([0, *known]), max([0, *known])
    step = (width - 8) / max(len(values) - 1, 1)

    def point(index: int, value: Number) -> tuple[float, float]:
        return 4 + index * step, height - 4 - (value - low) / ((high - low) or 1) * (height - 8)

    parts: list[SafeString] = []
    for is_known, stretch in itertools.groupby(enumerate(values), key=lambda pair: pair[1] is not None):
        if is_known:
            places = [point(index, value) for index, value in stretch if value is not None]
            parts.append(_spark(places, with_dot=len(places) == 1 or places[-1][0] > width - 5))
    if known:
        words = {"first": format_decimal(known[0]), "last": format_decimal(known[-1])}
        label = f"{title}: {_('from %(first)s to %(last)s') % words}"
    else:
        label = f"{title}: {_('no figure')}"
    return _svg("sparkline", (width, height), _join(parts), title=title, label=label)


def _spark(places: list[tuple[float, float]], *, with_dot: bool) -> SafeString:
    """A stretch without gaps; a single value would be invisible without its dot."""
    line = format_html(
        '<polyline class="chart-spark" points="{}" fill="none" stroke="currentColor" stroke-width="1.5"/>',
        " ".join(f"{_n(x)},{_n(y)}" for x, y in places),
    )
    if not with_dot:
        return line
    x, y = places[-1]
    return line + format_html('<circle class="chart-dot" cx="{}" cy="{}" r="2.5" fill="currentColor"/>', _n(x), _n(y))


def column_chart(labels: Sequence[str], series: Mapping[str, Sequence[Number | None]], *, title: str) -> SafeString:
    """Columns side by side for each label; with several series a legend, told apart by their edges too.

    Raises ValueError when a series is not as long as the labels. Values below 0 are drawn as 0.
    """
    for name, values in series.items():
        if len(values) != len(labels):
            raise ValueError(f"series {name!r} has {len(values)} values for {len(labels)} labels")
    width, floor, ceiling = max(320.0, 28.0 * len(labels) + 48), 160.0, 24.0
    top = _nice_ceiling(max((value or 0 for values in series.values() for value in values), default=0))
    slot = (width - 56) / max(len(labels), 1)
    column = slot * 0.8 / max(len(series), 1)
    parts = [_axis(top, width, floor, ceiling)]
    for place, (name, values) in enumerate(series.items()):
        for index, value in enumerate(values):
            if value is not None:
                tall = max(0.0, value) / top * (floor - ceiling)
                x = 48 + index * slot + slot * 0.1 + place * column
                words = f"{labels[index]}, {name}: {format_decimal(value)}"
                parts.append(_column(place, words, x=x, y=floor - tall, width=column, height=tall))
    every = max(1, -(-len(labels) * 36 // int(width - 56)))
    for index in range(0, len(labels), every):
        parts.append(_label(48 + (index + 0.5) * slot, floor + 14, labels[index], "middle"))
    if len(series) > 1:
        parts.append(_legend(list(series), floor + 34))
    height = floor + (22 if len(series) < 2 else 44)
    label = _columns_label(title, labels, series)
    return _svg("columns", (width, height), _join(parts), title=title, label=label)


def _columns_label(title: str, labels: Sequence[str], series: Mapping[str, Sequence[Number | None]]) -> str:
    told = []
    for name, values in series.items():
        pairs = (
            f"{label} {format_decimal(value)}" for label, value in zip(labels, values, strict=True) if value is not None
        )
        told.append(f"{name}: {', '.join(pairs)}")
    return f"{title}. {'; '.join(told)}" if told else title


def _column(place: int, words: str, *, x: float, y: float, width: float, height: float) -> SafeString:
    dashes = _PATTERNS[place % len(_PATTERNS)]
    edge = format_html(' stroke="currentColor" stroke-dasharray="{}"', dashes) if dashes else _NOTHING
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"{}><title>{}</title></rect>',
        "chart-bar" if place % 2 == 0 else "chart-bar-2",
        _n(x),
        _n(y),
        _n(width),
        _n(height),
        edge,
        words,
    )


def _axis(top: float, width: float, floor: float, ceiling: float) -> SafeString:
    parts = []
    for share in (0.0, 0.5, 1.0):
        y = floor - share * (floor - ceiling)
        parts.append(
            format_html(
                '<line class="chart-line chart-axis" x1="48" y1="{}" x2="{}" y2="{}" stroke="currentColor" '
                'stroke-width="{}"/>',
                _n(y),
                _n(width - 4),
                _n(y),
                "0.5" if share else "1",
            )
        )
        parts.append(_label(44, y + 4, format_decimal(top * share), "end"))
    return _join(parts)


def _label(x: float, y: float, text: str, anchor: str) -> SafeString:
    return format_html(
        '<text class="chart-text chart-label" x="{}" y="{}" text-anchor="{}" font-size="11" '
        'fill="currentColor">{}</text>',
        _n(x),
        _n(y),
        anchor,
        text,
    )


def _legend(names: list[str], y: float) -> SafeString:
    parts, x = [], 48.0
    for place, name in enumerate(names):
        parts.append(_column(place, name, x=x, y=y - 9, width=10, height=10))
        parts.append(_label(x + 16, y, name, "start"))
        x += 32 + 6.5 * len(name)
    return _join(parts)


def _nice_ceiling(value: float) -> float:
    """The next 1, 2, 5 × 10ⁿ (at least 1), so that the axis has round numbers."""
    steps = (step * 10.0**power for power in range(18) for step in (1, 2, 5))
    return next((step for step in steps if value <= step), value)


#: States of a cell: whole, in part, missing, not expected; each with its sign.
GRID_SIGNS: Final = {"full": "✓", "part": "◐", "none": "✕", "off": "·"}
_GRID_CLASSES: Final = {"full": "chart-hit", "part": "chart-part", "none": "chart-miss", "off": "chart-empty"}


def completeness_grid(
    rows: Sequence[str], columns: Sequence[str], cells: Sequence[Sequence[str]], *, title: str
) -> SafeString:
    """Who has reported when: one cell per row and column, its state a key of `GRID_SIGNS`.

    Raises ValueError when `cells` does not fit rows and columns, KeyError for an unknown state.
    """
    if len(cells) != len(rows) or any(len(line) != len(columns) for line in cells):
        raise ValueError("cells do not fit rows and columns")
    names = {
        "full": pgettext("figures", "complete"),
        "part": pgettext("figures", "in part"),
        "none": pgettext("figures", "missing"),
        "off": pgettext("figures", "not expected"),
    }
    left, size = 200.0, 22.0
    parts = [_label(left + (index + 0.5) * size, 14, name, "middle") for index, name in enumerate(columns)]
    for place, (name, line) in enumerate(zip(rows, cells, strict=True)):
        y = 20 + place * size
        parts.append(_label(left - 6, y + 15, name if len(name) <= 30 else f"{name[:29]}…", "end"))
        for index, state in enumerate(line):
            words = f"{name}, {columns[index]}: {names[state]}"
            parts.append(_grid_cell(left + index * size, y, size, state, words))
    counts = {state: sum(line.count(state) for line in cells) for state in GRID_SIGNS}
    told = ", ".join(f"{names[state]} {count}" for state, count in counts.items() if count)
    width, height = left + size * len(columns) + 2, 22 + size * len(rows)
    label = f"{title}: {told}" if told else title
    return _svg("grid", (width, height), _join(parts), title=title, label=label)


def _grid_cell(x: float, y: float, size: float, state: str, words: str) -> SafeString:
    return format_html(
        '<g class="{}"><title>{}</title>'
        '<rect x="{}" y="{}" width="{}" height="{}" rx="2" fill="none" stroke="currentColor"/>'
        '<text class="chart-text chart-sign" x="{}" y="{}" text-anchor="middle" font-size="12">{}</text></g>',
        _GRID_CLASSES[state],
        words,
        _n(x + 1),
        _n(y + 1),
        _n(size - 2),
        _n(size - 2),
        _n(x + size / 2),
        _n(y + size / 2 + 4),
        GRID_SIGNS[state],
    )
