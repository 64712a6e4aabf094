"""Servers for foreign clients: SRU, OAI-PMH."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from densach.catalogue.exchange.sru import server as sru_server
from densach.catalogue.exchange.sru.answers import Site
from densach.catalogue.models import Record
from densach.core.doors import public


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

    def url_of(record: Record) -> str:
        return request.build_absolute_uri(reverse("record_detail", args=[record.public_id]))

    content, content_type = sru_server.answer(_parameters(request), site, url_of)
    return HttpResponse(content, content_type=content_type)
