"""Who issues a paper about the stock of a place: the place itself, or the unit it stands in."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from densach.core.text import initials
from densach.documents.naming import Issuer, issuer_of, official_name
from densach.network.access import unit_of_facility
from densach.network.models import LIBRARY_KINDS, Facility, FacilityKind, FacilityPlacement, Unit
from densach.network.tree import tree_on


def unit_on(facility: Facility, day: dt.date) -> Unit | None:
    """The unit a place stood in on a day; the last one for a day without any."""
    placed = FacilityPlacement.objects.on(day).filter(facility=facility).values_list("unit", flat=True).first()
    found = placed or unit_of_facility(facility.pk)
    return Unit.objects.filter(pk=found).first() if found else None


def unit_issuer(facility: Facility, day: dt.date) -> Issuer:
    """The unit of a place, as it signs."""
    unit = unit_on(facility, day)
    if unit is None:
        return place_issuer(facility, day)
    path = tree_on(day).path(unit.pk)[:-1]
    found = Unit.objects.in_bulk(path)
    return issuer_of(unit, tuple(found[step] for step in reversed(path)))


def place_issuer(facility: Facility, day: dt.date) -> Issuer:
    """The place, under the body it belongs to."""
    unit = unit_on(facility, day)
    head = "NGƯỜI PHỤ TRÁCH"
    if facility.kind in LIBRARY_KINDS:
        head = "GIÁM ĐỐC" if facility.kind == FacilityKind.PROVINCIAL_LIBRARY else "PHỤ TRÁCH THƯ VIỆN"
    issuer = Issuer(facility.name, "", initials(facility.name)[:10], facility.name, (head,))
    if unit is None:
        return issuer
    return replace(issuer, parent_body=official_name(unit), place=unit_issuer(facility, day).place)


def head_of(issuer: Issuer) -> str:
    """The person who signs for a unit: "CHỦ TỊCH", "HIỆU TRƯỞNG"."""
    return issuer.signer_lines[-1]
