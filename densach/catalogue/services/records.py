"""What is done with records."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, replace

from django.db import transaction
from django.db.models import Min

from densach.accounts.models import User
from densach.audit.services import record as audit
from densach.catalogue import marc, queries, rules
from densach.catalogue.models import Copy, Record
from densach.catalogue.permissions import EDIT_CATALOGUE
from densach.catalogue.record_fields import RecordFields
from densach.catalogue.refusals import RecordExists
from densach.core.clock import local_day
from densach.discovery.services import announce
from densach.network.access import require

from .stock import mark_stock

_COUNTED = ("subject_group", "material")


@transaction.atomic
def add_record(*, actor: User, fields: RecordFields, confirmed_new: bool = False, at: dt.datetime) -> Record:
    """Enter a record; records are shared, so the right anywhere suffices.

    `confirmed_new` says that a person looked at the records that seem the same. Raises NotAllowed, TitleMissing,
    YearWrong, IsbnWrong, TooManyEntries, RecordExists.
    """
    require(actor, EDIT_CATALOGUE)
    fields = _checked(fields, at)
    if not confirmed_new:
        _refuse_same(fields)
    record = Record(**asdict(fields))
    record.subject_group = rules.subject_group(fields.class_scheme, fields.class_mark)
    record.marc = marc.write(fields, control_number=record.public_id, at=at)
    record.save()
    announce(kind="record", ids=[record.pk])
    audit(actor=actor, verb="add_record", subject=record)
    return record


@transaction.atomic
def edit_record(*, actor: User, record: Record, fields: RecordFields, at: dt.datetime) -> Record:
    """Correct a record; what other systems wrote into its MARC stays. Raises as `add_record`, but for RecordExists."""
    require(actor, EDIT_CATALOGUE)
    fields = _checked(fields, at)
    before = RecordFields.of(record)
    old, new = asdict(before), asdict(fields)
    changes = {name: [old[name], value] for name, value in new.items() if old[name] != value}
    counted = {name: getattr(record, name) for name in _COUNTED}
    for name, value in new.items():
        setattr(record, name, value)
    record.subject_group = rules.subject_group(fields.class_scheme, fields.class_mark)
    record.marc = marc.write(fields, control_number=record.public_id, at=at, marc=record.marc or None, before=before)
    record.save()
    if any(getattr(record, name) != value for name, value in counted.items()):
        _mark_copies(record, at)
    announce(kind="record", ids=[record.pk])
    audit(actor=actor, verb="edit_record", subject=record, changes=changes)
    return record


def _checked(fields: RecordFields, at: dt.datetime) -> RecordFields:
    fields = fields.cleaned()
    refusal = rules.fields_refusal(fields, local_day(at))
    if refusal is not None:
        raise refusal
    return replace(fields, isbn=rules.isbn13(fields.isbn))


def _refuse_same(fields: RecordFields) -> None:
    same = queries.records_like(
        isbn=fields.isbn, title=fields.title, authors=fields.authors, year=fields.year, volume=fields.volume
    ).first()
    if same is not None:
        raise RecordExists(title=same.title, public_id=same.public_id)


def _mark_copies(record: Record, at: dt.datetime) -> None:
    """The splits of every month since the first copy came have changed, at each place that has or had one."""
    held = Copy.objects.filter(record=record).order_by().values_list("facility_id").annotate(first=Min("acquired_on"))
    for facility_id, first in held:
        mark_stock(facility_id=facility_id, first=first, last=local_day(at), added=True)
