"""A register is full before anybody reads it, whoever comes first."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from densach.core import sockets
from densach.core.sockets import Register, discover_all


@pytest.fixture
def _own_registers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "_registers", [])


@pytest.mark.usefixtures("_own_registers")
def test_two_first_requests_both_see_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    register: Register[int] = Register("slow")

    def read_slowly(_module: str) -> None:
        register.add("a", 1)
        assert register.get("a") == 1  # a module being read may ask
        time.sleep(0.1)
        register.add("b", 2)

    monkeypatch.setattr(sockets, "autodiscover_modules", read_slowly)
    together = Barrier(2)

    def ask() -> int:
        together.wait()
        return register.get("b")

    with ThreadPoolExecutor(2) as pool:
        assert [one.result() for one in [pool.submit(ask), pool.submit(ask)]] == [2, 2]


@pytest.mark.usefixtures("_own_registers")
def test_what_could_not_be_read_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    register: Register[int] = Register("broken")
    turns: list[str] = []

    def read(module: str) -> None:
        turns.append(module)
        if len(turns) == 1:
            raise ImportError(module)
        register.add("a", 1)

    monkeypatch.setattr(sockets, "autodiscover_modules", read)
    with pytest.raises(ImportError):
        discover_all()
    discover_all()
    discover_all()
    assert register.all() == {"a": 1}
    assert turns == ["broken", "broken"]
