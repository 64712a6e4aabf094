"""The real thing: an empty home, `densach init`, `densach serve`, two pages, and everything ended by one signal."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
import pytest

BOUND = 60  # seconds for everything
DENSACH = [sys.executable, "-m", "densach.config.command"]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def get(address: str) -> tuple[int, str]:
    with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310  # our own loopback address
        return answer.status, answer.read().decode()


def answer_of(address: str, server: subprocess.Popen[bytes], until: float) -> tuple[int, str]:
    while True:
        assert server.poll() is None, "the server ended by itself"
        try:
            return get(address)
        except OSError:
            assert time.monotonic() < until, "the server did not answer in time"
            time.sleep(0.3)


def test_serve_answers_and_ends_with_all_it_started(home: dict[str, str], tmp_path: Path) -> None:
    until = time.monotonic() + BOUND
    first = ["init", "--locality", "Xã Mẫu", "--username", "hoa", "--full-name", "Nông Thị Hoa", "--password-stdin"]
    ready = subprocess.run(
        [*DENSACH, *first], env=home, input=b"den-sach-sang-2026\n", capture_output=True, timeout=BOUND, check=False
    )
    assert ready.returncode == 0, ready.stderr.decode()
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0
    port = free_port()
    with (tmp_path / "serve.log").open("wb") as log:
        server = subprocess.Popen([*DENSACH, "serve", "--port", str(port)], env=home, stdout=log, stderr=log)
    started: list[psutil.Process] = []
    try:
        assert answer_of(f"http://127.0.0.1:{port}/healthz", server, until) == (200, "ok")
        status, page = get(f"http://127.0.0.1:{port}/")
        assert status == 200
        assert '<html lang="vi">' in page
        style = page.split('rel="stylesheet" href="')[3].split('"')[0]
        assert style.startswith("/static/web/css/densach.") or "/components." in style
        assert get(f"http://127.0.0.1:{port}{style}")[0] == 200
        started = psutil.Process(server.pid).children(recursive=True)
        assert len(started) >= 2
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=max(1, until - time.monotonic())) == 0
    finally:
        # what did not end by itself fails the test, and does not outlive it
        left = [process for process in started if process.is_running()]
        for process in [*left, server]:
            process.kill()
        server.wait()
    assert not left
    said = (tmp_path / "serve.log").read_text(encoding="utf-8")
    assert f"http://127.0.0.1:{port}" in said
    assert "Traceback" not in said


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """The environment of an installation of its own, in SQLite, without a setting of this machine."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DENSACH_", "DJANGO_", "COV"))}
    return {**kept, "DENSACH_HOME": str(tmp_path), "PYTHONUTF8": "1"}
