"""Places on paper declare their months; a few have not yet sent the last ones."""

from __future__ import annotations

import datetime as dt

from densach.core.periods import Month
from densach.measures.models import Declaration, Quality
from densach.network.models import Facility, FacilityKind

from .world import World

# average month of 2022 on paper: visits, loans, copies read on the spot, copies held
_MONTH = {
    FacilityKind.COMMUNE_LIBRARY: (330, 60, 110, 1500), FacilityKind.SCHOOL_LIBRARY: (420, 70, 120, 640), FacilityKind.ARMED_FORCES_LIBRARY: (190, 40, 70, 500),
    FacilityKind.POST_OFFICE_POINT: (90, 12, 40, 160), FacilityKind.BOOKCASE: (40, 8, 20, 120), FacilityKind.LAW_BOOKCASE: (9, 2, 6, 85),
    FacilityKind.READING_ROOM: (120, 18, 50, 320), FacilityKind.CULTURE_HOUSE: (110, 0, 0, 0), FacilityKind.MUSEUM: (220, 0, 0, 0),
    FacilityKind.COMMUNITY_LEARNING_CENTRE: (90, 5, 12, 60), FacilityKind.MOBILE_LIBRARY: (300, 70, 110, 600), FacilityKind.CULTURE_CENTRE: (300, 0, 10, 150),
}  # fmt: skip


def load_declarations(world: World) -> int:
    """Declared months before a place was managed in the system, or all of them; returns how many rows."""
    rows: list[Declaration] = []
    for number, facility in enumerate(world.facilities.values()):
        if facility.kind not in _MONTH:
            continue
        end = _last_month(world, facility, silent=number % 5 == 0)
        month = Month.of(max(facility.opened_on, dt.date(2022, 1, 1)))
        liveliness = world.chance.uniform(0.7, 1.3)
        while month.start < end:
            rows += _declared(world, facility, month, liveliness)
            month = month.next()
    Declaration.objects.bulk_create(rows, batch_size=3000)
    return len(rows)


def _last_month(world: World, facility: Facility, *, silent: bool) -> dt.date:
    """First day not declared: the month of going digital, else this month, else (silent places) two months ago."""
    if facility.managed_since:
        return facility.managed_since.replace(day=1)
    this = Month.of(world.today)
    return this.previous().previous().start if silent else this.start


def _declared(world: World, facility: Facility, month: Month, liveliness: float) -> list[Declaration]:
    visits, loans, read, held = _MONTH[FacilityKind(facility.kind)]
    values = {
        "visits": world.poisson(visits * liveliness * world.pace(facility, month.start, "visits")),
        "loans": world.poisson(loans * liveliness * world.pace(facility, month.start, "loans")),
        "in_house_uses": world.poisson(read * liveliness * world.pace(facility, month.start, "loans")),
    }
    values["uses"] = values["loans"] + values["in_house_uses"]
    if facility.managed_since is None and held:
        values["copies_held"] = round(held * liveliness) + 2 * (month.year - 2022) * 6
    return [
        Declaration(
            facility=facility, month=month.start, measure=measure, value=value, quality=Quality.DECLARED, declared_by=world.system,
            declared_at=world.at(month.next().start + dt.timedelta(days=2), 9),
        )
        for measure, value in values.items()
    ]  # fmt: skip
