"""Finding patrons and cards."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from densach.core.periods import Month
from densach.measures.register import REGISTER
from densach.people import queries
from densach.people.models import Card, CardSeries, Guardian, Patron
from tests import make

DAY = dt.date(2026, 11, 22)


@pytest.fixture
def people(place: SimpleNamespace) -> SimpleNamespace:
    place.hoa = make.patron("Nông Thị Hoa", facility=place.library, group="4A", card="TX.004512", patron_type="pupil")
    place.hoang = make.patron("Hoàng Văn Thụ", facility=place.library, group="Tổ 5", card="TX.004600")
    place.away = make.patron("Hoa Xuân", facility=place.far, card="HX.1")
    return place


@pytest.mark.parametrize("scan", ["TX.004512", " tx.004512\r\n", "tx. 004512"])
def test_a_scan_finds_its_card(people: SimpleNamespace, scan: str, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        card = queries.find_card(scan)
        assert card is not None
        assert card.patron.facility.name == "Thư viện phường Một"
    assert queries.find_card("TX.9") is None
    assert queries.find_card("") is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("hoa", ["Hoàng Văn Thụ", "Nông Thị Hoa"]),
        ("hoa nong", ["Nông Thị Hoa"]),
        ("4a hoa", ["Nông Thị Hoa"]),
        ("THỤ", ["Hoàng Văn Thụ"]),
        ("tổ 5", ["Hoàng Văn Thụ"]),
        ("oa", []),
        ("tx.0045", ["Nông Thị Hoa"]),
        ("tx", ["Hoàng Văn Thụ", "Nông Thị Hoa"]),
        ("", ["Hoàng Văn Thụ", "Nông Thị Hoa"]),
        ("%", ["Hoàng Văn Thụ", "Nông Thị Hoa"]),
    ],
)
def test_search_by_words_class_and_card(people: SimpleNamespace, text: str, names: list[str]) -> None:
    assert [patron.full_name for patron in queries.search_patrons(people.owner, text)] == names


def test_search_at_one_place(people: SimpleNamespace) -> None:
    assert list(queries.search_patrons(people.admin, "hoa", people.far)) == [people.away]
    assert queries.search_patrons(people.admin, "hoa").count() == 3


def test_three_people_see_their_own(people: SimpleNamespace) -> None:
    for actor, seen in (
        (people.owner, True),
        (people.colleague, True),
        (people.stranger, False),
        (people.officer, False),
    ):
        assert (queries.patron_by_public_id(actor, people.hoa.public_id) is not None) is seen
    assert list(queries.patrons_visible(people.stranger)) == [people.away]
    assert queries.patron_by_public_id(people.owner, "nobody") is None


def test_cards_in_use_and_before(people: SimpleNamespace) -> None:
    assert queries.active_card(people.hoa).number == "TX.004512"  # type: ignore[union-attr]
    Card.objects.filter(patron=people.hoa).update(state="lost")
    assert queries.active_card(people.hoa) is None
    assert queries.card_of(people.hoa).number == "TX.004512"  # type: ignore[union-attr]


def test_possible_duplicates_are_of_one_place(people: SimpleNamespace) -> None:
    def same(**fields: object) -> list[Patron]:
        given = {"facility_id": people.library.pk, "full_name": "NÔNG THỊ HOA", "birth_year": 1990} | fields
        return list(queries.possible_duplicates(**given))  # type: ignore[arg-type]

    assert same() == [people.hoa]
    assert same(birth_year=None) == [people.hoa]
    assert same(birth_year=1991) == []
    assert same(facility_id=people.far.pk) == []
    assert same(besides=people.hoa) == []


def test_new_patrons_are_counted_by_month_place_and_split(place: SimpleNamespace) -> None:
    for year, sex, kind in ((2018, "f", "pupil"), (2017, "m", "pupil"), (1990, "f", "adult")):
        make.patron(
            facility=place.library, birth_year=year, sex=sex, patron_type=kind, registered_on=dt.date(2026, 11, 1)
        )
    make.patron(facility=place.far, birth_year=None, registered_on=dt.date(2026, 11, 30))
    make.patron(facility=place.library, registered_on=dt.date(2026, 10, 31))
    count = REGISTER.get("new_patrons").count
    found = {(t.facility_id, t.split, t.key): t.value for t in count(Month(2026, 11), None)}
    here = place.library.pk
    assert found[here, "", ""] == 3
    assert (found[here, "age_band", "6-10"], found[here, "age_band", "36-59"]) == (2, 1)
    assert (found[here, "sex", "f"], found[here, "patron_type", "pupil"]) == (2, 2)
    assert found[place.far.pk, "age_band", "unknown"] == 1
    assert {t.facility_id for t in count(Month(2026, 11), [place.far.pk])} == {place.far.pk}
    assert list(count(Month(2026, 9), None)) == []


def test_rows_say_what_they_are(people: SimpleNamespace) -> None:
    guardian = Guardian.objects.create(patron=people.hoa, full_name="Hoàng Thị Mơ", relation="mẹ", consented_on=DAY)
    series = CardSeries.objects.create(facility=people.library, prefix="TX", digits=4)
    assert [str(row) for row in (people.hoa, guardian, series, queries.find_card("HX.1"))] == [
        "Nông Thị Hoa", "Hoàng Thị Mơ", "TX", "HX.1",
    ]  # fmt: skip
    assert series.written(7) == "TX.0007"
