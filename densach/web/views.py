"""Pages of the frame."""

from __future__ import annotations

from typing import cast

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as django_set_language

from densach import __version__
from densach.accounts.models import User
from densach.core.clock import today
from densach.core.doors import public, signed_in

from .home import home_blocks
from .queries import address, things_waiting
from .work import today_in_numbers

_CLOSED_TO_ROBOTS = ("/tai-khoan/", "/api/", "/lam-viec/", "/tim/?", "/tim/tai-ve/", "/bieu-ghi/*/tai-ve/")
ROBOTS = "\n".join(["User-agent: *", *(f"Disallow: {path}" for path in _CLOSED_TO_ROBOTS), ""])


@public
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "web/home.html", home_blocks())


@public
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "web/about.html", {"version": __version__})


@signed_in
def work(request: HttpRequest) -> HttpResponse:
    actor = cast("User", request.user)  # login by default: never anonymous here
    waiting = [(row.label, row.count, address(row.url_name)) for row in things_waiting(actor)]
    return render(request, "web/work.html", {"waiting": waiting, "tiles": today_in_numbers(actor, today())})


@public
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    return django_set_language(request)


@public
def health(_request: HttpRequest) -> HttpResponse:
    """200 “ok” when the database answers, else 503 with the reason, for whoever watches over the server."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return HttpResponse(f"database: {type(error).__name__}", content_type="text/plain", status=503)
    return HttpResponse("ok", content_type="text/plain")


@public
def robots(request: HttpRequest) -> HttpResponse:
    found = f"{ROBOTS}Sitemap: {request.build_absolute_uri(reverse('sitemap'))}\n"
    return HttpResponse(found, content_type="text/plain; charset=utf-8")
