"""Shares of facilities or units that meet a criterion, each place with its verdict and the reasons."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from densach.core.periods import Period
from densach.measures.evidence import CRITERIA, Criterion, Verdict
from densach.programme.models import Indicator, IndicatorType, Overrule

from .result import PlaceResult, Problem
from .scope import Named, Scope


class NotJudgeable(Exception):
    """An indicator cannot be judged; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.text)
        self.problem = problem


def criterion_of(indicator: Indicator) -> tuple[Criterion, dict[str, Any]]:
    """The criterion with its parameters, defaults filled in. Raises NotJudgeable for names nobody registered."""
    if indicator.criterion not in CRITERIA:
        text = _("Nobody has registered the criterion “%(code)s”.") % {"code": indicator.criterion}
        raise NotJudgeable(Problem("criterion-unknown", text))
    criterion = CRITERIA.get(indicator.criterion)
    unknown = sorted(set(indicator.parameters) - set(criterion.parameters))
    if unknown:
        named = {"code": criterion.code, "unknown": ", ".join(unknown), "known": ", ".join(criterion.parameters)}
        text = _("The criterion “%(code)s” has no parameter %(unknown)s. It knows: %(known)s.") % named
        raise NotJudgeable(Problem("parameters-unknown", text))
    return criterion, criterion.with_defaults(indicator.parameters)


def population_of(indicator: Indicator, scope: Scope) -> tuple[Named, ...]:
    if indicator.type == IndicatorType.SHARE_OF_UNITS:
        return scope.units_of(indicator.population_kinds)
    return scope.facilities_of(indicator.population_kinds)


@dataclass
class Bench:
    """Verdicts of one scope and period. Indicators that ask the same criterion with the same parameters are judged
    together, so that the number of statements does not grow with them."""

    scope: Scope
    period: Period
    _verdicts: dict[str, dict[int, Verdict]] = field(default_factory=dict)

    def prepare(self, indicators: Iterable[Indicator]) -> None:
        groups: dict[str, dict[int, list[int]]] = {}
        asked: dict[str, tuple[Criterion, Mapping[str, Any]]] = {}
        for indicator in indicators:
            try:
                asked[_key(indicator)] = criterion_of(indicator)
            except NotJudgeable:
                continue  # `places` raises it again for the one indicator it belongs to
            groups.setdefault(_key(indicator), {}).update(self._groups(indicator))
        for key, (criterion, parameters) in asked.items():
            if key not in self._verdicts:
                self._verdicts[key] = criterion.judge(groups[key], self.period, parameters)

    def _groups(self, indicator: Indicator) -> dict[int, list[int]]:
        population = population_of(indicator, self.scope)
        if indicator.type == IndicatorType.SHARE_OF_UNITS:
            return self.scope.facilities_by_unit(unit.pk for unit in population)
        return {facility.pk: [facility.pk] for facility in population}

    def places(self, indicator: Indicator, overrules: Mapping[int, Overrule]) -> tuple[PlaceResult, ...]:
        """Raises NotJudgeable. `overrules` are the running ones of this indicator and year by place."""
        criterion_of(indicator)
        if _key(indicator) not in self._verdicts:
            self.prepare([indicator])
        verdicts = self._verdicts[_key(indicator)]
        is_unit = indicator.type == IndicatorType.SHARE_OF_UNITS
        return tuple(
            PlaceResult(
                pk=place.pk,
                public_id=place.public_id,
                name=place.name,
                is_unit=is_unit,
                computed=verdicts[place.pk],
                overrule=overrules.get(place.pk),
            )
            for place in population_of(indicator, self.scope)
        )


def _key(indicator: Indicator) -> str:
    of_units = indicator.type == IndicatorType.SHARE_OF_UNITS
    return json.dumps([of_units, indicator.criterion, indicator.parameters], sort_keys=True)
