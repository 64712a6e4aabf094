"""Search page and suggestions over 100,000 records; floor: the bare engine's query with counted facets on the same index."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator

import tantivy
from django.conf import settings
from django.test import Client

from densach.discovery import index, queries
from densach.discovery.register import Document
from densach.discovery.schema import as_engine_document, schema

from .line import Line, p50, p99, times

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


def fill(count: int) -> None:
    writer = index._fresh_writer()
    writer.delete_all_documents()
    for document in documents(count):
        writer.add_document(as_engine_document(document))
    writer.commit()
    writer.wait_merging_threads()


def bare_query(searcher: tantivy.Searcher, words: list[str]) -> None:
    clauses = [(tantivy.Occur.Must, tantivy.Query.term_query(schema(), "title_folded", word)) for word in words]
    searcher.search(tantivy.Query.boolean_query(clauses), 20, count=True)
    for facet in ("kind", "place", "subject"):
        searcher.aggregate(tantivy.Query.boolean_query(clauses), {"f": {"terms": {"field": facet, "size": 100}}})


def judged() -> list[Line]:
    """How near the search comes to what readers want; the floors are those that the test suite holds."""
    from densach.discovery.tests import judging
    from densach.discovery.tests.test_judged import LEAST_NDCG, LEAST_SUCCESS, found

    writer = index._fresh_writer()
    writer.delete_all_documents()
    for thing in judging.things():
        writer.add_document(as_engine_document(thing.document))
    writer.commit()
    writer.wait_merging_threads()
    scores = judging.evaluate(found)
    ndcg, success = (judging.mean([getattr(score, name) for score in scores]) for name in ("ndcg", "success"))
    size = f"{len(scores)} judged queries"
    return [
        Line(f"{size}: nDCG@10", ndcg, LEAST_NDCG, "", f"≥ {LEAST_NDCG}", "least the tests allow"),
        Line(f"{size}: success@1", success, LEAST_SUCCESS, "", f"≥ {LEAST_SUCCESS}", "least the tests allow"),
    ]


def run(count: int = 100_000) -> list[Line]:
    from densach.core.text import fold

    fill(count)
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
