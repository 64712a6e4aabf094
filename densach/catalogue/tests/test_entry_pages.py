"""Pages on which a record is written: the plain form, drafts, suggestions, the MARC editor, history."""

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
from densach.catalogue.editing import similar
from densach.catalogue.models import Heading, Record, RecordDraft, RecordVersion
from densach.catalogue.record_fields import RecordFields
from densach.catalogue.services import drafts
from densach.core.errors import NotAllowed
from tests import make

AT = dt.datetime(2026, 11, 22, 3, 0, tzinfo=dt.UTC)
FIELDS = RecordFields(
    title="Dế Mèn phiêu lưu ký", authors="Tô Hoài", year=2019, class_scheme="ddc23", class_mark="895.9223", subjects="Truyện đồng thoại; Dế",
)  # fmt: skip


@pytest.fixture
def book(place: SimpleNamespace) -> Record:
    return services.add_record(actor=place.owner, fields=FIELDS, at=AT)


def signed_in(actor: Any) -> Client:
    client = Client()
    client.force_login(actor)
    return client


def entry(**fields: Any) -> dict[str, Any]:
    return {"title": "Chuyện mới", "language": "vie", "material": "book", "audience": "all"} | fields


def page_of(client: Client, name: str, *args: Any, **query: Any) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


# --- the plain form ---


def test_each_material_puts_its_fields_first(place: SimpleNamespace) -> None:
    client = signed_in(place.owner)
    page = page_of(client, "record_add")
    first, rest = page.split("Các chi tiết khác")
    assert 'name="class_mark"' in first
    assert 'name="publisher"' in rest
    page = page_of(client, "record_add", material="textbook")
    first, rest = page.split("Các chi tiết khác")
    assert 'name="grade"' in first
    assert 'name="publisher"' in first
    assert '<option value="child" selected' in page
    assert '<option value="textbook" selected' in page
    assert "1 tờ bản đồ" in page_of(client, "record_add", material="map")
    answer = client.post(reverse("record_add"), entry(summary="x" * 5001))
    assert '<details class="more-fields" open>' in answer.content.decode()


def test_the_next_volume_begins_with_the_one_before(place: SimpleNamespace, book: Record) -> None:
    services.edit_record(
        actor=place.owner, record=book, fields=RecordFields(title="Kính vạn hoa", volume="Tập 1"), at=AT
    )
    client = signed_in(place.owner)
    assert f"volume_of={book.public_id}" in page_of(client, "record_detail", book.public_id)
    page = page_of(client, "record_add", volume_of=book.public_id)
    assert 'value="Kính vạn hoa"' in page
    assert 'value="Tập 2"' in page
    second = services.add_record(actor=place.owner, fields=RecordFields(title="Kính vạn hoa", volume="Tập 2"), at=AT)
    services.add_record(actor=place.owner, fields=RecordFields(title="Kính vạn hoa", volume="Tập 10"), at=AT)
    page = Client().get(reverse("record_detail", args=[book.public_id])).content.decode()
    assert page.index("Tập 2</strong>") < page.index("Tập 10</strong>")
    assert reverse("record_detail", args=[second.public_id]) in page
    assert client.get(reverse("record_add"), {"volume_of": "nothing"}).status_code == 404


def test_volumes_of_a_set_have_the_same_first_author(place: SimpleNamespace) -> None:
    one = make.record("Truyện", volume="Tập 1", authors="Tô Hoài; Khác")
    two = make.record("Truyện", volume="Tập 2", authors="Tô Hoài")
    make.record("Truyện", volume="Tập 3", authors="Người Khác")
    make.record("Truyện", authors="Tô Hoài")
    assert list(similar.other_volumes(one)) == [two]
    assert not similar.other_volumes(make.record("Truyện", authors="Tô Hoài"))
    bare = make.record("Từ điển", volume="A")
    assert list(similar.other_volumes(make.record("Từ điển", volume="B"))) == [bare]


def test_a_draft_waits_and_is_shown_again(place: SimpleNamespace) -> None:
    client = signed_in(place.owner)
    url = reverse("record_draft")
    assert client.post(url, entry(title="Đang viết dở", record="", csrf="x")).status_code == 204
    assert client.post(url, entry(title="Đang viết dở hơn")).status_code == 204
    draft = RecordDraft.objects.get()
    assert draft.values == entry(title="Đang viết dở hơn")
    page = page_of(client, "record_add")
    assert 'value="Đang viết dở hơn"' in page
    assert "chưa lưu vào mục lục" in page
    page = page_of(client, "record_add", material="map")
    assert "Đang viết dở" not in page
    assert "Viết tiếp bản nháp" in page
    assert "Đang viết dở hơn" not in page_of(signed_in(place.colleague), "record_add")
    assert client.post(reverse("record_draft_drop"), {"form": "plain"}, follow=True).status_code == 200
    assert not RecordDraft.objects.exists()
    client.post(url, entry())
    client.post(reverse("record_add"), entry())
    assert Record.objects.count() == 1
    assert not RecordDraft.objects.exists()


def test_a_draft_of_a_record_changed_after_it_is_only_offered(place: SimpleNamespace, book: Record) -> None:
    client = signed_in(place.owner)
    client.post(reverse("record_draft"), entry(title="Sửa dở", record=book.public_id))
    assert 'value="Sửa dở"' in page_of(client, "record_edit", book.public_id)
    services.edit_record(actor=place.colleague, record=book, fields=RecordFields(title="Đã sửa"), at=AT)
    page = page_of(client, "record_edit", book.public_id)
    assert 'value="Đã sửa"' in page
    assert "Sau đó biểu ghi đã được sửa" in page
    assert 'value="Sửa dở"' in page_of(client, "record_edit", book.public_id, draft=1)
    answer = client.post(reverse("record_draft_drop"), {"form": "plain", "record": book.public_id})
    assert answer["Location"] == reverse("record_edit", args=[book.public_id])
    assert client.post(reverse("record_draft"), entry(record="nothing")).status_code == 404


def test_drafts_need_the_right(place: SimpleNamespace) -> None:
    with pytest.raises(NotAllowed):
        drafts.save_draft(actor=place.officer, form="plain", record=None, values={})
    for name in ("record_draft", "record_suggest", "record_draft_drop", "marc_check"):
        assert signed_in(place.officer).post(reverse(name)).status_code == 403
        assert signed_in(place.stranger).get(reverse(name)).status_code == 405


def test_two_who_edit_at_once_do_not_overwrite_each_other(place: SimpleNamespace, book: Record) -> None:
    client = signed_in(place.owner)
    url = reverse("record_edit", args=[book.public_id])
    seen = client.get(url).content.decode().split('name="seen" value="')[1].split('"')[0]
    services.edit_record(actor=place.colleague, record=book, fields=RecordFields(title="Của người kia"), at=AT)
    answer = client.post(url, entry(title="Của tôi", seen=seen))
    assert answer.status_code == 422
    assert "Có người đã sửa “Của người kia”" in answer.content.decode()
    seen = answer.content.decode().split('name="seen" value="')[1].split('"')[0]
    assert client.post(url, entry(title="Của tôi", seen=seen)).status_code == 302


# --- what helps while one types ---


def test_similar_books_lend_their_class_mark_and_subjects(place: SimpleNamespace, book: Record) -> None:
    for n in range(3):
        fields = RecordFields(
            title=f"Truyện {n}", authors="Tô Hoài", class_scheme="ddc23", class_mark="895.9223", subjects="Truyện"
        )
        services.add_record(actor=place.owner, fields=fields, at=AT)
    other = RecordFields(title="Khác", authors="Tô Hoài", class_scheme="19", class_mark="V23", series="Văn học")
    services.add_record(actor=place.owner, fields=other, at=AT)
    client = signed_in(place.owner)
    page = client.post(reverse("record_suggest"), {"authors": "tô hoài", "subjects": "dế"}).content.decode()
    assert "4 trong 5 sách tương tự đứng ở 895.9223" in page
    assert 'value="subjects=Truyện"' in page
    assert 'value="subjects=Dế"' not in page
    page = client.post(reverse("record_suggest"), {"series": "văn học"}).content.decode()
    assert "1 trong 1 sách tương tự đứng ở V23" in page
    page = client.post(reverse("record_suggest"), {"authors": "tô hoài", "record": book.public_id}).content.decode()
    assert "3 trong 4 sách tương tự đứng ở 895.9223" in page
    assert "Khi đã có nhan đề" in client.post(reverse("record_suggest"), {}).content.decode()


def test_a_suggestion_is_taken_over_without_javascript(place: SimpleNamespace, book: Record) -> None:
    client = signed_in(place.owner)
    fields = entry(authors="Tô Hoài", take="class_mark=ddc23|895.9223")
    page = client.post(reverse("record_add"), fields).content.decode()
    assert 'name="class_mark" value="895.9223"' in page
    assert 'value="Chuyện mới"' in page
    page = client.post(
        reverse("record_edit", args=[book.public_id]), entry(take="subjects=Ve sầu", seen="s")
    ).content.decode()
    assert 'name="subjects" value="Ve sầu"' in page
    assert 'name="seen" value="s"' in page
    assert (
        "Đã có"
        in client.post(
            reverse("record_add"), entry(title="dế mèn phiêu lưu ký", authors="Tô Hoài", year="2019", look="1")
        ).content.decode()
    )
    assert Record.objects.count() == 1
    assert not RecordVersion.objects.exists()


def test_the_same_book_is_seen_while_one_types(place: SimpleNamespace, book: Record) -> None:
    services.edit_record(
        actor=place.owner, record=book, fields=RecordFields(title="Dế Mèn phiêu lưu ký", isbn="9786042087360"), at=AT
    )
    assert [row.pk for row in similar.suggested({"isbn": "978-604-2-08736-0"}).held] == [book.pk]
    assert not similar.suggested({"isbn": "978-604"}).held
    assert not similar.suggested({"isbn": "9786042087360"}, besides=book).held
    page = signed_in(place.owner).post(reverse("record_suggest"), {"isbn": "9786042087360"}).content.decode()
    assert reverse("copies_add", args=[book.public_id]) in page


def test_names_and_subjects_in_use_are_offered(place: SimpleNamespace, book: Record) -> None:
    used = Heading.objects.get(text="Tô Hoài")
    Heading.objects.create(kind="name", text="Nguyễn Sen", see=used)
    client = signed_in(place.owner)
    page = page_of(client, "heading_hints", authors="Ai đó; nguyen s")
    assert 'data-fill="authors=Tô Hoài"' in page
    assert "← Nguyễn Sen" in page
    assert page_of(client, "heading_hints", authors="to h").count("Tô Hoài") == 2
    assert "Dế" in page_of(client, "heading_hints", subjects="de")
    assert "button" not in page_of(client, "heading_hints", authors="Tô Hoài; ")
    assert similar.hints("name", "…") == []
    assert client.get(reverse("heading_hints")).status_code == 404
    page = client.post(reverse("record_suggest"), {"authors": "nguyễn sen"}).content.decode()
    assert "“nguyễn sen” sẽ được nhập thành “Tô Hoài”" in page


# --- the MARC editor ---


def lines_of(page: str) -> str:
    import html

    return html.unescape(page.split("<textarea")[1].split(">", 1)[1].split("</textarea>", maxsplit=1)[0]).lstrip("\n")


def test_marc_is_edited_as_lines(place: SimpleNamespace, book: Record) -> None:
    client = signed_in(place.owner)
    url = reverse("record_marc", args=[book.public_id])
    page = page_of(client, "record_marc", book.public_id)
    lines = lines_of(page)
    assert "245 10 $a Dế Mèn phiêu lưu ký $c Tô Hoài" in lines
    assert f"<code>001 {book.public_id}</code>" in page
    before = book.marc
    changed = lines.replace("$a Dế Mèn phiêu lưu ký", "$a Dế Mèn phiêu lưu kí") + "\n333 __ $a lạ"
    page = client.post(url, {"lines": changed}, follow=True).content.decode()
    assert "Kiểm tra có 1 nhận xét" in page
    book.refresh_from_db()
    assert book.title == "Dế Mèn phiêu lưu kí"
    assert book.marc["fields"][0] == before["fields"][0]
    assert {"333": {"ind1": " ", "ind2": " ", "subfields": [{"a": "lạ"}]}} in book.marc["fields"]
    version = RecordVersion.objects.get()
    assert (version.marc, version.why) == (before, "marc")
    assert Entry.objects.filter(verb="edit_marc").count() == 1


def test_wrong_marc_is_answered_with_the_line(place: SimpleNamespace, book: Record) -> None:
    client = signed_in(place.owner)
    url = reverse("record_marc", args=[book.public_id])
    lines = lines_of(page_of(client, "record_marc", book.public_id))
    answer = client.post(url, {"lines": lines + "\n500 gì đó"})
    assert answer.status_code == 422
    assert f"Không đọc được dòng {lines.count(chr(10)) + 2}" in answer.content.decode()
    assert "500 gì đó" in answer.content.decode()
    answer = client.post(url, {"lines": lines.replace("245 10", "246 10")})
    assert "phải sửa" in answer.content.decode()
    answer = client.post(
        url, {"lines": lines.replace("s2019", "s9019").replace("$c 2019", "$c 9019"), "again": "check"}
    )
    assert answer.status_code == 200
    assert not RecordVersion.objects.exists()
    answer = client.post(url, {"lines": lines, "again": "insert", "insert": "856"})
    assert "856 __ $a" in answer.content.decode()
    answer = client.post(url, {"lines": lines, "seen": "2020-01-01T00:00:00+00:00"})
    assert "Có người đã sửa" in answer.content.decode()


def test_the_check_keeps_a_draft(place: SimpleNamespace, book: Record) -> None:
    client = signed_in(place.owner)
    page = client.post(reverse("marc_check"), {"lines": "245 10", "record": book.public_id}).content.decode()
    assert "Thiếu đầu biểu" in page
    assert RecordDraft.objects.get().form == "marc"
    assert lines_of(page_of(client, "record_marc", book.public_id)) == "245 10"
    services.edit_record(actor=place.colleague, record=book, fields=RecordFields(title="Đã sửa"), at=AT)
    page = page_of(client, "record_marc", book.public_id)
    assert "Đã sửa" in lines_of(page)
    assert "Viết tiếp bản nháp" in page
    assert lines_of(page_of(client, "record_marc", book.public_id, draft=1)) == "245 10"
    drop = client.post(reverse("record_draft_drop"), {"form": "marc", "record": book.public_id})
    assert drop["Location"] == reverse("record_marc", args=[book.public_id])
    client.post(reverse("marc_check"), {"lines": "LDR bản nháp mới"})
    assert lines_of(page_of(client, "marc_add")) == "LDR bản nháp mới"
    assert client.post(reverse("record_draft_drop"), {"form": "marc"})["Location"] == reverse("marc_add")


def test_a_record_is_entered_as_marc(place: SimpleNamespace, book: Record) -> None:
    client = signed_in(place.owner)
    url = reverse("marc_add")
    lines = lines_of(page_of(client, "marc_add", material="map"))
    assert lines.startswith("LDR _____nem")
    assert client.post(url, {"lines": lines}).status_code == 200
    assert client.post(url, {"lines": lines, "again": "check"}).status_code == 200
    filled = lines.replace("245 10 $a ", "245 10 $a Bản đồ Bắc Kạn ")
    answer = client.post(url, {"lines": filled})
    record = Record.objects.get(title="Bản đồ Bắc Kạn")
    assert answer["Location"] == reverse("copies_add", args=[record.public_id])
    assert record.material == "map"
    assert record.marc["fields"][0] == {"001": record.public_id}
    assert record.control_number == ""
    again = client.post(url, {"lines": filled})
    assert again.status_code == 422
    assert reverse("copies_add", args=[record.public_id]) in again.content.decode()
    assert client.post(url, {"lines": filled, "confirmed_new": "on"}).status_code == 302
    wrong = filled.replace("264 _1", "264 _1 $c 9999") if "264 _1 $c" in filled else filled.replace("$c ", "$c 1", 1)
    assert client.post(url, {"lines": wrong}).status_code in (302, 422)


def test_field_help(place: SimpleNamespace) -> None:
    client = signed_in(place.owner)
    assert "Tóm tắt, giới thiệu" in page_of(client, "marc_help")
    page = page_of(client, "marc_help", tag="245")
    assert "nhan đề chính" in page
    assert "<html" not in page
    assert client.get(reverse("marc_help"), {"tag": "333"}).status_code == 404
    assert "Số kiểm soát" in page_of(client, "marc_help", tag="001")
    assert signed_in(make.user("leader", at=place.city)).get(reverse("marc_help")).status_code == 403


# --- history ---


def test_history_shows_differences_and_goes_back(place: SimpleNamespace, book: Record) -> None:
    client = signed_in(place.owner)
    assert "Chưa sửa lần nào" in page_of(client, "record_history", book.public_id)
    first = book.marc
    for title in ("Tên hai", "Tên ba"):
        services.edit_record(actor=place.colleague, record=book, fields=RecordFields(title=title), at=AT)
    page = page_of(client, "record_history", book.public_id)
    assert place.colleague.full_name in page
    assert '<ins class="word">ba</ins>' in page
    url = reverse("record_history", args=[book.public_id])
    page = client.get(url, {"from": "1", "to": "2"}).content.decode()
    assert "bỏ" in page
    assert "Tô Hoài" in page
    assert "Không trường nào khác nhau." in client.get(url, {"from": "0", "to": "0"}).content.decode()
    for wrong in ("9", "x", "99999999"):
        assert client.get(url, {"from": wrong}).status_code == 404
    assert "245 10 $a Dế Mèn" in page_of(client, "record_version", book.public_id, 1)
    restore = reverse("record_restore", args=[book.public_id, 1])
    assert "Trở về bản số 1" in client.get(restore).content.decode()
    assert "Bản số 1 đã trở lại." in client.post(restore, follow=True).content.decode()
    book.refresh_from_db()
    assert (book.marc, book.title, book.subjects) == (first, "Dế Mèn phiêu lưu ký", "Truyện đồng thoại; Dế")
    assert RecordVersion.objects.filter(why="restore").count() == 1
    assert client.get(reverse("record_restore", args=[book.public_id, 9])).status_code == 404


def test_history_is_read_by_staff_and_gone_back_in_by_cataloguers(place: SimpleNamespace, book: Record) -> None:
    services.edit_record(actor=place.owner, record=book, fields=RecordFields(title="Khác"), at=AT)
    restore = reverse("record_restore", args=[book.public_id, 1])
    for name in ("record_history", "record_marc"):
        assert Client().get(reverse(name, args=[book.public_id])).status_code == 302
    officer = signed_in(place.officer)
    assert restore not in page_of(officer, "record_history", book.public_id)
    assert officer.post(restore).status_code == 403
    assert officer.get(reverse("record_marc", args=[book.public_id])).status_code == 403
    assert restore in page_of(signed_in(place.stranger), "record_history", book.public_id)


def test_a_version_that_cannot_stand_is_refused(place: SimpleNamespace, book: Record) -> None:
    RecordVersion.objects.create(
        record=book,
        number=1,
        marc={"leader": "     nam a22     7c 4500", "fields": []},
        ended_at=AT,
        ended_by=place.owner,
        why="edit",
    )
    url = reverse("record_restore", args=[book.public_id, 1])
    assert "Chưa có nhan đề." in signed_in(place.owner).post(url, follow=True).content.decode()


def test_the_history_costs_the_same_with_1_and_30_versions(place: SimpleNamespace, book: Record) -> None:
    client = signed_in(place.owner)
    services.edit_record(actor=place.owner, record=book, fields=RecordFields(title="0"), at=AT)
    page_of(client, "record_history", book.public_id)
    with CaptureQueriesContext(connection) as one:
        page_of(client, "record_history", book.public_id)
    for n in range(29):
        services.edit_record(actor=place.owner, record=book, fields=RecordFields(title=f"{n + 1}"), at=AT)
    with CaptureQueriesContext(connection) as thirty:
        page_of(client, "record_history", book.public_id)
    assert len(thirty) == len(one) <= 20
