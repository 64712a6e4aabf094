"""The blocks of the first page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from densach.activities.models import Activity, ActivityState, Session
from densach.catalogue.models import Copy, CopyState, Record
from densach.core.clock import now, today
from densach.core.periods import Month
from densach.discovery.queries import address_of
from densach.measures.queries import total
from densach.measures.rules import hide_small
from densach.network.models import Facility
from densach.network.queries import open_facilities

from .opening import open_today
from .whats_on import coming_sessions

BOOKS, PLACES, MEETINGS, HINTS = 6, 6, 5, 3


@dataclass(frozen=True)
class OpenPlace:
    """A place that is open now, or opens later today."""

    place: Facility
    sentence: str
    is_open: bool


def home_blocks() -> dict[str, Any]:
    """`hints`, `sessions` (the next seven days), `places`, `books`, `tiles`."""
    at = timezone.localtime(now())
    return {
        "hints": hints(at),
        "sessions": coming_sessions(at, days=7, limit=MEETINGS),
        "places": open_places(at),
        "books": new_books(),
        "tiles": figures(),
    }


def hints(at: dt.datetime) -> list[tuple[str, str]]:
    """(words, address) of searches that find something: children's books, and the interests with most meetings to
    come.
    """
    search = reverse("search")
    coming = Session.objects.filter(day__gte=at.date(), day__lt=at.date() + dt.timedelta(days=28))
    interests = (
        Activity.objects.filter(
            pk__in=coming.values("activity_id"), state=ActivityState.PUBLISHED, interests__isnull=False
        )
        .values_list("interests__name_vi")
        .annotate(n=Count("pk", distinct=True))
        .order_by("-n", "interests__name_vi")[:HINTS]
    )
    found = [(name.lower(), f"{search}?{urlencode({'q': name, 'kind': 'activity'})}") for name, _n in interests]
    if Record.objects.filter(audience="child").exists():
        found.insert(0, (_("children’s books"), f"{search}?kind=record&audience=child"))
    return found


def open_places(at: dt.datetime) -> list[OpenPlace]:
    """Those open now first, then those that open later today, by name."""
    facilities = list(open_facilities(at.date()).order_by("name_sort"))
    hours = open_today([place.pk for place in facilities], at)
    ranked = sorted(
        (not hours[place.pk].is_open, place.name_sort, place.pk, place) for place in facilities if place.pk in hours
    )
    return [OpenPlace(place, hours[pk].sentence, not shut) for shut, _name, pk, place in ranked[:PLACES]]


def new_books() -> list[dict[str, Any]]:
    """The records entered last that can be found at some place."""
    held = Copy.objects.filter(record=OuterRef("pk"), state=CopyState.IN_SERVICE)
    newest = Record.objects.filter(Exists(held)).order_by("-created_at", "-pk")[:BOOKS]
    return [
        {
            "title": book.title,
            "author": book.authors.split(";")[0].strip(),
            "year": book.year,
            "subject": book.subject_group,
            "url": address_of("record", book.public_id),
        }
        for book in newest
    ]


def figures() -> list[dict[str, Any]]:
    """Tiles: visits and attendance of the last whole month, what goes on, what is held. Too small a count is not
    published.
    """
    month = Month.of(today()).previous()
    places = frozenset(open_facilities(month.end).values_list("pk", flat=True))
    when = {"month": month.number, "year": month.year}
    visits = hide_small(total("visits", places, month.period).value)
    running = Activity.objects.filter(state=ActivityState.PUBLISHED).count()
    copies = Copy.objects.exclude(state=CopyState.WITHDRAWN).count()
    tiles = [
        (visits, _("visits in %(month)d/%(year)d") % when, ""),
        (running, _("classes, clubs and events"), f"{reverse('search')}?kind=activity"),
        (copies, _("books and other copies"), f"{reverse('search')}?kind=record"),
        (open_facilities(today()).count(), _("places of learning"), reverse("facility_list")),
    ]
    return [{"value": value, "label": label, "url": url} for value, label, url in tiles if value]
