"""About 6,000 invented people with cards."""

from __future__ import annotations

import datetime as dt
from typing import Any

from densach.core.ages import Sex
from densach.network.models import Facility, FacilityKind
from densach.people.models import Card, Guardian, Patron, PatronType

from .world import World

_HOW_MANY = {
    FacilityKind.COMMUNE_LIBRARY: 230, FacilityKind.SCHOOL_LIBRARY: 160, FacilityKind.ARMED_FORCES_LIBRARY: 90, FacilityKind.MOBILE_LIBRARY: 110,
    FacilityKind.READING_ROOM: 60, FacilityKind.POST_OFFICE_POINT: 35, FacilityKind.BOOKCASE: 20, FacilityKind.CULTURE_HOUSE: 45,
    FacilityKind.CULTURE_CENTRE: 120, FacilityKind.COMMUNITY_LEARNING_CENTRE: 40,
}  # fmt: skip


def load_readers(world: World) -> int:
    """Patrons with a card each (and a guardian for most children) at every managed facility; returns how many."""
    names = world.read("sample/names.toml")
    patrons: list[Patron] = []
    for key, facility in world.facilities.items():
        if facility.managed_since is None or facility.kind not in _HOW_MANY:
            continue
        count = round(_HOW_MANY[FacilityKind(facility.kind)] * world.chance.uniform(0.8, 1.25) * world.size)
        world.patrons[key] = [_patron(world, facility, names) for _ in range(count)]
        patrons += world.patrons[key]
    Patron.objects.bulk_create(patrons, batch_size=2000)
    cards, guardians = [], []
    for number, patron in enumerate(patrons, start=1):
        cards.append(_card(world, patron, number))
        if (
            patron.patron_type in (PatronType.CHILD, PatronType.PUPIL)
            and (patron.birth_year or 0) > world.today.year - 16
        ):
            guardians.append(Guardian(patron=patron, full_name=_name(world, names, world.chance.choice("fm")), relation=world.chance.choice(["mẹ", "bố", "bà"]),
                                      consented_on=patron.registered_on, form_number=f"MẪU-{number:05d}"))  # fmt: skip
    Card.objects.bulk_create(cards, batch_size=2000)
    Guardian.objects.bulk_create(guardians, batch_size=2000)
    return len(patrons)


def _patron(world: World, facility: Facility, names: dict[str, Any]) -> Patron:
    chance = world.chance
    sex = chance.choice([Sex.FEMALE, Sex.FEMALE, Sex.MALE])
    patron_type, birth_year, group = _who(world, facility)
    span = (world.today - dt.date(2021, 1, 1)).days
    registered = dt.date(2021, 1, 1) + dt.timedelta(days=int(span * chance.random() ** 1.15))
    patron = Patron(
        public_id=world.public_id(), full_name=_name(world, names, sex), birth_year=birth_year, sex=sex, patron_type=patron_type, group=group,
        facility=facility, registered_on=max(registered, facility.opened_on), is_sample=True,
    )  # fmt: skip
    patron.set_keys()
    return patron


def _who(world: World, facility: Facility) -> tuple[PatronType, int, str]:
    chance, year = world.chance, world.today.year
    if facility.kind == FacilityKind.SCHOOL_LIBRARY:
        if chance.random() < 0.07:
            return PatronType.TEACHER, year - chance.randint(24, 58), "Giáo viên"
        first = 10 if "thpt" in facility.slug else 6 if "thcs" in facility.slug else 1
        grade = chance.randint(first, first + (2 if first == 10 else 3 if first == 6 else 4))
        return PatronType.PUPIL, year - 5 - grade - (chance.random() < 0.1), f"{grade}{chance.choice('ABCD')}"
    if facility.kind == FacilityKind.ARMED_FORCES_LIBRARY:
        return PatronType.SOLDIER, year - chance.randint(19, 50), ""
    roll = chance.random()
    if roll < 0.30:
        return PatronType.CHILD, year - chance.randint(6, 15), ""
    if roll < 0.80:
        return PatronType.ADULT, year - chance.randint(18, 59), ""
    return PatronType.SENIOR, year - chance.randint(60, 82), ""


def _name(world: World, names: dict[str, Any], sex: str) -> str:
    part = "female" if sex == Sex.FEMALE else "male"
    drawn = [_draw(world, names[key]) for key in ("family_names", f"middle_names_{part}", f"given_names_{part}")]
    return " ".join(word for word in drawn if word)


def _draw(world: World, rows: list[Any]) -> str:
    """One of a list of names, or of a table of names with their shares."""
    if isinstance(rows[0], str):
        return str(world.chance.choice(rows))
    return str(world.chance.choices([row["name"] for row in rows], [row["share"] for row in rows])[0])


def _card(world: World, patron: Patron, number: int) -> Card:
    issued = patron.registered_on
    expires = issued.replace(
        year=max(issued.year + 3, world.today.year + (0 if world.chance.random() < 0.08 else 1)), month=6, day=30
    )
    return Card(patron=patron, number=f"BK{number:06d}", issued_on=issued, expires_on=max(expires, issued))
