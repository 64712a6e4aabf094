"""Decisions about stocktakes, without database, clock or request."""

from __future__ import annotations

import re

from densach.core.text import clean

from .models import Copy, CopyState, Finding, Stocktake, StocktakeLine
from .refusals_stock import PaperNumberWrong

MOST_SCANS_AT_ONCE = 20_000
# what a copy that was found counts as seen by
SEEN = (Finding.PRESENT, Finding.ON_LOAN, Finding.MISPLACED)
# findings that need somebody to do something, in the order in which they are worked off
NOT_IN_ORDER = (
    Finding.MISSING,
    Finding.MISPLACED,
    Finding.FOUND_AGAIN,
    Finding.ON_LOAN,
    Finding.WITHDRAWN,
    Finding.ELSEWHERE,
    Finding.UNKNOWN,
)
# act → finding it answers; "noted" answers any
ACTS = {"lost": Finding.MISSING, "found": Finding.FOUND_AGAIN, "shelf": Finding.MISPLACED}
NOTED = "noted"
_BY_STATE: dict[str, Finding] = {CopyState.WITHDRAWN: Finding.WITHDRAWN, CopyState.LOST: Finding.FOUND_AGAIN}
_BOOK_NUMBER = re.compile(r"97[89][0-9]{10}")
_PAPER_NUMBER = re.compile(r"([0-9]{1,6})(?:/([A-Za-zĐđ]{1,6})-([^\s/]{1,24}))?")
_PARTS = re.compile(r"[\t;,|]")


def judge(copy: Copy | None, stocktake: Stocktake, *, shelf: str, on_loan: bool) -> Finding:
    """What it means that a bar code was scanned here. `shelf` is where it stood, "" where nobody said."""
    if copy is None:
        return Finding.UNKNOWN
    if copy.facility_id != stocktake.facility_id:
        return Finding.ELSEWHERE
    if copy.state in _BY_STATE:
        return _BY_STATE[copy.state]
    if on_loan:
        return Finding.ON_LOAN
    return Finding.MISPLACED if _stands_wrong(copy.shelf, shelf, stocktake.shelf) else Finding.PRESENT


def _stands_wrong(written: str, shelf: str, counted: str) -> bool:
    """`written` in the copy, `shelf` where it stood, `counted` the beginning of the shelves that are counted."""
    if shelf:
        return bool(written) and shelf.casefold() != written.casefold()
    return not written.casefold().startswith(counted.casefold())


def is_book_number(scanned: str) -> bool:
    """Whether this is the publisher's bar code (ISBN), which all copies of a title share."""
    return bool(_BOOK_NUMBER.fullmatch(scanned.replace("-", "")))


def paper_number(text: str, sign: str) -> tuple[int | None, str]:
    """The number of an official document and the issuer's letters in it ("05/BB-TV" → 5, "TV"; "5" → 5, ""; "" → None).

    `sign` is that of its kind (BB, QĐ …). Raises PaperNumberWrong.
    """
    bare = clean(text).replace(" ", "")
    if not bare:
        return None, ""
    match = _PAPER_NUMBER.fullmatch(bare)
    if match is None or int(match[1]) < 1 or (match[2] and match[2].upper() != sign.upper()):
        raise PaperNumberWrong(number=clean(text), sign=sign)
    return int(match[1]), match[3] or ""


def scans_of(text: str) -> list[str]:
    """The numbers of a list: one per line, the first of several columns (scanners add time and count behind it)."""
    firsts = (_PARTS.split(line, maxsplit=1)[0].strip(" \"'\ufeff") for line in text.splitlines())
    return [first for first in firsts if first]


def fits(act: str, line: StocktakeLine) -> bool:
    """Whether an act answers an open finding. A shelf is corrected only where it was said where the copy stood."""
    if line.resolved or line.finding not in NOT_IN_ORDER:
        return False
    if act == NOTED:
        return True
    if act == "shelf" and not line.shelf:
        return False
    return line.copy is not None and ACTS.get(act) == line.finding
