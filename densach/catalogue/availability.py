"""The socket through which circulation, which stands above, says which copies a reader has now.

A module above registers in its own `availability.py`: `ON_LOAN.add("loans", copy_ids_on_loan)`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from densach.core.sockets import Register

type OnLoan = Callable[[Collection[int]], Collection[int]]

# each function is given ids of copies and gives back those that are out
ON_LOAN: Register[OnLoan] = Register("availability")


def on_loan(copy_ids: Collection[int]) -> frozenset[int]:
    """Those of the copies that are out with readers now."""
    return frozenset[int]().union(*(ask(copy_ids) for ask in ON_LOAN)) if copy_ids else frozenset()
