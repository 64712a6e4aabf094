"""What every page needs: locality name, navigation, whether sample data is loaded."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    from densach.web.queries import page_facts  # settings name this module before the apps are ready

    return page_facts(request)
