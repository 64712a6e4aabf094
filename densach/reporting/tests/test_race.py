"""Accepting races returning, and a correction races submitting, in real processes: one wins, the other is told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from densach.reporting.models import Report, ReportCell, ReportEvent, ReportState

from . import rows

PROJECT = Path(__file__).resolve().parents[3]
START = (
    "import django, os; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'densach.config.settings'); django.setup()\n"
)
PREPARE = """
import json
from django.core.management import call_command
call_command("migrate", verbosity=0)
from densach.reporting.tests.test_race import prepared
print(json.dumps(prepared()))
"""
ACTOR = """
import json, sys
from decimal import Decimal
from densach.accounts.models import User
from densach.core.errors import Refusal
from densach.reporting import services
from densach.reporting.models import Report
from densach.reporting.tests.rows import NOVEMBER
given = json.loads(sys.argv[1])
act = {
    "accept": lambda report: services.accept_report(actor=user, report=report, at=NOVEMBER),
    "return": lambda report: services.return_report(actor=user, report=report, note="Xem lai so lieu", at=NOVEMBER),
    "submit": lambda report: services.submit_report(actor=user, report=report, at=NOVEMBER),
    "correct": lambda report: services.correct_cell(
        actor=user, report=report, key="m.visits", value=Decimal(7), reason="Quen mot so", at=NOVEMBER),
}[given["act"]]
user = User.objects.get(pk=given["user"])
reports = list(Report.objects.select_related("unit", "cycle__receiver", "cycle__plan").filter(pk__in=given["reports"]))
print("ready", flush=True)
sys.stdin.readline()
said = []
for report in reports:
    try:
        act(report)
        said.append("done")
    except Refusal as refusal:
        said.append(refusal.code)
print(json.dumps(said), flush=True)
"""


def prepared() -> dict[str, Any]:
    """Six submitted reports and six drawn drafts."""
    where = rows.locality()
    submitted, drafts = [], []
    for year in range(2020, 2026):
        for unit, kept in ((where.one, submitted), (where.two, drafts)):
            dates = {"cut_off_on": rows.CUT_OFF.replace(year=year), "due_on": rows.DUE.replace(year=year)}
            cycle = Report.objects.filter(cycle__year=year).first()
            made = cycle.cycle if cycle else rows.cycle(where, year=year, **dates)
            report = rows.report_of(made, unit)
            rows.services.draw_figures(actor=where.office, report=report, at=rows.NOVEMBER)
            if kept is submitted:
                rows.services.submit_report(actor=where.office, report=report, at=rows.NOVEMBER)
            kept.append(report.pk)
    return {"user": where.office.pk, "submitted": submitted, "drafts": drafts}


def _run(code: str, environment: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", START + code, *arguments],
        cwd=PROJECT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "densach.config.settings", **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def compete(environment: dict[str, str], given: dict[str, Any], acts: tuple[str, str], reports: list[int]) -> list[Any]:
    """What each of two people is told of every report, both started by one shot."""
    people = [
        _run(ACTOR, environment, json.dumps({"user": given["user"], "act": act, "reports": reports})) for act in acts
    ]
    try:
        for one in people:
            assert one.stdout
            assert one.stdout.readline() == "ready\n"
        for one in people:
            assert one.stdin
            one.stdin.write("go\n")
            one.stdin.flush()
        said = [json.loads(one.stdout.readline()) for one in people if one.stdout]
        assert [one.wait(timeout=120) for one in people] == [0, 0]
        return said
    finally:
        for one in people:
            one.kill()
            one.communicate()


def judge(environment: dict[str, str], given: dict[str, Any]) -> None:
    accepts, returns = compete(environment, given, ("accept", "return"), given["submitted"])
    for pair in zip(accepts, returns, strict=True):
        assert pair.count("done") == 1
        assert set(pair) - {"done"} <= {"wrong-state", "changed-meanwhile"}
    submits, corrects = compete(environment, given, ("submit", "correct"), given["drafts"])
    assert submits == ["done"] * len(submits)
    assert set(corrects) <= {"done", "report-locked"}


def test_two_people_on_a_sqlite_file(tmp_path: Path) -> None:
    environment = {"DENSACH_HOME": str(tmp_path), "DENSACH_DATABASE_URL": ""}
    setup = _run(PREPARE, environment)
    out, _err = setup.communicate(timeout=240)
    assert setup.returncode == 0
    judge(environment, json.loads(out.strip().splitlines()[-1]))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_people_on_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("this run is on SQLite; the run on PostgreSQL does this test")
    given = prepared()
    at = {"port": 5432, "password": "", **connection.get_connection_params()}
    place = quote(at.get("host") or "localhost", safe="")
    address = f"postgresql://{at['user']}:{quote(at['password'])}@{place}:{at['port']}/{at['dbname']}"
    judge({"DENSACH_DATABASE_URL": address, "DENSACH_HOME": str(settings.DENSACH_HOME)}, given)
    states = Report.objects.filter(pk__in=given["submitted"]).values_list("state", flat=True)
    assert set(states) <= {ReportState.ACCEPTED, ReportState.RETURNED}
    for report in Report.objects.filter(pk__in=given["submitted"]):
        assert ReportEvent.objects.filter(report=report).order_by("pk").last().state == report.state
    corrected = ReportCell.objects.filter(report__in=given["drafts"], corrected__isnull=False)
    assert all(cell.corrected_at <= cell.report.submitted_at for cell in corrected.select_related("report"))
