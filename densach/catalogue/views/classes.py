"""Browsing the catalogue by class."""

from __future__ import annotations

from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from densach.catalogue.editing import classes
from densach.core.doors import public

_PER_PAGE = 60
_KEPT = 300  # seconds: what is entered meanwhile is counted a little later
_NAMES = {
    "ddc": _("Dewey decimal classification (DDC)"),
    "19": _("Table of 19 classes"),
    "school": _("School marks"),
    "colour": _("Colour bands"),
    "other": _("Other schemes"),
}


@public
def class_list(request: HttpRequest) -> HttpResponse:
    rows = cache.get_or_set("catalogue.classes", _overview, _KEPT)
    found = [(scheme, _NAMES[scheme], count, under) for scheme, count, under in rows or ()]
    return render(request, "catalogue/class_list.html", {"schemes": found})


def _overview() -> list[tuple[str, int, list[classes.ClassRow]]]:
    """Counted over the whole catalogue, which takes a third of a second for 100,000 records."""
    return [(scheme, count, classes.classes_under(scheme)) for scheme, count in classes.schemes()]


@public
def class_detail(request: HttpRequest, scheme: str) -> HttpResponse:
    """A class of a scheme (`mark`, the whole scheme without one): the classes under it, and its records."""
    if not classes.is_scheme(scheme):
        raise Http404
    mark = request.GET.get("mark", "")[:40]
    page = Paginator(classes.records_at(scheme, mark), _PER_PAGE).get_page(request.GET.get("page"))
    under = [row for row in classes.classes_under(scheme, mark) if row.mark != mark]
    context = {
        "scheme": scheme,
        "scheme_name": _NAMES[scheme],
        "mark": mark,
        "words": classes.caption(scheme, mark),
        "above": [
            (mark[:n], classes.caption(scheme, mark[:n])) for n in (1, 2) if scheme == classes.DDC and n < len(mark)
        ],
        "under": under,
        "page": page,
    }
    return render(request, "catalogue/class_detail.html", context)
