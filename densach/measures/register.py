"""The socket: a module above puts its measures into `measures.py` and they are counted, stored, shown and audited.

Definitions follow ISO 2789 and TCVN 12843:2019 in our own words; `reference` says where.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from densach.core.periods import Month, Period
from densach.core.sockets import Register

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Across(StrEnum):
    """How values combine across time or across places."""

    SUM = "sum"  # a flow: months and places add up
    LAST = "last"  # a stock: the value at the period's last month
    RECOUNT = "recount"  # distinct people: counted again from the raw rows, never summed


class Tally(NamedTuple):
    """One counted value of one month: whole when `split` and `key` are empty."""

    facility_id: int
    split: str
    key: str
    value: int


type Counter = Callable[[Month, Collection[int] | None], Iterable[Tally]]
type Recounter = Callable[[Period, Collection[int]], dict[tuple[str, str], int]]


@dataclass(frozen=True)
class Measure:
    """What is counted and how.

    `count(month, facility_ids)` gives the tallies of one month from raw rows (all facilities where None).
    `recount(period, facility_ids)` gives {(split, key): value} over a period and a set of places; needed where a rule is RECOUNT.
    `splits` maps a split's name to a function that names its keys for people.
    """

    code: str
    name: StrPromise | str
    definition: StrPromise | str
    reference: str
    unit: StrPromise | str
    across_time: Across
    across_places: Across
    splits: tuple[str, ...]
    count: Counter
    recount: Recounter | None = None
    declarable: bool = True

    def __post_init__(self) -> None:
        if Across.RECOUNT in (self.across_time, self.across_places) and self.recount is None:
            raise ValueError(f"{self.code}: a measure of distinct things needs a recount function")


REGISTER: Register[Measure] = Register("measures")


def register(measure: Measure) -> Measure:
    return REGISTER.add(measure.code, measure)
