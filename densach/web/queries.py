"""What the frame of every page shows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from densach.core.navigation import ENTRIES


def page_facts(request: HttpRequest) -> dict[str, Any]:
    """`nav`: the work menu of the signed-in account (`label`, `url`, `icon`, `active`), empty for visitors."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"nav": []}
    entries = sorted((entry for entry in ENTRIES if user.has_right(entry.right)), key=lambda entry: entry.order)
    return {"nav": [_menu_row(entry.label, reverse(entry.url_name), entry.icon, request.path) for entry in entries]}


def _menu_row(label: Any, url: str, icon: str, path: str) -> dict[str, Any]:
    return {"label": label, "url": url, "icon": icon, "active": path.startswith(url)}
