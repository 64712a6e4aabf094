"""What is done with names and subjects: other forms, renaming everywhere, merging."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from itertools import batched

from django.db import IntegrityError, transaction
from django.db.models import Max

from densach.accounts.models import User
from densach.audit.services import record as audit
from densach.catalogue import rules
from densach.catalogue.editing.renaming import renamed
from densach.catalogue.models import ChangeOfRecord, Heading, HeadingKind, Record, RecordHeading, RecordVersion
from densach.catalogue.permissions import EDIT_CATALOGUE, GOVERN_CATALOGUE
from densach.catalogue.refusals_editing import HeadingEmpty, HeadingExists, HeadingIsVariant, HeadingsDiffer
from densach.core.text import clean, exact_key
from densach.discovery.services import announce
from densach.network.access import require

from .headings import link_headings
from .records import set_fields

_AT_ONCE = 500


@transaction.atomic
def add_variant(*, actor: User, heading: Heading, text: str) -> Heading:
    """Note another form ("Tố Như", "Ho Chi Minh") of a heading in use: whoever writes or seeks it is led to this one.

    Raises NotAllowed, HeadingIsVariant, HeadingEmpty, HeadingExists.
    """
    require(actor, EDIT_CATALOGUE)
    _refuse_variant(heading)
    variant = _new(heading.kind, text, see=heading)
    _tell(heading)
    audit(actor=actor, verb="add_variant", subject=heading, changes={"form": variant.text})
    return variant


@transaction.atomic
def remove_variant(*, actor: User, variant: Heading) -> Heading:
    """Part a variant from its heading: written again, it is a heading of its own. Records stay as they are.

    Gives back the heading it belonged to. Raises NotAllowed, HeadingsDiffer where it is no variant.
    """
    require(actor, EDIT_CATALOGUE)
    used = variant.see
    if used is None:
        raise HeadingsDiffer(text=variant.text, other=variant.text)
    audit(actor=actor, verb="remove_variant", subject=used, changes={"form": variant.text})
    RecordHeading.objects.filter(heading=variant).delete()  # of records that are gone
    variant.delete()
    _tell(used)
    return used


@transaction.atomic
def note_on_heading(*, actor: User, heading: Heading, note: str) -> Heading:
    """What staff should know of it ("nhà văn, 1920–2014"). Raises NotAllowed."""
    require(actor, EDIT_CATALOGUE)
    before, heading.note = heading.note, clean(note)[:300]
    heading.save(update_fields=["note"])
    audit(actor=actor, verb="note_on_heading", subject=heading, changes={"note": [before, heading.note]})
    return heading


@transaction.atomic
def rename_heading(*, actor: User, heading: Heading, text: str, keep_old: bool = True, at: dt.datetime) -> int:
    """Write a heading in another form in every record; the old form becomes a variant where `keep_old`.

    All or nothing. Gives back how many records were rewritten. Raises NotAllowed, HeadingIsVariant, HeadingEmpty,
    HeadingExists, ColumnTooShort.
    """
    require(actor, GOVERN_CATALOGUE)
    text = check_rename(heading, text)
    old_text, old_key, forms = heading.text, heading.key, _forms(heading)
    if text == old_text:
        return 0
    Heading.objects.filter(kind=heading.kind, key=exact_key(text), see=heading).delete()  # its own variant gives way
    heading.text = text
    try:
        with transaction.atomic():
            heading.save()
    except IntegrityError as error:
        raise HeadingExists(text=text) from error
    count = _rewrite(actor, heading, forms, text, at)
    if keep_old and heading.key != old_key:
        _new(heading.kind, old_text, see=heading)
    audit(actor=actor, verb="rename_heading", subject=heading, changes={"form": [old_text, text], "records": count})
    return count


@transaction.atomic
def merge_headings(*, actor: User, heading: Heading, into: Heading, at: dt.datetime) -> int:
    """Make a heading a variant of another, in every record. All or nothing; gives back how many records were rewritten.

    Raises NotAllowed, HeadingIsVariant, HeadingsDiffer, ColumnTooShort.
    """
    require(actor, GOVERN_CATALOGUE)
    check_merge(heading, into)
    forms = _forms(heading)
    Heading.objects.filter(see=heading).update(see=into)
    heading.see = into
    heading.save(update_fields=["see"])
    count = _rewrite(actor, heading, forms, into.text, at)
    RecordHeading.objects.filter(heading=heading).delete()  # of records that are gone
    _tell(into)
    audit(actor=actor, verb="merge_headings", subject=into, changes={"form": heading.text, "records": count})
    return count


def check_rename(heading: Heading, text: str) -> str:
    """The new form as it would be kept, or a refusal before any work. Raises as `rename_heading`."""
    _refuse_variant(heading)
    text = _checked(text)
    taken = Heading.objects.filter(kind=heading.kind, key=exact_key(text)).exclude(pk=heading.pk)
    if taken.exclude(see=heading).exists() or taken.filter(see__isnull=True).exists():
        raise HeadingExists(text=text)
    return text


def check_merge(heading: Heading, into: Heading) -> None:
    """A refusal before any work. Raises as `merge_headings`."""
    _refuse_variant(heading)
    _refuse_variant(into)
    if heading.pk == into.pk or heading.kind != into.kind:
        raise HeadingsDiffer(text=heading.text, other=into.text)


def _refuse_variant(heading: Heading) -> None:
    if heading.see is not None:
        raise HeadingIsVariant(text=heading.text, used=heading.see.text)


def _checked(text: str) -> str:
    """One entry as it is kept. Raises HeadingEmpty."""
    entries = rules.entries(text)
    if len(entries) != 1 or not exact_key(entries[0]) or len(entries[0]) > 240:
        raise HeadingEmpty
    return entries[0]


def _new(kind: str, text: str, *, see: Heading) -> Heading:
    text = _checked(text)
    try:
        with transaction.atomic():
            return Heading.objects.create(kind=kind, text=text, see=see)
    except IntegrityError as error:
        raise HeadingExists(text=text) from error


def _tell(heading: Heading) -> None:
    """The index knows records by the variants of their headings."""
    borne = RecordHeading.objects.filter(heading=heading).order_by().values_list("record_id", flat=True)
    announce(kind="record", ids=borne)


def _forms(heading: Heading) -> frozenset[str]:
    """Keys of a heading and its variants: MARC from elsewhere, or an earlier version, may bear any of them."""
    return frozenset({heading.key, *Heading.objects.filter(see=heading).values_list("key", flat=True)})


def _rewrite(actor: User, heading: Heading, forms: Collection[str], text: str, at: dt.datetime) -> int:
    """Write the records that bear a heading anew, a few hundred at a time, in the running transaction."""
    borne = RecordHeading.objects.filter(heading=heading, record__gone_at__isnull=True).order_by("record_id")
    ids = list(borne.values_list("record_id", flat=True))
    for chunk in batched(ids, _AT_ONCE, strict=False):
        records = list(Record.objects.filter(pk__in=chunk).order_by("pk"))
        _keep_versions(actor, records, at)
        for record in records:
            set_fields(record, *renamed(record, HeadingKind(heading.kind), forms, text, at))
            record.set_keys()
            record.modified_at = at
        Record.objects.bulk_update(records, ["marc", "authors", "subjects", "authors_fold", "modified_at"])
        link_headings(records)
        announce(kind="record", ids=chunk)
    return len(ids)


def _keep_versions(actor: User, records: list[Record], at: dt.datetime) -> None:
    rows = RecordVersion.objects.filter(record__in=records).order_by().values_list("record_id")
    last = dict(rows.annotate(last=Max("number")))
    RecordVersion.objects.bulk_create(
        RecordVersion(
            record=record,
            number=last.get(record.pk, 0) + 1,
            marc=record.marc,
            ended_at=at,
            ended_by=actor,
            why=ChangeOfRecord.RENAME,
        )
        for record in records
        if record.marc
    )
