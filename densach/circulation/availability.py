"""Tells the catalogue which copies are out."""

from __future__ import annotations

from collections.abc import Collection

from densach.catalogue.availability import ON_LOAN

from .models import Loan, LoanState


def copy_ids_on_loan(copy_ids: Collection[int]) -> frozenset[int]:
    """Those of the copies that have an open loan (one query)."""
    return frozenset(Loan.objects.filter(state=LoanState.OPEN, copy_id__in=copy_ids).values_list("copy_id", flat=True))


ON_LOAN.add("loans", copy_ids_on_loan)
