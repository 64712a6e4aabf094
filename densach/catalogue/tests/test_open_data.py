"""The whole catalogue as open data: complete, checked, replaced in one step."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import hashlib
import io
import json
from pathlib import Path
from typing import Any

import pymarc
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from densach.catalogue.exchange import open_data
from densach.catalogue.exchange.open_data import folder, latest, path_of, publish
from densach.catalogue.models import Record
from densach.core.clock import now
from tests import make

AT = dt.datetime(2026, 11, 22, 19, 0, tzinfo=dt.UTC)


@pytest.fixture
def books(db: None) -> list[Record]:
    rows = [
        make.record("Tắt đèn", isbn="9786042087360", year=2020, authors="=1+1"),
        make.record("Bản đồ", material="map"),
    ]
    place = make.facility("Thư viện Một")
    make.copy(record=rows[0], facility=place)
    make.copy(record=rows[0], facility=place, state="lost")
    make.copy(record=rows[0], facility=place, state="withdrawn", withdrawn_on=dt.date(2025, 1, 1))
    make.record("Đã bỏ", gone_at=now())
    return rows


def read(name: str) -> bytes:
    path = path_of(name)
    assert path
    return path.read_bytes()


def test_everything_that_is_not_gone_is_in_every_file(books: list[Record]) -> None:
    edition = publish(at=AT)
    assert (edition.records, edition.made_at, edition.left_out, edition.sample) == (2, AT, 0, False)
    marc = [one["245"]["a"] for one in pymarc.MARCReader(gzip.decompress(read("records.mrc.gz"))) if one]
    xml = pymarc.parse_xml_to_array(io.BytesIO(gzip.decompress(read("records.xml.gz"))))
    assert marc == [one["245"]["a"] for one in xml] == ["Tắt đèn", "Bản đồ"]
    rows = list(csv.DictReader(io.StringIO(read("records.csv").decode())))
    assert [(row["id"], row["title"], row["year"]) for row in rows] == [
        (books[0].public_id, "Tắt đèn", "2020"), (books[1].public_id, "Bản đồ", ""),
    ]  # fmt: skip
    assert rows[0]["authors"] == "'=1+1"
    places = list(csv.DictReader(io.StringIO(read("copies-by-place.csv").decode())))
    assert [(row["name"], row["records"], row["copies"], row["in_service"]) for row in places] == [
        ("Thư viện Một", "1", "2", "1")
    ]


def test_the_description_says_what_is_there(books: list[Record]) -> None:
    edition = publish(at=AT)
    package = json.loads(read("datapackage.json"))
    for resource, one in zip(package["resources"], edition.files, strict=True):
        content = read(resource["path"])
        assert hashlib.sha256(content).hexdigest() == one.digest
        assert (len(content), resource["hash"]) == (one.size, f"sha256:{one.digest}")
        if "schema" in resource:
            head = next(csv.reader(io.StringIO(content.decode())))
            assert [field["name"] for field in resource["schema"]["fields"]] == head
            assert all(field["description"] for field in resource["schema"]["fields"])
    sums = dict(reversed(line.split("  ")) for line in read("SHA256SUMS").decode().splitlines())
    assert sums == {one.name: one.digest for one in edition.files}


def test_what_does_not_fit_is_named(books: list[Record]) -> None:
    Record.objects.filter(pk=books[0].pk).update(marc={"leader": 5})
    edition = publish(at=AT)
    assert edition.left_out == 1
    assert books[0].public_id in json.loads(read("datapackage.json"))["left_out_of_marc"]
    assert len(list(csv.DictReader(io.StringIO(read("records.csv").decode())))) == 2


def test_the_same_catalogue_gives_the_same_bytes(books: list[Record]) -> None:
    first = publish(at=AT)
    second = publish(at=AT + dt.timedelta(days=1))
    assert first.files == second.files


def test_an_edition_replaces_the_last_whole(books: list[Record], monkeypatch: pytest.MonkeyPatch) -> None:
    publish(at=AT)

    def fail(*_words: Any) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patched:
        patched.setattr(open_data, "_table", fail)
        with pytest.raises(OSError, match="no space"):
            publish(at=AT + dt.timedelta(days=1))
    found = latest()
    assert found
    assert found.made_at == AT
    assert sorted(path.name for path in folder().iterdir()) == ["20261122T190000Z", "current"]
    for day in range(1, 5):
        publish(at=AT + dt.timedelta(days=day))
    assert sorted(path.name for path in folder().iterdir()) == ["20261125T190000Z", "20261126T190000Z", "current"]
    publish(at=AT + dt.timedelta(days=4))  # again in the same second
    assert latest()


def test_the_page_lists_the_files(books: list[Record], client: Client) -> None:
    before = client.get("/du-lieu-mo/").content.decode()
    assert "đêm nay" in before
    assert client.get("/du-lieu-mo/records.csv").status_code == 404
    edition = publish(at=AT)
    page = client.get("/du-lieu-mo/").content.decode()
    for one in edition.files:
        assert f"/du-lieu-mo/{one.name}" in page
    assert "http://testserver/oai/" in page
    kinds = {"records.csv": "text/csv", "records.mrc.gz": "application/gzip", "datapackage.json": "application/json"}
    for name, kind in (kinds | {"SHA256SUMS": "application/octet-stream"}).items():
        response = client.get(f"/du-lieu-mo/{name}")
        assert response.headers["Content-Type"] == kind
        assert b"".join(response.streaming_content) == read(name)  # type: ignore[attr-defined]
        assert "Content-Encoding" not in response.headers
    for name in ("..%2Fsecret-key", "current", ".", "job.json"):
        assert client.get(f"/du-lieu-mo/{name}").status_code == 404
    Record.objects.update(is_sample=True)
    publish(at=AT)
    assert "Dữ liệu mẫu" in client.get("/du-lieu-mo/").content.decode()


def test_the_command_says_what_it_wrote(books: list[Record], capsys: pytest.CaptureFixture[str]) -> None:
    Record.objects.filter(pk=books[0].pk).update(marc={"leader": 5})
    call_command("open_data")
    said = capsys.readouterr().out
    assert "records.mrc.gz" in said
    assert f"2 records in {Path(settings.DENSACH_HOME) / 'open-data'}" in said
    assert "1 do not fit" in said
