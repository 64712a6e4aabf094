"""A name or subject in another form, written into a record's MARC and columns without touching anything else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from pymarc import Field, Subfield

from densach.catalogue import marc as marc_fields
from densach.catalogue import rules
from densach.catalogue.models import HeadingKind, Record
from densach.catalogue.record_fields import RecordFields
from densach.catalogue.refusals_editing import ColumnTooShort
from densach.core.text import exact_key

from .marc_form import stamped

_COLUMN = {HeadingKind.NAME: "authors", HeadingKind.SUBJECT: "subjects"}
_TAGS = {HeadingKind.NAME: marc_fields.NAME_TAGS, HeadingKind.SUBJECT: marc_fields.SUBJECT_TAGS}
_LONGEST = 240  # a heading's width: longer entries are known by their beginning


def renamed(
    record: Record, kind: HeadingKind, old: Collection[str], new: str, at: dt.datetime
) -> tuple[RecordFields, dict[str, Any]]:
    """Columns and MARC of a record with the heading written as `new`; `old` are the keys of its form and of its variants.

    The field keeps its tag, indicators and other subfields; the statement of responsibility (245 $c) is what the book
    itself says and stays. A record whose names stand only there gets fields for them. Raises ColumnTooShort.
    """
    before = RecordFields.of(record)
    column = _COLUMN[kind]
    entries = [new if _key(entry) in old else entry for entry in rules.entries(getattr(before, column))]
    text = "; ".join(
        {exact_key(entry): entry for entry in reversed(entries)}[key] for key in dict.fromkeys(map(exact_key, entries))
    )
    if len(text) > (Record._meta.get_field(column).max_length or 0):  # type: ignore[union-attr]  # both are CharFields
        raise ColumnTooShort(title=record.title)
    fields = replace(before, authors=text) if kind == HeadingKind.NAME else replace(before, subjects=text)
    if not record.marc:
        return fields, {}
    marc, found = _in_marc(record.marc, kind, old, new)
    if not found:
        return fields, marc_fields.write(
            fields, control_number=record.public_id, at=at, marc=record.marc, before=before
        )
    return fields, stamped(marc, at)


def _key(entry: str) -> str:
    return exact_key(entry[:_LONGEST])


def _in_marc(marc: dict[str, Any], kind: HeadingKind, old: Collection[str], new: str) -> tuple[dict[str, Any], bool]:
    record = marc_fields.read(marc)
    found = False
    for field in record.get_fields(*_TAGS[kind]):
        if _key(marc_fields.heading_of(field)) in old:
            found = True
            _write(field, kind, new)
    if found:
        same = [field for field in record.get_fields(*_TAGS[kind]) if _key(marc_fields.heading_of(field)) == _key(new)]
        record.remove_field(*same[1:])  # after a merge a record may bear it twice
    return dict(record.as_dict()), found


def _write(field: Field, kind: HeadingKind, new: str) -> None:
    """The parts of the heading anew, in the place of the first; subfields that are no part of it stay."""
    if kind == HeadingKind.NAME:
        parts = [Subfield("a", new)]
        codes = "ab" if field.tag[1] == "1" else "a"
    else:
        first, *others = new.split(" -- ")
        divisions = [part.code for part in field.subfields if part.code in "xyzv"]
        divisions += ["x"] * len(others)
        parts = [Subfield("a", first), *(Subfield(code, text) for code, text in zip(divisions, others, strict=False))]
        codes = "abxyzv"
    at = next((i for i, part in enumerate(field.subfields) if part.code in codes), 0)
    rest = [part for part in field.subfields if part.code not in codes]
    field.subfields = [*rest[:at], *parts, *rest[at:]]
