"""Count people coming in and books read on the spot."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from densach.accounts.models import User
from densach.catalogue.models import Copy
from densach.circulation import refusals, rules
from densach.circulation.access import require_here
from densach.circulation.models import InHouseUse, Visit, VisitKind
from densach.circulation.permissions import COUNT_VISITS
from densach.core.ages import AgeBand
from densach.core.ages import age_band as band_of
from densach.core.clock import local_day
from densach.core.text import clean
from densach.measures.services import mark_dirty
from densach.network.models import Facility
from densach.people.models import Patron

from .trail import CARD_VISIT_MEASURES, IN_HOUSE_MEASURES, VISIT_MEASURES, book, write_line


@transaction.atomic
def count_visits(
    *,
    actor: User,
    facility: Facility,
    count: int | str = 1,
    age_band: str = AgeBand.UNKNOWN,
    kind: str = VisitKind.TAP,
    at: dt.datetime,
    patron: Patron | None = None,
    note: str = "",
) -> Visit:
    """Count `count` people entering; a visit by card (`kind` CARD with its `patron`) counts one, once a day and place.

    Raises NotAllowed, CountOutOfRange, AgeBandUnknown, VisitWithoutReader, VisitAlreadyCounted. A loan counts no visit
    by itself (rules.py says why).
    """
    require_here(actor, COUNT_VISITS, facility.pk)
    day = local_day(at)
    by_card = kind == VisitKind.CARD
    if by_card != (patron is not None):
        raise refusals.VisitWithoutReader
    visit = Visit(
        facility=facility,
        at=at,
        day=day,
        kind=kind,
        count=1 if by_card else rules.check_count(count),
        age_band=_band(age_band),
        patron=patron,
        note=clean(note)[:100],
        counted_by=actor,
    )
    if patron is not None:
        visit.age_band, visit.sex = band_of(patron.birth_year, day), patron.sex
    _save_once(visit)
    mark_dirty(facility_id=facility.pk, day=day, measures=CARD_VISIT_MEASURES if by_card else VISIT_MEASURES)
    write_line(actor, "count_visits", visit, facility, count=visit.count, kind=visit.kind)
    return visit


def _save_once(visit: Visit) -> None:
    """The constraint holds "once a day" between two desks. Raises VisitAlreadyCounted."""
    try:
        with transaction.atomic():
            visit.save(force_insert=True)
    except IntegrityError:
        if visit.kind != VisitKind.CARD:
            raise
        raise refusals.VisitAlreadyCounted from None


def _band(given: str) -> AgeBand:
    try:
        return AgeBand(given or AgeBand.UNKNOWN)
    except ValueError:
        raise refusals.AgeBandUnknown(age_band=given[:20]) from None


@transaction.atomic
def record_in_house_use(
    *,
    actor: User,
    facility: Facility,
    at: dt.datetime,
    copy: Copy | None = None,
    count: int | str = 1,
    age_band: str = AgeBand.UNKNOWN,
) -> InHouseUse:
    """Count books read on the spot: the one scanned (its subject is kept), or a tally of `count`.

    Raises NotAllowed, CountOutOfRange, AgeBandUnknown.
    """
    require_here(actor, COUNT_VISITS, facility.pk)
    day = local_day(at)
    use = InHouseUse.objects.create(
        facility=facility,
        at=at,
        day=day,
        copy=copy,
        count=1 if copy else rules.check_count(count),
        age_band=_band(age_band),
        subject_group=copy.record.subject_group if copy else "",
        counted_by=actor,
    )
    mark_dirty(facility_id=facility.pk, day=day, measures=IN_HOUSE_MEASURES)
    write_line(actor, "record_in_house_use", use, facility, count=use.count, **(book(copy) if copy else {}))
    return use
