"""Submit, return, accept: each names the report and says what happens."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from densach.core.clock import now
from densach.core.doors import requires
from densach.core.errors import Refusal
from densach.core.forms import add_refusal
from densach.reporting import services
from densach.reporting.forms import ReturnForm, StepForm, SubmitForm
from densach.reporting.models import Report
from densach.reporting.permissions import ACCEPT_REPORT, WRITE_REPORT

from .shown import actor_of, report_or_404


@requires(WRITE_REPORT)
def report_submit(request: HttpRequest, public_id: str) -> HttpResponse:
    report = report_or_404(actor_of(request), public_id, WRITE_REPORT)
    form = SubmitForm(
        request.POST if request.method == "POST" else None,
        initial={"seen": report.state, "signer_name": report.signer_name},
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.submit_report(actor=actor_of(request), report=report, at=now(), **form.of(report))
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The report is submitted."))
            return redirect(_url(report))
    named = _named(report)
    return _confirm(
        request, report, form,
        title=_("Submit the report %(year)s of %(unit)s") % named,
        what=_("Figures and words are locked, and %(receiver)s is asked to accept them.") % named,
        undo=_("The receiving unit can return it to you."),
        verb=_("Submit the report"),
    )  # fmt: skip


@requires(ACCEPT_REPORT)
def report_return(request: HttpRequest, public_id: str) -> HttpResponse:
    report = report_or_404(actor_of(request), public_id, ACCEPT_REPORT)
    form = ReturnForm(request.POST if request.method == "POST" else None, initial={"seen": report.state})
    if request.method == "POST" and form.is_valid():
        try:
            services.return_report(actor=actor_of(request), report=report, at=now(), **form.of(report))
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The report is returned."))
            return redirect(_url(report))
    named = _named(report)
    return _confirm(
        request, report, form,
        title=_("Return the report %(year)s of %(unit)s") % named,
        what=_("%(unit)s can change figures and words again and must submit anew.") % named,
        undo=_("Your note is kept in the history of the report."),
        verb=_("Return to the unit"),
    )  # fmt: skip


@requires(ACCEPT_REPORT)
def report_accept(request: HttpRequest, public_id: str) -> HttpResponse:
    report = report_or_404(actor_of(request), public_id, ACCEPT_REPORT)
    form = StepForm(request.POST if request.method == "POST" else None, initial={"seen": report.state})
    if request.method == "POST" and form.is_valid():
        try:
            services.accept_report(actor=actor_of(request), report=report, at=now(), **form.of(report))
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The report is accepted."))
            return redirect(reverse("cycle_detail", args=[report.cycle.public_id]))
    named = _named(report)
    return _confirm(
        request, report, form,
        title=_("Accept the report %(year)s of %(unit)s") % named,
        what=_("The report stays locked and goes into the next consolidation."),
        undo=_("Until it is consolidated you can return it."),
        verb=_("Accept"),
    )  # fmt: skip


def _confirm(request: HttpRequest, report: Report, form: forms.Form, **words: Any) -> HttpResponse:
    context = {"form": form, "cancel_url": _url(report), **words}
    return render(request, "web/confirm.html", context, status=422 if form.errors else 200)


def _named(report: Report) -> dict[str, Any]:
    return {"year": report.cycle.year, "unit": report.unit.name, "receiver": report.cycle.receiver.name}


def _url(report: Report) -> str:
    return reverse("report_detail", args=[report.public_id])
