"""The search page: one list of mixed kinds, narrowed by links; the same address answers htmx with the list alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from densach.core.doors import public
from densach.discovery import queries
from densach.discovery.addresses import Asked
from densach.discovery.text import MAX_QUERY
from densach.network.models import Facility

from .results import result_rows
from .templatetags.densach import icon, icon_of_kind
from .words import AUDIENCES, AVAILABLE, KIND_SIGNS, KINDS, LANGUAGES, SORTS, SUBJECTS

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

PER_PAGE = 20
VALUES_SHOWN = 8
SUGGESTED = 8
_YEARS = ("year_from", "year_to")
_YEAR_WRONG = {
    "invalid": _("Write a year with four figures, for example 2015."),
    "max_value": _("This year is yet to come."),
}


class YearsForm(forms.Form):
    """From which year to which."""

    year_from = forms.IntegerField(
        label=_("From year"), required=False, min_value=0, max_value=2100, error_messages=_YEAR_WRONG
    )
    year_to = forms.IntegerField(
        label=_("To year"), required=False, min_value=0, max_value=2100, error_messages=_YEAR_WRONG
    )


@dataclass(frozen=True)
class Choice:
    """One value of a facet as a link that chooses it, or lets it go."""

    label: StrPromise | str
    count: int | None
    url: str
    chosen: bool


@dataclass(frozen=True)
class Facet:
    title: StrPromise | str
    choices: list[Choice]


@public
def search(request: HttpRequest) -> HttpResponse:
    years = YearsForm(request.GET)
    asked = Asked.of(request.GET)
    result = asked.run(per_page=PER_PAGE)
    context = {
        "asked": asked,
        "text": asked.text,
        "years": years,
        "result": result,
        "rows": result_rows(result.hits),
        "near": result_rows(result.near),
        "facets": _facets(request.GET, result.facets),
        "page": Paginator(range(min(result.total, queries.MAX_PAGE * PER_PAGE)), PER_PAGE).get_page(result.page),
        "sorts": _sorts(request.GET, asked),
        "kept": [(name, value) for name in (*_ONE, "kind", "sort") for value in request.GET.getlist(name) if value],
        "narrowed": any(request.GET.get(name) for name in (*_ONE, "kind", "year_from", "year_to")),
    }
    template = "web/search.html#results" if getattr(request, "htmx", False) else "web/search.html"
    return render(request, template, context)


@public
def suggestions(request: HttpRequest) -> HttpResponse:
    """Options for the list below a search box: titles that begin as typed."""
    found = queries.suggest(request.GET.get("q", ""), limit=SUGGESTED)
    rows = [(one, icon(icon_of_kind(one.kind)), KIND_SIGNS.get(one.kind, "")) for one in found if one.url]
    return render(request, "web/suggestions.html", {"rows": rows})


_ONE = ("place", "audience", "subject", "language", "available")


def _facets(params: QueryDict, counts: Mapping[str, Mapping[str, int]]) -> list[Facet]:
    if not counts:
        return []
    chosen = params.getlist("place")
    shown = [*list(counts["place"])[:VALUES_SHOWN], *chosen]
    places = dict(Facility.objects.filter(public_id__in=shown).order_by().values_list("public_id", "name"))
    named: Sequence[tuple[str, Any, Mapping[str, Any]]] = (
        ("kind", _("Kind"), KINDS),
        ("available", _("Now"), {"true": AVAILABLE["true"]}),
        ("audience", _("Age"), AUDIENCES),
        ("place", _("Place"), places),
        ("subject", _("Subject"), SUBJECTS),
        ("language", _("Language"), {**{code: code for code in counts["language"]}, **LANGUAGES}),
    )
    found = [Facet(title, _choices(params, name, counts[name], labels)) for name, title, labels in named]
    return [facet for facet in (*found, _decades(params, counts["year"])) if facet.choices]


def _decades(params: QueryDict, counts: Mapping[str, int]) -> Facet:
    """Years by decades, latest first; choosing one sets both years."""
    span = (params.get("year_from", ""), params.get("year_to", ""))
    choices = []
    for first in sorted((int(decade) for decade in counts), reverse=True)[:VALUES_SHOWN]:
        years = (str(first), str(first + 9))
        values = {"year_from": "", "year_to": ""} if span == years else dict(zip(_YEARS, years, strict=True))
        choices.append(Choice("–".join(years), counts[str(first)], _link(params, values), span == years))
    return Facet(_("Year"), choices if len(choices) > 1 or any(choice.chosen for choice in choices) else [])


def _choices(params: QueryDict, name: str, counts: Mapping[str, int], labels: Mapping[str, Any]) -> list[Choice]:
    chosen = [value for value in params.getlist(name) if value in labels]
    values = [value for value in counts if value in labels][:VALUES_SHOWN]
    if len(values) < 2 and name not in ("available", "kind") and not chosen:
        return []  # one value narrows nothing
    return [
        Choice(
            labels[value], counts.get(value), _link(params, {name: "" if value in chosen else value}), value in chosen
        )
        for value in [*values, *(value for value in chosen if value not in values)]
    ]


def _sorts(params: QueryDict, asked: Asked) -> list[Choice]:
    now = asked.sort or "relevance"
    return [Choice(label, None, _link(params, {"sort": value}), value == now) for value, label in SORTS.items()]


def _link(params: QueryDict, values: Mapping[str, str]) -> str:
    """The address with some parameters changed (an empty value takes one out), on the first page again."""
    changed = {*values, "page"}
    kept = [(key, one[:MAX_QUERY]) for key, many in params.lists() for one in many if one and key not in changed]
    return f"?{urlencode([*kept, *((name, value) for name, value in values.items() if value)])}"
