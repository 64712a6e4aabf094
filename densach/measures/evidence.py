"""The socket of criteria: what makes a facility or a unit count towards a target, judged from figures and records,
with the reasons.

A criterion is code with parameters (no formula language); a plan's indicator names it. Modules above register theirs
in `criteria.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from densach.core.periods import Period
from densach.core.sockets import Register

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True)
class Reason:
    """One thing a verdict rests on: a sentence, whether it speaks for the criterion, and the figure under it.

    `measure` and `value` name the figure (None where the reason is a fact of the register); `needed` is the threshold;
    `records` is the name of an address that lists the records under it, with `records_query` as its query string.
    """

    text: str
    met: bool
    measure: str | None = None
    value: int | None = None
    needed: int | None = None
    records: str | None = None
    records_query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """Whether one place met a criterion in a period, and why."""

    met: bool
    reasons: tuple[Reason, ...]


type Groups = Mapping[int, Collection[int]]
type Judge = Callable[[Groups, Period, Mapping[str, Any]], dict[int, Verdict]]


@dataclass(frozen=True)
class Criterion:
    """`judge(groups, period, parameters)` gives a verdict for each key of `groups`: {key: facility ids judged
    together}.

    A share of facilities asks with one facility per key; a share of units with all facilities of a unit under its id.
    `parameters` are the defaults with their meaning: {name: (default, explanation)}.
    """

    code: str
    name: StrPromise | str
    explanation: StrPromise | str
    parameters: Mapping[str, tuple[Any, StrPromise | str]]
    judge: Judge

    def with_defaults(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Raises ValueError for a parameter the criterion does not know."""
        unknown = set(given) - set(self.parameters)
        if unknown:
            raise ValueError(f"{self.code}: unknown parameters {sorted(unknown)}")
        return {name: given.get(name, default) for name, (default, _why) in self.parameters.items()}


CRITERIA: Register[Criterion] = Register("criteria")


def register(criterion: Criterion) -> Criterion:
    return CRITERIA.add(criterion.code, criterion)
