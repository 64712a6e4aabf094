"""The registers of a place on the screen, and as files."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from densach.accounts.models import User
from densach.catalogue.forms_registers import PeriodForm
from densach.catalogue.models import AccessionRegister, Copy, PrintState, RegisterPrint
from densach.catalogue.permissions import EDIT_CATALOGUE, VIEW_CATALOGUE
from densach.catalogue.registers import accession, gaps, general, ledgers, new_books, periodicals, textbooks
from densach.catalogue.registers.places import place_of, places_for, registers_of
from densach.catalogue.registers.splits import LANGUAGES, REASONS, SUBJECTS, TYPES
from densach.catalogue.registers.tasks import write_register
from densach.catalogue.registers.vouchers import copies_without_voucher
from densach.catalogue.registers.writing import FileKind, RegisterKind, Wanted, length, write
from densach.catalogue.services.prints import ask_print
from densach.core.clock import now, today
from densach.core.doors import requires
from densach.documents.print import ledger_pdf
from densach.network.access import facilities_with, may_at_facility
from densach.network.models import Facility

AT_ONCE = 1500  # lines: less than half a second
PER_PAGE = 50
SILENCE = dt.timedelta(minutes=3)  # of a worker: then it is taken to be dead


def find_place(request: HttpRequest, public_id: str, right: str = VIEW_CATALOGUE) -> Facility:
    """Raises Http404."""
    place = place_of(cast("User", request.user), public_id, right)
    if place is None:
        raise Http404
    return place


def base_context(request: HttpRequest, place: Facility, title: str) -> dict[str, Any]:
    crumbs = [
        (_("Registers"), reverse("register_home")),
        (place.name, reverse("register_place", args=[place.public_id])),
    ]
    may_edit = may_at_facility(cast("User", request.user), EDIT_CATALOGUE, place.pk)
    return {"place": place, "title": title, "crumbs": [*crumbs, (title, None)], "may_edit": may_edit}


def _year(asked: QueryDict) -> int | None:
    text = asked.get("year", "")
    return int(text) if text.isdecimal() and 1900 <= int(text) <= 2200 else None


@requires(VIEW_CATALOGUE)
def register_home(request: HttpRequest) -> HttpResponse:
    """The places with registers; whoever has one only goes straight there."""
    places = places_for(cast("User", request.user))
    page = Paginator(places, PER_PAGE).get_page(request.GET.get("page"))
    if page.paginator.count == 1:
        return redirect("register_place", page.object_list[0].public_id)
    prefixes: dict[int, list[str]] = {}
    for register in AccessionRegister.objects.filter(facility__in=list(page.object_list)).order_by("prefix"):
        prefixes.setdefault(register.facility_id, []).append(register.prefix)
    rows = [(place, ", ".join(prefixes.get(place.pk, []))) for place in page.object_list]
    return render(request, "catalogue/register_home.html", {"page": page, "rows": rows})


@requires(VIEW_CATALOGUE)
def register_place(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everything that a place keeps on paper."""
    place = find_place(request, public_id)
    held = dict(Copy.objects.filter(facility=place).order_by().values_list("register_id").annotate(n=Count("pk")))
    context = base_context(request, place, place.name)
    context |= {
        "crumbs": [(_("Registers"), reverse("register_home")), (place.name, None)],
        "registers": [(register, held.get(register.pk, 0)) for register in registers_of(place)],
        "unvouchered": copies_without_voucher(place).count(),
        "prints": RegisterPrint.objects.filter(facility=place, asked_by=request.user.pk).select_related("register")[:5],
        "kinds": dict(RegisterKind.choices),
    }
    return render(request, "catalogue/register_place.html", context)


@requires(VIEW_CATALOGUE)
def register_accession(request: HttpRequest, public_id: str) -> HttpResponse:
    place = find_place(request, public_id)
    registers = list(registers_of(place))
    chosen = next((one for one in registers if one.prefix == request.GET.get("register")), None)
    copies = accession.copies(accession.Choice(place, chosen, _year(request.GET)))
    page = Paginator(copies, PER_PAGE).get_page(request.GET.get("page"))
    lines = list(accession.lines(cast("QuerySet[Copy]", page.object_list)))
    context = base_context(request, place, _("Accession register")) | {
        "page": page,
        "lines": lines,
        "page_value": sum(line.price or 0 for line in lines),
        "sums": accession.sums(copies),
        "registers": registers,
        "chosen": chosen,
        "years": accession.years(place),
        "year": _year(request.GET),
        "kind": RegisterKind.ACCESSION,
    }
    return render(request, "catalogue/register_accession.html", context)


@requires(VIEW_CATALOGUE)
def register_general(request: HttpRequest, public_id: str) -> HttpResponse:
    place = find_place(request, public_id)
    year = _year(request.GET) or today().year
    found = general.general(place, year, today())
    context = base_context(request, place, _("General register")) | {
        "found": found,
        "year": year,
        "years": general.years(place, today()),
        "kind": RegisterKind.GENERAL,
        "splits": [(_("By type"), TYPES), (_("By subject (DDC)"), SUBJECTS), (_("By language"), LANGUAGES)],
        "reasons": REASONS,
        "intakes": [(line, line.sums.cells()) for line in found.intakes],
        "came": found.came.cells(),
        "withdrawals": [(line, line.sums.cells(reasons=True)) for line in found.withdrawals],
        "went": found.went.cells(reasons=True),
        "balance": [(line, line.sums.cells()) for line in found.balance],
    }
    return render(request, "catalogue/register_general.html", context)


@requires(VIEW_CATALOGUE)
def register_textbooks(request: HttpRequest, public_id: str) -> HttpResponse:
    place = find_place(request, public_id)
    page = Paginator(textbooks.title_keys(place), 10).get_page(request.GET.get("page"))
    context = base_context(request, place, _("Textbook register")) | {
        "page": page,
        "titles": list(textbooks.titles(place, page.object_list)),
        "kind": RegisterKind.TEXTBOOKS,
    }
    return render(request, "catalogue/register_textbooks.html", context)


@requires(VIEW_CATALOGUE)
def register_periodicals(request: HttpRequest, public_id: str) -> HttpResponse:
    place = find_place(request, public_id)
    year = _year(request.GET) or today().year
    lines = periodicals.periodicals(place, year)
    context = base_context(request, place, _("Periodicals register")) | {
        "lines": lines,
        "issues": sum(line.issues for line in lines),
        "value": sum(line.value for line in lines),
        "months": range(1, 13),
        "year": year,
        "years": periodicals.years(place, today().year),
        "kind": RegisterKind.PERIODICALS,
    }
    return render(request, "catalogue/register_periodicals.html", context)


@requires(VIEW_CATALOGUE)
def register_set(request: HttpRequest, public_id: str) -> HttpResponse:
    """Textbooks of each class against its pupils."""
    place = find_place(request, public_id)
    text = request.GET.get("grade", "")
    grade = int(text) if text.isdecimal() and 1 <= int(text) <= 12 else None
    lines = textbooks.school_set(place, grade)
    context = base_context(request, place, _("Textbooks by class")) | {
        "lines": lines,
        "grade": grade,
        "grades": range(1, 13),
        "pupils": sorted(textbooks.class_sizes(place).items()),
        "held": sum(line.held for line in lines),
        "out": sum(line.out for line in lines),
        "lost": sum(line.lost for line in lines),
    }
    return render(request, "catalogue/register_set.html", context)


@requires(VIEW_CATALOGUE)
def register_gaps(request: HttpRequest, public_id: str) -> HttpResponse:
    """Gaps, doubles and suffixes of each register of the place; a few hundred of each are listed, all are counted."""
    place = find_place(request, public_id)
    most = 200
    found = []
    for register in registers_of(place):
        missing = list(gaps.gaps(register))
        lists = [
            (_("Numbers used twice"), gaps.doubles(register)),
            (_("Numbers with a suffix"), gaps.suffixed(register)),
            (_("Numbers without digits"), gaps.without_number(register)),
        ]
        listed = [(name, copies.count(), list(copies[:most])) for name, copies in lists]
        found.append((register, missing[:most], sum(gap.count for gap in missing), len(missing), listed))
    return render(
        request, "catalogue/register_gaps.html", base_context(request, place, _("Gaps and doubles")) | {"found": found}
    )


@requires(VIEW_CATALOGUE)
def register_new_books(request: HttpRequest, public_id: str) -> HttpResponse:
    """The list of new books between two days; `?format=pdf` gives it for the notice board."""
    place = find_place(request, public_id)
    form = PeriodForm(request.GET if "first" in request.GET else None)
    first, last = form.period(today())
    groups = new_books.new_books(place, first, last)
    if request.GET.get("format") == FileKind.PDF:
        content = ledger_pdf(ledgers.new_book_sheets(place, groups, first, last, today()), title=_("New books"))
        return _attached(HttpResponse(content, content_type="application/pdf"), f"sach-moi-{last:%Y-%m-%d}.pdf")
    context = base_context(request, place, _("New books")) | {
        "form": PeriodForm(initial={"first": first, "last": last}),
        "classes": [(group, ledgers.CLASSES.get(group, ""), books) for group, books in groups],
        "count": sum(len(books) for _group, books in groups),
        "copies": sum(book.copies for _group, books in groups for book in books),
        "first": first,
        "last": last,
    }
    return render(request, "catalogue/register_new_books.html", context)


def _attached(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@requires(VIEW_CATALOGUE)
@require_POST
def register_print(request: HttpRequest, public_id: str) -> HttpResponse:
    """A register as a file: a short one at once, a long one from the worker."""
    place = find_place(request, public_id)
    kind, file = request.POST.get("kind", ""), request.POST.get("format", "")
    if kind not in RegisterKind.values or file not in FileKind.values:
        raise Http404
    register = registers_of(place).filter(prefix=request.POST.get("register", "")).first()
    wanted = Wanted(kind, place, _year(request.POST), register)
    if length(wanted) <= AT_ONCE:
        return _written(wanted, file)
    job = ask_print(actor=cast("User", request.user), wanted=wanted, format=file, at=now())
    write_register.enqueue(job.pk)
    return redirect("print_detail", job.public_id)


def _written(wanted: Wanted, file: str) -> HttpResponse:
    with tempfile.TemporaryDirectory(prefix="densach-print-") as folder:
        target = Path(folder) / f"register.{file}"
        write(wanted, file, target, day=today())
        return _attached(HttpResponse(target.read_bytes(), content_type=_CONTENT[file]), f"{wanted.name()}.{file}")


_CONTENT = {
    FileKind.PDF.value: "application/pdf",
    FileKind.XLSX.value: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _job(request: HttpRequest, public_id: str) -> RegisterPrint:
    """Raises Http404: a file is for whoever may read the register."""
    places = facilities_with(cast("User", request.user), VIEW_CATALOGUE).order_by()
    jobs = RegisterPrint.objects.select_related("facility", "register").filter(facility__in=places)
    job = jobs.filter(public_id=public_id).first()
    if job is None:
        raise Http404
    return job


@requires(VIEW_CATALOGUE)
def print_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """How far the writing is, then the file; htmx asks for the box alone."""
    job = _job(request, public_id)
    silent = job.state == PrintState.RUNNING and job.touched_at is not None and now() - job.touched_at > SILENCE
    name = RegisterKind(job.kind).label
    shown = {
        "title": f"{name[:1].upper()}{name[1:]} · {FileKind(job.format).label}",
        "done": job.done,
        "total": job.total,
        "finished": job.state == PrintState.DONE,
        "failed": job.state == PrintState.FAILED or silent,
        "message": job.error or (_("The work was cut off; ask for the file again.") if silent else ""),
        "url": reverse("print_detail", args=[job.public_id]),
        "result_url": reverse("print_file", args=[job.public_id]),
        "result_label": _("Download the file"),
    }
    if request.headers.get("HX-Request"):
        return render(request, "web/components/progress.html", {"job": shown})
    context = base_context(request, job.facility, str(shown["title"])) | {"job": shown}
    return render(request, "catalogue/print_detail.html", context)


@requires(VIEW_CATALOGUE)
def print_file(request: HttpRequest, public_id: str) -> HttpResponseBase:
    job = _job(request, public_id)
    if job.state != PrintState.DONE or not job.file.storage.exists(job.file.name or ""):
        messages.info(request, _("The file is not there (any more); ask for it again."))
        return redirect("print_detail", public_id)
    name = Wanted(job.kind, job.facility, job.year, job.register).name()
    return FileResponse(job.file.open("rb"), as_attachment=True, filename=f"{name}.{job.format}")
