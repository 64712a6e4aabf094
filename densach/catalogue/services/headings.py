"""Headings of records kept in step with their authors and subjects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from densach.catalogue import rules
from densach.catalogue.bulk import insert
from densach.catalogue.models import Heading, HeadingKind, Record, RecordHeading
from densach.catalogue.record_fields import RecordFields
from densach.core.text import exact_key

type HeadingKey = tuple[str, str]  # kind and key


def link_headings(records: Sequence[Record]) -> None:
    """Make the links of records say what their columns say: new headings are made, a variant leads to the form in use.

    In the running transaction; a thousand records take a handful of statements.
    """
    wanted = {record.pk: _keys(record) for record in records}
    known = _known(text_of for keys in wanted.values() for text_of in keys.items())
    RecordHeading.objects.filter(record_id__in=wanted).delete()
    links: list[RecordHeading] = []
    for record_id, keys in wanted.items():
        borne: dict[int, int] = {}
        for position, key in enumerate(keys):
            borne.setdefault(known[key], position)
        links += [RecordHeading(record_id=record_id, heading_id=pk, position=at) for pk, at in borne.items()]
    insert(links)


def in_used_forms(fields: RecordFields) -> RecordFields:
    """The same with names and subjects in the form in use where a variant was written ("Tố Như" → "Nguyễn Du")."""
    written = {(HeadingKind.NAME, exact_key(entry)) for entry in rules.entries(fields.authors)}
    written |= {(HeadingKind.SUBJECT, exact_key(entry)) for entry in rules.entries(fields.subjects)}
    variants = Heading.objects.filter(see__isnull=False, key__in={key for _kind, key in written}).select_related("see")
    used = {(found.kind, found.key): found.see.text for found in variants if found.see}
    if not used:
        return fields
    return replace(
        fields,
        authors=_in_used_forms(fields.authors, HeadingKind.NAME, used),
        subjects=_in_used_forms(fields.subjects, HeadingKind.SUBJECT, used),
    )


def _in_used_forms(text: str, kind: str, used: dict[HeadingKey, str]) -> str:
    return "; ".join(dict.fromkeys(used.get((kind, exact_key(entry)), entry) for entry in rules.entries(text)))


def _keys(record: Record) -> dict[HeadingKey, str]:
    """{(kind, key): text} of a record, names first."""
    found: dict[HeadingKey, str] = {}
    for kind, text in ((HeadingKind.NAME, record.authors), (HeadingKind.SUBJECT, record.subjects)):
        for entry in rules.entries(text):
            if key := exact_key(entry[:_LONGEST]):
                found.setdefault((kind, key), entry[:_LONGEST])
    return found


_LONGEST = 240


def _known(texts: Iterable[tuple[HeadingKey, str]]) -> dict[HeadingKey, int]:
    """Primary keys of the forms in use for the keys; those not there yet are made."""
    wanted = dict(texts)
    found = _found(wanted)
    missing = [Heading(kind=kind, text=text) for (kind, key), text in wanted.items() if (kind, key) not in found]
    if missing:
        for heading in missing:
            heading.set_keys()
        # somebody else may make the same one at this moment
        Heading.objects.bulk_create(missing, ignore_conflicts=True, batch_size=2000)
        found |= _found({(heading.kind, heading.key): heading.text for heading in missing})
    return found


def _found(wanted: dict[HeadingKey, str]) -> dict[HeadingKey, int]:
    keys = sorted({key for _kind, key in wanted})
    found: dict[HeadingKey, int] = {}
    for start in range(0, len(keys), 2000):
        rows = Heading.objects.filter(key__in=keys[start : start + 2000]).order_by()
        for pk, kind, key, see in rows.values_list("pk", "kind", "key", "see"):
            found[kind, key] = see or pk
    return found
