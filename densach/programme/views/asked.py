"""What the address of a plan's page asks for: which plan, which year, on which map. Unknown values fall back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from densach.accounts.models import User
from densach.network.queries import Map
from densach.programme import queries
from densach.programme.models import Indicator, Plan


def sent(request: HttpRequest) -> tuple[Any, Any]:
    """What a POST brought, even if it is empty; nothing for a GET."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


@dataclass(frozen=True)
class Asked:
    actor: User
    plan: Plan
    year: int
    on_map: Map

    @classmethod
    def of(cls, request: HttpRequest, public_id: str) -> Asked:
        """Raises Http404 for an unknown plan, NotAllowed for who may not see plans."""
        actor: User = request.user  # type: ignore[assignment]  # pages of a plan need an account
        plan = queries.plans(actor).filter(public_id=public_id).first()
        if plan is None:
            raise Http404
        years = queries.years_of(plan)
        text = request.GET.get("nam", "")
        wanted = int(text[:5]) if text.isascii() and text.isdigit() else 0
        year = wanted if plan.first_year <= wanted <= plan.last_year else years[-1]
        return cls(actor, plan, year, Map.TODAY if request.GET.get("ban-do") == Map.TODAY else Map.THEN)

    @property
    def may_edit(self) -> bool:
        return queries.may_edit(self.actor, self.plan)

    @property
    def years(self) -> list[int]:
        return sorted({*queries.years_of(self.plan), self.year}, reverse=True)

    @property
    def query(self) -> str:
        return urlencode({"nam": self.year, "ban-do": self.on_map.value})

    def url(self, name: str, *args: str) -> str:
        return f"{reverse(name, args=[self.plan.public_id, *args])}?{self.query}"

    def indicator(self, key: str) -> Indicator:
        """Raises Http404."""
        row = queries.indicators_of(self.plan).filter(key=key).first()
        if row is None:
            raise Http404
        row.plan = self.plan
        return row

    @property
    def label(self) -> str:
        said = {"first": self.plan.first_year, "last": self.plan.last_year, "issuer": self.plan.issuer}
        return _("Plan %(first)s–%(last)s · %(issuer)s") % said

    def context(self, page: str, *crumbs: tuple[str, str | None]) -> dict[str, Any]:
        """What every page of a plan shows around its own content; `page` is the name of its tab."""
        tabs = [
            ("plan_detail", _("Targets")),
            ("plan_trend", _("Through the years")),
            ("plan_tasks", _("Tasks and duties")),
            ("plan_sources", _("Sources")),
        ]
        here: list[tuple[str, str | None]] = [(_("Plans"), reverse("plan_list"))]
        here.append((self.label, self.url("plan_detail") if crumbs else None))
        return {
            "asked": self,
            "plan": self.plan,
            "crumbs": [*here, *crumbs],
            "tabs": [{"label": label, "url": self.url(name), "active": name == page} for name, label in tabs],
        }
