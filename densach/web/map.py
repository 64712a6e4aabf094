"""A map of points, drawn on the server: no tiles, no request to anybody."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

WIDTH, HEIGHT, MARGIN = 640, 420, 24
_METRES_PER_DEGREE = 111_320


@dataclass(frozen=True)
class Point:
    """A place on the map; the one spoken of is `marked`."""

    latitude: float
    longitude: float
    name: str
    url: str
    marked: bool = False


def draw_map(points: Sequence[Point], label: str) -> SafeString:
    """North up, true to scale at the middle of the points, with a bar of scale; empty without points."""
    if not points:
        return SafeString("")
    middle = math.radians(sum(point.latitude for point in points) / len(points))
    flat = [(point.longitude * math.cos(middle), -point.latitude) for point in points]
    left, top = min(x for x, _y in flat), min(y for _x, y in flat)
    wide, high = max(x for x, _y in flat) - left, max(y for _x, y in flat) - top
    # a single point, or points on one spot, get a kilometre of ground around them
    scale = min((WIDTH - 2 * MARGIN) / max(wide, 0.01), (HEIGHT - 2 * MARGIN) / max(high, 0.01))
    shift_x, shift_y = (WIDTH - wide * scale) / 2, (HEIGHT - high * scale) / 2
    placed = [
        (point, (x - left) * scale + shift_x, (y - top) * scale + shift_y)
        for point, (x, y) in zip(points, flat, strict=True)
    ]
    return format_html(
        '<svg class="map" viewBox="0 0 {} {}" width="100%" role="group" aria-label="{}">'
        '<rect class="chart-track" width="{}" height="{}" rx="8"/>{}{}</svg>',
        WIDTH,
        HEIGHT,
        label,
        WIDTH,
        HEIGHT,
        _bar(scale),
        _dots(sorted(placed, key=lambda one: one[0].marked)),
    )


def _dots(placed: Iterable[tuple[Point, float, float]]) -> SafeString:
    return format_html_join(
        "",
        '<a href="{}"><title>{}</title><circle class="{}" cx="{}" cy="{}" r="{}"/></a>',
        (
            (
                point.url,
                point.name,
                "chart-dot" if point.marked else "chart-bar",
                f"{x:.1f}",
                f"{y:.1f}",
                11 if point.marked else 7,
            )
            for point, x, y in placed
        ),
    )


def _bar(scale: float) -> SafeString:
    """A round length of about a fifth of the width: 1, 2 or 5 times a power of ten metres."""
    metres = WIDTH / 5 / scale * _METRES_PER_DEGREE
    power = 10 ** math.floor(math.log10(metres))
    round_metres = max(step * power for step in (1, 2, 5) if step * power <= metres)
    length = round_metres / _METRES_PER_DEGREE * scale
    text = _("%(n)d km") % {"n": round_metres / 1000} if round_metres >= 1000 else _("%(n)d m") % {"n": round_metres}
    y = HEIGHT - 14
    return format_html(
        '<path class="chart-line" stroke-width="2" fill="none" d="M16 {}v6h{}v-6"/>'
        '<text class="chart-text" font-size="16" x="16" y="{}">{}</text>',
        y - 6,
        f"{length:.1f}",
        y - 12,
        text,
    )
