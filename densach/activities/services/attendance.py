"""Take attendance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from densach.accounts.models import User
from densach.activities import rules
from densach.activities.models import Attendance, AttendanceTally, Presence, Session
from densach.activities.permissions import RECORD_ATTENDANCE
from densach.core.ages import age_band
from densach.network.access import require
from densach.people.models import Patron

from .sessions import hold
from .trail import write_line


@transaction.atomic
def record_attendance(
    *,
    actor: User,
    session: Session,
    presences: Mapping[Patron, str],
    tallies: Mapping[rules.TallyKey, int],
    at: dt.datetime,
) -> Session:
    """Replace the whole sheet of a session and mark it held: who came by name, and how many besides by age and sex.

    `tallies` is {(age band, sex): persons not named}. An empty sheet says that the session was held and nobody noted.
    Ages are taken for the year of the session and kept, so that later corrections of a person do not change the past.
    Raises NotAllowed, SessionNotYet, SessionCancelled, UnknownPresence, UnknownGroup, NegativeCount, CountTooLarge.
    """
    require(actor, RECORD_ATTENDANCE, facility_id=session.facility_id)
    rules.check_presences(presences.values())
    counts = rules.check_tallies(tallies)
    hold(session, at)  # takes the row of the session, so that two sheets follow each other
    Attendance.objects.filter(session=session).delete()
    AttendanceTally.objects.filter(session=session).delete()
    Attendance.objects.bulk_create(
        Attendance(
            session=session,
            patron=patron,
            presence=presence,
            age_band=age_band(patron.birth_year, session.day),
            sex=patron.sex,
        )
        for patron, presence in presences.items()
    )
    AttendanceTally.objects.bulk_create(
        AttendanceTally(session=session, age_band=band, sex=sex, count=count) for (band, sex), count in counts.items()
    )
    came = sum(presence == Presence.PRESENT for presence in presences.values())
    write_line(
        actor, "record_attendance", session, session.facility_id,
        named=len(presences), present=came, unnamed=sum(counts.values()),
    )  # fmt: skip
    return session
