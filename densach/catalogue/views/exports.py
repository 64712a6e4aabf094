"""Downloads: one record, a search of visitors, the staff's list."""

from __future__ import annotations

from typing import cast

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation

from densach.accounts.models import User
from densach.catalogue.exchange import downloads
from densach.catalogue.exchange import open_data as published
from densach.catalogue.exchange.downloads import AT_ONCE, Job
from densach.catalogue.exchange.tasks import write_download
from densach.catalogue.exchange.writers import FORMATS, Format
from densach.catalogue.models import Record
from densach.catalogue.permissions import VIEW_CATALOGUE
from densach.core.doors import public, requires
from densach.discovery.queries import search

MOST_FOR_VISITORS = 500
_NARROWING = ("q", "material", "subject", "place")


def _format(key: str) -> Format:
    if key not in FORMATS:
        raise Http404
    return FORMATS[key]


def _given(request: HttpRequest) -> QueryDict:
    return request.POST if request.method == "POST" else request.GET


def _file(request: HttpRequest, chosen: Format, records: object, name: str) -> HttpResponseBase:
    """The file; or, where the format cannot hold some of the records, a page that names them and offers the others."""

    def url_of(record: Record) -> str:
        return request.build_absolute_uri(reverse("record_detail", args=[record.public_id]))

    given = _given(request)
    target, outcome = downloads.file_of(chosen.key, records, url_of)
    if outcome.refused and "anyway" not in given:
        target.close()
        context = {"format": chosen, "outcome": outcome, "parameters": [*given.items()]}
        return render(request, "catalogue/export_refused.html", context, status=422)
    return FileResponse(
        target, as_attachment=True, filename=f"{name}.{chosen.extension}", content_type=chosen.content_type
    )


@public
def record_export(request: HttpRequest, public_id: str, key: str) -> HttpResponseBase:
    """One record in any format; of a record that was merged into another, that one."""
    chosen = _format(key)
    record = Record.objects.select_related("merged_into").filter(public_id=public_id).first()
    record = record.merged_into if record is not None and record.merged_into else record
    if record is None or record.gone_at:
        raise Http404
    return _file(request, chosen, [record], record.public_id)


@public
def search_export(request: HttpRequest, key: str) -> HttpResponseBase:
    """The first 500 books of a search as the search page finds them."""
    chosen, asked = _format(key), request.GET
    years = {name: int(text) for name in ("year_from", "year_to") if (text := asked.get(name, "")).isdecimal()}
    result = search(
        asked.get("q", ""),
        kinds=["record"],
        **{name: asked.get(name) or None for name in ("place", "audience", "subject", "language")},  # type: ignore[arg-type]  # texts
        **years,  # type: ignore[arg-type]  # numbers
        available={"true": True, "false": False}.get(asked.get("available", "")),
        per_page=MOST_FOR_VISITORS,
    )
    held = Record.objects.live().in_bulk([hit.id for hit in result.hits])
    return _file(request, chosen, [held[hit.id] for hit in result.hits if hit.id in held], "tim-kiem")


@requires(VIEW_CATALOGUE)
def catalogue_export(request: HttpRequest) -> HttpResponseBase:
    """The staff's list as it is narrowed: at once where it is short, else by the worker."""
    given = _given(request)
    narrowing = {name: str(given[name]) for name in _NARROWING if given.get(name)}
    records = downloads.narrowed(narrowing)
    total = records.count()
    if request.method != "POST":
        context = {"formats": FORMATS.values(), "narrowing": narrowing, "total": total, "at_once": total <= AT_ONCE}
        return render(request, "catalogue/export.html", context)
    chosen = _format(given.get("format", ""))
    if total <= AT_ONCE:
        return _file(request, chosen, records.iterator(chunk_size=500), "bieu-ghi")
    user = cast("User", request.user)
    language = translation.get_language() or "vi"
    job = downloads.new_job(user_id=user.pk, format_key=chosen.key, narrowing=narrowing, language=language, total=total)
    write_download.enqueue(job.id, user.pk)
    return redirect("export_job", job.id)


@requires(VIEW_CATALOGUE)
def export_job(request: HttpRequest, job: str) -> HttpResponse:
    found = _own_job(request, job)
    shown = downloads.as_shown(
        found, url=reverse("export_job", args=[found.id]), result_url=reverse("export_file", args=[found.id])
    )
    fragment = getattr(request, "htmx", False)
    template = "web/components/progress.html" if fragment else "catalogue/export_job.html"
    return render(request, template, {"job": shown})


@requires(VIEW_CATALOGUE)
def export_file(request: HttpRequest, job: str) -> FileResponse:
    found = _own_job(request, job)
    if not found.finished:
        raise Http404
    chosen = FORMATS[found.format]
    return FileResponse(
        default_storage.open(found.path),
        as_attachment=True,
        filename=f"bieu-ghi.{chosen.extension}",
        content_type=chosen.content_type,
    )


def _own_job(request: HttpRequest, job_id: str) -> Job:
    found = Job.load(job_id, cast("User", request.user).pk)
    if found is None:
        raise Http404
    return found


@public
def open_data(request: HttpRequest) -> HttpResponse:
    """What is published for everybody, and how programs ask for more."""
    servers = {name: request.build_absolute_uri(reverse(name)) for name in ("oai", "sru")}
    servers["api"] = request.build_absolute_uri("/api/v1/openapi.json")
    context = {"edition": published.latest(), "servers": servers}
    return render(request, "catalogue/open_data.html", context)


@public
def open_data_file(_request: HttpRequest, name: str) -> FileResponse:
    path = published.path_of(name)
    if path is None:
        raise Http404
    # a packed file is sent as it is, not as the encoding of another
    content_type = "application/gzip" if name.endswith(".gz") else "application/json" if name.endswith("json") else None
    return FileResponse(path.open("rb"), filename=name, as_attachment=True, content_type=content_type)
