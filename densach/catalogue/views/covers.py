"""The picture of a record's cover: shown to everybody, taken with a phone or chosen as a file by staff."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from densach.accounts.models import User
from densach.catalogue.editing.covers import cover_url
from densach.catalogue.forms_covers import CoverForm
from densach.catalogue.models import Cover
from densach.catalogue.permissions import EDIT_CATALOGUE
from densach.catalogue.services import covers
from densach.core.doors import public, requires
from densach.core.errors import Refusal
from densach.core.forms import add_refusal

from .records import find_record, record_url


@public
def record_cover(request: HttpRequest, public_id: str) -> HttpResponseBase:  # noqa: ARG001  # the framework passes it
    """The picture itself. Its address bears a part of its checksum, so it may be kept for good."""
    cover = Cover.objects.filter(record__public_id=public_id, record__gone_at__isnull=True).first()
    if cover is None:
        raise Http404
    try:
        file = cover.image.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    answer = FileResponse(file, content_type="image/jpeg")
    answer["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer


@requires(EDIT_CATALOGUE)
def record_cover_set(request: HttpRequest, public_id: str) -> HttpResponse:
    record = find_record(public_id)
    posted = request.method == "POST"
    form = CoverForm(request.POST if posted else None, request.FILES if posted else None)
    if form.is_valid():
        try:
            covers.set_cover(actor=cast("User", request.user), record=record, file=form.chosen)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(record_url(record))
    context = {"form": form, "record": record, "picture": cover_url(record), "cancel_url": record_url(record)}
    return render(request, "catalogue/cover_form.html", context, status=422 if form.errors else 200)


@require_POST
@requires(EDIT_CATALOGUE)
def record_cover_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    record = find_record(public_id)
    covers.remove_cover(actor=cast("User", request.user), record=record)
    messages.success(request, _("The picture is taken away; the drawn cover is shown again."))
    return redirect(record_url(record))
