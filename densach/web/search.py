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
from densach.discovery.queries import SearchResult
from densach.network.models import Facility

from .results import result_rows
from .words import AUDIENCES, AVAILABLE, KINDS, LANGUAGES, SORTS, SUBJECTS

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

PER_PAGE = 20
VALUES_SHOWN = 8
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
    years.is_valid()
    result = _found(request.GET, years.cleaned_data)
    context = {
        "text": request.GET.get("q", ""),
        "years": years,
        "result": result,
        "rows": result_rows(result.hits),
        "facets": _facets(request.GET, result.facets),
        "page": Paginator(range(min(result.total, queries.MAX_PAGE * PER_PAGE)), PER_PAGE).get_page(result.page),
        "sorts": _sorts(request.GET),
        "kept": [(name, value) for name in (*_ONE, "kind", "sort") for value in request.GET.getlist(name) if value],
        "narrowed": any(request.GET.get(name) for name in (*_ONE, "kind", "year_from", "year_to")),
    }
    template = "web/search.html#results" if getattr(request, "htmx", False) else "web/search.html"
    return render(request, template, context)


_ONE = ("place", "audience", "subject", "language", "available")


def _found(params: QueryDict, years: Mapping[str, Any]) -> SearchResult:
    """Unknown values of known parameters find what they say (nothing); an unknown order is the best match."""
    sort = params.get("sort", "")
    page = params.get("page", "1")
    return queries.search(
        params.get("q", ""),
        kinds=[kind for kind in params.getlist("kind") if kind],
        **{name: params.get(name) or None for name in ("place", "audience", "subject", "language")},
        year_from=years.get("year_from"),
        year_to=years.get("year_to"),
        available={"true": True, "false": False}.get(params.get("available", "")),
        sort=next((known for known in queries.SORTS if known == sort), "relevance"),
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
        per_page=PER_PAGE,
    )


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
    return [facet for facet in found if facet.choices]


def _choices(params: QueryDict, name: str, counts: Mapping[str, int], labels: Mapping[str, Any]) -> list[Choice]:
    chosen = [value for value in params.getlist(name) if value in labels]
    values = [value for value in counts if value in labels][:VALUES_SHOWN]
    if len(values) < 2 and name not in ("available", "kind") and not chosen:
        return []  # one value narrows nothing
    return [
        Choice(labels[value], counts.get(value), _link(params, name, "" if value in chosen else value), value in chosen)
        for value in [*values, *(value for value in chosen if value not in values)]
    ]


def _sorts(params: QueryDict) -> list[Choice]:
    now = params.get("sort", "")
    now = now if now in SORTS else "relevance"
    return [Choice(label, None, _link(params, "sort", value), value == now) for value, label in SORTS.items()]


def _link(params: QueryDict, name: str, value: str) -> str:
    """The address with one parameter changed, on the first page again."""
    kept = [(key, one) for key, values in params.lists() for one in values if one and key not in (name, "page")]
    return f"?{urlencode([*kept, (name, value)] if value else kept)}"
