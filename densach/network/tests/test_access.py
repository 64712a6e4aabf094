from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from densach.accounts.models import User
from densach.core.clock import today
from densach.core.errors import NotAllowed
from densach.network import access
from densach.network.models import Assignment, Facility, FacilityPlacement
from densach.network.queries import assignments_visible, branches_visible, visible_facilities, visible_units
from tests import make

from .test_tree import DAY, ends

VIEW, EDIT, LEND = "network.view_network", "network.edit_network", "circulation.lend"


def fresh(user: User) -> User:
    """The account as the next request reads it."""
    return User.objects.get(pk=user.pk)


def test_rights_follow_branches(place: SimpleNamespace) -> None:
    assert access.units_with(place.admin, EDIT) == {place.city.pk, place.ward.pk, place.other.pk}
    assert access.units_with(place.colleague, LEND) == {place.ward.pk}
    assert access.units_with(place.owner, LEND) == frozenset()
    assert access.units_with(place.officer, LEND) == frozenset()
    assert access.units_with(User.objects.system(), EDIT) is None
    assert set(visible_units(place.colleague)) == {place.ward}
    assert set(visible_units(User.objects.system())) == {place.city, place.ward, place.other}


def test_rights_at_one_place(place: SimpleNamespace) -> None:
    sibling = make.facility("Tủ sách", kind="bookcase", unit=place.ward)
    assert access.may_at_facility(place.owner, LEND, place.library.pk)
    assert not access.may_at_facility(place.owner, LEND, sibling.pk)
    assert access.may_at_facility(place.colleague, LEND, sibling.pk)
    assert not access.may_at_facility(place.stranger, LEND, place.library.pk)
    assert not access.may_at_unit(place.owner, VIEW, place.ward.pk)
    assert set(visible_facilities(place.owner, LEND)) == {place.library}
    assert set(visible_facilities(place.colleague, LEND)) == {place.library, sibling}
    assert set(visible_facilities(place.stranger, LEND)) == {place.far}
    assert set(visible_facilities(User.objects.system(), LEND)) == set(Facility.objects.all())
    assert not access.may_at_facility(place.admin, LEND, 999_999)


def test_require_asks_at_the_place_the_unit_or_anywhere(place: SimpleNamespace) -> None:
    access.require(place.owner, LEND, facility_id=place.library.pk)
    access.require(place.colleague, LEND, unit_id=place.ward.pk)
    access.require(place.owner, LEND)
    for refused in ({"facility_id": place.far.pk}, {"unit_id": place.ward.pk}):
        with pytest.raises(NotAllowed):
            access.require(place.owner, LEND, **refused)
    with pytest.raises(NotAllowed) as caught:
        access.require(place.officer, LEND)
    assert "cho mượn và nhận trả" in caught.value.what_to_do


def test_an_account_switched_off_holds_nothing(place: SimpleNamespace) -> None:
    boss = User.objects.create_superuser("boss", "mat-khau-thu", full_name="Chủ")
    assert access.units_with(boss, EDIT) is None
    assert access.may_at_facility(boss, EDIT, place.far.pk)
    for user in map(fresh, (boss, place.colleague)):
        user.is_active = False
        assert access.units_with(user, LEND) == frozenset()
        assert not user.has_right(LEND)
        assert not access.may_at_facility(user, LEND, place.library.pk)
        assert not access.may_at_unit(user, LEND, place.ward.pk)
        assert not access.facilities_with(user, LEND).exists()


def test_a_role_counts_only_while_it_runs(place: SimpleNamespace) -> None:
    Assignment.objects.filter(user=place.colleague).update(ends_before=today())
    assert not fresh(place.colleague).has_right(LEND)
    later = make.user()
    Assignment.objects.create(user=later, role="librarian", unit=place.ward, starts_on=today() + dt.timedelta(days=1))
    assert not later.has_right(LEND)


def test_a_merge_takes_no_past_away_and_gives_strangers_nothing(place: SimpleNamespace) -> None:
    new = make.unit("Phường Mới", parent=place.city, starts_on=DAY)
    closed = make.facility("Phòng đọc cũ", unit=place.ward, closed_on=dt.date(2024, 1, 1))
    heir = make.user("librarian", at=new)
    outsider = make.user("librarian", at=make.unit("Phường Xa"))
    ends(place.ward, new)
    assert access.may_at_unit(heir, VIEW, place.ward.pk)
    assert access.may_at_facility(heir, LEND, closed.pk)
    assert place.ward.pk in access.units_reached(heir, VIEW)
    assert set(access.facilities_with(heir, LEND)) == {place.library, closed}
    assert not access.may_at_unit(heir, VIEW, place.other.pk)
    for user in (outsider, fresh(place.stranger)):
        assert not access.may_at_unit(user, VIEW, place.ward.pk)
        assert not access.may_at_facility(user, LEND, closed.pk)
        assert place.ward.pk not in access.units_reached(user, VIEW)
        assert place.library not in access.facilities_with(user, LEND)
    # the role on the ward ended with the ward and is no role on the whole new unit
    assert access.units_with(fresh(place.colleague), LEND) == frozenset()
    # a role at one place goes on there
    assert access.may_at_facility(fresh(place.owner), LEND, place.library.pk)
    assert not access.may_at_facility(fresh(place.owner), LEND, closed.pk)
    assert access.units_reached(User.objects.system(), VIEW) is None


def test_rights_do_not_widen_by_a_split(place: SimpleNamespace) -> None:
    north, south = (make.unit(name, parent=place.city, starts_on=DAY) for name in ("Phường Bắc", "Phường Nam"))
    closed = make.facility("Phòng đọc cũ", unit=place.ward, closed_on=dt.date(2024, 1, 1))
    FacilityPlacement.objects.filter(facility=place.library).update(ends_before=DAY)
    FacilityPlacement.objects.create(facility=place.library, unit=north, starts_on=DAY)
    ends(place.ward, north, south, kind="split")
    of_north, of_south = make.user("administrator", at=north), make.user("administrator", at=south)
    for half in (of_north, of_south):
        assert access.may_at_unit(half, VIEW, place.ward.pk)
        assert not access.may_at_unit(half, EDIT, place.ward.pk)
        assert not access.may_at_facility(half, LEND, closed.pk)
        assert not access.may_at_facility(half, "people.view_patrons", closed.pk)
        assert closed not in access.facilities_with(half, LEND)
    assert access.may_at_facility(of_north, LEND, place.library.pk)
    assert not access.may_at_facility(of_south, LEND, place.library.pk)
    whole = fresh(place.admin)
    assert access.may_at_unit(whole, EDIT, place.ward.pk)
    assert closed in access.facilities_with(whole, LEND)
    assert access.may_at_facility(whole, LEND, closed.pk)


def test_a_unit_that_nobody_follows_is_left_to_those_above_everything(place: SimpleNamespace) -> None:
    ends(place.ward)
    for user in (place.admin, place.colleague):
        assert not access.may_at_unit(fresh(user), EDIT, place.ward.pk)
        assert not access.may_at_unit(fresh(user), VIEW, place.ward.pk)
        assert place.library not in access.facilities_with(fresh(user), LEND)
    assert access.may_at_unit(User.objects.system(), EDIT, place.ward.pk)


def test_roles_at_places_of_an_ended_unit_stay_in_sight(place: SimpleNamespace) -> None:
    new = make.unit("Phường Mới", parent=place.city, starts_on=DAY)
    ends(place.ward, new)
    heir = make.user("administrator", at=new)
    seen = {row.user for row in assignments_visible(heir)}
    assert {place.owner, place.colleague, heir} <= seen
    assert place.stranger not in seen
    assert place.admin not in seen
    assert Assignment.objects.count() == assignments_visible(User.objects.system()).count()
    assert str(Assignment.objects.get(user=place.owner)) == f"{place.owner.pk}: librarian @ {place.ward.pk}"


def test_branches_of_a_past_day(place: SimpleNamespace) -> None:
    new = make.unit("Phường Mới", parent=place.city, starts_on=DAY)
    ends(place.ward, new)
    heir = make.user("librarian", at=new)
    assert [branch.unit for branch in branches_visible(heir, today())] == [new]
    assert [branch.unit for branch in branches_visible(heir, dt.date(2024, 1, 1))] == [place.ward]
    (root,) = branches_visible(place.admin, dt.date(2024, 1, 1))
    assert root.unit == place.city
    assert [branch.unit for branch in root.below] == [place.other, place.ward]
    assert branches_visible(place.owner, today()) == []


def test_a_unit_entered_for_a_later_day_belongs_to_those_above(place: SimpleNamespace) -> None:
    later = make.unit("Phường Mai", parent=place.city, starts_on=today() + dt.timedelta(days=30))
    assert access.may_at_unit(place.admin, EDIT, later.pk)
    assert not access.may_at_unit(make.user("administrator", at=place.ward), VIEW, later.pk)
    alone = make.unit("Xã Mai", kind="commune", starts_on=today() + dt.timedelta(days=30))
    assert not access.may_at_unit(place.admin, VIEW, alone.pk)
