"""Places as findable things. The source stands here because network, which owns them, stands below discovery."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from densach.core.clock import today
from densach.network.models import Facility, Unit
from densach.network.queries import open_facilities
from densach.network.tree import last_unit_by_facility

from .register import Document, Source, register


def _documents(ids: Collection[int]) -> Iterable[Document]:
    places = last_unit_by_facility()
    units = Unit.objects.in_bulk({places[pk] for pk in ids if pk in places})
    for facility in open_facilities(today()).filter(pk__in=ids):
        yield _document(facility, units.get(places.get(facility.pk, 0)))


def _document(facility: Facility, unit: Unit | None) -> Document:
    where = ", ".join(part for part in (facility.address, unit.name if unit else "") if part)
    return Document(
        kind="facility",
        id=facility.pk,
        public_id=facility.public_id,
        title=facility.name,
        subtitle=where,
        subjects=(str(facility.get_kind_display()),),
        places=(facility.public_id,),
        place_names=(facility.name,),
        available=True,
        boost=0.5,
    )


def _ids() -> Iterator[int]:
    return open_facilities(today()).values_list("pk", flat=True).iterator()


register(Source(kind="facility", documents=_documents, ids=_ids))
