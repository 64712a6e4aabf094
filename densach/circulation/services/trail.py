"""What every change leaves behind: a line of the audit trail, marks for the recount, news for the search index."""

from __future__ import annotations

from typing import Any

from django.db import models

from densach.accounts.models import User
from densach.audit.services import record
from densach.catalogue.models import Copy
from densach.circulation.models import Loan
from densach.core.errors import Refusal
from densach.discovery.services import announce
from densach.measures.services import mark_dirty
from densach.network.models import Facility

LOAN_MEASURES = ("loans", "uses", "active_patrons")
VISIT_MEASURES = ("visits",)
CARD_VISIT_MEASURES = ("visits", "active_patrons")
IN_HOUSE_MEASURES = ("in_house_uses", "uses")


def refuse(refusal: Refusal | None) -> None:
    """Raise it, if there is one."""
    if refusal is not None:
        raise refusal


def write_line(actor: User, verb: str, subject: models.Model, facility: Facility, **changes: Any) -> None:
    """One audit line at the place of the act. It names the book or the number of people, never the reader."""
    record(actor=actor, verb=verb, subject=subject, facility_id=facility.pk, changes=changes)


def book(copy: Copy) -> dict[str, str]:
    """How the trail and the desk's list of last actions name a copy."""
    return {"number": copy.accession_number, "title": copy.record.title}


def loans_changed(loan: Loan) -> None:
    mark_dirty(facility_id=loan.facility_id, day=loan.lent_on, measures=LOAN_MEASURES)


def availability_changed(copy: Copy) -> None:
    announce(kind="record", ids=[copy.record_id])
