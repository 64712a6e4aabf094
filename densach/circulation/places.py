"""Where one stands, as the rules need it: the path of the place's unit and the written policy rows."""

from __future__ import annotations

import datetime as dt

from densach.network.access import unit_of_facility
from densach.network.models import Facility
from densach.network.tree import tree_on

from .models import Policy
from .rules import Place, PolicyRow, Terms

_KEY = ("unit_id", "patron_type", "item_type")
_TERMS = ("may_borrow", "loan_days", "max_loans", "max_renewals")


def rules_at(facility: Facility, day: dt.date) -> Place:
    """The place on a day. One query; the tree is asked only where some unit has written rules."""
    stored = Policy.objects.order_by("pk").values_list(*_KEY, *_TERMS)
    rows = tuple(
        PolicyRow(Terms(*terms), unit, patron_type, item_type) for unit, patron_type, item_type, *terms in stored
    )
    path: tuple[int, ...] = ()
    if any(row.unit_id for row in rows):
        unit_id = unit_of_facility(facility.pk)
        path = tree_on(day).path(unit_id) if unit_id else ()
    return Place(facility.pk, path, rows)
