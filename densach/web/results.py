"""Rows of the search page: what a thing is, where, and what can be done now. At most one query for each kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from densach.activities.models import Activity
from densach.core.clock import now
from densach.discovery.queries import Hit

from .opening import OpenToday, open_today
from .templatetags.densach import icon, icon_of_kind, status_chip
from .words import KIND_SIGNS, MATERIAL_SIGNS

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True)
class State:
    """The line under a title, its chip (tone and words, or none), and the words of what can be done (or none)."""

    line: str
    tone: str = ""
    words: str = ""
    act: str = ""


@dataclass(frozen=True)
class Row:
    """One result as the page shows it: `sign` and `chip` are markup."""

    kind: str
    sign: SafeString
    kind_label: StrPromise | str
    title: str
    url: str
    line: str
    chip: SafeString
    chip_label: str
    act_label: str


def result_rows(hits: Sequence[Hit]) -> list[Row]:
    """In the order of the hits."""
    by_kind = {kind: [hit.id for hit in hits if hit.kind == kind] for kind in ("activity", "facility")}
    activities = Activity.objects.in_bulk(by_kind["activity"]) if by_kind["activity"] else {}
    hours = open_today(by_kind["facility"], timezone.localtime(now())) if by_kind["facility"] else {}
    return [_row(hit, activities.get(hit.id), hours.get(hit.id)) for hit in hits]


def _row(hit: Hit, activity: Activity | None, hours: OpenToday | None) -> Row:
    state = _state(hit, activity, hours)
    kind = "recording" if hit.material == "recording" else hit.kind
    return Row(
        kind=kind,
        sign=icon(icon_of_kind(kind)),
        kind_label=MATERIAL_SIGNS.get(hit.material, KIND_SIGNS.get(hit.kind, hit.kind)),
        title=hit.title,
        url=hit.url,
        line=state.line,
        chip=status_chip(state.tone, state.words) if state.words else SafeString(""),
        chip_label=state.words,
        act_label=state.act,
    )


def _state(hit: Hit, activity: Activity | None, hours: OpenToday | None) -> State:
    if hit.kind == "activity":
        return _activity(hit, activity)
    return _facility(hit, hours) if hit.kind == "facility" else _record(hit)


def _record(hit: Hit) -> State:
    line = _joined(", ".join(hit.people), hit.subtitle, str(hit.year or ""), _held_at(hit))
    return State(line, "good", _("to be had now")) if hit.available else State(line, "neutral", _("not to be had now"))


def _held_at(hit: Hit) -> str:
    if len(hit.place_names) == 1:
        return hit.place_names[0]
    return ngettext("at %(n)d place", "at %(n)d places", len(hit.places)) % {"n": len(hit.places)}


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _activity(hit: Hit, activity: Activity | None) -> State:
    if not hit.starts_at:
        return State(_joined(", ".join(hit.place_names), ", ".join(hit.people)), "neutral", _("no meeting announced"))
    at = timezone.localtime(hit.starts_at)
    line = _joined(", ".join(hit.place_names), f"{date_format(at, 'l')} {at:%d/%m/%Y, %H:%M}", ", ".join(hit.people))
    if activity is None or not activity.takes_registrations:
        return State(line)
    left = None if activity.capacity is None else activity.capacity - activity.seats_taken
    if left == 0:
        return State(line, "neutral", _("all seats taken"))
    seats = ngettext("%(n)d seat left", "%(n)d seats left", left) % {"n": left} if left else _("takes registrations")
    return State(line, "good", seats, _("Register"))


def _facility(hit: Hit, hours: OpenToday | None) -> State:
    if hours is None:
        return State(hit.subtitle)
    return State(hit.subtitle, "good" if hours.is_open else "neutral", hours.sentence)
