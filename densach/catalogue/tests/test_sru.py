"""The SRU server, asked by the test client and by YAZ, a client we did not write."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from typing import Any
from urllib.parse import urlencode

import pymarc
import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pytest_django.live_server_helper import LiveServer

from densach.catalogue.models import Heading, HeadingKind, Record, RecordHeading
from densach.discovery import index
from tests import make

SRW = "{http://www.loc.gov/zing/srw/}"
SRU2 = "{http://docs.oasis-open.org/ns/search-ws/sruResponse}"
NAMES = [
    "operation",
    "version",
    "query",
    "startRecord",
    "maximumRecords",
    "recordSchema",
    "scanClause",
    "recordPacking",
]
NAMES += ["sortKeys", "x-a", "z"]
VALUES = ["searchRetrieve", "scan", "explain", "1.1", "1.2", "2.0", "a", "1", "dc", "xml", "title=a"]
MARCXML = "{http://www.loc.gov/MARC21/slim}"


@pytest.fixture
def books(db: None) -> list[Record]:
    rows = [
        make.record("Dế Mèn phiêu lưu ký", authors="Tô Hoài", isbn="9786042087360", year=1941, summary="a\x01b"),
        make.record("Đất rừng phương Nam", authors="Đoàn Giỏi", year=1957, summary="Một cuộc phiêu lưu"),
        make.record("Lịch sử Hà Nội", authors="Nguyễn Văn A", year=2010),
    ]
    for row in rows:
        make.copy(record=row)
    index.rebuild()
    return rows


def ask(client: Client, **params: Any) -> etree._Element:
    response = client.get("/sru/", params)
    assert response.status_code == 200
    return etree.fromstring(response.content)


def search(client: Client, query: str, **params: Any) -> etree._Element:
    return ask(client, operation="searchRetrieve", version="1.2", query=query, **params)


def diagnostics(answer: etree._Element) -> list[str]:
    return [one.text.rsplit("/", 1)[1] for one in answer.iter("{*}uri") if one.text]


def titles(answer: etree._Element) -> list[str]:
    return [
        one.findtext(f"{MARCXML}subfield") or ""
        for one in answer.iter(f"{MARCXML}datafield")
        if one.get("tag") == "245"
    ]


def test_records_come_as_marcxml_in_order(client: Client, books: list[Record]) -> None:
    answer = search(client, "phiêu", maximumRecords=1)
    assert answer.tag == f"{SRW}searchRetrieveResponse"
    assert [etree.QName(one).localname for one in answer] == [
        "version",
        "numberOfRecords",
        "records",
        "nextRecordPosition",
    ]
    assert (answer.findtext(f"{SRW}numberOfRecords"), answer.findtext(f"{SRW}nextRecordPosition")) == ("2", "2")
    record = answer.find(f"{SRW}records/{SRW}record")
    assert record is not None
    assert [etree.QName(one).localname for one in record] == [
        "recordSchema", "recordPacking", "recordData", "recordIdentifier", "recordPosition",
    ]  # fmt: skip
    assert titles(answer) == ["Dế Mèn phiêu lưu ký"]
    last = search(client, "phiêu", startRecord=2)
    assert (titles(last), last.find(f"{SRW}nextRecordPosition")) == (["Đất rừng phương Nam"], None)
    assert last.findtext(f".//{SRW}recordPosition") == "2"


def test_nothing_found_and_nothing_wanted(client: Client, books: list[Record]) -> None:
    answer = search(client, "không_có_gì_như_thế")
    assert (answer.findtext(f"{SRW}numberOfRecords"), answer.find(f"{SRW}records")) == ("0", None)
    assert titles(search(client, "phiêu", maximumRecords=0)) == []
    assert len(titles(search(client, "cql.allRecords=1", maximumRecords=9999))) == 3


def test_dublin_core_and_text_packing(client: Client, books: list[Record]) -> None:
    answer = search(client, "isbn=9786042087360", recordSchema="dc")
    dc = answer.find(".//{info:srw/schema/1/dc-schema}dc")
    assert dc is not None
    values = [(etree.QName(one).localname, one.text) for one in dc]
    assert ("identifier", f"http://testserver/bieu-ghi/{books[0].public_id}/") in values
    assert ("description", "a\ufffdb") in values
    packed = search(client, "isbn=9786042087360", recordPacking="string")
    data = packed.findtext(f".//{SRW}recordData") or ""
    assert etree.fromstring(data).tag == f"{MARCXML}record"


def test_versions_speak_their_namespaces(client: Client, books: list[Record]) -> None:
    old = ask(client, operation="searchRetrieve", version="1.1", query="phiêu")
    assert old.find(f".//{SRW}recordIdentifier") is None
    new = ask(client, query="phiêu")
    assert new.tag == f"{SRU2}searchRetrieveResponse"
    assert new.findtext(f".//{SRU2}recordXMLEscaping") == "xml"
    assert new[-1].text == "info:srw/vocabulary/resultCountPrecision/1/exact"
    assert ask(client, version="2.0", operation="searchRetrieve", query="phiêu").tag == new.tag
    words = ask(client, query='phiêu "and" lưu', queryType="searchTerms")
    assert words.findtext(f"{SRU2}numberOfRecords") == "0"
    assert ask(client, query="phiêu lưu", queryType="searchTerms").findtext(f"{SRU2}numberOfRecords") == "2"
    refused = ask(client, query="(", recordXMLEscaping="string")
    assert refused.find(".//{http://docs.oasis-open.org/ns/search-ws/diagnostic}diagnostic") is not None


def test_order(client: Client, books: list[Record]) -> None:
    assert titles(search(client, "cql.allRecords=1 sortBy dc.date/sort.descending"))[0] == "Lịch sử Hà Nội"
    old = ask(client, operation="searchRetrieve", version="1.1", query="cql.allRecords=1", sortKeys="dc.date,,1")
    assert titles(old)[0] == "Dế Mèn phiêu lưu ký"
    assert titles(search(client, "cql.allRecords=1", sortKeys="title,,0"))[0] == "Lịch sử Hà Nội"


@pytest.mark.parametrize(
    ("params", "number"),
    [
        ({"operation": "explode", "version": "1.2"}, "4"),
        ({"operation": "searchRetrieve", "version": "0.9", "query": "a"}, "5"),
        ({"operation": "searchRetrieve", "query": "a"}, "7"),
        ({"operation": "searchRetrieve", "version": "1.2"}, "7"),
        ({"operation": "scan", "version": "1.2"}, "7"),
        ({"query": "a", "startRecord": "0"}, "6"),
        ({"query": "a", "startRecord": "x"}, "6"),
        ({"query": "a", "maximumRecords": "-1"}, "6"),
        ({"query": "a", "maximumRecords": "９"}, "6"),
        ({"query": "a", "recordPacking": "loose"}, "6"),
        ({"query": "a", "startRecord": "9"}, "61"),
        ({"query": "phiêu", "startRecord": "3"}, "61"),
        ({"query": "a", "colour": "red"}, "8"),
        ({"query": "a", "recordSchema": "mods"}, "66"),
        ({"query": "a", "recordXMLEscaping": "bag"}, "71"),
        ({"query": "a", "version": "1.2", "recordPacking": "bag"}, "71"),
        ({"query": "a", "recordXPath": "/x"}, "72"),
        ({"query": "a", "stylesheet": "/x.xsl"}, "110"),
        ({"query": "a", "queryType": "sql"}, "11"),
        ({"query": "a", "sortKeys": "colour"}, "16"),
        ({"query": "'; DROP TABLE x; --"}, "10"),
        ({"query": ""}, "27"),
        ({"scanClause": "dc.date=1950"}, "16"),
        ({"scanClause": "a and b"}, "10"),
        ({"scanClause": "a", "responsePosition": "12"}, "120"),
        ({"scanClause": "a", "maximumTerms": "0"}, "6"),
    ],
)
def test_every_mistake_has_its_number(client: Client, books: list[Record], params: dict[str, str], number: str) -> None:
    answer = ask(client, **params)
    assert diagnostics(answer) == [number]
    assert answer.findtext(".//{*}message")


@pytest.mark.django_db
def test_without_an_index_and_with_a_record_gone_since(client: Client) -> None:
    assert diagnostics(search(client, "a")) == ["2"]
    rows = [make.record(f"Sách {letter}") for letter in "abc"]
    for row in rows:
        make.copy(record=row)
    index.rebuild()
    Record.objects.filter(pk=rows[0].pk).update(gone_at="2026-01-01T00:00:00Z")
    Record.objects.filter(pk=rows[1].pk).update(marc={"leader": 5})
    answer = search(client, "sách")
    assert (diagnostics(answer), titles(answer)) == (["64", "64"], ["Sách c"])
    assert len(answer.findall(f".//{SRW}record")) == 3


def test_explain_says_what_is_there(client: Client, db: None) -> None:
    zeerex = "{http://explain.z3950.org/dtd/2.0/}"
    for answer in (ask(client), ask(client, operation="explain", version="1.1")):
        assert answer.tag == f"{SRW}explainResponse"
        names = {(one.get("set"), one.text) for one in answer.iter(f"{zeerex}name")}
        assert {("dc", "title"), ("bath", "isbn"), ("cql", "anywhere"), ("rec", "id")} <= names
        assert answer.findtext(f".//{zeerex}host") == "testserver"
    sets = [one.get("name") for one in answer.iter(f"{zeerex}set")]
    assert {name for name, _index in names} <= set(sets)
    assert ask(client, operation="explain", version="2.0").tag == f"{SRU2}explainResponse"


@pytest.mark.django_db
def test_every_index_that_is_explained_can_be_searched(client: Client, books: list[Record]) -> None:
    for one in ask(client).iter("{http://explain.z3950.org/dtd/2.0/}name"):
        term = "1957" if one.text in ("date", "allrecords") else "9786042087360" if "i" in (one.text or "") else "a"
        answer = search(client, f"{one.get('set')}.{one.text} = {term}")
        assert set(diagnostics(answer)) <= {"36"}, one.text


def test_scan_shows_the_neighbours(client: Client, books: list[Record]) -> None:
    make.record("Dế Mèn phiêu lưu ký")
    answer = ask(client, operation="scan", version="1.2", scanClause="dc.title=đất", maximumTerms=2, responsePosition=2)
    lines = [
        (term.findtext(f"{SRW}value"), term.findtext(f"{SRW}numberOfRecords")) for term in answer.iter(f"{SRW}term")
    ]
    assert lines == [("Dế Mèn phiêu lưu ký", "2"), ("Đất rừng phương Nam", "1")]
    name = Heading.objects.create(kind=HeadingKind.NAME, text="Tô Hoài")
    Heading.objects.create(kind=HeadingKind.NAME, text="Nguyễn Sen", see=name)
    Heading.objects.create(kind=HeadingKind.NAME, text="Zola")
    RecordHeading.objects.create(record=books[0], heading=name, position=0)
    found = ask(client, scanClause="dc.creator=N")
    assert [one.text for one in found.iter("{*}value")] == ["Tô Hoài", "Zola"]
    assert [one.text for one in found.iter("{*}numberOfRecords")] == ["1", "0"]
    behind = ask(client, scanClause='dc.title="Lịch sử Hà Nội"', responsePosition="0")
    assert [one.text for one in behind.iter("{*}value")] == []
    assert [one.text for one in ask(client, scanClause="lịch").iter("{*}value")] == ["Lịch sử Hà Nội"]


@pytest.mark.django_db
@settings(max_examples=60, deadline=None)
@given(params=st.dictionaries(st.sampled_from(NAMES), st.sampled_from(VALUES) | st.text(max_size=20), max_size=6))
def test_any_request_is_answered_in_xml(params: dict[str, str]) -> None:
    response = Client().post("/sru/", urlencode(params), content_type="application/x-www-form-urlencoded")
    assert response.status_code == 200
    etree.fromstring(response.content)


def test_a_list_costs_the_same_for_one_and_many(
    client: Client, books: list[Record], django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(1):
        search(client, "cql.allRecords=1")


def yaz(*commands: str) -> str:
    if shutil.which("yaz-client") is None:
        pytest.skip("yaz-client is not installed (Debian: yaz)")
    done = subprocess.run(
        ["yaz-client"], input="\n".join([*commands, "quit", ""]), capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("version", ["1.1", "1.2", "2.0"])
def test_yaz_searches_and_shows(live_server: LiveServer, books: list[Record], version: str) -> None:
    said = yaz(
        f"open {live_server.url}/sru", f"sru get {version}", "querytype cql", "find dc.title=phiêu", "show 1",
        "schema dc", "find cql.allRecords=1", "show 2", "find title=(", "find xyz.abc=1",
    )  # fmt: skip
    assert "Number of hits: 1" in said
    assert "Number of hits: 3" in said
    assert "Dế Mèn phiêu lưu ký" in said
    assert "<dc:title>Đất rừng phương Nam</dc:title>" in said
    assert re.findall(r"info:srw/diagnostic/1/(\d+)", said) == ["10", "15"]
    xml = re.search(r"<record xmlns=.*?</record>", said, re.DOTALL)
    assert xml
    assert next(iter(pymarc.parse_xml_to_array(io.StringIO(xml[0]))))["100"]["a"] == "Tô Hoài"


@pytest.mark.django_db(transaction=True)
def test_yaz_explains_and_scans(live_server: LiveServer, books: list[Record]) -> None:
    said = yaz(f"open {live_server.url}/sru", "sru get 1.2", "querytype cql", "explain", "scan dc.title=đ")
    assert "http://explain.z3950.org/dtd/2.0/" in said
    assert "Đất rừng phương Nam" in said


@pytest.mark.django_db(transaction=True)
def test_yaz_sends_forms(live_server: LiveServer, books: list[Record]) -> None:
    said = yaz(f"open {live_server.url}/sru", "sru post 1.2", "querytype cql", "find dc.title=phiêu", "show 1")
    assert "Dế Mèn phiêu lưu ký" in said
