"""One indicator opened down to its places, their reasons and the records; overruling; baselines and targets."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from densach.core.clock import now, today
from densach.core.doors import requires
from densach.core.errors import NotAllowed, Refusal
from densach.measures.evidence import CRITERIA
from densach.measures.register import REGISTER
from densach.network import access
from densach.network.models import Facility, Unit
from densach.programme import queries, services
from densach.programme.forms import BaselineForm, OverruleForm, TargetForm
from densach.programme.indicators import IndicatorResult, PlaceResult
from densach.programme.models import Baseline, Indicator, IndicatorType, Overrule, Target
from densach.programme.permissions import EDIT_PLAN, OVERRULE_VERDICT, VIEW_PLAN
from densach.programme.presentation import reason_lines, row_of, written_target

from .asked import Asked, sent

PER_PAGE = 50
_SHOWN = ("tat-ca", "dat", "chua-dat", "danh-gia-lai")


@require_GET
@requires(VIEW_PLAN)
def indicator_detail(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    """From the percentage to the places, from a place to its reasons, from a reason to the records."""
    asked = Asked.of(request, public_id)
    indicator = asked.indicator(key)
    result = queries.seen_by(asked.actor, queries.result_of(indicator, asked.year, asked.on_map))
    shown = request.GET.get("loc", "")
    shown = shown if shown in _SHOWN else _SHOWN[0]
    page = Paginator(_filtered(result, shown), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **asked.context("plan_detail", (f"{indicator.key}. {indicator.name}", None)),
        "row": row_of(result),
        "page": page,
        "places": _places(request, list(page)),
        "filters": _filters(asked, key, shown, result),
        **_about(indicator),
    }
    return render(request, "programme/indicator_detail.html", context)


def _filtered(result: IndicatorResult, shown: str) -> list[PlaceResult]:
    keep = {
        "dat": lambda place: place.met,
        "chua-dat": lambda place: not place.met,
        "danh-gia-lai": lambda place: place.overrule is not None,
    }.get(shown, lambda _place: True)
    return sorted(filter(keep, result.places), key=lambda place: place.met)


def _filters(asked: Asked, key: str, shown: str, result: IndicatorResult) -> list[dict[str, Any]]:
    labels = (_("All"), _("Met"), _("Not met"), _("Overruled"))
    url = asked.url("indicator_detail", key)
    return [
        {"label": label, "url": f"{url}&loc={one}", "active": one == shown, "count": len(_filtered(result, one))}
        for one, label in zip(_SHOWN, labels, strict=True)
    ]


def _places(request: HttpRequest, places: list[PlaceResult]) -> list[dict[str, Any]]:
    may = request.user.has_right(OVERRULE_VERDICT)  # type: ignore[union-attr]  # signed in
    return [
        {
            "place": place,
            "reasons": reason_lines(place.computed.reasons) if place.is_open else [],
            "may_overrule": may and place.is_open,
            "file": (place.overrule.file.name or "").rpartition("/")[2] if place.overrule else "",
        }
        for place in places
    ]


def _about(indicator: Indicator) -> dict[str, Any]:
    """Criterion with the parameters in force, or the measure; targets and baselines."""
    criterion = CRITERIA.get(indicator.criterion) if indicator.criterion in CRITERIA else None
    given = indicator.parameters
    parameters = [
        (why, given.get(name, default)) for name, (default, why) in (criterion.parameters if criterion else {}).items()
    ]
    targets = Target.objects.filter(indicator=indicator).order_by("year")
    return {
        "indicator": indicator,
        "criterion": criterion,
        "parameters": parameters,
        "measure": REGISTER.get(indicator.measure) if indicator.measure in REGISTER else None,
        "targets": [(target, written_target(target)) for target in targets],
        "baselines": Baseline.objects.filter(indicator=indicator).order_by("year"),
    }


@requires(OVERRULE_VERDICT)
def overrule_verdict(request: HttpRequest, public_id: str, key: str, place_id: str) -> HttpResponse:
    """Set a verdict on one place against the computed one."""
    asked = Asked.of(request, public_id)
    indicator = asked.indicator(key)
    place, where = _place(asked, indicator, place_id)
    form = OverruleForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("met", "reason", "file")}
        act = {**where, **given, "indicator": indicator, "year": asked.year, "at": now()}
        if _done(form, lambda: services.overrule(actor=asked.actor, **act)):
            messages.success(request, _("The verdict on “%(name)s” was set.") % {"name": place.name})
            return redirect(asked.url("indicator_detail", key))
    context = {
        **asked.context("plan_detail", (indicator.key, asked.url("indicator_detail", key)), (place.name, None)),
        "indicator": indicator, "place": place, "reasons": reason_lines(place.computed.reasons), "form": form,
        "cancel_url": asked.url("indicator_detail", key),
    }  # fmt: skip
    return render(request, "programme/overrule.html", context, status=422 if form.errors else 200)


def _place(asked: Asked, indicator: Indicator, place_id: str) -> tuple[PlaceResult, dict[str, Any]]:
    """The judged place and how services name it. Raises Http404 for one that is not judged, NotAllowed."""
    result = queries.result_of(indicator, asked.year, asked.on_map)
    place = next((one for one in result.places if one.public_id == place_id), None)
    if place is None:
        raise Http404
    if place.is_unit:
        access.require(asked.actor, OVERRULE_VERDICT, unit_id=place.pk)
        return place, {"unit": Unit.objects.get(pk=place.pk)}
    access.require(asked.actor, OVERRULE_VERDICT, facility_id=place.pk)
    return place, {"facility": Facility.objects.get(pk=place.pk)}


def _done(form: Any, act: Any) -> bool:
    """Run a service; a refusal becomes an error of the form beside its field."""
    try:
        act()
    except NotAllowed:
        raise
    except Refusal as refusal:
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, f"{refusal} {refusal.what_to_do}".strip())
        return False
    return True


@require_POST
@requires(OVERRULE_VERDICT)
def withdraw_verdict(request: HttpRequest, public_id: str, key: str, place_id: str) -> HttpResponse:
    """Let the computed verdict count again."""
    asked = Asked.of(request, public_id)
    place, _where = _place(asked, asked.indicator(key), place_id)
    if place.overrule is None:
        raise Http404
    services.withdraw_overrule(actor=asked.actor, overrule=place.overrule)
    messages.success(request, _("The computed verdict on “%(name)s” counts again.") % {"name": place.name})
    return redirect(asked.url("indicator_detail", key))


@require_GET
@requires(VIEW_PLAN)
def overrule_file(request: HttpRequest, public_id: str, key: str, name: str) -> FileResponse:
    """The file behind an overruled verdict, to be saved, for those who may see the place's reasons."""
    asked = Asked.of(request, public_id)
    rows = Overrule.objects.filter(indicator=asked.indicator(key), file__endswith=f"/{name}")
    row = rows.first()
    if row is None:
        raise Http404
    where = {"facility_id": row.facility_id} if row.facility_id else {"unit_id": row.unit_id}
    access.require(asked.actor, VIEW_PLAN, **where)
    return FileResponse(row.file.open("rb"), as_attachment=True, filename=name)


@requires(EDIT_PLAN)
def set_target(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    """What an indicator is to reach by a year."""
    asked = Asked.of(request, public_id)
    indicator = asked.indicator(key)
    access.require(asked.actor, EDIT_PLAN, unit_id=asked.plan.issuer_id)
    form = TargetForm(sent(request)[0], initial={"year": max(asked.year, today().year)})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if _done(form, lambda: services.set_target(actor=asked.actor, indicator=indicator, **given)):
            messages.success(request, _("The target of %(year)s was set.") % {"year": given["year"]})
            return redirect(asked.url("indicator_detail", key))
    title = _("Set a target")
    return _goal_page(request, asked, indicator, form, title)


@requires(EDIT_PLAN)
def set_baseline(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    """Where an indicator stood before the plan."""
    asked = Asked.of(request, public_id)
    indicator = asked.indicator(key)
    access.require(asked.actor, EDIT_PLAN, unit_id=asked.plan.issuer_id)
    form = BaselineForm(sent(request)[0], initial={"year": asked.plan.first_year - 1})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if _done(form, lambda: services.set_baseline(actor=asked.actor, indicator=indicator, **given)):
            messages.success(request, _("The baseline of %(year)s was set.") % {"year": given["year"]})
            return redirect(asked.url("indicator_detail", key))
    title = _("Set a baseline")
    return _goal_page(request, asked, indicator, form, title)


def _goal_page(request: HttpRequest, asked: Asked, indicator: Indicator, form: Any, title: str) -> HttpResponse:
    url = asked.url("indicator_detail", indicator.key)
    context = {
        **asked.context("plan_detail", (indicator.key, url), (title, None)),
        "form": form,
        "title": title,
        "lead": f"{indicator.key}. {indicator.name}",
        "cancel_url": url,
        "is_percent": indicator.type != IndicatorType.TOTAL,
    }
    return render(request, "programme/goal.html", context, status=422 if form.errors else 200)
