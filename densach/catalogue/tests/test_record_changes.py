from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from densach.audit.models import Entry
from densach.catalogue import queries, services
from densach.catalogue.models import Heading, Record, RecordHeading, RecordVersion, Voucher, VoucherKind
from densach.catalogue.record_fields import RecordFields
from densach.catalogue.refusals import (
    GradeWrong,
    RecordExists,
    RecordGone,
    RecordHasCopies,
    TitleMissing,
    VoucherClosed,
    VoucherElsewhere,
)
from densach.core.errors import NotAllowed
from densach.discovery.models import Change
from tests import make

AT = dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC)
MARC = {
    "leader": "00000nam a2200000 a 4500",
    "fields": [
        {"001": "99"},
        {"003": "DLC"},
        {"245": {"ind1": "0", "ind2": "0", "subfields": [{"a": "Truyện Kiều"}]}},
        {"100": {"ind1": "0", "ind2": " ", "subfields": [{"a": "Nguyễn Du"}]}},
        {"999": {"ind1": " ", "ind2": " ", "subfields": [{"9": "của riêng"}]}},
    ],
}


def headings_of(record: Record) -> list[str]:
    links = RecordHeading.objects.filter(record=record).select_related("heading").order_by("heading__kind", "position")
    return [link.heading.text for link in links]


def test_a_record_of_another_library_is_kept_whole(place: SimpleNamespace) -> None:
    record = services.add_record_from_marc(actor=place.owner, marc=MARC, at=AT)
    record.refresh_from_db()
    assert (record.title, record.authors, record.control_number) == ("Truyện Kiều", "Nguyễn Du", "DLC 99")
    assert record.marc == MARC
    assert headings_of(record) == ["Nguyễn Du"]
    with pytest.raises(RecordExists):
        services.add_record_from_marc(actor=place.owner, marc=MARC, at=AT)
    bare = {"leader": MARC["leader"], "fields": []}
    with pytest.raises(TitleMissing):
        services.add_record_from_marc(actor=place.owner, marc=bare, at=AT)
    with pytest.raises(NotAllowed):
        services.add_record_from_marc(actor=place.officer, marc=MARC, confirmed_new=True, at=AT)


def test_each_change_keeps_the_version_before(place: SimpleNamespace) -> None:
    record = services.add_record_from_marc(actor=place.owner, marc=MARC, at=AT)
    fields = RecordFields.of(record)
    services.edit_record(actor=place.owner, record=record, fields=fields, at=AT)
    assert not RecordVersion.objects.exists()
    longer = RecordFields(**{**fields.__dict__, "subjects": "Thơ; Văn học trung đại"})
    services.edit_record(actor=place.owner, record=record, fields=longer, at=AT)
    assert headings_of(record) == ["Nguyễn Du", "Thơ", "Văn học trung đại"]
    services.replace_marc(actor=place.colleague, record=record, marc=MARC, why="restore", at=AT)
    record.refresh_from_db()
    assert (record.marc, record.subjects, headings_of(record)) == (MARC, "", ["Nguyễn Du"])
    second, first = RecordVersion.objects.filter(record=record)
    assert (first.number, first.why, first.marc, first.ended_by) == (1, "edit", MARC, place.owner)
    assert (second.number, second.why) == (2, "restore")
    assert Entry.objects.filter(verb="restore_record", subject_id=str(record.pk)).exists()
    with pytest.raises(TitleMissing):
        services.replace_marc(actor=place.owner, record=record, marc={**MARC, "fields": []}, at=AT)


def test_variants_are_kept_in_the_form_in_use(place: SimpleNamespace) -> None:
    used = Heading.objects.create(kind="name", text="Nguyễn Du")
    Heading.objects.create(kind="name", text="Tố Như", see=used)
    fields = RecordFields(title="Bắc hành tạp lục", authors="TỐ NHƯ; Nguyễn Du; Người Dịch")
    record = services.add_record(actor=place.owner, fields=fields, at=AT)
    assert record.authors == "Nguyễn Du; Người Dịch"
    # what came from elsewhere keeps its words, but is found under the form in use
    marc = {
        **MARC,
        "fields": [*MARC["fields"][2:3], {"100": {"ind1": "0", "ind2": " ", "subfields": [{"a": "Tố Như"}]}}],
    }
    other = services.add_record_from_marc(actor=place.owner, marc=marc, at=AT)
    assert (other.authors, headings_of(other)) == ("Tố Như", ["Nguyễn Du"])


def test_headings_differ_by_accents_but_not_by_case(place: SimpleNamespace) -> None:
    for title, subjects in (("A", "Toán; toan"), ("B", "TOÁN"), ("C", "toán;;  Toán ")):
        services.add_record(actor=place.owner, fields=RecordFields(title=title, subjects=subjects), at=AT)
    assert sorted(Heading.objects.values_list("text", flat=True)) == ["Toán", "toan"]
    assert RecordHeading.objects.filter(heading__text="Toán").count() == 3


def test_links_of_many_records_take_few_statements(
    place: SimpleNamespace, django_assert_max_num_queries: object
) -> None:
    records = [
        make.record(f"Sách {n}", authors=f"Tác giả {n % 7}; Ban biên soạn", subjects="Lịch sử") for n in range(60)
    ]
    with django_assert_max_num_queries(6):  # type: ignore[operator]  # a fixture
        services.link_headings(records)
    assert RecordHeading.objects.count() == 180
    services.link_headings(records)
    assert (RecordHeading.objects.count(), Heading.objects.count()) == (180, 9)


def test_a_record_without_copies_can_be_deleted(place: SimpleNamespace) -> None:
    record = services.add_record(actor=place.owner, fields=RecordFields(title="Nhầm"), at=AT)
    Change.objects.all().delete()
    services.delete_record(actor=place.owner, record=record, at=AT)
    assert queries.record_by_public_id(record.public_id) is None
    assert not queries.search_records("nham").exists()
    assert Change.objects.filter(kind="record", subject_id=record.pk).exists()
    for act in (services.delete_record, services.edit_record):
        more = {"fields": RecordFields(title="B")} if act is services.edit_record else {}
        with pytest.raises(RecordGone):
            act(actor=place.owner, record=record, at=AT, **more)  # type: ignore[operator]
    held = make.copy(facility=place.library).record
    with pytest.raises(RecordHasCopies) as refused:
        services.delete_record(actor=place.owner, record=held, at=AT)
    assert "1" in str(refused.value)


def test_a_merged_record_leads_to_the_one_that_stays(place: SimpleNamespace) -> None:
    stays = make.record("Ở lại")
    gone = make.record("Gộp", gone_at=AT, merged_into=stays)
    first = make.record("Gộp trước", gone_at=AT, merged_into=gone)
    assert queries.record_by_public_id(first.public_id) == stays


def test_school_classes_are_one_to_twelve(place: SimpleNamespace) -> None:
    with pytest.raises(GradeWrong):
        services.add_record(actor=place.owner, fields=RecordFields(title="Toán", grade=13), at=AT)


def test_copies_come_with_a_voucher_of_their_place(place: SimpleNamespace) -> None:
    record, register = (
        make.record(),
        services.open_register(actor=place.owner, facility=place.library, prefix="PM", at=AT),
    )
    facts = {"on": dt.date(2026, 3, 2), "entered_by": place.owner, "kind": VoucherKind.OPENING}
    opening = Voucher.objects.create(facility=place.library, **facts)
    add = {"actor": place.owner, "record": record, "facility": place.library, "register": register, "at": AT}
    [copy] = services.add_copies(**add, voucher=opening, condition="worn", note="bìa rách")
    assert (copy.acquired_on, copy.condition, copy.note, copy.number) == (dt.date(2026, 3, 2), "worn", "bìa rách", 1)
    with pytest.raises(VoucherElsewhere):
        services.add_copies(**add, voucher=Voucher.objects.create(facility=place.far, **facts))
    Voucher.objects.filter(pk=opening.pk).update(closed_at=AT)
    opening.refresh_from_db()
    with pytest.raises(VoucherClosed):
        services.add_copies(**add, voucher=opening)
    copy.accession_number = "PM.0012a"
    copy.save(update_fields=["accession_number"])
    copy.refresh_from_db()
    assert (copy.number, copy.suffix) == (12, "a")


def test_harvesters_hear_of_copies_that_come_and_go(place: SimpleNamespace) -> None:
    record = make.record()
    register = services.open_register(actor=place.owner, facility=place.library, prefix="PM", at=AT)
    [copy] = services.add_copies(
        actor=place.owner,
        record=record,
        facility=place.library,
        register=register,
        acquired_on=dt.date(2026, 11, 1),
        at=AT,
    )
    record.refresh_from_db()
    assert record.modified_at == AT
    later = AT + dt.timedelta(hours=2)
    services.withdraw_copy(actor=place.owner, copy=copy, reason="damaged", at=later)
    record.refresh_from_db()
    assert record.modified_at == later
