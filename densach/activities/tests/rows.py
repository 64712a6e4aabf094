"""Rows of these tests: a culture house with the three people, and a club that meets there."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from densach.activities.models import Activity, Interest, Session
from densach.activities.rules import Details
from densach.activities.services import add_sessions
from densach.core.clock import today
from tests import make

AT = dt.datetime(2025, 3, 3, 2, 0, tzinfo=dt.UTC)  # Monday 3 March 2025, 09:00 in Hanoi
TODAY = dt.date(2025, 3, 3)


def centre() -> SimpleNamespace:
    """`owner` is staff of the house, `colleague` of its ward, `stranger` of another ward."""
    ward, other = make.unit("Phường Một"), make.unit("Phường Hai")
    house = make.facility("Nhà văn hoá Một", kind="culture_house", unit=ward)
    far = make.facility("Nhà văn hoá Hai", kind="culture_house", unit=other)
    return SimpleNamespace(
        ward=ward,
        other=other,
        house=house,
        far=far,
        owner=make.user("activity_organiser", at=house),
        colleague=make.user("activity_organiser", at=ward),
        stranger=make.user("activity_organiser", at=other),
        officer=make.user("unit_officer", at=ward),
    )


def club(house: Any, **fields: Any) -> Activity:
    return make.activity(facility=house, **{"takes_registrations": True, "capacity": 10} | fields)


def details(**fields: Any) -> Details:
    return Details(**{"kind": "club", "title": "Câu lạc bộ đàn tính"} | fields)


def interest(code: str = "music", field: str = "arts") -> Interest:
    row, _created = Interest.objects.get_or_create(
        code=code, defaults={"name_vi": f"Sở thích {code}", "name_en": code, "field": field}
    )
    return row


def series(actor: Any, activity: Activity, **fields: Any) -> list[Session]:
    given = {
        "first_day": TODAY,
        "until": TODAY + dt.timedelta(days=13),
        "weekdays": [2, 6],
        "start_time": dt.time(19),
        "end_time": dt.time(20, 30),
        "at": AT,
    }
    return add_sessions(actor=actor, activity=activity, **given | fields)


def this_month() -> dt.date:
    return today().replace(day=1)
