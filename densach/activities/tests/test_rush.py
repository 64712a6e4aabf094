"""Registration rush: never oversold, on both databases."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from . import rush

ROOT = Path(__file__).resolve().parents[3]


def never_oversold(result: dict[str, Any]) -> None:
    outcomes = result["outcomes"]
    assert result["seats_taken"] == result["confirmed"] == outcomes["given"] - outcomes.get("back", 0)
    assert result["confirmed"] <= rush.SEATS
    assert result["shared"] == 1
    assert sum(outcomes.values()) - outcomes.get("back", 0) == rush.DESKS * (rush.EACH + 1)
    assert set(outcomes) <= {"given", "back", "activity-full", "already-registered"}
    assert outcomes["activity-full"] > 0


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the other test rushes PostgreSQL")
def test_eight_desks_on_a_sqlite_file(tmp_path: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "DENSACH_DATABASE_URL"}
    environment |= {"DENSACH_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "densach.activities.tests.rush"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    never_oversold(json.loads(done.stdout))


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="no PostgreSQL is configured")
@pytest.mark.django_db(transaction=True)
def test_eight_desks_on_postgresql() -> None:
    never_oversold(rush.rush())
