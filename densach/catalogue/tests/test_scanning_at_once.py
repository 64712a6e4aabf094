"""Two people scan the same shelf at the same moment and a third closes, in processes of their own: no copy is counted
twice, and nothing is added after the close.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from densach.catalogue.models import Stocktake, StocktakeLine
from densach.core.clock import now
from tests import make

ROOT = Path(__file__).resolve().parents[3]
START = """
import json, sys
import django
django.setup()
from densach.accounts.models import User
from densach.catalogue.models import Copy, Stocktake, StocktakeLine
from densach.catalogue.services import stocktake as services
from densach.core.clock import now
from densach.core.errors import Refusal
"""
SCANNER = """
actor, stocktake = User.objects.get(username="desk"), Stocktake.objects.select_related("facility").get()
codes = list(Copy.objects.order_by("pk").values_list("barcode", flat=True)) + ["0000"]
print("ready", flush=True)
sys.stdin.readline()
said = []
for code in codes:
    try:
        scan = services.scan_copy(actor=actor, stocktake=stocktake, text=code, at=now())
        said.append("again" if scan.again else "new")
    except Refusal as refusal:
        said.append(refusal.code)
print(json.dumps(said), flush=True)
"""
CLOSER = """
actor, stocktake = User.objects.get(username="desk"), Stocktake.objects.select_related("facility").get()
print("ready", flush=True)
sys.stdin.readline()
while StocktakeLine.objects.count() < 10:
    pass
services.close_stocktake(actor=actor, stocktake=stocktake, at=now())
print(json.dumps(StocktakeLine.objects.count()), flush=True)
"""
SEED = """
from densach.catalogue.tests.test_scanning_at_once import shared_rows
shared_rows()
"""
ASK = """
lines = list(StocktakeLine.objects.values_list("copy", "scanned", "finding"))
print(json.dumps(lines))
"""


def shared_rows() -> None:
    place = make.facility("Thư viện Chung")
    actor = make.user("librarian", at=place, username="desk")
    newest = [make.copy(facility=place).pk for _n in range(30)][-1]
    Stocktake.objects.create(facility=place, title="x", started_at=now(), started_by=actor, newest_copy=newest)


def environment(address: str, home: Path) -> dict[str, str]:
    given = {"DENSACH_DATABASE_URL": address, "DENSACH_HOME": str(home)}
    return os.environ | given | {"DJANGO_SETTINGS_MODULE": "densach.config.settings"}


def together(codes: list[str], there: dict[str, str]) -> list[Any]:
    """What each program says, all started by one shot."""
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    running = [
        subprocess.Popen([sys.executable, "-c", START + code], cwd=ROOT, env=there, text=True, **pipes)
        for code in codes
    ]
    for program in running:
        assert program.stdout
        assert program.stdout.readline() == "ready\n", program.communicate()[1]
    for program in running:
        assert program.stdin
        program.stdin.write("go\n")
        program.stdin.flush()
    said = []
    for program in running:
        out, errors = program.communicate(timeout=120)
        assert program.returncode == 0, errors
        said.append(json.loads(out))
    return said


def check(said: list[Any], lines: list[Any]) -> None:
    *scanners, at_close = said
    assert len(lines) == at_close, "nothing came after the close"
    copies = [copy for copy, _scanned, _finding in lines if copy]
    assert len(copies) == len(set(copies)) == 30
    news = sum(words.count("new") for words in scanners)
    assert news == sum(finding != "missing" for _copy, _scanned, finding in lines)
    for words in scanners:
        assert set(words) <= {"new", "again", "stocktake-closed"}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the file of SQLite; PostgreSQL has its own test below")
def test_on_one_file(tmp_path: Path) -> None:
    there = environment(f"sqlite:///{tmp_path / 'shared.sqlite3'}", tmp_path)
    migrate = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, cwd=ROOT, env=there, check=True)
    subprocess.run([sys.executable, "-c", START + SEED], cwd=ROOT, env=there, check=True)
    said = together([SCANNER, SCANNER, CLOSER], there)
    asked = subprocess.run(
        [sys.executable, "-c", START + ASK], cwd=ROOT, env=there, check=True, capture_output=True, text=True
    )
    check(said, json.loads(asked.stdout))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs the real PostgreSQL")
def test_on_postgresql(tmp_path: Path) -> None:
    shared_rows()
    parts = urlsplit(os.environ["DENSACH_DATABASE_URL"])
    there = environment(urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}")), tmp_path)
    said = together([SCANNER, SCANNER, CLOSER], there)
    check(said, [list(row) for row in StocktakeLine.objects.values_list("copy", "scanned", "finding")])
