"""What every part of the sample shares: one source of chance, the day taken for today, the loaded locality, seasons and growth."""

from __future__ import annotations

import datetime as dt
import math
import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils import timezone

from densach.accounts.models import User
from densach.activities.models import Activity
from densach.catalogue.models import Copy
from densach.network.locality import Locality
from densach.network.models import Facility, FacilityKind, OpeningHours
from densach.people.models import Patron

FIRST_DAY = dt.date(2022, 1, 1)
_IDS = "23456789abcdefghjkmnpqrstuvwxyz"


@dataclass
class World:
    """Chance, day and rows of one load. `size` scales how much happens (1 = the sample as described)."""

    today: dt.date
    data: Path
    locality: Locality
    system: User
    size: float = 1.0
    chance: random.Random = field(default_factory=lambda: random.Random(20230725))  # noqa: S311  # sample data, not secrets
    patrons: dict[str, list[Patron]] = field(default_factory=dict)
    copies: dict[str, list[Copy]] = field(default_factory=dict)
    activities: list[tuple[Activity, dict[str, Any]]] = field(default_factory=list)
    weekdays: dict[int, set[int]] = field(default_factory=dict)
    seasons: dict[str, list[float]] = field(default_factory=dict)
    volume: dict[int, dict[str, float]] = field(default_factory=dict)

    @property
    def facilities(self) -> dict[str, Facility]:
        return self.locality.facilities

    def public_id(self) -> str:
        return "".join(self.chance.choices(_IDS, k=12))

    def read(self, name: str) -> dict[str, Any]:
        return tomllib.loads((self.data / name).read_text(encoding="utf-8"))

    def poisson(self, mean: float) -> int:
        """A count with the given mean (normal approximation above 30)."""
        if mean <= 0:
            return 0
        if mean > 30:
            return max(0, round(self.chance.gauss(mean, math.sqrt(mean))))
        limit, product, count = math.exp(-mean), self.chance.random(), 0
        while product > limit:
            product *= self.chance.random()
            count += 1
        return count

    def pace(self, facility: Facility, day: dt.date, what: str) -> float:
        """Season and growth of a day relative to the average day of 2022; `what` is "visits", "loans" or "attendance"."""
        if not self.seasons:
            plan = self.read("sample/activities.toml")
            self.seasons = plan["seasons"]
            volume = dict.fromkeys(("visits", "loans"), 1.0)
            for row in plan["growth"]:
                volume = {name: volume[name] * row[name] for name in volume}
                self.volume[row["year"]] = dict(volume)
        school = facility.kind == FacilityKind.SCHOOL_LIBRARY and what != "attendance"
        season = self.seasons[f"school_{what}" if school else what][day.month - 1]
        years = self.volume[min(day.year, max(self.volume))]
        return float(season * years.get(what, years["visits"]))

    def open_weekdays(self, facility: Facility) -> set[int]:
        if not self.weekdays:
            for row in OpeningHours.objects.values_list("facility_id", "weekday"):
                self.weekdays.setdefault(row[0], set()).add(row[1])
        return self.weekdays.get(facility.pk, set())

    def open_days(self, facility: Facility, start: dt.date) -> Iterator[dt.date]:
        """Days from `start` up to yesterday on which the facility opens."""
        weekdays = self.open_weekdays(facility)
        day = max(start, facility.opened_on, FIRST_DAY)
        while day < self.today:
            if day.isoweekday() in weekdays and (day.month, day.day) not in {(1, 1), (4, 30), (5, 1), (9, 2)}:
                yield day
            day += dt.timedelta(days=1)

    def at(self, day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
        return timezone.make_aware(dt.datetime(day.year, day.month, day.day, hour, minute))  # noqa: DTZ001  # made aware at once
