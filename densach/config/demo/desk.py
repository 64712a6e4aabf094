"""Loans, visits and reading on the spot since January 2022, at every place from the day it was managed in the system."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from densach.catalogue.models import Copy, CopyState, ItemType
from densach.circulation.models import InHouseUse, Loan, LoanState, Visit, VisitKind
from densach.core.ages import AgeBand, age_band
from densach.network.models import Facility, FacilityKind
from densach.people.models import Patron

from .bulk import Bulk
from .world import World

# average day of 2022: visitors, loans, copies read on the spot
_DAY = {
    FacilityKind.COMMUNE_LIBRARY: (19.0, 3.6, 6.0), FacilityKind.SCHOOL_LIBRARY: (26.0, 4.2, 7.0), FacilityKind.ARMED_FORCES_LIBRARY: (9.0, 1.8, 3.0),
    FacilityKind.MOBILE_LIBRARY: (38.0, 9.0, 14.0), FacilityKind.READING_ROOM: (7.0, 0.9, 3.0), FacilityKind.POST_OFFICE_POINT: (6.0, 0.7, 2.5),
    FacilityKind.BOOKCASE: (2.0, 0.4, 1.0), FacilityKind.LAW_BOOKCASE: (0.6, 0.1, 0.5), FacilityKind.MUSEUM: (11.0, 0.0, 0.0),
    FacilityKind.CULTURE_CENTRE: (14.0, 0.0, 0.8), FacilityKind.COMMUNITY_LEARNING_CENTRE: (5.0, 0.3, 1.0), FacilityKind.CULTURE_HOUSE: (6.0, 0.0, 0.0),
}  # fmt: skip
_YOUNG = (AgeBand.PRIMARY, AgeBand.LOWER_SECONDARY)
_BANDS = (
    AgeBand.PRIMARY,
    AgeBand.LOWER_SECONDARY,
    AgeBand.UPPER_SECONDARY,
    AgeBand.YOUNG_ADULT,
    AgeBand.ADULT,
    AgeBand.SENIOR,
    AgeBand.UNKNOWN,
)


@dataclass
class _Books:
    """The three registers of a desk."""

    loans: Bulk
    visits: Bulk
    uses: Bulk


def load_desk_days(world: World) -> tuple[int, int]:
    """Every open day of every managed place; returns loans and visit rows written."""
    by = world.system.pk
    books = _Books(
        Bulk(Loan, "public_id", "copy_id", "patron_id", "facility_id", "lent_at", "lent_on", "due_on", "returned_at", "returned_facility_id", "state",
             "patron_type", "age_band", "sex", "subject_group", "lent_by_id"),
        Bulk(Visit, "facility_id", "at", "day", "kind", "count", "age_band", "note", "counted_by_id"),
        Bulk(InHouseUse, "facility_id", "at", "day", "count", "age_band", "subject_group", "counted_by_id"),
    )  # fmt: skip
    for key, facility in world.facilities.items():
        if facility.managed_since and facility.kind in _DAY:
            _open_place(world, key, facility, books, by)
    books.uses.flush()
    return books.loans.flush(), books.visits.flush()


def _open_place(world: World, key: str, facility: Facility, books: _Books, by: int) -> None:
    visitors, lent, read = _DAY[FacilityKind(facility.kind)]
    liveliness = world.chance.uniform(0.65, 1.35) * world.size
    shelf = _Shelf(world, key)
    for day in world.open_days(facility, facility.managed_since or world.today):
        pace = world.pace(facility, day, "visits") * liveliness
        _count_visitors(world, facility, day, visitors * pace, books.visits)
        for _ in range(world.poisson(lent * world.pace(facility, day, "loans") * liveliness)):
            shelf.lend(facility, day, books.loans)
        if count := world.poisson(read * pace):
            books.uses.add(
                facility.pk,
                world.at(day, 10, 30),
                day,
                count,
                world.chance.choice(_BANDS),
                world.chance.choice("3568895"),
                by,
            )


def _count_visitors(world: World, facility: Facility, day: dt.date, mean: float, visits: Bulk) -> None:
    left = world.poisson(mean)
    school = facility.kind == FacilityKind.SCHOOL_LIBRARY
    by = world.system.pk
    if school and left > 40 and world.chance.random() < 0.3:
        count = world.chance.randint(28, 38)
        band = AgeBand.UPPER_SECONDARY if "thpt" in facility.slug else world.chance.choice(_YOUNG)
        visits.add(facility.pk, world.at(day, 9, 15), day, VisitKind.GROUP, count, band, "một lớp", by)
        left -= count
    for hour in (9, 15):
        count = left // 2 if hour == 9 else left - left // 2
        if count > 0:
            band = world.chance.choice(_YOUNG) if school else world.chance.choice(_BANDS)
            visits.add(facility.pk, world.at(day, hour, 30), day, VisitKind.TAP, count, band, "", by)


class _Shelf:
    """Copies of a place, those free first; a copy lent comes back on a day and is never lent twice at once."""

    def __init__(self, world: World, key: str) -> None:
        self.world = world
        self.patrons = sorted(world.patrons.get(key, []), key=lambda patron: patron.registered_on)
        copies = [
            copy
            for copy in world.copies.get(key, [])
            if copy.state == CopyState.IN_SERVICE and copy.item_type != ItemType.REFERENCE
        ]
        world.chance.shuffle(copies)
        self.favourites = copies
        self.back: dict[int, dt.date] = {}
        self.known = 0
        self.out: dict[int, list[dt.date]] = {}
        self.last_patron = 0

    def lend(self, facility: Facility, day: dt.date, loans: Bulk) -> None:
        patron, copy = self._patron(day), self._copy(day)
        if patron is None or copy is None:
            return
        world, chance = self.world, self.world.chance
        lent_at = world.at(day, chance.choice((8, 9, 10, 14, 15, 16)), chance.randrange(60))
        late = chance.randint(6, 30) if chance.random() < 0.06 else 0
        back = day + dt.timedelta(days=max(1, round(chance.gauss(10, 4)) + late))
        returned = back < world.today
        self.back[copy.pk] = back
        self.out[self.last_patron].append(back)
        loans.add(
            world.public_id(), copy.pk, patron.pk, facility.pk, lent_at, day, day + dt.timedelta(days=14), world.at(back, 16, 45) if returned else None,
            facility.pk if returned else None, LoanState.RETURNED if returned else LoanState.OPEN, patron.patron_type, age_band(patron.birth_year, day),
            patron.sex, copy.record.subject_group, world.system.pk,
        )  # fmt: skip

    def _patron(self, day: dt.date) -> Patron | None:
        while self.known < len(self.patrons) and self.patrons[self.known].registered_on <= day:
            self.known += 1
        if not self.known:
            return None
        # a third of the readers borrow two thirds of the books; none has more than the limit at once
        last = max(1, self.known // 3) if self.world.chance.random() < 0.65 else self.known
        position = self.world.chance.randrange(last)
        out = [back for back in self.out.get(position, ()) if back >= day]
        self.out[position] = out
        if len(out) >= 4:
            return None
        self.last_patron = position
        return self.patrons[position]

    def _copy(self, day: dt.date) -> Copy | None:
        for _ in range(6):
            position = int(len(self.favourites) * self.world.chance.random() ** 1.8) if self.favourites else 0
            if position < len(self.favourites):
                copy = self.favourites[position]
                back = self.back.get(copy.pk)
                if copy.acquired_on <= day and (back is None or back < day):
                    return copy
        return None
