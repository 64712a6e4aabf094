"""Looking a book up at another library and taking its record; the list of libraries."""

from __future__ import annotations

import re
import tomllib
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from densach.catalogue.forms_lookup import ServerForm, presets
from densach.catalogue.models import LookupServer, Record
from densach.catalogue.services.lookup import ServerFields, remove_lookup_server, save_lookup_server
from densach.core.errors import NotAllowed
from densach.discovery import index
from tests import make

MARC = {
    "leader": "00000nam a2200000 a 4500",
    "fields": [
        {"001": "77"},
        {"003": "XX"},
        {"245": {"ind1": "1", "ind2": "0", "subfields": [{"a": "Tắt đèn"}]}},
        {"999": {"ind1": " ", "ind2": " ", "subfields": [{"z": "của bạn"}]}},
    ],
}
FORM = {
    "name": "Bạn",
    "protocol": "sru",
    "address": "http://127.0.0.1:1/sru",
    "charset": "utf-8",
    "order": "10",
    "is_active": "on",
}


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


@pytest.mark.django_db(transaction=True)
def test_from_isbn_to_copies(live_server: LiveServer, place: SimpleNamespace) -> None:
    """Our own server stands in for another library: its record is found, taken whole, and copies come next."""
    row = make.record("Tắt đèn", authors="Ngô Tất Tố", isbn="9786042087360", year=2020)
    make.copy(record=row, facility=place.far)
    index.rebuild()
    LookupServer.objects.create(name="Bạn", protocol="sru", address=f"{live_server.url}/sru")
    LookupServer.objects.create(name="Hỏng", protocol="sru", address="http://127.0.0.1:1/")
    LookupServer.objects.create(name="Nghỉ", protocol="sru", address="http://127.0.0.1:1/", is_active=False)
    client = signed_in(place.owner)
    page = client.get("/tra-cuu-ngoai/", {"q": "978-604-2-08736-0"}).content.decode()
    assert "Ngô Tất Tố" in page
    assert "Hỏng" in page
    assert "Nghỉ" not in page
    assert f"/bieu-ghi/{row.public_id}/" in page  # already held, side by side
    packed = re.search(r'name="packed" value="([^"]+)"', page)
    assert packed
    refused = client.post("/tra-cuu-ngoai/lay/", {"packed": packed[1]})
    assert refused.status_code == 409
    assert row.public_id in refused.content.decode()
    taken = client.post("/tra-cuu-ngoai/lay/", {"packed": packed[1], "confirmed_new": "on"})
    new = Record.objects.exclude(pk=row.pk).get()
    assert taken.headers["Location"].endswith(f"/bieu-ghi/{new.public_id}/them-ban/")
    assert (new.title, new.isbn) == ("Tắt đèn", "9786042087360")


def test_a_record_is_taken_whole(place: SimpleNamespace) -> None:
    packed = signing.dumps(MARC, salt="densach.lookup", compress=True)
    answer = signed_in(place.owner).post("/tra-cuu-ngoai/lay/", {"packed": packed})
    assert answer.status_code == 302
    assert Record.objects.get().marc["fields"] == MARC["fields"]


@pytest.mark.parametrize("packed", ["", "junk", signing.dumps(MARC, salt="another")])
def test_a_record_that_was_not_shown_is_not_taken(place: SimpleNamespace, packed: str) -> None:
    answer = signed_in(place.owner).post("/tra-cuu-ngoai/lay/", {"packed": packed}, follow=True)
    assert not Record.objects.exists()
    assert "hãy tra cứu lại" in answer.content.decode()


def test_an_empty_question_asks_nobody(place: SimpleNamespace) -> None:
    LookupServer.objects.create(name="Xa xôi", protocol="sru", address="http://127.0.0.1:1/")
    client = signed_in(place.owner)
    assert "Xa xôi" not in client.get("/tra-cuu-ngoai/", {"q": " "}).content.decode()
    LookupServer.objects.all().delete()
    assert "Chưa có thư viện nào để hỏi" in client.get("/tra-cuu-ngoai/").content.decode()


def test_only_an_administrator_writes_addresses(place: SimpleNamespace) -> None:
    fields = ServerFields(name="Bạn", protocol="sru", address="http://127.0.0.1:1/")
    for person in (place.owner, place.stranger, place.officer):
        with pytest.raises(NotAllowed):
            save_lookup_server(actor=person, fields=fields)
    server = save_lookup_server(actor=place.admin, fields=fields)
    with pytest.raises(NotAllowed):
        remove_lookup_server(actor=place.owner, server=server)
    assert signed_in(place.owner).get("/tra-cuu-ngoai/thu-vien/").status_code == 403
    assert "/tra-cuu-ngoai/thu-vien/" not in signed_in(place.owner).get("/tra-cuu-ngoai/").content.decode()


def test_the_list_is_kept(place: SimpleNamespace) -> None:
    client = signed_in(place.admin)
    page = client.get("/tra-cuu-ngoai/thu-vien/").content.decode()
    assert "Library of Congress" in page
    assert "lx2.loc.gov" in client.get("/tra-cuu-ngoai/thu-vien/them/?mau=0").content.decode()
    assert client.get("/tra-cuu-ngoai/thu-vien/them/?mau=99").status_code == 200
    client.post("/tra-cuu-ngoai/thu-vien/them/", FORM)
    server = LookupServer.objects.get()
    twice = client.post("/tra-cuu-ngoai/thu-vien/them/", FORM)
    assert (twice.status_code, "Đã có thư viện tên là" in twice.content.decode()) == (422, True)
    edit = f"/tra-cuu-ngoai/thu-vien/{server.pk}/sua/"
    assert "http://127.0.0.1:1/sru" in client.get(edit).content.decode()
    client.post(edit, FORM | {"name": "Bạn xa"})
    assert "không trả lời" in client.post(f"/tra-cuu-ngoai/thu-vien/{server.pk}/thu/", follow=True).content.decode()
    assert "Bạn xa" in client.get(f"/tra-cuu-ngoai/thu-vien/{server.pk}/xoa/").content.decode()
    client.post(f"/tra-cuu-ngoai/thu-vien/{server.pk}/xoa/")
    assert not LookupServer.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_testing_a_library(live_server: LiveServer, place: SimpleNamespace) -> None:
    row = make.copy(facility=place.far, record=make.record("A history")).record
    index.rebuild()
    server = LookupServer.objects.create(name="Bạn", protocol="sru", address=f"{live_server.url}/sru")
    client = signed_in(place.admin)
    assert "A history" in client.post(f"/tra-cuu-ngoai/thu-vien/{server.pk}/thu/", follow=True).content.decode()
    Record.objects.filter(pk=row.pk).update(gone_at="2026-01-01T00:00:00Z")
    said = client.post(f"/tra-cuu-ngoai/thu-vien/{server.pk}/thu/", follow=True).content.decode()
    assert "không có biểu ghi MARC 21" in said


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"address": "ftp://x/"}, "address"),
        ({"address": "http://x y/"}, "address"),
        ({"protocol": "z3950", "address": "http://x/"}, "address"),
        ({"protocol": "z3950", "address": "x:y"}, "address"),
        ({"database": "a b"}, "database"),
        ({"syntax": "a;b"}, "syntax"),
        ({"order": "-1"}, "order"),
    ],
)
def test_what_is_no_server(wrong: dict[str, str], field: str) -> None:
    assert field in ServerForm(FORM | wrong).errors
    assert not ServerForm(FORM | {"protocol": "z3950", "address": "lx2.loc.gov:210", "database": "LCDB"}).errors


def test_known_addresses_are_right_in_form() -> None:
    path = settings.DENSACH_DATA / "reference" / "lookup_servers.toml"
    assert presets() == tomllib.loads(path.read_text(encoding="utf-8"))["servers"]
    for one in presets():
        assert not ServerForm({"charset": "utf-8", "order": "1"} | one).errors
