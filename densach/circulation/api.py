"""Lending and taking back for machines: the same services, the session of a signed-in account."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.security import django_auth

from densach.catalogue.models import Copy
from densach.catalogue.queries import find_copy
from densach.core.clock import now
from densach.network.models import Facility
from densach.people.models import Card, CardState
from densach.people.queries import find_card

from . import permissions, refusals, services
from .access import require_here
from .models import Loan

PREFIX = "/loans"
router = Router(tags=["loans"], auth=django_auth)


class LendIn(Schema):
    """`facility` is a public id, `copy_number` a bar code or accession number, `card` a card number."""

    facility: str
    copy_number: str
    card: str
    override_reason: str = ""


class ReturnIn(Schema):
    facility: str
    copy_number: str


class LoanOut(Schema):
    id: str
    copy_number: str
    title: str
    facility: str
    belongs_to: str
    lent_on: dt.date
    due_on: dt.date
    state: str


@router.post("/lend", response=LoanOut, summary="Lend a copy to the reader of a card")
def lend(request: HttpRequest, given: LendIn) -> LoanOut:
    facility = _facility(request, given.facility)
    copy = _copy(given.copy_number, facility)
    loan = services.lend_copy(
        actor=request.user,  # type: ignore[arg-type]  # django_auth let it in
        copy=copy,
        patron=_card(given.card).patron,
        facility=facility,
        at=now(),
        override_reason=given.override_reason,
    )
    return _shown(loan, copy)


@router.post("/return", response=LoanOut, summary="Take a copy back")
def take_back(request: HttpRequest, given: ReturnIn) -> LoanOut:
    facility = _facility(request, given.facility)
    copy = _copy(given.copy_number, facility)
    loan = services.return_copy(
        actor=request.user,  # type: ignore[arg-type]  # django_auth let it in
        copy=copy,
        facility=facility,
        at=now(),
    )
    return _shown(loan, copy)


def _facility(request: HttpRequest, public_id: str) -> Facility:
    """The right is asked before any copy or card is looked up, so that a stranger cannot try numbers."""
    facility = Facility.objects.filter(public_id=public_id).first()
    if facility is None:
        raise refusals.PlaceUnknown(place=public_id[:20])
    require_here(request.user, permissions.LEND, facility.pk)  # type: ignore[arg-type]  # django_auth let it in
    return facility


def _copy(number: str, facility: Facility) -> Copy:
    copy = find_copy(number, facility)
    if copy is None:
        raise refusals.CardScannedAsCopy(number=number) if find_card(number) else refusals.CopyUnknown(number=number)
    return copy


def _card(number: str) -> Card:
    card = find_card(number)
    if card is None:
        raise refusals.CardUnknown(number=number)
    if card.state != CardState.ACTIVE:
        raise refusals.CardLost(number=card.number)
    return card


def _shown(loan: Loan, copy: Copy) -> LoanOut:
    return LoanOut(
        id=loan.public_id,
        copy_number=copy.accession_number,
        title=copy.record.title,
        facility=loan.facility.public_id,
        belongs_to=copy.facility.public_id,
        lent_on=loan.lent_on,
        due_on=loan.due_on,
        state=loan.state,
    )
