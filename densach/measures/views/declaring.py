"""Declaring a month of a place on paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from densach.accounts.models import User
from densach.core.clock import now, today
from densach.core.doors import requires
from densach.core.errors import Refusal
from densach.core.periods import Month
from densach.measures import queries
from densach.measures.forms import SheetForm
from densach.measures.models import Figure, Quality
from densach.measures.permissions import DECLARE_FIGURES
from densach.measures.queries import Coverage, State
from densach.measures.register import REGISTER
from densach.measures.rules import month_may_be_declared
from densach.measures.services import declare_month
from densach.network import access
from densach.network.models import Facility

from .asked import Asked


@requires(DECLARE_FIGURES)
def declarations(request: HttpRequest) -> HttpResponse:
    """Places that worked on paper in a year, and which months they have declared or still owe."""
    asked = Asked.of(request)
    paper = access.facilities_with(asked.actor, DECLARE_FIGURES).filter(opened_on__lte=min(asked.period.end, today()))
    paper = (
        paper.exclude(closed_on__lt=asked.period.start)
        .exclude(managed_since__lte=F("opened_on"))
        .filter(Q(managed_since__isnull=True) | Q(managed_since__gt=asked.period.start))
    )
    page: Page[Facility] = Paginator(paper, 40).get_page(request.GET.get("page"))
    grid = queries.completeness([place.pk for place in page.object_list], asked.period, on=today())
    rows = [{"facility": place, "cells": _cells(place, asked, grid)} for place in page.object_list]
    return render(request, "measures/declarations.html", asked.context("declarations") | {"page": page, "rows": rows})


def _cells(place: Facility, asked: Asked, grid: Coverage) -> list[dict[str, Any]]:
    return [
        {
            "state": grid.states[place.pk, month].name.lower(),
            "month": month,
            "url": _sheet_url(place, month, grid.states[place.pk, month]),
        }
        for month in asked.months
    ]


def _sheet_url(place: Facility, month: Month, state: State) -> str:
    if state is State.COUNTED or _refusal(place, month):
        return ""
    return reverse("declare_month", args=[place.public_id, month])


def _refusal(place: Facility, month: Month) -> Refusal | None:
    return month_may_be_declared(
        name=place.name, opened_on=place.opened_on, closed_on=place.closed_on, month=month, today=today()
    )


@requires(DECLARE_FIGURES)
def declare(request: HttpRequest, public_id: str, month: str) -> HttpResponse:
    """The sheet of one place and month; measures counted from records are shown and not asked."""
    place, asked_month = _place_and_month(request, public_id, month)
    counted = Figure.objects.filter(
        facility=place, month=asked_month.start, split="", quality=Quality.COUNTED, measure__in=REGISTER.all()
    )
    known = {row.measure: row.value for row in counted}
    form = SheetForm(
        request.POST or None,
        measures=[one for one in REGISTER if one.takes_declarations and one.code not in known],
        stands=queries.current_declarations(request.user, place.pk, asked_month),  # type: ignore[arg-type]  # signed in
    )
    back = f"{reverse('declarations')}?nam={asked_month.year}"
    if request.method == "POST" and form.is_valid() and _declared(request, form, place, asked_month):
        return redirect(back)
    facts = [(REGISTER.get(code).name, value) for code, value in known.items()]
    context = {"form": form, "facility": place, "month": asked_month, "counted": facts, "cancel_url": back}
    return render(request, "measures/sheet.html", context, status=422 if form.errors else 200)


def _place_and_month(request: HttpRequest, public_id: str, month: str) -> tuple[Facility, Month]:
    """Raises Http404, NotAllowed, and the refusal of a month that cannot be declared."""
    place = get_object_or_404(Facility, public_id=public_id)
    actor: User = request.user  # type: ignore[assignment]  # the page needs an account
    access.require(actor, DECLARE_FIGURES, facility_id=place.pk)
    try:
        asked = Month.parse(month)
    except ValueError as error:
        raise Http404(month) from error
    refusal = _refusal(place, asked)
    if refusal:
        raise refusal
    return place, asked


def _declared(request: HttpRequest, form: SheetForm, place: Facility, month: Month) -> bool:
    try:
        declare_month(
            actor=request.user,  # type: ignore[arg-type]  # the page needs an account
            facility=place,
            month=month,
            values=form.values,
            quality=form.cleaned_data["quality"],
            confirmed=form.cleaned_data["confirmed"],
            at=now(),
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    said = {"place": place.name, "month": f"{month.number}/{month.year}"}
    messages.success(request, _("Declared: %(place)s, %(month)s.") % said)
    return True
