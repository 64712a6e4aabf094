"""Fixtures of the whole suite."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.utils import translation

from densach.network import tree
from densach.web import locality
from tests import make

INPUTS = Path(__file__).resolve().parent.parent / "shared" / "inputs"


@pytest.fixture(autouse=True)
def _own_home(settings: LazySettings, tmp_path: Path) -> None:
    """Files, index and mail of a test go to its own folder."""
    settings.DENSACH_HOME = tmp_path
    settings.DENSACH_INDEX = tmp_path / "index"
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.STATIC_ROOT = tmp_path / "static"


@pytest.fixture(autouse=True)
def _fresh_tree() -> None:
    """A test rolled back takes the tree's version number back too, so the next would read the tree of the last."""
    for cached in (tree._load, tree._successors, tree._placed, locality._locality):
        cached.cache_clear()
    cache.clear()


@pytest.fixture(autouse=True)
def _vietnamese() -> object:
    with translation.override("vi"):
        yield


@pytest.fixture
def inputs() -> Path:
    """The folder of real inputs; the test is skipped, with the reason, where it is absent."""
    if not INPUTS.is_dir():
        pytest.skip("the folder of real inputs is not on this machine")
    return INPUTS


@pytest.fixture
def place(db: None) -> SimpleNamespace:
    """A city with two wards, a library in each, and the three people of every access test.

    `owner` is librarian at the first library, `colleague` librarian of the first ward, `stranger` librarian of the other ward,
    `officer` the first ward's officer, `office` the city's programme office, `admin` administrator of the city.
    """
    city = make.unit("Thành phố Mẫu", kind="city")
    ward = make.unit("Phường Một", parent=city)
    other = make.unit("Phường Hai", parent=city)
    library = make.facility("Thư viện phường Một", unit=ward)
    far = make.facility("Thư viện phường Hai", unit=other)
    return SimpleNamespace(
        city=city,
        ward=ward,
        other=other,
        library=library,
        far=far,
        owner=make.user("librarian", at=library),
        colleague=make.user("librarian", at=ward),
        stranger=make.user("librarian", at=other),
        officer=make.user("unit_officer", at=ward),
        office=make.user("programme_office", at=city),
        admin=make.user("administrator", at=city),
    )
