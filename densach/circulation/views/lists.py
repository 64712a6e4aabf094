"""The records under the figures: loans one by one, visits and books read on the spot by day and place."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from densach.accounts.models import User
from densach.circulation import queries
from densach.circulation.forms import LoanFilter, VisitFilter
from densach.circulation.models import Loan, LoanState
from densach.core.clock import today
from densach.core.doors import requires
from densach.core.tables import Column, Table
from densach.core.text import fold
from densach.documents import tables as documents
from densach.measures.permissions import VIEW_FIGURES
from densach.people.models import Card
from densach.people.rules import card_number

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_KINDS: dict[str, documents.Kind] = {"num": "number", "date": "date"}


class ListTable(Table):
    """A Table that fits the component `web/components/table.html` and a workbook; `kinds` are the component's."""

    kinds: dict[str, str] = {}
    tie: tuple[str, ...] = ("pk",)

    @property
    def ordered(self) -> QuerySet[Any]:
        return self.rows.order_by(*self._fields(self.sort), *self.tie)

    def component(
        self, *, label: str, noun: str, empty: dict[str, str], totals: list[Any] | None = None
    ) -> dict[str, Any]:
        query = self.request.GET.copy()
        query["export"] = "xlsx"
        columns = [
            {"key": c.key, "label": c.label, "kind": self.kinds.get(c.key, ""), "sortable": bool(c.sort)}
            for c in self.columns
        ]
        return {
            "label": label,
            "columns": columns,
            "rows": [{"cells": [c.value(row) for c in self.columns]} for row in self.page],
            "totals": totals,
            "page": self.page,
            "export_url": f"?{query.urlencode()}",
            "noun": noun,
            "empty": empty,
        }

    def workbook(self, title: str) -> HttpResponse:
        heads = [documents.Column(str(c.label), _KINDS.get(self.kinds.get(c.key, ""), "text")) for c in self.columns]
        answer = HttpResponse(documents.write_xlsx(heads, self.export(), title=title), content_type=XLSX)
        answer["Content-Disposition"] = 'attachment; filename="densach.xlsx"'
        return answer


class LoanTable(ListTable):
    kinds = {"lent_on": "date", "due_on": "date"}


class DayTable(ListTable):
    kinds = {"day": "date", "people": "num", "by_card": "num", "in_groups": "num", "copies": "num", "scanned": "num"}
    tie = ("-day", "facility")


def _answer(
    request: HttpRequest, table: ListTable, title: str, context: dict[str, Any], **component: Any
) -> HttpResponse:
    if request.GET.get("export") == "xlsx":
        return table.workbook(title)
    empty = {"title": _("Nothing here"), "text": _("No row fits what is asked. Choose another place or period.")}
    page = {"title": title, "table": table.component(label=title, empty=empty, **component), **context}
    return render(request, "circulation/records.html", page)


@require_GET
@requires(VIEW_FIGURES)
def loan_list(request: HttpRequest) -> HttpResponse:
    actor: User = request.user  # type: ignore[assignment]  # signed in
    form = LoanFilter(request.GET, actor=actor)
    form.is_valid()
    named = queries.names_visible(actor)
    rows = _loans_in(queries.loans_visible(actor), form.wanted_state()).filter(**form.narrow("lent_on"))
    if reader := form.cleaned_data.get("reader"):
        rows = rows.filter(_of_reader(reader), facility_id__in=named)
    table = LoanTable(request, rows, _loan_columns(named), "-lent_on")
    return _answer(request, table, _("Loans"), {"form": form, "named": bool(named)}, noun=_("loans"))


def _loans_in(rows: QuerySet[Loan], state: str) -> QuerySet[Loan]:
    if state == "all":
        return rows.exclude(state=LoanState.UNDONE)
    if state == "returned":
        return rows.filter(state=LoanState.RETURNED)
    rows = rows.filter(state=LoanState.OPEN)
    return rows.filter(due_on__lt=today()) if state == "overdue" else rows


def _of_reader(text: str) -> Q:
    """By the words of the name, accents aside, or by a card's number."""
    carded = Card.objects.filter(number=card_number(text)).values("patron")
    named = Q()
    for word in fold(text).split():
        named &= Q(patron__name_fold__contains=word)
    return Q(patron__in=carded) | (named if named else Q(pk__in=()))


def _loan_columns(named: frozenset[int]) -> tuple[Column, ...]:
    day = today()

    def state(loan: Loan) -> str:
        if loan.state == LoanState.OPEN and loan.due_on < day:
            return _("overdue")
        return str(loan.get_state_display())

    return (
        Column("lent_on", _("Lent"), lambda loan: loan.lent_on, ("lent_on", "pk")),
        Column("title", _("Title"), lambda loan: loan.copy.record.title, ("copy__record__title_sort",)),
        Column("number", _("Number"), lambda loan: loan.copy.accession_number),
        Column("reader", _("Reader"), lambda loan: _reader(loan, named)),
        Column("facility", _("Place"), lambda loan: loan.facility.name, ("facility__name_sort",)),
        Column("due_on", _("Due"), lambda loan: loan.due_on, ("due_on",)),
        Column("state", _("State"), state),
    )


def _reader(loan: Loan, named: frozenset[int]) -> str:
    """The name for those who lend there; for others only what kind of reader."""
    return loan.patron.full_name if loan.facility_id in named else str(loan.get_patron_type_display())


@require_GET
@requires(VIEW_FIGURES)
def visit_list(request: HttpRequest) -> HttpResponse:
    actor: User = request.user  # type: ignore[assignment]  # signed in
    form = VisitFilter(request.GET, actor=actor)
    form.is_valid()
    reading = form.cleaned_data.get("kind") == "reading"
    rows = queries.in_house_by_day(actor) if reading else queries.visits_by_day(actor)
    numbers = ("copies", "scanned") if reading else ("people", "by_card", "in_groups")
    rows = rows.filter(**form.narrow("day"))
    table = DayTable(request, rows, _day_columns(numbers), "-day")
    sums = rows.aggregate(**{f"all_{name}": Sum(name) for name in numbers})
    totals = [_("Total"), "", *(sums[f"all_{name}"] or 0 for name in numbers)]
    context = {"form": form, "tabs": _tabs(request, reading)}
    title, noun = (_("Read on the spot"), _("days")) if reading else (_("Visits"), _("days"))
    return _answer(request, table, title, context, noun=noun, totals=totals)


def _day_columns(numbers: tuple[str, ...]) -> tuple[Column, ...]:
    labels = {
        "people": _("Persons"),
        "by_card": _("By card"),
        "in_groups": _("In groups"),
        "copies": _("Copies"),
        "scanned": _("Scanned"),
    }
    return (
        Column("day", _("Day"), lambda row: row["day"], ("day",)),
        Column("facility", _("Place"), lambda row: row["facility__name"], ("facility__name_sort",)),
        *(Column(name, labels[name], itemgetter(name), (name,), number=True) for name in numbers),
    )


def _tabs(request: HttpRequest, reading: bool) -> list[dict[str, Any]]:
    query = request.GET.copy()
    for name in ("page", "sort", "kind", "export"):
        query.pop(name, None)
    rest = query.urlencode()
    return [
        {"label": _("Visits"), "url": f"?{rest}", "active": not reading},
        {"label": _("Read on the spot"), "url": f"?{rest}&kind=reading", "active": reading},
    ]
