"""Changes of places reach the feed by signal, since network stands below and cannot announce them itself."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from densach.network.models import Facility, Unit
from densach.network.signals import changed
from densach.network.tree import last_unit_by_facility

from .services import announce


@receiver(changed)
def announce_places(*, subject: Any, **data: Any) -> None:
    """A place by itself; a unit through the places that stand in it, which carry its name."""
    if isinstance(subject, Facility):
        found = {subject.pk}
    elif isinstance(subject, Unit):
        found = {facility for facility, unit in last_unit_by_facility().items() if unit == subject.pk}
    else:
        found = {data["facility_id"]} if data.get("facility_id") else set()
    announce(kind="facility", ids=found)
