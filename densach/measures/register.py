"""The socket: a module above puts its measures into `measures.py` and they are counted, stored, shown and audited.

Definitions follow ISO 2789 and TCVN 12843:2019 in our own words; `reference` says where.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

from densach.core.ages import AgeBand, Sex
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


type Cell = tuple[str, str]
type Counter = Callable[[Month, Collection[int] | None], Iterable[Tally]]
type Recounter = Callable[[Period, Collection[int]], dict[Cell, int]]
type EachRecounter = Callable[[Period, Collection[int]], Mapping[int, int]]


@dataclass(frozen=True)
class Measure:
    """What is counted and how.

    `count(month, facility_ids)` gives the tallies of one month from raw rows (all facilities where None); zeros may
    be left out.
    `recount(period, facility_ids)` gives {(split, key): value} over a period and a set of places; needed where a
    rule is RECOUNT.
    `recount_each(period, facility_ids)` gives {facility id: whole value}, each place by itself; without it, one
    recount per place.
    `since()` is the day of the first raw row (None: there is none); without it a full recount starts where the first
    facility opened.
    `records_url_name` names an address that lists the raw rows; it is asked with `?facility=<public id>&month=2026-11`.
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
    recount_each: EachRecounter | None = None
    since: Callable[[], dt.date | None] | None = None
    records_url_name: str = ""

    def __post_init__(self) -> None:
        if self.across_places is Across.LAST:
            raise ValueError(f"{self.code}: places have no last one")
        if self.is_distinct and self.recount is None:
            raise ValueError(f"{self.code}: a measure of distinct things needs a recount function")

    @property
    def is_distinct(self) -> bool:
        return Across.RECOUNT in (self.across_time, self.across_places)

    @property
    def is_stock(self) -> bool:
        return self.across_time is Across.LAST

    @property
    def takes_declarations(self) -> bool:
        """Distinct people are never declared: monthly numbers of them cannot be brought to a year or to two places."""
        return self.declarable and not self.is_distinct


@dataclass(frozen=True)
class Split:
    """What the keys of a split are called. Where `keys` is given, a declaration may name no other key."""

    code: str
    name: StrPromise | str
    keys: Mapping[str, StrPromise | str]


REGISTER: Register[Measure] = Register("measures")
_SPLITS: dict[str, Split] = {}


def register(measure: Measure) -> Measure:
    return REGISTER.add(measure.code, measure)


def register_split(split: Split) -> Split:
    """Name the keys of a split. Several modules may name the same split: their keys come together."""
    known = _SPLITS.get(split.code)
    _SPLITS[split.code] = Split(split.code, known.name, {**known.keys, **split.keys}) if known else split
    return split


def split_of(code: str) -> Split:
    """The split with the names of its keys; one that nobody named shows its bare keys."""
    REGISTER.discover()
    return _SPLITS.get(code) or Split(code, code, {})


register_split(Split("age_band", _("age"), dict(AgeBand.choices)))
register_split(Split("sex", _("sex"), dict(Sex.choices)))
