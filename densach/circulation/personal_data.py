"""What is kept about a reader here, for the reader's own export (Law 91/2025/QH15)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from densach.people.personal_data import Holder, register

from .models import Loan, Visit


def _loans(patron_id: int) -> list[dict[str, Any]]:
    rows = Loan.objects.filter(patron_id=patron_id).select_related("copy__record", "facility").order_by("lent_at")
    return [
        {
            "title": loan.copy.record.title,
            "number": loan.copy.accession_number,
            "lent_at": loan.facility.name,
            "lent_on": loan.lent_on.isoformat(),
            "due_on": loan.due_on.isoformat(),
            "returned_at": loan.returned_at.isoformat() if loan.returned_at else None,
            "state": loan.state,
        }
        for loan in rows
    ]


def _visits(patron_id: int) -> list[dict[str, Any]]:
    rows = Visit.objects.filter(patron_id=patron_id, undone=False).order_by("day")
    return [{"place": name, "day": day.isoformat()} for name, day in rows.values_list("facility__name", "day")]


register(Holder("loans", _("Loans"), _loans))
register(Holder("visits", _("Visits"), _visits))
