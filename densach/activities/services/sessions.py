"""Put sessions into the calendar, move them, call them off, note that they took place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from densach.accounts.models import User
from densach.activities import refusals, rules
from densach.activities.models import (
    Activity,
    ActivityState,
    Attendance,
    AttendanceTally,
    Session,
    SessionState,
)  # fmt: skip
from densach.activities.permissions import EDIT_ACTIVITIES, RECORD_ATTENDANCE
from densach.core.clock import local_day
from densach.core.text import clean
from densach.network.access import require
from densach.network.models import Facility

from .trail import figures_changed, findable_changed, write_line


@transaction.atomic
def add_sessions(
    *,
    actor: User,
    activity: Activity,
    first_day: dt.date,
    start_time: dt.time,
    end_time: dt.time,
    weekdays: Collection[int],
    until: dt.date,
    topic: str = "",
    at: dt.datetime,
) -> list[Session]:
    """A session on each of the ISO `weekdays` from `first_day` to `until` (both inclusive), times local.

    All or none. Raises NotAllowed, ActivityClosed, EndBeforeStart, LastDayBeforeFirst, TooLongAgo, TooFarAhead,
    NoWeekday, NoSessionDays, TooManySessions, PlaceNotOpen, SessionClash, TextTooLong.
    """
    require(actor, EDIT_ACTIVITIES, facility_id=activity.facility_id)
    if activity.state not in (ActivityState.DRAFT, ActivityState.PUBLISHED):
        raise refusals.ActivityClosed(title=activity.title)
    rules.check_times(start_time, end_time)
    days = rules.session_days(first_day=first_day, until=until, weekdays=weekdays, today=local_day(at))
    _check_place(activity.facility, days)
    spans = [_span(day, start_time, end_time) for day in days]
    _refuse_clashes(activity, spans)
    rows = [_planned(activity, span, _topic(topic), at) for span in spans]
    _write(lambda: Session.objects.bulk_create(rows), spans)
    findable_changed(activity)
    line = {"count": len(rows), "first": days[0].isoformat(), "last": days[-1].isoformat()}
    write_line(actor, "add_sessions", activity, activity.facility_id, **line)
    return rows


def _planned(activity: Activity, span: rules.Span, topic: str, at: dt.datetime) -> Session:
    return Session(
        activity=activity,
        facility_id=activity.facility_id,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        day=local_day(span.starts_at),
        topic=topic,
        modified_at=at,
    )


@transaction.atomic
def edit_session(
    *,
    actor: User,
    session: Session,
    day: dt.date,
    start_time: dt.time,
    end_time: dt.time,
    topic: str = "",
    at: dt.datetime,
) -> Session:
    """Move a session or change its topic. One that was held stays in its year and cannot be moved into the future.

    Raises NotAllowed, SessionCancelled, SessionNotYet, SessionYearFixed, EndBeforeStart, TooLongAgo, TooFarAhead,
    PlaceNotOpen, SessionClash, TextTooLong.
    """
    require(actor, EDIT_ACTIVITIES, facility_id=session.facility_id)
    rules.check_times(start_time, end_time)
    session.refresh_from_db(fields=["state", "day", "starts_at", "ends_at", "revision"])
    _check_move(session, day, local_day(at))
    span = _span(day, start_time, end_time)
    _refuse_clashes(session.activity, [span], besides=session)
    moved = (span.starts_at, span.ends_at) != (session.starts_at, session.ends_at)
    before = session.day
    session.starts_at, session.ends_at, session.day, session.topic = span.starts_at, span.ends_at, day, _topic(topic)
    session.revision += moved
    _write(
        lambda: session.save(update_fields=["starts_at", "ends_at", "day", "topic", "revision", "modified_at"]), [span]
    )
    if session.state == SessionState.HELD and before != day:
        figures_changed(session.facility_id, [before, day])
    findable_changed(session.activity)
    write_line(actor, "edit_session", session, session.facility_id, day=[before.isoformat(), day.isoformat()])
    return session


def _check_move(session: Session, day: dt.date, today: dt.date) -> None:
    if session.state == SessionState.CANCELLED:
        raise refusals.SessionCancelled(day=rules.vi_date(session.day))
    if session.state == SessionState.HELD:
        if day > today:
            raise refusals.SessionNotYet(day=rules.vi_date(day))
        if day.year != session.day.year:
            raise refusals.SessionYearFixed(year=session.day.year)
    if day != session.day:
        rules.check_day(day, today)
        _check_place(session.facility, [day])


@transaction.atomic
def cancel_session(*, actor: User, session: Session, at: dt.datetime) -> Session:
    """Call a session off; calendars learn of it. Raises NotAllowed, SessionCancelled, SessionHasAttendance."""
    require(actor, EDIT_ACTIVITIES, facility_id=session.facility_id)
    was_held = Session.objects.filter(pk=session.pk, state=SessionState.HELD).exists()
    _to(session, SessionState.CANCELLED, (SessionState.PLANNED, SessionState.HELD), at)
    if _has_attendance(session):
        raise refusals.SessionHasAttendance(day=rules.vi_date(session.day))
    if was_held:
        figures_changed(session.facility_id, [session.day])
    findable_changed(session.activity)
    write_line(actor, "cancel_session", session, session.facility_id)
    return session


@transaction.atomic
def restore_session(*, actor: User, session: Session, at: dt.datetime) -> Session:
    """Undo a cancellation: the session is planned again. Raises NotAllowed, SessionNotCancelled, SessionClash."""
    require(actor, EDIT_ACTIVITIES, facility_id=session.facility_id)
    if session.state != SessionState.CANCELLED:
        raise refusals.SessionNotCancelled(day=rules.vi_date(session.day))
    _refuse_clashes(session.activity, [rules.Span(session.starts_at, session.ends_at)], besides=session)
    _to(session, SessionState.PLANNED, (SessionState.CANCELLED,), at)
    findable_changed(session.activity)
    write_line(actor, "restore_session", session, session.facility_id)
    return session


@transaction.atomic
def mark_held(*, actor: User, session: Session, at: dt.datetime) -> Session:
    """Note that a session took place though nobody took attendance. Raises NotAllowed, SessionNotYet,
    SessionCancelled.
    """
    require(actor, RECORD_ATTENDANCE, facility_id=session.facility_id)
    hold(session, at)
    write_line(actor, "mark_held", session, session.facility_id)
    return session


def hold(session: Session, at: dt.datetime) -> None:
    """Mark as held and take the row for this transaction. Raises SessionNotYet, SessionCancelled."""
    row = Session.objects.filter(pk=session.pk)
    began = row.filter(state__in=(SessionState.PLANNED, SessionState.HELD), day__lte=local_day(at))
    held = began.update(state=SessionState.HELD)
    session.refresh_from_db(fields=["state", "day"])
    if not held:
        refused = refusals.SessionNotYet if session.day > local_day(at) else refusals.SessionCancelled
        raise refused(day=rules.vi_date(session.day))
    figures_changed(session.facility_id, [session.day])
    findable_changed(session.activity)


def _to(session: Session, state: SessionState, before: Iterable[SessionState], at: dt.datetime) -> None:
    row = Session.objects.filter(pk=session.pk, state__in=before)
    if not row.update(state=state, revision=F("revision") + 1, modified_at=at):
        refused = refusals.SessionCancelled if state == SessionState.CANCELLED else refusals.SessionNotCancelled
        raise refused(day=rules.vi_date(session.day))
    session.refresh_from_db(fields=["state", "revision", "modified_at"])


def _has_attendance(session: Session) -> bool:
    return any(rows.objects.filter(session=session).exists() for rows in (Attendance, AttendanceTally))


def _check_place(facility: Facility, days: Iterable[dt.date]) -> None:
    rules.check_place_in_use(facility.name, facility.opened_on, facility.closed_on, days)


def _span(day: dt.date, start: dt.time, end: dt.time) -> rules.Span:
    starts_at, ends_at = (timezone.make_aware(dt.datetime.combine(day, time)) for time in (start, end))
    return rules.Span(starts_at, ends_at)


def _topic(topic: str) -> str:
    text = clean(topic)
    if len(text) > 200:
        raise refusals.TextTooLong(field="topic", most=200, length=len(text))
    return text


def _refuse_clashes(activity: Activity, spans: list[rules.Span], besides: Session | None = None) -> None:
    around = Session.objects.filter(
        activity=activity,
        starts_at__lt=max(span.ends_at for span in spans),
        ends_at__gt=min(span.starts_at for span in spans),
    )
    rows = (around.exclude(pk=besides.pk) if besides else around).values_list("starts_at", "ends_at", "state")
    standing = [rules.Span(start, end, state == SessionState.CANCELLED) for start, end, state in rows]
    met = rules.clashing(spans, standing)
    if met:
        raise _clash(met)


def _clash(met: list[rules.Span]) -> refusals.SessionClash:
    return refusals.SessionClash(when=f"{timezone.localtime(met[0].starts_at):%H:%M %d/%m/%Y}", count=len(met))


def _write(work: Callable[[], object], spans: list[rules.Span]) -> None:
    """Do `work`; the constraint decides where somebody else planned the same moment just now. Raises SessionClash."""
    try:
        with transaction.atomic():
            work()
    except IntegrityError as error:
        raise _clash(spans) from error
