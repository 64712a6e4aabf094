"""Any search as RSS, what came last first; without conditions the books that came last."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from .addresses import Asked
from .queries import Hit

ITEMS = 30
if TYPE_CHECKING:
    _Feed = Feed[Hit, Asked]
else:
    _Feed = Feed


class SearchFeed(_Feed):
    """One feed for each address of the search page; a feed has no pages."""

    def get_object(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> Asked:
        return Asked.of(request.GET)

    def title(self, asked: Asked) -> str:
        return _("Đèn Sách: “%(text)s”") % {"text": asked.text} if asked.text else _("Đèn Sách: new arrivals")

    def description(self, asked: Asked) -> str:  # noqa: ARG002  # the framework passes it
        return _("What the libraries and houses of this place offer, what came last first.")

    def link(self, asked: Asked) -> str:
        return f"{reverse('search')}?{asked.address}"

    def feed_url(self, asked: Asked) -> str:
        return f"{reverse('search_feed')}?{asked.address}"

    def items(self, asked: Asked) -> tuple[Hit, ...]:
        if asked.is_empty:
            asked = Asked(kinds=("record",), sort=asked.sort)
        return asked.run(per_page=ITEMS, sort="arrived").hits

    def item_title(self, item: Hit) -> str:
        return item.title

    def item_description(self, item: Hit) -> str:
        parts = (", ".join(item.people), item.subtitle, str(item.year or ""), ", ".join(item.place_names[:3]))
        return " · ".join(part for part in parts if part)

    def item_link(self, item: Hit) -> str:
        return item.url or reverse("search")

    def item_guid(self, item: Hit) -> str:
        return f"{item.kind}:{item.public_id}"

    item_guid_is_permalink = False

    def item_pubdate(self, item: Hit) -> dt.datetime | None:
        return item.entered_at
