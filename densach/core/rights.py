"""The seam between an account and the tree above it that knows its rights.

`network` answers; `accounts` and `core.doors` only ask. One answerer, set once at start.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_answerers: list[Callable[[Any, str], bool]] = []


def answer_with(answer: Callable[[Any, str], bool]) -> None:
    """Set the function that answers `held_anywhere`."""
    _answerers[:] = [answer]


def held_anywhere(user: Any, right: str) -> bool:
    return _answerers[0](user, right)
