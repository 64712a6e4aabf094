"""Downloads of one record, of a search, of the staff's list."""

from __future__ import annotations

import datetime as dt
import io
from types import SimpleNamespace
from typing import Any

import pymarc
import pytest
from django.core.files.storage import default_storage
from django.http.response import HttpResponseBase
from django.test import Client

from densach.catalogue.exchange import downloads
from densach.catalogue.exchange.downloads import Job
from densach.catalogue.exchange.tasks import write_download
from densach.catalogue.exchange.writers import FORMATS
from densach.catalogue.models import Record
from densach.core.clock import now
from densach.discovery import index
from tests import make

TOO_LONG = {
    "leader": "00000nam a2200000 a 4500",
    "fields": [{"245": {"ind1": "0", "ind2": "0", "subfields": [{"a": "Dài"}]}}]
    + [{"500": {"ind1": " ", "ind2": " ", "subfields": [{"a": "a" * 9000}]}}] * 12,
}


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def content(response: HttpResponseBase) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


@pytest.mark.django_db
@pytest.mark.parametrize("key", FORMATS)
def test_a_visitor_takes_one_record(client: Client, key: str) -> None:
    row = make.record("Tắt đèn")
    response = client.get(f"/bieu-ghi/{row.public_id}/tai-ve/{key}/")
    assert f'filename="{row.public_id}.{FORMATS[key].extension}"' in response.headers["Content-Disposition"]
    assert response.headers["Content-Type"].startswith(FORMATS[key].content_type)
    data = content(response)
    assert data
    if key in ("ris", "bibtex"):
        assert f"http://testserver/bieu-ghi/{row.public_id}/" in data.decode()


@pytest.mark.django_db
def test_what_is_not_there(client: Client) -> None:
    row = make.record("Tắt đèn")
    other = make.record("Bản giữ lại")
    assert client.get(f"/bieu-ghi/{row.public_id}/tai-ve/docx/").status_code == 404
    assert client.get("/bieu-ghi/khong/tai-ve/ris/").status_code == 404
    Record.objects.filter(pk=row.pk).update(gone_at=now(), merged_into=other)
    assert other.title in content(client.get(f"/bieu-ghi/{row.public_id}/tai-ve/ris/")).decode()
    Record.objects.filter(pk=row.pk).update(merged_into=None)
    assert client.get(f"/bieu-ghi/{row.public_id}/tai-ve/ris/").status_code == 404


@pytest.mark.django_db
def test_a_visitor_takes_a_search(client: Client) -> None:
    for title, year in (("Tắt đèn", 2001), ("Đèn khuya", 2010), ("Khác", 2010)):
        make.copy(record=make.record(title, year=year))
    make.activity("Lớp làm đèn")
    index.rebuild()
    read = list(pymarc.MARCReader(content(client.get("/tim/tai-ve/marc/", {"q": "đèn"}))))
    assert {one["245"]["a"] for one in read if one} == {"Tắt đèn", "Đèn khuya"}
    one = client.get("/tim/tai-ve/marc/", {"q": "đèn", "year_from": "2005", "year_to": "x", "available": "true"})
    assert len(list(pymarc.MARCReader(content(one)))) == 1
    assert content(client.get("/tim/tai-ve/ris/", {"q": "không có"})) == b""
    assert client.get("/tim/tai-ve/docx/").status_code == 404


def test_records_that_do_not_fit_are_named(place: SimpleNamespace, client: Client) -> None:
    long = make.record("Dài quá", marc=TOO_LONG)
    page = client.get(f"/bieu-ghi/{long.public_id}/tai-ve/marc/")
    assert page.status_code == 422
    assert "Dài quá" in page.content.decode()
    assert 'name="anyway"' not in page.content.decode()
    assert content(client.get(f"/bieu-ghi/{long.public_id}/tai-ve/marcxml/"))
    make.record("Vừa")
    staff = signed_in(place.owner)
    page = staff.post("/bieu-ghi/tai-ve/", {"format": "marc", "q": ""})
    assert (page.status_code, 'name="anyway"' in page.content.decode()) == (422, True)
    assert 'name="format" value="marc"' in page.content.decode()
    read = list(pymarc.MARCReader(content(staff.post("/bieu-ghi/tai-ve/", {"format": "marc", "anyway": "1"}))))
    assert [one["245"]["a"] for one in read if one] == ["Vừa"]


def test_the_staffs_list_as_it_is_narrowed(place: SimpleNamespace) -> None:
    make.copy(record=make.record("Bản đồ", material="map", class_mark="912"), facility=place.library)
    make.record("Bản khác", material="map")
    make.record("Đã gộp", material="map", gone_at=now())
    client = signed_in(place.owner)
    page = client.get("/bieu-ghi/tai-ve/", {"material": "map", "x": "1"}).content.decode()
    assert 'name="material" value="map"' in page
    assert "2 biểu ghi" in page
    for narrowing, count in (
        ({"material": "map"}, 2), ({"q": "khac"}, 1), ({"subject": "9"}, 1), ({"place": place.library.public_id}, 1), ({"place": place.far.public_id}, 0),
    ):  # fmt: skip
        data = content(client.post("/bieu-ghi/tai-ve/", {"format": "marcxml"} | narrowing))
        assert len(pymarc.parse_xml_to_array(io.BytesIO(data))) == count
    assert client.post("/bieu-ghi/tai-ve/", {"format": "docx"}).status_code == 404
    assert signed_in(make.user()).get("/bieu-ghi/tai-ve/").status_code == 403


def test_a_long_list_is_written_by_the_worker(place: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("densach.catalogue.views.exports.AT_ONCE", 3)
    monkeypatch.setattr(downloads, "_STEP", 2)
    Record.objects.bulk_create(Record(title=f"Sách {number}", title_sort=f"{number}") for number in range(5))
    make.record("Dài", marc=TOO_LONG)
    client = signed_in(place.owner)
    assert "chạy nền" in client.get("/bieu-ghi/tai-ve/").content.decode()
    address = client.post("/bieu-ghi/tai-ve/", {"format": "marc"}).headers["Location"]
    page = client.get(address).content.decode()
    assert "Dài" in page  # refused by name
    assert f"{address}tep/" in page
    assert "<html" not in client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert len(list(pymarc.MARCReader(content(client.get(f"{address}tep/"))))) == 5
    for person in (place.colleague, place.stranger):
        assert signed_in(person).get(address).status_code == 404
        assert signed_in(person).get(f"{address}tep/").status_code == 404
    assert client.get("/bieu-ghi/tai-ve/..%2F..%2Fx/").status_code == 404


def test_a_job_is_written_once_and_says_when_it_failed(place: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    make.record("Tắt đèn")
    job = downloads.new_job(user_id=place.owner.pk, format_key="ris", narrowing={}, language="vi", total=1)
    client = signed_in(place.owner)
    assert client.get(f"/bieu-ghi/tai-ve/{job.id}/tep/").status_code == 404
    assert "refresh" in client.get(f"/bieu-ghi/tai-ve/{job.id}/").content.decode()

    def full(*_words: Any, **_more: Any) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patched:
        patched.setattr(downloads, "file_of", full)
        with pytest.raises(OSError, match="no space"):
            downloads.write(job)
    assert "Đã dừng" in client.get(f"/bieu-ghi/tai-ve/{job.id}/").content.decode()
    write_download.enqueue(job.id, place.owner.pk)  # failed before: not begun again
    found = Job.load(job.id, place.owner.pk)
    assert found
    assert found.state == "failed"
    default_storage.delete(f"downloads/{job.id}/job.json")
    write_download.enqueue(job.id, place.owner.pk)
    assert Job.load(job.id, place.owner.pk) is None


def test_old_files_go(place: SimpleNamespace) -> None:
    assert downloads.forget_old(now()) == 0
    make.record("Tắt đèn")
    job = downloads.new_job(user_id=place.owner.pk, format_key="ris", narrowing={}, language="en", total=1)
    downloads.write(job)
    assert downloads.forget_old(now()) == 0
    assert downloads.forget_old(now() + dt.timedelta(days=3)) == 1
    assert default_storage.listdir("downloads") == ([], [])
