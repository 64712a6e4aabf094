"""Addresses: each module's own, gathered by registration; the API and sign-in beside them."""

from __future__ import annotations

from importlib.util import find_spec

from django.apps import apps
from django.urls import URLPattern, URLResolver, include, path

from densach.web.views import set_language

from .api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("ngon-ngu/", set_language, name="set_language"),
]
for _config in apps.get_app_configs():
    if _config.name.startswith("densach.") and _config.name != "densach.config" and find_spec(f"{_config.name}.urls"):
        urlpatterns.append(path("", include(f"{_config.name}.urls")))
