"""Months, years and other stretches of local dates. Ends are inclusive, as offices write them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, order=True)
class Period:
    """Local dates from `start` to `end`, both inclusive."""

    start: dt.date
    end: dt.date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"period ends ({self.end}) before it starts ({self.start})")

    @classmethod
    def of_year(cls, year: int) -> Self:
        return cls(dt.date(year, 1, 1), dt.date(year, 12, 31))

    def months(self) -> Iterator[Month]:
        """Every month that the period touches, in order."""
        month = Month.of(self.start)
        while month.start <= self.end:
            yield month
            month = month.next()

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month."""

    year: int
    number: int

    @classmethod
    def of(cls, day: dt.date) -> Self:
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Self:
        """From "2026-11". Raises ValueError."""
        year, _, number = text.partition("-")
        month = cls(int(year), int(number))
        dt.date(month.year, month.number, 1)
        return month

    @property
    def start(self) -> dt.date:
        return dt.date(self.year, self.number, 1)

    @property
    def end(self) -> dt.date:
        return self.next().start - dt.timedelta(days=1)

    @property
    def period(self) -> Period:
        return Period(self.start, self.end)

    def next(self) -> Month:
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    def previous(self) -> Month:
        return Month(self.year - (self.number == 1), 12 if self.number == 1 else self.number - 1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"
