"""What can be asked about activities, their sessions and who came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import (
    Case,
    Count,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextField,
    When,
    Window,
)
from django.db.models.functions import Cast, Coalesce, RowNumber

from densach.accounts.models import User
from densach.core.text import fold
from densach.network.access import facilities_with

from .models import (
    Activity,
    ActivityState,
    Attendance,
    AttendanceTally,
    Interest,
    Presence,
    Registration,
    RegistrationState,
    Session,
    SessionState,
)
from .permissions import VIEW_ACTIVITIES
from .rules import TallyKey


def activities_visible(actor: User, right: str = VIEW_ACTIVITIES) -> QuerySet[Activity]:
    """Activities at the places where the actor holds `right`, drafts too."""
    return Activity.objects.select_related("facility").filter(facility__in=facilities_with(actor, right).order_by())


def activity_by_public_id(actor: User, public_id: str) -> Activity | None:
    """None where there is no such activity, or none that the actor may see."""
    return activities_visible(actor).filter(public_id=public_id).first()


def sessions_visible(actor: User, right: str = VIEW_ACTIVITIES) -> QuerySet[Session]:
    """Sessions at the places where the actor holds `right`."""
    sessions = Session.objects.select_related("activity", "facility")
    return sessions.filter(facility__in=facilities_with(actor, right).order_by())


def session_by_public_id(actor: User, public_id: str) -> Session | None:
    """None where there is no such session, or none that the actor may see."""
    return sessions_visible(actor).filter(public_id=public_id).first()


def activities_public() -> QuerySet[Activity]:
    """What everybody may see now: published activities, by title, their interests read along."""
    published = Activity.objects.filter(state=ActivityState.PUBLISHED).select_related("facility")
    return published.prefetch_related(Prefetch("interests", Interest.objects.order_by("name_vi")))


def activity_public(public_id: str) -> Activity | None:
    """A published, ended or cancelled activity (its address stays good); never a draft."""
    shown = Activity.objects.exclude(state=ActivityState.DRAFT).select_related("facility")
    return shown.prefetch_related("interests").filter(public_id=public_id).first()


def narrowed(
    activities: QuerySet[Activity],
    *,
    kind: str = "",
    age_band: str = "",
    interest: str = "",
    place: str = "",
    text: str = "",
) -> QuerySet[Activity]:
    """By kind, age band (those for everyone fit any), code of an interest, public id of the place, words of title."""
    if kind:
        activities = activities.filter(kind=kind)
    if age_band:
        # the one way to look into a JSON list that both databases know
        activities = activities.annotate(bands=Cast("age_bands", TextField()))
        activities = activities.filter(Q(bands__contains=f'"{age_band}"') | Q(bands="[]"))
    if interest:
        activities = activities.filter(interests__code=interest)
    if place:
        activities = activities.filter(facility__public_id=place)
    for word in fold(text).split():
        activities = activities.filter(title_fold__contains=word)
    return activities


def with_next_session(activities: QuerySet[Activity], at: dt.datetime) -> QuerySet[Activity]:
    """Each with `next_at`: when its next planned session starts, or None."""
    coming = Session.objects.filter(activity=OuterRef("pk"), state=SessionState.PLANNED, ends_at__gt=at)
    return activities.annotate(next_at=Subquery(coming.order_by("starts_at").values("starts_at")[:1]))


def upcoming_sessions(activity: Activity, limit: int, *, at: dt.datetime) -> list[Session]:
    """The next sessions that are not over, cancelled ones too, so that people learn of it."""
    coming = Session.objects.filter(activity=activity, ends_at__gt=at).select_related("facility")
    return list(coming.order_by("starts_at")[:limit])


def sessions_between(
    start: dt.date, end: dt.date, facility_ids: Collection[int] | None = None, *, public_only: bool = False
) -> QuerySet[Session]:
    """Sessions on local days from `start` to `end` (both inclusive) in order of time, at any place where None.

    Cancelled ones too; `public_only` leaves out those of drafts.
    """
    sessions = Session.objects.select_related("activity", "facility").filter(day__range=(start, end))
    if facility_ids is not None:
        sessions = sessions.filter(facility__in=facility_ids)
    if public_only:
        sessions = sessions.exclude(activity__state=ActivityState.DRAFT)
    return sessions.order_by("starts_at", "pk")


def sessions_per_day(sessions: QuerySet[Session]) -> dict[dt.date, int]:
    """{local day: sessions that were not cancelled}."""
    days = sessions.exclude(state=SessionState.CANCELLED).order_by().values_list("day").annotate(n=Count("pk"))
    return dict(days)


def first_of_each_day(sessions: QuerySet[Session], most: int) -> list[Session]:
    """At most so many of each local day, in order of time, those that take place before cancelled ones."""
    cancelled = Case(When(state=SessionState.CANCELLED, then=1), default=0)
    rank = Window(RowNumber(), partition_by=[F("day")], order_by=[cancelled.asc(), F("starts_at").asc(), F("pk").asc()])
    return list(sessions.annotate(rank=rank).filter(rank__lte=most).order_by("starts_at", "pk"))


def with_attendance(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Each with `named` and `unnamed`: persons present by name, and counted besides."""
    named = Attendance.objects.filter(session=OuterRef("pk"), presence=Presence.PRESENT).order_by()
    unnamed = AttendanceTally.objects.filter(session=OuterRef("pk")).order_by()
    return sessions.annotate(
        named=Coalesce(Subquery(named.values("session").annotate(n=Count("pk")).values("n")), 0),
        unnamed=Coalesce(
            Subquery(unnamed.values("session").annotate(n=Sum("count")).values("n"), output_field=IntegerField()), 0
        ),
    )


def registrations_of(activity: Activity) -> QuerySet[Registration]:
    """Those who have a seat, by name."""
    confirmed = Registration.objects.filter(activity=activity, state=RegistrationState.CONFIRMED)
    return confirmed.select_related("patron").order_by("patron__name_sort", "pk")


@dataclass(frozen=True)
class Sheet:
    """The attendance sheet of a session: {patron id: presence}, {(age band, sex): persons not named}."""

    presences: dict[int, str] = field(default_factory=dict)
    tallies: dict[TallyKey, int] = field(default_factory=dict)

    @property
    def named(self) -> int:
        return sum(presence == Presence.PRESENT for presence in self.presences.values())

    @property
    def unnamed(self) -> int:
        return sum(self.tallies.values())

    @property
    def came(self) -> int:
        return self.named + self.unnamed


def attendance_of(session: Session) -> Sheet:
    """Who came, as recorded; empty before anybody took attendance (two queries)."""
    named = Attendance.objects.filter(session=session).values_list("patron_id", "presence")
    unnamed = AttendanceTally.objects.filter(session=session).values_list("age_band", "sex", "count")
    return Sheet(dict(named), {(band, sex): count for band, sex, count in unnamed})
