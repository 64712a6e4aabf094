from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from densach.activities import refusals, services
from densach.activities.models import Presence, Session, SessionState
from densach.core.errors import NotAllowed, Refusal
from densach.measures.models import DirtyMark
from tests import make

from .rows import AT, TODAY, club, series

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(days=20)


def test_a_weekly_series_stands_in_local_time(centre: SimpleNamespace) -> None:
    rows = series(centre.owner, club(centre.house), topic=" Bài  mở đầu ")
    found = list(Session.objects.order_by("starts_at"))
    assert [row.day for row in found] == [dt.date(2025, 3, day) for day in (4, 8, 11, 15)]
    assert len(rows) == 4
    first = found[0]
    assert first.starts_at == dt.datetime(2025, 3, 4, 12, 0, tzinfo=dt.UTC)
    assert first.ends_at - first.starts_at == dt.timedelta(minutes=90)
    assert (first.facility_id, first.topic, first.state) == (centre.house.pk, "Bài mở đầu", SessionState.PLANNED)


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"weekdays": []}, refusals.NoWeekday),
        ({"weekdays": [9]}, refusals.NoWeekday),
        ({"until": TODAY - dt.timedelta(days=1)}, refusals.LastDayBeforeFirst),
        ({"first_day": dt.date(2023, 3, 2)}, refusals.TooLongAgo),
        ({"until": dt.date(2027, 3, 4)}, refusals.TooFarAhead),
        ({"until": TODAY, "weekdays": [7]}, refusals.NoSessionDays),
        ({"until": dt.date(2025, 12, 31), "weekdays": range(1, 8)}, refusals.TooManySessions),
        ({"end_time": dt.time(19)}, refusals.EndBeforeStart),
        ({"topic": "a" * 201}, refusals.TextTooLong),
    ],
)
def test_a_bad_series_is_refused_whole(
    centre: SimpleNamespace, fields: dict[str, object], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal) as caught:
        series(centre.owner, club(centre.house), **fields)
    assert str(caught.value)
    assert caught.value.what_to_do
    assert not Session.objects.exists()


def test_the_two_years_are_counted_from_the_day_itself(centre: SimpleNamespace) -> None:
    leap = dt.datetime(2024, 2, 29, 3, 0, tzinfo=dt.UTC)
    with pytest.raises(refusals.TooLongAgo):
        series(centre.owner, club(centre.house), at=leap, first_day=dt.date(2022, 2, 27))
    assert series(centre.owner, club(centre.house), at=leap, first_day=dt.date(2022, 2, 28), until=dt.date(2022, 3, 6))


def test_no_sessions_before_a_place_opened_or_after_it_closed(centre: SimpleNamespace) -> None:
    closing = make.facility(kind="culture_house", unit=centre.ward, closed_on=dt.date(2025, 3, 8))
    with pytest.raises(refusals.PlaceNotOpen):
        series(centre.colleague, club(closing))
    opening = make.facility(kind="culture_house", unit=centre.ward, opened_on=dt.date(2025, 3, 8))
    with pytest.raises(refusals.PlaceNotOpen):
        series(centre.colleague, club(opening))


def test_sessions_of_one_activity_do_not_clash(centre: SimpleNamespace) -> None:
    activity = club(centre.house)
    first, *_others = series(centre.owner, activity)
    with pytest.raises(refusals.SessionClash) as caught:
        series(centre.owner, activity, start_time=dt.time(20), end_time=dt.time(21), weekdays=[2])
    assert caught.value.data["count"] == 2
    assert Session.objects.count() == 4
    series(centre.owner, activity, start_time=dt.time(20, 30), end_time=dt.time(21), weekdays=[2])
    services.cancel_session(actor=centre.owner, session=first, at=AT)
    with pytest.raises(refusals.SessionClash):  # the same moment: restore the cancelled one instead
        series(centre.owner, activity, until=dt.date(2025, 3, 4), weekdays=[2])
    once = {"until": dt.date(2025, 3, 4), "weekdays": [2], "start_time": dt.time(18, 30), "end_time": dt.time(20)}
    assert len(series(centre.owner, activity, **once)) == 1
    with pytest.raises(refusals.SessionClash):
        services.restore_session(actor=centre.owner, session=first, at=AT)


def test_the_constraint_decides_between_two_who_plan_at_once(centre: SimpleNamespace, monkeypatch: Any) -> None:
    activity = club(centre.house)
    series(centre.owner, activity)
    monkeypatch.setattr(
        "densach.activities.rules.clashing", lambda *_args: []
    )  # as if both had looked before either wrote
    with pytest.raises(refusals.SessionClash):
        series(centre.owner, activity)


def test_a_session_moves_and_calendars_are_told(centre: SimpleNamespace) -> None:
    session = series(centre.owner, club(centre.house))[0]
    times = {"start_time": dt.time(18), "end_time": dt.time(19)}
    services.edit_session(actor=centre.owner, session=session, day=dt.date(2025, 3, 5), **times, at=AT)
    session.refresh_from_db()
    assert (session.day, session.starts_at.hour, session.revision) == (dt.date(2025, 3, 5), 11, 1)
    services.edit_session(actor=centre.owner, session=session, day=session.day, **times, topic="Bài 2", at=AT)
    session.refresh_from_db()
    assert (session.topic, session.revision) == ("Bài 2", 1)
    with pytest.raises(refusals.TooFarAhead):
        services.edit_session(actor=centre.owner, session=session, day=dt.date(2029, 1, 1), **times, at=AT)
    with pytest.raises(refusals.SessionClash):
        services.edit_session(
            actor=centre.owner,
            session=session,
            day=dt.date(2025, 3, 8),
            start_time=dt.time(19),
            end_time=dt.time(20),
            at=AT,
        )
    with pytest.raises(refusals.EndBeforeStart):
        services.edit_session(
            actor=centre.owner, session=session, day=session.day, start_time=dt.time(9), end_time=dt.time(8), at=AT
        )


def test_a_held_session_moves_within_its_year_and_both_months_are_recounted(centre: SimpleNamespace) -> None:
    session = series(centre.owner, club(centre.house))[0]
    services.mark_held(actor=centre.owner, session=session, at=LATER)
    DirtyMark.objects.all().delete()
    times = {"start_time": dt.time(18), "end_time": dt.time(19)}
    services.edit_session(actor=centre.owner, session=session, day=dt.date(2025, 2, 25), **times, at=LATER)
    assert set(DirtyMark.objects.values_list("month", flat=True)) == {dt.date(2025, 2, 1), dt.date(2025, 3, 1)}
    assert set(DirtyMark.objects.values_list("measure", flat=True)) == {"sessions", "attendance", "participants"}
    for day, refusal in (
        (dt.date(2025, 5, 1), refusals.SessionNotYet),
        (dt.date(2024, 12, 31), refusals.SessionYearFixed),
    ):
        with pytest.raises(refusal):
            services.edit_session(actor=centre.owner, session=session, day=day, **times, at=LATER)


def test_cancelling_and_restoring(centre: SimpleNamespace) -> None:
    session = series(centre.owner, club(centre.house))[0]
    with pytest.raises(refusals.SessionNotCancelled):
        services.restore_session(actor=centre.owner, session=session, at=AT)
    services.cancel_session(actor=centre.owner, session=session, at=AT)
    assert (session.state, session.revision) == (SessionState.CANCELLED, 1)
    assert not DirtyMark.objects.exists()
    times = {"start_time": dt.time(18), "end_time": dt.time(19)}
    for refused in (
        lambda: services.cancel_session(actor=centre.owner, session=session, at=AT),
        lambda: services.mark_held(actor=centre.owner, session=session, at=LATER),
        lambda: services.edit_session(actor=centre.owner, session=session, day=session.day, **times, at=AT),
    ):
        with pytest.raises(refusals.SessionCancelled):
            refused()
    services.restore_session(actor=centre.owner, session=session, at=AT)
    assert (session.state, session.revision) == (SessionState.PLANNED, 2)


def test_a_restoration_that_comes_second_is_told(centre: SimpleNamespace) -> None:
    session = series(centre.owner, club(centre.house))[0]
    services.cancel_session(actor=centre.owner, session=session, at=AT)
    stale = Session.objects.get(pk=session.pk)
    services.restore_session(actor=centre.owner, session=session, at=AT)
    with pytest.raises(refusals.SessionNotCancelled):
        services.restore_session(actor=centre.owner, session=stale, at=AT)


def test_a_session_with_people_is_not_cancelled_one_without_is(centre: SimpleNamespace) -> None:
    session = series(centre.owner, club(centre.house))[0]
    record = {"actor": centre.owner, "session": session, "at": LATER}
    services.record_attendance(**record, presences={}, tallies={("6-10", "f"): 3})
    with pytest.raises(refusals.SessionHasAttendance):
        services.cancel_session(actor=centre.owner, session=session, at=LATER)
    session.refresh_from_db()
    assert session.state == SessionState.HELD
    services.record_attendance(**record, presences={make.patron(facility=centre.house): Presence.ABSENT}, tallies={})
    with pytest.raises(refusals.SessionHasAttendance):
        services.cancel_session(actor=centre.owner, session=session, at=LATER)
    services.record_attendance(**record, presences={}, tallies={})
    DirtyMark.objects.all().delete()
    services.cancel_session(actor=centre.owner, session=session, at=LATER)
    assert DirtyMark.objects.filter(measure="sessions", month=dt.date(2025, 3, 1)).exists()


def test_nobody_holds_a_session_before_its_day(centre: SimpleNamespace) -> None:
    session = series(centre.owner, club(centre.house))[0]
    with pytest.raises(refusals.SessionNotYet):
        services.mark_held(actor=centre.owner, session=session, at=AT)
    morning = dt.datetime(2025, 3, 4, 1, 0, tzinfo=dt.UTC)
    services.mark_held(actor=centre.owner, session=session, at=morning)
    assert session.state == SessionState.HELD


def test_strangers_and_officers_plan_nothing_here(centre: SimpleNamespace) -> None:
    activity = club(centre.house)
    session = series(centre.colleague, activity)[0]
    times = {"start_time": dt.time(18), "end_time": dt.time(19)}
    for person in (centre.stranger, centre.officer):
        for refused in (
            lambda who=person: series(who, activity),
            lambda who=person: services.edit_session(actor=who, session=session, day=session.day, **times, at=AT),
            lambda who=person: services.cancel_session(actor=who, session=session, at=AT),
            lambda who=person: services.restore_session(actor=who, session=session, at=AT),
            lambda who=person: services.mark_held(actor=who, session=session, at=LATER),
        ):
            with pytest.raises(NotAllowed):
                refused()
