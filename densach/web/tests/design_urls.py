"""Addresses for the tests of the design system: the frame's own, the living page, and a bare desk."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from densach.core.doors import public
from densach.web.design import design

DESK = """{% extends "base_public.html" %}{% load densach %}
{% block title %}Quầy{% endblock %}{% block content %}<h1>Quầy</h1>
<form class="desk-field" hx-post="/answer/" hx-target="#answer" data-guard>
<label class="visually-hidden" for="scan">Quét</label><input id="scan" name="scan" data-desk-field></form>
<button id="close" data-desk-close>Đóng</button>
<form action="/answer/" method="post">
<button id="delete" data-confirm="Xoá TN.0412?" name="scan" value="gone">Xoá</button></form>
<button id="broken" hx-get="/nowhere/">Hỏng</button><div id="answer"></div>{% endblock %}"""
ANSWER = """{% load densach %}<p class="desk-result desk-no" data-sound="no">{% icon "x" %}{{ scan }}</p>"""


@public
def desk(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(DESK).render({}, request))


@public
@csrf_exempt
def answer(request: HttpRequest) -> HttpResponse:
    page = engines["django"].from_string(ANSWER).render({"scan": request.POST["scan"]}, request)
    return HttpResponse(page, status=422 if request.headers.get("HX-Request") else 200)


urlpatterns = [
    path("design/", public(design)),
    path("desk/", desk),
    path("answer/", answer),
    path("", include("densach.config.urls")),
]
