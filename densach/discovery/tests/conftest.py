from __future__ import annotations

import pytest

from densach.discovery.register import SOURCES

from .make import Shelf


@pytest.fixture
def only_given_sources(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """The register of sources, emptied for one test."""
    SOURCES.discover()
    given: dict[str, object] = {}
    monkeypatch.setattr(SOURCES, "_things", given)
    return given


@pytest.fixture
def shelf(only_given_sources: dict[str, object]) -> Shelf:
    """Records given by the test."""
    made = Shelf()
    only_given_sources["record"] = made.source
    return made


@pytest.fixture
def classes(only_given_sources: dict[str, object]) -> Shelf:
    """Activities given by the test."""
    made = Shelf("activity")
    only_given_sources["activity"] = made.source
    return made
