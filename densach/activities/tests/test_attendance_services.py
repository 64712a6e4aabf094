from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from densach.activities import queries, refusals, services
from densach.activities.models import Attendance, AttendanceTally, Presence, SessionState
from densach.audit.models import Entry
from densach.core.errors import NotAllowed, Refusal
from densach.measures.models import DirtyMark
from tests import make

from .rows import AT, club, series

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(days=20)


@pytest.fixture
def session(centre: SimpleNamespace) -> Any:
    return series(centre.owner, club(centre.house))[0]


def test_the_sheet_is_replaced_whole_and_the_session_held(centre: SimpleNamespace, session: Any) -> None:
    hoa = make.patron(facility=centre.house, birth_year=2016, sex="f")
    nam = make.patron(facility=centre.house, birth_year=1960, sex="m")
    given = {"actor": centre.owner, "session": session, "at": LATER}
    services.record_attendance(
        **given,
        presences={hoa: Presence.PRESENT, nam: Presence.EXCUSED},
        tallies={("6-10", "f"): 4, ("60+", "m"): 0},
    )
    session.refresh_from_db()
    assert session.state == SessionState.HELD
    assert set(Attendance.objects.values_list("patron", "age_band", "sex")) == {
        (hoa.pk, "6-10", "f"),
        (nam.pk, "60+", "m"),
    }
    sheet = queries.attendance_of(session)
    assert (sheet.named, sheet.unnamed, sheet.came) == (1, 4, 5)
    assert sheet.tallies == {("6-10", "f"): 4}
    services.record_attendance(**given, presences={nam: Presence.PRESENT}, tallies={("unknown", "u"): 2})
    sheet = queries.attendance_of(session)
    assert sheet.presences == {nam.pk: "present"}
    assert sheet.tallies == {("unknown", "u"): 2}
    marks = set(DirtyMark.objects.values_list("facility_id", "month", "measure"))
    month = dt.date(2025, 3, 1)
    assert marks == {(centre.house.pk, month, code) for code in ("sessions", "attendance", "participants")}
    line = Entry.objects.filter(verb="record_attendance").latest("pk")
    assert line.changes == {"named": 1, "present": 1, "unnamed": 2}


@pytest.mark.parametrize(
    ("tallies", "refusal"),
    [
        ({("6-10", "f"): -1}, refusals.NegativeCount),
        ({("6-10", "f"): 100_001}, refusals.CountTooLarge),
        ({("7-9", "f"): 1}, refusals.UnknownGroup),
        ({("6-10", "x"): 1}, refusals.UnknownGroup),
    ],
)
def test_wrong_counts_leave_the_old_sheet(
    centre: SimpleNamespace, session: Any, tallies: dict[tuple[str, str], int], refusal: type[Refusal]
) -> None:
    given = {"actor": centre.owner, "session": session, "at": LATER, "presences": {}}
    services.record_attendance(**given, tallies={("0-5", "f"): 7})
    with pytest.raises(refusal) as caught:
        services.record_attendance(**given, tallies={("0-5", "m"): 1, **tallies})
    assert str(caught.value)
    assert queries.attendance_of(session).tallies == {("0-5", "f"): 7}


def test_an_unknown_presence_is_refused(centre: SimpleNamespace, session: Any) -> None:
    with pytest.raises(refusals.UnknownPresence):
        services.record_attendance(
            actor=centre.owner, session=session, presences={make.patron(): "late"}, tallies={}, at=LATER
        )


def test_no_attendance_before_the_day_or_at_a_cancelled_session(centre: SimpleNamespace, session: Any) -> None:
    given = {"actor": centre.owner, "session": session, "presences": {}, "tallies": {("0-5", "f"): 1}}
    with pytest.raises(refusals.SessionNotYet):
        services.record_attendance(**given, at=AT)
    services.cancel_session(actor=centre.owner, session=session, at=AT)
    with pytest.raises(refusals.SessionCancelled):
        services.record_attendance(**given, at=LATER)
    assert not AttendanceTally.objects.exists()


def test_a_librarian_of_the_ward_may_take_attendance_a_stranger_may_not(centre: SimpleNamespace, session: Any) -> None:
    given = {"session": session, "presences": {}, "tallies": {("0-5", "f"): 1}, "at": LATER}
    services.record_attendance(actor=make.user("librarian", at=centre.ward), **given)
    for person in (centre.stranger, centre.officer):
        with pytest.raises(NotAllowed):
            services.record_attendance(actor=person, **given)
