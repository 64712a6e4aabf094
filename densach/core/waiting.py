"""The socket of things waiting for somebody: a module says in `waiting.py` what waits for an account (reports,
exceptions, holds).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .sockets import Register

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True)
class Waiting:
    """`count` things of one sort wait for the account that asked; the page `url_name` (no arguments) lists them."""

    label: StrPromise | str
    count: int
    url_name: str


type Asker = Callable[[Any], Waiting | None]

ASKERS: Register[Asker] = Register("waiting")


def register(key: str, ask: Asker) -> Asker:
    """`ask(actor)` answers with one or two cheap counts, None where the actor has nothing to do with it."""
    return ASKERS.add(key, ask)


def waiting_for(actor: Any) -> list[Waiting]:
    """Everything that waits for the actor, in the order of registration; what counts nothing is left out."""
    answers = (ask(actor) for ask in ASKERS)
    return [answer for answer in answers if answer is not None and answer.count]
