"""A criterion of the tests stands in the register while a test of this module runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from densach.measures import evidence
from densach.programme.tests.rows import VISITED

TODAY = dt.date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _visited() -> Iterator[None]:
    evidence.CRITERIA.discover()
    evidence.register(VISITED)
    yield
    evidence.CRITERIA._things.pop(VISITED.code)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of every test: 22 November 2026."""
    moment = dt.datetime(2026, 11, 22, 3, 0, tzinfo=dt.UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
