"""The sections of a yearly report, as the official outline has them (3-vietnam.md §4): I to V, then the annex."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from densach.programme.models import Plan, PlanTask

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LEADING: Final = "leading"
TARGETS: Final = "targets"
FIGURES: Final = "figures"
STRENGTHS: Final = "strengths"
SHORTCOMINGS: Final = "shortcomings"
CAUSES: Final = "causes"
NEXT_YEAR: Final = "next_year"
RECOMMENDATIONS: Final = "recommendations"

_OWN_NUMBER = re.compile(r"^\s*(?:[IVX]+|\d+(?:\.\d+)*|[a-zđ])[.)]\s*")


@dataclass(frozen=True)
class Part:
    """One part that somebody writes. `chapter` is the number (1 to 5) of the heading it stands under."""

    key: str
    title: StrPromise | str
    chapter: int
    hint: StrPromise | str = ""


CHAPTERS: Final[dict[int, StrPromise | str]] = {
    1: _("Leading, directing and carrying out"),
    2: _("Results of the year"),
    3: _("Assessment"),
    4: _("Directions and tasks of the coming year"),
    5: _("Recommendations"),
}

_LEADING = Part(LEADING, CHAPTERS[1], 1, _("Documents issued, meetings, inspections, training, money provided."))
_BEFORE_TASKS = (
    Part(TARGETS, _("Results by target"), 2, _("What stands behind the targets reached and missed.")),
    Part(FIGURES, _("Results of activities"), 2, _("What the figures do not show; why a figure jumps.")),
)
_AFTER_TASKS = (
    Part(STRENGTHS, _("Strengths"), 3),
    Part(SHORTCOMINGS, _("Shortcomings and difficulties"), 3),
    Part(CAUSES, _("Causes"), 3),
    Part(NEXT_YEAR, CHAPTERS[4], 4, _("What will be done, by whom, by when.")),
    Part(RECOMMENDATIONS, CHAPTERS[5], 5, _("What is asked of which body.")),
)


def parts_of(plan: Plan) -> tuple[Part, ...]:
    """Every part of a report on a plan, in order; one part for each group of the plan's tasks."""
    groups = PlanTask.objects.filter(plan=plan).order_by("group_order").values_list("group_order", "group").distinct()
    tasks = tuple(Part(f"tasks-{order}", bare_title(title), 2) for order, title in dict(groups).items())
    return (_LEADING, *_BEFORE_TASKS, *tasks, *_AFTER_TASKS)


def bare_title(text: str) -> str:
    """A heading of the plan without its own number and final stop: "1. Tuyên truyền." → "Tuyên truyền"."""
    return _OWN_NUMBER.sub("", text).strip().rstrip(".:;")
