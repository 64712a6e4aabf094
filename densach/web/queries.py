"""What the frame of every page shows."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from densach.core.navigation import ENTRIES
from densach.core.waiting import Waiting, waiting_for

from .locality import locality

MAIN = (("calendar", _("Calendar")), ("facility_list", _("Places")), ("plan_progress", _("Plan")))


def page_facts(request: HttpRequest) -> dict[str, Any]:
    """Functions by name, asked only by templates that show them (a fragment shows none).

    `locality_name`, `sample_data`; `main_nav` (`label`, `url`, `active`); `nav`: the work menu of the signed-in
    account (also with `icon`), empty for visitors; `waiting_count` and `waiting_url`.
    """
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    here = cache(locality)
    return {
        "locality_name": lambda: here().name,
        "sample_data": lambda: here().is_sample,
        "main_nav": cache(lambda: main_nav(request, signed_in=signed_in)),
        "nav": cache(lambda: work_nav(user, request.path) if signed_in else []),
        "my_url": address("my_account") if signed_in else "",
        "waiting_count": _waiting_count(user) if signed_in else 0,
        "waiting_url": reverse("work") if signed_in else "",
    }


def _waiting_count(user: Any) -> Callable[[], int]:
    return cache(lambda: sum(waiting.count for waiting in things_waiting(user)))


def things_waiting(user: Any) -> list[Waiting]:
    return waiting_for(user)


def main_nav(request: HttpRequest, *, signed_in: bool) -> list[dict[str, Any]]:
    """The public doors, and the way to work for those who have some."""
    doors = [*MAIN, ("work", _("My work"))] if signed_in else MAIN
    found = [(label, address(name)) for name, label in doors]
    return [{"label": label, "url": url, "active": request.path.startswith(url)} for label, url in found if url]


def work_nav(user: Any, path: str) -> list[dict[str, Any]]:
    """The work menu by the rights the account holds anywhere; the entries within a room show while one is there."""
    held = {entry.key: entry for entry in ENTRIES if user.has_right(entry.right)}
    addresses = {key: reverse(entry.url_name) for key, entry in held.items()}
    # of several addresses that begin alike, the longest is where one is
    here = max(
        (key for key, url in addresses.items() if path.startswith(url)), key=lambda key: len(addresses[key]), default=""
    )
    room = (held[here].within or here) if here else ""
    shown = [entry for entry in held.values() if not entry.within or entry.within == room]
    shown.sort(key=lambda entry: (held.get(entry.within, entry).order, bool(entry.within), entry.order))
    return [
        {
            "label": entry.label,
            "url": addresses[entry.key],
            "icon": entry.icon,
            "active": entry.key == here,
            "inner": bool(entry.within),
        }
        for entry in shown
    ]


def address(name: str) -> str:
    """The page of a name, empty where no module gives one."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
