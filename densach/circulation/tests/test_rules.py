"""Pure decisions."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from densach.circulation import refusals
from densach.circulation.rules import (
    MOST_AT_ONCE,
    Allowed,
    CopyFacts,
    OpenLoan,
    Place,
    PolicyRow,
    ReaderFacts,
    Terms,
    check_count,
    choose_policy,
    decide_loan,
    decide_renewal,
    decide_undo,
)

TODAY = dt.date(2026, 3, 10)
HERE, ELSEWHERE = 1, 2
CITY, WARD, OTHER = 10, 11, 12
COPY = CopyFacts(5, "PM.000005", True, HERE, "Thư viện", "general", "", "sách chung")
READER = ReaderFacts(7, "adult", False, dt.date(2027, 1, 1))
PLACE = Place(HERE, (CITY, WARD), ())


def loan(copy: int, *, patron: int = 7, item_type: str = "general") -> OpenLoan:
    return OpenLoan(copy, patron, item_type, "NTH", dt.date(2026, 3, 1), dt.date(2026, 3, 15))


def decide(**change: Any) -> Any:
    given: dict[str, Any] = {"copy": COPY, "reader": READER, "open_loans": (), "place": PLACE, "today": TODAY, **change}
    return decide_loan(**given)


def test_a_reader_with_a_card_borrows_for_fourteen_days() -> None:
    assert decide() == Allowed(dt.date(2026, 3, 24))


@pytest.mark.parametrize(
    ("change", "code", "overridable"),
    [
        ({"reader": replace(READER, is_blocked=True)}, "patron-blocked", True),
        ({"reader": replace(READER, card_expires_on=None)}, "reader-without-card", True),
        ({"reader": replace(READER, card_expires_on=dt.date(2026, 3, 9))}, "card-expired", True),
        ({"copy": replace(COPY, facility_id=ELSEWHERE)}, "copy-elsewhere", True),
        ({"copy": replace(COPY, item_type="reference")}, "not-for-loan", True),
        ({"copy": replace(COPY, item_type="rare")}, "not-for-loan", True),
        ({"open_loans": tuple(loan(n) for n in range(20, 25))}, "loan-limit-reached", True),
        ({"copy": replace(COPY, in_service=False)}, "copy-not-in-service", False),
        ({"open_loans": (loan(5, patron=8),)}, "copy-on-loan", False),
        ({"open_loans": (loan(5),)}, "copy-already-lent-to-reader", False),
    ],
)
def test_each_no_has_its_name_and_only_some_give_way(change: dict[str, Any], code: str, overridable: bool) -> None:
    refusal = decide(**change)
    assert isinstance(refusal, refusals.DeskRefusal)
    assert (refusal.code, refusal.overridable) == (code, overridable)
    assert str(refusal) != ""
    assert refusal.what_to_do != ""
    excepted = decide(**change, override=True)
    assert isinstance(excepted, Allowed) is overridable
    if overridable:
        assert excepted.waived == (code,)


def test_a_card_is_valid_on_its_last_day() -> None:
    assert isinstance(decide(reader=replace(READER, card_expires_on=TODAY)), Allowed)


def test_who_has_the_book_is_told_by_initials_only() -> None:
    refusal = decide(open_loans=(loan(5, patron=8),))
    assert refusal.data == {"number": "PM.000005", "reader": "NTH", "since": "01/03/2026"}


def test_hard_refusals_come_before_those_that_give_way() -> None:
    refusal = decide(copy=replace(COPY, in_service=False), reader=replace(READER, is_blocked=True), override=True)
    assert refusal.code == "copy-not-in-service"


def test_an_exception_names_everything_it_lifts() -> None:
    verdict = decide(reader=replace(READER, is_blocked=True), copy=replace(COPY, facility_id=ELSEWHERE), override=True)
    assert verdict.waived == ("patron-blocked", "copy-elsewhere")


def test_a_limit_counts_only_what_the_same_rule_governs() -> None:
    textbooks = tuple(loan(n, item_type="textbook") for n in range(20, 29))
    assert isinstance(decide(open_loans=textbooks), Allowed)
    refusal = decide(open_loans=(*textbooks, *(loan(n) for n in range(40, 45))))
    assert refusal.data == {"open": 5, "limit": 5}


def test_loans_of_somebody_else_do_not_count() -> None:
    assert isinstance(decide(open_loans=tuple(loan(n, patron=8) for n in range(20, 40))), Allowed)


ROWS = (
    PolicyRow(Terms(loan_days=1)),
    PolicyRow(Terms(loan_days=2), unit_id=CITY),
    PolicyRow(Terms(loan_days=3), unit_id=CITY, item_type="general"),
    PolicyRow(Terms(loan_days=4), unit_id=CITY, patron_type="pupil"),
    PolicyRow(Terms(loan_days=5), unit_id=WARD),
    PolicyRow(Terms(loan_days=6), unit_id=WARD, patron_type="teacher", item_type="textbook"),
)


@pytest.mark.parametrize(
    ("path", "patron_type", "item_type", "days"),
    [
        ((), "pupil", "general", 1),
        ((CITY,), "adult", "law", 2),
        ((CITY,), "adult", "general", 3),
        ((CITY,), "pupil", "general", 4),
        ((CITY, WARD), "pupil", "general", 5),
        ((CITY, WARD), "teacher", "textbook", 6),
        ((CITY, OTHER), "teacher", "textbook", 2),
    ],
)
def test_the_nearest_unit_wins_then_the_reader_then_the_book(
    path: tuple[int, ...], patron_type: str, item_type: str, days: int
) -> None:
    assert choose_policy(ROWS, path, patron_type, item_type).terms.loan_days == days


@pytest.mark.parametrize(
    ("patron_type", "item_type", "terms"),
    [
        ("adult", "general", Terms()),
        ("teacher", "general", Terms(loan_days=30, max_loans=10)),
        ("teacher", "reference", Terms(may_borrow=False)),
        ("pupil", "textbook", Terms(loan_days=150, max_loans=15, max_renewals=1)),
    ],
)
def test_without_any_row_the_built_in_terms_hold(patron_type: str, item_type: str, terms: Terms) -> None:
    chosen = choose_policy((), (), patron_type, item_type)
    assert (chosen.terms, chosen.builtin) == (terms, True)


def test_a_written_row_may_lend_what_is_built_in_as_reading_only() -> None:
    place = Place(HERE, (CITY,), (PolicyRow(Terms(loan_days=3), unit_id=CITY, item_type="reference"),))
    assert decide(copy=replace(COPY, item_type="reference"), place=place) == Allowed(dt.date(2026, 3, 13))


def renew(**change: Any) -> Any:
    given: dict[str, Any] = {
        "is_open": True,
        "renewals": 0,
        "due_on": dt.date(2026, 3, 12),
        "policy": PolicyRow(Terms()),
        "today": TODAY,
        **change,
    }
    return decide_renewal(**given)


def test_a_renewal_counts_from_today_and_never_shortens() -> None:
    assert renew() == Allowed(dt.date(2026, 3, 24))
    assert renew(due_on=dt.date(2026, 5, 1)) == Allowed(dt.date(2026, 5, 1))


def test_renewals_end_and_a_closed_loan_is_not_renewed() -> None:
    assert renew(renewals=2).code == "renewal-limit-reached"
    assert renew(renewals=2, override=True).waived == ("renewal-limit-reached",)
    assert renew(is_open=False, override=True).code == "already-returned"


def test_undo_is_for_today_and_for_the_same_place() -> None:
    assert decide_undo(done_on=TODAY, done_at_id=HERE, here_id=HERE, today=TODAY) is None
    late = decide_undo(done_on=TODAY - dt.timedelta(days=1), done_at_id=HERE, here_id=HERE, today=TODAY)
    assert isinstance(late, refusals.TooLateToUndo)
    away = decide_undo(done_on=TODAY, done_at_id=ELSEWHERE, here_id=HERE, today=TODAY)
    assert isinstance(away, refusals.UndoElsewhere)


@pytest.mark.parametrize("count", [1, "35", " 7 ", MOST_AT_ONCE])
def test_counts_are_whole_numbers(count: Any) -> None:
    assert check_count(count) == int(count)


@pytest.mark.parametrize("count", [0, -1, MOST_AT_ONCE + 1, "", "ba mươi", "1.5", "9" * 40])
def test_other_counts_are_refused(count: Any) -> None:
    with pytest.raises(refusals.CountOutOfRange):
        check_count(count)
