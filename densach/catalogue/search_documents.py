"""Records as findable things: those of which some place still holds a copy.

Read as plain rows: a hundred thousand model objects would take most of the time of building the index.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.db.models import Q

from densach.discovery.register import Document, Source, register
from densach.network.models import Facility

from .availability import on_loan
from .models import Audience, Copy, CopyState, Heading, HeadingKind, Record, RecordHeading

# accession numbers of one record in the index: a set of 2,000 textbooks need not be found by each of them
_NUMBERS = 50
_MANY = 50  # copies at which popularity stops to grow
_COLUMNS = (
    "pk", "public_id", "title", "volume", "subtitle", "authors", "subjects", "summary", "series", "publisher", "isbn",
    "class_mark", "audience", "subject_group", "language", "year", "material", "created_at",
)  # fmt: skip
_CLOSE = 100
_LOG_MANY = math.log1p(_MANY)


class _Held(NamedTuple):
    """A copy that is not withdrawn."""

    pk: int
    record_id: int
    facility_id: int
    state: str
    accession_number: str


def _documents(ids: Collection[int]) -> Iterable[Document]:
    places = {pk: (public_id, name) for pk, public_id, name in _facilities()}
    order = {pk: number for number, pk in enumerate(places)}
    copies: dict[int, list[_Held]] = defaultdict(list)
    rows = Copy.objects.filter(_among("record_id", ids)).exclude(state=CopyState.WITHDRAWN)
    wanted = set(ids)
    for held in map(_Held._make, rows.order_by().values_list(*_Held._fields)):
        if held.record_id in wanted:
            copies[held.record_id].append(held)
    shelved = [copy.pk for found in copies.values() for copy in found if copy.state == CopyState.IN_SERVICE]
    available = set(shelved) - on_loan(shelved)
    variants = _variants(copies.keys())
    for row in Record.objects.filter(_among("pk", copies.keys())).order_by().values_list(*_COLUMNS):
        if row[0] not in copies:
            continue
        held_here = sorted(copies[row[0]], key=lambda copy: (order[copy.facility_id], copy.pk))
        yield _document(row, held_here, places, available, variants.get(row[0], {}))


def _among(column: str, ids: Collection[int]) -> Q:
    """A condition that lets at least these ids through: their range where they lie close, since a list of a thousand
    takes longer to pass on than the rows to read.
    """
    if len(ids) > _CLOSE and max(ids) - min(ids) < 2 * len(ids):
        return Q(**{f"{column}__gte": min(ids), f"{column}__lte": max(ids)})
    return Q(**{f"{column}__in": list(ids)})


def _facilities() -> Iterable[tuple[int, str, str]]:
    return Facility.objects.order_by("name_sort", "pk").values_list("pk", "public_id", "name")


def _variants(ids: Collection[int]) -> dict[int, dict[str, list[str]]]:
    """{record: {kind of heading: other forms of its names or subjects}}; few records have any."""
    borne = RecordHeading.objects.filter(
        _among("record_id", ids), heading__in=Heading.objects.filter(see__isnull=False).values("see")
    )
    records: dict[int, list[int]] = defaultdict(list)
    for record_id, heading_id in borne.values_list("record_id", "heading_id"):
        records[heading_id].append(record_id)
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for see_id, kind, text in (
        Heading.objects.filter(see__in=records).order_by("pk").values_list("see_id", "kind", "text")
    ):
        for record_id in records[see_id or 0]:
            found[record_id][kind].append(text)
    return found


def _document(
    row: Sequence[Any],
    copies: list[_Held],
    places: dict[int, tuple[str, str]],
    available: set[int],
    also: dict[str, list[str]],
) -> Document:
    (
        pk, public_id, title, volume, subtitle, authors, subjects, summary, series, publisher, isbn,
        class_mark, audience, subject_group, language, year, material, created_at,
    ) = row  # fmt: skip
    at = dict(places[copy.facility_id] for copy in copies if copy.state == CopyState.IN_SERVICE)
    numbers = (copy.accession_number for copy in copies[:_NUMBERS])
    return Document(
        kind="record",
        id=pk,
        public_id=public_id,
        title=f"{title} {volume}" if volume else title,
        subtitle=subtitle,
        people=_entries(authors),
        subjects=_entries(subjects),
        text=" ".join(filter(None, (summary, series, publisher))),
        exact=tuple(filter(None, (isbn, class_mark, *numbers))),
        places=tuple(at),
        place_names=tuple(at.values()),
        audience=() if audience == Audience.ALL else (audience,),
        subject_group=subject_group,
        language=language,
        year=year,
        material=material,
        available=any(copy.pk in available for copy in copies),
        boost=min(1.0, math.log1p(len(copies)) / _LOG_MANY),
        entered_at=created_at,
        people_also=tuple(also.get(HeadingKind.NAME, ())),
        subjects_also=tuple(also.get(HeadingKind.SUBJECT, ())),
    )


def _entries(kept: str) -> tuple[str, ...]:
    """As `rules.entries`, of a list that is kept and therefore clean."""
    return tuple(filter(None, map(str.strip, kept.split(";")))) if kept else ()


def _ids() -> Iterator[int]:
    return Record.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000)


register(Source(kind="record", documents=_documents, ids=_ids))
