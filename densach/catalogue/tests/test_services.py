"""Records, copies and registers: what is done, refused, marked and written down."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from densach.audit.models import Entry
from densach.catalogue import queries, services
from densach.catalogue.models import AccessionRegister, Copy, CopyState, Record
from densach.catalogue.record_fields import RecordFields
from densach.catalogue.refusals import (
    AccessionNumberTaken,
    AlreadyThere,
    BarcodesDoNotMatch,
    BarcodesTaken,
    BarcodeTaken,
    CopyIsOut,
    CopyWithdrawn,
    CountWrong,
    DayInFuture,
    DayTooEarly,
    IsbnWrong,
    NumberMissing,
    RecordExists,
    RegisterElsewhere,
    RegisterExists,
    RegisterPrefixWrong,
    StateByWithdrawal,
    TitleMissing,
    WithdrawalInFuture,
    WithdrawnBeforeEntry,
)
from densach.circulation.models import Loan
from densach.core.errors import NotAllowed
from densach.discovery.models import Change
from densach.measures.models import DirtyMark
from tests import make

AT = dt.datetime(2026, 11, 22, 3, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 22)
FIELDS = RecordFields(
    title="Đất rừng phương Nam", authors="Đoàn Giỏi", year=2020, class_scheme="ddc23", class_mark="895.9223"
)


@pytest.fixture
def book(place: SimpleNamespace) -> Record:
    return services.add_record(actor=place.owner, fields=FIELDS, at=AT)


@pytest.fixture
def register(place: SimpleNamespace) -> AccessionRegister:
    return services.open_register(actor=place.owner, facility=place.library, prefix="pm", at=AT)


def add(place: SimpleNamespace, book: Record, register: AccessionRegister, **fields: Any) -> list[Copy]:
    values: dict[str, Any] = {
        "actor": place.owner,
        "record": book,
        "facility": place.library,
        "register": register,
        "at": AT,
    }
    return services.add_copies(**values | fields)


def lend(copy: Copy, place: SimpleNamespace) -> None:
    Loan.objects.create(
        copy=copy, patron=make.patron(facility=place.library), facility=place.library, lent_at=AT, lent_on=TODAY,
        due_on=TODAY, patron_type="adult", age_band="18-35", sex="f", lent_by=place.owner,
    )  # fmt: skip


def months(measure: str) -> list[str]:
    return sorted(
        f"{month:%Y-%m}" for month in DirtyMark.objects.filter(measure=measure).values_list("month", flat=True)
    )


def test_a_record_is_entered_with_marc_group_feed_and_audit(place: SimpleNamespace, book: Record) -> None:
    assert (book.subject_group, book.title_fold, book.authors_fold) == ("8", "dat rung phuong nam", "doan gioi")
    assert {"001": book.public_id} in book.marc["fields"]
    assert Change.objects.filter(kind="record", subject_id=book.pk).count() == 1
    assert Entry.objects.get(verb="add_record").subject_label == "Đất rừng phương Nam"
    assert str(book) == "Đất rừng phương Nam"


def test_who_may_enter_records(place: SimpleNamespace) -> None:
    services.add_record(actor=place.stranger, fields=FIELDS, at=AT)
    with pytest.raises(NotAllowed):
        services.add_record(actor=place.officer, fields=replace(FIELDS, title="Khác"), at=AT)


@pytest.mark.parametrize(
    ("fields", "refused"), [({"title": ""}, TitleMissing), ({"title": "Mới", "isbn": "9786042087361"}, IsbnWrong)]
)
def test_refused_records_leave_nothing(place: SimpleNamespace, fields: dict[str, Any], refused: type) -> None:
    with pytest.raises(refused):
        services.add_record(actor=place.owner, fields=replace(FIELDS, **fields), at=AT)
    assert not Record.objects.exists()


def test_the_same_book_is_noticed(place: SimpleNamespace, book: Record) -> None:
    with pytest.raises(RecordExists) as caught:
        services.add_record(actor=place.colleague, fields=replace(FIELDS, title="ĐẤT RỪNG PHƯƠNG NAM"), at=AT)
    assert caught.value.data["public_id"] == book.public_id
    services.add_record(actor=place.owner, fields=FIELDS, confirmed_new=True, at=AT)
    for other in ({"volume": "Tập 2"}, {"year": 2021}, {"authors": "Người Khác"}, {"authors": ""}):
        services.add_record(actor=place.owner, fields=replace(FIELDS, **other), at=AT)
    isbn = replace(FIELDS, title="Một", isbn="0-306-40615-2")
    services.add_record(actor=place.owner, fields=isbn, at=AT)
    with pytest.raises(RecordExists):
        services.add_record(actor=place.owner, fields=replace(isbn, title="Hai", isbn="9780306406157"), at=AT)


def test_an_edit_says_what_changed_and_marks_every_month_of_its_copies(
    place: SimpleNamespace, book: Record, register: AccessionRegister
) -> None:
    add(place, book, register, acquired_on=dt.date(2026, 9, 3))
    DirtyMark.objects.all().delete()
    services.edit_record(actor=place.owner, record=book, fields=replace(FIELDS, summary="Hay."), at=AT)
    assert not DirtyMark.objects.exists()
    services.edit_record(actor=place.stranger, record=book, fields=replace(FIELDS, class_mark="915.97"), at=AT)
    assert book.subject_group == "9"
    assert months("copies_held") == months("copies_added") == ["2026-09", "2026-10", "2026-11"]
    changes = Entry.objects.filter(verb="edit_record").latest("pk").changes
    assert changes == {"class_mark": ["895.9223", "915.97"], "summary": ["Hay.", ""]}
    with pytest.raises(NotAllowed):
        services.edit_record(actor=place.officer, record=book, fields=FIELDS, at=AT)


def test_a_record_without_marc_gets_it_whole_on_an_edit(place: SimpleNamespace) -> None:
    bare = make.record("Không MARC")
    services.edit_record(actor=place.owner, record=bare, fields=RecordFields(title="Không MARC"), at=AT)
    assert any("245" in field for field in bare.marc["fields"])


def test_numbers_continue_without_gaps(place: SimpleNamespace, book: Record, register: AccessionRegister) -> None:
    first = add(place, book, register, count=3, price=45000, source="mua", shelf="A1")
    assert [copy.accession_number for copy in first] == ["PM.000001", "PM.000002", "PM.000003"]
    assert len({copy.barcode for copy in first}) == 3
    assert {copy.acquired_on for copy in first} == {TODAY}
    assert [str(copy) for copy in add(place, book, register)] == ["PM.000004"]
    assert months("copies_held") == months("copies_added") == ["2026-11", "2026-11"]
    entry = Entry.objects.filter(verb="add_copies").earliest("pk")
    assert entry.changes == {"count": 3, "from": "PM.000001", "to": "PM.000003"}


def test_numbers_given_by_hand_are_passed_over(
    place: SimpleNamespace, book: Record, register: AccessionRegister
) -> None:
    for number in ("PM.000002", "PM.000003", "PM.000005"):
        make.copy(record=book, facility=place.library, accession_number=number)
    assert [str(copy) for copy in add(place, book, register, count=3)] == ["PM.000001", "PM.000004", "PM.000006"]
    register.refresh_from_db()
    assert register.next_number == 7


def test_a_late_entry_marks_all_months_since(place: SimpleNamespace, book: Record, register: AccessionRegister) -> None:
    add(place, book, register, acquired_on=dt.date(2026, 9, 30))
    assert months("copies_held") == ["2026-09", "2026-10", "2026-11"]
    assert months("copies_added") == ["2026-09"]


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"count": 0}, CountWrong),
        ({"count": 501}, CountWrong),
        ({"acquired_on": dt.date(2026, 11, 23)}, DayInFuture),
        ({"acquired_on": dt.date(1899, 1, 1)}, DayTooEarly),
        ({"count": 2, "barcodes": ["A1"]}, BarcodesDoNotMatch),
        ({"count": 2, "barcodes": ["A1", "a1 "]}, BarcodesDoNotMatch),
        ({"count": 2, "barcodes": ["A1", "taken"]}, BarcodesTaken),
    ],
)
def test_refused_copies_take_no_number(
    place: SimpleNamespace, book: Record, register: AccessionRegister, fields: dict[str, Any], refused: type
) -> None:
    make.copy(facility=place.far, barcode="TAKEN")
    with pytest.raises(refused), transaction.atomic():
        add(place, book, register, **fields)
    register.refresh_from_db()
    assert register.next_number == 1
    assert Copy.objects.count() == 1


def test_labels_already_on_the_books(place: SimpleNamespace, book: Record, register: AccessionRegister) -> None:
    copies = add(place, book, register, count=2, barcodes=[" a1\r", "", "a2"])
    assert [copy.barcode for copy in copies] == ["A1", "A2"]


def test_three_people_add_copies(place: SimpleNamespace, book: Record, register: AccessionRegister) -> None:
    add(place, book, register, actor=place.colleague)
    for actor in (place.stranger, place.officer):
        with pytest.raises(NotAllowed):
            add(place, book, register, actor=actor)
    with pytest.raises(RegisterElsewhere):
        add(place, book, register, facility=place.far, actor=place.stranger)


def test_registers(place: SimpleNamespace, register: AccessionRegister) -> None:
    assert (str(register), register.written(7)) == ("PM", "PM.000007")
    with pytest.raises(RegisterExists):
        services.open_register(actor=place.colleague, facility=place.library, prefix="PM", at=AT)
    for prefix in ("", "P1", "ABCDEFGHIJK"):
        with pytest.raises(RegisterPrefixWrong):
            services.open_register(actor=place.owner, facility=place.library, prefix=prefix, at=AT)
    with pytest.raises(NotAllowed):
        services.open_register(actor=place.stranger, facility=place.library, prefix="GK", at=AT)
    assert list(queries.registers_of(place.library)) == [register]
    assert list(queries.registers_for(place.stranger)) == []


def facts(copy: Copy, **fields: Any) -> dict[str, Any]:
    names = ("accession_number", "barcode", "item_type", "shelf", "price", "source")
    return {name: getattr(copy, name) for name in names} | fields


def test_a_number_is_corrected_with_a_line(place: SimpleNamespace, book: Record, register: AccessionRegister) -> None:
    copy, other = add(place, book, register, count=2)
    services.edit_copy(actor=place.colleague, copy=copy, at=AT, **facts(copy, accession_number="PM.12a", shelf=" B2 "))
    entry = Entry.objects.get(verb="edit_copy")
    assert entry.changes == {"accession_number": ["PM.000001", "PM.12a"], "shelf": ["", "B2"]}
    for fields, refused in (
        ({"accession_number": other.accession_number}, AccessionNumberTaken),
        ({"barcode": other.barcode}, BarcodeTaken),
        ({"barcode": " "}, NumberMissing),
        ({"accession_number": ""}, NumberMissing),
        ({"acquired_on": dt.date(2027, 1, 1)}, DayInFuture),
    ):
        copy.refresh_from_db()
        with pytest.raises(refused):
            services.edit_copy(actor=place.owner, copy=copy, at=AT, **facts(copy, **fields))
    with pytest.raises(NotAllowed):
        services.edit_copy(actor=place.stranger, copy=copy, at=AT, **facts(copy))


def test_a_corrected_day_of_entry_marks_both_months(
    place: SimpleNamespace, book: Record, register: AccessionRegister
) -> None:
    [copy] = add(place, book, register)
    DirtyMark.objects.all().delete()
    services.edit_copy(actor=place.owner, copy=copy, at=AT, **facts(copy, acquired_on=dt.date(2026, 10, 5)))
    assert months("copies_held") == months("copies_added") == ["2026-10", "2026-11"]
    assert Entry.objects.get(verb="edit_copy").changes == {"acquired_on": ["2026-11-22", "2026-10-05"]}


def test_states(place: SimpleNamespace, book: Record, register: AccessionRegister) -> None:
    [copy] = add(place, book, register)
    services.change_copy_state(actor=place.owner, copy=copy, state=CopyState.LOST, at=AT)
    assert queries.copies_held([place.library.pk], TODAY) == {place.library.pk: 1}
    with pytest.raises(StateByWithdrawal):
        services.change_copy_state(actor=place.owner, copy=copy, state=CopyState.WITHDRAWN, at=AT)
    with pytest.raises(NotAllowed):
        services.change_copy_state(actor=place.stranger, copy=copy, state=CopyState.REPAIR, at=AT)


def test_withdrawal_ends_a_copy_for_good(place: SimpleNamespace, book: Record, register: AccessionRegister) -> None:
    [copy] = add(place, book, register, acquired_on=dt.date(2026, 9, 3))
    DirtyMark.objects.all().delete()
    with pytest.raises(WithdrawalInFuture):
        services.withdraw_copy(actor=place.owner, copy=copy, reason="damaged", on=dt.date(2026, 12, 1), at=AT)
    with pytest.raises(WithdrawnBeforeEntry):
        services.withdraw_copy(actor=place.owner, copy=copy, reason="damaged", on=dt.date(2026, 9, 1), at=AT)
    with pytest.raises(NotAllowed):
        services.withdraw_copy(actor=place.stranger, copy=copy, reason="damaged", at=AT)
    day = dt.date(2026, 10, 31)
    services.withdraw_copy(actor=place.owner, copy=copy, reason="damaged", on=day, minutes="03/BB", at=AT)
    assert months("copies_held") == ["2026-10", "2026-11"]
    assert (copy.state, copy.withdrawn_on, copy.withdrawal_minutes) == (CopyState.WITHDRAWN, day, "03/BB")
    with pytest.raises(CopyWithdrawn):
        services.withdraw_copy(actor=place.owner, copy=copy, reason="lost", at=AT)
    with pytest.raises(CopyWithdrawn):
        services.edit_copy(actor=place.owner, copy=copy, at=AT, **facts(copy))
    with pytest.raises(CopyWithdrawn):
        services.change_copy_state(actor=place.owner, copy=copy, state=CopyState.REPAIR, at=AT)


def test_a_copy_out_with_a_reader_is_not_withdrawn(
    place: SimpleNamespace, book: Record, register: AccessionRegister
) -> None:
    [copy] = add(place, book, register)
    lend(copy, place)
    with pytest.raises(CopyIsOut):
        services.withdraw_copy(actor=place.owner, copy=copy, reason="damaged", at=AT)


def test_a_transfer_ends_one_line_and_begins_another(
    place: SimpleNamespace, book: Record, register: AccessionRegister
) -> None:
    [copy] = add(place, book, register, acquired_on=dt.date(2026, 9, 3))
    there = services.open_register(actor=place.stranger, facility=place.far, prefix="GK", next_number=100, at=AT)
    barcode = copy.barcode
    for actor in (place.owner, place.stranger):
        with pytest.raises(NotAllowed), transaction.atomic():
            services.move_copy(actor=actor, copy=copy, facility=place.far, register=there, at=AT)
    copy.refresh_from_db()
    moved = services.move_copy(actor=place.admin, copy=copy, facility=place.far, register=there, shelf="C", at=AT)
    assert (moved.accession_number, moved.barcode, moved.moved_from) == ("GK.000100", barcode, copy)
    assert (copy.state, copy.withdrawal_reason) == (CopyState.WITHDRAWN, "transferred")
    assert queries.find_copy(barcode) == moved
    held = queries.copies_held([place.library.pk, place.far.pk], TODAY)
    assert held == {place.far.pk: 1}
    assert queries.copies_held([place.library.pk], dt.date(2026, 10, 31)) == {place.library.pk: 1}
    with pytest.raises(AlreadyThere):
        services.move_copy(actor=place.admin, copy=moved, facility=place.far, register=there, at=AT)
    with pytest.raises(RegisterElsewhere):
        services.move_copy(actor=place.admin, copy=moved, facility=place.library, register=there, at=AT)


def test_a_withdrawn_copy_has_a_day_by_constraint(place: SimpleNamespace) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make.copy(facility=place.library, state="withdrawn")
