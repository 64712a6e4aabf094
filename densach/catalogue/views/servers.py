"""Servers for foreign clients: SRU, OAI-PMH."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from densach.catalogue.exchange.oai import server as oai_server
from densach.catalogue.exchange.oai.server import Repository
from densach.catalogue.exchange.sru import server as sru_server
from densach.catalogue.exchange.sru.answers import Site
from densach.catalogue.models import Record
from densach.core.clock import now
from densach.core.doors import public

_DOMAIN = re.compile(r"[a-zA-Z][a-zA-Z0-9-]*(\.[a-zA-Z][a-zA-Z0-9-]*)+")
_LETTERS = re.compile(r"[^\s@]+@([^\s.@]+\.)+[^\s.@]+")


def _parameters(request: HttpRequest) -> dict[str, str]:
    """Of the address or, as both protocols allow, of a form sent by POST."""
    return (request.POST if request.method == "POST" else request.GET).dict()


# no CSRF token: a foreign client sends the form, and nothing is changed by it
@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def sru(request: HttpRequest) -> HttpResponse:
    """Search/Retrieve via URL 1.1, 1.2, 2.0."""
    site = Site(
        host=request.get_host().rsplit(":", 1)[0],
        port=int(request.get_port()),
        path=request.path,
        title="Đèn Sách",
        secure=request.is_secure(),
    )

    content, content_type = sru_server.answer(_parameters(request), site, _addresses(request))
    return HttpResponse(content, content_type=content_type)


def _addresses(request: HttpRequest) -> Callable[[Record], str]:
    return lambda record: request.build_absolute_uri(reverse("record_detail", args=[record.public_id]))


def _domain() -> str:
    """The domain in identifiers: the first name in DENSACH_HOSTS that is one, so that they stay whoever asks."""
    return next((host for host in settings.ALLOWED_HOSTS if _DOMAIN.fullmatch(host)), "densach.localhost")


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def oai(request: HttpRequest) -> HttpResponse:
    """OAI-PMH 2.0."""
    sender = settings.DEFAULT_FROM_EMAIL
    site = Repository(
        name="Đèn Sách",
        base_url=request.build_absolute_uri(reverse("oai")),
        host=_domain(),
        admin_email=sender if _LETTERS.fullmatch(sender) else f"densach@{_domain()}",
        url_of=_addresses(request),
    )
    given = request.POST if request.method == "POST" else request.GET
    pairs = [(str(name), str(value)) for name, values in given.lists() for value in values]
    return HttpResponse(oai_server.answer(pairs, site, at=now()), content_type="text/xml; charset=utf-8")
