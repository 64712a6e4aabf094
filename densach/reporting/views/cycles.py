"""Rounds of reports: the list, opening one, who has reported and who is late, consolidating."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from densach.core.clock import now, today
from densach.core.doors import requires
from densach.core.errors import Refusal
from densach.core.forms import add_refusal
from densach.network.access import may_at_unit
from densach.reporting import queries, services
from densach.reporting.forms import ConsolidateForm, CycleForm
from densach.reporting.models import CycleState, ReportCycle, ReportState
from densach.reporting.permissions import ACCEPT_REPORT, MANAGE_CYCLES, VIEW_REPORTS
from densach.reporting.rules import DONE

from .shown import actor_of, cycle_or_404, state_chip


@requires(VIEW_REPORTS)
def cycle_list(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    cycles = list(queries.visible_cycles(actor))
    counts = queries.counts_of(actor, [cycle.pk for cycle in cycles])
    lines = [(cycle, counts.get(cycle.pk, queries.NO_COUNT)) for cycle in cycles]
    context = {"lines": lines, "may_manage": actor.has_right(MANAGE_CYCLES)}
    return render(request, "reporting/cycle_list.html", context)


@requires(MANAGE_CYCLES)
def cycle_open(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    receivers = queries.receivers_to_choose(actor, today())
    form = CycleForm(request.POST if request.method == "POST" else None, receivers=receivers, today=today())
    if request.method == "POST" and form.is_valid():
        try:
            cycle = services.open_cycle(actor=actor, at=now(), **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The report cycle is open."))
            return redirect(_url(cycle))
    context = {
        "form": form,
        "title": _("Open a report cycle"),
        "lead": _("Every ward, commune and agency with facilities under the receiving unit gets a draft."),
        "submit_label": _("Open"),
        "cancel_url": reverse("cycle_list"),
    }
    return render(request, "base_form.html", context, status=422 if form.errors else 200)


@requires(VIEW_REPORTS)
def cycle_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    actor = actor_of(request)
    cycle = cycle_or_404(actor, public_id)
    progress = queries.progress_of(actor, cycle, on=today())
    is_open = cycle.state == CycleState.OPEN
    context = {
        "cycle": cycle,
        "progress": progress,
        "lines": [(line, state_chip(line.report)) for line in progress.lines],
        "counts": [(ReportState(state).label, number) for state, number in progress.counts.items() if number],
        "own_chip": state_chip(progress.own) if progress.own else None,
        "is_open": is_open,
        "is_consolidated": any(line.report.state == ReportState.CONSOLIDATED for line in progress.lines),
        "may_judge": is_open and may_at_unit(actor, ACCEPT_REPORT, cycle.receiver_id),
        "may_manage": may_at_unit(actor, MANAGE_CYCLES, cycle.receiver_id),
    }
    return render(request, "reporting/cycle_detail.html", context)


@requires(ACCEPT_REPORT)
def cycle_consolidate(request: HttpRequest, public_id: str) -> HttpResponse:
    actor = actor_of(request)
    cycle = cycle_or_404(actor, public_id, ACCEPT_REPORT)
    lines = queries.progress_of(actor, cycle, on=today()).lines
    missing = [line.report.unit.name for line in lines if line.report.state not in DONE]
    form = ConsolidateForm(request.POST if request.method == "POST" else None)
    if not missing:
        del form.fields["confirm_missing"]
    if request.method == "POST" and form.is_valid():
        try:
            own = services.consolidate(actor=actor, cycle=cycle, at=now(), **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The accepted reports are consolidated."))
            return redirect(reverse("report_detail", args=[own.public_id]))
    what = _("The accepted reports are taken into the report of %(unit)s and locked.") % {"unit": cycle.receiver.name}
    if missing:
        what += " " + _("Not accepted yet: %(missing)s.") % {"missing": ", ".join(missing)}
    undo = _("The consolidation can be withdrawn until its report is issued.")
    title = _("Consolidate the reports of %(year)s") % {"year": cycle.year}
    return _confirm(request, cycle, form, title=title, what=what, undo=undo, verb=_("Consolidate"))


@requires(ACCEPT_REPORT)
def cycle_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    cycle = cycle_or_404(actor_of(request), public_id, ACCEPT_REPORT)
    if request.method == "POST":
        services.withdraw_consolidation(actor=actor_of(request), cycle=cycle, at=now())
        messages.success(request, _("The consolidation is withdrawn."))
        return redirect(_url(cycle))
    what = _("The consolidated reports become accepted ones again and can be returned to their units.")
    undo = _("Words and corrections of the consolidated report stay; you can consolidate again.")
    title = _("Withdraw the consolidation of %(year)s") % {"year": cycle.year}
    return _confirm(
        request, cycle, django_forms.Form(), title=title, what=what, undo=undo, verb=_("Withdraw the consolidation")
    )


@requires(MANAGE_CYCLES)
@require_POST
def cycle_remind(request: HttpRequest, public_id: str) -> HttpResponse:
    cycle = cycle_or_404(actor_of(request), public_id, MANAGE_CYCLES)
    sent = services.remind_cycle(actor=actor_of(request), cycle=cycle, at=now())
    if sent:
        messages.success(request, ngettext("%(n)s unit reminded.", "%(n)s units reminded.", sent) % {"n": sent})
    else:
        messages.info(
            request,
            _(
                "Nobody to remind: all have been reminded today, have submitted, or have no account with an e-mail address."
            ),
        )
    return redirect(_url(cycle))


@requires(MANAGE_CYCLES)
@require_POST
def cycle_draw(request: HttpRequest, public_id: str) -> HttpResponse:
    cycle = cycle_or_404(actor_of(request), public_id, MANAGE_CYCLES)
    drawn = services.draw_cycle(actor=actor_of(request), cycle=cycle, at=now())
    text = ngettext("The figures of %(n)s report are drawn.", "The figures of %(n)s reports are drawn.", drawn)
    messages.success(request, text % {"n": drawn})
    return redirect(_url(cycle))


@requires(MANAGE_CYCLES)
def cycle_close(request: HttpRequest, public_id: str) -> HttpResponse:
    cycle = cycle_or_404(actor_of(request), public_id, MANAGE_CYCLES)
    if request.method == "POST":
        services.close_cycle(actor=actor_of(request), cycle=cycle, at=now())
        messages.success(request, _("The report cycle is closed."))
        return redirect(_url(cycle))
    what = _("No report of %(year)s can be changed, submitted, returned or accepted any more.") % {"year": cycle.year}
    title = _("Close the report cycle %(year)s") % {"year": cycle.year}
    undo = _("You can open it again.")
    return _confirm(request, cycle, django_forms.Form(), title=title, what=what, undo=undo, verb=_("Close"))


@requires(MANAGE_CYCLES)
@require_POST
def cycle_reopen(request: HttpRequest, public_id: str) -> HttpResponse:
    cycle = cycle_or_404(actor_of(request), public_id, MANAGE_CYCLES)
    services.reopen_cycle(actor=actor_of(request), cycle=cycle, at=now())
    messages.success(request, _("The report cycle is open again."))
    return redirect(_url(cycle))


def _confirm(request: HttpRequest, cycle: ReportCycle, form: django_forms.Form, **words: Any) -> HttpResponse:
    context = {"form": form, "cancel_url": _url(cycle), **words}
    return render(request, "web/confirm.html", context, status=422 if form.errors else 200)


def _url(cycle: ReportCycle) -> str:
    return reverse("cycle_detail", args=[cycle.public_id])
