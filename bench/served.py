"""What a served installation does: lend and return over HTTP, memory, cold start. Traffic stays on 127.0.0.1 and is bounded."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from pathlib import Path

import psutil

from .line import Line, p50, times

PASSWORD = "den-sach-2026"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Served:
    """`densach serve` on a home folder, for as long as the block lasts."""

    def __init__(self, home: Path, *, workers: int = 1) -> None:
        self.port = free_port()
        self.command = [
            sys.executable,
            "-m",
            "densach.config.command",
            "serve",
            "--port",
            str(self.port),
            "--workers",
            str(workers),
        ]
        self.environment = {**os.environ, "DENSACH_HOME": str(home)}
        self.ready_after = 0.0

    def __enter__(self) -> Served:
        start = time.perf_counter()
        self.process = subprocess.Popen(
            self.command, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while time.perf_counter() - start < 60:
            try:
                Visitor(self.port).get("/")
            except OSError:
                time.sleep(0.02)
            else:
                self.ready_after = time.perf_counter() - start
                return self
        raise RuntimeError("the server did not answer within a minute")

    def __exit__(self, *_error: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=20)

    def memory(self) -> float:
        """PSS of server and worker in MB (the small supervisor of `serve` included)."""
        family = [psutil.Process(self.process.pid), *psutil.Process(self.process.pid).children(recursive=True)]
        return sum(process.memory_full_info().pss for process in family) / 1e6


class Visitor:
    """A browser without pictures: keeps its cookies and the form token."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, form: dict[str, str] | None = None, *, htmx: bool = False) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if htmx:
            headers["HX-Request"] = "true"
        body = None
        if form is not None:
            body = urllib.parse.urlencode({**form, "csrfmiddlewaretoken": self.cookies.get("csrftoken", "")})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, text

    def get(self, path: str) -> str:
        return self.ask("GET", path)[1]

    def sign_in(self, username: str) -> None:
        self.get("/tai-khoan/login/")
        status, _text = self.ask("POST", "/tai-khoan/login/", {"login": username, "password": PASSWORD})
        if status != 302:
            raise RuntimeError(f"sign-in answered {status}")
        self.get("/quay/")


def desk_items(home: Path, count: int) -> tuple[list[str], list[str]]:
    """Bar codes free to lend at the first librarian's library, and card numbers of its readers with few loans."""
    with sqlite3.connect(home / "densach.sqlite3") as database:
        place = database.execute("SELECT id FROM network_facility WHERE slug = 'tv-duc-xuan'").fetchone()[0]
        copies = database.execute(
            "SELECT barcode FROM catalogue_copy WHERE facility_id = ? AND state = 'in_service' AND item_type = 'general'"
            " AND id NOT IN (SELECT copy_id FROM circulation_loan WHERE state = 'open') LIMIT ?", (place, count),
        ).fetchall()  # fmt: skip
        cards = database.execute(
            "SELECT c.number FROM people_card c JOIN people_patron p ON p.id = c.patron_id WHERE p.facility_id = ? AND c.state = 'active'"
            " AND c.expires_on > date('now') AND p.is_blocked = 0"
            " AND p.id NOT IN (SELECT patron_id FROM circulation_loan WHERE state = 'open') LIMIT ?", (place, count),
        ).fetchall()  # fmt: skip
    return [row[0] for row in copies], [row[0] for row in cards]


def lend_and_return(served: Served, home: Path) -> list[Line]:
    copies, cards = desk_items(home, 160)
    lent, back = _one_desk(served, copies[:40], cards[:40])
    floor = _durable_commit()
    return [
        Line("lend over HTTP, durable, p50", p50(lent), floor, "ms", "≤ 10", "one SQLite commit of a row"),
        Line("return over HTTP, durable, p50", p50(back), floor, "ms", "≤ 10", "one SQLite commit of a row"),
        _rush(served, copies[40:], cards[40:], floor, "8 desks at once, loans and returns"),
    ]


def _rush(served: Served, copies: list[str], cards: list[str], floor: float, work: str) -> Line:
    return Line(work, 2 * _eight_desks(served, copies, cards), 1000 / floor, "/s", "≥ 150", "SQLite commits")


def two_web_processes(home: Path) -> list[Line]:
    """What `--workers 2` brings where many desks stand, and what it takes."""
    copies, cards = desk_items(home, 160)
    with Served(home, workers=2) as served:
        time.sleep(3)
        idle = served.memory()
        rush = _rush(served, copies[40:], cards[40:], _durable_commit(), "the same with two web processes")
        loaded = served.memory()
    memory = "memory (PSS) with two web processes"
    return [rush, Line(f"{memory}, idle", idle, None, "MB", ""), Line(f"{memory}, after load", loaded, None, "MB", "")]


def _scan(visitor: Visitor, scanned: str, reader: str = "") -> str:
    status, text = visitor.ask("POST", "/quay/quet/", {"scan": scanned, "reader": reader}, htmx=True)
    if status not in (200, 422):
        raise RuntimeError(f"the desk answered {status}")
    return text


def _reader(page: str) -> str:
    found = re.search(r'name="reader"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="reader"', page)
    if not found:
        raise RuntimeError("the desk did not open the reader")
    return found.group(1) or found.group(2)


def _one_desk(served: Served, copies: list[str], cards: list[str]) -> tuple[list[float], list[float]]:
    visitor = Visitor(served.port)
    visitor.sign_in("thuthu")
    lent, back = [], []
    for card, copy in zip(cards, copies, strict=False):
        reader = _reader(_scan(visitor, card))
        start = time.perf_counter()
        page = _scan(visitor, copy, reader)
        lent.append((time.perf_counter() - start) * 1000)
        if "desk-ok" not in page:
            raise RuntimeError("the loan was refused")
        start = time.perf_counter()
        _scan(visitor, copy)
        back.append((time.perf_counter() - start) * 1000)
    return sorted(lent), sorted(back)


def _eight_desks(served: Served, copies: list[str], cards: list[str]) -> float:
    """Pairs of lend and return a second, eight desks at once, each with copies of its own."""
    desks = []
    for number in range(8):
        visitor = Visitor(served.port)
        visitor.sign_in("thuthu")
        desks.append((visitor, _reader(_scan(visitor, cards[number])), copies[number::8][:12]))

    def work(visitor: Visitor, reader: str, mine: list[str]) -> None:
        for copy in mine:
            _scan(visitor, copy, reader)
            _scan(visitor, copy)

    start = time.perf_counter()
    threads = [threading.Thread(target=work, args=desk) for desk in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(len(mine) for _visitor, _reader_id, mine in desks) / (time.perf_counter() - start)


def _durable_commit() -> float:
    """Milliseconds of one commit of one row as our databases are set (WAL, synchronous=NORMAL)."""
    with tempfile.TemporaryDirectory() as folder:
        database = sqlite3.connect(Path(folder) / "floor.sqlite3", isolation_level=None)
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=NORMAL")
        database.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, at TEXT)")

        def commit() -> None:
            database.execute("BEGIN IMMEDIATE")
            database.execute("INSERT INTO t (at) VALUES ('x')")
            database.execute("COMMIT")

        found = p50(times(commit, 500))
        database.close()
        return found


def memory_and_start(home: Path) -> list[Line]:
    with Served(home) as served:
        time.sleep(3)
        idle = served.memory()
        desk = lend_and_return(served, home)
        visitor = Visitor(served.port)
        for word in ("lich su", "toan", "van hoc", "tin hoc") * 10:
            visitor.get("/tim/?q=" + urllib.parse.quote(word))
        loaded = served.memory()
        ready = served.ready_after
    bare = _bare_django_memory()
    return [
        *desk,
        Line("memory (PSS) server + worker, idle", idle, bare, "MB", "≤ 180", "one Python with Django imported"),
        Line(
            "memory (PSS) server + worker, after load", loaded, bare, "MB", "≤ 260", "one Python with Django imported"
        ),
        Line("cold start to first page", ready, _bare_start(), "s", "≤ 2", "Python importing Django"),
        *two_web_processes(home),
    ]


def _bare_django_memory() -> float:
    code = "import django.db.models, django.template, os, psutil; print(psutil.Process().memory_full_info().pss)"
    return float(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout) / 1e6


def _bare_start() -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import django.db.models, django.template"], check=True)
    return time.perf_counter() - start
