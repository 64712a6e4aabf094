"""What a record was before: versions, what differs between two of them, going back."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from densach.accounts.models import User
from densach.catalogue import services
from densach.catalogue.editing.differences import differences
from densach.catalogue.editing.lines import to_lines
from densach.catalogue.models import Record, RecordVersion
from densach.catalogue.permissions import EDIT_CATALOGUE, VIEW_CATALOGUE
from densach.core.clock import now
from densach.core.doors import requires
from densach.core.errors import Refusal

from .records import find_record, record_url

MOST = 200
NOW = "0"


def _marc(record: Record, number: str) -> dict[str, Any]:
    """The MARC of a version, of the record as it stands for NOW. Raises Http404."""
    if number == NOW:
        return record.marc or {"leader": "", "fields": []}
    if not number.isdigit() or len(number) > 6:
        raise Http404
    marc: dict[str, Any] = get_object_or_404(RecordVersion, record=record, number=number).marc
    return marc


@requires(VIEW_CATALOGUE)
def record_history(request: HttpRequest, public_id: str) -> HttpResponse:
    """The versions, and the difference between the two that the address names (the last change, if none)."""
    record = find_record(public_id)
    versions = list(RecordVersion.objects.filter(record=record).select_related("ended_by").order_by("-number")[:MOST])
    older = request.GET.get("from") or (str(versions[0].number) if versions else NOW)
    newer = request.GET.get("to") or NOW
    context = {
        "record": record,
        "versions": versions,
        "older": older,
        "newer": newer,
        "changes": differences(_marc(record, older), _marc(record, newer)) if versions else [],
        "may_edit": cast("User", request.user).has_right(EDIT_CATALOGUE),
    }
    return render(request, "catalogue/record_history.html", context)


@requires(VIEW_CATALOGUE)
def record_version(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    record = find_record(public_id)
    lines = to_lines(_marc(record, str(number)))
    return render(request, "catalogue/record_version.html", {"record": record, "number": number, "lines": lines})


@requires(EDIT_CATALOGUE)
def record_restore(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    user = cast("User", request.user)
    record = find_record(public_id)
    version = get_object_or_404(RecordVersion, record=record, number=number)
    if request.method == "POST":
        try:
            services.replace_marc(actor=user, record=record, marc=version.marc, why="restore", at=now())
        except Refusal as refusal:
            messages.error(request, f"{refusal} {refusal.what_to_do}")
        else:
            messages.success(request, _("Version %(number)s stands again.") % {"number": number})
        return redirect(record_url(record))
    facts = {"title": record.title, "number": number}
    context = {
        "title": _("Go back to version %(number)s") % facts,
        "what": _("“%(title)s” gets the fields of version %(number)s, all of them. Its copies stay.") % facts,
        "undo": _("What stands now becomes a version itself: you can go back to it."),
        "verb": _("Go back to it"),
        "cancel_url": reverse("record_history", args=[record.public_id]),
    }
    return render(request, "web/confirm.html", context)
