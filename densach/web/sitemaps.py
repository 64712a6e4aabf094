"""What search engines find: every public page of records, places and activities, and a few that lead to them."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any

from django.contrib.sitemaps import Sitemap, views
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from densach.activities.models import Activity, ActivityState
from densach.catalogue.models import Record
from densach.core.clock import today
from densach.core.doors import public
from densach.network.models import Facility
from densach.network.queries import open_facilities

_AT_ONCE = 10_000


class _Rows(Sitemap[Any]):
    """Pages of rows; the last change of all comes from one question, not from reading them all."""

    limit = _AT_ONCE
    url_name = ""

    def location(self, item: Any) -> str:
        before, after = self._around
        return f"{before}{item.public_id}{after}"

    @cached_property
    def _around(self) -> tuple[str, str]:
        """The address on both sides of the id: ten thousand are made at once."""
        before, _id, after = reverse(self.url_name, args=["0"]).rpartition("0")
        return before, after

    def lastmod(self, item: Any) -> dt.datetime:
        changed: dt.datetime = item.modified_at
        return changed

    def get_latest_lastmod(self) -> dt.datetime | None:
        rows: QuerySet[Any] = self.items()  # type: ignore[assignment]  # both kinds give rows of a table
        found: dt.datetime | None = rows.order_by().aggregate(last=Max("modified_at"))["last"]
        return found


class RecordPages(_Rows):
    url_name = "record_detail"

    def items(self) -> QuerySet[Record]:
        return Record.objects.live().order_by("pk").only("public_id", "modified_at")


class ActivityPages(_Rows):
    url_name = "activity_detail"

    def items(self) -> QuerySet[Activity]:
        rows = Activity.objects.filter(state=ActivityState.PUBLISHED)
        return rows.order_by("pk").only("public_id", "modified_at")


class PlacePages(Sitemap[Facility]):
    limit = _AT_ONCE

    def items(self) -> QuerySet[Facility]:
        return open_facilities(today()).order_by("pk")

    def location(self, item: Facility) -> str:
        return reverse("facility_detail", args=[item.public_id])


class LeadingPages(Sitemap[str]):
    def items(self) -> list[str]:
        return ["home", "facility_list", "calendar", "about", "open_data"]

    def location(self, item: str) -> str:
        return reverse(item)


SECTIONS: dict[str, type[Sitemap[Any]] | Sitemap[Any]] = {
    "leading": LeadingPages,
    "records": RecordPages,
    "places": PlacePages,
    "activities": ActivityPages,
}


@public
def sitemap(request: HttpRequest) -> HttpResponse:
    return views.index(request, sitemaps=SECTIONS, sitemap_url_name="sitemap_section")


@public
def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    """One section, 10,000 addresses a page (`?p=2`)."""
    return views.sitemap(request, sitemaps=SECTIONS, section=section)
