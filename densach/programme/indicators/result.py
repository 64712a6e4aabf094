"""What an indicator says of one year. Values are in per cent, or in the measure's own unit for a total."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from densach.core.periods import Period
from densach.measures.evidence import Verdict
from densach.network.queries import Map
from densach.programme.models import Baseline, Indicator, Overrule, Target
from densach.programme.rules import is_lower, places_missing, reaches


class Status(StrEnum):
    REACHED = "reached"
    MISSED = "missed"
    NO_TARGET = "no target"
    NO_VALUE = "no value"


@dataclass(frozen=True)
class Problem:
    """Why there is no value: a stable code and a sentence."""

    code: str
    text: str


@dataclass(frozen=True)
class PlaceResult:
    """One facility or unit under an indicator: the verdict from the figures and, beside it, an inspector's.

    `is_open` is False where the one who asks may see the verdict but not what it rests on.
    """

    pk: int
    public_id: str
    name: str
    is_unit: bool
    computed: Verdict
    overrule: Overrule | None = None
    is_open: bool = True

    @property
    def met(self) -> bool:
        """What counts: the inspector's verdict where there is one."""
        return self.overrule.met if self.overrule else self.computed.met

    @property
    def reasons_missing(self) -> int:
        return sum(not reason.met for reason in self.computed.reasons)


@dataclass(frozen=True)
class YearValue:
    """The value of the measure in one year over `facilities` places, in the months compared."""

    year: int
    value: int
    facilities: int
    by_word: int  # the part that rests on declarations instead of records


@dataclass(frozen=True)
class IndicatorResult:
    """An indicator in one year on one map.

    `target` is that of the year, else of the next year that has one; `target_is_later` tells which. `later_targets`
    follow it. `met` and `population` count places (shares only). `series` holds the yearly values of a measure, all
    over the same months (`months` of them, `compared` as a period of the year asked).
    """

    indicator: Indicator
    year: int
    on_map: Map
    as_of: dt.date
    value: Decimal | None = None
    met: int | None = None
    population: int | None = None
    places: tuple[PlaceResult, ...] = ()
    series: tuple[YearValue, ...] = ()
    compared: Period | None = None
    target: Target | None = None
    later_targets: tuple[Target, ...] = ()
    baseline: Baseline | None = None
    problem: Problem | None = None

    @property
    def is_running(self) -> bool:
        """Whether the year was not over on the day of the count."""
        return self.as_of < dt.date(self.year, 12, 31)

    @property
    def months(self) -> int:
        return sum(1 for _month in self.compared.months()) if self.compared else 0

    @property
    def target_is_later(self) -> bool:
        return bool(self.target and self.target.year and self.target.year > self.year)

    @property
    def reached(self) -> bool | None:
        """None without a value or a target."""
        if self.value is None or self.target is None:
            return None
        return reaches(self.value, self.target.value, self.target.bound)

    @property
    def status(self) -> Status:
        if self.value is None:
            return Status.NO_VALUE
        if self.target is None:
            return Status.NO_TARGET
        return Status.REACHED if self.reached else Status.MISSED

    @property
    def missing(self) -> int | None:
        """How many places are still missing to the target (shares), else None."""
        if self.met is None or self.population is None or self.target is None:
            return None
        return places_missing(self.met, self.population, self.target.value, self.target.bound)

    @property
    def lower_target(self) -> Target | None:
        """A later milestone that asks for less than the one before it."""
        before = self.target
        for later in self.later_targets:
            if before and is_lower(later.value, before.value, later.bound):
                return later
            before = later
        return None

    @property
    def nearest(self) -> tuple[PlaceResult, ...]:
        """Places that do not meet the criterion, those that miss the fewest reasons first; at most as many as are
        missing to the target."""
        if self.reached is not False or not self.missing:
            return ()
        failing = sorted(
            (place for place in self.places if not place.met), key=lambda place: (place.reasons_missing, place.name)
        )
        return tuple(failing[: self.missing])
