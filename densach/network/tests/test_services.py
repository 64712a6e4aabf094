from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction

from densach.accounts.models import User
from densach.audit.models import Entry
from densach.core.clock import today
from densach.core.errors import NotAllowed
from densach.network import queries, refusals, services
from densach.network.models import Assignment, FacilityPlacement, Succession, Unit, UnitParent
from densach.network.tree import current_version, tree_on
from tests import make

DAY = dt.date(2025, 7, 1)


def line(verb: str) -> Entry:
    return Entry.objects.get(verb=verb)


def open_ward(actor: User, parent: Unit | None, **fields: object) -> Unit:
    facts: dict = {"slug": "moi", "code": "77777", "name": "Phường  Mới ", "kind": "ward", "starts_on": DAY, **fields}
    return services.open_unit(actor=actor, parent=parent, **facts)


def test_open_unit(place: SimpleNamespace) -> None:
    version = current_version()
    unit = open_ward(place.admin, place.city)
    assert unit.name == "Phường Mới"
    assert tree_on(DAY).parent[unit.pk] == place.city.pk
    assert unit.pk not in tree_on(DAY - dt.timedelta(days=1)).living
    assert current_version() > version
    assert (line("unit.open").unit, line("unit.open").actor) == (unit, place.admin)


def test_open_unit_refuses(place: SimpleNamespace) -> None:
    for actor, parent in ((place.colleague, place.city), (place.stranger, place.ward), (place.admin, None)):
        with pytest.raises(NotAllowed):
            open_ward(actor, parent)
    with pytest.raises(refusals.CodeInUse) as caught:
        open_ward(place.admin, place.city, code=place.ward.code)
    assert place.ward.code in str(caught.value)
    with pytest.raises(refusals.UnitNotYet) as caught:
        open_ward(place.admin, place.city, starts_on=dt.date(2019, 1, 1))
    assert "01/01/2020" in caught.value.what_to_do
    system = User.objects.system()
    services.end_unit(actor=system, unit=place.ward, before=DAY)
    with pytest.raises(refusals.UnitHasEnded):
        open_ward(system, place.ward)
    assert not Entry.objects.filter(verb="unit.open").exists()
    # the code of a unit that has ended is free again, and a root is opened by who holds the right everywhere
    assert open_ward(system, None, code=place.ward.code)


def test_edit_unit(place: SimpleNamespace) -> None:
    facts = {"name": "Phường Một", "short_name": " Một ", "document_code": "UBND", "named_after_person": True}
    services.edit_unit(actor=place.admin, unit=place.ward, **facts)
    place.ward.refresh_from_db()
    assert (place.ward.short_name, place.ward.named_after_person) == ("Một", True)
    assert line("unit.edit").changes == {
        "short_name": ["", "Một"], "document_code": ["", "UBND"], "named_after_person": [False, True],
    }  # fmt: skip
    services.edit_unit(actor=place.admin, unit=place.ward, **facts)
    assert Entry.objects.filter(verb="unit.edit").count() == 1
    with pytest.raises(NotAllowed):
        services.edit_unit(actor=place.colleague, unit=place.ward, **facts)


def test_move_unit(place: SimpleNamespace) -> None:
    link = services.move_unit(actor=place.admin, unit=place.ward, parent=place.other, on=DAY)
    assert link.starts_on == DAY
    assert tree_on(DAY - dt.timedelta(days=1)).parent[place.ward.pk] == place.city.pk
    assert tree_on(DAY).parent[place.ward.pk] == place.other.pk
    assert line("unit.move").changes["parent"] == [place.city.slug, place.other.slug]


def test_move_unit_that_stood_alone(place: SimpleNamespace) -> None:
    alone = make.unit("Xã Lẻ", kind="commune")
    services.move_unit(actor=User.objects.system(), unit=alone, parent=place.city, on=DAY)
    assert line("unit.move").changes["parent"] == [None, place.city.slug]


def test_move_unit_refuses(place: SimpleNamespace) -> None:
    def move(
        actor: User = place.admin, unit: Unit = place.ward, parent: Unit = place.other, on: dt.date = DAY
    ) -> UnitParent:
        return services.move_unit(actor=actor, unit=unit, parent=parent, on=on)

    elsewhere = make.unit("Thành phố Lạ", kind="city")
    local = make.user("administrator", at=place.ward)
    with pytest.raises(NotAllowed):
        move(parent=elsewhere)
    with pytest.raises(NotAllowed):
        move(actor=local)
    with pytest.raises(refusals.ParentBelowItself):
        move(unit=place.city, parent=place.ward)
    with pytest.raises(refusals.ParentBelowItself):
        move(parent=place.ward)
    with pytest.raises(refusals.DatesOverlap) as caught:
        move(on=make.START)
    assert "01/01/2020" in caught.value.what_to_do
    young = make.unit("Phường Trẻ", parent=place.city, starts_on=DAY)
    with pytest.raises(refusals.UnitNotYet):
        move(unit=young, on=DAY - dt.timedelta(days=1))
    with pytest.raises(refusals.UnitNotYet):
        move(parent=young, on=DAY - dt.timedelta(days=1))
    services.end_unit(actor=place.admin, unit=place.other, before=DAY)
    system = User.objects.system()
    with pytest.raises(refusals.UnitHasEnded):
        move(actor=system)
    with pytest.raises(refusals.UnitHasEnded):
        move(actor=system, unit=place.other, parent=place.ward)
    assert not Entry.objects.filter(verb="unit.move").exists()


def test_a_move_entered_for_later_cannot_close_a_circle(place: SimpleNamespace) -> None:
    services.move_unit(actor=place.admin, unit=place.other, parent=place.ward, on=dt.date(2030, 1, 1))
    with pytest.raises(refusals.ParentBelowItself):
        services.move_unit(actor=place.admin, unit=place.ward, parent=place.other, on=DAY)


def test_end_unit(place: SimpleNamespace) -> None:
    new = make.unit("Phường Mới", parent=place.city, starts_on=DAY)
    services.move_unit(actor=place.admin, unit=place.ward, parent=place.other, on=dt.date(2030, 1, 1))
    services.end_unit(
        actor=place.admin, unit=place.ward, before=DAY, successors=[(new, "merge", 1)], legal_act="1683/NQ-UBTVQH15"
    )
    assert place.ward.pk not in tree_on(DAY).living
    assert UnitParent.objects.get(unit=place.ward).ends_before == DAY
    row = Succession.objects.get()
    assert (row.predecessor, row.successor, row.on, row.legal_act) == (place.ward, new, DAY, "1683/NQ-UBTVQH15")
    assert line("unit.end").changes["before"] == "2025-07-01"


def test_end_unit_refuses(place: SimpleNamespace) -> None:
    elsewhere = make.unit("Phường Lạ")
    local = make.user("administrator", at=place.ward)
    # nobody hands a past to people of another branch on his own
    for heir in (elsewhere, place.other):
        with pytest.raises(NotAllowed):
            services.end_unit(actor=local, unit=place.ward, before=DAY, successors=[(heir, "merge", 1)])
    with pytest.raises(refusals.UnitNotYet):
        services.end_unit(actor=place.admin, unit=place.ward, before=make.START)
    services.end_unit(actor=place.admin, unit=place.ward, before=DAY)
    with pytest.raises(refusals.UnitHasEnded):
        services.end_unit(actor=User.objects.system(), unit=Unit.objects.get(pk=place.ward.pk), before=DAY)
    assert Entry.objects.filter(verb="unit.end").count() == 1


def add(actor: User, unit: Unit, **fields: object) -> object:
    facts: dict = {"slug": "tu-sach", "name": "Tủ sách", "kind": "bookcase", "opened_on": DAY, **fields}
    return services.add_facility(actor=actor, unit=unit, **facts)


def test_add_facility(place: SimpleNamespace) -> None:
    facility = add(place.admin, place.ward, seats=4)
    assert facility.seats == 4
    assert queries.unit_of(facility, on=DAY) == place.ward
    assert (line("facility.add").facility, line("facility.add").unit) == (facility, place.ward)
    older = add(place.admin, place.ward, slug="cu", opened_on=dt.date(2010, 1, 1))
    assert FacilityPlacement.objects.get(facility=older).starts_on == make.START
    with pytest.raises(NotAllowed):
        add(place.colleague, place.ward, slug="x")
    services.end_unit(actor=place.admin, unit=place.other, before=DAY)
    with pytest.raises(refusals.UnitHasEnded):
        add(User.objects.system(), place.other, slug="y")


def test_edit_facility(place: SimpleNamespace) -> None:
    services.edit_facility(actor=place.admin, facility=place.library, seats=20, name="Thư viện  Một", area_m2=None)
    assert line("facility.edit").changes == {
        "seats": [None, 20], "name": ["Thư viện phường Một", "Thư viện Một"],
    }  # fmt: skip
    version = current_version()
    services.edit_facility(actor=place.admin, facility=place.library, seats=20)
    assert Entry.objects.filter(verb="facility.edit").count() == 1
    assert current_version() == version
    services.edit_facility(actor=place.admin, facility=place.library, closed_on=DAY)
    assert current_version() > version
    with pytest.raises(NotAllowed):
        services.edit_facility(actor=place.stranger, facility=place.library, seats=1)


def test_a_place_that_opened_earlier_stood_in_its_unit_since_then(place: SimpleNamespace) -> None:
    late = make.facility("Muộn", unit=place.ward, opened_on=DAY)
    services.edit_facility(actor=place.admin, facility=late, opened_on=dt.date(2024, 1, 1))
    assert late.pk in queries.facility_ids_in(place.ward.pk, as_of=dt.date(2024, 6, 30))
    services.edit_facility(actor=place.admin, facility=late, opened_on=dt.date(2001, 1, 1))
    assert FacilityPlacement.objects.get(facility=late).starts_on == make.START
    services.edit_facility(actor=place.admin, facility=late, opened_on=DAY)
    assert FacilityPlacement.objects.get(facility=late).starts_on == make.START


def test_place_facility(place: SimpleNamespace) -> None:
    services.place_facility(actor=place.admin, facility=place.library, unit=place.other, on=DAY)
    assert queries.unit_of(place.library, on=DAY - dt.timedelta(days=1)) == place.ward
    assert queries.unit_of(place.library, on=DAY) == place.other
    assert line("facility.place").unit == place.other


def test_place_facility_refuses(place: SimpleNamespace) -> None:
    def put(actor: User = place.admin, unit: Unit = place.other, on: dt.date = DAY) -> None:
        services.place_facility(actor=actor, facility=place.library, unit=unit, on=on)

    with pytest.raises(NotAllowed):
        put(actor=make.user("administrator", at=place.ward))
    with pytest.raises(NotAllowed):
        put(actor=make.user("administrator", at=place.other))
    with pytest.raises(refusals.DatesOverlap):
        put(on=make.START)
    with pytest.raises(refusals.UnitNotYet):
        put(unit=make.unit(parent=place.city, starts_on=dt.date(2030, 1, 1)))
    FacilityPlacement.objects.filter(facility=place.library).update(ends_before=dt.date(2025, 9, 1))
    with pytest.raises(refusals.DatesOverlap) as caught:
        put()
    assert "31/08/2025" in caught.value.what_to_do
    services.end_unit(actor=place.admin, unit=place.other, before=DAY)
    with pytest.raises(refusals.UnitHasEnded):
        put(actor=User.objects.system())
    assert FacilityPlacement.objects.filter(facility=place.library).count() == 1


def test_opening_hours(place: SimpleNamespace) -> None:
    morning, noon, evening = dt.time(7, 30), dt.time(11, 30), dt.time(17)
    services.set_opening_hours(
        actor=place.admin, facility=place.library, hours=[(1, noon, evening), (1, morning, noon), (2, morning, noon)]
    )
    assert [str(row) for row in queries.opening_hours(place.library)] == [
        "Thứ Hai 07:30–11:30", "Thứ Hai 11:30–17:00", "Thứ Ba 07:30–11:30",
    ]  # fmt: skip
    for wrong in ([(1, morning, evening), (1, noon, evening)], [(1, noon, morning)], [(3, noon, noon)]):
        with pytest.raises(refusals.HoursOverlap):
            services.set_opening_hours(actor=place.admin, facility=place.library, hours=wrong)
    assert queries.opening_hours(place.library).count() == 3
    services.set_opening_hours(actor=place.admin, facility=place.library, hours=[])
    assert not queries.opening_hours(place.library).exists()
    assert Entry.objects.filter(verb="facility.hours").count() == 2
    with pytest.raises(NotAllowed):
        services.set_opening_hours(actor=place.owner, facility=place.library, hours=[])


def test_assign_role(place: SimpleNamespace) -> None:
    user = make.user()
    services.assign_role(actor=place.admin, user=user, role="librarian", unit=place.ward, starts_on=today())
    assert User.objects.get(pk=user.pk).has_right("circulation.lend")
    assert line("role.assign").changes == {"user": user.username, "role": "librarian"}
    with pytest.raises(refusals.AlreadyAssigned):
        services.assign_role(actor=place.admin, user=user, role="librarian", unit=place.ward, starts_on=today())
    at_place = {"role": "librarian", "unit": place.city, "facility": place.library, "starts_on": today()}
    services.assign_role(actor=place.admin, user=user, **at_place)
    with pytest.raises(refusals.AlreadyAssigned):
        services.assign_role(actor=place.admin, user=user, **at_place)


def test_assign_role_refuses(place: SimpleNamespace) -> None:
    user, local = make.user(), make.user("administrator", at=place.ward)
    for actor, unit in ((place.colleague, place.ward), (local, place.other), (local, place.city)):
        with pytest.raises(NotAllowed):
            services.assign_role(actor=actor, user=user, role="leader", unit=unit, starts_on=today())
    # a place elsewhere is not reached by naming one's own unit beside it
    with pytest.raises(refusals.PlacedElsewhere):
        services.assign_role(
            actor=local, user=local, role="administrator", unit=place.ward, facility=place.far, starts_on=today()
        )
    services.end_unit(actor=place.admin, unit=place.ward, before=DAY)
    with pytest.raises(refusals.UnitHasEnded):
        services.assign_role(
            actor=User.objects.system(),
            user=user,
            role="leader",
            unit=Unit.objects.get(pk=place.ward.pk),
            starts_on=today(),
        )
    assert not Assignment.objects.filter(user=user).exists()


def test_give_role(place: SimpleNamespace) -> None:
    def give(actor: User = place.admin, **fields: object) -> Assignment:
        facts: dict = {"username": "hoa.nong", "role": "librarian", "unit": place.ward, "starts_on": today(), **fields}
        return services.give_role(actor=actor, **facts)

    with pytest.raises(refusals.AccountUnknown):
        give()
    with pytest.raises(refusals.AccountUnknown):
        give(full_name="Nông Thị Hoa")
    with pytest.raises(NotAllowed):
        give(actor=place.colleague, full_name="Nông Thị Hoa", password="mat-khau-dau")
    assert not User.objects.filter(username="hoa.nong").exists()
    row = give(full_name=" Nông Thị Hoa", password="mat-khau-dau", email="hoa@example.vn")
    assert (row.user.full_name, row.user.email) == ("Nông Thị Hoa", "hoa@example.vn")
    assert row.user.check_password("mat-khau-dau")
    assert line("account.open").subject_label == "Nông Thị Hoa"
    assert give(username="HOA.Nong", role="leader").user == row.user
    with pytest.raises(refusals.AccountTaken):
        give(role="unit_officer", full_name="Người khác", password="mat-khau-khac")
    User.objects.system()
    with pytest.raises(refusals.AccountTaken):
        give(username="system")


def test_end_assignment(place: SimpleNamespace) -> None:
    of_colleague = Assignment.objects.get(user=place.colleague)
    for actor in (place.colleague, make.user("administrator", at=place.other)):
        with pytest.raises(NotAllowed):
            services.end_assignment(actor=actor, assignment=of_colleague, before=today())
    services.end_assignment(actor=place.admin, assignment=of_colleague, before=today())
    assert not User.objects.get(pk=place.colleague.pk).has_right("circulation.lend")
    assert line("role.end").changes["user"] == place.colleague.username
    of_owner = Assignment.objects.get(user=place.owner)
    services.end_assignment(actor=make.user("administrator", at=place.ward), assignment=of_owner, before=make.START)
    assert not Assignment.objects.filter(user=place.owner).exists()


def test_a_new_password_is_given_only_over_all_roles_held(place: SimpleNamespace) -> None:
    local = make.user("administrator", at=place.ward)
    services.give_new_password(actor=local, user=place.owner, password="mat-khau-moi-1")
    assert User.objects.get(pk=place.owner.pk).check_password("mat-khau-moi-1")
    assert line("account.password").actor == local
    both = make.user("librarian", at=place.ward)
    Assignment.objects.create(user=both, role="administrator", unit=place.city, starts_on=make.START)
    boss = User.objects.create_superuser("boss", "mat-khau-thu", full_name="Chủ")
    Assignment.objects.create(user=boss, role="librarian", unit=place.ward, starts_on=make.START)
    for victim in (both, boss, place.admin, place.stranger, make.user(), User.objects.system()):
        with pytest.raises(NotAllowed):
            services.give_new_password(actor=local, user=victim, password="mat-khau-moi-2")
        assert not User.objects.get(pk=victim.pk).check_password("mat-khau-moi-2")
    services.give_new_password(actor=boss, user=boss, password="mat-khau-moi-2")


def test_constraints_hold_below_the_services(place: SimpleNamespace) -> None:
    day = dt.timedelta(days=1)
    wrong = [
        lambda: Unit.objects.filter(pk=place.ward.pk).update(ends_before=make.START),
        lambda: UnitParent.objects.create(unit=place.ward, parent=place.ward, starts_on=DAY, ends_before=DAY + day),
        lambda: UnitParent.objects.create(unit=place.ward, parent=place.other, starts_on=DAY),
        lambda: FacilityPlacement.objects.create(facility=place.library, unit=place.other, starts_on=DAY),
        lambda: Succession.objects.create(predecessor=place.ward, successor=place.other, on=DAY, kind="merge", share=2),
    ]
    for write in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            write()
