"""Public pages of the places: the list with a map, and one place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from densach.activities.models import Session
from densach.catalogue.queries import copies_held
from densach.core.clock import now, today
from densach.core.doors import public
from densach.core.text import fold
from densach.network.models import Facility, FacilityKind, MobileStop, Unit
from densach.network.queries import open_facilities, unit_of
from densach.network.tree import last_unit_by_facility

from .map import Point, draw_map
from .opening import open_today, week
from .whats_on import coming_sessions

PER_PAGE = 30


@public
def facility_list(request: HttpRequest) -> HttpResponse:
    kind, text = request.GET.get("kind", ""), request.GET.get("q", "")
    shown = _filtered(kind, text)
    page = Paginator(shown.order_by("name_sort", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": _rows(page.object_list),
        "kinds": [(value, label) for value, label in FacilityKind.choices if value in _kinds_present()],
        "kind": kind,
        "text": text,
        "map": draw_map(_points(shown), _("Map of the places")),
    }
    return render(request, "web/facility_list.html", context)


def _filtered(kind: str, text: str) -> QuerySet[Facility]:
    shown = open_facilities(today())
    if kind in FacilityKind.values:
        shown = shown.filter(kind=kind)
    for word in fold(text).split():
        shown = shown.filter(name_fold__contains=word)
    return shown


def _kinds_present() -> set[str]:
    return set(open_facilities(today()).order_by().values_list("kind", flat=True).distinct())


def _rows(facilities: Iterable[Facility]) -> list[dict[str, Any]]:
    """Rows of the list with unit and opening state, in two further queries."""
    facilities = list(facilities)
    last = last_unit_by_facility()
    units = Unit.objects.in_bulk({last[place.pk] for place in facilities if place.pk in last})
    hours = open_today([place.pk for place in facilities], timezone.localtime(now()))
    rows = []
    for place in facilities:
        unit = units.get(last.get(place.pk, 0))
        where = ", ".join(part for part in (place.address, unit.name if unit else "") if part)
        rows.append({"place": place, "where": where, "today": hours.get(place.pk)})
    return rows


def _points(facilities: QuerySet[Facility], marked: Facility | None = None) -> list[Point]:
    found = facilities.filter(latitude__isnull=False, longitude__isnull=False).order_by()
    return [
        Point(
            latitude,
            longitude,
            name,
            reverse("facility_detail", args=[public_id]),
            bool(marked and marked.public_id == public_id),
        )
        for latitude, longitude, name, public_id in found.values_list("latitude", "longitude", "name", "public_id")
        if latitude is not None and longitude is not None
    ]


@public
def facility_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    place = get_object_or_404(Facility.objects.select_related("part_of"), public_id=public_id)
    day, at = today(), timezone.localtime(now())
    context = {
        "place": place,
        "unit": unit_of(place, on=day),
        "is_closed": place.closed_on is not None and place.closed_on < day,
        "today": open_today([place.pk], at).get(place.pk),
        "week": week(place.pk, day),
        "facts": _facts(place, day),
        "sessions": coming_sessions(at, days=28, facility_id=place.pk, limit=8),
        "held": copies_held([place.pk], day).get(place.pk, 0),
        "parts": open_facilities(day).filter(part_of=place),
        "stops": MobileStop.objects.filter(facility=place),
        "map": _map_around(place),
        "crumbs": [(_("Places"), reverse("facility_list")), (place.name, None)],
    }
    return render(request, "web/facility_detail.html", context)


def _map_around(place: Facility) -> str:
    if place.latitude is None or place.longitude is None:
        return ""
    return draw_map(_points(open_facilities(today()) | Facility.objects.filter(pk=place.pk), place), _("Where it is"))


def _facts(place: Facility, day: dt.date) -> list[tuple[str, Any]]:
    """What is known of the place, as (term, text); what nobody has entered is left out."""
    held_here = Session.objects.filter(facility=place, day__year=day.year, state="held").count()
    facts = [
        (_("Seats"), place.seats),
        (_("Computers for the public"), place.computers or None),
        (_("Internet"), _("yes") if place.has_internet else None),
        (_("Current periodicals"), place.periodical_titles or None),
        (_("Meetings held this year"), held_here or None),
        (_("Open since"), place.opened_on.year),
    ]
    return [(str(term), str(value)) for term, value in facts if value is not None]
