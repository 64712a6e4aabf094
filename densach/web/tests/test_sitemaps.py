"""What search engines find, and what machines read of a record's page."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest
from django.test import Client
from lxml import etree

from densach.catalogue.models import Record
from densach.web import sitemaps
from tests import make

NS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def addresses(client: Client, path: str) -> list[str]:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/xml")
    return [one.text or "" for one in etree.fromstring(answer.content).iter(f"{NS}loc")]


@pytest.mark.django_db
def test_sections_list_public_pages_only(client: Client) -> None:
    record, place = make.record("Tắt đèn"), make.facility("Thư viện Một")
    make.record("Đã bỏ", gone_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    shown, hidden = make.activity("Lớp đàn tính", facility=place), make.activity("Nháp", facility=place, state="draft")
    sections = addresses(client, "/sitemap.xml")
    assert sections == [f"http://testserver/sitemap-{name}.xml" for name in sitemaps.SECTIONS]
    assert addresses(client, "/sitemap-records.xml") == [f"http://testserver/bieu-ghi/{record.public_id}/"]
    assert addresses(client, "/sitemap-activities.xml") == [f"http://testserver/hoat-dong/{shown.public_id}/"]
    assert hidden.public_id not in str(addresses(client, "/sitemap-activities.xml"))
    assert addresses(client, "/sitemap-places.xml") == [f"http://testserver/co-so/{place.public_id}/"]
    for address in addresses(client, "/sitemap-leading.xml"):
        assert client.get(address.removeprefix("http://testserver")).status_code == 200
    assert client.get("/sitemap-nothing.xml").status_code == 404
    assert f"Sitemap: {'http://testserver/sitemap.xml'}" in client.get("/robots.txt").content.decode()


@pytest.mark.django_db
def test_many_records_are_several_pages(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr(sitemaps._Rows, "limit", 10)
    Record.objects.bulk_create(Record(title=f"{number}") for number in range(25))
    with django_assert_max_num_queries(8):
        sections = addresses(client, "/sitemap.xml")
    pages = [one.removeprefix("http://testserver") for one in sections if "records" in one]
    assert pages == ["/sitemap-records.xml", "/sitemap-records.xml?p=2", "/sitemap-records.xml?p=3"]
    assert [len(addresses(client, page)) for page in pages] == [10, 10, 5]
    with django_assert_max_num_queries(3):
        addresses(client, pages[0])


@pytest.mark.django_db
def test_the_page_of_a_record_holds_linked_data(client: Client) -> None:
    row = make.record(
        "Tắt đèn </script><!--", volume="Tập 1", authors="Ngô Tất Tố; B & C", year=2020, isbn="9786042087360", publisher="Kim Đồng",
        series="Tủ sách vàng", subjects="Văn học",
    )  # fmt: skip
    place = make.facility("Thư viện Một")
    make.copy(record=row, facility=place)
    make.copy(record=row, facility=make.facility("Thư viện Hai"), state="lost")
    answer = client.get(f"/bieu-ghi/{row.public_id}/")
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', answer.content.decode())
    data = json.loads(found[0])
    assert (data["@type"], data["name"], data["inLanguage"]) == ("Book", "Tắt đèn </script><!-- Tập 1", "vi")
    assert [one["name"] for one in data["author"]] == ["Ngô Tất Tố", "B & C"]
    assert data["url"] == f"http://testserver/bieu-ghi/{row.public_id}/"
    assert {one["offeredBy"]["name"]: one["availability"].rsplit("/", 1)[1] for one in data["offers"]} == {
        "Thư viện Một": "InStock", "Thư viện Hai": "OutOfStock",
    }  # fmt: skip
    assert "description" not in data
    assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]
    assert f"/bieu-ghi/{row.public_id}/tai-ve/ris/" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("material", "kind"), [("periodical", "Periodical"), ("map", "Map"), ("kit", "CreativeWork")])
def test_other_materials(client: Client, material: str, kind: str) -> None:
    row = make.record("Khác", material=material)
    assert f'"@type": "{kind}"' in client.get(f"/bieu-ghi/{row.public_id}/").content.decode()
