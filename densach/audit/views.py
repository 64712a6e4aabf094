"""The trail as a list."""

from __future__ import annotations

from typing import Any, cast

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from densach.accounts.models import User
from densach.core.doors import requires
from densach.core.tables import Column, Table

from . import queries
from .forms import TrailFilter
from .models import Entry
from .permissions import VIEW_AUDIT
from .verbs import verbs_with, word_of


def _changes(entry: Entry) -> str:
    """Sorted, because PostgreSQL keeps the keys of a JSON value in an order of its own."""
    return "; ".join(f"{_field(entry, name)}: {_value(value)}" for name, value in sorted(entry.changes.items()))[:300]


def _field(entry: Entry, name: str) -> str:
    """The name that people read on forms, where the subject has such a field."""
    try:
        return str(apps.get_model(entry.subject_type)._meta.get_field(name).verbose_name)
    except (LookupError, FieldDoesNotExist, AttributeError):  # a class gone since, a plain fact, a link without a name
        return name


def _value(value: Any) -> str:
    if isinstance(value, list):
        return (" → " if len(value) == 2 else ", ").join(_value(part) for part in value)
    return {True: _("yes"), False: _("no"), None: "–", "": "–"}.get(value, str(value)) if _plain(value) else str(value)


def _plain(value: Any) -> bool:
    return value is None or isinstance(value, bool | str)


_COLUMNS = (
    Column("at", gettext_lazy("When"), lambda row: row.at, ("at",), kind="datetime"),
    Column("actor", gettext_lazy("Who"), lambda row: row.actor.full_name, ("actor__full_name",)),
    Column("verb", gettext_lazy("Act"), lambda row: word_of(row.verb), ("verb",)),
    Column("subject", gettext_lazy("Thing"), lambda row: row.subject_label, ("subject_label",)),
    Column("where", gettext_lazy("Where"), lambda row: str(row.facility or row.unit or "")),
    Column("changes", gettext_lazy("Changes"), _changes),
)


@requires(VIEW_AUDIT)
def trail(request: HttpRequest) -> HttpResponse:
    form = TrailFilter(request.GET)
    rows = queries.entries_visible(cast("User", request.user))
    table = Table(request, _narrowed(rows, form.cleaned_data) if form.is_valid() else rows, _COLUMNS, "-at")
    if file := table.as_file(_("Audit trail")):
        return file
    empty = {"title": _("No line found"), "text": _("Try a longer time or fewer words.")}
    listing = table.shown(label=_("Audit trail"), noun=_("lines"), url_of=lambda _row: "", empty=empty)
    return render(request, "audit/trail.html", {"form": form, "table": listing})


def _narrowed(rows: QuerySet[Entry], wanted: dict[str, Any]) -> QuerySet[Entry]:
    if text := wanted["q"].strip():
        rows = rows.filter(
            Q(subject_label__icontains=text)
            | Q(verb__icontains=text)
            | Q(verb__in=verbs_with(text))
            | Q(actor__full_name__icontains=text)
        )
    if wanted["since"]:
        rows = rows.filter(at__date__gte=wanted["since"])
    if wanted["until"]:
        rows = rows.filter(at__date__lte=wanted["until"])
    return rows
