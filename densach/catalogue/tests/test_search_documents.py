"""What the search is given of records: other forms of names, and the same rows whether ids lie close or far apart."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from densach.catalogue import search_documents
from densach.catalogue.models import Heading, HeadingKind, RecordHeading
from densach.discovery.register import SOURCES
from tests import make

pytestmark = pytest.mark.django_db


def test_other_forms_of_names_are_found_but_not_shown(place: SimpleNamespace) -> None:
    record = make.record("Đi tìm lẽ sống", authors="Viktor Frankl", subjects="Tâm lý học")
    make.copy(record=record, facility=place.library)
    for position, (kind, used, other) in enumerate(
        ((HeadingKind.NAME, "Viktor Frankl", "Frankl, Viktor Emil"), (HeadingKind.SUBJECT, "Tâm lý học", "Psychology"))
    ):
        heading, _created = Heading.objects.get_or_create(kind=kind, key=used.lower(), defaults={"text": used})
        Heading.objects.create(kind=kind, text=other, see=heading)
        RecordHeading.objects.get_or_create(record=record, heading=heading, defaults={"position": position})
    [document] = SOURCES.get("record").documents([record.pk])
    assert (document.people, document.people_also) == (("Viktor Frankl",), ("Frankl, Viktor Emil",))
    assert (document.subjects, document.subjects_also) == (("Tâm lý học",), ("Psychology",))
    assert document.entered_at == record.created_at


def test_ids_close_together_are_read_as_a_range(place: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    records = [make.record(f"Sách {number}") for number in range(8)]
    for record in records:
        make.copy(record=record, facility=place.library)
    wanted = [record.pk for record in records if record.pk != records[3].pk]
    by_list = list(SOURCES.get("record").documents(wanted))
    monkeypatch.setattr(search_documents, "_CLOSE", 5)
    by_range = list(SOURCES.get("record").documents(wanted))
    far_apart = list(SOURCES.get("record").documents([*wanted, 10**9]))
    assert by_list == by_range == far_apart
    assert {document.id for document in by_list} == set(wanted)
