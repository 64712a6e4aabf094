"""What findings of a stocktake mean for the person who holds the book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from densach.catalogue.models import Finding, StocktakeLine

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

TONES = {
    Finding.PRESENT: "good",
    Finding.OUT: "neutral",
    Finding.MISSING: "bad",
    Finding.UNKNOWN: "bad",
    Finding.WITHDRAWN: "bad",
}

DONE: dict[str, StrPromise | str] = {
    "lost": gettext_lazy("marked as lost"),
    "found": gettext_lazy("back in service"),
    "shelf": gettext_lazy("shelf corrected"),
}


def advice(line: StocktakeLine) -> str:
    """A sentence about what to do with the copy in hand; "" where it is in order."""
    copy = line.copy
    if copy is None:
        return _("No register has this number. Put it aside and look it up.")
    sentences = {
        Finding.ON_LOAN: _("It is on loan: take it back at the desk."),
        Finding.MISPLACED: _("It belongs on shelf %(shelf)s."),
        Finding.ELSEWHERE: _("It belongs to %(place)s: put it aside."),
        Finding.WITHDRAWN: _("It was withdrawn on %(day)s: put it aside."),
        Finding.FOUND_AGAIN: _("It was recorded as lost: put it aside, it goes back into service after closing."),
    }
    day = f"{copy.withdrawn_on:%d/%m/%Y}" if copy.withdrawn_on else ""
    facts = {"shelf": copy.shelf or "–", "place": copy.facility.name, "day": day}
    return sentences.get(Finding(line.finding), "") % facts


def done(line: StocktakeLine) -> str:
    """What was done about a finding, in words; "" where nothing was."""
    act, _bar, rest = line.resolved.partition("|")
    return str(DONE[act]) if act in DONE else rest


def tone(finding: str) -> str:
    return TONES.get(Finding(finding), "warn")
