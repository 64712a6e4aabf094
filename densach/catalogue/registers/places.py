"""Whose register it is: the places the actor may read."""

from __future__ import annotations

from django.db.models import QuerySet

from densach.accounts.models import User
from densach.catalogue.models import AccessionRegister
from densach.catalogue.permissions import VIEW_CATALOGUE
from densach.network.access import facilities_with
from densach.network.models import Facility


def places_for(actor: User, right: str = VIEW_CATALOGUE) -> QuerySet[Facility]:
    """Places with an accession register where the actor holds the right, by name."""
    return facilities_with(actor, right).filter(pk__in=AccessionRegister.objects.values("facility"))


def place_of(actor: User, public_id: str, right: str = VIEW_CATALOGUE) -> Facility | None:
    """None where there is no such place, or the actor does not hold the right there."""
    return facilities_with(actor, right).filter(public_id=public_id).first()


def registers_of(facility: Facility) -> QuerySet[AccessionRegister]:
    return AccessionRegister.objects.filter(facility=facility).order_by("prefix")
