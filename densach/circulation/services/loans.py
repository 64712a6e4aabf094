"""Lend, take back, renew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from densach.accounts.models import User
from densach.catalogue.models import Copy, CopyState
from densach.circulation import refusals, rules
from densach.circulation.access import require_here
from densach.circulation.models import Loan, LoanState
from densach.circulation.permissions import LEND, OVERRIDE_POLICY
from densach.circulation.places import rules_at
from densach.core.ages import age_band
from densach.core.clock import local_day
from densach.core.text import clean, initials
from densach.network.models import Facility
from densach.people.models import Card, CardState, Patron

from .trail import availability_changed, book, loans_changed, refuse, write_line

LONGEST_REASON = 200  # the column `overridden`


@transaction.atomic
def lend_copy(
    *, actor: User, copy: Copy, patron: Patron, facility: Facility, at: dt.datetime, override_reason: str = ""
) -> Loan:
    """Lend `copy` to `patron` over the desk of `facility`.

    A reason lifts the overridable refusals for somebody with `circulation.override_policy`; it is kept on the loan.
    Raises NotAllowed, CopyOnLoan, CopyAlreadyLentToReader, CopyNotInService, CopyElsewhere, NotForLoan,
    LoanLimitReached, PatronBlocked, CardExpired, ReaderWithoutCard, ReasonTooLong. Creates no visit (see rules.py).
    """
    require_here(actor, LEND, facility.pk)
    reason = _reason(actor, facility, override_reason)
    today = local_day(at)
    verdict = rules.decide_loan(
        copy=copy_facts(copy),
        reader=_reader_facts(patron),
        open_loans=_open_loans(Q(copy=copy) | Q(patron=patron)),
        place=rules_at(facility, today),
        today=today,
        override=bool(reason),
    )
    if not isinstance(verdict, rules.Allowed):
        raise verdict
    kept = reason if verdict.waived else ""
    loan = _open(actor=actor, copy=copy, patron=patron, facility=facility, at=at, due_on=verdict.due_on, reason=kept)
    loans_changed(loan)
    availability_changed(copy)
    exception = {"waived": list(verdict.waived), "reason": reason} if verdict.waived else {}
    write_line(actor, "lend_copy", loan, facility, **book(copy), due_on=verdict.due_on.isoformat(), **exception)
    return loan


def _open(
    *, actor: User, copy: Copy, patron: Patron, facility: Facility, at: dt.datetime, due_on: dt.date, reason: str
) -> Loan:
    """The row itself; the constraint decides between two desks. Raises CopyOnLoan."""
    day = local_day(at)
    try:
        with transaction.atomic():
            return Loan.objects.create(
                copy=copy,
                patron=patron,
                facility=facility,
                lent_at=at,
                lent_on=day,
                due_on=due_on,
                overridden=reason,
                patron_type=patron.patron_type,
                age_band=age_band(patron.birth_year, day),
                sex=patron.sex,
                subject_group=copy.record.subject_group,
                lent_by=actor,
            )
    except IntegrityError:
        refuse(on_loan(copy, patron))
        raise


def on_loan(copy: Copy, patron: Patron | None = None) -> refusals.DeskRefusal | None:
    """Why an open loan of `copy` stands in the way, seen by `patron`; None when there is none."""
    holder = next(iter(_open_loans(Q(copy=copy))), None)
    if holder is None:
        return None
    if patron is not None and holder.patron_id == patron.pk:
        return refusals.CopyAlreadyLentToReader(number=copy.accession_number, due_on=rules.vi_date(holder.due_on))
    return refusals.CopyOnLoan(
        number=copy.accession_number, reader=holder.initials, since=rules.vi_date(holder.lent_on)
    )


@transaction.atomic
def return_copy(*, actor: User, copy: Copy, facility: Facility, at: dt.datetime) -> Loan:
    """Take `copy` back at any place; the loan remembers where (the copy still belongs to its own place).

    Raises NotAllowed, CopyNotOnLoan, ReturnedBeforeLent.
    """
    require_here(actor, LEND, facility.pk)
    loan = Loan.objects.filter(copy=copy, state=LoanState.OPEN).select_related("patron").first()
    if loan is None:
        raise refusals.CopyNotOnLoan(number=copy.accession_number)
    if at < loan.lent_at:
        raise refusals.ReturnedBeforeLent
    changed = _still_open(loan).update(state=LoanState.RETURNED, returned_at=at, returned_facility=facility)
    if not changed:  # another desk was quicker
        raise refusals.CopyNotOnLoan(number=copy.accession_number)
    loan.state, loan.returned_at, loan.returned_facility = LoanState.RETURNED, at, facility
    availability_changed(copy)
    write_line(actor, "return_copy", loan, facility, **book(copy), late=max(0, (local_day(at) - loan.due_on).days))
    return loan


@transaction.atomic
def return_and_lend(
    *, actor: User, copy: Copy, patron: Patron, facility: Facility, at: dt.datetime, override_reason: str = ""
) -> Loan:
    """Take `copy` back from whoever has it and lend it to `patron`: both or neither. Raises as the two do."""
    return_copy(actor=actor, copy=copy, facility=facility, at=at)
    return lend_copy(actor=actor, copy=copy, patron=patron, facility=facility, at=at, override_reason=override_reason)


@transaction.atomic
def renew_loan(*, actor: User, loan: Loan, facility: Facility, at: dt.datetime, override_reason: str = "") -> Loan:
    """Give an open loan a new term, counted from today by the rules of `facility`.

    Raises NotAllowed, AlreadyReturned, RenewalLimitReached (overridable).
    """
    require_here(actor, LEND, facility.pk)
    reason = _reason(actor, facility, override_reason)
    today = local_day(at)
    verdict = rules.decide_renewal(
        is_open=loan.state == LoanState.OPEN,
        renewals=loan.renewals,
        due_on=loan.due_on,
        policy=rules_at(facility, today).policy(loan.patron_type, loan.copy.item_type),
        today=today,
        override=bool(reason),
    )
    if not isinstance(verdict, rules.Allowed):
        raise verdict
    fields = {
        "due_on": verdict.due_on,
        "due_before_renewal": loan.due_on,
        "renewed_on": today,
        "renewals": loan.renewals + 1,
        "overridden": reason if verdict.waived else loan.overridden,
    }
    if not _still_open(loan).filter(renewals=loan.renewals).update(**fields):
        raise refusals.AlreadyReturned
    changes = {"due_on": [loan.due_on.isoformat(), verdict.due_on.isoformat()]}
    exception = {"waived": list(verdict.waived), "reason": reason} if verdict.waived else {}
    for name, value in fields.items():
        setattr(loan, name, value)
    write_line(actor, "renew_loan", loan, facility, **book(loan.copy), **changes, **exception)
    return loan


def _still_open(loan: Loan) -> QuerySet[Loan]:
    return Loan.objects.filter(pk=loan.pk, state=LoanState.OPEN)


def _reason(actor: User, facility: Facility, given: str) -> str:
    """The reason of an exception, its right checked. Raises NotAllowed, ReasonTooLong."""
    reason = clean(given)
    if reason:
        require_here(actor, OVERRIDE_POLICY, facility.pk)
    if len(reason) > LONGEST_REASON:
        raise refusals.ReasonTooLong(most=LONGEST_REASON)
    return reason


def copy_facts(copy: Copy) -> rules.CopyFacts:
    return rules.CopyFacts(
        pk=copy.pk,
        number=copy.accession_number,
        in_service=copy.state == CopyState.IN_SERVICE,
        facility_id=copy.facility_id,
        facility_name=copy.facility.name,
        item_type=copy.item_type,
        state_label=copy.get_state_display(),
        item_label=copy.get_item_type_display(),
    )


def _reader_facts(patron: Patron) -> rules.ReaderFacts:
    expires = Card.objects.filter(patron=patron, state=CardState.ACTIVE).values_list("expires_on", flat=True).first()
    return rules.ReaderFacts(patron.pk, patron.patron_type, patron.is_blocked, expires)


def _open_loans(which: Q) -> tuple[rules.OpenLoan, ...]:
    rows: Iterable[tuple[int, int, str, str, dt.date, dt.date]] = (
        Loan.objects.filter(which, state=LoanState.OPEN)
        .order_by("pk")
        .values_list("copy_id", "patron_id", "copy__item_type", "patron__full_name", "lent_on", "due_on")
    )
    return tuple(
        rules.OpenLoan(copy, patron, item_type, initials(name), lent_on, due_on)
        for copy, patron, item_type, name, lent_on, due_on in rows
    )
