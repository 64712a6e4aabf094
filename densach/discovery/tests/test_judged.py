"""How near the search comes to what readers want, on the sample's real titles; must not fall."""

from __future__ import annotations

import pytest

from densach.discovery import index, queries

from . import judging
from .make import Shelf

LEAST_NDCG, LEAST_SUCCESS = 0.97, 0.98


@pytest.fixture
def titles(only_given_sources: dict[str, object]) -> None:
    for kind in ("record", "activity", "facility"):
        shelf = Shelf(kind)
        shelf.documents = {document.id: document for document in judging.documents(kind)}
        only_given_sources[kind] = shelf.source
    index.rebuild()


def found(text: str) -> list[str]:
    result = queries.search(text, per_page=judging.SHOWN)
    return [f"{hit.kind}:{hit.id}" for hit in (*result.hits, *result.near)]


@pytest.mark.django_db
def test_readers_find_what_they_want(titles: None) -> None:
    scores = judging.evaluate(found)
    assert len(scores) >= 150
    missed = sorted((score.ndcg, score.judged.sort, score.judged.text) for score in scores if not score.success)
    assert judging.mean([score.success for score in scores]) >= LEAST_SUCCESS, missed
    assert judging.mean([score.ndcg for score in scores]) >= LEAST_NDCG, missed


def test_gain_counts_grades_and_places() -> None:
    judged = judging.Judged("", "", {"a": 3, "b": 1})
    assert judging._score(judged, ["a", "b"]) == judging.Score(judged, 1.0, success=True)
    swapped = judging._score(judged, ["b", "a"])
    assert 0 < swapped.ndcg < 1
    assert not swapped.success
    assert judging._score(judged, []) == judging.Score(judged, 0.0, success=False)


def test_a_slip_in_a_judgment_is_told() -> None:
    with pytest.raises(ValueError, match="Không có sách này"):
        judging.matching("title=Không có sách này")
