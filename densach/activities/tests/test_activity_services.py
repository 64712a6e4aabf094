from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from densach.activities import refusals, services
from densach.activities.models import Activity, ActivityState, Session, SessionState
from densach.audit.models import Entry
from densach.core.errors import NotAllowed, Refusal
from densach.discovery.models import Change
from densach.measures.models import DirtyMark
from tests import make

from .rows import AT, club, details, interest, series

pytestmark = pytest.mark.django_db


def test_an_activity_begins_as_a_draft_with_tidy_words(centre: SimpleNamespace) -> None:
    interest("music")
    facts = details(
        title="  CLB   đàn tính ",
        interests=("music", "music"),
        age_bands=("60+", "6-10"),
        capacity=20,
        room=" Phòng  2 ",
    )
    activity = services.add_activity(actor=centre.owner, facility=centre.house, details=facts)
    activity.refresh_from_db()
    assert (activity.title, activity.room, activity.state) == ("CLB đàn tính", "Phòng 2", ActivityState.DRAFT)
    assert activity.title_fold == "clb dan tinh"
    assert activity.age_bands == ["6-10", "60+"]
    assert [one.code for one in activity.interests.all()] == ["music"]
    line = Entry.objects.get(verb="add_activity")
    assert (line.actor_id, line.facility_id) == (centre.owner.pk, centre.house.pk)
    assert Change.objects.filter(kind="activity", subject_id=activity.pk).exists()


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"title": "  "}, refusals.TitleMissing),
        ({"title": "a" * 201}, refusals.TextTooLong),
        ({"description": "a" * 10_001}, refusals.TextTooLong),
        ({"kind": "party"}, refusals.UnknownKind),
        ({"age_bands": ("unknown",)}, refusals.UnknownAgeBand),
        ({"capacity": 0}, refusals.CapacityOutOfRange),
        ({"capacity": 10**9}, refusals.CapacityOutOfRange),
        ({"interests": ("nothing",)}, refusals.UnknownInterest),
    ],
)
def test_bad_details_are_refused_with_a_sentence(
    centre: SimpleNamespace, fields: dict[str, object], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal) as caught:
        services.add_activity(actor=centre.owner, facility=centre.house, details=details(**fields))
    assert str(caught.value)
    assert caught.value.what_to_do
    assert not Activity.objects.exists()


def test_only_those_with_the_right_at_the_place_write(centre: SimpleNamespace) -> None:
    activity = services.add_activity(actor=centre.colleague, facility=centre.house, details=details())
    services.publish_activity(actor=centre.owner, activity=activity, at=AT)
    for person in (centre.stranger, centre.officer):
        with pytest.raises(NotAllowed):
            services.add_activity(actor=person, facility=centre.house, details=details())
        with pytest.raises(NotAllowed):
            services.edit_activity(actor=person, activity=activity, facility=centre.far, details=details(), at=AT)
        for change in (services.publish_activity, services.cancel_activity, services.end_activity):
            with pytest.raises(NotAllowed):
                change(actor=person, activity=activity, at=AT)
    with pytest.raises(NotAllowed):  # neither may one's activity be pushed onto another place
        services.edit_activity(actor=centre.owner, activity=activity, facility=centre.far, details=details(), at=AT)


def test_editing_keeps_the_seats_taken_meanwhile(centre: SimpleNamespace) -> None:
    activity = club(centre.house)
    stale = Activity.objects.get(pk=activity.pk)
    patron = make.patron(facility=centre.house)
    services.register_patron(actor=centre.owner, activity=activity, patron=patron, at=AT)
    facts = details(title="Tên mới", capacity=5, takes_registrations=True)
    services.edit_activity(actor=centre.owner, activity=stale, facility=centre.house, details=facts, at=AT)
    activity.refresh_from_db()
    assert (activity.title, activity.capacity, activity.seats_taken) == ("Tên mới", 5, 1)
    changes = Entry.objects.get(verb="edit_activity").changes
    assert changes["capacity"] == [10, 5]
    assert "kind" not in changes


def test_capacity_below_those_registered_is_refused_whole(centre: SimpleNamespace) -> None:
    activity = club(centre.house)
    for _n in range(3):
        services.register_patron(
            actor=centre.owner, activity=activity, patron=make.patron(facility=centre.house), at=AT
        )
    with pytest.raises(refusals.CapacityBelowRegistered) as caught:
        services.edit_activity(
            actor=centre.owner, activity=activity, facility=centre.house, details=details(title="X", capacity=2), at=AT
        )
    assert caught.value.data == {"taken": "3", "capacity": 2}
    activity.refresh_from_db()
    assert (activity.capacity, activity.title) == (10, activity.title)
    assert activity.title != "X"
    edited = services.edit_activity(
        actor=centre.owner, activity=activity, facility=centre.house, details=details(capacity=None), at=AT
    )
    edited.refresh_from_db()
    assert edited.capacity is None


def test_a_move_takes_planned_sessions_along_and_leaves_those_held(centre: SimpleNamespace) -> None:
    new_home = make.facility(kind="culture_house", unit=centre.ward)
    activity = club(centre.house)
    held, planned, *_rest = series(centre.colleague, activity)
    services.mark_held(actor=centre.colleague, session=held, at=AT + dt.timedelta(days=1))
    DirtyMark.objects.all().delete()
    services.edit_activity(actor=centre.colleague, activity=activity, facility=new_home, details=details(), at=AT)
    held.refresh_from_db()
    planned.refresh_from_db()
    assert (held.facility_id, held.revision) == (centre.house.pk, 0)
    assert (planned.facility_id, planned.revision) == (new_home.pk, 1)
    assert not DirtyMark.objects.exists()


@pytest.mark.parametrize("fields", [{"kind": "course"}, {"interests": ("chess",)}])
def test_another_kind_or_interest_splits_the_months_held_anew(
    centre: SimpleNamespace, fields: dict[str, object]
) -> None:
    interest("chess", "sport")
    activity = club(centre.house)
    session = series(centre.owner, activity)[0]
    services.mark_held(actor=centre.owner, session=session, at=AT + dt.timedelta(days=1))
    DirtyMark.objects.all().delete()
    services.edit_activity(
        actor=centre.owner, activity=activity, facility=centre.house, details=details(**fields), at=AT
    )
    marks = set(DirtyMark.objects.values_list("facility_id", "month", "measure"))
    month = dt.date(2025, 3, 1)
    assert marks == {(centre.house.pk, month, "sessions"), (centre.house.pk, month, "attendance")}


@pytest.mark.parametrize(
    ("change", "state"),
    [(services.cancel_activity, ActivityState.CANCELLED), (services.end_activity, ActivityState.ENDED)],
)
def test_closing_cancels_what_is_to_come_and_publishing_opens_again(
    centre: SimpleNamespace, change: object, state: str
) -> None:
    activity = club(centre.house)
    sessions = series(centre.owner, activity)
    later = AT + dt.timedelta(days=3)
    change(actor=centre.owner, activity=activity, at=later)  # type: ignore[operator]
    activity.refresh_from_db()
    assert activity.state == state
    states = list(Session.objects.filter(activity=activity).order_by("starts_at").values_list("state", flat=True))
    assert states == [SessionState.PLANNED] + [SessionState.CANCELLED] * (len(sessions) - 1)
    with pytest.raises(refusals.ActivityClosed):
        series(centre.owner, activity, first_day=dt.date(2025, 4, 1), until=dt.date(2025, 4, 30))
    with pytest.raises(refusals.WrongState):
        change(actor=centre.owner, activity=activity, at=later)  # type: ignore[operator]
    services.publish_activity(actor=centre.owner, activity=activity, at=later)
    with pytest.raises(refusals.WrongState):
        services.publish_activity(actor=centre.owner, activity=activity, at=later)
