"""What is done with records."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Min

from densach.accounts.models import User
from densach.audit.services import record as audit
from densach.catalogue import marc as marc_fields
from densach.catalogue import queries, rules
from densach.catalogue.marc_columns import control_number, fields_of
from densach.catalogue.models import Copy, ImportBatch, Record, RecordVersion
from densach.catalogue.permissions import EDIT_CATALOGUE
from densach.catalogue.record_fields import RecordFields
from densach.catalogue.refusals import RecordExists, RecordGone, RecordHasCopies
from densach.core.clock import local_day
from densach.discovery.services import announce
from densach.network.access import require

from .headings import in_used_forms, link_headings
from .stock import mark_stock

_COUNTED = ("subject_group", "material")


@transaction.atomic
def add_record(*, actor: User, fields: RecordFields, confirmed_new: bool = False, at: dt.datetime) -> Record:
    """Enter a record; records are shared, so the right anywhere suffices.

    `confirmed_new` says that a person looked at the records that seem the same. Names and subjects written in a variant
    are kept in the form in use. Raises NotAllowed, TitleMissing, YearWrong, GradeWrong, IsbnWrong, TooManyEntries,
    RecordExists.
    """
    require(actor, EDIT_CATALOGUE)
    fields = _checked(fields, at)
    if not confirmed_new:
        _refuse_same(fields)
    record = Record()
    marc = marc_fields.write(fields, control_number=record.public_id, at=at)
    return _added(actor, record, fields, marc)


@transaction.atomic
def add_record_from_marc(
    *, actor: User, marc: dict[str, Any], ours: bool = False, confirmed_new: bool = False, at: dt.datetime
) -> Record:
    """Keep a record of another library (MARC-in-JSON) whole, with the columns read from it. Raises as `add_record`.

    One that is `ours`, written here, gets its number (001) from us.
    """
    require(actor, EDIT_CATALOGUE)
    source = marc_fields.read(marc)
    fields = fields_of(source)
    _raise(rules.fields_refusal(fields, local_day(at)))
    if not confirmed_new:
        _refuse_same(fields)
    record = Record(control_number="" if ours else control_number(source))
    if ours:
        marc = marc | {"fields": [{"001": record.public_id}, *marc["fields"]]}
    return _added(actor, record, fields, marc)


@transaction.atomic
def edit_record(*, actor: User, record: Record, fields: RecordFields, at: dt.datetime) -> Record:
    """Correct a record; what other systems wrote into its MARC stays. Raises as `add_record`, but for RecordExists."""
    require(actor, EDIT_CATALOGUE)
    _refuse_gone(record)
    fields = _checked(fields, at)
    before = RecordFields.of(record)
    changes = {name: [old, new] for name, old, new in _pairs(before, fields) if old != new}
    if not changes and record.marc:
        return record
    marc = marc_fields.write(fields, control_number=record.public_id, at=at, marc=record.marc or None, before=before)
    rewrite(actor=actor, record=record, fields=fields, marc=marc, why="edit", at=at)
    audit(actor=actor, verb="edit_record", subject=record, changes=changes)
    return record


@transaction.atomic
def replace_marc(*, actor: User, record: Record, marc: dict[str, Any], why: str = "marc", at: dt.datetime) -> Record:
    """Put other MARC in the place of a record's, whole; the columns follow. `why` is one of ChangeOfRecord.

    Raises NotAllowed, RecordGone, TitleMissing, YearWrong.
    """
    require(actor, EDIT_CATALOGUE)
    _refuse_gone(record)
    before = RecordFields.of(record)
    fields = fields_of(marc_fields.read(marc), before=before)
    _raise(rules.fields_refusal(fields, local_day(at)))
    rewrite(actor=actor, record=record, fields=fields, marc=marc, why=why, at=at)
    changes: dict[str, Any] = {name: [old, new] for name, old, new in _pairs(before, fields) if old != new}
    audit(actor=actor, verb=_VERBS.get(why, "edit_marc"), subject=record, changes=changes)
    return record


_VERBS = {"restore": "restore_record", "overlay": "overlay_record", "edit": "edit_record"}


@transaction.atomic
def delete_record(*, actor: User, record: Record, at: dt.datetime) -> Record:
    """Take out a record that never had a copy or has none left in any register. It stays as a tombstone.

    Raises NotAllowed, RecordGone, RecordHasCopies.
    """
    require(actor, EDIT_CATALOGUE)
    _refuse_gone(record)
    if copies := Copy.objects.filter(record=record).count():
        raise RecordHasCopies(title=record.title, count=copies)
    record.gone_at = at
    record.save(update_fields=["gone_at", "modified_at"])
    announce(kind="record", ids=[record.pk])
    audit(actor=actor, verb="delete_record", subject=record)
    return record


def rewrite(
    *,
    actor: User,
    record: Record,
    fields: RecordFields,
    marc: dict[str, Any],
    why: str,
    at: dt.datetime,
    batch: ImportBatch | None = None,
) -> None:
    """Keep the version before, write columns and MARC, link headings, mark figures, tell the index. No right is asked
    and no audit line written: services that do both call this.
    """
    if record.marc:
        keep_version(actor=actor, record=record, why=why, at=at, batch=batch)
    counted = {name: getattr(record, name) for name in _COUNTED}
    set_fields(record, fields, marc)
    record.save()
    link_headings([record])
    if any(getattr(record, name) != value for name, value in counted.items()):
        mark_copies(record, at)
    announce(kind="record", ids=[record.pk])


def keep_version(
    *, actor: User, record: Record, why: str, at: dt.datetime, batch: ImportBatch | None = None
) -> RecordVersion:
    """Keep a record as it stands before it is changed. Two who change it at once get a number each."""
    while True:
        last = RecordVersion.objects.filter(record=record).aggregate(last=Max("number"))["last"] or 0
        try:
            with transaction.atomic():
                return RecordVersion.objects.create(
                    record=record, number=last + 1, marc=record.marc, ended_at=at, ended_by=actor, why=why, batch=batch
                )
        except IntegrityError:
            continue


def set_fields(record: Record, fields: RecordFields, marc: dict[str, Any]) -> None:
    """Columns, MARC and subject group of an unsaved or loaded record (bulk writers call this too)."""
    for name, value in asdict(fields).items():
        setattr(record, name, value)
    record.subject_group = rules.subject_group(fields.class_scheme, fields.class_mark)
    record.marc = marc


def mark_copies(record: Record, at: dt.datetime) -> None:
    """The splits of every month since the first copy came have changed, at each place that has or had one."""
    held = Copy.objects.filter(record=record).order_by().values_list("facility_id").annotate(first=Min("acquired_on"))
    for facility_id, first in held:
        mark_stock(facility_id=facility_id, first=first, last=local_day(at), added=True)


def _added(actor: User, record: Record, fields: RecordFields, marc: dict[str, Any]) -> Record:
    set_fields(record, fields, marc)
    record.save()
    link_headings([record])
    announce(kind="record", ids=[record.pk])
    audit(actor=actor, verb="add_record", subject=record)
    return record


def _pairs(before: RecordFields, after: RecordFields) -> list[tuple[str, Any, Any]]:
    old, new = asdict(before), asdict(after)
    return [(name, old[name], new[name]) for name in old]


def _checked(fields: RecordFields, at: dt.datetime) -> RecordFields:
    fields = in_used_forms(fields.cleaned())
    _raise(rules.fields_refusal(fields, local_day(at)))
    return replace(fields, isbn=rules.isbn13(fields.isbn))


def _raise(refusal: Exception | None) -> None:
    if refusal is not None:
        raise refusal


def _refuse_gone(record: Record) -> None:
    if record.gone_at is not None:
        raise RecordGone(title=record.title)


def _refuse_same(fields: RecordFields) -> None:
    same = queries.records_like(
        isbn=fields.isbn, title=fields.title, authors=fields.authors, year=fields.year, volume=fields.volume
    ).first()
    if same is not None:
        raise RecordExists(title=same.title, public_id=same.public_id)
