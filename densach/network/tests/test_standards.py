from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

from densach.network import standards
from tests import make

DAY = dt.date(2026, 1, 1)


def test_a_library_that_lacks_everything(place: SimpleNamespace) -> None:
    findings = {row.requirement.fact: row for row in standards.check(place.library, DAY)}
    assert set(findings) == {"copies_held", "periodical_titles", "area_m2"}
    assert not any(row.met for row in findings.values())
    assert findings["area_m2"].value is None
    assert findings["copies_held"].value == 0


def test_a_reading_room_meets_its_standard_by_its_books(place: SimpleNamespace) -> None:
    room = make.facility("Phòng đọc", kind="reading_room", unit=place.ward)
    record = make.record()
    for _number in range(299):
        make.copy(record=record, facility=room)
    (finding,) = standards.check(room, DAY)
    assert (finding.value, finding.met) == (299, False)
    make.copy(record=record, facility=room)
    (finding,) = standards.check(room, DAY)
    assert (finding.value, finding.met, finding.requirement.source) == (300, True, "93/2020/NĐ-CP")
    assert "2000" not in finding.name


def test_own_facts_at_the_border(place: SimpleNamespace) -> None:
    place.library.area_m2, place.library.periodical_titles = 40, 1
    findings = {row.requirement.fact: row.met for row in standards.check(place.library, DAY)}
    assert (findings["area_m2"], findings["periodical_titles"]) == (True, False)


def test_many_at_once_ask_each_fact_once(place: SimpleNamespace, django_assert_num_queries) -> None:
    house = make.facility("Nhà văn hóa", kind="culture_house", unit=place.ward)
    places = [place.library, place.far, house]
    standards.check_all(places, DAY)
    with django_assert_num_queries(1):
        found = standards.check_all(places, DAY)
    assert found[house.pk] == []
    assert standards.check(house, DAY) == []
