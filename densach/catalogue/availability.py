"""The sockets through which circulation, which stands above, says which copies a reader has now and when each was used
last.

A module above registers in its own `availability.py`: `ON_LOAN.add("loans", copy_ids_on_loan)`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping

from densach.core.sockets import Register

type OnLoan = Callable[[Collection[int]], Collection[int]]
type LastUse = Callable[[Collection[int]], Mapping[int, dt.date]]

# each function is given ids of copies and gives back those that are out
ON_LOAN: Register[OnLoan] = Register("availability")
# each is given ids of copies and gives back the day of the last use of those that were ever lent or read on the spot
LAST_USE: Register[LastUse] = Register("availability")


def on_loan(copy_ids: Collection[int]) -> frozenset[int]:
    """Those of the copies that are out with readers now."""
    return frozenset[int]().union(*(ask(copy_ids) for ask in ON_LOAN)) if copy_ids else frozenset()


def last_use(copy_ids: Collection[int]) -> dict[int, dt.date]:
    """{copy id: day of its last use}; copies that were never used are left out."""
    found: dict[int, dt.date] = {}
    for ask in LAST_USE if copy_ids else ():
        for copy_id, day in ask(copy_ids).items():
            found[copy_id] = max(day, found.get(copy_id, day))
    return found
