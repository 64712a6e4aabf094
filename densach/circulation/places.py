"""Where one stands, as the rules need it: the path of the place's unit and the written policy rows."""

from __future__ import annotations

import datetime as dt

from densach.network.access import unit_of_facility
from densach.network.models import Facility
from densach.network.tree import tree_on

from .models import Policy
from .rules import Place, PolicyRow, Terms


def policy_row(row: Policy) -> PolicyRow:
    """A stored row as the rules read it."""
    terms = Terms(row.may_borrow, row.loan_days, row.max_loans, row.max_renewals)
    return PolicyRow(terms, row.unit_id, row.patron_type, row.item_type)


def rules_at(facility: Facility, day: dt.date) -> Place:
    """The place on a day. One query; the tree is asked only where some unit has written rules."""
    rows = tuple(policy_row(row) for row in Policy.objects.order_by("pk"))
    path: tuple[int, ...] = ()
    if any(row.unit_id for row in rows):
        unit_id = unit_of_facility(facility.pk)
        path = tree_on(day).path(unit_id) if unit_id else ()
    return Place(facility.pk, path, rows)
