"""Reading the trail."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from densach.accounts.models import User
from densach.network.access import facilities_with, units_reached

from .models import Entry
from .permissions import VIEW_AUDIT


def entries_visible(actor: User) -> QuerySet[Entry]:
    """Lines about units (ended ones through those who follow) and facilities where the actor reads the trail.

    Those of no place only to who reads everywhere.
    """
    rows = Entry.objects.select_related("actor", "unit", "facility")
    scope = units_reached(actor, VIEW_AUDIT)
    if scope is None:
        return rows
    return rows.filter(Q(unit_id__in=scope) | Q(facility__in=facilities_with(actor, VIEW_AUDIT)))
