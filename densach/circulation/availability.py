"""Tells the catalogue which copies are out, and when each was used last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Max

from densach.catalogue.availability import LAST_USE, ON_LOAN

from .models import InHouseUse, Loan, LoanState


def copy_ids_on_loan(copy_ids: Collection[int]) -> frozenset[int]:
    """Those of the copies that have an open loan (one query)."""
    return frozenset(Loan.objects.filter(state=LoanState.OPEN, copy_id__in=copy_ids).values_list("copy_id", flat=True))


ON_LOAN.add("loans", copy_ids_on_loan)


def last_loan_days(copy_ids: Collection[int]) -> dict[int, dt.date]:
    """The day on which each was lent last (one query); undone loans never were."""
    loans = Loan.objects.filter(copy_id__in=copy_ids).exclude(state=LoanState.UNDONE).order_by()
    return dict(loans.values_list("copy_id").annotate(last=Max("lent_on")))


def last_in_house_days(copy_ids: Collection[int]) -> dict[int, dt.date]:
    """The day on which each was read on the spot last, where it was scanned (one query)."""
    uses = InHouseUse.objects.filter(copy_id__in=copy_ids, undone=False).order_by()
    return {copy_id: last for copy_id, last in uses.values_list("copy_id").annotate(last=Max("day")) if copy_id}


LAST_USE.add("loans", last_loan_days)
LAST_USE.add("in_house", last_in_house_days)
