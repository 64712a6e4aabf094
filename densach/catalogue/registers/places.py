"""Whose register it is: the place the actor may read, and how it is named on paper."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from densach.accounts.models import User
from densach.catalogue.models import AccessionRegister
from densach.catalogue.permissions import VIEW_CATALOGUE
from densach.documents.decree30 import official_date
from densach.documents.naming import issuer_of
from densach.documents.print import Letterhead, Signatures
from densach.network.access import facilities_with
from densach.network.models import Facility, Unit
from densach.network.queries import unit_of
from densach.network.tree import tree_on


def places_for(actor: User, right: str = VIEW_CATALOGUE) -> QuerySet[Facility]:
    """Places with an accession register where the actor holds the right, by name."""
    return facilities_with(actor, right).filter(pk__in=AccessionRegister.objects.values("facility"))


def place_of(actor: User, public_id: str, right: str = VIEW_CATALOGUE) -> Facility | None:
    """None where there is no such place, or the actor does not hold the right there."""
    return facilities_with(actor, right).filter(public_id=public_id).first()


def registers_of(facility: Facility) -> QuerySet[AccessionRegister]:
    return AccessionRegister.objects.filter(facility=facility).order_by("prefix")


def letterhead(facility: Facility, day: dt.date) -> Letterhead:
    unit = unit_of(facility, on=day)
    return Letterhead(issuer_of(unit, _above(unit, day)).name if unit else "", facility.name)


def signatures(facility: Facility, day: dt.date) -> Signatures:
    """Place and day; who keeps the register on the left, the head on the right."""
    unit = unit_of(facility, on=day)
    place = issuer_of(unit, _above(unit, day)).place if unit else facility.name
    hand = "(Ký, ghi rõ họ tên)"
    return Signatures(
        official_date(day, place), (("NGƯỜI LẬP SỔ", hand), ("THỦ TRƯỞNG ĐƠN VỊ", "(Ký, đóng dấu, ghi rõ họ tên)"))
    )


def _above(unit: Unit, day: dt.date) -> tuple[Unit, ...]:
    """The units over it, the nearest first."""
    path = [pk for pk in tree_on(day).path(unit.pk) if pk != unit.pk]
    found = Unit.objects.in_bulk(path)
    return tuple(found[pk] for pk in reversed(path))
