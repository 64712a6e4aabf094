"""Asking other libraries: real servers on this machine, and what a bad one may send."""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer

from densach.catalogue.exchange import lookup
from densach.catalogue.exchange.lookup import Wanted, hits, z3950
from densach.catalogue.models import LookupServer
from densach.discovery import index
from tests import make

SRU = "{http://www.loc.gov/zing/srw/}"
RECORD = (
    '<record xmlns="http://www.loc.gov/MARC21/slim"><leader>00000nam a2200000 a 4500</leader>'
    '<controlfield tag="001">77</controlfield><datafield tag="245" ind1="1" ind2="0">'
    '<subfield code="a">Tắt đèn</subfield></datafield></record>'
)

DIAGNOSTIC = "<diagnostics><diagnostic xmlns='http://www.loc.gov/zing/srw/diagnostic/'>%s</diagnostic></diagnostics>"


def answer_with(data: str, extra: str = "") -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><searchRetrieveResponse xmlns="http://www.loc.gov/zing/srw/">'
        f"<records><record><recordData>{data}</recordData></record></records>{extra}</searchRetrieveResponse>"
    ).encode()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Stranger:
    """A web server on this machine that answers what a test tells it to."""

    def __init__(self) -> None:
        self.content, self.status, self.headers = b"", 200, {}  # type: ignore[var-annotated]
        self.asked: list[str] = []
        stranger = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                stranger.asked.append(self.path)
                self.send_response(stranger.status)
                for name, value in stranger.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(stranger.content)

            def log_message(self, *_words: object) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    @property
    def lookup(self) -> LookupServer:
        return LookupServer(name="Lạ", protocol="sru", address=f"http://127.0.0.1:{self.server.server_port}/sru")


@pytest.fixture
def stranger() -> Iterator[Stranger]:
    found = Stranger()
    yield found
    found.server.shutdown()
    found.server.server_close()
    found.thread.join()


@pytest.fixture
def ztest() -> Iterator[LookupServer]:
    program = shutil.which("yaz-ztest")
    if program is None or shutil.which("zoomsh") is None:
        pytest.skip("yaz-ztest and zoomsh are not installed (Debian: yaz)")
    port = free_port()
    with subprocess.Popen([program, f"tcp:127.0.0.1:{port}"], stderr=subprocess.DEVNULL) as process:
        for _try in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield LookupServer(
            name="ztest", protocol="z3950", address=f"127.0.0.1:{port}", database="Default", charset="marc-8"
        )
        process.terminate()


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("978-604-2-08736-0", Wanted(isbn="9786042087360")),
        (" 0-306-40615-2 ", Wanted(isbn="9780306406157")),
        ("9786042087361", Wanted(title="9786042087361")),
        ("  Tắt \n đèn ", Wanted(title="Tắt đèn")),
    ],
)
def test_what_was_typed(typed: str, wanted: Wanted) -> None:
    assert Wanted.typed(typed) == wanted


@pytest.mark.django_db(transaction=True)
def test_our_own_sru_server_is_asked_by_isbn_and_title(live_server: LiveServer) -> None:
    for row in (make.record("Tắt đèn", authors="Ngô Tất Tố", isbn="9786042087360", year=2020), make.record("Khác")):
        make.copy(record=row)
    index.rebuild()
    server = LookupServer(name="ta", protocol="sru", address=f"{live_server.url}/sru/", syntax="marcxml")
    for typed in ("9786042087360", "tat den", 'tắt "đèn*'):
        answer = lookup.ask(server, Wanted.typed(typed))
        assert answer.problem is None
        assert [(hit.fields.title, hit.fields.authors, hit.fields.year) for hit in answer.hits] == [
            ("Tắt đèn", "Ngô Tất Tố", 2020)
        ]
    assert lookup.ask(server, Wanted(title="không có")).hits == ()
    server.syntax = "mods"
    assert "Unknown schema" in str(lookup.ask(server, Wanted(title="đèn")).problem)


def test_z3950_is_asked_by_isbn_and_title(ztest: LookupServer) -> None:
    for wanted in (Wanted(isbn="9780306406157"), Wanted(title='computer "programs" \\ x')):
        answer = lookup.ask(ztest, wanted)
        assert answer.problem is None
        assert answer.hits[0].fields.title == "How to program a computer"
        assert answer.hits[0].marc["fields"][0] == {"001": "   11224466 "}
        assert 1 <= len(answer.hits) <= hits.MOST_HITS


def test_z3950_says_what_is_wrong(ztest: LookupServer) -> None:
    ztest.database = "Nodb"
    assert "Database unavailable" in str(lookup.ask(ztest, Wanted(title="x")).problem)
    ztest.address = f"127.0.0.1:{free_port()}"
    assert "Connect failed" in str(lookup.ask(ztest, Wanted(title="x")).problem)
    for address, database in (("127.0.0.1:1\nquit", ""), ("host", ""), ("127.0.0.1:1", "a b"), ("a/b:1", "")):
        found = lookup.ask(LookupServer(protocol="z3950", address=address, database=database), Wanted(title="x"))
        assert isinstance(found.problem, hits.AddressWrong)


def test_z3950_commands_hold_no_line_of_a_stranger() -> None:
    server = LookupServer(protocol="z3950", address="127.0.0.1:1", charset="a b\nquit")
    commands = z3950._asking(server, Wanted(title='a\nquit\r"; \\" @attr'))
    assert len("\n".join(commands).splitlines()) == 2
    assert commands[0].count('"') == 2
    assert commands[1] == "show 0 10 xml;charset=utf-8,utf-8"


def test_without_the_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    answer = lookup.ask(LookupServer(protocol="z3950", address="127.0.0.1:1"), Wanted(title="x"))
    assert isinstance(answer.problem, hits.NoYaz)
    assert "yaz" in answer.problem.what_to_do


def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> LookupServer:
    """A zoomsh that behaves badly."""
    path = tmp_path / "bin" / "zoomsh"
    path.parent.mkdir()
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", str(path.parent), prepend=":")
    return LookupServer(protocol="z3950", address="127.0.0.1:1")


def test_a_server_that_never_ends_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(z3950, "SECONDS", 0.2)
    server = program(tmp_path, monkeypatch, "exec sleep 60")
    assert "không trả lời kịp" in str(lookup.ask(server, Wanted(title="x")).problem)


def test_a_server_that_says_too_much_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(z3950, "MOST_BYTES", 1000)
    server = program(tmp_path, monkeypatch, "exec cat /dev/zero")
    assert "quá dài" in str(lookup.ask(server, Wanted(title="x")).problem)


def test_records_in_text_and_in_other_sets(stranger: Stranger) -> None:
    stranger.content = answer_with(RECORD.replace("<", "&lt;"))
    assert [hit.fields.title for hit in lookup.ask(stranger.lookup, Wanted(title="x")).hits] == ["Tắt đèn"]
    assert "query=dc.title+all+%22x%22" in stranger.asked[-1]
    stranger.content = (
        b'<e xmlns="http://explain.z3950.org/dtd/2.0/"><name set="dnb">isbn</name><name set="bib">title</name></e>'
    )
    other = LookupServer(pk=5, protocol="sru", address=stranger.lookup.address + "?x=1")
    lookup.ask(other, Wanted(isbn="9786042087360"))
    assert "?x=1&operation=" in stranger.asked[-1]
    assert "query=dnb.isbn%3D9786042087360" in stranger.asked[-1]
    lookup.ask(other, Wanted(title="x"))
    assert "query=bib.title" in stranger.asked[-1]


def test_a_record_without_title_is_no_hit(stranger: Stranger) -> None:
    stranger.content = answer_with(RECORD.replace('tag="245"', 'tag="500"') + RECORD)
    assert len(lookup.ask(stranger.lookup, Wanted(title="x")).hits) == 1


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (b"<html><p>not XML", 200, "không phải XML"),
        (b"", 200, "không phải XML"),
        (b"oops", 500, "HTTP 500"),
        (b"x" * (hits.MOST_BYTES + 1), 200, "quá dài"),
        (answer_with("", DIAGNOSTIC % "<uri>info:srw/diagnostic/1/2</uri><message>Busy</message>"), 200, "Busy"),
        (answer_with("", DIAGNOSTIC % "<uri>info:x/2</uri>"), 200, "info:x/2"),
    ],
)  # fmt: skip
def test_bad_answers_are_said(stranger: Stranger, content: bytes, status: int, said: str) -> None:
    stranger.content, stranger.status = content, status
    answer = lookup.ask(stranger.lookup, Wanted(title="x"))
    assert answer.hits == ()
    assert said in str(answer.problem)


def test_a_redirect_is_not_followed(stranger: Stranger) -> None:
    stranger.status, stranger.headers = 302, {"Location": "http://169.254.169.254/latest"}
    assert "169.254.169.254" in str(lookup.ask(stranger.lookup, Wanted(title="x")).problem)
    assert len(stranger.asked) == 1


def test_hostile_xml_reads_no_file_and_grows_no_bomb(stranger: Stranger, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("BÍ MẬT", encoding="utf-8")
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'
    stranger.content = answer_with(RECORD.replace("Tắt đèn", "a&e;b")).replace(
        b"?><search", f"?>{entity}<search".encode()
    )
    found = lookup.ask(stranger.lookup, Wanted(title="x"))
    assert not found.hits
    assert "BÍ MẬT" not in str(found.problem)
    lol = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    stranger.content = answer_with(RECORD.replace("Tắt đèn", "&j;")).replace(b"?><search", f"?>{lol}]><search".encode())
    found = lookup.ask(stranger.lookup, Wanted(title="x"))
    assert not found.hits
    assert found.problem


def test_only_web_addresses(tmp_path: Path) -> None:
    for address in (f"file://{tmp_path}", "ftp://x/", "javascript:1", ""):
        answer = lookup.ask(LookupServer(protocol="sru", address=address), Wanted(title="x"))
        assert isinstance(answer.problem, hits.AddressWrong)
    gone = lookup.ask(LookupServer(protocol="sru", address=f"http://127.0.0.1:{free_port()}/"), Wanted(title="x"))
    assert gone.problem
    assert str(gone.problem)


def test_one_that_fails_leaves_the_others(stranger: Stranger) -> None:
    stranger.content = answer_with(RECORD)
    bad = LookupServer(name="hỏng", protocol="sru", address="ftp://x/")
    answers = lookup.ask_all([bad, stranger.lookup], Wanted(title="x"))
    assert [(bool(answer.problem), len(answer.hits)) for answer in answers] == [(True, 0), (False, 1)]
    assert lookup.ask_all([], Wanted(title="x")) == []
