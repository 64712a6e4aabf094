"""Checks asked for and what they found."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from densach.core.clock import now
from densach.core.doors import requires
from densach.measures.models import DirtyMark, FigureCheck
from densach.measures.permissions import RECOUNT_FIGURES
from densach.measures.register import REGISTER, split_of
from densach.measures.services import ask_check
from densach.network.models import Facility

from .asked import Asked


@requires(RECOUNT_FIGURES)
def checks(request: HttpRequest) -> HttpResponse:
    """The last checks; asking for one puts it before the worker."""
    if request.method == "POST":
        ask_check(actor=request.user, at=now(), mends="mends" in request.POST)  # type: ignore[arg-type]  # signed in
        messages.success(request, _("Asked. The worker does it now; this page shows how far it is."))
        return redirect("figure_checks")
    rows = list(FigureCheck.objects.select_related("asked_by")[:20])
    context = {
        "checks": rows,
        "last": rows[0] if rows else None,
        "differences": _differences(rows[0]) if rows else [],
        "waiting": DirtyMark.objects.count(),
    }
    return render(request, "measures/checks.html", Asked.of(request).context("figure_checks") | context)


def _differences(check: FigureCheck) -> list[dict[str, Any]]:
    names = dict(
        Facility.objects.filter(pk__in={row["facility"] for row in check.differences}).values_list("pk", "name")
    )
    measures = REGISTER.all()
    return [
        {
            **row,
            "facility": names.get(row["facility"], row["facility"]),
            "measure": measures[row["measure"]].name if row["measure"] in measures else row["measure"],
            "part": f"{split_of(row['split']).name}: {row['key']}" if row["split"] else "",
        }
        for row in check.differences
    ]
