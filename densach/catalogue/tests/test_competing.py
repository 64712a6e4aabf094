"""Two desks at the same moment, in processes of their own: no accession number and no card number is given twice."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from densach.catalogue.models import AccessionRegister, Copy
from densach.people.models import Card
from tests import make

ROOT = Path(__file__).resolve().parents[3]
DESK = """
import sys
import django
django.setup()
from densach.accounts.models import User
from densach.catalogue import services
from densach.catalogue.models import AccessionRegister, Record
from densach.core.clock import now
from densach.people.services import register_patron

name = sys.argv[1]
actor, record = User.objects.get(username="desk"), Record.objects.get()
register = AccessionRegister.objects.select_related("facility").get()
print("ready", flush=True)
sys.stdin.readline()
for turn in range(8):
    services.add_copies(actor=actor, record=record, facility=register.facility, register=register, count=3, at=now())
    register_patron(actor=actor, facility=register.facility, full_name=f"{name} {turn}", birth_year=1990, sex="u",
                    patron_type="adult", at=now())
"""


def run_desks(environment: dict[str, str]) -> None:
    desks = [
        subprocess.Popen(
            [sys.executable, "-c", DESK, name],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("Quay Mot", "Quay Hai")
    ]
    for desk in desks:
        assert desk.stdout
        assert desk.stdout.readline() == "ready\n", desk.communicate()[1]
    for desk in desks:
        assert desk.stdin
        desk.stdin.write("go\n")
        desk.stdin.flush()
    for desk in desks:
        _out, errors = desk.communicate(timeout=120)
        assert desk.returncode == 0, errors


def shared_rows() -> None:
    place = make.facility("Thư viện Chung")
    make.user("librarian", at=place, username="desk")
    AccessionRegister.objects.create(facility=place, prefix="PM")
    make.record("Sách Chung")


def environment(address: str, home: Path) -> dict[str, str]:
    return os.environ | {
        "DENSACH_DATABASE_URL": address,
        "DENSACH_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "densach.config.settings",
    }


def check(numbers: list[str], cards: list[str]) -> None:
    assert sorted(numbers) == [f"PM.{number:06d}" for number in range(1, 49)]
    assert sorted(cards) == [f"TVC.{number:06d}" for number in range(1, 17)]


SEED = """
import django; django.setup()
from densach.catalogue.tests.test_competing import shared_rows
shared_rows()
"""
ASK = """
import django; django.setup()
from densach.catalogue.models import Copy
from densach.people.models import Card
for model, field in ((Copy, "accession_number"), (Card, "number")):
    print(",".join(model.objects.values_list(field, flat=True)))
"""


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the file of SQLite; PostgreSQL has its own test below")
def test_two_desks_on_one_file(tmp_path: Path) -> None:
    there = environment(f"sqlite:///{tmp_path / 'shared.sqlite3'}", tmp_path)
    migrate = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, cwd=ROOT, env=there, check=True)
    subprocess.run([sys.executable, "-c", SEED], cwd=ROOT, env=there, check=True)
    run_desks(there)
    answer = subprocess.run(
        [sys.executable, "-c", ASK], cwd=ROOT, env=there, check=True, capture_output=True, text=True
    )
    numbers, cards = answer.stdout.splitlines()
    check(numbers.split(","), cards.split(","))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs the real PostgreSQL")
def test_two_desks_on_postgresql(tmp_path: Path) -> None:
    shared_rows()
    parts = urlsplit(os.environ["DENSACH_DATABASE_URL"])
    run_desks(environment(urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}")), tmp_path))
    numbers = Copy.objects.values_list("accession_number", flat=True)
    check(list(numbers), list(Card.objects.values_list("number", flat=True)))
