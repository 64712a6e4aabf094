"""Words, numbers and small pictures that every page of Đèn Sách shares."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template.context import RequestContext
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString

from densach.web.covers import draw_cover

register = template.Library()

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
MONTHS_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
KIND_ICONS = {"activity": "graduation-cap", "record": "book", "facility": "map-pin", "recording": "music"}
TONE_ICONS = {
    "good": "check",
    "warn": "triangle-alert",
    "bad": "x",
    "info": "info",
    "neutral": "circle",
    "waiting": "clock",
}


def _decimal(value: object) -> Decimal | None:
    if value is None or value == "" or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _grouped(number: Decimal, places: int | None) -> str:
    if places is not None:
        number = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = f"{abs(number):,f}"
    whole, _, fraction = text.partition(".")
    sign = MINUS if number < 0 else ""
    return f"{sign}{whole.replace(',', '.')}{',' + fraction if fraction else ''}"


@register.filter
def vi_number(value: object, places: int | None = None) -> str:
    """Write a number the Vietnamese way: 1234.5 → ``1.234,5``; nothing → ``–``; ``places`` rounds half up."""
    number = _decimal(value)
    return "–" if number is None else _grouped(number, places)


@register.filter
def vi_percent(value: object, places: int = 1) -> str:
    """Write a ratio (0.636 for 63.6 %) as ``63,6 %``; nothing → ``–``."""
    number = _decimal(value)
    return "–" if number is None else f"{_grouped(number * 100, places)}{NO_BREAK_SPACE}%"


def _local(value: object) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return timezone.localtime(value) if timezone.is_aware(value) else value
    return value if isinstance(value, dt.date) else None


@register.filter
def vi_date(value: object) -> str:
    """Write a day as ``22/11/2026``; an aware moment is first turned to local time."""
    day = _local(value)
    return "–" if day is None else f"{day:%d/%m/%Y}"


@register.filter
def vi_datetime(value: object) -> str:
    """Write a moment as ``14:02 22/11/2026`` in local time."""
    moment = _local(value)
    if not isinstance(moment, dt.datetime):
        return vi_date(value)
    return f"{moment:%H:%M %d/%m/%Y}"


@register.filter
def vi_time(value: object) -> str:
    """Write the time of day as ``14:02``."""
    moment = value if isinstance(value, dt.time) else _local(value)
    return f"{moment:%H:%M}" if isinstance(moment, dt.time | dt.datetime) else "–"


@register.filter
def register_date(value: object) -> str:
    """Write a day as library registers do, month in Roman figures: ``22.XI.2026``."""
    day = _local(value)
    return "–" if day is None else f"{day.day:02d}.{MONTHS_ROMAN[day.month - 1]}.{day.year}"


@cache
def icon_names() -> frozenset[str]:
    """Return the names of the symbols in the icon sprite.

    Raises:
        FileNotFoundError: the sprite is not among the static files.
    """
    path = finders.find("web/icons/sprite.svg")
    if not isinstance(path, str):
        raise FileNotFoundError("web/icons/sprite.svg")
    return frozenset(re.findall(r'<symbol id="([^"]+)"', Path(path).read_text(encoding="utf-8")))


@cache
def _sprite() -> str:
    return static("web/icons/sprite.svg")  # a page of results asks sixty times


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw one symbol of the sprite; silent for screen readers unless it has a ``label``.

    Raises:
        ValueError: the sprite has no symbol of that name.
    """
    if name not in icon_names():
        raise ValueError(f"no icon named {name!r}; the names are in web/icons/sprite.svg")
    href = f"{_sprite()}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href)
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', href)


@register.simple_tag
def status_chip(tone: str, label: str, icon_name: str = "") -> SafeString:
    """Draw a state as sign and word; ``tone`` is good, warn, bad, info, neutral or waiting.

    Raises:
        KeyError: the tone is none of these.
    """
    sign = icon(icon_name or TONE_ICONS[tone])
    return format_html('<span class="chip chip-{}">{}{}</span>', tone, sign, label)


@register.simple_tag
def cover(title: str, author: str = "", subject: str = "", picture: str = "") -> SafeString:
    """Show the picture of a cover, or draw one for a book that has none; the same book always gets the same drawing.

    The title stands beside every cover in text, so the picture says nothing to a screen reader.
    """
    if picture:
        return format_html('<img class="cover cover-picture" src="{}" alt="" loading="lazy" decoding="async">', picture)
    return draw_cover(title=title, author=author, subject=subject)


@register.inclusion_tag("web/components/th_sort.html", takes_context=True)
def th_sort(context: RequestContext, key: str, label: str, kind: str = "") -> dict[str, Any]:
    """Head of a column that sorts the list by ``?sort=key`` and, pressed again, by ``?sort=-key``.

    ``kind="num"`` puts it at the right. The page number falls away, the other parameters stay.
    """
    params = context["request"].GET.copy()
    now = params.get("sort", "")
    state = {key: "ascending", f"-{key}": "descending"}.get(now, "")
    params["sort"] = f"-{key}" if state == "ascending" else key
    params.pop("page", None)
    return {"label": label, "kind": kind, "state": state, "url": f"?{params.urlencode()}"}


@register.filter
def icon_of_kind(kind: str) -> str:
    """Name the icon of a kind of search result."""
    return KIND_ICONS.get(kind, "file-text")


@register.filter
def vi_weekday(value: object) -> str:
    """Name the weekday the short Vietnamese way: T2 … T7, CN."""
    day = _local(value)
    return "–" if day is None else ("T2", "T3", "T4", "T5", "T6", "T7", "CN")[day.weekday()]


@register.filter
def is_number(value: object) -> bool:
    """Tell a number from words written out already."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


@register.filter
def unlocalized(value: object) -> str:
    """Write a number for an HTML attribute: digits and a point, no grouping."""
    return str(value)


@register.filter
def beside(cells: Sequence[object], columns: Sequence[object]) -> list[tuple[object, object]]:
    """Pair each column with its cell, ``(column, cell)``.

    Raises:
        ValueError: the row has more or fewer cells than the table has columns.
    """
    return list(zip(columns, cells, strict=True))


@register.filter
def page_range(paginator: Paginator[Any], number: int) -> list[int | None]:
    """List the page numbers worth a link around ``number``; ``None`` stands for a gap."""
    shown: list[int | None] = []
    for page in paginator.get_elided_page_range(number, on_each_side=1, on_ends=1):
        shown.append(page if isinstance(page, int) else None)
    return shown


@register.filter
def same_site(address: str, request: HttpRequest) -> str:
    """Keep an address of this site, turn any other into the first page."""
    allowed = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if allowed else "/"
