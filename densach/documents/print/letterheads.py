"""How a place is named on its papers, and who signs them."""

from __future__ import annotations

import datetime as dt

from densach.documents.decree30 import official_date
from densach.documents.naming import Issuer, issuer_of
from densach.network.models import Facility, Unit
from densach.network.queries import unit_of
from densach.network.tree import tree_on

from .ledger import Letterhead, Signatures


def letterhead(facility: Facility, day: dt.date) -> Letterhead:
    """The body that the place belonged to on that day, and its own name."""
    issuer = _issuer(facility, day)
    return Letterhead(issuer.name if issuer else "", facility.name)


def signatures(facility: Facility, day: dt.date) -> Signatures:
    """Place and day; who keeps the register on the left, the head on the right."""
    issuer = _issuer(facility, day)
    signers = (("NGƯỜI LẬP SỔ", "(Ký, ghi rõ họ tên)"), ("THỦ TRƯỞNG ĐƠN VỊ", "(Ký, đóng dấu, ghi rõ họ tên)"))
    return Signatures(official_date(day, issuer.place if issuer else facility.name), signers)


def _issuer(facility: Facility, day: dt.date) -> Issuer | None:
    unit = unit_of(facility, on=day)
    return issuer_of(unit, _above(unit, day)) if unit else None


def _above(unit: Unit, day: dt.date) -> tuple[Unit, ...]:
    """The units over it, the nearest first."""
    path = [pk for pk in tree_on(day).path(unit.pk) if pk != unit.pk]
    found = Unit.objects.in_bulk(path)
    return tuple(found[pk] for pk in reversed(path))
