"""Records as findable things: those of which some place still holds a copy."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from densach.discovery.register import Document, Source, register

from . import rules
from .availability import on_loan
from .models import Audience, Copy, CopyState, Record

_NUMBERS = (
    50  # accession numbers of one record in the index: a set of 2,000 textbooks need not be found by each of them
)
_MANY = 50  # copies at which popularity stops to grow


def _documents(ids: Collection[int]) -> Iterable[Document]:
    copies: dict[int, list[Copy]] = defaultdict(list)
    held = Copy.objects.filter(record_id__in=ids).exclude(state=CopyState.WITHDRAWN).select_related("facility")
    for copy in held.order_by("facility__name_sort", "pk"):
        copies[copy.record_id].append(copy)
    shelved = [copy.pk for found in copies.values() for copy in found if copy.state == CopyState.IN_SERVICE]
    out = on_loan(shelved)
    available = set(shelved) - out
    for record in Record.objects.filter(pk__in=copies.keys()):
        yield _document(record, copies[record.pk], available)


def _document(record: Record, copies: list[Copy], available: set[int]) -> Document:
    places = {copy.facility.public_id: copy.facility.name for copy in copies if copy.state == CopyState.IN_SERVICE}
    numbers = [copy.accession_number for copy in copies[:_NUMBERS]]
    return Document(
        kind="record",
        id=record.pk,
        public_id=record.public_id,
        title=f"{record.title} {record.volume}".strip(),
        subtitle=record.subtitle,
        people=tuple(rules.entries(record.authors)),
        subjects=tuple(rules.entries(record.subjects)),
        text=" ".join(filter(None, (record.summary, record.series, record.publisher))),
        exact=tuple(filter(None, (record.isbn, record.class_mark, *numbers))),
        places=tuple(places),
        place_names=tuple(places.values()),
        audience=() if record.audience == Audience.ALL else (record.audience,),
        subject_group=record.subject_group,
        language=record.language,
        year=record.year,
        material=record.material,
        available=any(copy.pk in available for copy in copies),
        boost=min(1.0, math.log1p(len(copies)) / math.log1p(_MANY)),
    )


def _ids() -> Iterator[int]:
    return Record.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000)


register(Source(kind="record", documents=_documents, ids=_ids))
