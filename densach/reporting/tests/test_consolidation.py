"""The receiver's own report: sums where sums are right, recounts where not, what differs, what is missing."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest

from densach.circulation.models import Visit
from densach.core.errors import NotAllowed
from densach.network.models import Succession, SuccessionKind, Unit, UnitParent
from densach.reporting import queries, refusals, services
from densach.reporting.checks import checks_of, difference
from densach.reporting.document import document_of, quotes_of
from densach.reporting.models import Report, ReportCell, ReportCycle, ReportState
from densach.reporting.outline import parts_of
from tests import make

from . import rows
from .rows import NOVEMBER


def cell(report: Report, key: str = "m.visits") -> ReportCell:
    return ReportCell.objects.get(report=report, key=key)


def all_accepted(where: SimpleNamespace, cycle: ReportCycle) -> None:
    for unit in (where.one, where.two, where.education):
        rows.accepted(where, rows.report_of(cycle, unit))


def test_what_adds_up_is_added_with_corrections_and_the_difference_shows(
    where: SimpleNamespace, cycle: ReportCycle
) -> None:
    for place, value in ((where.library, 10), (where.far, 20), (where.school_library, 30)):
        rows.year_of(place, 2025, value)
        rows.year_of(place, 2024, value)
    report = rows.report_of(cycle, where.one)
    services.draw_figures(actor=where.officer, report=report, at=NOVEMBER)
    services.correct_cell(
        actor=where.officer, report=report, key="m.visits", value=Decimal(150), reason="Quên một quyển sổ", at=NOVEMBER
    )
    services.submit_report(actor=where.officer, report=report, at=NOVEMBER)
    services.accept_report(actor=where.office, report=report, at=NOVEMBER)
    for unit in (where.two, where.education):
        rows.accepted(where, rows.report_of(cycle, unit))
    own = services.consolidate(actor=where.office, cycle=cycle, at=NOVEMBER)
    found = cell(own)
    assert found.computed == 150 + 200 + 300
    assert found.provenance["rule"] == "sum"
    assert found.provenance["recounted"] == "600"
    assert found.provenance["without"] == []
    assert dict(found.provenance["units"]) == {
        "Phòng Giáo dục và Đào tạo thành phố Mẫu": "300.00", "Phường Một": "150.00", "Xã Hai": "200.00",
    }  # fmt: skip
    assert difference(found) == 50
    texts = [check.text for check in checks_of(own, [found], parts_of(cycle.plan))]
    assert "Lượt bạn đọc: các đơn vị nộp 650, đếm lại 600." in texts
    note = document_of(own).annexes[0].note
    assert "các báo cáo cộng lại 650, đếm lại 600" in note


def test_people_are_counted_again_never_added(where: SimpleNamespace, cycle: ReportCycle) -> None:
    """One reader visits two wards: one in each ward's report, one in the city's."""
    reader = make.patron(facility=where.library)
    for place in (where.library, where.far):
        Visit.objects.create(
            facility=place,
            day=dt.date(2025, 3, 3),
            at=NOVEMBER,
            kind="card",
            patron=reader,
            counted_by=where.librarian,
        )
    all_accepted(where, cycle)
    own = services.consolidate(actor=where.office, cycle=cycle, at=NOVEMBER)
    found = cell(own, "m.active_patrons")
    assert [value for _unit, value in found.provenance["units"]] == ["0.00", "1.00", "1.00"]
    assert found.provenance["rule"] == "recount"
    assert found.computed == 1
    annex = document_of(own).annexes[1]
    assert annex.total
    assert annex.total[annex.columns.index("Bạn đọc hoạt động")] == 1
    assert "không cộng" in annex.note


def test_a_place_at_the_receiver_itself_is_counted_in_its_own_report(where: SimpleNamespace) -> None:
    museum = make.facility("Nhà truyền thống", kind="museum", unit=where.city)
    rows.year_of(museum, 2025, 7)
    cycle = rows.cycle(where)
    all_accepted(where, cycle)
    found = cell(services.consolidate(actor=where.office, cycle=cycle, at=NOVEMBER))
    assert (found.computed, found.provenance["own"]) == (70, 70)
    assert difference(found) == 0


def test_missing_reports_are_named_and_must_be_confirmed(where: SimpleNamespace, cycle: ReportCycle) -> None:
    with pytest.raises(refusals.NothingAccepted):
        services.consolidate(actor=where.office, cycle=cycle, at=NOVEMBER)
    rows.accepted(where, rows.report_of(cycle, where.one))
    with pytest.raises(refusals.NotAllAccepted, match="Phòng Giáo dục và Đào tạo thành phố Mẫu, Xã Hai"):
        services.consolidate(actor=where.office, cycle=cycle, at=NOVEMBER)
    own = services.consolidate(actor=where.office, cycle=cycle, at=NOVEMBER, confirm_missing=True)
    assert cell(own).provenance["without"] == ["Phòng Giáo dục và Đào tạo thành phố Mẫu", "Xã Hai"]
    bad = [check.text for check in checks_of(own, [cell(own)], ()) if check.tone == "bad"]
    assert bad == ["Tổng hợp khi còn thiếu: Phòng Giáo dục và Đào tạo thành phố Mẫu, Xã Hai."]
    assert "Chưa có báo cáo của: " in document_of(own).annexes[0].note
    for unit in (where.two, where.education):
        rows.accepted(where, rows.report_of(cycle, unit))
    own = services.consolidate(actor=where.office, cycle=cycle, at=NOVEMBER)
    assert cell(own).provenance["without"] == []


def test_withdrawing_lets_a_report_be_returned_and_keeps_the_own_words(
    where: SimpleNamespace, cycle: ReportCycle
) -> None:
    all_accepted(where, cycle)
    own = services.consolidate(actor=where.office, cycle=cycle, at=NOVEMBER)
    services.save_narrative(actor=where.office, report=own, section="strengths", text="Lời của thành phố", at=NOVEMBER)
    report = rows.report_of(cycle, where.one)
    with pytest.raises(refusals.AlreadyConsolidated):
        services.return_report(actor=where.office, report=report, note="Xem lại số", at=NOVEMBER)
    assert services.withdraw_consolidation(actor=where.office, cycle=cycle, at=NOVEMBER) == 3
    with pytest.raises(refusals.NothingToWithdraw):
        services.withdraw_consolidation(actor=where.office, cycle=cycle, at=NOVEMBER)
    own.refresh_from_db()
    assert own.drafted_at is None
    report = rows.report_of(cycle, where.one)
    services.return_report(actor=where.office, report=report, note="Xem lại số", at=NOVEMBER)
    assert quotes_of(own) == {}
    services.draw_figures(actor=where.office, report=own, at=NOVEMBER)
    with pytest.raises(refusals.NotConsolidated):
        services.submit_report(actor=where.office, report=own, at=NOVEMBER)


def test_an_issued_consolidation_must_be_taken_back_first(where: SimpleNamespace, cycle: ReportCycle) -> None:
    all_accepted(where, cycle)
    own = services.consolidate(actor=where.office, cycle=cycle, at=NOVEMBER)
    own = rows.report_of(cycle, where.city)
    services.submit_report(actor=where.office, report=own, at=NOVEMBER, number=45)
    for act in (services.consolidate, services.withdraw_consolidation):
        with pytest.raises(refusals.ConsolidationIssued):
            act(actor=where.office, cycle=cycle, at=NOVEMBER)
    with pytest.raises(refusals.OwnReport):
        services.accept_report(actor=where.office, report=own, at=NOVEMBER)
    services.return_report(actor=where.office, report=own, note="Thu hồi để bổ sung", at=NOVEMBER)
    assert services.withdraw_consolidation(actor=where.office, cycle=cycle, at=NOVEMBER) == 3


def test_units_are_quoted_under_their_names(where: SimpleNamespace, cycle: ReportCycle) -> None:
    report = rows.report_of(cycle, where.one)
    services.save_narrative(
        actor=where.officer, report=report, section="recommendations", text="Đề nghị cấp thêm sách", at=NOVEMBER
    )
    all_accepted(where, cycle)
    own = services.consolidate(actor=where.office, cycle=cycle, at=NOVEMBER)
    services.save_narrative(
        actor=where.office, report=own, section="recommendations", text="Thành phố đề nghị", at=NOVEMBER
    )
    section = document_of(own).sections[4]
    assert section.paragraphs == ("Thành phố đề nghị", "Phường Một: Đề nghị cấp thêm sách")
    assert Report.objects.filter(state=ReportState.CONSOLIDATED).count() == 3


def test_who_follows_an_ended_city_does_not_write_its_report(where: SimpleNamespace, cycle: ReportCycle) -> None:
    """The city is dissolved into its wards: their officers see its report, only an office above writes it."""
    own = services.start_report(actor=where.office, cycle=cycle, unit=where.city, at=NOVEMBER)
    day = dt.date(2026, 1, 1)
    Unit.objects.filter(pk=where.city.pk).update(ends_before=day)
    province = make.unit("Tỉnh Mẫu", kind="province")
    UnitParent.objects.filter(parent=where.city).update(ends_before=day)
    for ward in (where.one, where.two):
        UnitParent.objects.create(unit=ward, parent=province, starts_on=day)
        Succession.objects.create(predecessor=where.city, successor=ward, on=day, kind=SuccessionKind.DISSOLVE)
    make._grow()
    officer, office = make.user("unit_officer", at=where.one), make.user("programme_office", at=province)
    with pytest.raises(NotAllowed):
        services.draw_figures(actor=officer, report=own, at=NOVEMBER)
    assert own not in queries.waiting_reports(officer)
    assert own in queries.visible_reports(officer)
    assert services.draw_figures(actor=office, report=own, at=NOVEMBER).drafted_at == NOVEMBER


def test_an_own_report_drawn_before_any_consolidation(where: SimpleNamespace, cycle: ReportCycle) -> None:
    """The receiver's own draft before any consolidation counts its whole branch."""
    rows.year_of(where.library, 2025, 5)
    own = services.start_report(actor=where.office, cycle=cycle, unit=where.city, at=NOVEMBER)
    services.draw_figures(actor=where.office, report=own, at=NOVEMBER)
    found = cell(own)
    assert (found.computed, found.provenance["rule"]) == (50, "drawn")
    assert difference(found) is None
