"""Lend, take back, renew, undo."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from densach.audit.models import Entry
from densach.catalogue.availability import on_loan
from densach.circulation import refusals, services
from densach.circulation.models import Loan, LoanState
from densach.circulation.rules import Terms
from densach.core.errors import NotAllowed, Refusal
from densach.discovery.models import Change
from densach.measures.models import DirtyMark
from densach.people.models import Card
from tests import make

from .helpers import DAY, MORNING, TODAY, lend, take_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(place: SimpleNamespace) -> Any:
    return make.copy(facility=place.library, record=make.record("Dế Mèn phiêu lưu ký", subject_group="8"))


@pytest.fixture
def reader(place: SimpleNamespace) -> Any:
    return make.patron("Nông Thị Hoa", facility=place.library, birth_year=2016, sex="f", patron_type="pupil")


def test_a_loan_remembers_what_is_counted(place: SimpleNamespace, book: Any, reader: Any) -> None:
    loan = lend(place, book, reader)
    loan.refresh_from_db()
    assert (loan.lent_on, loan.due_on, loan.state) == (TODAY, dt.date(2026, 3, 24), LoanState.OPEN)
    assert (loan.age_band, loan.sex, loan.patron_type, loan.subject_group) == ("6-10", "f", "pupil", "8")
    assert on_loan([book.pk]) == {book.pk}


def test_a_loan_leaves_a_line_marks_and_news_but_no_name(place: SimpleNamespace, book: Any, reader: Any) -> None:
    loan = lend(place, book, reader)
    line = Entry.objects.get(verb="lend_copy")
    assert (line.subject_id, line.facility_id) == (str(loan.pk), place.library.pk)
    assert line.changes == {"number": book.accession_number, "title": book.record.title, "due_on": "2026-03-24"}
    assert reader.full_name not in f"{line.subject_label}{line.changes}"
    marks = DirtyMark.objects.filter(facility=place.library, month=dt.date(2026, 3, 1))
    assert set(marks.values_list("measure", flat=True)) == {"loans", "uses", "active_patrons"}
    assert Change.objects.filter(kind="record", subject_id=book.record_id).count() == 1


def test_late_at_night_counts_for_the_local_day(place: SimpleNamespace, book: Any, reader: Any) -> None:
    loan = lend(place, book, reader, at=dt.datetime(2026, 3, 9, 18, 30, tzinfo=dt.UTC))
    assert loan.lent_on == TODAY


def test_a_second_open_loan_is_refused_and_impossible(place: SimpleNamespace, book: Any, reader: Any) -> None:
    loan = lend(place, book, reader)
    with pytest.raises(refusals.CopyOnLoan) as caught:
        lend(place, book, make.patron(facility=place.library))
    assert caught.value.data["reader"] == "NTH"
    with pytest.raises(refusals.CopyAlreadyLentToReader):
        lend(place, book, reader)
    loan.pk, loan.public_id = None, "x"
    with pytest.raises(IntegrityError), transaction.atomic():
        loan.save(force_insert=True)


def test_the_constraint_speaks_as_the_named_refusal(
    place: SimpleNamespace, book: Any, reader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when another desk lends between this desk's look and its write."""
    from densach.circulation.services import loans

    lend(place, book, reader)
    look, looks = loans._open_loans, iter([()])
    monkeypatch.setattr(loans, "_open_loans", lambda which: next(looks, None) or look(which))
    with pytest.raises(refusals.CopyOnLoan):
        lend(place, book, make.patron(facility=place.library))
    assert Loan.objects.filter(copy=book).count() == 1


def test_other_broken_constraints_are_not_taken_for_a_loan(place: SimpleNamespace, book: Any, reader: Any) -> None:
    from densach.circulation.services import loans

    nameless = reader.__class__(pk=reader.pk, patron_type=None)
    row: dict[str, Any] = {"actor": place.owner, "copy": book, "patron": nameless, "facility": place.library}
    with pytest.raises(IntegrityError), transaction.atomic():
        loans._open(**row, at=MORNING, due_on=TODAY, reason="")


def test_the_limit_and_the_exception_with_its_reason(place: SimpleNamespace, book: Any, reader: Any) -> None:
    for _n in range(5):
        lend(place, make.copy(facility=place.library), reader)
    with pytest.raises(refusals.LoanLimitReached):
        lend(place, book, reader)
    loan = lend(place, book, reader, override_reason="  thi học sinh giỏi ")
    assert loan.overridden == "thi học sinh giỏi"
    line = Entry.objects.filter(verb="lend_copy").latest("pk")
    assert (line.changes["waived"], line.changes["reason"]) == (["loan-limit-reached"], "thi học sinh giỏi")


def test_a_reason_without_need_is_not_kept_and_without_right_refused(
    place: SimpleNamespace, book: Any, reader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(refusals.ReasonTooLong):
        lend(place, book, reader, override_reason="x" * 201)
    from densach.network import roles

    monkeypatch.setitem(roles.ROLES, "librarian", roles.ROLES["librarian"] - {"circulation.override_policy"})
    plain = make.user("librarian", at=place.library)
    with pytest.raises(NotAllowed):
        lend(place, book, reader, actor=plain, override_reason="vì sao")
    assert lend(place, book, reader, override_reason="không cần").overridden == ""


@pytest.mark.parametrize("who", ["owner", "colleague", "admin"])
def test_those_of_the_place_lend(place: SimpleNamespace, book: Any, reader: Any, who: str) -> None:
    assert lend(place, book, reader, actor=getattr(place, who)).lent_by == getattr(place, who)


@pytest.mark.parametrize("who", ["stranger", "officer", "office"])
def test_others_do_nothing_here(place: SimpleNamespace, book: Any, reader: Any, who: str) -> None:
    actor, at = getattr(place, who), MORNING
    loan = lend(place, make.copy(facility=place.library), reader)
    here = place.library
    acts: list[Any] = [
        lambda: lend(place, book, reader, actor=actor),
        lambda: take_back(actor, loan.copy, here, at),
        lambda: services.renew_loan(actor=actor, loan=loan, facility=here, at=at),
        lambda: services.undo_loan(actor=actor, loan=loan, facility=here, at=at),
        lambda: services.undo_return(actor=actor, loan=loan, facility=here, at=at),
        lambda: services.undo_renewal(actor=actor, loan=loan, facility=here, at=at),
    ]
    for act in acts:
        with pytest.raises(NotAllowed):
            act()
    assert Loan.objects.get() == loan


def test_a_book_comes_back_anywhere_and_the_loan_knows_where(place: SimpleNamespace, book: Any, reader: Any) -> None:
    lend(place, book, reader)
    loan = take_back(place.stranger, book, place.far, MORNING + DAY)
    loan.refresh_from_db()
    assert (loan.state, loan.returned_facility, loan.facility) == (LoanState.RETURNED, place.far, place.library)
    assert on_loan([book.pk]) == frozenset()
    with pytest.raises(refusals.CopyNotOnLoan):
        take_back(place.stranger, book, place.far, MORNING + DAY)


def test_a_return_before_the_loan_is_a_wrong_clock(place: SimpleNamespace, book: Any, reader: Any) -> None:
    lend(place, book, reader)
    with pytest.raises(refusals.ReturnedBeforeLent):
        take_back(place.owner, book, place.library, MORNING - DAY)


def test_take_back_then_lend_is_one_act(place: SimpleNamespace, book: Any, reader: Any) -> None:
    lend(place, book, reader)
    blocked = make.patron(facility=place.library, is_blocked=True)
    next_one = make.patron(facility=place.library)
    with pytest.raises(refusals.PatronBlocked):
        services.return_and_lend(actor=place.owner, copy=book, patron=blocked, facility=place.library, at=MORNING)
    assert Loan.objects.get(state=LoanState.OPEN).patron == reader
    services.return_and_lend(actor=place.owner, copy=book, patron=next_one, facility=place.library, at=MORNING)
    assert Loan.objects.get(state=LoanState.OPEN).patron == next_one


def test_copies_of_other_places_and_out_of_service(place: SimpleNamespace, reader: Any) -> None:
    with pytest.raises(refusals.CopyElsewhere) as caught:
        lend(place, make.copy(facility=place.far), reader)
    assert caught.value.data["facility"] == place.far.name
    with pytest.raises(refusals.CopyNotInService):
        lend(place, make.copy(facility=place.library, state="repair"), reader)


def test_cards_expire_and_get_lost(place: SimpleNamespace, book: Any, reader: Any) -> None:
    Card.objects.filter(patron=reader).update(expires_on=dt.date(2026, 3, 9))
    with pytest.raises(refusals.CardExpired):
        lend(place, book, reader)
    Card.objects.filter(patron=reader).update(state="lost")
    with pytest.raises(refusals.ReaderWithoutCard):
        lend(place, book, reader)


def test_renew_until_the_limit_then_by_exception(place: SimpleNamespace, book: Any, reader: Any) -> None:
    loan = lend(place, book, reader)
    renew: dict[str, Any] = {"actor": place.owner, "loan": loan, "facility": place.library}
    services.renew_loan(**renew, at=MORNING + 5 * DAY)
    services.renew_loan(**renew, at=MORNING + 6 * DAY)
    with pytest.raises(refusals.RenewalLimitReached):
        services.renew_loan(**renew, at=MORNING + 7 * DAY)
    services.renew_loan(**renew, at=MORNING + 7 * DAY, override_reason="đang ốm")
    loan.refresh_from_db()
    assert (loan.renewals, loan.due_on, loan.overridden) == (3, TODAY + 21 * DAY, "đang ốm")


def test_a_renewal_is_undone_by_one_step_on_its_day(place: SimpleNamespace, book: Any, reader: Any) -> None:
    loan = lend(place, book, reader)
    here: dict[str, Any] = {"actor": place.owner, "loan": loan, "facility": place.library}
    services.renew_loan(**here, at=MORNING + DAY)
    with pytest.raises(refusals.TooLateToUndo):
        services.undo_renewal(**here, at=MORNING + 2 * DAY)
    services.undo_renewal(**here, at=MORNING + DAY)
    loan.refresh_from_db()
    assert (loan.renewals, loan.due_on) == (0, TODAY + 14 * DAY)
    with pytest.raises(refusals.AlreadyUndone):
        services.undo_renewal(**here, at=MORNING + DAY)


def test_stale_rows_do_not_renew_or_undo_twice(place: SimpleNamespace, book: Any, reader: Any) -> None:
    loan = lend(place, book, reader)
    stale = Loan.objects.select_related("copy__record").get()
    here: dict[str, Any] = {"actor": place.owner, "facility": place.library, "at": MORNING}
    services.renew_loan(loan=loan, **here)
    with pytest.raises(refusals.AlreadyReturned):
        services.renew_loan(loan=stale, **here)
    renewed = Loan.objects.select_related("copy__record").get()
    services.undo_renewal(loan=loan, **here)
    with pytest.raises(refusals.AlreadyUndone):
        services.undo_renewal(loan=renewed, **here)
    services.undo_loan(loan=loan, **here)
    with pytest.raises(refusals.AlreadyUndone):
        services.undo_loan(loan=stale, **here)


def test_a_loan_is_undone_on_its_day_by_its_place(place: SimpleNamespace, book: Any, reader: Any) -> None:
    loan = lend(place, book, reader)
    with pytest.raises(refusals.TooLateToUndo):
        services.undo_loan(actor=place.owner, loan=loan, facility=place.library, at=MORNING + DAY)
    with pytest.raises(refusals.UndoElsewhere):
        services.undo_loan(actor=place.stranger, loan=loan, facility=place.far, at=MORNING)
    services.undo_loan(actor=place.owner, loan=loan, facility=place.library, at=MORNING)
    assert Loan.objects.get().state == LoanState.UNDONE
    assert lend(place, book, reader).state == LoanState.OPEN


def test_a_return_is_undone_unless_the_book_is_out_again(place: SimpleNamespace, book: Any, reader: Any) -> None:
    loan = lend(place, book, reader)
    here: dict[str, Any] = {"actor": place.owner, "facility": place.library}
    with pytest.raises(refusals.AlreadyUndone):
        services.undo_return(loan=loan, at=MORNING, **here)
    take_back(place.owner, book, place.library, MORNING)
    loan = Loan.objects.select_related("copy__record").get()
    with pytest.raises(refusals.TooLateToUndo):
        services.undo_return(loan=loan, at=MORNING + DAY, **here)
    stale = Loan.objects.select_related("copy__record").get()
    services.undo_return(loan=loan, at=MORNING, **here)
    assert Loan.objects.get().state == LoanState.OPEN
    with pytest.raises(refusals.CopyOnLoan):
        services.undo_return(loan=stale, at=MORNING, **here)
    take_back(place.owner, book, place.library, MORNING)
    lend(place, book, make.patron(facility=place.library))
    with pytest.raises(refusals.CopyOnLoan):
        services.undo_return(loan=stale, at=MORNING, **here)


def test_undo_return_meets_the_constraint_and_a_changed_row(
    place: SimpleNamespace, book: Any, reader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from densach.circulation.services import undoing

    lend(place, book, reader)
    returned = take_back(place.owner, book, place.library, MORNING)
    here: dict[str, Any] = {"actor": place.owner, "facility": place.library, "at": MORNING}
    look, looks = undoing.on_loan, iter([None])
    lend(place, book, make.patron(facility=place.library))
    monkeypatch.setattr(undoing, "on_loan", lambda copy: next(looks, look(copy)))
    with pytest.raises(refusals.CopyOnLoan):
        services.undo_return(loan=returned, **here)
    Loan.objects.filter(pk=returned.pk).update(state=LoanState.UNDONE, returned_at=None)
    Loan.objects.filter(state=LoanState.OPEN).update(state=LoanState.UNDONE)
    with pytest.raises(refusals.AlreadyUndone):
        services.undo_return(loan=returned, **here)


def test_another_desk_may_be_quicker_to_take_back(
    place: SimpleNamespace, book: Any, reader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from densach.circulation.services import loans

    lend(place, book, reader)
    monkeypatch.setattr(loans, "_still_open", lambda _loan: Loan.objects.none())
    with pytest.raises(refusals.CopyNotOnLoan):
        take_back(place.owner, book, place.library, MORNING)


def test_rules_written_for_a_unit_hold_below_it_only(place: SimpleNamespace, reader: Any) -> None:
    policy = services.set_policy(
        actor=place.admin, unit=place.ward, patron_type="", item_type="", terms=Terms(loan_days=3)
    )
    assert lend(place, make.copy(facility=place.library), reader).due_on == TODAY + 3 * DAY
    far = make.copy(facility=place.far)
    loan = lend(place, far, make.patron(facility=place.far), actor=place.stranger, facility=place.far)
    assert loan.due_on == TODAY + 14 * DAY
    services.set_policy(actor=place.admin, unit=place.ward, patron_type="", item_type="", terms=Terms(loan_days=4))
    policy.refresh_from_db()
    assert policy.loan_days == 4
    services.remove_policy(actor=place.admin, policy=policy)
    assert lend(place, make.copy(facility=place.library), reader).due_on == TODAY + 14 * DAY
    assert list(Entry.objects.filter(subject_type="circulation.Policy").values_list("verb", flat=True)) == [
        "remove_policy", "set_policy", "set_policy",
    ]  # fmt: skip


def test_rules_are_bounded_and_guarded(place: SimpleNamespace) -> None:
    for terms in (Terms(loan_days=0), Terms(max_loans=1000), Terms(max_renewals=-1)):
        with pytest.raises(refusals.PolicyOutOfRange):
            services.set_policy(actor=place.admin, unit=place.city, patron_type="", item_type="", terms=terms)
    for actor, unit in ((place.owner, place.ward), (place.admin, None), (place.office, place.city)):
        with pytest.raises(NotAllowed):
            services.set_policy(actor=actor, unit=unit, patron_type="", item_type="", terms=Terms())
    root = make.user(is_superuser=True)
    everywhere = services.set_policy(actor=root, unit=None, patron_type="pupil", item_type="", terms=Terms())
    services.remove_policy(actor=root, policy=everywhere)
    everywhere.pk = 999999
    with pytest.raises(refusals.PolicyGone):
        services.remove_policy(actor=root, policy=everywhere)


def test_a_rule_written_twice_in_one_moment_is_one_row(place: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    from densach.circulation.models import Policy

    given: dict[str, Any] = {"actor": place.admin, "unit": place.city, "patron_type": "pupil", "item_type": ""}
    services.set_policy(**given, terms=Terms(loan_days=5))

    def collide(**_key: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr(Policy.objects, "update_or_create", collide)
    row = services.set_policy(**given, terms=Terms(loan_days=6))
    assert (row.loan_days, Policy.objects.count()) == (6, 1)


def test_every_refusal_has_its_own_code_and_advice() -> None:
    kinds = [kind for kind in vars(refusals).values() if isinstance(kind, type) and issubclass(kind, Refusal)]
    own = [kind for kind in kinds if kind.__module__ == refusals.__name__ and kind is not refusals.DeskRefusal]
    assert len({kind.code for kind in own}) == len(own) > 20
    assert all(str(kind.advice) for kind in own)
