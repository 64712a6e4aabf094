"""Spine labels, bar-code labels, catalogue cards."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from densach.catalogue.forms_registers import LabelsForm
from densach.catalogue.models import Copy
from densach.catalogue.permissions import VIEW_CATALOGUE
from densach.catalogue.registers import labels
from densach.catalogue.registers.vouchers import copies_on
from densach.core.doors import requires
from densach.network.models import Facility

from .registers import base_context, find_place


@requires(VIEW_CATALOGUE)
def register_labels(request: HttpRequest, public_id: str) -> HttpResponse:
    """Choose copies and paper; the answer is the PDF. Nothing is changed, so the address can be kept."""
    place = find_place(request, public_id)
    form = LabelsForm(request.GET if "sort" in request.GET else None, facility=place, initial=_asked(request))
    if form.is_valid():
        copies = _copies(form, place)
        if copies and not form.errors:
            response = HttpResponse(_paper(form, copies, place), content_type="application/pdf")
            response["Content-Disposition"] = f'inline; filename="{form.cleaned_data["sort"]}.pdf"'
            return response
    context = base_context(request, place, _("Labels and cards")) | {"form": form}
    return render(request, "catalogue/register_labels.html", context, status=422 if form.errors else 200)


def _asked(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET[name] for name in ("numbers", "voucher") if name in request.GET}


def _copies(form: LabelsForm, place: Facility) -> list[Copy]:
    """The copies asked for, with what is wrong about them put into the form."""
    voucher = form.cleaned_data["voucher"]
    copies, unknown = labels.chosen_copies(place, form.cleaned_data["numbers"])
    if unknown:
        shown = {"lines": ", ".join(unknown[:10]), "place": place.name}
        sentence = ngettext("%(place)s has no copy %(lines)s.", "%(place)s has no copies %(lines)s.", len(unknown))
        form.add_error("numbers", f"{sentence % shown} {_('Correct or remove these lines.')}")
    if voucher:
        known = {copy.pk for copy in copies}
        copies += [copy for copy in copies_on(voucher)[: labels.MOST] if copy.pk not in known]
    if not copies and not unknown:
        form.add_error("numbers", _("Enter accession numbers or choose a voucher."))
    return copies[: labels.MOST]


def _paper(form: LabelsForm, copies: list[Copy], place: Facility) -> bytes:
    facts = form.cleaned_data
    if facts["sort"] == LabelsForm.CARD:
        return labels.catalogue_cards(copies, on_a4=not facts["small_cards"])
    found = labels.spine_labels(copies) if facts["sort"] == LabelsForm.SPINE else labels.code_labels(copies, place.name)
    return labels.label_sheet(found, sheet=facts["sheet"], start=facts["start"])
