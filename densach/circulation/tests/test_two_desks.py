"""Two desks lend the same copy at the same moment, in real processes (5-quality.md §2, no. 1)."""

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

from densach.circulation.models import Loan
from tests import make

PROJECT = Path(__file__).resolve().parents[3]

# builds a place with eight readers and a row of copies, and prints their keys
PREPARE = """
import json, sys
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests import make
library = make.facility()
desk = make.user("librarian", at=library)
copies = [make.copy(facility=library).pk for _n in range(20)]
readers = [make.patron(facility=library).pk for _n in range(8)]
print(json.dumps({"desk": desk.pk, "library": library.pk, "copies": copies, "readers": readers}))
"""

# lends every copy of the row to its own reader and prints what became of each
DESK = """
import json, sys, time
from densach.accounts.models import User
from densach.catalogue.models import Copy
from densach.circulation import services
from densach.circulation.rules import Terms
from densach.core.clock import now
from densach.core.errors import Refusal
from densach.network.models import Facility
from densach.people.models import Patron
given = json.loads(sys.argv[1])
desk, library = User.objects.get(pk=given["desk"]), Facility.objects.get(pk=given["library"])
reader = Patron.objects.get(pk=given["reader"])
copies = list(Copy.objects.select_related("record", "facility").filter(pk__in=given["copies"]).order_by("pk"))
print("ready", flush=True)
sys.stdin.readline()
said = []
for copy in copies:
    try:
        services.lend_copy(actor=desk, copy=copy, patron=reader, facility=library, at=now(), override_reason="thi")
        said.append("lent")
    except Refusal as refusal:
        said.append(refusal.code)
print(json.dumps(said), flush=True)
"""

START = (
    "import django, os; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'densach.config.settings'); django.setup()\n"
)


def _run(code: str, environment: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", START + code, *arguments],
        cwd=PROJECT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "densach.config.settings", **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def compete(environment: dict[str, str], given: dict[str, Any]) -> list[list[str]]:
    """What each of two desks says of every copy, both started by one shot."""
    desks = [_run(DESK, environment, json.dumps({**given, "reader": reader})) for reader in given["readers"][:2]]
    try:
        return _race(desks)
    finally:
        for desk in desks:
            desk.kill()
            desk.communicate()


def _race(desks: list[subprocess.Popen[str]]) -> list[list[str]]:
    for desk in desks:
        assert desk.stdout
        assert desk.stdout.readline() == "ready\n"
    for desk in desks:
        assert desk.stdin
        desk.stdin.write("go\n")
        desk.stdin.flush()
    said = []
    for desk in desks:
        assert desk.stdout
        said.append(json.loads(desk.stdout.readline()))
        assert desk.wait(timeout=120) == 0
    return said


def assert_one_loan_and_one_refusal_each(said: list[list[str]]) -> None:
    for pair in zip(*said, strict=True):
        assert sorted(pair) == ["copy-on-loan", "lent"]


def test_two_desks_on_a_sqlite_file(tmp_path: Path) -> None:
    environment = {"DENSACH_HOME": str(tmp_path), "DENSACH_DATABASE_URL": ""}
    prepared = _run(PREPARE, environment)
    out, _err = prepared.communicate(timeout=180)
    assert prepared.returncode == 0
    given = json.loads(out.strip().splitlines()[-1])
    assert_one_loan_and_one_refusal_each(compete(environment, given))
    check = "from densach.circulation.models import Loan; print(Loan.objects.filter(state='open').count())"
    out, _err = _run(check, environment).communicate(timeout=60)
    assert int(out) == len(given["copies"])


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_desks_on_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("this run is on SQLite; the run on PostgreSQL does this test")
    library = make.facility()
    given = {
        "desk": make.user("librarian", at=library).pk,
        "library": library.pk,
        "copies": [make.copy(facility=library).pk for _n in range(20)],
        "readers": [make.patron(facility=library).pk for _n in range(2)],
    }
    at = {"port": 5432, "password": "", **connection.get_connection_params()}
    place = quote(at.get("host") or "localhost", safe="")
    address = f"postgresql://{at['user']}:{quote(at['password'])}@{place}:{at['port']}/{at['dbname']}"
    environment = {"DENSACH_DATABASE_URL": address, "DENSACH_HOME": str(settings.DENSACH_HOME)}
    assert_one_loan_and_one_refusal_each(compete(environment, given))
    assert Loan.objects.filter(state="open").count() == 20
