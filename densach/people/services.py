"""What is done with patrons and their cards."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from densach.accounts.models import User
from densach.audit.services import record
from densach.core.clock import local_day
from densach.core.errors import Refusal
from densach.core.text import clean
from densach.measures.services import mark_dirty
from densach.network.access import require
from densach.network.models import Facility, FacilityKind

from . import queries, rules
from .models import Card, CardSeries, CardState, Guardian, Patron
from .permissions import EDIT_PATRONS, VIEW_PATRONS
from .personal_data import HOLDERS
from .refusals import BlockReasonMissing, CardJustIssued, CardNumberTaken, NoActiveCard, PossibleDuplicate
from .rules import GuardianDetails

_MEASURES = ("new_patrons",)
_COUNTED = ("birth_year", "sex", "patron_type")


@transaction.atomic
def register_patron(
    *,
    actor: User,
    facility: Facility,
    full_name: str,
    birth_year: int | None,
    sex: str,
    patron_type: str,
    group: str = "",
    card_number: str | None = None,
    valid_years: int = 1,
    email: str = "",
    phone: str = "",
    guardian: GuardianDetails | None = None,
    confirmed_new: bool = False,
    at: dt.datetime,
) -> Patron:
    """Register a person and issue the first card (`card_number` None or empty: the next of the facility's series).

    `confirmed_new` says that a person looked at those of the same name and year of birth. Raises NotAllowed,
    NameMissing, BirthYearWrong, GuardianNeeded, ConsentFormMissing, ConsentInFuture, PossibleDuplicate,
    CardNumberWrong, CardNumberTaken, ValidityWrong.
    """
    require(actor, EDIT_PATRONS, facility_id=facility.pk)
    day = local_day(at)
    _raise(rules.details_refusal(full_name=full_name, birth_year=birth_year, on=day))
    _check_guardian(facility, birth_year, patron_type, guardian, day)
    if not confirmed_new:
        _refuse_duplicates(facility, full_name, birth_year)
    texts = {"full_name": clean(full_name), "group": clean(group), "email": email.strip(), "phone": clean(phone)}
    facts = {"birth_year": birth_year, "sex": sex, "patron_type": patron_type}
    patron = Patron.objects.create(facility=facility, registered_on=day, **texts, **facts)
    _set_guardian(patron, guardian)
    card = _new_card(patron, card_number, valid_years, day)
    mark_dirty(facility_id=facility.pk, day=day, measures=_MEASURES)
    _audit(actor, "register_patron", patron, card=card.number)
    return patron


@transaction.atomic
def edit_patron(
    *,
    actor: User,
    patron: Patron,
    full_name: str,
    birth_year: int | None,
    sex: str,
    patron_type: str,
    group: str = "",
    email: str = "",
    phone: str = "",
    note: str = "",
    guardian: GuardianDetails | None = None,
    at: dt.datetime,
) -> Patron:
    """Correct a patron's facts; `guardian` None leaves a guardian already on file. Raises as `register_patron`."""
    require(actor, EDIT_PATRONS, facility_id=patron.facility_id)
    day = local_day(at)
    _raise(rules.details_refusal(full_name=full_name, birth_year=birth_year, on=day))
    if guardian is not None or queries.guardian_of(patron) is None:
        _check_guardian(patron.facility, birth_year, patron_type, guardian, day)
    facts = {
        "full_name": clean(full_name),
        "birth_year": birth_year,
        "sex": sex,
        "patron_type": patron_type,
        "group": clean(group),
        "email": email.strip(),
        "phone": clean(phone),
        "note": clean(note),
    }
    changes = {name: [getattr(patron, name), value] for name, value in facts.items() if getattr(patron, name) != value}
    for name, value in facts.items():
        setattr(patron, name, value)
    patron.save()
    _set_guardian(patron, guardian)
    if any(name in changes for name in _COUNTED):
        mark_dirty(facility_id=patron.facility_id, day=patron.registered_on, measures=_MEASURES)
    _audit(actor, "edit_patron", patron, **changes)
    return patron


@transaction.atomic
def issue_card(
    *,
    actor: User,
    patron: Patron,
    card_number: str | None = None,
    valid_years: int = 1,
    lost: bool = True,
    at: dt.datetime,
) -> Card:
    """A new card in place of the one in use, which becomes lost (or replaced: worn, wrongly printed).

    Raises NotAllowed, CardNumberWrong, CardNumberTaken, ValidityWrong.
    """
    require(actor, EDIT_PATRONS, facility_id=patron.facility_id)
    before = CardState.LOST if lost else CardState.REPLACED
    old = queries.active_card(patron)
    Card.objects.filter(patron=patron, state=CardState.ACTIVE).update(state=before)
    card = _new_card(patron, card_number, valid_years, local_day(at))
    _audit(actor, "issue_card", patron, card=[old.number if old else None, card.number], old_state=str(before.value))
    return card


@transaction.atomic
def renew_card(*, actor: User, patron: Patron, valid_years: int = 1, at: dt.datetime) -> Card:
    """Prolong the card in use from its end, or from today where it has ended. Raises NoActiveCard, ValidityWrong."""
    require(actor, EDIT_PATRONS, facility_id=patron.facility_id)
    card = queries.active_card(patron)
    if card is None:
        raise NoActiveCard(name=patron.full_name)
    before = card.expires_on
    card.expires_on = rules.valid_until(max(before, local_day(at)), valid_years)
    card.save(update_fields=["expires_on"])
    _audit(actor, "renew_card", patron, card=card.number, expires_on=[before.isoformat(), card.expires_on.isoformat()])
    return card


@transaction.atomic
def block_patron(*, actor: User, patron: Patron, reason: str, at: dt.datetime) -> None:
    """Stop lending to a patron until unblocked. Raises BlockReasonMissing."""
    require(actor, EDIT_PATRONS, facility_id=patron.facility_id)
    if not clean(reason):
        raise BlockReasonMissing
    patron.is_blocked, patron.block_reason = True, clean(reason)
    patron.save(update_fields=["is_blocked", "block_reason"])
    _audit(actor, "block_patron", patron, reason=patron.block_reason, on=local_day(at).isoformat())


@transaction.atomic
def unblock_patron(*, actor: User, patron: Patron, at: dt.datetime) -> None:
    require(actor, EDIT_PATRONS, facility_id=patron.facility_id)
    before = patron.block_reason
    patron.is_blocked, patron.block_reason = False, ""
    patron.save(update_fields=["is_blocked", "block_reason"])
    _audit(actor, "unblock_patron", patron, reason=[before, ""], on=local_day(at).isoformat())


@transaction.atomic
def export_patron(*, actor: User, patron: Patron, at: dt.datetime) -> dict[str, Any]:
    """Everything kept about a person as JSON values, for the person (Law 91/2025/QH15).

    Own facts, cards, guardian, and what each module above has registered in its `personal_data.py`. Raises NotAllowed.
    """
    require(actor, VIEW_PATRONS, facility_id=patron.facility_id)
    guardian = queries.guardian_of(patron)
    facts: dict[str, Any] = {
        "exported_at": at.isoformat(),
        "patron": {
            **{name: getattr(patron, name) for name in _OWN_FACTS},
            "registered_on": patron.registered_on.isoformat(),
            "registered_at": patron.facility.name,
        },
        "cards": [
            {
                "number": c.number,
                "issued_on": c.issued_on.isoformat(),
                "expires_on": c.expires_on.isoformat(),
                "state": c.state,
            }
            for c in queries.cards_of(patron)
        ],
        "guardian": guardian
        and {
            "full_name": guardian.full_name,
            "relation": guardian.relation,
            "consented_on": guardian.consented_on.isoformat(),
            "form_number": guardian.form_number,
        },
    }
    facts |= {holder.key: holder.export(patron.pk) for holder in HOLDERS}
    _audit(actor, "export_patron", patron)
    return facts


_OWN_FACTS = (
    "public_id",
    "full_name",
    "birth_year",
    "sex",
    "patron_type",
    "group",
    "email",
    "phone",
    "note",
    "is_blocked",
    "block_reason",
)


def _raise(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise refusal


def _check_guardian(
    facility: Facility, birth_year: int | None, patron_type: str, guardian: GuardianDetails | None, day: dt.date
) -> None:
    _raise(
        rules.guardian_refusal(
            birth_year=birth_year,
            patron_type=patron_type,
            by_class_list=facility.kind == FacilityKind.SCHOOL_LIBRARY,
            guardian=guardian,
            on=day,
        )
    )


def _refuse_duplicates(facility: Facility, full_name: str, birth_year: int | None) -> None:
    count = queries.possible_duplicates(facility_id=facility.pk, full_name=full_name, birth_year=birth_year).count()
    if count:
        raise PossibleDuplicate(name=clean(full_name), count=count)


def _set_guardian(patron: Patron, guardian: GuardianDetails | None) -> None:
    if guardian is None:
        return
    Guardian.objects.update_or_create(
        patron=patron,
        defaults={
            "full_name": clean(guardian.full_name),
            "relation": clean(guardian.relation),
            "consented_on": guardian.consented_on,
            "form_number": clean(guardian.form_number),
        },
    )


def _new_card(patron: Patron, given: str | None, valid_years: int, day: dt.date) -> Card:
    number = rules.card_number(given or "") or _next_number(patron.facility)
    _raise(rules.card_number_refusal(number))
    try:
        with transaction.atomic():
            return Card.objects.create(
                patron=patron, number=number, issued_on=day, expires_on=rules.valid_until(day, valid_years)
            )
    except IntegrityError as error:
        taken = Card.objects.filter(number=number).exists()
        raise (CardNumberTaken(number=number) if taken else CardJustIssued()) from error


def _next_number(facility: Facility) -> str:
    """The next free number of the facility's series; a number typed by hand earlier is passed over.

    Two desks compete by conditional update: the one that comes second reads again.
    """
    series = _series(facility)
    while True:
        series.refresh_from_db()
        first = number = series.next_number
        while Card.objects.filter(number=series.written(number)).exists():
            number += 1
        if CardSeries.objects.filter(pk=series.pk, next_number=first).update(next_number=number + 1):
            return series.written(number)


def _series(facility: Facility) -> CardSeries:
    found = CardSeries.objects.filter(facility=facility).first()
    if found:
        return found
    taken = set(CardSeries.objects.values_list("prefix", flat=True))
    prefix = next(p for p in rules.series_prefixes(facility.name) if p not in taken)
    series, _created = CardSeries.objects.get_or_create(facility=facility, defaults={"prefix": prefix})
    return series


def _audit(actor: User, verb: str, patron: Patron, **changes: Any) -> None:
    record(actor=actor, verb=verb, subject=patron, facility_id=patron.facility_id, changes=changes)
