"""Pages of the frame."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as django_set_language

from densach.core.doors import public, signed_in


@public
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "web/home.html")


@signed_in
def work(request: HttpRequest) -> HttpResponse:
    return render(request, "web/work.html")


@public
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    return django_set_language(request)  # type: ignore[return-value]  # declared wider than it is


@public
def health(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")
