"""Pure decisions of the desk: which terms apply, whether a copy may be lent, renewed, taken back.

Rules of our own where no source is named; every number stands in a `Policy` row or in the built-in rows below,
which a written row overrides.

**A loan creates no visit.** Visits count entries (ISO 2789, TCVN 12843: lượt bạn đọc) and are counted at the door or by
card; a book renewed by telephone or handed over for a neighbour would otherwise invent a visitor.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from . import refusals

MOST_AT_ONCE = 500  # people or books in one count: a school assembly fits, a slip of the keyboard does not


@dataclass(frozen=True)
class Terms:
    """What a rule grants: whether lent at all, for how many days, how many at once, how many renewals."""

    may_borrow: bool = True
    loan_days: int = 14
    max_loans: int = 5
    max_renewals: int = 2


@dataclass(frozen=True)
class PolicyRow:
    """Terms for a patron type × item type at a unit's branch; empty or None means "any"."""

    terms: Terms
    unit_id: int | None = None
    patron_type: str = ""
    item_type: str = ""
    builtin: bool = False

    def covers(self, path: Collection[int], patron_type: str, item_type: str) -> bool:
        return (
            (self.unit_id is None or self.unit_id in path)
            and self.patron_type in ("", patron_type)
            and self.item_type in ("", item_type)
        )


# what holds where nobody has written a rule; ordinary practice of small libraries, to be overridden by rows
BUILTIN: tuple[PolicyRow, ...] = (
    PolicyRow(Terms(), builtin=True),
    PolicyRow(Terms(loan_days=30, max_loans=10), patron_type="teacher", builtin=True),
    PolicyRow(Terms(loan_days=30, max_loans=10), patron_type="staff", builtin=True),
    PolicyRow(Terms(loan_days=150, max_loans=15, max_renewals=1), item_type="textbook", builtin=True),
    PolicyRow(Terms(loan_days=7, max_loans=3, max_renewals=1), item_type="periodical", builtin=True),
    PolicyRow(Terms(loan_days=7, max_loans=3, max_renewals=1), item_type="law", builtin=True),
    PolicyRow(Terms(may_borrow=False), item_type="reference", builtin=True),
    PolicyRow(Terms(may_borrow=False), item_type="rare", builtin=True),
)


def choose_policy(rows: Iterable[PolicyRow], path: Sequence[int], patron_type: str, item_type: str) -> PolicyRow:
    """The row that governs: nearest unit first, then a row naming the patron type, then one naming the item type.

    `path` runs from the root down to the unit of the place. Written rows win over the built-in ones; among the built-in
    ones an item type speaks before a patron type, since a reference book stays even for a teacher.
    """
    written = [row for row in rows if row.covers(path, patron_type, item_type)]
    if written:
        depth = {unit: level for level, unit in enumerate(path, start=1)}
        return max(
            written,
            key=lambda row: (depth.get(row.unit_id or 0, 0), bool(row.patron_type), bool(row.item_type)),
        )
    built_in = [row for row in BUILTIN if row.covers(path, patron_type, item_type)]
    return max(built_in, key=lambda row: (bool(row.item_type), bool(row.patron_type)))


@dataclass(frozen=True)
class CopyFacts:
    """What a decision needs to know of a copy; `state_label` and `item_label` are for the sentence."""

    pk: int
    number: str
    in_service: bool
    facility_id: int
    facility_name: str
    item_type: str
    state_label: str = ""
    item_label: str = ""


@dataclass(frozen=True)
class ReaderFacts:
    """What a decision needs to know of a reader; no card at all is `card_expires_on` None."""

    pk: int
    patron_type: str
    is_blocked: bool
    card_expires_on: dt.date | None


@dataclass(frozen=True)
class OpenLoan:
    """An open loan of the reader, or of the copy."""

    copy_id: int
    patron_id: int
    item_type: str
    initials: str
    lent_on: dt.date
    due_on: dt.date


@dataclass(frozen=True)
class Allowed:
    """Yes: due on that day; `waived` names the refusals that an override lifted."""

    due_on: dt.date
    waived: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where one stands: the facility, the path of its unit from the root, and the rules written anywhere."""

    facility_id: int
    path: tuple[int, ...]
    rows: tuple[PolicyRow, ...]

    def policy(self, patron_type: str, item_type: str) -> PolicyRow:
        return choose_policy(self.rows, self.path, patron_type, item_type)


def vi_date(day: dt.date) -> str:
    """22/11/2026, as in all sentences."""
    return f"{day:%d/%m/%Y}"


def decide_loan(
    *,
    copy: CopyFacts,
    reader: ReaderFacts,
    open_loans: Sequence[OpenLoan],
    place: Place,
    today: dt.date,
    override: bool = False,
) -> Allowed | refusals.DeskRefusal:
    """May `copy` be lent to `reader` at `place` today?

    `open_loans` holds the reader's open loans and the copy's, if any. Hard refusals come first; the
    others are lifted by `override`.
    """
    holder = next((loan for loan in open_loans if loan.copy_id == copy.pk), None)
    if holder is not None:
        return _already_out(copy, reader, holder)
    if not copy.in_service:
        return refusals.CopyNotInService(number=copy.number, state=copy.state_label)
    policy = place.policy(reader.patron_type, copy.item_type)
    soft = [
        *_against_reader(reader, today),
        *_against_copy(copy, place, policy),
        *_against_count(reader, open_loans, place, policy),
    ]
    if soft and not override:
        return soft[0]
    return Allowed(today + dt.timedelta(days=policy.terms.loan_days), tuple(refusal.code for refusal in soft))


def _already_out(copy: CopyFacts, reader: ReaderFacts, holder: OpenLoan) -> refusals.DeskRefusal:
    if holder.patron_id == reader.pk:
        return refusals.CopyAlreadyLentToReader(number=copy.number, due_on=vi_date(holder.due_on))
    return refusals.CopyOnLoan(number=copy.number, reader=holder.initials, since=vi_date(holder.lent_on))


def _against_reader(reader: ReaderFacts, today: dt.date) -> list[refusals.DeskRefusal]:
    found: list[refusals.DeskRefusal] = []
    if reader.is_blocked:
        found.append(refusals.PatronBlocked())
    if reader.card_expires_on is None:
        found.append(refusals.ReaderWithoutCard())
    elif reader.card_expires_on < today:
        found.append(refusals.CardExpired(expired_on=vi_date(reader.card_expires_on)))
    return found


def _against_copy(copy: CopyFacts, place: Place, policy: PolicyRow) -> list[refusals.DeskRefusal]:
    found: list[refusals.DeskRefusal] = []
    if copy.facility_id != place.facility_id:
        found.append(refusals.CopyElsewhere(number=copy.number, facility=copy.facility_name))
    if not policy.terms.may_borrow:
        found.append(refusals.NotForLoan(number=copy.number, item_type=copy.item_label))
    return found


def _against_count(
    reader: ReaderFacts, open_loans: Sequence[OpenLoan], place: Place, policy: PolicyRow
) -> list[refusals.DeskRefusal]:
    """A rule's limit counts the reader's open loans that the same rule governs: textbooks leave room for a novel."""
    if not policy.terms.may_borrow:
        return []
    governed = sum(
        1
        for loan in open_loans
        if loan.patron_id == reader.pk and place.policy(reader.patron_type, loan.item_type) == policy
    )
    if governed < policy.terms.max_loans:
        return []
    return [refusals.LoanLimitReached(open=governed, limit=policy.terms.max_loans)]


def decide_renewal(
    *, is_open: bool, renewals: int, due_on: dt.date, policy: PolicyRow, today: dt.date, override: bool = False
) -> Allowed | refusals.DeskRefusal:
    """May an open loan be renewed? The new term counts from today and never shortens the old one."""
    if not is_open:
        return refusals.AlreadyReturned()
    spent = renewals >= policy.terms.max_renewals
    if spent and not override:
        return refusals.RenewalLimitReached(renewals=renewals)
    new = max(due_on, today + dt.timedelta(days=policy.terms.loan_days))
    return Allowed(new, (refusals.RenewalLimitReached.code,) if spent else ())


def decide_undo(
    *, done_on: dt.date | None, done_at_id: int | None, here_id: int, today: dt.date
) -> refusals.DeskRefusal | None:
    """What was done today is undone by the place that did it; nothing else."""
    if done_at_id != here_id:
        return refusals.UndoElsewhere()
    return None if done_on == today else refusals.TooLateToUndo()


def check_count(count: Any) -> int:
    """A whole number of people or books from 1 to MOST_AT_ONCE. Raises CountOutOfRange."""
    try:
        number = int(str(count).strip())
    except ValueError:
        number = 0
    if not 1 <= number <= MOST_AT_ONCE:
        raise refusals.CountOutOfRange(count=str(count)[:20], most=MOST_AT_ONCE)
    return number
