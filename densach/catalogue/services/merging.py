"""Making one record of several that describe the same book."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from densach.accounts.models import User
from densach.audit.services import record as audit
from densach.catalogue import marc as marc_fields
from densach.catalogue import rules
from densach.catalogue.models import (
    ChangeOfRecord,
    Copy,
    Cover,
    Material,
    Record,
    RecordDraft,
    RecordHeading,
    Subscription,
)
from densach.catalogue.permissions import GOVERN_CATALOGUE
from densach.catalogue.record_fields import RecordFields
from densach.catalogue.refusals import RecordGone
from densach.catalogue.refusals_editing import MaterialsDiffer, NothingToMerge
from densach.catalogue.signals import records_merged
from densach.core.clock import local_day
from densach.discovery.services import announce
from densach.network.access import require

from .records import keep_version, mark_copies, rewrite


@transaction.atomic
def merge_records(
    *, actor: User, keep: Record, others: Sequence[Record], fields: RecordFields | None = None, at: dt.datetime
) -> Record:
    """Let `keep` stand for all: it gets the copies, subscriptions and, lacking one, a cover; `fields` become its own.

    The others stay as tombstones that lead to it, each with a last version. Modules above hear `records_merged`.
    Raises NotAllowed, NothingToMerge, RecordGone, MaterialsDiffer, and what `edit_record` raises for `fields`.
    """
    require(actor, GOVERN_CATALOGUE)
    gone = {other.pk: other for other in others if other.pk != keep.pk}
    if not gone:
        raise NothingToMerge
    _claim(keep, gone, at)
    fields = fields.cleaned() if fields else RecordFields.of(keep)
    if refusal := rules.fields_refusal(fields, local_day(at)):
        raise refusal
    _refuse_subscriptions(fields, gone)
    for other in gone.values():
        keep_version(actor=actor, record=other, why=ChangeOfRecord.MERGE, at=at)
        mark_copies(other, at)  # its copies are counted under another subject or material now
    moved = Copy.objects.filter(record__in=gone).update(record=keep)
    Subscription.objects.filter(record__in=gone).update(record=keep)
    Record.objects.filter(merged_into__in=gone).update(merged_into=keep)
    RecordDraft.objects.filter(record__in=gone).delete()
    RecordHeading.objects.filter(record__in=gone).delete()
    _hand_over_cover(keep, list(gone))
    _write(actor, keep, fields, at)
    announce(kind="record", ids=[keep.pk, *gone])
    records_merged.send(sender=Record, keep=keep, gone_ids=list(gone), actor=actor, at=at)
    facts = {"merged": [other.public_id for other in gone.values()], "copies": moved}
    audit(actor=actor, verb="merge_records", subject=keep, changes=facts)
    return keep


def _claim(keep: Record, gone: dict[int, Record], at: dt.datetime) -> None:
    """Close the others and hold the one that stays, always in the same order: two merges of the same records cannot
    both succeed nor wait for each other.
    """
    for pk in sorted([keep.pk, *gone]):
        row = Record.objects.filter(pk=pk, gone_at__isnull=True)
        change = {} if pk == keep.pk else {"gone_at": at, "merged_into": keep}
        if not row.update(modified_at=at, **change):
            raise RecordGone(title=(gone.get(pk) or keep).title)


def _refuse_subscriptions(fields: RecordFields, gone: dict[int, Record]) -> None:
    if fields.material != Material.PERIODICAL:
        held = Subscription.objects.filter(record__in=gone).select_related("record").first()
        if held is not None:
            raise MaterialsDiffer(title=held.record.title)


def _hand_over_cover(keep: Record, gone: list[int]) -> None:
    if not Cover.objects.filter(record=keep).exists():
        first = Cover.objects.filter(record__in=gone).order_by("pk").first()
        if first is not None:
            first.record = keep
            first.save(update_fields=["record"])


def _write(actor: User, keep: Record, fields: RecordFields, at: dt.datetime) -> None:
    """The chosen columns, in the MARC of the record that stays."""
    before = RecordFields.of(keep)
    if fields == before:
        return
    marc = marc_fields.write(fields, control_number=keep.public_id, at=at, marc=keep.marc or None, before=before)
    rewrite(actor=actor, record=keep, fields=fields, marc=marc, why=ChangeOfRecord.MERGE, at=at)
