"""The socket of personal data: a module above that keeps rows about a patron says what they are.

The person's own export gathers them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from densach.core.sockets import Register

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True)
class Holder:
    """`export(patron_id)` gives the JSON values kept about one patron under `key`."""

    key: str
    label: StrPromise | str
    export: Callable[[int], Any]


HOLDERS: Register[Holder] = Register("personal_data")


def register(holder: Holder) -> Holder:
    return HOLDERS.add(holder.key, holder)
