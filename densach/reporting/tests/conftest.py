from __future__ import annotations

from types import SimpleNamespace

import pytest

from densach.reporting.models import ReportCycle

from . import rows


@pytest.fixture
def where(db: None) -> SimpleNamespace:
    """City, two wards, a department with a school; people: office, officer of ward one, officer of two, leader."""
    return rows.locality()


@pytest.fixture
def cycle(where: SimpleNamespace) -> ReportCycle:
    return rows.cycle(where)
