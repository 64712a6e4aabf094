"""Activities as findable things: published ones only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from densach.core.clock import now
from densach.discovery.register import Document, Source, register

from .models import Activity, ActivityState
from .queries import activities_public, with_next_session
from .rules import AUDIENCES


def _documents(ids: Collection[int]) -> Iterable[Document]:
    for activity in with_next_session(activities_public().filter(pk__in=ids), now()):
        yield _document(activity)


def _document(activity: Activity) -> Document:
    kind = str(activity.get_kind_display())
    full = activity.capacity is not None and activity.seats_taken >= activity.capacity
    next_at = activity.next_at  # type: ignore[attr-defined]  # annotated by with_next_session
    return Document(
        kind="activity",
        id=activity.pk,
        public_id=activity.public_id,
        title=activity.title,
        subtitle=f"{kind} · {activity.facility.name}",
        people=(activity.leader,) if activity.leader else (),
        subjects=(kind, *(interest.name_vi for interest in activity.interests.all())),
        text=activity.description,
        places=(activity.facility.public_id,),
        place_names=(activity.facility.name,),
        audience=tuple(activity.age_bands or [str(band) for band in AUDIENCES]),
        language=activity.language,
        available=next_at is not None and not full,
        starts_at=next_at,
    )


def _ids() -> Iterator[int]:
    return Activity.objects.filter(state=ActivityState.PUBLISHED).values_list("pk", flat=True).iterator()


register(Source(kind="activity", documents=_documents, ids=_ids))
