from __future__ import annotations

import pytest

from densach.core.periods import Period
from densach.measures import evidence
from densach.measures.evidence import Criterion, Reason, Verdict


@pytest.fixture
def criterion() -> object:
    def judge(groups: evidence.Groups, period: Period, parameters: dict) -> dict[int, Verdict]:
        needed = parameters["places"]
        return {
            key: Verdict(
                len(places) >= needed, (Reason("đủ điểm", len(places) >= needed, value=len(places), needed=needed),)
            )
            for key, places in groups.items()
        }

    made = Criterion("test_places", "đủ điểm", "Có đủ số điểm.", {"places": (2, "số điểm ít nhất")}, judge)
    evidence.register(made)
    yield made
    del evidence.CRITERIA._things["test_places"]


def test_a_criterion_judges_with_its_reasons(criterion: Criterion) -> None:
    assert evidence.CRITERIA.get("test_places") is criterion
    verdicts = criterion.judge({1: [10, 11], 2: [12]}, Period.of_year(2025), criterion.with_defaults({}))
    assert {key: verdict.met for key, verdict in verdicts.items()} == {1: True, 2: False}
    assert verdicts[2].reasons[0].needed == 2


def test_parameters_are_known_by_name(criterion: Criterion) -> None:
    assert criterion.with_defaults({"places": 5}) == {"places": 5}
    with pytest.raises(ValueError, match="unknown parameters"):
        criterion.with_defaults({"palces": 5})


def test_a_code_belongs_to_one_criterion(criterion: Criterion) -> None:
    with pytest.raises(ValueError, match="twice"):
        evidence.register(Criterion("test_places", "khác", "Khác.", {}, criterion.judge))
