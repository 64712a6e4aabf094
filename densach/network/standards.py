"""Whether a facility meets the standard of its kind, and why not (Library Law 46/2019, Decree 93/2020).

Facts that stand in the facility's own row are read here; facts of modules above (copies held) come by registration in `standards.py` there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from densach.core.sockets import Register

from .models import Facility, FacilityKind

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True)
class Fact:
    """A number known of facilities on a day: `of(facility_ids, day)` → {facility id: value}."""

    code: str
    name: StrPromise | str
    of: Callable[[Collection[int], dt.date], Mapping[int, int]]


FACTS: Register[Fact] = Register("standards")


@dataclass(frozen=True)
class Requirement:
    """At least `minimum` of a fact; `source` is the article of law."""

    fact: str
    minimum: int
    source: str


@dataclass(frozen=True)
class Finding:
    """One requirement held against a facility: the value (None where nobody has entered it) and whether it suffices."""

    requirement: Requirement
    name: str
    value: int | None

    @property
    def met(self) -> bool:
        return self.value is not None and self.value >= self.requirement.minimum


# Decree 93/2020/NĐ-CP: conditions for commune libraries, community reading rooms, private libraries serving the public
STANDARDS: dict[str, tuple[Requirement, ...]] = {
    FacilityKind.COMMUNE_LIBRARY: (
        Requirement("copies_held", 2000, "93/2020/NĐ-CP"),
        Requirement("periodical_titles", 2, "93/2020/NĐ-CP"),
        Requirement("area_m2", 40, "93/2020/NĐ-CP"),
    ),
    FacilityKind.READING_ROOM: (Requirement("copies_held", 300, "93/2020/NĐ-CP"),),
}

_OWN: dict[str, StrPromise | str] = {
    "area_m2": _("area for readers (m²)"),
    "periodical_titles": _("current periodicals (titles)"),
}


def check(facility: Facility, on: dt.date) -> list[Finding]:
    """The requirements of the facility's kind with their values on a day; empty where its kind has no standard."""
    return check_all([facility], on)[facility.pk]


def check_all(facilities: Collection[Facility], on: dt.date) -> dict[int, list[Finding]]:
    """As `check` for many, each registered fact asked once."""
    wanted = {
        requirement.fact for facility in facilities for requirement in STANDARDS.get(facility.kind, ())
    } - _OWN.keys()
    facts = {code: FACTS.get(code) for code in sorted(wanted)}
    values = {code: fact.of([facility.pk for facility in facilities], on) for code, fact in facts.items()}
    found: dict[int, list[Finding]] = {}
    for facility in facilities:
        found[facility.pk] = [
            Finding(requirement, str(_OWN[requirement.fact]), getattr(facility, requirement.fact))
            if requirement.fact in _OWN
            else Finding(requirement, str(facts[requirement.fact].name), values[requirement.fact].get(facility.pk, 0))
            for requirement in STANDARDS.get(facility.kind, ())
        ]
    return found
