"""The socket of `densach doctor`: a module puts its checks into `integrity.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .sockets import Register


@dataclass(frozen=True)
class Check:
    """Something that must hold. `find()` gives a sentence for each thing that does not; `advice` says what to do then.

    `slow` ones are only asked with `densach doctor --all`.
    """

    key: str
    label: str
    find: Callable[[], Iterable[str]]
    advice: str
    slow: bool = False


CHECKS: Register[Check] = Register("integrity")


def register(check: Check) -> Check:
    return CHECKS.add(check.key, check)
