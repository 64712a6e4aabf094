"""Duplicates: found in bulk, looked at side by side, made one."""

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
from densach.catalogue import queries, services
from densach.catalogue.editing import duplicates
from densach.catalogue.models import Copy, Cover, Record, RecordDraft, RecordHeading, RecordVersion, Subscription
from densach.catalogue.record_fields import RecordFields
from densach.catalogue.refusals import RecordGone, TitleMissing
from densach.catalogue.refusals_editing import MaterialsDiffer, NothingToMerge
from densach.catalogue.services import merging
from densach.catalogue.signals import records_merged
from densach.core.errors import NotAllowed
from densach.discovery.models import Change
from densach.measures.models import DirtyMark
from tests import make

AT = dt.datetime(2026, 11, 22, 3, 0, tzinfo=dt.UTC)
ISBN = "9786042087360"


def enter(actor: Any, **fields: Any) -> Record:
    values = {"title": "Dế Mèn phiêu lưu ký", "authors": "Tô Hoài", "year": 2019} | fields
    return services.add_record(actor=actor, fields=RecordFields(**values), confirmed_new=True, at=AT)


def signed_in(actor: Any) -> Client:
    client = Client()
    client.force_login(actor)
    return client


def found(by: str) -> list[list[int]]:
    return [[record.pk for record in group.records] for group in duplicates.groups(by, duplicates.keys(by))]


def test_groups_by_isbn_and_volume(place: SimpleNamespace) -> None:
    a = enter(place.owner, isbn=ISBN)
    b = enter(place.owner, isbn=ISBN, title="Nhan đề khác")
    enter(place.owner, isbn=ISBN, volume="Tập 2")
    enter(place.owner, isbn="")
    enter(place.owner, isbn="")
    make.copy(record=b, facility=place.library)
    assert found("isbn") == [[b.pk, a.pk]]
    services.delete_record(actor=place.owner, record=a, at=AT)
    assert found("isbn") == []
    assert duplicates.groups("isbn", []) == []


def test_groups_by_title_first_author_and_year(place: SimpleNamespace) -> None:
    a = enter(place.owner, title="Dế Mèn phiêu lưu kí", authors="Tô Hoài; Minh Hoạ", subjects="Dế")
    b = enter(place.owner, title="DẾ MÈN, phiêu lưu kí!", authors="Tô Hoài")
    enter(place.owner, title="Dế Mèn phiêu lưu kí", authors="Người Khác")
    enter(place.owner, title="Dế Mèn phiêu lưu kí", year=2020)
    enter(place.owner, title="Dế Mèn phiêu lưu kí", volume="Tập 2")
    bare = [enter(place.owner, title="Từ điển", authors="", subjects="Tiếng Việt").pk for _ in range(3)]
    assert found("title") == [bare, [a.pk, b.pk]]


def test_the_record_that_stays_gets_everything(place: SimpleNamespace) -> None:
    keep = enter(place.owner, class_mark="895.9", class_scheme="ddc23")
    other = enter(place.owner, title="Dế mèn phiêu lưu kí", isbn=ISBN, class_mark="398", class_scheme="ddc23")
    older = enter(place.owner, title="Cũ hơn")
    merging.merge_records(actor=place.admin, keep=other, others=[older], at=AT)
    copy = make.copy(record=other, facility=place.far)
    RecordDraft.objects.create(user=place.owner, record=other, form="plain", values={})
    cover = Cover.objects.create(record=other, image="covers/x.jpg", width=1, height=1, added_by=place.owner)
    DirtyMark.objects.all().delete()
    Change.objects.all().delete()
    heard: list[Any] = []

    def hear(**news: Any) -> None:
        heard.append((news["keep"].pk, news["gone_ids"]))

    records_merged.connect(hear)
    try:
        fields = RecordFields(
            title="Dế mèn phiêu lưu kí",
            authors="Tô Hoài",
            year=2019,
            isbn=ISBN,
            class_scheme="ddc23",
            class_mark="895.9",
        )
        merging.merge_records(actor=place.admin, keep=keep, others=[other, keep], fields=fields, at=AT)
    finally:
        records_merged.disconnect(hear)
    assert heard == [(keep.pk, [other.pk])]
    for row in (keep, other, older, copy, cover):
        row.refresh_from_db()
    assert copy.record == keep
    assert cover.record == keep
    assert other.merged_into == older.merged_into == keep
    assert other.gone_at == AT
    assert not RecordDraft.objects.exists()
    assert not RecordHeading.objects.filter(record=other).exists()
    assert (keep.title, keep.isbn, keep.class_mark) == ("Dế mèn phiêu lưu kí", ISBN, "895.9")
    assert {version.record_id for version in RecordVersion.objects.filter(why="merge")} == {keep.pk, other.pk, older.pk}
    assert queries.record_by_public_id(older.public_id) == keep
    assert set(Change.objects.values_list("subject_id", flat=True)) >= {keep.pk, other.pk}
    assert DirtyMark.objects.filter(facility_id=place.far.pk).exists()
    line = Entry.objects.filter(verb="merge_records").latest("pk")
    assert line.changes == {"merged": [other.public_id], "copies": 1}


def test_a_cover_of_its_own_stays_and_nothing_changed_makes_no_version(place: SimpleNamespace) -> None:
    keep, other = enter(place.owner), enter(place.owner)
    mine = Cover.objects.create(record=keep, image="covers/a.jpg", width=1, height=1, added_by=place.owner)
    theirs = Cover.objects.create(record=other, image="covers/b.jpg", width=1, height=1, added_by=place.owner)
    merging.merge_records(actor=place.admin, keep=keep, others=[other], at=AT)
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.record, theirs.record) == (keep, other)
    assert not RecordVersion.objects.filter(record=keep).exists()


def test_what_is_refused(place: SimpleNamespace) -> None:
    keep, other = enter(place.owner), enter(place.owner)
    paper = enter(place.owner, title="Báo", material="periodical")
    subscription = Subscription.objects.create(record=paper, facility=place.library, starts_on=AT.date())
    with pytest.raises(NotAllowed):
        merging.merge_records(actor=place.owner, keep=keep, others=[other], at=AT)
    with pytest.raises(NothingToMerge):
        merging.merge_records(actor=place.admin, keep=keep, others=[keep], at=AT)
    with pytest.raises(TitleMissing):
        merging.merge_records(actor=place.admin, keep=keep, others=[other], fields=RecordFields(title=""), at=AT)
    with pytest.raises(MaterialsDiffer):
        merging.merge_records(actor=place.admin, keep=keep, others=[paper], at=AT)
    merging.merge_records(actor=place.admin, keep=paper, others=[keep], at=AT)
    subscription.refresh_from_db()
    assert subscription.record == paper
    for one, two in ((keep, other), (other, keep)):
        with pytest.raises(RecordGone):
            merging.merge_records(actor=place.admin, keep=one, others=[two], at=AT)
    other.refresh_from_db()
    assert other.gone_at is None


def test_the_pages(place: SimpleNamespace) -> None:
    a = enter(place.owner, isbn=ISBN, publisher="Kim Đồng", pages="143 tr.")
    b = enter(place.owner, isbn=ISBN, subtitle="truyện dài")
    make.copy(record=a, facility=place.library)
    client = signed_in(place.admin)
    page = client.get(reverse("duplicate_list")).content.decode()
    url = f"{reverse('record_merge')}?id={a.public_id}&amp;id={b.public_id}"
    assert url in page
    assert "1 nhóm" in page
    assert "Dế Mèn" in client.get(reverse("duplicate_list"), {"by": "title"}).content.decode()
    page = signed_in(place.owner).get(reverse("duplicate_list")).content.decode()
    assert "Dế Mèn" in page
    assert reverse("record_merge") not in page
    page = client.get(reverse("record_merge"), {"id": [a.public_id, b.public_id]}).content.decode()
    assert f'name="f-publisher" value="{a.public_id}" checked' in page
    assert f'name="f-subtitle" value="{b.public_id}" checked' in page
    assert 'name="f-isbn"' not in page  # the same in both
    form = {
        "id": [a.public_id, b.public_id],
        "keep": b.public_id,
        "f-publisher": a.public_id,
        "f-subtitle": b.public_id,
        "f-pages": a.public_id,
    }
    answer = client.post(reverse("record_merge"), form, follow=True)
    assert "Đã gộp 1 biểu ghi vào biểu ghi này." in answer.content.decode()
    b.refresh_from_db()
    assert (b.publisher, b.subtitle, b.pages) == ("Kim Đồng", "truyện dài", "143 tr.")
    assert Copy.objects.get().record == b
    assert Client().get(reverse("record_detail", args=[a.public_id])).status_code in (200, 301, 302)
    assert client.post(reverse("record_merge"), form).status_code == 302
    assert "Không thấy biểu ghi trùng" in client.get(reverse("duplicate_list")).content.decode()
    assert signed_in(place.owner).post(reverse("record_merge"), form).status_code == 403


def test_a_refused_merge_is_said_and_nothing_moves(place: SimpleNamespace) -> None:
    a = enter(place.owner, title="Báo", material="periodical", language="eng")
    Subscription.objects.create(record=a, facility=place.library, starts_on=AT.date())
    b = enter(place.owner, title="Báo", class_mark="05", class_scheme="19")
    form = {"id": [a.public_id, b.public_id], "keep": b.public_id}
    page = signed_in(place.admin).post(reverse("record_merge"), form).content.decode()
    assert "có ấn phẩm đang đặt" in page
    assert "Tiếng Anh" in page
    assert Record.objects.live().count() == 2


def test_the_list_costs_the_same_with_1_and_30_groups(place: SimpleNamespace) -> None:
    client = signed_in(place.owner)
    counts = {}
    for n in range(15):
        for by in ("isbn", "title"):
            if n in (1, 14):
                client.get(reverse("duplicate_list"), {"by": by})
                with CaptureQueriesContext(connection) as asked:
                    client.get(reverse("duplicate_list"), {"by": by})
                counts.setdefault(by, []).append(len(asked))
        for _ in range(2):
            enter(place.owner, title=f"Quyển {n}")
    assert all(one == many <= 25 for one, many in counts.values())
