"""Pages of records: the staff's list, the public page of one, add and edit."""

from __future__ import annotations

from typing import cast

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from densach.accounts.models import User
from densach.catalogue import forms, queries, rules
from densach.catalogue.editing.browsing import headings_of
from densach.catalogue.editing.classes import browsed_scheme
from densach.catalogue.editing.covers import cover_url
from densach.catalogue.editing.similar import other_volumes
from densach.catalogue.models import Copy, CopyState, Material, Record
from densach.catalogue.permissions import EDIT_CATALOGUE, VIEW_CATALOGUE
from densach.catalogue.stock.serials import issues_shown
from densach.core.doors import public, requires
from densach.core.tables import Column, Table
from densach.network.access import facilities_with

_COLUMNS = (
    Column("title", gettext_lazy("Title"), lambda row: f"{row.title} {row.volume}".strip(), ("title_sort",)),
    Column("authors", gettext_lazy("Authors"), lambda row: row.authors, ("authors_fold", "title_sort")),
    Column("year", gettext_lazy("Year"), lambda row: row.year and str(row.year), ("year", "title_sort")),
    Column("class", gettext_lazy("Class mark"), lambda row: row.class_mark, ("class_mark", "title_sort")),
    Column("material", gettext_lazy("Material"), lambda row: row.get_material_display(), ("material", "title_sort")),
    Column("copies", gettext_lazy("Copies"), lambda row: row.copies, ("copies", "title_sort"), number=True),
    Column("entered", gettext_lazy("Entered"), lambda row: row.created_at, ("created_at",), kind="date"),
)


def _with_copies(records: QuerySet[Record]) -> QuerySet[Record]:
    held = Copy.objects.filter(record=OuterRef("pk")).exclude(state=CopyState.WITHDRAWN).order_by()
    return records.annotate(copies=Coalesce(Subquery(held.values("record").annotate(n=Count("pk")).values("n")), 0))


@requires(VIEW_CATALOGUE)
def record_list(request: HttpRequest) -> HttpResponse:
    user = cast("User", request.user)
    form = forms.FilterForm(request.GET, facilities=facilities_with(user, VIEW_CATALOGUE))
    form.is_valid()
    table = Table(request, _with_copies(_narrowed(form)), _COLUMNS, "title")
    if (download := table.as_file(_("Catalogue"))) is not None:
        return download
    empty = {
        "title": _("No such record"),
        "text": _("Try fewer words, or enter the book."),
        "url": reverse("record_add"),
        "url_label": _("Enter a record"),
    }
    listing = table.shown(label=_("Catalogue"), noun=_("records"), url_of=record_url, empty=empty)
    may_edit = user.has_right(EDIT_CATALOGUE)
    return render(request, "catalogue/record_list.html", {"form": form, "table": listing, "may_edit": may_edit})


def _narrowed(form: forms.FilterForm) -> QuerySet[Record]:
    wanted = form.cleaned_data
    records = queries.search_records(wanted.get("q", ""))
    if wanted.get("material"):
        records = records.filter(material=wanted["material"])
    if wanted.get("subject"):
        records = records.filter(class_mark__startswith=wanted["subject"])
    if wanted.get("place"):
        held = Copy.objects.filter(facility=wanted["place"]).exclude(state=CopyState.WITHDRAWN)
        records = records.filter(Q(pk__in=held.order_by().values("record")))
    return records


def record_url(record: Record) -> str:
    return reverse("record_detail", args=[record.public_id])


def find_record(public_id: str) -> Record:
    """Raises Http404."""
    record = queries.record_by_public_id(public_id)
    if record is None:
        raise Http404
    return record


@public
def record_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    record = find_record(public_id)
    may_edit, mine = False, frozenset[int]()
    if isinstance(request.user, User):
        may_edit = request.user.has_right(EDIT_CATALOGUE)
        mine = (
            frozenset(facilities_with(request.user, EDIT_CATALOGUE).values_list("pk", flat=True)) if may_edit else mine
        )
    context = {
        "record": record,
        "authors": "; ".join(rules.entries(record.authors)),
        "subjects": rules.entries(record.subjects),
        "language": dict(forms.LANGUAGES).get(record.language, record.language),
        "holdings": queries.holdings(record),
        "issues": issues_shown(record) if record.material == Material.PERIODICAL else [],
        **headings_of(record),
        "picture": cover_url(record),
        "class_key": browsed_scheme(record.class_scheme),
        "volumes": other_volumes(record)[:60],
        "may_edit": may_edit,
        "mine": mine,
    }
    return render(request, "catalogue/record_detail.html", context)
