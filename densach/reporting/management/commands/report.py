"""`densach report --cycle YEAR --unit CODE --out FILE.docx`: a unit's report as an official document."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from densach.accounts.models import User
from densach.core.clock import now
from densach.core.errors import Refusal
from densach.documents.inspect import inspect_document
from densach.network.models import Unit
from densach.reporting.document import docx_of
from densach.reporting.models import Report, ReportCycle
from densach.reporting.queries import unit_in_cycle
from densach.reporting.services import draw_figures, start_report

_UNKNOWN = 2


class Command(BaseCommand):
    help = _("Write a unit's yearly report as an official document (.docx).")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--cycle", type=int, required=True, metavar="YEAR", help=_("year of the report cycle"))
        parser.add_argument("--unit", required=True, metavar="CODE", help=_("official code or key of the unit"))
        parser.add_argument("--out", type=Path, required=True, metavar="FILE.docx", help=_("file to write"))

    def handle(self, *_args: Any, cycle: int, unit: str, out: Path, **_options: Any) -> None:
        try:
            report = _report(cycle, unit)
            data = docx_of(report)
        except Refusal as refusal:
            raise CommandError(f"{refusal} {refusal.what_to_do}", returncode=_UNKNOWN) from refusal
        try:
            out.write_bytes(data)
        except OSError as error:
            text = _("%(file)s cannot be written: %(why)s.") % {"file": out, "why": error.strerror}
            raise CommandError(text, returncode=_UNKNOWN) from error
        for finding in inspect_document(data):
            self.stderr.write(str(finding))
        self.stdout.write(f"{out}: {report.unit.name}, {report.cycle.year}, {report.get_state_display()}")


def _report(year: int, code: str) -> Report:
    """The report there is, else a new draft with its figures. Raises CommandError, Refusal."""
    for cycle in ReportCycle.objects.filter(year=year).select_related("receiver", "plan"):
        unit = unit_in_cycle(cycle, code)
        if unit is None:
            continue
        report = Report.objects.filter(cycle=cycle, unit=unit).select_related("unit", "cycle__receiver").first()
        if report is None and not _may_start(cycle, unit):
            continue
        system = User.objects.system()
        report = report or start_report(actor=system, cycle=cycle, unit=unit, at=now())
        return report if report.drafted_at else draw_figures(actor=system, report=report, at=now())
    raise CommandError(_unknown(year, code), returncode=_UNKNOWN)


def _may_start(cycle: ReportCycle, unit: Unit) -> bool:
    from densach.reporting.queries import reporting_units  # only where a report is missing

    return unit.pk == cycle.receiver_id or unit in reporting_units(cycle.receiver, cycle.cut_off_on)


def _unknown(year: int, code: str) -> str:
    years = list(ReportCycle.objects.order_by("year").values_list("year", flat=True).distinct())
    if year not in years:
        known = ", ".join(map(str, years)) or "–"
        return _("There is no report cycle for %(year)s. There are cycles for: %(known)s.") % {
            "year": year,
            "known": known,
        }
    reports = Report.objects.filter(cycle__year=year).order_by("unit__name_sort")
    units = ", ".join(reports.values_list("unit__slug", flat=True).distinct())
    facts = {"code": code, "year": year, "units": units}
    return _("No unit “%(code)s” reports in %(year)s. Units that do: %(units)s.") % facts
