"""The socket of the work menu: a module puts its entries into `navigation.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .sockets import Register

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True)
class Entry:
    """One entry of the work menu, shown to those who hold `right` anywhere. `order` as in 4-interface.md §3 (Desk 10 … Settings 130).

    An entry `within` another (its key) stands under that one, and shows while one is in that room.
    """

    key: str
    label: StrPromise | str
    url_name: str
    right: str
    order: int
    icon: str = ""
    within: str = ""


ENTRIES: Register[Entry] = Register("navigation")


def register(entry: Entry) -> Entry:
    return ENTRIES.add(entry.key, entry)
