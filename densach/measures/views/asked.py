"""What the address asks for: whose figures, which year, on which map. Unknown values fall back instead of failing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from densach.accounts.models import User
from densach.core.clock import today
from densach.core.periods import Month, Period
from densach.measures import permissions
from densach.measures.queries import Scope, scope_of, units_to_choose
from densach.network.models import Unit
from densach.network.queries import Map
from densach.network.tree import tree_on

FIRST_YEAR = 2015  # earlier years are reached through the address


@dataclass(frozen=True)
class Asked:
    """`units` are those the actor may choose; `unit` is None where the actor holds the right at single places only."""

    actor: User
    year: int
    on_map: Map
    units: list[Unit]
    unit: Unit | None

    @classmethod
    def of(cls, request: HttpRequest) -> Asked:
        actor: User = request.user  # type: ignore[assignment]  # pages of figures need an account
        year = _year(request.GET.get("nam", ""))
        on_map = Map.TODAY if request.GET.get("ban-do") == Map.TODAY else Map.THEN
        day = today() if on_map is Map.TODAY else min(Period.of_year(year).end, today())
        units = list(units_to_choose(actor, day))
        wanted = next((unit for unit in units if unit.slug == request.GET.get("don-vi")), None)
        tree = tree_on(day)
        return cls(
            actor, year, on_map, units, wanted or min(units, key=lambda unit: len(tree.path(unit.pk)), default=None)
        )

    @property
    def period(self) -> Period:
        return Period.of_year(self.year)

    @property
    def months(self) -> list[Month]:
        return list(self.period.months())

    @cached_property
    def scope(self) -> Scope:
        return scope_of(self.actor, self.unit, self.period, self.on_map)

    @property
    def query(self) -> str:
        """The same question for a link to another page."""
        return urlencode({"don-vi": self.unit.slug if self.unit else "", "nam": self.year, "ban-do": self.on_map.value})

    @property
    def years(self) -> list[int]:
        return sorted({self.year, *range(FIRST_YEAR, today().year + 1)}, reverse=True)

    @property
    def tabs(self) -> list[dict[str, Any]]:
        pages = [
            ("figures", _("Overview"), permissions.VIEW_FIGURES),
            ("declarations", _("Declarations"), permissions.DECLARE_FIGURES),
            ("measure_definitions", _("Definitions"), permissions.VIEW_FIGURES),
            ("figure_checks", _("Check"), permissions.RECOUNT_FIGURES),
        ]
        return [
            {"name": name, "label": label, "url": f"{reverse(name)}?{self.query}"}
            for name, label, right in pages
            if self.actor.has_right(right)
        ]

    def context(self, page: str) -> dict[str, Any]:
        """What every page of figures shows around its own content."""
        return {
            "asked": self,
            "tabs": [{**tab, "active": tab["name"] == page} for tab in self.tabs],
            "months": [_("Mo. %(number)s") % {"number": month.number} for month in self.months],
        }


def _year(text: str) -> int:
    """A year that a date can hold, else the running one."""
    return int(text) if text.isascii() and text.isdigit() and 1900 <= int(text[:5]) <= 2200 else today().year
