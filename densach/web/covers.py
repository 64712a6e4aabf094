"""Covers drawn for books without a picture: colours from the title, pattern from the subject."""

import hashlib

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

WIDTH, HEIGHT, MARGIN = 120, 176, 11
# Ground, motif, letters. Letters on ground reach 4.5:1 in every row.
PALETTES = (
    ("#27356b", "#f2a71b", "#fbf3e0"),
    ("#8c2f23", "#f1c27a", "#fff4e2"),
    ("#1f5c46", "#e5c15c", "#f5f3df"),
    ("#f1dfb4", "#9c3324", "#2b2118"),
    ("#5b2f5a", "#e7a8a0", "#fdeff0"),
    ("#20505f", "#f0b45b", "#eef7f4"),
    ("#e9c46a", "#27356b", "#231c12"),
    ("#3d3a36", "#d98c3f", "#f8efdf"),
)
# Each pattern is one 24-unit tile of woven geometry.
PATTERNS = (
    '<path d="M12 2l10 10-10 10L2 12zM12 7l5 5-5 5-5-5z" fill="none" stroke-width="1.6"/>',
    '<path d="M0 8l6-6 6 6 6-6 6 6M0 15l6-6 6 6 6-6 6 6M0 22l6-6 6 6 6-6 6 6" fill="none" stroke-width="1.6"/>',
    '<path d="M12 1v22M1 12h22M4.500 4.500l15 15M19.500 4.500l-15 15" fill="none" stroke-width="1.600"/>'
    '<path d="M12 8.500l3.500 3.500-3.500 3.500L8.500 12z"/>',
    '<path d="M2 2h8v8H2zM14 14h8v8h-8z" fill="none" stroke-width="1.600"/>'
    '<path d="M18 2l4 4-4 4-4-4zM6 14l4 4-4 4-4-4z"/>',
    '<path d="M0 12h4V8h4V4h8v4h4v4h4M0 20h8v-4h8v4h8" fill="none" stroke-width="1.600"/>',
)


def _number(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest())


def _wrap(text: str, chars: int, lines: int) -> list[str]:
    """Break words into at most ``lines`` lines of about ``chars`` letters; what is left over becomes an ellipsis."""
    out: list[str] = []
    for word in text.split():
        if out and len(out[-1]) + 1 + len(word) <= chars:
            out[-1] = f"{out[-1]} {word}"
        else:
            out.append(word if len(word) <= chars else f"{word[: chars - 1]}…")
    if len(out) > lines:
        out = [*out[: lines - 1], f"{out[lines - 1][: chars - 1].rstrip(' ,.:;')}…"]
    return out


def _lines(words: list[str], top: float, size: float, weight: int) -> SafeString:
    """Set lines of type one under the other, with room for stacked marks."""
    spans = format_html_join(
        "",
        '<tspan x="{}" y="{}">{}</tspan>',
        ((MARGIN, round(top + index * size * 1.4, 1), escape(line)) for index, line in enumerate(words)),
    )
    return format_html('<text font-size="{}" font-weight="{}">{}</text>', size, weight, spans)


def _motif(seed: int, subject: str, colour: str, rows: int) -> SafeString:
    """Lay rows of tiles across the cover, the lowest just above the author."""
    tile = PATTERNS[_number(subject or str(seed)) % len(PATTERNS)]
    # The tiles and colours are constants of this file.
    tiles = "".join(
        f'<g transform="translate({x} {118 - 24 * row})">{tile}</g>' for row in range(rows) for x in range(0, WIDTH, 24)
    )
    return mark_safe(f'<g fill="{colour}" stroke="{colour}">{tiles}</g>')  # noqa: S308  constants only


def draw_cover(*, title: str, author: str = "", subject: str = "") -> SafeString:
    """Return an inline SVG of 120 × 176 units, without style attributes, hidden from screen readers.

    The title stands beside every cover in text, so the picture itself says nothing to a screen reader.
    """
    seed = _number(title + author)
    ground, motif, letters = PALETTES[seed % len(PALETTES)]
    size = 13 if len(title) <= 36 else 11
    title_lines = _wrap(title, 14 if size == 13 else 17, 5)
    rows = 1 if len(title_lines) > 3 else 1 + (seed >> 8) % 2
    head = _lines(title_lines, 27, size, 600)
    foot = _lines(_wrap(author, 21, 2), 156 if len(author) > 21 else 161, 8.5, 400)
    return format_html(
        '<svg class="cover" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">'
        '<rect width="{}" height="{}" fill="{}"/><rect width="5" height="{}" fill="#000" fill-opacity=".22"/>'
        '{}<g fill="{}">{}{}</g></svg>',
        WIDTH, HEIGHT, WIDTH, HEIGHT, ground, HEIGHT, _motif(seed, subject, motif, rows), letters, head, foot,
    )  # fmt: skip
