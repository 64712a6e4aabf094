"""The seam between an account and the tree above it that knows its rights.

`network` answers; `accounts` and `core.doors` only ask. One answerer, set once at start.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_answerers: list[Callable[[Any, str], bool]] = []
_namers: list[Callable[[str], str]] = []


def answer_with(answer: Callable[[Any, str], bool], *, name: Callable[[str], str]) -> None:
    """Set the functions that answer `held_anywhere` and `word_of`."""
    _answerers[:] = [answer]
    _namers[:] = [name]


def word_of(right: str) -> str:
    """A right as people call it."""
    return _namers[0](right)


def held_anywhere(user: Any, right: str) -> bool:
    return _answerers[0](user, right)
