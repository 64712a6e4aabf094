"""The OAI-PMH server: the list of a validator, and a harvest by a client we did not write."""

from __future__ import annotations

import datetime as dt
import warnings
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pytest_django.live_server_helper import LiveServer

from densach.catalogue.exchange.oai import requests
from densach.catalogue.exchange.oai.requests import PAGE, Selection
from densach.catalogue.models import Copy, Record
from tests import make

OAI = "{http://www.openarchives.org/OAI/2.0/}"
MARCXML = "{http://www.loc.gov/MARC21/slim}"
SCHEMAS = Path(__file__).parent / "schemas"
FORM, MARC_FORM = (etree.XMLSchema(etree.parse(SCHEMAS / name)) for name in ("oai-pmh.xsd", "marc21slim.xsd"))


def moment(day: int, hour: int = 0, second: int = 0, micro: int = 0) -> dt.datetime:
    return dt.datetime(2026, 1, day, hour, 0, second, micro, tzinfo=dt.UTC)


def changed(row: Record, at: dt.datetime, **fields: Any) -> Record:
    Record.objects.filter(pk=row.pk).update(modified_at=at, **fields)
    row.refresh_from_db()
    return row


def valid(content: bytes) -> etree._Element:
    """The answer, once it has the form of the protocol and its MARCXML that of MARCXML."""
    root = etree.fromstring(content)
    FORM.assertValid(root)
    for one in root.iter(f"{MARCXML}record"):
        MARC_FORM.assertValid(one)
    return root


def ask(client: Client, **params: str) -> etree._Element:
    if "start" in params:
        params["from"] = params.pop("start")
    response = client.get("/oai/", params)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/xml")
    return valid(response.content)


def code(answer: etree._Element) -> str | None:
    error = answer.find(f"{OAI}error")
    return None if error is None else error.get("code")


def ids(answer: etree._Element) -> list[str]:
    return [(one.text or "").rsplit(":", 1)[1] for one in answer.iter(f"{OAI}identifier")]


@pytest.fixture
def rows(db: None) -> list[Record]:
    """Three records of three days, the last deleted."""
    found = [
        changed(make.record("Tắt đèn", subject_group="8"), moment(1, second=5, micro=500_000)),
        changed(make.record("Bản đồ", material="map"), moment(2, 12)),
        changed(make.record("Cũ"), moment(3), gone_at=moment(3)),
    ]
    make.copy(record=found[0])
    return found


def test_identify(client: Client, rows: list[Record], settings: LazySettings) -> None:
    answer = ask(client, verb="Identify")[2]
    values = {etree.QName(one).localname: one.text for one in answer}
    assert values["baseURL"] == "http://testserver/oai/"
    assert values["earliestDatestamp"] == "2026-01-01T00:00:05Z"
    assert (values["deletedRecord"], values["granularity"]) == ("persistent", "YYYY-MM-DDThh:mm:ssZ")
    assert values["adminEmail"] == "densach@densach.localhost"
    settings.ALLOWED_HOSTS = ["127.0.0.1", "testserver", "sach.bacninh.vn"]
    settings.DEFAULT_FROM_EMAIL = "thuvien@bacninh.vn"
    answer = ask(client, verb="Identify")
    assert answer.findtext(f".//{OAI}adminEmail") == "thuvien@bacninh.vn"
    assert "oai:sach.bacninh.vn:abc23456789d" in etree.tostring(answer, encoding="unicode")


@pytest.mark.django_db
def test_identify_of_an_empty_catalogue(client: Client) -> None:
    assert ask(client, verb="Identify").findtext(f".//{OAI}earliestDatestamp") == "2000-01-01T00:00:00Z"


def test_formats(client: Client, rows: list[Record]) -> None:
    for params in ({}, {"identifier": f"oai:densach.localhost:{rows[0].public_id}"}):
        answer = ask(client, verb="ListMetadataFormats", **params)
        assert [one.text for one in answer.iter(f"{OAI}metadataPrefix")] == ["oai_dc", "marc21"]
    assert code(ask(client, verb="ListMetadataFormats", identifier="oai:elsewhere:1")) == "idDoesNotExist"


def test_sets(client: Client, rows: list[Record]) -> None:
    place = Copy.objects.get().facility
    specs = [one.text for one in ask(client, verb="ListSets").iter(f"{OAI}setSpec")]
    assert {"place", f"place:{place.public_id}", "material:map", "class:8"} <= set(specs)
    found = ask(client, verb="ListIdentifiers", metadataPrefix="oai_dc", set=f"place:{place.public_id}")
    assert ids(found) == [rows[0].public_id, rows[2].public_id]
    sets_of_first = [one.text for one in found.iter(f"{OAI}header").__next__().iter(f"{OAI}setSpec")]
    assert sets_of_first == ["material:book", "class:8", f"place:{place.public_id}"]
    for spec, expected in {
        "material:map": [1], "class:8": [0], "class": [0], "material": [0, 1, 2], "place": [0, 2],
    }.items():  # fmt: skip
        assert ids(ask(client, verb="ListIdentifiers", metadataPrefix="oai_dc", set=spec)) == [
            rows[number].public_id for number in expected
        ]
    for spec in ("nothing", "place:nothing", "material:nothing", "class:9"):
        assert code(ask(client, verb="ListIdentifiers", metadataPrefix="oai_dc", set=spec)) == "noRecordsMatch"


def test_one_record_in_both_formats_and_a_deleted_one(client: Client, rows: list[Record]) -> None:
    for prefix, name in (("oai_dc", "dc"), ("marc21", "record")):
        identifier = f"oai:densach.localhost:{rows[0].public_id}"
        answer = ask(client, verb="GetRecord", identifier=identifier, metadataPrefix=prefix)
        data = answer.find(f".//{OAI}metadata")
        assert data is not None
        assert etree.QName(data[0]).localname == name
        assert answer.findtext(f".//{OAI}datestamp") == "2026-01-01T00:00:05Z"
        assert answer.find(f"{OAI}request").attrib["identifier"] == identifier  # type: ignore[union-attr]
    gone = ask(client, verb="GetRecord", identifier=f"oai:x:{rows[2].public_id}", metadataPrefix="oai_dc")
    assert code(gone) == "idDoesNotExist"
    gone = ask(
        client, verb="GetRecord", identifier=f"oai:densach.localhost:{rows[2].public_id}", metadataPrefix="oai_dc"
    )
    assert gone.find(f".//{OAI}header").get("status") == "deleted"  # type: ignore[union-attr]
    assert gone.find(f".//{OAI}metadata") is None


def test_marc_that_is_none_is_written_from_what_people_see(client: Client, rows: list[Record]) -> None:
    Record.objects.filter(pk=rows[0].pk).update(marc={"leader": 5})
    answer = ask(client, verb="ListRecords", metadataPrefix="marc21")
    assert "Tắt đèn" in etree.tostring(answer, encoding="unicode")


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, [0, 1, 2]),
        ({"start": "2026-01-02"}, [1, 2]),
        ({"until": "2026-01-02"}, [0, 1]),
        ({"until": "2026-01-01"}, [0]),
        ({"start": "2026-01-02", "until": "2026-01-02"}, [1]),
        ({"start": "2026-01-01T00:00:05Z", "until": "2026-01-01T00:00:05Z"}, [0]),
        ({"start": "2026-01-01T00:00:06Z"}, [1, 2]),
        ({"until": "2026-01-01T00:00:04Z"}, []),
        ({"start": "2030-01-01"}, []),
        ({"until": "9999-12-31"}, [0, 1, 2]),
        ({"until": "1990-01-01"}, []),
    ],
)
def test_both_granularities(client: Client, rows: list[Record], params: dict[str, str], expected: list[int]) -> None:
    answer = ask(client, verb="ListIdentifiers", metadataPrefix="oai_dc", **params)
    if expected:
        assert ids(answer) == [rows[number].public_id for number in expected]
        assert answer.find(f".//{OAI}resumptionToken") is None
    else:
        assert code(answer) == "noRecordsMatch"


TOKEN = Selection(after="2026-01-01T00:00:00+00:00").as_token()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "badVerb"),
        ("verb=", "badVerb"),
        ("verb=identify", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&x=1", "badArgument"),
        ("verb=Identify&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=", "badArgument"),
        ("verb=ListRecords&metadataPrefix=mods", "cannotDisseminateFormat"),
        ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-13-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01T10:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-02&until=2026-01-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01&until=2026-01-01T10:00:00Z", "badArgument"),
        (f"verb=ListRecords&metadataPrefix=oai_dc&resumptionToken={TOKEN}", "badArgument"),
        ("verb=ListRecords&resumptionToken=junk", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=%C4%90", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=W10", "badResumptionToken"),
        (f"verb=ListRecords&resumptionToken={Selection().as_token()}", "badResumptionToken"),
        (
            f"verb=ListRecords&resumptionToken={Selection(prefix='x', after='2026-01-01').as_token()}",
            "badResumptionToken",
        ),
        (f"verb=ListRecords&resumptionToken={Selection(after='soon').as_token()}", "badResumptionToken"),
        (f"verb=ListRecords&resumptionToken={Selection(after='2026-01-01', done=-1).as_token()}", "badResumptionToken"),
        (f"verb=ListRecords&resumptionToken={Selection(after='2026-01-01', set=5).as_token()}", "badResumptionToken"),  # type: ignore[arg-type]
        ("verb=ListSets&resumptionToken=x", "badResumptionToken"),
        ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
        ("verb=GetRecord&identifier=oai:densach.localhost:none&metadataPrefix=oai_dc", "idDoesNotExist"),
        ("verb=GetRecord&identifier=oai:densach.localhost:none&metadataPrefix=x", "cannotDisseminateFormat"),
    ],
)
def test_every_mistake_has_its_code(client: Client, rows: list[Record], query: str, expected: str) -> None:
    answer = valid(client.get(f"/oai/?{query}").content)
    assert code(answer) == expected
    attributes = answer.find(f"{OAI}request").attrib  # type: ignore[union-attr]
    assert bool(attributes) is (expected not in ("badVerb", "badArgument"))


def test_post_is_answered_as_get(client: Client, rows: list[Record]) -> None:
    form = {"verb": "ListIdentifiers", "metadataPrefix": "oai_dc"}
    assert ids(valid(client.post("/oai/", form).content)) == ids(ask(client, **form))
    assert ids(valid(client.post("/oai", form).content)) == ids(ask(client, **form))


def many(count: int, at: dt.datetime) -> None:
    Record.objects.bulk_create(
        Record(title=f"Sách {number:04d}", title_fold="", title_sort="") for number in range(count)
    )
    Record.objects.filter(title__startswith="Sách ").update(modified_at=at)


def pages(client: Client, **params: str) -> list[etree._Element]:
    found = [ask(client, verb="ListIdentifiers", metadataPrefix="oai_dc", **params)]
    while token := found[-1].findtext(f".//{OAI}resumptionToken"):
        found.append(ask(client, verb="ListIdentifiers", resumptionToken=token))
    return found


def test_pages_of_records_changed_at_one_moment(
    client: Client, rows: list[Record], django_assert_max_num_queries: Any
) -> None:
    many(2 * PAGE, moment(2))
    found = pages(client)
    assert [len(ids(page)) for page in found] == [PAGE, PAGE, 3]
    assert len({one for page in found for one in ids(page)}) == 2 * PAGE + 3
    tokens = [page.find(f".//{OAI}resumptionToken") for page in found]
    assert [(one.get("cursor"), one.get("completeListSize")) for one in tokens if one is not None] == [
        ("0", "203"), ("100", None), ("200", None),
    ]  # fmt: skip
    assert tokens[-1] is not None
    assert not tokens[-1].text
    with django_assert_max_num_queries(3):
        ask(client, verb="ListRecords", metadataPrefix="marc21")


def test_a_list_stays_whole_while_records_change(client: Client, rows: list[Record]) -> None:
    many(PAGE, moment(2))
    first = ask(client, verb="ListIdentifiers", metadataPrefix="oai_dc")
    changed(rows[0], moment(20))  # already listed: comes again at the end
    late = changed(make.record("Mới"), moment(21))
    token = first.findtext(f".//{OAI}resumptionToken") or ""
    rest = ids(ask(client, verb="ListIdentifiers", resumptionToken=token))
    assert rest[-2:] == [rows[0].public_id, late.public_id]
    assert set(ids(first)) | set(rest) == set(Record.objects.values_list("public_id", flat=True))


def test_a_list_whose_rest_has_moved_away_says_so(client: Client, rows: list[Record]) -> None:
    token = Selection(until=moment(10).isoformat(), after=moment(9).isoformat()).as_token()
    assert code(ask(client, verb="ListRecords", resumptionToken=token)) == "noRecordsMatch"


@pytest.mark.django_db
@settings(max_examples=80, deadline=None)
@given(st.dictionaries(st.sampled_from(["verb", "from", "until", "set", "metadataPrefix", "identifier", "resumptionToken", "x"]), st.sampled_from([*requests._ARGUMENTS, "oai_dc", "2026-01-01", TOKEN, "place", "material:book"]) | st.text(max_size=15), max_size=5))  # fmt: skip  # noqa: E501
def test_any_request_is_answered(params: dict[str, str]) -> None:
    response = Client().get("/oai/", params)
    assert response.status_code == 200
    assert etree.fromstring(response.content)[0].tag == f"{OAI}responseDate"


@pytest.mark.django_db(transaction=True)
def test_sickle_harvests_all_then_only_changes(live_server: LiveServer) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # an escape inside the client
        from sickle import Sickle
        from sickle.oaiexceptions import NoRecordsMatch

    many(520, moment(1))
    client = Sickle(f"{live_server.url}/oai/")
    assert client.Identify().deletedRecord == "persistent"
    assert {one.metadataPrefix for one in client.ListMetadataFormats()} == {"oai_dc", "marc21"}
    assert "material:book" in {one.setSpec for one in client.ListSets()}
    found = list(client.ListRecords(metadataPrefix="oai_dc"))
    assert len({one.header.identifier for one in found}) == 520
    assert found[0].metadata["title"][0].startswith("Sách ")
    assert sum(1 for _one in client.ListRecords(metadataPrefix="marc21")) == 520

    edited, deleted = Record.objects.order_by("pk")[:2]
    changed(edited, moment(5))
    changed(deleted, moment(6), gone_at=moment(6))
    since = list(client.ListRecords(**{"metadataPrefix": "oai_dc", "from": "2026-01-02"}))
    assert [(one.header.identifier.rsplit(":", 1)[1], one.header.deleted) for one in since] == [
        (edited.public_id, False), (deleted.public_id, True),
    ]  # fmt: skip
    with pytest.raises(NoRecordsMatch):
        client.ListRecords(**{"metadataPrefix": "oai_dc", "from": "2026-02-01"})
    assert (
        len(list(Sickle(f"{live_server.url}/oai", http_method="POST").ListIdentifiers(metadataPrefix="oai_dc"))) == 520
    )
