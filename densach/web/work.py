"""The start page after sign-in: what waits, today at one's places, the doors one may open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from densach.accounts.models import User
from densach.activities.models import Session
from densach.circulation.models import InHouseUse, Loan, LoanState, Visit
from densach.circulation.permissions import COUNT_VISITS
from densach.network.access import facilities_with


def today_in_numbers(actor: User, day: dt.date) -> list[dict[str, Any]]:
    """Tiles of one day over the places where the actor may count visits; empty for those who work at none."""
    places = set(facilities_with(actor, COUNT_VISITS).order_by().values_list("pk", flat=True))
    if not places:
        return []
    return [{"value": value, "label": label} for label, value in _counts(places, day).items()]


def _counts(places: Collection[int], day: dt.date) -> dict[str, int]:
    visits = Visit.objects.filter(facility_id__in=places, day=day, undone=False)
    loans = Loan.objects.filter(facility_id__in=places, lent_on=day).exclude(state=LoanState.UNDONE)
    here = InHouseUse.objects.filter(facility_id__in=places, day=day, undone=False)
    return {
        _("visits today"): visits.aggregate(n=Sum("count"))["n"] or 0,
        _("loans today"): loans.count(),
        _("read here today"): here.aggregate(n=Sum("count"))["n"] or 0,
        _("meetings today"): Session.objects.filter(facility_id__in=places, day=day).count(),
    }
