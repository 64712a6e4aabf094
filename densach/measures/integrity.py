"""What must hold between figures and records."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from densach.core.integrity import Check, register

from .models import DirtyMark
from .services import check_figures

_MANY = 20_000  # the worker takes them off within seconds; so many pile up only without one


def _waiting() -> Iterator[str]:
    waiting = DirtyMark.objects.count()
    if waiting > _MANY:
        yield f"{waiting} changes wait to be counted"


def _differences() -> Iterator[str]:
    for difference in islice(check_figures(), 20):
        yield str(difference)


register(Check("uncounted", "changes are counted", _waiting, "Start the worker: densach serve, or densach worker"))
register(Check("figures", "every figure equals its recount", _differences, "Run: densach recount", slow=True))
