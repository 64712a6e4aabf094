"""From the text of a plan to its dashboard; from figures to the accepted, consolidated report as an official document."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace

import pytest

from densach.circulation.services import count_visits
from densach.core.clock import now
from densach.documents.inspect import inspect_document
from densach.measures.services import recount_dirty
from densach.programme.models import Indicator, Overrule, Plan, PlanProposal, Target
from densach.programme.review_forms import SECTIONS
from densach.reporting.models import Report, ReportCell, ReportState
from densach.reporting.services import draw_cycle, open_cycle

from .conftest import Walk

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PLAN_TEXT = """ỦY BAN NHÂN DÂN
THÀNH PHỐ MẪU

Số: 12/KH-UBND
Thành phố Mẫu, ngày 05 tháng 3 năm 2024

KẾ HOẠCH
Phục vụ học tập suốt đời trong thư viện, trung tâm văn hóa đến năm 2030

Căn cứ Quyết định số 1520/QĐ-TTg ngày 09 tháng 12 năm 2022 của Thủ tướng Chính phủ;

I. MỤC TIÊU
1. Mục tiêu chung
Tạo cơ hội học tập cho mọi người dân trên địa bàn.
2. Mục tiêu cụ thể
- Đến năm 2025, 65% thư viện các xã, phường và thư viện lực lượng vũ trang cung cấp dịch vụ phục vụ học tập suốt đời.
- Đến năm 2030, 55% thư viện các xã, phường và thư viện lực lượng vũ trang cung cấp dịch vụ phục vụ học tập suốt đời.

II. NHIỆM VỤ
1. Tuyên truyền
- Tổ chức truyền thông về học tập suốt đời.

III. TỔ CHỨC THỰC HIỆN
1. Phòng Văn hóa và Thông tin
- Tổng hợp báo cáo kết quả hằng năm trước ngày 25 tháng 11.

Nơi nhận:
- UBND tỉnh;
- Lưu: VT.
"""


def test_plan_text_becomes_a_plan_with_its_dashboard(walk: Walk, place: SimpleNamespace, tmp_path: Path) -> None:
    page = walk.page
    walk.sign_in(place.office)
    wrong = tmp_path / "anh.docx"
    wrong.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 200)
    walk.open("/ke-hoach/nhap/")
    page.set_input_files("input[name=file]", wrong)
    walk.submit("Đọc văn bản")
    assert page.locator("[role=alert], .error-summary, .errorlist").count()

    text = tmp_path / "ke-hoach.txt"
    text.write_text(PLAN_TEXT, encoding="utf-8")
    page.set_input_files("input[name=file]", text)
    walk.submit("Đọc văn bản")
    walk.sees("65")
    proposal = PlanProposal.objects.get()
    for section in SECTIONS:
        walk.open(f"/ke-hoach/nhap/{proposal.public_id}/{section}/")
    walk.open(f"/ke-hoach/nhap/{proposal.public_id}/luu/")
    if page.locator("select[name=issuer]").count():
        page.select_option("select[name=issuer]", place.city.slug)
    walk.send()
    plan = Plan.objects.get()
    assert sorted(Target.objects.values_list("year", "value")) == [(2025, 65), (2030, 55)]
    walk.open(f"/ke-hoach/{plan.public_id}/?nam=2025")
    indicator = Indicator.objects.get()
    walk.open(f"/ke-hoach/{plan.public_id}/chi-so/{indicator.key}/?nam=2024")
    walk.open(f"/ke-hoach/{plan.public_id}/chi-so/{indicator.key}/danh-gia/{place.library.public_id}/?nam=2024")
    page.locator("input[name=met]").first.check()
    page.fill("textarea[name=reason]", "Đoàn kiểm tra đã xem tại chỗ.")
    walk.send()
    assert Overrule.objects.get().reason == "Đoàn kiểm tra đã xem tại chỗ."
    page.context.clear_cookies()
    walk.open("/tien-do/")
    assert page.request.get(walk.address + "/tien-do.csv").ok
    assert page.request.get(walk.address + "/tien-do.json").ok


def test_report_from_figures_to_the_consolidated_document(walk: Walk, place: SimpleNamespace) -> None:
    page = walk.page
    plan = Plan.objects.create(
        slug="mau", issuer=place.city, title="Kế hoạch mẫu", first_year=2023, last_year=2030, state="in_force"
    )
    at = dt.datetime(2025, 5, 6, 3, 0, tzinfo=dt.UTC)
    for _ in range(3):
        count_visits(actor=place.owner, facility=place.library, count=30, kind="group", age_band="6-10", at=at)
    recount_dirty()
    cycle = open_cycle(
        actor=place.office,
        plan=plan,
        receiver=place.city,
        year=2025,
        cut_off_on=dt.date(2025, 10, 31),
        due_on=dt.date(2025, 11, 25),
        at=now(),
    )
    draw_cycle(actor=place.office, cycle=cycle, at=now())
    report = Report.objects.get(unit=place.ward)

    walk.sign_in(place.officer)
    walk.open(f"/bao-cao/{report.public_id}/")
    page.fill("textarea[name=text]", "Đã ban hành kế hoạch và phân công cán bộ.")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("main").get_by_role("button", name="Lưu").first.click()
    walk.open(f"/bao-cao/{report.public_id}/so-lieu/m.visits/")
    page.fill("input[name=value]", "95")
    walk.submit("Lưu điều chỉnh")
    walk.sees("lý do")
    page.fill("input[name=value]", "95")
    page.fill("textarea[name=reason]", "Thiếu năm người ghi trong sổ giấy.")
    walk.submit("Lưu điều chỉnh")
    cell = ReportCell.objects.get(report=report, key="m.visits")
    assert (cell.computed, cell.corrected) == (90, 95)
    for cell in ReportCell.objects.filter(report=report, reason="", explanation=""):
        cell.explanation = "Năm đầu đếm bằng phần mềm."
        cell.save(update_fields=["explanation"])
    walk.open(f"/bao-cao/{report.public_id}/nop/")
    walk.submit("Nộp báo cáo")
    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED

    walk.sign_in(place.office)
    walk.open(f"/bao-cao/ky/{cycle.public_id}/")
    walk.open(f"/bao-cao/{report.public_id}/duyet/")
    walk.send()
    report.refresh_from_db()
    assert report.state == ReportState.ACCEPTED
    walk.open(f"/bao-cao/ky/{cycle.public_id}/tong-hop/")
    for box in page.locator("main input[type=checkbox]").all():
        box.check()
    walk.send()
    own = Report.objects.get(cycle=cycle, unit=place.city)
    assert ReportCell.objects.get(report=own, key="m.visits").computed == 95
    document = page.request.get(f"{walk.address}/bao-cao/{own.public_id}/tai-ve/").body()
    assert not inspect_document(document)
