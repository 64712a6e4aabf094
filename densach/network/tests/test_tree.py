from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.conf import settings

from densach.accounts.models import User
from densach.network import queries
from densach.network.locality import Locality, available_localities, load_locality
from densach.network.models import (
    Facility,
    FacilityPlacement,
    MobileStop,
    OpeningHours,
    Succession,
    Unit,
    UnitParent,
)
from densach.network.queries import Map
from densach.network.services import grow_tree_version
from densach.network.tree import current_version, last_unit_by_facility, living_successors, tree_on
from tests import make

DAY = dt.date(2025, 7, 1)


def ends(unit: Unit, *successors: Unit, kind: str = "merge", on: dt.date = DAY) -> None:
    """End a unit by hand, as a loader does."""
    Unit.objects.filter(pk=unit.pk).update(ends_before=on)
    UnitParent.objects.filter(unit=unit, ends_before=None).update(ends_before=on)
    for successor in successors:
        Succession.objects.create(predecessor=unit, successor=successor, on=on, kind=kind)
    grow_tree_version()


@pytest.mark.django_db
def test_branch_and_path_of_a_day(place: SimpleNamespace) -> None:
    school = make.unit("Trường", kind="school", parent=place.ward)
    tree = tree_on(DAY)
    assert tree.branch(place.city.pk) == {place.city.pk, place.ward.pk, place.other.pk, school.pk}
    assert tree.branch(place.ward.pk) == {place.ward.pk, school.pk}
    assert tree.path(school.pk) == (place.city.pk, place.ward.pk, school.pk)
    assert tree_on(dt.date(2019, 12, 31)).branch(place.city.pk) == frozenset()


@pytest.mark.django_db
def test_a_circle_in_the_data_does_not_hang() -> None:
    one, two = make.unit("Một"), make.unit("Hai")
    UnitParent.objects.create(unit=one, parent=two, starts_on=make.START)
    UnitParent.objects.create(unit=two, parent=one, starts_on=make.START)
    grow_tree_version()
    tree = tree_on(DAY)
    assert tree.branch(one.pk) == {one.pk, two.pk}
    assert tree.path(one.pk) == (two.pk, one.pk)


@pytest.mark.django_db
def test_a_tree_is_read_once_until_the_version_grows(django_assert_num_queries) -> None:
    assert current_version() == 0
    grow_tree_version()
    make.unit("Phường Một")
    tree_on(DAY)
    with django_assert_num_queries(1):
        before = tree_on(DAY)
    version = current_version()
    new = make.unit("Phường Hai")
    assert current_version() > version
    assert new.pk not in before.living
    assert new.pk in tree_on(DAY).living


@pytest.mark.django_db
def test_successors_are_followed_through_chains_and_splits() -> None:
    a, b, c, d = (make.unit(name) for name in "ABCD")
    ends(a, b, on=dt.date(2022, 1, 1))
    ends(b, c, d, kind="split", on=dt.date(2024, 1, 1))
    assert living_successors(a.pk, dt.date(2021, 12, 31)) == {a.pk}
    assert living_successors(a.pk, dt.date(2022, 1, 1)) == {b.pk}
    assert living_successors(a.pk, DAY) == {c.pk, d.pk}
    ends(c, d, kind="merge", on=dt.date(2025, 1, 1))
    assert living_successors(a.pk, DAY, version=current_version()) == {d.pk}
    gone = make.unit("E")
    ends(gone)
    assert living_successors(gone.pk, DAY) == frozenset()


@pytest.mark.django_db
def test_a_move_entered_for_a_later_day_does_not_count_yet(place: SimpleNamespace) -> None:
    assert last_unit_by_facility()[place.library.pk] == place.ward.pk
    far = dt.date(2199, 1, 1)
    FacilityPlacement.objects.filter(facility=place.library).update(ends_before=far)
    FacilityPlacement.objects.create(facility=place.library, unit=place.other, starts_on=far)
    soon = make.facility("Chưa mở", unit=place.other, opened_on=far)
    assert last_unit_by_facility()[place.library.pk] == place.ward.pk
    assert last_unit_by_facility()[soon.pk] == place.other.pk


@pytest.mark.django_db
def test_facilities_then_and_on_todays_map(place: SimpleNamespace) -> None:
    new = make.unit("Phường Mới", parent=place.city, starts_on=DAY)
    ends(place.ward, new)
    ends(place.other, new)
    before = dt.date(2025, 6, 30)
    # not yet placed anew: the new ward has what those before it have
    assert queries.facility_ids_in(new.pk, as_of=DAY) == {place.library.pk, place.far.pk}
    assert queries.facility_ids_in(place.ward.pk, as_of=before) == {place.library.pk}
    assert queries.facility_ids_in(new.pk, as_of=before) == frozenset()
    assert queries.facility_ids_in(new.pk, as_of=before, on_map=Map.TODAY) == {place.library.pk, place.far.pk}
    assert queries.facility_ids_in(place.ward.pk, as_of=DAY) == {place.library.pk, place.far.pk}
    assert queries.facilities_placed_in(place.ward.pk, before) == {place.library.pk}


@pytest.mark.django_db
def test_facilities_open_on_the_day_or_within_the_period(place: SimpleNamespace) -> None:
    Facility.objects.filter(pk=place.library.pk).update(closed_on=dt.date(2024, 6, 30))
    Facility.objects.filter(pk=place.far.pk).update(opened_on=dt.date(2024, 5, 1))
    ask = queries.facility_ids_in
    assert ask(place.city.pk, as_of=dt.date(2024, 6, 30)) == {place.library.pk, place.far.pk}
    assert ask(place.city.pk, as_of=dt.date(2024, 7, 1)) == {place.far.pk}
    assert ask(place.city.pk, as_of=dt.date(2024, 12, 31), since=dt.date(2024, 1, 1)) == {
        place.library.pk,
        place.far.pk,
    }
    assert ask(place.city.pk, as_of=dt.date(2024, 12, 31), since=dt.date(2024, 7, 1)) == {place.far.pk}
    assert ask(place.city.pk, as_of=dt.date(2024, 4, 30), since=dt.date(2024, 1, 1)) == {place.library.pk}


@pytest.mark.django_db
def test_hours_of_a_place(place: SimpleNamespace) -> None:
    OpeningHours.objects.create(facility=place.library, weekday=1, opens=dt.time(7, 30), closes=dt.time(11, 30))
    assert queries.is_open(place.library, dt.datetime(2025, 6, 30, 7, 30))
    assert not queries.is_open(place.library, dt.datetime(2025, 6, 30, 11, 30))
    assert not queries.is_open(place.library, dt.datetime(2025, 7, 1, 8, 0))
    assert str(OpeningHours.objects.get()) == "Thứ Hai 07:30–11:30"


@pytest.fixture
def real(db: None) -> Locality:
    return load_locality(actor=User.objects.system(), folder=settings.DENSACH_DATA / "localities" / "bac-kan")


def test_real_city_on_both_maps(real: Locality) -> None:
    units, places = real.units, real.facilities
    then, now = dt.date(2023, 12, 31), dt.date(2026, 12, 31)
    city = units["tp-bac-kan"].pk
    ask = queries.facility_ids_in
    wards = [units[key].pk for key in real.facts["today"]]
    covered = frozenset().union(*(ask(ward, as_of=then, on_map=Map.TODAY) for ward in wards))
    city_then = ask(city, as_of=then)
    assert len(city_then) >= 40
    assert places["tv-duc-xuan"].pk in city_then
    # what stood in the city then stands in the three new units now, each place in exactly one of them
    assert sum(len(ask(ward, as_of=now)) for ward in wards) == len(
        frozenset().union(*(ask(ward, as_of=now) for ward in wards))
    )
    assert covered <= ask(city, as_of=then, on_map=Map.TODAY)
    assert places["tv-duc-xuan"].pk in ask(units["duc-xuan"].pk, as_of=now)
    assert ask(units["duc-xuan"].pk, as_of=then) == frozenset()
    assert places["tv-duc-xuan"].pk in ask(units["duc-xuan"].pk, as_of=then, on_map=Map.TODAY)
    # asked in 2026, the city that ended stands for its successors
    assert covered & ask(city, as_of=now) == covered & frozenset(
        queries.open_facilities(now).values_list("pk", flat=True)
    )


def test_real_merged_wards(real: Locality) -> None:
    units = real.units
    new = units["duc-xuan"]
    assert new.code != units["duc-xuan-old"].code or new.pk != units["duc-xuan-old"].pk
    for key in ("nguyen-thi-minh-khai", "duc-xuan-old", "huyen-tung"):
        assert living_successors(units[key].pk, DAY) == {new.pk}
        assert living_successors(units[key].pk, dt.date(2025, 6, 30)) == {units[key].pk}
    assert living_successors(units["tp-bac-kan"].pk, DAY) == {units[key].pk for key in real.facts["today"]}
    history = queries.history_of(new)
    assert {row.predecessor.slug for row in history.predecessors} >= {
        "nguyen-thi-minh-khai",
        "duc-xuan-old",
        "huyen-tung",
    }
    assert [row.parent.slug for row in history.parents] == ["tinh-thai-nguyen"]


def test_real_rows_have_their_parts(real: Locality) -> None:
    assert MobileStop.objects.exists()
    assert OpeningHours.objects.exists()
    assert Facility.objects.exclude(part_of=None).exists()
    part = Facility.objects.exclude(part_of=None).first()
    assert part in queries.parts_of(part.part_of)
    link = UnitParent.objects.get(unit=real.units["tp-bac-kan"])
    assert link.ends_before == DAY
    assert link.last_day == dt.date(2025, 6, 30)
    assert UnitParent.objects.filter(ends_before=None).first().last_day is None


@pytest.mark.django_db
def test_only_real_units_without_the_sample() -> None:
    assert available_localities(settings.DENSACH_DATA) == ["bac-kan"]
    loaded = load_locality(
        actor=User.objects.system(), folder=settings.DENSACH_DATA / "localities" / "bac-kan", with_sample=False
    )
    assert not any(unit.is_sample for unit in loaded.units.values())
    assert not any(row.is_sample for row in loaded.facilities.values())
    assert Unit.objects.count() == len(loaded.units)


@pytest.mark.django_db
def test_a_locality_that_is_not_there(tmp_path) -> None:
    with pytest.raises(FileNotFoundError):
        load_locality(actor=User.objects.system(), folder=tmp_path)
    assert not Unit.objects.exists()


@pytest.mark.django_db
def test_rows_name_themselves(place: SimpleNamespace) -> None:
    ends(place.ward, place.other)
    stop = MobileStop.objects.create(facility=place.library, name="Chợ")
    placement = FacilityPlacement.objects.get(facility=place.library)
    assert str(stop) == "Chợ"
    assert str(Succession.objects.get()) == f"{place.ward.pk} → {place.other.pk} (2025-07-01)"
    assert str(placement) == f"{place.library.pk} @ {place.ward.pk} (2020-01-01)"
    assert str(UnitParent.objects.filter(unit=place.ward).get()) == f"{place.ward.pk} < {place.city.pk} (2020-01-01)"
    assert str(place.ward) == "Phường Một"
    assert str(place.library) == "Thư viện phường Một"
    assert queries.unit_of(place.library, on=DAY) == place.ward
    assert queries.unit_of(place.library, on=dt.date(2019, 1, 1)) is None
