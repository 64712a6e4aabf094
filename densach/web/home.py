"""The blocks of the first page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from densach.activities.models import Activity, ActivityState, Session
from densach.catalogue.editing.covers import cover_urls
from densach.catalogue.models import Copy, CopyState, Record
from densach.core.clock import now, today
from densach.core.periods import Month
from densach.discovery.queries import address_of
from densach.measures.queries import total
from densach.measures.rules import hide_small
from densach.network.models import Facility, FacilityKind
from densach.network.queries import open_facilities

from .opening import open_today
from .whats_on import coming_sessions

BOOKS, PLACES, MEETINGS, HINTS = 8, 5, 5, 3
# they serve their own school or unit, not whoever comes by
_NOT_FOR_EVERYBODY = (FacilityKind.SCHOOL_LIBRARY, FacilityKind.ARMED_FORCES_LIBRARY)


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
    """Those open to everybody: open now first, then those that open soonest."""
    facilities = list(open_facilities(at.date()).exclude(kind__in=_NOT_FOR_EVERYBODY).order_by("name_sort", "pk"))
    hours = open_today([place.pk for place in facilities], at)
    known = [(place, hours[place.pk]) for place in facilities if place.pk in hours]
    soonest = sorted(known, key=lambda one: one[1].minutes)[:PLACES]
    return [OpenPlace(place, state.sentence, state.is_open) for place, state in soonest]


def new_books() -> list[dict[str, Any]]:
    """The records whose copies were entered last, each title once."""
    latest = Copy.objects.filter(state=CopyState.IN_SERVICE).order_by("-acquired_on", "-pk")
    ids = list(dict.fromkeys(latest.values_list("record_id", flat=True)[: BOOKS * 10]))
    books = Record.objects.in_bulk(ids)
    by_title = {books[pk].title_fold: books[pk] for pk in reversed(ids)}
    shown = list(reversed(by_title.values()))[:BOOKS]
    pictures = cover_urls([book.pk for book in shown])
    return [_book(book) | {"picture": pictures.get(book.pk, "")} for book in shown]


def _book(book: Record) -> dict[str, Any]:
    return {
        "title": book.title,
        "author": book.authors.split(";")[0].strip(),
        "year": book.year,
        "subject": book.subject_group,
        "url": address_of("record", book.public_id),
    }


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
