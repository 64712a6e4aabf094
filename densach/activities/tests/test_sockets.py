from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from densach.activities import services
from densach.activities.models import Activity
from densach.core.clock import now, today
from densach.core.navigation import ENTRIES
from densach.discovery.register import SOURCES
from densach.people.personal_data import HOLDERS
from tests import make

from .rows import club, interest

pytestmark = pytest.mark.django_db


def test_what_the_index_is_told(centre: SimpleNamespace) -> None:
    source = SOURCES.get("activity")
    activity = club(
        centre.house, title="Đàn tính", leader="Cô Mẫu", age_bands=["6-10"], capacity=1, description="Học đàn"
    )
    activity.interests.add(interest("music"))
    draft = club(centre.house, state="draft")
    assert list(source.ids()) == [activity.pk]
    (found,) = source.documents([activity.pk, draft.pk])
    assert (found.title, found.people, found.audience) == ("Đàn tính", ("Cô Mẫu",), ("6-10",))
    assert found.subjects == ("câu lạc bộ", "Sở thích music")
    assert found.places == (centre.house.public_id,)
    assert (found.available, found.starts_at) == (False, None)
    session = make.session(activity=activity, day=today() + dt.timedelta(days=1))
    (found,) = source.documents([activity.pk])
    assert (found.available, found.starts_at) == (True, session.starts_at)
    services.register_patron(actor=centre.owner, activity=activity, patron=make.patron(birth_year=None), at=now())
    (found,) = source.documents([activity.pk])
    assert found.available is False
    (plain,) = source.documents([club(centre.house, age_bands=[]).pk])
    assert "60+" in plain.audience
    assert plain.people == ()


def test_thirty_documents_take_as_many_queries_as_one(
    centre: SimpleNamespace, django_assert_num_queries: object
) -> None:
    source = SOURCES.get("activity")
    for count in (1, 29):
        for _n in range(count):
            club(centre.house).interests.add(interest())
        ids = list(Activity.objects.values_list("pk", flat=True))
        with django_assert_num_queries(2):  # type: ignore[operator]
            list(source.documents(ids))


def test_a_person_gets_all_that_is_kept(centre: SimpleNamespace) -> None:
    patron = make.patron(facility=centre.house)
    activity = club(centre.house, title="Đàn tính")
    services.register_patron(actor=centre.owner, activity=activity, patron=patron, at=now())
    session = make.session(activity=activity, day=today())
    services.record_attendance(actor=centre.owner, session=session, presences={patron: "excused"}, tallies={}, at=now())
    (seat,) = HOLDERS.get("registrations").export(patron.pk)
    assert (seat["activity"], seat["place"], seat["state"]) == ("Đàn tính", centre.house.name, "confirmed")
    assert HOLDERS.get("attendance").export(patron.pk) == [
        {"activity": "Đàn tính", "day": today().isoformat(), "presence": "excused"}
    ]


def test_the_menu_has_an_entry() -> None:
    assert ENTRIES.get("activities").order == 40


def test_rows_name_themselves(centre: SimpleNamespace) -> None:
    session = make.session(activity=club(centre.house, title="Đàn tính"))
    patron = make.patron(facility=centre.house)
    registration = services.register_patron(actor=centre.owner, activity=session.activity, patron=patron, at=now())
    assert str(session.activity) == "Đàn tính"
    assert str(registration) == f"{patron.pk} → {session.activity_id}"
    assert str(interest()) == "Sở thích music"
