"""Undo what was done today at the same place: the row stays, marked, and the trail keeps both lines."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import F

from densach.accounts.models import User
from densach.circulation import refusals, rules
from densach.circulation.access import require_here
from densach.circulation.models import InHouseUse, Loan, LoanState, Visit, VisitKind
from densach.circulation.permissions import COUNT_VISITS, LEND
from densach.core.clock import local_day
from densach.measures.services import mark_dirty
from densach.network.models import Facility

from .loans import on_loan
from .trail import (
    CARD_VISIT_MEASURES,
    IN_HOUSE_MEASURES,
    VISIT_MEASURES,
    availability_changed,
    book,
    loans_changed,
    refuse,
    write_line,
)


@transaction.atomic
def undo_loan(*, actor: User, loan: Loan, facility: Facility, at: dt.datetime) -> Loan:
    """The loan never was. Raises NotAllowed, UndoElsewhere, TooLateToUndo, AlreadyUndone (or returned by now)."""
    require_here(actor, LEND, facility.pk)
    refuse(_timely(loan.lent_on, loan.facility_id, facility, at))
    if not Loan.objects.filter(pk=loan.pk, state=LoanState.OPEN).update(state=LoanState.UNDONE):
        raise refusals.AlreadyUndone
    loan.state = LoanState.UNDONE
    loans_changed(loan)
    availability_changed(loan.copy)
    write_line(actor, "undo_loan", loan, facility, **book(loan.copy))
    return loan


@transaction.atomic
def undo_return(*, actor: User, loan: Loan, facility: Facility, at: dt.datetime) -> Loan:
    """The book is out again with the same reader. Raises as `undo_loan`, and CopyOnLoan when somebody has it by now."""
    require_here(actor, LEND, facility.pk)
    if loan.state != LoanState.RETURNED or loan.returned_at is None:
        raise refusals.AlreadyUndone
    refuse(_timely(local_day(loan.returned_at), loan.returned_facility_id, facility, at))
    refuse(on_loan(loan.copy))
    try:
        with transaction.atomic():
            changed = Loan.objects.filter(pk=loan.pk, state=LoanState.RETURNED).update(
                state=LoanState.OPEN, returned_at=None, returned_facility=None
            )
    except IntegrityError:
        refuse(on_loan(loan.copy))
        raise
    if not changed:
        raise refusals.AlreadyUndone
    loan.state, loan.returned_at, loan.returned_facility = LoanState.OPEN, None, None
    availability_changed(loan.copy)
    write_line(actor, "undo_return", loan, facility, **book(loan.copy))
    return loan


@transaction.atomic
def undo_renewal(*, actor: User, loan: Loan, facility: Facility, at: dt.datetime) -> Loan:
    """Back to the term before the last renewal (one step), by the lending place. Raises as `undo_loan`."""
    require_here(actor, LEND, facility.pk)
    if loan.due_before_renewal is None:
        raise refusals.AlreadyUndone
    refuse(_timely(loan.renewed_on, loan.facility_id, facility, at))
    same = Loan.objects.filter(pk=loan.pk, state=LoanState.OPEN, renewals=loan.renewals, due_on=loan.due_on)
    before = loan.due_before_renewal
    if not same.update(due_on=before, due_before_renewal=None, renewals=F("renewals") - 1):
        raise refusals.AlreadyUndone
    changes = {"due_on": [loan.due_on.isoformat(), before.isoformat()]}
    loan.due_on, loan.due_before_renewal, loan.renewals = before, None, loan.renewals - 1
    write_line(actor, "undo_renewal", loan, facility, **book(loan.copy), **changes)
    return loan


@transaction.atomic
def undo_visit(*, actor: User, visit: Visit, facility: Facility, at: dt.datetime) -> Visit:
    """Raises NotAllowed, UndoElsewhere, TooLateToUndo, AlreadyUndone."""
    require_here(actor, COUNT_VISITS, facility.pk)
    refuse(_timely(visit.day, visit.facility_id, facility, at))
    if not Visit.objects.filter(pk=visit.pk, undone=False).update(undone=True):
        raise refusals.AlreadyUndone
    visit.undone = True
    measures = CARD_VISIT_MEASURES if visit.kind == VisitKind.CARD else VISIT_MEASURES
    mark_dirty(facility_id=visit.facility_id, day=visit.day, measures=measures)
    write_line(actor, "undo_visit", visit, facility, count=visit.count)
    return visit


@transaction.atomic
def undo_in_house_use(*, actor: User, use: InHouseUse, facility: Facility, at: dt.datetime) -> InHouseUse:
    """Raises NotAllowed, UndoElsewhere, TooLateToUndo, AlreadyUndone."""
    require_here(actor, COUNT_VISITS, facility.pk)
    refuse(_timely(use.day, use.facility_id, facility, at))
    if not InHouseUse.objects.filter(pk=use.pk, undone=False).update(undone=True):
        raise refusals.AlreadyUndone
    use.undone = True
    mark_dirty(facility_id=use.facility_id, day=use.day, measures=IN_HOUSE_MEASURES)
    write_line(actor, "undo_in_house_use", use, facility, count=use.count)
    return use


def _timely(
    done_on: dt.date | None, done_at_id: int | None, here: Facility, at: dt.datetime
) -> refusals.DeskRefusal | None:
    return rules.decide_undo(done_on=done_on, done_at_id=done_at_id, here_id=here.pk, today=local_day(at))
