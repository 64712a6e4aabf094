"""Names and subjects: browse, other forms, rename everywhere, merge, part again."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from densach.audit.models import Entry
from densach.catalogue import services
from densach.catalogue.editing import browsing
from densach.catalogue.editing.renaming import renamed
from densach.catalogue.marc_columns import fields_of
from densach.catalogue.models import Heading, HeadingKind, Record, RecordHeading, RecordVersion
from densach.catalogue.record_fields import RecordFields
from densach.catalogue.refusals_editing import (
    ColumnTooShort,
    HeadingEmpty,
    HeadingExists,
    HeadingIsVariant,
    HeadingsDiffer,
)
from densach.catalogue.services import heading_acts
from densach.catalogue.views import headings as pages
from densach.core.errors import NotAllowed
from densach.discovery.models import Change
from tests import make

AT = dt.datetime(2026, 11, 22, 3, 0, tzinfo=dt.UTC)


def enter(actor: Any, title: str, authors: str = "", subjects: str = "") -> Record:
    fields = RecordFields(title=title, authors=authors, subjects=subjects)
    return services.add_record(actor=actor, fields=fields, confirmed_new=True, at=AT)


def heading(text: str) -> Heading:
    return Heading.objects.select_related("see").get(text=text)


def signed_in(actor: Any) -> Client:
    client = Client()
    client.force_login(actor)
    return client


def marc_tags(record: Record) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for field in record.marc["fields"]:
        for tag, value in field.items():
            found.setdefault(tag, []).append(value)
    return found


def test_a_heading_is_renamed_in_every_record(place: SimpleNamespace) -> None:
    first = enter(place.owner, "Dế Mèn", "Tô Hoà; Minh Hoạ", "Dế")
    second = enter(place.owner, "O chuột", "Người Khác; Tô Hoà")
    other = enter(place.owner, "Không liên quan", "Tô Hoà Bình")
    before = {record.pk: record.marc for record in (first, second, other)}
    Change.objects.all().delete()
    count = heading_acts.rename_heading(actor=place.admin, heading=heading("Tô Hoà"), text="Tô  Hoài", at=AT)
    assert count == 2
    for record in (first, second, other):
        record.refresh_from_db()
    assert first.authors == "Tô Hoài; Minh Hoạ"
    assert second.authors == "Người Khác; Tô Hoài"
    assert second.authors_fold == "nguoi khac to hoai"
    assert other.marc == before[other.pk]
    assert marc_tags(first)["100"][0]["subfields"] == [{"a": "Tô Hoài"}]
    assert marc_tags(first)["245"] == [
        value for field in before[first.pk]["fields"] for tag, value in field.items() if tag == "245"
    ]
    from densach.catalogue import marc

    assert fields_of(marc.read(second.marc)).authors == second.authors
    version = RecordVersion.objects.get(record=first)
    assert (version.marc, version.why, version.number) == (before[first.pk], "rename", 1)
    assert heading("Tô Hoà").see == heading("Tô Hoài")
    assert set(Change.objects.values_list("subject_id", flat=True)) == {first.pk, second.pk}
    assert Entry.objects.get(verb="rename_heading").changes == {"form": ["Tô Hoà", "Tô Hoài"], "records": 2}
    again = enter(place.owner, "Cát bụi", "tô hoà")
    assert again.authors == "Tô Hoài"
    assert browsing.count_under(heading("Tô Hoài")) == 3
    # back again: the variant gives way
    heading_acts.rename_heading(actor=place.admin, heading=heading("Tô Hoài"), text="Tô Hoà", keep_old=False, at=AT)
    assert not Heading.objects.filter(text="Tô Hoài").exists()
    assert RecordVersion.objects.get(record=first, number=2)


def test_a_field_keeps_its_tag_and_other_subfields(place: SimpleNamespace) -> None:
    marc = {
        "leader": "     nam a22     7c 4500",
        "fields": [
            {
                "100": {
                    "ind1": "1",
                    "ind2": " ",
                    "subfields": [{"a": "Hoài, Tô,"}, {"d": "1920-2014"}, {"e": "tác giả"}],
                }
            },
            {"245": {"ind1": "1", "ind2": "0", "subfields": [{"a": "Dế Mèn /"}, {"c": "Hoài, Tô"}]}},
            {
                "650": {
                    "ind1": " ",
                    "ind2": "4",
                    "subfields": [{"6": "880-01"}, {"a": "Văn học"}, {"z": "Việt Nam"}, {"2": "bkt"}],
                }
            },
            {"610": {"ind1": "2", "ind2": "4", "subfields": [{"a": "Hội."}, {"b": "Chi hội"}]}},
            {
                "710": {
                    "ind1": "2",
                    "ind2": " ",
                    "subfields": [{"a": "Bộ Văn hóa."}, {"b": "Vụ Thư viện"}, {"4": "isb"}],
                }
            },
        ],
    }
    record = services.add_record_from_marc(actor=place.owner, marc=marc, at=AT)
    assert record.subjects == "Hội. Chi hội; Văn học -- Việt Nam"
    for old, new in (
        ("Hoài, Tô", "Tô Hoài"),
        ("Văn học -- Việt Nam", "Văn học Việt Nam -- Lịch sử"),
        ("Bộ Văn hóa. Vụ Thư viện", "Vụ Thư viện"),
        ("Hội. Chi hội", "Chi hội"),
    ):
        heading_acts.rename_heading(actor=place.admin, heading=heading(old), text=new, at=AT)
    record.refresh_from_db()
    tags = marc_tags(record)
    assert tags["100"][0] == {
        "ind1": "1",
        "ind2": " ",
        "subfields": [{"a": "Tô Hoài"}, {"d": "1920-2014"}, {"e": "tác giả"}],
    }
    assert tags["650"][0]["subfields"] == [{"6": "880-01"}, {"a": "Văn học Việt Nam"}, {"z": "Lịch sử"}, {"2": "bkt"}]
    assert tags["710"][0]["subfields"] == [{"a": "Vụ Thư viện"}, {"4": "isb"}]
    assert tags["610"][0]["subfields"] == [{"a": "Chi hội"}]
    assert tags["245"][0]["subfields"] == [{"a": "Dế Mèn /"}, {"c": "Hoài, Tô"}]
    assert record.authors == "Tô Hoài; Vụ Thư viện"


def test_a_name_that_stands_in_the_title_field_only_gets_a_field(place: SimpleNamespace) -> None:
    marc = {
        "leader": "     nam a22     7c 4500",
        "fields": [{"245": {"ind1": "0", "ind2": "0", "subfields": [{"a": "Dế Mèn"}, {"c": "Tô Hoà"}]}}],
    }
    record = services.add_record_from_marc(actor=place.owner, marc=marc, at=AT)
    heading_acts.rename_heading(actor=place.admin, heading=heading("Tô Hoà"), text="Tô Hoài", at=AT)
    record.refresh_from_db()
    assert marc_tags(record)["100"][0]["subfields"] == [{"a": "Tô Hoài"}]
    bare = make.record("Không MARC", authors="Tô Hoà")
    assert renamed(bare, HeadingKind.NAME, {"tô hòa"}, "Tô Hoài", AT)[1] == {}


def test_only_the_case_may_change(place: SimpleNamespace) -> None:
    record = enter(place.owner, "Một", "nguyễn nhật ánh")
    assert (
        heading_acts.rename_heading(
            actor=place.admin, heading=heading("nguyễn nhật ánh"), text="Nguyễn Nhật Ánh", at=AT
        )
        == 1
    )
    record.refresh_from_db()
    assert record.authors == "Nguyễn Nhật Ánh"
    assert Heading.objects.count() == 1
    assert (
        heading_acts.rename_heading(
            actor=place.admin, heading=heading("Nguyễn Nhật Ánh"), text="Nguyễn Nhật Ánh", at=AT
        )
        == 0
    )


def test_headings_are_merged_and_parted(place: SimpleNamespace) -> None:
    one = enter(place.owner, "Truyện Kiều", "Tố Như")
    both = enter(place.owner, "Thơ chữ Hán", "Nguyễn Du; Tố Như")
    gone = services.delete_record(actor=place.owner, record=enter(place.owner, "Bỏ", "Tố Như"), at=AT)
    heading_acts.add_variant(actor=place.owner, heading=heading("Tố Như"), text="Thanh Hiên")
    count = heading_acts.merge_headings(actor=place.admin, heading=heading("Tố Như"), into=heading("Nguyễn Du"), at=AT)
    assert count == 2
    one.refresh_from_db()
    both.refresh_from_db()
    assert one.authors == both.authors == "Nguyễn Du"
    assert "700" not in marc_tags(both)
    assert {variant.text for variant in Heading.objects.filter(see=heading("Nguyễn Du"))} == {"Tố Như", "Thanh Hiên"}
    assert not RecordHeading.objects.filter(record=gone).exists()
    assert browsing.count_under(heading("Nguyễn Du")) == 2
    used = heading_acts.remove_variant(actor=place.owner, variant=heading("Tố Như"))
    assert used.text == "Nguyễn Du"
    assert enter(place.owner, "Nam trung tạp ngâm", "Tố Như").authors == "Tố Như"
    with pytest.raises(HeadingsDiffer):
        heading_acts.remove_variant(actor=place.owner, variant=heading("Tố Như"))


def test_what_is_refused(place: SimpleNamespace) -> None:
    enter(place.owner, "Một", "Nguyễn Du; Tố Như", "Thơ")
    used, other, topic = heading("Nguyễn Du"), heading("Tố Như"), heading("Thơ")
    variant = heading_acts.add_variant(actor=place.owner, heading=used, text="Thanh Hiên")
    with pytest.raises(HeadingIsVariant):
        heading_acts.add_variant(actor=place.owner, heading=variant, text="Khác")
    for text in ("", " ; ", "…", "Hai; Ba", "x" * 241):
        with pytest.raises(HeadingEmpty):
            heading_acts.add_variant(actor=place.owner, heading=used, text=text)
    for text in ("tố như", "Thanh Hiên"):
        with pytest.raises(HeadingExists):
            heading_acts.add_variant(actor=place.owner, heading=used, text=text)
    with pytest.raises(HeadingExists):
        heading_acts.rename_heading(actor=place.admin, heading=used, text="Tố như", at=AT)
    with pytest.raises(HeadingExists):
        heading_acts.rename_heading(actor=place.admin, heading=other, text="Thanh Hiên", at=AT)
    for one, into in ((used, used), (used, topic)):
        with pytest.raises(HeadingsDiffer):
            heading_acts.merge_headings(actor=place.admin, heading=one, into=into, at=AT)
    with pytest.raises(HeadingIsVariant):
        heading_acts.merge_headings(actor=place.admin, heading=other, into=heading("Thanh Hiên"), at=AT)
    with pytest.raises(NotAllowed):
        heading_acts.add_variant(actor=place.officer, heading=used, text="Khác")
    for act in (heading_acts.rename_heading, heading_acts.merge_headings):
        with pytest.raises(NotAllowed):
            act(
                actor=place.owner,
                heading=used,
                at=AT,
                **({"text": "x"} if act is heading_acts.rename_heading else {"into": other}),
            )
    assert not RecordVersion.objects.exists()


def test_all_or_nothing(place: SimpleNamespace) -> None:
    enter(place.owner, "Vừa", "Tô Hoài")
    full = enter(
        place.owner, "Đầy", "; ".join(["Tô Hoài", *(f"Tác giả {n:03d}" for n in range(37))])[:499].rsplit(";", 1)[0]
    )
    assert len(full.authors) > 460
    with pytest.raises(ColumnTooShort) as refused:
        heading_acts.rename_heading(actor=place.admin, heading=heading("Tô Hoài"), text="Tô Hoài " * 12, at=AT)
    assert refused.value.data["title"] == "Đầy"
    assert heading("Tô Hoài")
    assert not RecordVersion.objects.exists()


def test_browsing_follows_the_vietnamese_alphabet(place: SimpleNamespace) -> None:
    for name in ("Ân", "Ăn", "An", "Đỗ Phủ", "Dương", "1984", "Ông", "Wilde"):
        enter(place.owner, name, name)
    heading_acts.add_variant(actor=place.owner, heading=heading("Đỗ Phủ"), text="Du Fu")
    services.delete_record(actor=place.owner, record=enter(place.owner, "Mất", "Đã mất"), at=AT)
    shown = [row.text for row in browsing.browse("name")]
    assert shown == ["1984", "An", "Ăn", "Ân", "Du Fu", "Dương", "Đỗ Phủ", "Ông", "Wilde"]
    assert [row.text for row in browsing.browse("name", letter="Ă")] == ["Ăn"]
    assert [row.text for row in browsing.browse("name", letter="D")] == ["Du Fu", "Dương"]
    assert [row.text for row in browsing.browse("name", letter="0")] == ["1984"]
    assert [row.text for row in browsing.browse("name", letter="W")] == ["Wilde"]
    assert len(browsing.browse("name", letter="?")) == 9
    assert [row.text for row in browsing.browse("name", text="phu do")] == ["Đỗ Phủ"]
    assert [row.text for row in browsing.alike(heading("Ăn"))] == ["An", "Ân"]
    assert [row.text for row in browsing.alike(heading("Ăn"), "wil")] == ["Wilde"]


def test_pages_of_headings_are_public(place: SimpleNamespace) -> None:
    record = enter(place.owner, "Dế Mèn", "Tô Hoài", "Dế")
    used = heading("Tô Hoài")
    heading_acts.add_variant(actor=place.owner, heading=used, text="Nguyễn Sen")
    heading_acts.note_on_heading(actor=place.owner, heading=used, note="1920–2014")
    page = Client().get(reverse("heading_list")).content.decode()
    assert "Tô Hoài" in page
    assert "Nguyễn Sen" in page
    assert "Dế" in Client().get(reverse("heading_list"), {"kind": "subject"}).content.decode()
    assert "Không có mục nào" in Client().get(reverse("heading_list"), {"q": "zzz", "kind": "x"}).content.decode()
    url = reverse("heading_detail", args=[used.public_id])
    page = Client().get(url).content.decode()
    assert reverse("record_detail", args=[record.public_id]) in page
    assert "Nguyễn Sen" in page
    assert "1920–2014" in page
    assert reverse("heading_rename", args=[used.public_id]) not in page
    assert Client().get(reverse("heading_detail", args=[heading("Nguyễn Sen").public_id]))["Location"] == url
    assert Client().get(reverse("heading_detail", args=["nothing"])).status_code == 404
    detail = Client().get(reverse("record_detail", args=[record.public_id])).content.decode()
    assert url in detail
    mine = signed_in(place.owner).get(url).content.decode()
    assert reverse("heading_variant_add", args=[used.public_id]) in mine
    assert reverse("heading_rename", args=[used.public_id]) not in mine
    assert reverse("heading_rename", args=[used.public_id]) in signed_in(place.admin).get(url).content.decode()


def test_forms_are_added_and_parted_on_the_page(place: SimpleNamespace) -> None:
    enter(place.owner, "Dế Mèn", "Tô Hoài")
    used = heading("Tô Hoài")
    client = signed_in(place.stranger)
    add = reverse("heading_variant_add", args=[used.public_id])
    assert "dẫn về “Tô Hoài”" in client.post(add, {"text": "Nguyễn Sen"}, follow=True).content.decode()
    assert "đã là một tiêu đề" in client.post(add, {"text": "Nguyễn Sen"}, follow=True).content.decode()
    assert client.post(reverse("heading_note", args=[used.public_id]), {"note": "nhà văn"}).status_code == 302
    assert heading("Tô Hoài").note == "nhà văn"
    part = reverse("heading_variant_remove", args=[heading("Nguyễn Sen").public_id])
    assert "Tách “Nguyễn Sen”" in client.get(part).content.decode()
    assert "không còn dẫn về" in client.post(part, follow=True).content.decode()
    assert client.get(reverse("heading_variant_remove", args=[used.public_id])).status_code == 302
    assert signed_in(place.officer).post(add, {"text": "x"}).status_code == 403


def test_rename_and_merge_on_the_page(place: SimpleNamespace) -> None:
    enter(place.owner, "Một", "Tô Hoà")
    enter(place.owner, "Hai", "Tô Hoài")
    client = signed_in(place.admin)
    wrong, right = heading("Tô Hoà"), heading("Tô Hoài")
    rename = reverse("heading_rename", args=[wrong.public_id])
    assert "1 biểu ghi" in client.get(rename).content.decode()
    assert "đã là một tiêu đề" in client.post(rename, {"text": "Tô Hoài"}).content.decode()
    assert client.post(rename, {"text": ""}).status_code == 422
    assert "Đã viết lại 1 biểu ghi" in client.post(rename, {"text": "Tô Hòai"}, follow=True).content.decode()
    merge = reverse("heading_merge", args=[wrong.public_id])
    assert right.public_id in client.get(merge, {"q": "to"}).content.decode()
    assert "Không có tiêu đề nào khác" in client.get(merge, {"q": "zzz"}).content.decode()
    page = client.get(merge, {"into": right.public_id}).content.decode()
    assert "1 biểu ghi được viết lại" in page
    assert "không thể gộp" in client.post(merge, {"into": wrong.public_id}, follow=True).content.decode()
    assert "Đã viết lại 1 biểu ghi" in client.post(merge, {"into": right.public_id}, follow=True).content.decode()
    assert Record.objects.filter(authors="Tô Hoài").count() == 2
    assert client.post(merge, {"into": "nothing"}).status_code == 404
    for name in ("heading_rename", "heading_merge"):
        assert signed_in(place.owner).get(reverse(name, args=[right.public_id])).status_code == 403


def test_many_records_are_rewritten_by_the_worker(place: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "AT_ONCE", 1)
    for n in range(3):
        enter(place.owner, f"Quyển {n}", "Tô Hoà")
    enter(place.owner, "Khác", "Tô Hoài")
    client = signed_in(place.admin)
    wrong, right = heading("Tô Hoà"), heading("Tô Hoài")
    rename = reverse("heading_rename", args=[wrong.public_id])
    assert client.post(rename, {"text": "Tô Hoài"}).status_code == 422
    assert "đang được viết lại" in client.post(rename, {"text": "Tô Hòai"}, follow=True).content.decode()
    assert Record.objects.filter(authors="Tô Hòai").count() == 3
    merge = reverse("heading_merge", args=[wrong.public_id])
    assert "đang được viết lại" in client.post(merge, {"into": right.public_id}, follow=True).content.decode()
    assert Record.objects.filter(authors="Tô Hoài").count() == 4
    from densach.catalogue.tasks import merge_in_background

    assert merge_in_background.func(place.admin.pk, wrong.pk, right.pk) == 0


def test_lists_cost_the_same_with_1_and_30_rows(place: SimpleNamespace) -> None:
    first = enter(place.owner, "Sách 0", "Tô Hoài")
    urls = [reverse("heading_list"), reverse("heading_detail", args=[heading("Tô Hoài").public_id])]
    counts = []
    for _round in range(2):
        for url in urls:
            Client().get(url)
            with CaptureQueriesContext(connection) as asked:
                Client().get(url)
            counts.append(len(asked))
        for n in range(29):
            enter(place.owner, f"Sách {n + 1}", f"Tô Hoài; Tác giả {n}")
    assert counts[:2] == counts[2:]
    assert max(counts) <= 15
    assert first.pk


def test_an_earlier_version_may_bear_a_variant(place: SimpleNamespace) -> None:
    record = enter(place.owner, "Dế Mèn", "Tô Hoà")
    heading_acts.rename_heading(actor=place.admin, heading=heading("Tô Hoà"), text="Tô Hoài", at=AT)
    version = RecordVersion.objects.get(record=record)
    services.replace_marc(actor=place.owner, record=record, marc=version.marc, why="restore", at=AT)
    assert record.authors == "Tô Hoà"
    assert browsing.count_under(heading("Tô Hoài")) == 1
    heading_acts.rename_heading(actor=place.admin, heading=heading("Tô Hoài"), text="Tô Hoài (1920–2014)", at=AT)
    record.refresh_from_db()
    assert record.authors == "Tô Hoài (1920–2014)"
    assert marc_tags(record)["100"][0]["subfields"] == [{"a": "Tô Hoài (1920–2014)"}]
