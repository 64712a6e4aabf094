"""Asking several libraries at once; one that fails does not hold up the others."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from densach.catalogue.models import LookupServer, Protocol

from . import sru_client, z3950
from .hits import Hit, Trouble, Wanted


@dataclass(frozen=True)
class Answer:
    """What one library said: its records, or why there are none."""

    server: LookupServer
    hits: tuple[Hit, ...] = ()
    problem: Trouble | None = None


def ask(server: LookupServer, wanted: Wanted) -> Answer:
    """One server; trouble is part of the answer."""
    search = z3950.search if server.protocol == Protocol.Z3950 else sru_client.search
    try:
        return Answer(server, tuple(search(server, wanted)))
    except Trouble as problem:
        return Answer(server, problem=problem)


def ask_all(servers: Iterable[LookupServer], wanted: Wanted) -> list[Answer]:
    """Every server at the same time, in their order. No thread touches the database."""
    asked = list(servers)
    if not asked:
        return []
    with ThreadPoolExecutor(max_workers=min(len(asked), 6)) as threads:
        return list(threads.map(lambda server: ask(server, wanted), asked))
