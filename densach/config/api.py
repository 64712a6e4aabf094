"""The JSON API: every module's `api.py` with a `router` joins at /api/v1/<prefix>."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.security import django_auth

from densach import __version__
from densach.core.errors import Refusal


class Api(NinjaAPI):
    """Signed in by default, answered with 401 instead of the sign-in page; an open operation says `auth=None`."""

    @property
    def urls(self) -> tuple[list[Any], str, str]:
        patterns, app_name, namespace = super().urls
        for pattern in patterns:
            if pattern.callback is not None:
                login_not_required(pattern.callback)
        return patterns, app_name, namespace


api = Api(title="Đèn Sách", version=__version__, urls_namespace="api", docs_url=None, auth=django_auth)


@api.exception_handler(Refusal)
def refusal_as_problem(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return api.create_response(request, refusal.as_problem(), status=refusal.status)


for _config in apps.get_app_configs():
    if _config.name.startswith("densach.") and _config.name != "densach.config" and find_spec(f"{_config.name}.api"):
        _module = import_module(f"{_config.name}.api")
        api.add_router(_module.PREFIX, _module.router)
