"""Decisions about weeding, without database, clock or request (Circular 02/2020/TT-BVHTTDL)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from densach.core.errors import Refusal
from densach.core.text import clean

from .models import Weeding, WeedingGround, WeedingState, WithdrawalReason
from .refusals import DayInFuture
from .refusals_weeding import CouncilIncomplete, PaperNotYet, PaperTooEarly, WeedingElsewhere

OPEN = (WeedingState.PROPOSED, WeedingState.SUBMITTED, WeedingState.EXAMINED)
CHAIR, SECRETARY, MEMBER = "chair", "secretary", "member"
LEAST_MEMBERS = 3
PAPERS = ("proposal", "list", "council", "minutes", "decision")
# at least every 3 years up to 300,000 units, every 5 above
SMALL_STOCK, YEARS_SMALL, YEARS_LARGE = 300_000, 3, 5
REASONS = {
    WeedingGround.UNFIT: WithdrawalReason.OTHER,
    WeedingGround.SURPLUS: WithdrawalReason.OTHER,
    WeedingGround.OUTDATED: WithdrawalReason.OUTDATED,
    WeedingGround.DAMAGED: WithdrawalReason.DAMAGED,
    WeedingGround.LOST: WithdrawalReason.LOST,
}


def state_refusal(weeding: Weeding, *needed: WeedingState) -> Refusal | None:
    """Whether a step may be taken now."""
    if weeding.state in needed:
        return None
    wanted = " / ".join(str(state.label) for state in needed)
    return WeedingElsewhere(title=weeding.title, state=weeding.get_state_display(), needed=wanted)


def date_refusal(on: dt.date, *, not_before: dt.date | None, today: dt.date) -> Refusal | None:
    """Papers are signed one after the other, and none tomorrow."""
    if on > today:
        return DayInFuture(day=f"{on:%d/%m/%Y}", field="on")
    if not_before and on < not_before:
        return PaperTooEarly(day=f"{on:%d/%m/%Y}", before=f"{not_before:%d/%m/%Y}")
    return None


def council(members: list[dict[str, Any]]) -> list[dict[str, str]]:
    """The council as kept, the chair first, the secretary last. Raises CouncilIncomplete without exactly one chair and
    one secretary and three members in all.
    """
    order = [CHAIR, MEMBER, SECRETARY]
    rows = [
        {"name": clean(row["name"]), "position": clean(row.get("position", "")), "role": row["role"]}
        for row in members
        if clean(row.get("name", ""))
    ]
    roles = [row["role"] for row in rows]
    if (
        len(rows) < LEAST_MEMBERS
        or roles.count(CHAIR) != 1
        or roles.count(SECRETARY) != 1
        or not set(roles) <= {*order}
    ):
        raise CouncilIncomplete(least=LEAST_MEMBERS)
    return sorted(rows, key=lambda row: order.index(row["role"]))


def paper_refusal(weeding: Weeding, paper: str, *, lines: int) -> Refusal | None:
    """Whether a paper can be printed: it needs what it is about."""
    ready = {
        "proposal": lines > 0,
        "list": lines > 0,
        "council": bool(weeding.council) and lines > 0,
        "minutes": weeding.council_on is not None,
        "decision": weeding.minutes_on is not None,
    }
    return None if ready.get(paper) else PaperNotYet(title=weeding.title)


def due_on(last: dt.date, held: int) -> dt.date:
    """When the next weeding of a place with `held` copies is due; `last` is that of the last, or of the first copy."""
    years = YEARS_SMALL if held <= SMALL_STOCK else YEARS_LARGE
    day = 28 if (last.month, last.day) == (2, 29) else last.day
    return last.replace(year=last.year + years, day=day)
