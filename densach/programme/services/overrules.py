"""An inspector's verdict against the computed one."""

from __future__ import annotations

import datetime as dt

from django.core.files.base import ContentFile, File
from django.db import IntegrityError, transaction

from densach.accounts.models import User
from densach.audit.services import record
from densach.core.clock import local_day
from densach.core.ids import public_id
from densach.core.text import clean_lines
from densach.network import access
from densach.network.models import Facility, Unit
from densach.network.queries import Map
from densach.programme import refusals
from densach.programme.indicators import frame_of
from densach.programme.indicators.shares import population_of
from densach.programme.models import Indicator, IndicatorType, Overrule
from densach.programme.permissions import OVERRULE_VERDICT
from densach.programme.rules import LARGEST_FILE, SHARES, file_may_be_evidence, kind_of_file


def overrule(
    *,
    actor: User,
    indicator: Indicator,
    facility: Facility | None = None,
    unit: Unit | None = None,
    year: int,
    met: bool,
    reason: str,
    file: File[bytes] | None = None,
    at: dt.datetime,
) -> Overrule:
    """Set a verdict on one place in one year, with a reason and, if there is one, a file. Replaces the one before.

    Raises NotAllowed, YearNotBegun, YearOutsidePlan, ReasonMissing, PlaceNotJudged, FileTooLarge, FileKindRefused.
    """
    place = facility or unit
    if place is None or (facility and unit):
        raise ValueError("an overruling names one facility or one unit")
    access.require(actor, OVERRULE_VERDICT, **_where(facility, unit))
    words = clean_lines(reason)
    if not words:
        raise refusals.ReasonMissing()
    _require_judged(indicator, place, year, local_day(at))
    content = _content_of(file)
    with transaction.atomic():
        _withdraw_standing(indicator, facility, unit, year)
        row = Overrule(
            indicator=indicator, facility=facility, unit=unit, year=year, met=met, reason=words, by=actor, at=at
        )
        if content is not None:
            row.file.save(f"{public_id()}.{kind_of_file(content)}", ContentFile(content), save=False)
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:  # somebody else overruled the same place at the same moment
            row.file.delete(save=False)
            raise refusals.OverruleWithdrawn() from error
        _record(actor, "overrule-verdict", row, {"met": met, "year": year, "reason": words})
    return row


@transaction.atomic
def withdraw_overrule(*, actor: User, overrule: Overrule) -> None:
    """Let the computed verdict count again; the row stays readable. Raises NotAllowed, OverruleWithdrawn."""
    access.require(actor, OVERRULE_VERDICT, **_where(overrule.facility, overrule.unit))
    if Overrule.objects.filter(pk=overrule.pk, withdrawn=False).update(withdrawn=True) != 1:
        raise refusals.OverruleWithdrawn()
    overrule.withdrawn = True
    _record(actor, "withdraw-overrule", overrule, {"withdrawn": [False, True], "year": overrule.year})


def _where(facility: Facility | None, unit: Unit | None) -> dict[str, int]:
    return {"facility_id": facility.pk} if facility else {"unit_id": unit.pk} if unit else {}


def _require_judged(indicator: Indicator, place: Facility | Unit, year: int, on: dt.date) -> None:
    plan = indicator.plan
    if not plan.first_year <= year <= plan.last_year:
        raise refusals.YearOutsidePlan(year=year, first=plan.first_year, last=plan.last_year)
    if dt.date(year, 1, 1) > on:
        raise refusals.YearNotBegun(year=year)
    judged = isinstance(place, Unit) == (indicator.type == IndicatorType.SHARE_OF_UNITS)
    if indicator.type in SHARES and judged:
        for on_map in Map:
            frame = frame_of(plan, year, on_map, on)
            if any(one.pk == place.pk for one in population_of(indicator, frame.scope)):
                return
    raise refusals.PlaceNotJudged(name=place, year=year)


def _content_of(file: File[bytes] | None) -> bytes | None:
    """The bytes of an evidence file, never more than one byte over the limit. Raises FileTooLarge, FileKindRefused."""
    if file is None:
        return None
    content: bytes = file.read(LARGEST_FILE + 1)
    refusal = file_may_be_evidence(file.name or "", content)
    if refusal:
        raise refusal
    return content


def _withdraw_standing(indicator: Indicator, facility: Facility | None, unit: Unit | None, year: int) -> None:
    Overrule.objects.filter(indicator=indicator, facility=facility, unit=unit, year=year, withdrawn=False).update(
        withdrawn=True
    )


def _record(actor: User, verb: str, row: Overrule, changes: dict[str, object]) -> None:
    record(
        actor=actor,
        verb=verb,
        subject=row.indicator,
        unit_id=row.unit_id,
        facility_id=row.facility_id,
        changes=changes,
    )
