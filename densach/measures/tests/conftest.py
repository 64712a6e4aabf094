"""The test measures alone are registered while a test of this module runs; afterwards the register is as before."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from densach.measures import register
from densach.measures.tests import lines


@pytest.fixture(autouse=True)
def _only_lines() -> Iterator[None]:
    things = register.REGISTER._things
    register.REGISTER.discover()
    before = dict(things)
    things.clear()
    for measure in (lines.LINES, lines.LINES_HELD, lines.WRITERS):
        register.register(measure)
    yield
    things.clear()
    things.update(before)
