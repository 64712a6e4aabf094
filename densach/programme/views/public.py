"""The plan's progress for everybody, with open data."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from densach.core.doors import public
from densach.documents.tables import Column, write_csv
from densach.programme import queries
from densach.programme.open_data import COLUMNS, as_json, as_rows
from densach.programme.presentation import row_of


def _asked(request: HttpRequest) -> queries.PublicProgress | None:
    plan = queries.current_plan()
    text = request.GET.get("nam", "")
    year = int(text[:5]) if text.isascii() and text.isdigit() else None
    return queries.public_progress(plan, year) if plan else None


@require_GET
@public
def plan_progress(request: HttpRequest) -> HttpResponse:
    """Targets and where they stand, in plain words."""
    progress = _asked(request)
    context = {
        "progress": progress,
        "rows": list(zip([row_of(one) for one in progress.results], progress.rows, strict=True)) if progress else [],
        "years": queries.years_of(progress.plan)[::-1] if progress else [],
        "columns": [(column.name, column.meaning) for column in COLUMNS],
        "crumbs": [(_("The plan’s progress"), None)],
    }
    return render(request, "programme/plan_progress.html", context)


@require_GET
@public
def plan_progress_csv(request: HttpRequest) -> HttpResponse:
    """One line for each indicator."""
    progress = _asked(request)
    if progress is None:
        raise Http404
    content = write_csv([Column(column.name) for column in COLUMNS], as_rows(progress), bom=True)
    name = f"tien-do-{progress.plan.slug}-{progress.year}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


@require_GET
@public
def plan_progress_json(request: HttpRequest) -> JsonResponse:
    """The same with the meaning of every column."""
    progress = _asked(request)
    if progress is None:
        raise Http404
    return JsonResponse(as_json(progress), json_dumps_params={"ensure_ascii": False})
