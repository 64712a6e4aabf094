"""Taking a whole import out again: its copies go, its records become tombstones, what it overlaid is as it was before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max, Min, ProtectedError, QuerySet
from django.utils.translation import gettext as _

from densach.catalogue import marc as marc_fields
from densach.catalogue.availability import on_loan
from densach.catalogue.marc_columns import fields_of
from densach.catalogue.models import (
    AccessionRegister,
    Copy,
    CopyState,
    ImportBatch,
    Record,
    RecordHeading,
    RecordVersion,
    Voucher,
)
from densach.catalogue.record_fields import RecordFields
from densach.catalogue.services import link_headings
from densach.catalogue.services.records import mark_copies, set_fields
from densach.catalogue.services.stock import mark_stock, tell_holdings
from densach.core.clock import local_day

from .refusals import NotUndoable

_NAMED = 10


def take_out(batch: ImportBatch, at: dt.datetime) -> None:
    """In the running transaction. Raises NotUndoable with what has been used since."""
    copies = Copy.objects.filter(batch=batch)
    _refuse_used(batch, copies)
    records = Record.objects.filter(batch=batch)
    held = dict(copies.order_by().values_list("facility_id").annotate(first=Min("acquired_on")))
    touched = set(records.values_list("pk", flat=True)) | set(copies.values_list("record_id", flat=True))
    touched |= set(RecordVersion.objects.filter(batch=batch).values_list("record_id", flat=True))
    _delete(copies)
    _close_gaps(batch)
    _restore(batch, at)
    kept = set(Copy.objects.filter(record__batch=batch).values_list("record_id", flat=True))
    gone = records.exclude(pk__in=kept)
    RecordHeading.objects.filter(record__in=gone).delete()
    gone.update(gone_at=at, modified_at=at)
    for facility_id, first in held.items():
        mark_stock(facility_id=facility_id, first=first, last=local_day(at), added=True)
    tell_holdings(touched, at=at)


def _refuse_used(batch: ImportBatch, copies: QuerySet[Copy]) -> None:
    used = copies.exclude(state__in=(CopyState.IN_SERVICE, CopyState.REPAIR, CopyState.DAMAGED))
    names = [
        _("copy %(number)s (%(state)s)") % {"number": one.accession_number, "state": one.get_state_display()}
        for one in used[:_NAMED]
    ]
    out = on_loan(list(copies.values_list("pk", flat=True)))
    names += [
        _("copy %(number)s (lent)") % {"number": one.accession_number}
        for one in copies.filter(pk__in=list(out)[:_NAMED])
    ]
    changed = RecordVersion.objects.filter(record__batch=batch).exclude(batch=batch) | RecordVersion.objects.filter(
        record__in=RecordVersion.objects.filter(batch=batch).values("record"), ended_at__gt=batch.done_at
    ).exclude(batch=batch)
    names += [
        _("“%(title)s” (changed)") % {"title": row.record.title} for row in changed.select_related("record")[:_NAMED]
    ]
    if names:
        raise NotUndoable(names=_listed(names))


def _listed(names: list[str]) -> str:
    return "; ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")


def _delete(copies: QuerySet[Copy]) -> None:
    """Rows of any module that lean on a copy (loans, stocktakes, weedings) keep the database from deleting it."""
    try:
        with transaction.atomic():
            copies.delete()
    except ProtectedError as error:
        names = sorted({number for row in error.protected_objects for number in _numbers(row, copies)})
        raise NotUndoable(
            names=_listed([_("copy %(number)s (used)") % {"number": number} for number in names])
        ) from error


def _numbers(row: object, copies: QuerySet[Copy]) -> Iterable[str]:
    fields = [field for field in row._meta.concrete_fields if field.related_model is Copy]  # type: ignore[attr-defined]  # a model row
    keys = [getattr(row, field.attname) for field in fields]
    return copies.filter(pk__in=[key for key in keys if key]).values_list("accession_number", flat=True)


def _close_gaps(batch: ImportBatch) -> None:
    """Vouchers of the import go; registers go back to the highest number left, and those that it opened go."""
    voucher_ids = batch.found.get("vouchers", [])
    Voucher.objects.filter(pk__in=voucher_ids).exclude(
        pk__in=Copy.objects.filter(voucher__in=voucher_ids).values("voucher")
    ).delete()
    for prefix, before in batch.found.get("registers", {}).items():
        register = AccessionRegister.objects.filter(facility=batch.facility, prefix=prefix).first()
        if register is None:
            continue
        highest = Copy.objects.filter(register=register).aggregate(highest=Max("number"))["highest"] or 0
        if before is None and not Copy.objects.filter(register=register).exists():
            register.delete()
        elif register.next_number == batch.found["left"].get(prefix):
            register.next_number = min(register.next_number, max(before or 1, highest + 1))
            register.save(update_fields=["next_number"])


def _restore(batch: ImportBatch, at: dt.datetime) -> None:
    """Records that the import overlaid, from the version it kept; the version goes."""
    versions = list(RecordVersion.objects.filter(batch=batch).select_related("record").order_by("-number"))
    rows: list[Record] = []
    for version in versions:
        row = version.record
        counted = (row.subject_group, row.material)
        set_fields(row, fields_of(marc_fields.read(version.marc), before=RecordFields.of(row)), version.marc)
        row.control_number = batch.found.get("controls", {}).get(str(row.pk), row.control_number)
        row.save()
        if (row.subject_group, row.material) != counted:
            mark_copies(row, at)
        rows.append(row)
    link_headings(rows)
    RecordVersion.objects.filter(pk__in=[version.pk for version in versions]).delete()
