"""Finding records and copies; stock, standards and the search index."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from densach.catalogue import queries
from densach.catalogue.models import AccessionRegister, Record
from densach.circulation.models import Loan
from densach.core.periods import Month
from densach.discovery.register import SOURCES, Document
from densach.measures.register import REGISTER
from densach.network import standards
from tests import make

TODAY = dt.date(2026, 11, 22)


@pytest.fixture
def book(place: SimpleNamespace) -> Record:
    return make.record(
        "Dế Mèn phiêu lưu ký", authors="Tô Hoài; Ngô Mạnh Lân", isbn="9786042087360", subject_group="8",
        class_mark="895.9223", subjects="Thiếu nhi; Văn học", year=2019, audience="child",
    )  # fmt: skip


@pytest.mark.parametrize("typed", ["B0001", " b0001\r\n", "PM.000012", "pm 12", "PM12", "pm.000012"])
def test_a_scan_or_a_number_finds_its_copy(place: SimpleNamespace, book: Record, typed: str) -> None:
    copy = make.copy(record=book, facility=place.library, barcode="B0001", accession_number="PM.000012")
    make.copy(record=book, facility=place.far, barcode="B0002", accession_number="PM.000012")
    assert queries.find_copy(typed, place.library) == copy


def test_what_is_not_found(place: SimpleNamespace, book: Record, django_assert_num_queries: Any) -> None:
    copy = make.copy(record=book, facility=place.library, barcode="B0001", accession_number="PM.12a")
    assert queries.find_copy("PM.12a") is None
    assert queries.find_copy("pm.12A", place.library) == copy
    for typed in ("", "zzz", "PM.999", "GK.1"):
        assert queries.find_copy(typed, place.library) is None
    with django_assert_num_queries(1):
        found = queries.find_copy("B0001")
        assert found
        assert (found.record.title, found.facility.name) == ("Dế Mèn phiêu lưu ký", "Thư viện phường Một")


def test_a_number_still_in_stock_comes_before_a_withdrawn_one(place: SimpleNamespace) -> None:
    other = AccessionRegister.objects.create(facility=place.library, prefix="GK")
    gone = make.copy(facility=place.library, accession_number="12", state="withdrawn", withdrawn_on=TODAY)
    copy = make.copy(facility=place.library, accession_number="13")
    type(copy).objects.filter(pk=copy.pk).update(register=other, accession_number="12")
    assert queries.find_copy("12", place.library) == copy
    assert queries.find_copy(gone.barcode) == gone


@pytest.mark.parametrize(
    ("text", "found"),
    [("de men", True), ("hoài dế", True), ("phieu to", True), ("9786042087360", True), ("978-604-2-08736-0", True),
     ("en", False), ("xyz", False), ("", True)],
)  # fmt: skip
def test_search_by_words_and_isbn(book: Record, text: str, found: bool) -> None:
    assert (book in queries.search_records(text)) is found


def test_looking_the_same(book: Record) -> None:
    def like(**fields: Any) -> list[Record]:
        given = {"isbn": "", "title": "dế mèn PHIÊU LƯU KÝ", "authors": "Tô Hoài", "year": 2019, "volume": ""}
        return list(queries.records_like(**given | fields))

    assert like() == [book]
    assert like(besides=book) == []
    assert like(authors="") == []
    assert like(title="Khác", isbn="9786042087360") == [book]
    assert like(title="Khác", isbn="9786042087360", volume="2") == []


def test_holdings_by_place_with_what_can_be_had(place: SimpleNamespace, book: Record) -> None:
    first = make.copy(record=book, facility=place.library)
    make.copy(record=book, facility=place.library, state="repair")
    make.copy(record=book, facility=place.library, state="withdrawn", withdrawn_on=TODAY)
    lent = make.copy(record=book, facility=place.far)
    lend(lent, place)
    holdings = {held.facility: held for held in queries.holdings(book)}
    assert list(holdings) == [place.far, place.library]
    assert (len(holdings[place.library].copies), holdings[place.library].available) == (2, 1)
    assert (holdings[place.far].available, holdings[place.far].out) == (0, {lent.pk})
    assert first in holdings[place.library].copies
    assert queries.holdings(make.record()) == []


def lend(copy: Any, place: SimpleNamespace) -> None:
    at = dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC)
    Loan.objects.create(
        copy=copy, patron=make.patron(facility=place.library), facility=copy.facility, lent_at=at, lent_on=TODAY,
        due_on=TODAY, patron_type="adult", age_band="18-35", sex="f", lent_by=place.owner,
    )  # fmt: skip


def test_three_people_ask_for_a_copy_to_change(place: SimpleNamespace) -> None:
    copy = make.copy(facility=place.library)
    for actor, seen in ((place.owner, True), (place.colleague, True), (place.stranger, False), (place.officer, False)):
        assert (queries.copy_by_public_id(actor, copy.public_id) is not None) is seen


def test_stock_on_a_day(place: SimpleNamespace) -> None:
    make.copy(facility=place.library, acquired_on=dt.date(2026, 1, 31))
    make.copy(facility=place.library, acquired_on=dt.date(2026, 2, 1), state="lost")
    make.copy(
        facility=place.library, acquired_on=dt.date(2026, 1, 1), state="withdrawn", withdrawn_on=dt.date(2026, 2, 28)
    )
    here = place.library.pk
    wanted = {
        dt.date(2025, 12, 31): {},
        dt.date(2026, 1, 31): {here: 2},
        dt.date(2026, 2, 27): {here: 3},
        TODAY: {here: 2},
    }
    assert {day: queries.copies_held([here, place.far.pk], day) for day in wanted} == wanted


def test_measures_of_stock_and_additions(place: SimpleNamespace, book: Record) -> None:
    plain = make.record(material="map")
    old = make.copy(record=book, facility=place.library, acquired_on=dt.date(2026, 1, 5))
    make.copy(record=plain, facility=place.library, acquired_on=dt.date(2026, 2, 5))
    make.copy(record=book, facility=place.far, acquired_on=dt.date(2026, 2, 6), moved_from=old)
    here, there = place.library.pk, place.far.pk

    def counted(measure: str, month: int, ids: list[int] | None = None) -> dict[tuple[int, str, str], int]:
        tallies = REGISTER.get(measure).count(Month(2026, month), ids)
        return {(t.facility_id, t.split, t.key): t.value for t in tallies}

    held = counted("copies_held", 2)
    assert (held[here, "", ""], held[there, "", ""]) == (2, 1)
    assert (held[here, "subject", "8"], held[here, "subject", "unknown"], held[here, "material", "map"]) == (1, 1, 1)
    added = counted("copies_added", 2)
    assert added == {(here, "", ""): 1, (here, "subject", "unknown"): 1, (here, "material", "map"): 1}
    assert counted("copies_held", 2, [there]).keys() == {
        (there, "", ""),
        (there, "subject", "8"),
        (there, "material", "book"),
    }
    assert counted("copies_added", 1)[here, "", ""] == 1


def test_the_standard_of_a_commune_library_asks_for_copies(place: SimpleNamespace) -> None:
    make.copy(facility=place.library)
    finding = next(f for f in standards.check(place.library, TODAY) if f.requirement.fact == "copies_held")
    assert (finding.value, finding.met) == (1, False)


def documents(*records: Record) -> dict[int, Document]:
    return {document.id: document for document in SOURCES.get("record").documents([record.pk for record in records])}


def test_what_the_search_knows_of_a_record(
    place: SimpleNamespace, book: Record, django_assert_num_queries: Any
) -> None:
    make.copy(record=book, facility=place.library, accession_number="PM.000012")
    lent = make.copy(record=book, facility=place.far)
    lend(lent, place)
    nowhere, gone = make.record(), make.record()
    make.copy(record=gone, facility=place.far, state="withdrawn", withdrawn_on=TODAY)
    with django_assert_num_queries(5):
        found = documents(book, nowhere, gone)
    assert set(found) == {book.pk}
    document = found[book.pk]
    assert document.people == ("Tô Hoài", "Ngô Mạnh Lân")
    assert {"9786042087360", "895.9223", "PM.000012"} <= set(document.exact)
    assert set(document.place_names) == {"Thư viện phường Một", "Thư viện phường Hai"}
    assert (document.audience, document.subject_group, document.available) == (("child",), "8", True)
    assert 0 < document.boost < 1
    assert set(SOURCES.get("record").ids()) == {book.pk, nowhere.pk, gone.pk}


def test_a_record_whose_only_copy_is_out_is_not_available(place: SimpleNamespace) -> None:
    copy = make.copy(facility=place.library)
    lend(copy, place)
    broken = make.copy(facility=place.library, state="repair")
    found = documents(copy.record, broken.record)
    assert not found[copy.record_id].available
    assert (found[broken.record_id].available, found[broken.record_id].places) == (False, ())
    assert documents() == {}
