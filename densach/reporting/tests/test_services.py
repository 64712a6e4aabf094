"""Cycles, figures, words and steps, each with who may and who may not."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from densach.audit.models import Entry
from densach.core.clock import now, today
from densach.core.errors import NotAllowed, Refusal
from densach.measures.models import Declaration
from densach.network.models import Succession, SuccessionKind, Unit, UnitParent
from densach.reporting import queries, refusals, services
from densach.reporting.checks import checks_of, name_of, unit_of
from densach.reporting.models import Narrative, Report, ReportCell, ReportCycle, ReportEvent, ReportState
from tests import make

from . import rows
from .rows import NOVEMBER


def cell(report: Report, key: str = "m.visits") -> ReportCell:
    return ReportCell.objects.get(report=report, key=key)


def drawn(where: SimpleNamespace, cycle: ReportCycle, unit: Unit | None = None) -> Report:
    report = rows.report_of(cycle, unit or where.one)
    return services.draw_figures(actor=where.officer if unit is None else where.office, report=report, at=NOVEMBER)


# who reports


def test_wards_report_always_agencies_when_they_answer_for_a_place(where: SimpleNamespace) -> None:
    empty = make.unit("Phường Không Nơi Nào", parent=where.city)
    names = {unit.pk for unit in queries.reporting_units(where.city, rows.CUT_OFF)}
    assert names == {where.one.pk, where.two.pk, where.education.pk, empty.pk}


def test_each_place_is_reported_once(where: SimpleNamespace, cycle: ReportCycle) -> None:
    for place, value in ((where.library, 1), (where.far, 10), (where.school_library, 100)):
        rows.figure(place, dt.date(2025, 3, 1), value)
    services.draw_cycle(actor=where.office, cycle=cycle, at=NOVEMBER)
    values = {one.report.unit_id: one.computed for one in ReportCell.objects.filter(key="m.visits")}
    assert values == {where.one.pk: 1, where.two.pk: 10, where.education.pk: 100}


def test_a_cycle_is_opened_once_by_who_manages_it_with_a_draft_each(where: SimpleNamespace, cycle: ReportCycle) -> None:
    assert set(Report.objects.filter(cycle=cycle).values_list("state", flat=True)) == {ReportState.DRAFT}
    assert ReportEvent.objects.filter(report__cycle=cycle, state="draft").count() == 3
    assert Entry.objects.filter(verb="cycle.open", unit_id=where.city.pk).exists()
    with pytest.raises(refusals.CycleExists):
        rows.cycle(where)
    for nobody in (where.officer, where.leader, where.librarian):
        with pytest.raises(NotAllowed):
            rows.cycle(_as(where, nobody), year=2024)


def _as(where: SimpleNamespace, actor: object) -> SimpleNamespace:
    return SimpleNamespace(**{**vars(where), "office": actor})


def test_a_cycle_needs_dates_that_fit_and_a_receiver_with_units(where: SimpleNamespace) -> None:
    with pytest.raises(refusals.CutOffNotInYear):
        rows.cycle(where, cut_off_on=dt.date(2024, 10, 31))
    with pytest.raises(refusals.DueBeforeCutOff):
        rows.cycle(where, due_on=dt.date(2025, 10, 1))
    with pytest.raises(refusals.NobodyReports):
        rows.cycle(where, receiver=where.two)
    late = make.unit("Thành phố Sau", kind="city", starts_on=dt.date(2026, 1, 1))
    with pytest.raises((refusals.ReceiverNotThere, NotAllowed)):
        services.open_cycle(
            actor=make.user("administrator", at=late), plan=where.plan, receiver=late, year=2025,
            cut_off_on=rows.CUT_OFF, due_on=rows.DUE, at=rows.OPENED,
        )  # fmt: skip
    assert not ReportCycle.objects.exists()


def test_sample_places_mark_the_cycle_and_its_reports(where: SimpleNamespace) -> None:
    where.library.is_sample = True
    where.library.save()
    assert rows.cycle(where).is_sample
    assert Report.objects.filter(is_sample=True).count() == 3


# figures


def test_figures_are_those_of_whole_months_with_last_year_beside(where: SimpleNamespace, cycle: ReportCycle) -> None:
    rows.year_of(where.library, 2025, 12, months=12)
    rows.year_of(where.library, 2024, 10, months=12)
    rows.figure(where.far, dt.date(2025, 5, 1), 999)
    found = cell(drawn(where, cycle))
    assert found.computed == 120
    assert found.provenance["before"] == 100
    assert found.provenance["facilities"] == 1
    assert found.provenance["parts"] == {"counted": 120}
    assert (found.provenance["from"], found.provenance["to"]) == ("2025-01-01", "2025-10-31")


def test_a_stock_is_that_of_the_last_month(where: SimpleNamespace, cycle: ReportCycle) -> None:
    rows.year_of(where.library, 2025, 700, measure="copies_held")
    assert cell(drawn(where, cycle), "m.copies_held").computed == 700


def test_a_ward_that_arose_in_the_year_is_held_against_its_ground(where: SimpleNamespace) -> None:
    """Two wards become one on 1 July: last year's value is that of both."""
    day = dt.date(2025, 7, 1)
    new = make.unit("Phường Mới", starts_on=day)
    UnitParent.objects.create(unit=new, parent=where.city, starts_on=day)
    for old, place in ((where.one, where.library), (where.two, where.far)):
        Unit.objects.filter(pk=old.pk).update(ends_before=day)
        UnitParent.objects.filter(unit=old).update(ends_before=day)
        Succession.objects.create(predecessor=old, successor=new, on=day, share=1, kind=SuccessionKind.MERGE)
        rows.year_of(place, 2024, 10)
        rows.year_of(place, 2025, 11)
    make._grow()
    cycle = rows.cycle(where)
    found = cell(drawn(where, cycle, new))
    assert found.computed == 220
    assert found.provenance["before"] == 200


def test_months_on_paper_that_are_owed_are_counted(where: SimpleNamespace, cycle: ReportCycle) -> None:
    where.library.managed_since = None
    where.library.save()
    Declaration.objects.create(
        facility=where.library, month=dt.date(2025, 1, 1), measure="visits", value=5,
        declared_by=where.officer, declared_at=NOVEMBER,
    )  # fmt: skip
    assert cell(drawn(where, cycle)).provenance["missing"] == 9


def test_drawing_again_keeps_corrections_and_drops_what_is_gone(where: SimpleNamespace, cycle: ReportCycle) -> None:
    report = drawn(where, cycle)
    ReportCell.objects.create(report=report, key="m.gone", computed=1)
    kept = ReportCell.objects.create(report=report, key="m.kept", computed=1, corrected=2, reason="đếm tay lại")
    services.correct_cell(
        actor=where.officer, report=report, key="m.visits", value=Decimal(50), reason="Quên một quyển sổ", at=NOVEMBER
    )
    rows.figure(where.library, dt.date(2025, 3, 1), 30)
    services.draw_figures(actor=where.officer, report=report, at=NOVEMBER)
    found = cell(report)
    assert (found.computed, found.corrected, found.value) == (30, 50, 50)
    assert ReportCell.objects.filter(pk=kept.pk).exists()
    assert not ReportCell.objects.filter(key="m.gone").exists()


def test_a_correction_keeps_both_values_with_reason_and_trail(where: SimpleNamespace, cycle: ReportCycle) -> None:
    report = drawn(where, cycle)

    def correct(value: str = "50", reason: str = "Quên một quyển sổ", key: str = "m.visits") -> ReportCell:
        return services.correct_cell(
            actor=where.officer, report=report, key=key, value=Decimal(value), reason=reason, at=NOVEMBER
        )

    for refusal, given in (
        (refusals.ReasonNeeded, {"reason": "  ?"}),
        (refusals.NothingToCorrect, {"value": "0"}),
        (refusals.ValueNotPossible, {"value": "-1"}),
        (refusals.UnknownCell, {"key": "m.nothing"}),
    ):
        with pytest.raises(refusal):
            correct(**given)
    found = correct()
    assert (found.computed, found.corrected, found.corrected_by) == (0, 50, where.officer)
    correct("60")
    trail = Entry.objects.filter(verb="report.correct").order_by("pk").values_list("changes", flat=True)
    assert [line["m.visits"] for line in trail] == [["0.00", "50"], ["50.00", "60"]]
    assert services.withdraw_correction(actor=where.officer, report=report, key="m.visits", at=NOVEMBER).value == 0
    services.withdraw_correction(actor=where.officer, report=report, key="m.visits", at=NOVEMBER)
    assert Entry.objects.filter(verb="report.uncorrect").count() == 1


def test_a_jump_must_be_explained_before_submitting(where: SimpleNamespace, cycle: ReportCycle) -> None:
    rows.year_of(where.library, 2025, 100)
    rows.year_of(where.library, 2024, 10)
    report = drawn(where, cycle)
    with pytest.raises(refusals.JumpsUnexplained, match="Lượt bạn đọc"):
        services.submit_report(actor=where.officer, report=report, at=NOVEMBER)
    with pytest.raises(refusals.ExplanationNeeded):
        services.explain_cell(actor=where.officer, report=report, key="m.visits", explanation=" ", at=NOVEMBER)
    services.explain_cell(
        actor=where.officer, report=report, key="m.visits", explanation="Mở phòng đọc mới", at=NOVEMBER
    )
    assert services.submit_report(actor=where.officer, report=report, at=NOVEMBER).state == "submitted"


def test_a_jump_passes_when_confirmed(where: SimpleNamespace, cycle: ReportCycle) -> None:
    rows.year_of(where.library, 2025, 100)
    rows.year_of(where.library, 2024, 10)
    report = drawn(where, cycle)
    assert services.submit_report(actor=where.officer, report=report, at=NOVEMBER, confirmed=True).state == "submitted"


# words


def test_words_are_kept_as_typed_and_saved_once(where: SimpleNamespace, cycle: ReportCycle) -> None:
    report = rows.report_of(cycle, where.one)

    def save(text: str, section: str = "leading") -> Narrative:
        return services.save_narrative(actor=where.officer, report=report, section=section, text=text, at=NOVEMBER)

    assert save("Dòng một\n  dòng hai ").text == "Dòng một\ndòng hai"
    save("Dòng một\ndòng hai")
    assert Entry.objects.filter(verb="report.write").count() == 1
    assert save("Thêm", "tasks-2").section == "tasks-2"
    with pytest.raises(refusals.UnknownSection):
        save("x", "tasks-3")
    with pytest.raises(refusals.TextTooLong):
        save("a" * 20_001)


# steps


def test_the_whole_way_with_its_events(where: SimpleNamespace, cycle: ReportCycle) -> None:
    report = drawn(where, cycle)
    services.submit_report(actor=where.officer, report=report, at=NOVEMBER, number=5, signer_name=" Nguyễn Văn  Mẫu ")
    assert (report.number, report.signer_name, report.submitted_at) == (5, "Nguyễn Văn Mẫu", NOVEMBER)
    services.return_report(actor=where.office, report=report, note="Xem lại số lượt", at=NOVEMBER)
    services.submit_report(actor=where.officer, report=report, at=NOVEMBER)
    services.accept_report(actor=where.office, report=report, at=NOVEMBER)
    assert report.accepted_at == NOVEMBER
    services.return_report(actor=where.office, report=report, note="Mở lại để bổ sung", at=NOVEMBER)
    assert report.accepted_at is None
    states = list(ReportEvent.objects.filter(report=report).values_list("state", flat=True))
    assert states == ["draft", "submitted", "returned", "submitted", "accepted", "returned"]


def test_what_is_handed_in_is_locked(where: SimpleNamespace, cycle: ReportCycle) -> None:
    report = drawn(where, cycle)
    services.submit_report(actor=where.officer, report=report, at=NOVEMBER)
    for act in (
        lambda: services.draw_figures(actor=where.officer, report=report, at=NOVEMBER),
        lambda: services.save_narrative(actor=where.officer, report=report, section="leading", text="x", at=NOVEMBER),
        lambda: services.correct_cell(
            actor=where.officer, report=report, key="m.visits", value=Decimal(1), reason="Lý do", at=NOVEMBER
        ),
        lambda: services.explain_cell(
            actor=where.officer, report=report, key="m.visits", explanation="Lý do gì", at=NOVEMBER
        ),
        lambda: services.withdraw_correction(actor=where.officer, report=report, key="m.visits", at=NOVEMBER),
    ):
        with pytest.raises(refusals.ReportLocked):
            act()


def test_a_decision_on_a_state_that_has_changed_is_refused(where: SimpleNamespace, cycle: ReportCycle) -> None:
    report = drawn(where, cycle)
    services.submit_report(actor=where.officer, report=report, at=NOVEMBER)
    seen = rows.report_of(cycle, where.one)
    services.accept_report(actor=where.office, report=report, at=NOVEMBER)
    with pytest.raises(refusals.ChangedMeanwhile):
        services.return_report(actor=where.office, report=seen, note="Xem lại số lượt", at=NOVEMBER)
    with pytest.raises(refusals.WrongState):
        services.accept_report(actor=where.office, report=seen, at=NOVEMBER)


def test_submitting_needs_figures_and_a_day_after_the_cut_off(where: SimpleNamespace, cycle: ReportCycle) -> None:
    report = rows.report_of(cycle, where.one)
    with pytest.raises(refusals.NothingDrawn):
        services.submit_report(actor=where.officer, report=report, at=NOVEMBER)
    services.draw_figures(actor=where.officer, report=report, at=rows.OPENED)
    with pytest.raises(refusals.CutOffInFuture):
        services.submit_report(actor=where.officer, report=report, at=rows.OPENED)
    with pytest.raises(refusals.WrongState):
        services.accept_report(actor=where.office, report=report, at=NOVEMBER)
    with pytest.raises(refusals.NoteNeeded):
        services.return_report(actor=where.office, report=report, note=" ", at=NOVEMBER)


def test_three_people_and_the_receiver(where: SimpleNamespace, cycle: ReportCycle) -> None:
    """The officer of the ward writes, a stranger and a reader of figures do not; only the receiver accepts."""
    report = rows.report_of(cycle, where.one)
    for nobody in (where.stranger, where.leader, where.librarian):
        for act in (
            lambda actor: services.draw_figures(actor=actor, report=report, at=NOVEMBER),
            lambda actor: services.save_narrative(actor=actor, report=report, section="leading", text="x", at=NOVEMBER),
            lambda actor: services.submit_report(actor=actor, report=report, at=NOVEMBER),
            lambda actor: services.start_report(actor=actor, cycle=cycle, unit=where.one, at=NOVEMBER),
        ):
            with pytest.raises(NotAllowed):
                act(nobody)
    rows.handed_in(where, report)
    for nobody in (where.officer, where.stranger, where.leader, where.librarian):
        for act in (
            lambda actor: services.accept_report(actor=actor, report=report, at=NOVEMBER),
            lambda actor: services.return_report(actor=actor, report=report, note="Xem lại số", at=NOVEMBER),
            lambda actor: services.consolidate(actor=actor, cycle=cycle, at=NOVEMBER),
            lambda actor: services.withdraw_consolidation(actor=actor, cycle=cycle, at=NOVEMBER),
            lambda actor: services.draw_cycle(actor=actor, cycle=cycle, at=NOVEMBER),
            lambda actor: services.close_cycle(actor=actor, cycle=cycle, at=NOVEMBER),
            lambda actor: services.remind_cycle(actor=actor, cycle=cycle, at=NOVEMBER),
            lambda actor: services.send_reminders(actor=actor, at=NOVEMBER),
        ):
            with pytest.raises(NotAllowed):
                act(nobody)
    assert services.accept_report(actor=where.office, report=report, at=NOVEMBER).state == "accepted"


def test_a_closed_cycle_takes_no_change(where: SimpleNamespace, cycle: ReportCycle) -> None:
    report = drawn(where, cycle)
    services.close_cycle(actor=where.office, cycle=cycle, at=NOVEMBER)
    acts = [
        lambda: services.draw_figures(actor=where.officer, report=report, at=NOVEMBER),
        lambda: services.submit_report(actor=where.officer, report=report, at=NOVEMBER),
        lambda: services.draw_cycle(actor=where.office, cycle=cycle, at=NOVEMBER),
        lambda: services.consolidate(actor=where.office, cycle=cycle, at=NOVEMBER),
        lambda: services.close_cycle(actor=where.office, cycle=cycle, at=NOVEMBER),
    ]
    for act in acts:
        with pytest.raises(refusals.CycleClosed):
            act()
    services.reopen_cycle(actor=where.office, cycle=cycle, at=NOVEMBER)
    with pytest.raises(refusals.ChangedMeanwhile):
        services.reopen_cycle(actor=where.office, cycle=cycle, at=NOVEMBER)
    assert services.submit_report(actor=where.officer, report=report, at=NOVEMBER).state == "submitted"


def test_a_report_is_started_for_who_belongs_to_the_cycle(where: SimpleNamespace, cycle: ReportCycle) -> None:
    late = make.unit("Phường Mới Lập", parent=where.city)
    assert services.start_report(actor=where.office, cycle=cycle, unit=late, at=NOVEMBER).state == "draft"
    known = services.start_report(actor=where.office, cycle=cycle, unit=where.one, at=NOVEMBER)
    assert known == rows.report_of(cycle, where.one)
    with pytest.raises(refusals.NotPartOfCycle):
        services.start_report(actor=where.office, cycle=cycle, unit=where.school, at=NOVEMBER)


def test_every_refusal_says_what_to_do_in_vietnamese() -> None:
    facts = {
        "year": 2025, "receiver": "a", "day": "b", "name": "c", "unit": "d", "state": "e", "key": "f", "section": "g",
        "value": 1, "highest": 2, "length": 3, "limit": 4, "cells": "h", "missing": "i", "size": 5,
    }  # fmt: skip
    classes = [one for one in vars(refusals).values() if isinstance(one, type) and issubclass(one, Refusal)]
    for one in classes:
        if one is not Refusal:
            refusal = one(**facts)
            assert "%(" not in str(refusal) + refusal.what_to_do
            assert refusal.as_problem()["code"] == one.code
            assert refusal.what_to_do


def test_drawing_a_cycle_shares_its_statements(where: SimpleNamespace, cycle: ReportCycle) -> None:
    """What one more ward costs is bounded: its places, its branch and the people counted again."""
    with CaptureQueriesContext(connection) as three:
        services.draw_cycle(actor=where.office, cycle=cycle, at=NOVEMBER)
    for _n in range(10):
        make.facility(unit=make.unit(parent=where.city))
    more = rows.cycle(where, year=2024, cut_off_on=dt.date(2024, 10, 31), due_on=dt.date(2024, 11, 25))
    with CaptureQueriesContext(connection) as thirteen:
        assert services.draw_cycle(actor=where.office, cycle=more, at=NOVEMBER) == 13
    assert len(thirteen) - len(three) <= 10 * 20


def test_checks_say_what_is_missing(where: SimpleNamespace) -> None:
    """Before the cut-off figures are preliminary; a measure nobody registers any more keeps its bare code."""
    year = today().year
    cycle = rows.cycle(where, year=year, cut_off_on=dt.date(year, 12, 31), due_on=dt.date(year, 12, 31))
    report = rows.report_of(cycle, where.one)
    assert [check.tone for check in checks_of(report, [], ())] == ["bad", "good"]
    services.draw_figures(actor=where.officer, report=report, at=now())
    gone = ReportCell(report=report, key="m.gone", computed=Decimal(1), corrected=Decimal(2), reason="đếm lại")
    texts = [check.text for check in checks_of(report, [gone], ())]
    if today() <= cycle.cut_off_on:
        assert any("tạm tính" in text for text in texts)
    assert "gone: đã điều chỉnh từ 1 thành 2." in texts
    assert name_of(gone) == "gone"
    assert unit_of(gone) == ""


def test_checks_of_finished_reports(where: SimpleNamespace, cycle: ReportCycle) -> None:
    rows.year_of(where.library, 2025, 100)
    rows.year_of(where.library, 2024, 10)
    report = drawn(where, cycle)
    services.explain_cell(actor=where.officer, report=report, key="m.visits", explanation="Mở thêm nơi", at=NOVEMBER)
    texts = [check.text for check in checks_of(report, [cell(report)], ())]
    assert texts == [
        "Mọi điểm phục vụ đã có số liệu đủ các tháng.",
        "Lượt bạn đọc: mức thay đổi từ 100 đến 1.000 đã được giải thích.",
        "Mọi mục đã có lời văn.",
    ]
    where.library.managed_since = None
    where.library.save()
    services.draw_figures(actor=where.officer, report=report, at=NOVEMBER)
    assert "Còn 10 tháng" in checks_of(report, [cell(report)], ())[0].text
