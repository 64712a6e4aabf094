"""Rows of the search page: what a thing is, where, and what can be done now. At most one query for each kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from densach.activities.models import Activity
from densach.core.clock import now
from densach.discovery.queries import Hit

from .opening import OpenToday, open_today
from .words import KIND_SIGNS, MATERIAL_SIGNS

type Row = dict[str, Any]


def result_rows(hits: Sequence[Hit]) -> list[Row]:
    """In the order of the hits, for `web/components/result.html`."""
    by_kind = {kind: [hit.id for hit in hits if hit.kind == kind] for kind in ("activity", "facility")}
    activities = Activity.objects.in_bulk(by_kind["activity"]) if by_kind["activity"] else {}
    hours = open_today(by_kind["facility"], timezone.localtime(now())) if by_kind["facility"] else {}
    return [_row(hit, activities.get(hit.id), hours.get(hit.id)) for hit in hits]


def _row(hit: Hit, activity: Activity | None, hours: OpenToday | None) -> Row:
    row: Row = {
        "kind": "recording" if hit.material == "recording" else hit.kind,
        "kind_label": MATERIAL_SIGNS.get(hit.material) or KIND_SIGNS.get(hit.kind, hit.kind),
        "title": hit.title,
        "url": hit.url,
    }
    if hit.kind == "activity":
        return row | _activity(hit, activity)
    if hit.kind == "facility":
        return row | _facility(hit, hours)
    return row | _record(hit)


def _record(hit: Hit) -> Row:
    row: Row = {"line": _joined(", ".join(hit.people), hit.subtitle, str(hit.year or ""), _held_at(hit))}
    if hit.available:
        return row | {"chip_tone": "good", "chip_label": _("to be had now")}
    return row | {"chip_tone": "neutral", "chip_label": _("not to be had now")}


def _held_at(hit: Hit) -> str:
    if len(hit.place_names) == 1:
        return hit.place_names[0]
    return ngettext("at %(n)d place", "at %(n)d places", len(hit.places)) % {"n": len(hit.places)} if hit.places else ""


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _activity(hit: Hit, activity: Activity | None) -> Row:
    when = ""
    if hit.starts_at:
        at = timezone.localtime(hit.starts_at)
        when = f"{date_format(at, 'l')} {at:%d/%m/%Y, %H:%M}"
    row: Row = {"line": _joined(", ".join(hit.place_names), when, ", ".join(hit.people))}
    if not hit.starts_at:
        return row | {"chip_tone": "neutral", "chip_label": _("no meeting announced")}
    if activity is None or not activity.takes_registrations:
        return row
    left = None if activity.capacity is None else activity.capacity - activity.seats_taken
    if left == 0:
        return row | {"chip_tone": "neutral", "chip_label": _("all seats taken")}
    chip = ngettext("%(n)d seat left", "%(n)d seats left", left) % {"n": left} if left else _("takes registrations")
    return row | {"chip_tone": "good", "chip_label": chip, "act_url": hit.url, "act_label": _("Register")}


def _facility(hit: Hit, hours: OpenToday | None) -> Row:
    row: Row = {"line": hit.subtitle}
    if hours is not None:
        row |= {"chip_tone": "good" if hours.is_open else "neutral", "chip_label": hours.sentence}
    return row
