"""The Word template: which one counts, get it, put another in its place, what it may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from densach.accounts.models import User
from densach.core.clock import now
from densach.core.doors import requires
from densach.core.errors import Refusal
from densach.core.forms import add_refusal
from densach.documents.refusals import TemplateRefused
from densach.documents.word import DOCUMENT, Placeholder, TemplateFinding, default_template
from densach.network.access import units_visible
from densach.reporting import services
from densach.reporting.forms import TemplateForm
from densach.reporting.models import WordTemplate
from densach.reporting.permissions import MANAGE_CYCLES

from .shown import actor_of, file_answer


@requires(MANAGE_CYCLES)
def word_template(request: HttpRequest) -> HttpResponse:
    units = units_visible(actor_of(request), MANAGE_CYCLES)
    posted = request.method == "POST"
    form = TemplateForm(request.POST if posted else None, request.FILES if posted else None, units=units)
    findings: list[TemplateFinding] = []
    if form.is_valid() and _replaced(actor_of(request), form, findings):
        messages.success(request, _("Reports are printed with this template from now on."))
        return redirect(reverse("word_template"))
    rows = WordTemplate.objects.filter(unit__in=units, kind="report", active=True).select_related("unit", "uploaded_by")
    context = {"form": form, "findings": findings, "templates": rows.defer("content"), "help": list(_help(DOCUMENT))}
    return render(request, "reporting/word_template.html", context, status=422 if form.errors else 200)


def _replaced(actor: User, form: TemplateForm, findings: list[TemplateFinding]) -> bool:
    """Put the file in place; False, with the reason on the form and every fault in `findings`, where it cannot be."""
    file, unit = form.cleaned_data["file"], form.cleaned_data["unit"]
    try:
        services.replace_template(actor=actor, unit=unit, filename=file.name, content=file.read(), at=now())
    except TemplateRefused as refusal:
        findings += refusal.findings
        form.add_error("file", _("The template has faults; they are listed on this page. The one before stays in use."))
        return False
    except Refusal as refusal:
        add_refusal(form, refusal)
        return False
    return True


def _help(placeholder: Placeholder, path: str = "", depth: int = 0) -> Iterator[dict[str, Any]]:
    """The tree of placeholders, flat, with the name to write and how deep it lies."""
    for field in placeholder.fields:
        name = f"{path}{field.name}"
        yield {"name": name, "meaning": field.meaning, "required": field.required, "many": field.many, "depth": depth}
        yield from _help(field, f"{name} → ", depth + 1)


@requires(MANAGE_CYCLES)
def template_file(request: HttpRequest, public_id: str = "") -> HttpResponse:
    """The template that ships, or, with a unit's public id, that unit's own."""
    if not public_id:
        return file_answer(default_template(), "mau-bao-cao.docx")
    units = units_visible(actor_of(request), MANAGE_CYCLES).filter(public_id=public_id)
    row = WordTemplate.objects.filter(unit__in=units, kind="report", active=True).first()
    if row is None:
        raise Http404(_("There is no such template."))
    return file_answer(bytes(row.content), row.filename)


@requires(MANAGE_CYCLES)
@require_POST
def template_restore(request: HttpRequest, public_id: str) -> HttpResponse:
    actor = actor_of(request)
    unit = units_visible(actor, MANAGE_CYCLES).filter(public_id=public_id).first()
    if unit is None:
        raise Http404(_("There is no such unit."))
    services.restore_default_template(actor=actor, unit=unit, at=now())
    messages.success(request, _("The template that comes with the program is used again."))
    return redirect(reverse("word_template"))
