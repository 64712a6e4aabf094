"""The pages: happy, refused, fragment; three people; statements of the lists."""

from __future__ import annotations

import datetime as dt
import io
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from densach.core.clock import today
from densach.documents.word import default_template
from densach.network.models import Unit
from densach.programme.models import Indicator, Target
from densach.reporting import services
from densach.reporting.models import Narrative, Report, ReportCell, ReportCycle, ReportEvent, ReportState, WordTemplate
from densach.reporting.waiting import reports_waiting
from tests import make

from . import rows
from .rows import NOVEMBER


def signed_in(actor: Any) -> Client:
    client = Client()
    client.force_login(actor)
    return client


def page(actor: Any, name: str, *arguments: str, **query: str) -> str:
    answer = signed_in(actor).get(reverse(name, args=arguments), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.fixture
def report(where: SimpleNamespace, cycle: ReportCycle) -> Report:
    """Drawn, with visits that jump."""
    rows.year_of(where.library, 2025, 100)
    rows.year_of(where.library, 2024, 10)
    found = rows.report_of(cycle, where.one)
    return services.draw_figures(actor=where.officer, report=found, at=NOVEMBER)


# lists


def test_my_reports_and_what_waits_for_me(where: SimpleNamespace, report: Report) -> None:
    shown = page(where.officer, "report_list")
    assert "Đang chờ bạn" in shown
    assert "Phường Một" in shown
    assert "Xã Hai" not in shown
    assert "Xã Hai" in page(where.office, "report_list")
    waiting = reports_waiting(where.officer)
    assert waiting
    assert waiting.count == 1
    office_before = reports_waiting(where.office)
    rows.handed_in(where, report, confirmed=True)
    assert office_before
    assert office_before.count == 0
    office_after = reports_waiting(where.office)
    assert office_after
    assert office_after.count == 1
    assert reports_waiting(make.user()) is None


def test_the_list_is_filtered_by_year_and_state(where: SimpleNamespace, report: Report) -> None:
    assert "Phường Một" in page(where.office, "report_list", nam="2025", **{"trang-thai": "draft"})
    assert "Không có báo cáo" in page(where.office, "report_list", **{"trang-thai": "accepted"})
    assert "Không có báo cáo" in page(where.office, "report_list", nam="2019")
    assert "Phường Một" in page(where.office, "report_list", nam="abc", **{"trang-thai": "nonsense"})


@pytest.mark.parametrize("name", ["report_list", "cycle_list", "cycle_detail"])
def test_lists_cost_the_same_with_3_and_30_units(where: SimpleNamespace, name: str) -> None:
    def cost(cycle: ReportCycle) -> int:
        client = signed_in(where.office)
        url = reverse(name, args=[cycle.public_id] if name == "cycle_detail" else [])
        client.get(url)
        with CaptureQueriesContext(connection) as statements:
            assert client.get(url).status_code == 200
        return len(statements)

    few = cost(rows.cycle(where))
    for _n in range(30):
        make.unit(parent=where.city)
    many = cost(rows.cycle(where, year=2024, cut_off_on=dt.date(2024, 10, 31), due_on=dt.date(2024, 11, 25)))
    # the successors of an ended or new unit are asked once per unit and tree version, then remembered
    assert many <= few + 2


def test_cycles_show_who_is_late_and_how_far_it_is(where: SimpleNamespace, cycle: ReportCycle) -> None:
    ReportCycle.objects.filter(pk=cycle.pk).update(due_on=today() - dt.timedelta(days=3))
    rows.accepted(where, rows.report_of(cycle, where.two))
    shown = page(where.office, "cycle_detail", cycle.public_id)
    assert "trễ 3 ngày" in shown
    assert "Đã nộp 1/3, đã duyệt 1" in shown
    assert "Đã nộp 1/3, đã duyệt 1" in page(where.office, "cycle_list")
    mine = page(where.officer, "cycle_detail", cycle.public_id)
    assert "Phường Một" in mine
    assert "Xã Hai" not in mine
    assert signed_in(make.user("unit_officer", at=make.unit())).get(
        reverse("cycle_detail", args=[cycle.public_id])
    ).status_code == 404  # fmt: skip


def test_no_cycle_yet(where: SimpleNamespace) -> None:
    assert "Chưa có kỳ báo cáo" in page(where.office, "cycle_list")


def test_a_cycle_is_opened_from_the_page(where: SimpleNamespace) -> None:
    client = signed_in(where.office)
    assert "Mở kỳ báo cáo" in client.get(reverse("cycle_open")).content.decode()
    entry = {
        "year": "2025", "receiver": where.city.public_id, "plan": where.plan.public_id,
        "cut_off_on": "2025-10-31", "due_on": "2025-11-25",
    }  # fmt: skip
    refused = client.post(reverse("cycle_open"), entry | {"due_on": "2025-10-01"})
    assert refused.status_code == 422
    assert "Hạn nộp không thể trước" in refused.content.decode()
    assert client.post(reverse("cycle_open"), entry | {"cut_off_on": "31/31/2025"}).status_code == 422
    answer = client.post(reverse("cycle_open"), entry)
    made = ReportCycle.objects.get()
    assert answer["Location"] == reverse("cycle_detail", args=[made.public_id])
    assert signed_in(where.officer).post(reverse("cycle_open"), entry).status_code == 403


# the editor


def test_the_editor_shows_figures_checks_and_words(where: SimpleNamespace, report: Report) -> None:
    shown = page(where.officer, "report_detail", report.public_id, muc="figures")
    for words in (
        "1.000",
        "năm trước 100",
        "900,0 %",
        "Lượt bạn đọc: 1.000, năm trước 100. Cần giải thích.",
        "Nộp báo cáo",
    ):
        assert words in shown
    assert f"/so-lieu/visits/?don-vi={where.one.slug}&amp;nam=2025" in shown
    annex = page(where.officer, "report_detail", report.public_id, muc="annex")
    assert "Phụ lục số liệu" in annex
    assert "Lời văn</label>" not in annex
    assert "Văn bản đã ban hành" in page(where.officer, "report_detail", report.public_id, muc="nonsense")


def test_who_may_see_and_write(where: SimpleNamespace, report: Report) -> None:
    url = reverse("report_detail", args=[report.public_id])
    assert signed_in(where.stranger).get(url).status_code == 404
    assert signed_in(where.librarian).get(url).status_code == 404
    assert signed_in(where.officer).get(reverse("report_detail", args=["khongco"])).status_code == 404
    shown = page(where.leader, "report_detail", report.public_id, muc="figures")
    assert "1.000" in shown
    assert "điều chỉnh, giải thích" not in shown
    assert "<textarea" not in shown
    draw = reverse("report_draw", args=[report.public_id])
    assert signed_in(where.leader).post(draw).status_code == 403
    assert signed_in(where.stranger).post(draw).status_code == 404


def test_words_save_themselves_and_by_the_button(where: SimpleNamespace, report: Report) -> None:
    client = signed_in(where.officer)
    url = reverse("report_words", args=[report.public_id, "leading"])
    quiet = client.post(url, {"text": "Đã ban hành 05 văn bản"}, headers={"HX-Request": "true"})
    assert (quiet.status_code, quiet.content) == (204, b"")
    assert Narrative.objects.get().text == "Đã ban hành 05 văn bản"
    assert "Đã ban hành 05 văn bản" in page(where.officer, "report_detail", report.public_id, muc="leading")
    assert client.post(url, {"text": "Khác"})["Location"].endswith("?muc=leading")
    long = client.post(url, {"text": "a" * 20_001})
    assert long.status_code == 422
    assert "chỉ được 20000" in long.content.decode().replace(".", "")
    assert "a" * 100 in long.content.decode()
    assert client.get(url).status_code == 405
    services.submit_report(actor=where.officer, report=report, at=NOVEMBER, confirmed=True)
    locked = client.post(url, {"text": "Muộn"})
    assert locked.status_code == 422
    assert "đã nộp" in locked.content.decode()
    assert Narrative.objects.get().text == "Khác"


def test_figures_are_drawn_from_the_page(where: SimpleNamespace, cycle: ReportCycle) -> None:
    report = rows.report_of(cycle, where.one)
    shown = page(where.officer, "report_detail", report.public_id)
    assert "Chưa lấy số liệu" in shown
    answer = signed_in(where.officer).post(reverse("report_draw", args=[report.public_id]))
    assert answer["Location"].endswith("?muc=figures")
    assert ReportCell.objects.filter(report=report).exists()


def test_a_figure_is_corrected_explained_and_restored(where: SimpleNamespace, report: Report) -> None:
    client = signed_in(where.officer)
    url = reverse("report_cell", args=[report.public_id, "m.visits"])
    assert "Giải thích mức thay đổi" in client.get(url).content.decode()
    assert client.post(url, {"act": "correct", "value": "x"}).status_code == 422
    no_reason = client.post(url, {"act": "correct", "value": "1.100"})
    assert no_reason.status_code == 422
    assert "phải có lý do" in no_reason.content.decode()
    assert client.post(url, {"act": "explain", "explanation": ""}).status_code == 422
    assert client.post(url, {"act": "explain", "explanation": "Mở phòng đọc"}).status_code == 302
    assert client.post(url, {"act": "correct", "value": "1.100,5", "reason": "Quên sổ tay"}).status_code == 302
    cell = ReportCell.objects.get(report=report, key="m.visits")
    assert (str(cell.corrected), cell.explanation) == ("1100.50", "Mở phòng đọc")
    shown = page(where.officer, "report_detail", report.public_id, muc="figures")
    assert "Quên sổ tay" in shown
    assert "1.100,5" in page(where.officer, "report_detail", report.public_id, muc="annex")
    assert client.post(url, {"act": "withdraw"}).status_code == 302
    assert client.get(reverse("report_cell", args=[report.public_id, "m.none"])).status_code == 404
    assert signed_in(where.leader).get(url).status_code == 403
    assert signed_in(where.stranger).get(url).status_code == 404


def test_an_indicator_shows_its_target(where: SimpleNamespace) -> None:
    row = Indicator.objects.create(
        plan=where.plan, key="3", name="Lượt sử dụng tăng", type="average_annual_growth", base_year=2023,
        population_kinds=["commune_library"], measure="visits",
    )  # fmt: skip
    Target.objects.create(plan=where.plan, indicator=row, text="5 %", year=2025, value=5)
    for year, value in ((2023, 100), (2024, 101), (2025, 102)):
        rows.year_of(where.library, year, value)
    report = rows.report_of(rows.cycle(where), where.one)
    services.draw_figures(actor=where.officer, report=report, at=NOVEMBER)
    shown = page(where.officer, "report_detail", report.public_id, muc="targets")
    assert "mục tiêu 2025: 5 %" in shown
    assert "chưa đạt" in shown
    client = signed_in(where.officer)
    answer = client.post(
        reverse("report_cell", args=[report.public_id, "i.3"]), {"act": "correct", "value": "2", "reason": "Tính lại"}
    )
    assert answer["Location"].endswith("?muc=targets")


# steps


def test_submit_return_accept_each_ask_once_more(where: SimpleNamespace, report: Report) -> None:
    officer, office = signed_in(where.officer), signed_in(where.office)
    submit = reverse("report_submit", args=[report.public_id])
    assert "chờ Thành phố Mẫu duyệt" in officer.get(submit).content.decode()
    jump = officer.post(submit, {"seen": "draft"})
    assert jump.status_code == 422
    assert "chưa giải thích: Lượt bạn đọc" in jump.content.decode()
    services.explain_cell(actor=where.officer, report=report, key="m.visits", explanation="Mở thêm", at=NOVEMBER)
    assert officer.post(submit, {"seen": "draft", "number": "0"}).status_code == 422
    assert officer.post(submit, {"seen": "draft", "number": "7", "signer_name": "Nguyễn Văn Mẫu"}).status_code == 302
    give_back = reverse("report_return", args=[report.public_id])
    assert office.post(give_back, {"seen": "submitted", "note": "?"}).status_code == 422
    assert office.get(give_back).status_code == 200
    assert office.post(give_back, {"seen": "submitted", "note": "Xem lại số lượt"}).status_code == 302
    assert "Xem lại số lượt" in page(where.officer, "report_detail", report.public_id)
    assert officer.post(submit, {"seen": "returned"}).status_code == 302
    accept = reverse("report_accept", args=[report.public_id])
    assert "Duyệt báo cáo năm 2025" in office.get(accept).content.decode()
    stale = office.post(accept, {"seen": "returned"})
    assert stale.status_code == 422
    assert office.post(accept, {"seen": "submitted"}).status_code == 302
    report.refresh_from_db()
    assert (report.state, report.number) == (ReportState.ACCEPTED, None)
    for nobody in (officer, signed_in(where.leader)):
        assert nobody.post(accept, {"seen": "accepted"}).status_code == 403
    assert signed_in(where.stranger).post(submit, {"seen": "accepted"}).status_code == 404


def test_the_office_elsewhere_sees_no_button_and_gets_no_further(where: SimpleNamespace, report: Report) -> None:
    elsewhere = make.user("programme_office", at=make.unit("Thành phố Khác", kind="city"))
    for name in ("report_accept", "report_return", "report_submit"):
        assert signed_in(elsewhere).get(reverse(name, args=[report.public_id])).status_code == 404


def test_consolidating_and_withdrawing_from_the_page(where: SimpleNamespace, cycle: ReportCycle) -> None:
    client = signed_in(where.office)
    url = reverse("cycle_consolidate", args=[cycle.public_id])
    services.save_narrative(
        actor=where.officer, report=rows.report_of(cycle, where.one), section="strengths", text="Rất tốt", at=NOVEMBER
    )
    rows.year_of(where.library, 2025, 3)
    rows.accepted(where, rows.report_of(cycle, where.one))
    assert "Xã Hai" in client.get(url).content.decode()
    assert client.post(url, {}).status_code == 422
    answer = client.post(url, {"confirm_missing": "on"})
    own = Report.objects.get(cycle=cycle, unit=where.city)
    assert answer["Location"] == reverse("report_detail", args=[own.public_id])
    shown = page(where.office, "report_detail", own.public_id, muc="strengths")
    assert "Rất tốt" in shown
    assert "Ban hành báo cáo" in shown
    assert "cộng từ 1 báo cáo" in page(where.office, "report_detail", own.public_id, muc="figures")
    assert "Số các đơn vị đã nộp" in page(where.office, "report_cell", own.public_id, "m.visits")
    assert "không được cộng" in page(where.office, "report_cell", own.public_id, "m.active_patrons")
    assert "Báo cáo tổng hợp" in page(where.office, "cycle_detail", cycle.public_id)
    assert client.get(reverse("cycle_withdraw", args=[cycle.public_id])).status_code == 200
    assert client.post(reverse("cycle_withdraw", args=[cycle.public_id])).status_code == 302
    for unit in (where.two, where.education):
        rows.accepted(where, rows.report_of(cycle, unit))
    assert "confirm_missing" not in client.get(url).content.decode()
    assert client.post(url, {}).status_code == 302
    assert signed_in(where.officer).post(url, {}).status_code == 403


def test_buttons_of_the_cycle(where: SimpleNamespace, cycle: ReportCycle) -> None:
    client = signed_in(where.office)

    def press(name: str) -> str:
        answer = client.post(reverse(name, args=[cycle.public_id]), follow=True)
        assert answer.status_code == 200
        return str(answer.content.decode())

    assert "Đã lấy số liệu cho 3 báo cáo." in press("cycle_draw")
    assert "Không còn ai để nhắc" in press("cycle_remind")
    where.officer.email = "mot@example.org"
    where.officer.save()
    assert "Đã nhắc 1 đơn vị." in press("cycle_remind")
    assert "Đóng kỳ báo cáo năm 2025" in page(where.office, "cycle_close", cycle.public_id)
    assert "đã đóng" in press("cycle_close")
    assert client.post(reverse("cycle_draw", args=[cycle.public_id])).status_code == 422
    assert "Đã mở lại kỳ báo cáo." in press("cycle_reopen")
    for name in ("cycle_draw", "cycle_remind", "cycle_close", "cycle_reopen"):
        assert signed_in(where.officer).post(reverse(name, args=[cycle.public_id])).status_code == 403


# documents


def test_the_word_file_is_for_who_may_see_the_report(where: SimpleNamespace, report: Report) -> None:
    url = reverse("report_document", args=[report.public_id])
    answer = signed_in(where.officer).get(url)
    assert answer.content[:2] == b"PK"
    assert f"bao-cao-2025-{where.one.slug}.docx" in answer["Content-Disposition"]
    assert signed_in(where.stranger).get(url).status_code == 404


def test_the_template_page(where: SimpleNamespace) -> None:
    client = signed_in(where.office)
    assert "signer_lines" in client.get(reverse("word_template")).content.decode()
    assert client.get(reverse("template_default")).content == default_template()
    own = reverse("template_file", args=[where.city.public_id])
    assert client.get(own).status_code == 404

    def upload(content: bytes, unit: Unit = where.city) -> Any:
        file = SimpleUploadedFile("mẫu.docx", content)
        return client.post(reverse("word_template"), {"unit": unit.public_id, "file": file})

    word = Document(io.BytesIO(default_template()))
    word.paragraphs[0].insert_paragraph_before("{{ khong_co }}")
    wrong = io.BytesIO()
    word.save(wrong)
    refused = upload(wrong.getvalue())
    assert refused.status_code == 422
    assert "khong_co" in refused.content.decode()
    assert upload(b"").status_code == 422
    assert upload(bytes(10 * 1024 * 1024 + 1)).status_code == 422
    assert upload(default_template()).status_code == 302
    assert "mẫu.docx" in client.get(reverse("word_template")).content.decode()
    assert client.get(own).content == default_template()
    restore = reverse("template_restore", args=[where.city.public_id])
    assert client.post(restore).status_code == 302
    assert not WordTemplate.objects.filter(active=True).exists()
    assert client.post(restore).status_code == 422
    assert client.post(reverse("template_restore", args=["khongco"])).status_code == 404
    assert signed_in(where.officer).get(reverse("word_template")).status_code == 403


# JSON


def test_reports_as_json(where: SimpleNamespace, report: Report) -> None:
    client = signed_in(where.officer)
    found = client.get("/api/v1/reports", {"year": 2025, "state": "draft"}).json()
    assert [(one["unit"], one["state"], one["year"]) for one in found] == [("Phường Một", "draft", 2025)]
    one = client.get(f"/api/v1/reports/{report.public_id}").json()
    visits = next(cell for cell in one["cells"] if cell["key"] == "m.visits")
    assert (visits["computed"], visits["corrected"], visits["before"]) == (1000, None, 100)
    assert signed_in(where.stranger).get(f"/api/v1/reports/{report.public_id}").status_code == 404
    assert Client().get("/api/v1/reports").status_code == 401
    assert client.get("/api/v1/reports", {"state": "nonsense"}).status_code == 422
    assert len(signed_in(where.office).get("/api/v1/reports").json()) == 3


def test_rows_say_what_they_are(where: SimpleNamespace, report: Report) -> None:
    event = ReportEvent.objects.first()
    assert event
    assert str(event) == f"{event.report_id} draft"
    assert str(report) == f"{report.cycle_id} {report.unit_id}"
    assert str(report.cycle) == "2025"
    assert str(ReportCell(key="m.x")) == "m.x"
    assert str(Narrative(section="leading")) == "leading"
    assert str(WordTemplate(filename="a.docx")) == "a.docx"
