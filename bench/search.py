"""Search page and suggestions over 100,000 records; floor: the bare engine's query with counted facets on the same index."""

from __future__ import annotations

import csv
import itertools
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import tantivy
from django.conf import settings
from django.test import Client

from densach.core.clock import now
from densach.core.text import fold
from densach.discovery import index, queries
from densach.discovery.register import SOURCES, Document
from densach.discovery.schema import as_engine_document, schema

from .line import Line, p50, p99, times
from .served import Served, Visitor

_SEARCHES = (
    "lịch sử",
    "lich su",
    "toan 6",
    "kinh te viet nam",
    "van hoc",
    "hoang tu",
    "luat dat dai",
    "tin hoc co ban",
    "seu dau do",
    "co tich",
    "tieng anh",
    "y hoc",
)


def documents(count: int) -> Iterator[Document]:
    """Real titles, repeated as volumes until there are enough."""
    with (settings.DENSACH_DATA / "sample" / "books.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    for pk, (turn, row) in zip(
        range(1, count + 1), ((turn, row) for turn in itertools.count(1) for row in rows), strict=False
    ):
        title = row["title"] if turn == 1 else f"{row['title']}. Tập {turn}"
        yield Document(
            kind="record", id=pk, public_id=f"r{pk}", title=title, people=(row["author"],), places=(f"p{pk % 60}",), place_names=(f"Thư viện {pk % 60}",),
            audience=(row["audience"],), subject_group=row["subject_group"], language=row["language"], year=int(row["year"] or 0) or None,
            material="book", available=pk % 3 != 0, exact=(f"PM.{pk:06d}",),
        )  # fmt: skip


def fill(found: Iterable[Document]) -> None:
    """An index of these documents that counts as up to date."""
    writer = index._fresh_writer()
    writer.delete_all_documents()
    for document in found:
        writer.add_document(as_engine_document(document))
    writer.commit()
    writer.wait_merging_threads()
    index._save_position(index.Position(index._last_change(), {}, now()))


def build() -> list[Line]:
    """Index build from the sample's database; the floor is the engine given the same documents ready made. Words have
    been seen before, as in a larger library they soon have.
    """
    ready = [as_engine_document(one) for source in SOURCES for one in source.documents(list(source.ids()))]
    index.rebuild()
    start = time.perf_counter()
    count = index.rebuild()
    ours = count / (time.perf_counter() - start)
    start = time.perf_counter()
    index.check()
    checked = count / (time.perf_counter() - start)
    writer = index._fresh_writer()
    start = time.perf_counter()
    writer.delete_all_documents()
    for document in ready:
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    bare = len(ready) / (time.perf_counter() - start)
    return [
        Line(f"index build from the database, {count:,} things", ours, bare, "things/s", "≥ 8,000", "engine alone"),
        Line("index compared with the database", checked, bare, "things/s", "", "engine building alone"),
    ]


def eight_visitors(home: Path, seconds: float = 4.0) -> Line:
    """Search pages a second of a server with two workers, with eight visitors on the same machine."""
    asked = 0
    with Served(home, workers=2) as served:
        one = Visitor(served.port)
        alone = times(lambda: one.get("/tim/?q=lich+su"), 40)
        until = time.perf_counter() + seconds

        def visit(number: int) -> None:
            nonlocal asked
            visitor = Visitor(served.port)
            words = itertools.cycle(_SEARCHES[number:] + _SEARCHES[:number])
            while time.perf_counter() < until:
                if 'class="rows"' not in visitor.get("/tim/?" + urlencode({"q": next(words)})):
                    raise RuntimeError("a search page showed nothing")
                asked += 1

        with ThreadPoolExecutor(8) as visitors:
            list(visitors.map(visit, range(8)))
    floor = 1000 / p50(alone)
    return Line(
        "search pages, 100,000 records, 8 clients", asked / seconds, floor, "/s", "≥ 250", "one client, one page"
    )


def large(home: Path, count: int = 1_000_000) -> list[Line]:
    """A million records, asked by a process of its own whose memory is that of a search process."""
    start = time.perf_counter()
    fill(documents(count))
    built = count / (time.perf_counter() - start)
    code = "import django; django.setup(); from bench.search import measure; measure()"
    command = [sys.executable, "-c", code]
    answer = subprocess.run(
        command, check=True, capture_output=True, text=True, env={**os.environ, "DENSACH_HOME": str(home)}
    )
    figures = json.loads(answer.stdout.splitlines()[-1])
    size = f"{count:,}"
    return [
        Line(f"index of {size} documents filled", built, None, "things/s", "≥ 8,000"),
        Line(
            f"search page, {size} records, p50",
            figures["page"],
            figures["floor"],
            "ms",
            "≤ 20",
            "bare query + 3 facets",
        ),
        Line(
            f"search page, {size} records, p99",
            figures["page99"],
            figures["floor99"],
            "ms",
            "",
            "bare query + 3 facets",
        ),
        Line(f"suggestions, {size} records, p50", figures["suggest"], None, "ms", "≤ 4"),
        Line(
            f"memory (resident) searching {size} records",
            figures["memory"],
            figures["before"],
            "MB",
            "≤ 400",
            "Django before searching",
        ),
    ]


def measure() -> None:
    """Print the figures of this process as one line of JSON."""
    import psutil

    client = Client()
    client.get("/gioi-thieu/")
    before = psutil.Process().memory_info().rss / 1e6
    asked = itertools.cycle(_SEARCHES)
    page = times(lambda: client.get("/tim/", {"q": next(asked)}), 240, warm=24)
    typed = itertools.cycle([text[:size] for text in _SEARCHES for size in (2, 3, 5)])
    suggest = times(lambda: queries.suggest(next(typed)), 180, warm=36)
    memory = psutil.Process().memory_info().rss / 1e6
    searcher = index.searcher()
    assert searcher is not None
    floor = times(lambda: bare_query(searcher, fold(next(asked)).split()), 120, warm=24)
    figures = {
        "page": p50(page), "page99": p99(page), "suggest": p50(suggest), "memory": memory, "before": before, "floor": p50(floor), "floor99": p99(floor),
    }  # fmt: skip
    sys.stdout.write(json.dumps(figures) + "\n")


def bare_query(searcher: tantivy.Searcher, words: list[str]) -> None:
    clauses = [(tantivy.Occur.Must, tantivy.Query.term_query(schema(), "title_folded", word)) for word in words]
    searcher.search(tantivy.Query.boolean_query(clauses), 20, count=True)
    for facet in ("kind", "place", "subject"):
        searcher.aggregate(tantivy.Query.boolean_query(clauses), {"f": {"terms": {"field": facet, "size": 100}}})


def judged() -> list[Line]:
    """How near the search comes to what readers want; the floors are those that the test suite holds."""
    from densach.discovery.tests import judging
    from densach.discovery.tests.test_judged import LEAST_NDCG, LEAST_SUCCESS, found

    fill(thing.document for thing in judging.things())
    scores = judging.evaluate(found)
    ndcg, success = (judging.mean([getattr(score, name) for score in scores]) for name in ("ndcg", "success"))
    size = f"{len(scores)} judged queries"
    return [
        Line(f"{size}: nDCG@10", ndcg, LEAST_NDCG, "", f"≥ {LEAST_NDCG}", "least the tests allow"),
        Line(f"{size}: success@1", success, LEAST_SUCCESS, "", f"≥ {LEAST_SUCCESS}", "least the tests allow"),
    ]


def run(count: int = 100_000) -> list[Line]:
    fill(documents(count))
    client = Client()
    asked = itertools.cycle(_SEARCHES)
    page = times(lambda: client.get("/tim/", {"q": next(asked)}), 240, warm=24)
    door = times(lambda: queries.search(next(asked)), 240, warm=24)
    searcher = index.searcher()
    assert searcher is not None
    floor = times(lambda: bare_query(searcher, fold(next(asked)).split()), 240, warm=24)
    typed = itertools.cycle([text[:size] for text in _SEARCHES for size in (2, 3, 5)])
    suggest = times(lambda: queries.suggest(next(typed)), 360, warm=36)
    prefix = itertools.cycle([text[:3] for text in _SEARCHES])
    bare_prefix = times(
        lambda: searcher.search(
            tantivy.Query.regex_query(schema(), "title_folded", fold(next(prefix)).split()[0] + ".*"), 8
        ),
        240,
    )
    size = f"{count:,}"
    return [
        Line(
            f"search page, {size} records, facets on, p50", p50(page), p50(floor), "ms", "≤ 8", "bare query + 3 facets"
        ),
        Line(f"search page, {size} records, p99", p99(page), p99(floor), "ms", "≤ 25", "bare query + 3 facets"),
        Line(f"search without the page, {size} records, p50", p50(door), p50(floor), "ms", "", "bare query + 3 facets"),
        Line("suggestions while typing, p50", p50(suggest), p50(bare_prefix), "ms", "≤ 4", "bare prefix query"),
    ]
