from __future__ import annotations

from collections.abc import Iterator

import pytest

from densach.web.locality import _locality


@pytest.fixture(autouse=True)
def _fresh_locality() -> Iterator[None]:
    """A test rolled back takes the tree's version back too, so the next would read the locality of the last."""
    _locality.cache_clear()
    yield
    _locality.cache_clear()
