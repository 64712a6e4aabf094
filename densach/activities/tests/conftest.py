from __future__ import annotations

from types import SimpleNamespace

import pytest

from . import rows


@pytest.fixture
def centre(db: None) -> SimpleNamespace:
    return rows.centre()
