"""The language of a page, addresses without NUL, and two nets under every view: a refusal becomes an answer, a GET that writes is an error."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from .errors import Refusal

_WRITE = re.compile(r"^\s*(INSERT|UPDATE|DELETE|REPLACE)\s+(?:INTO\s+|FROM\s+)?\"?(\w+)", re.IGNORECASE)
# the framework keeps sign-in state on its own tables; those are no facts of the product
_FRAMEWORK_TABLES = ("django_session", "mfa_authenticator")


class LanguageOfCookie:
    """Vietnamese unless this visitor chose another language here: what a browser says it accepts is seldom a choice."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        translation.activate(wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language())
        patch_vary_headers(response, ("Cookie",))
        return response


class WithoutNul:
    """Take NUL out of addresses: no text of ours holds one, PostgreSQL refuses it, and SQLite would look for it in vain.
    Forms refuse it by themselves.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query or "\x00" in query:
            request.META["QUERY_STRING"] = query.replace("%00", "").replace("\x00", "")
        if "\x00" in request.path_info:
            request.path_info = request.path_info.replace("\x00", "")
        return self.get_response(request)


class GetWrites(RuntimeError):
    """A GET or HEAD request tried to change the database."""


class ReadOnlyGet:
    """Raise when a GET or HEAD writes (on in development and tests: settings.DENSACH_GUARD_READS)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or not settings.DENSACH_GUARD_READS:
            return self.get_response(request)
        with connections["default"].execute_wrapper(refuse_writes):
            return self.get_response(request)


def refuse_writes(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    match = _WRITE.match(sql)
    if match and not match.group(2).startswith(_FRAMEWORK_TABLES):
        raise GetWrites(f"a GET request writes: {sql[:200]}")
    return execute(sql, params, many, context)


class RefusalsAsAnswers:
    """Turn a Refusal that a view lets through into a page, an htmx fragment, or problem+json."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        if request.path.startswith("/api/"):
            return JsonResponse(
                exception.as_problem(), status=exception.status, content_type="application/problem+json"
            )
        fragment = bool(getattr(request, "htmx", False))
        template = "web/components/refusal.html" if fragment else "web/refused.html"
        return TemplateResponse(request, template, {"refusal": exception}, status=exception.status).render()
