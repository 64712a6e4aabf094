"""The .docx: outline, names, mechanical test against Decree 30 in every state."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from types import SimpleNamespace

import pytest
from docx import Document
from docx.shared import Pt

from densach.documents.inspect import inspect_document
from densach.documents.naming import bare_name, issuer_of, official_name, spoken_name
from densach.network.models import Unit
from densach.programme.models import Indicator, Target
from densach.reporting import services
from densach.reporting.document import document_of, docx_of
from densach.reporting.models import Report, ReportCycle, ReportState

from . import rows


def findings(report: Report) -> list[str]:
    return [str(finding) for finding in inspect_document(docx_of(report))]


def text_of(data: bytes) -> str:
    word = Document(io.BytesIO(data))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in word.paragraphs] + cells)


def test_every_state_keeps_the_layout(where: SimpleNamespace, cycle: ReportCycle) -> None:
    rows.year_of(where.library, 2025, 120)
    rows.year_of(where.library, 2024, 100)
    report = rows.report_of(cycle, where.one)
    assert findings(report) == []
    services.draw_figures(actor=where.officer, report=report, at=rows.NOVEMBER)
    services.save_narrative(
        actor=where.officer,
        report=report,
        section="leading",
        text="Ban hành 05 văn bản.\nKiểm tra 12 nơi.",
        at=rows.NOVEMBER,
    )
    assert findings(report) == []
    services.submit_report(
        actor=where.officer,
        report=report,
        at=rows.NOVEMBER,
        number=5,
        signer_name="Nguyễn Văn Mẫu",
        signed_by_deputy=True,
    )
    assert findings(report) == []
    services.return_report(actor=where.office, report=report, note="Xem lại số lượt", at=rows.NOVEMBER)
    assert findings(report) == []
    services.submit_report(actor=where.officer, report=report, at=rows.NOVEMBER)
    services.accept_report(actor=where.office, report=report, at=rows.NOVEMBER)
    assert findings(report) == []
    own = services.consolidate(actor=where.office, cycle=cycle, at=rows.NOVEMBER, confirm_missing=True)
    report.refresh_from_db()
    assert report.state == ReportState.CONSOLIDATED
    assert findings(report) == []
    assert findings(own) == []
    own.refresh_from_db()
    services.submit_report(actor=where.office, report=own, at=rows.NOVEMBER, number=45)
    assert findings(own) == []


def test_page_and_letters_are_those_of_the_decree(where: SimpleNamespace, cycle: ReportCycle) -> None:
    """Read with python-docx, without the product's own inspector."""
    report = rows.handed_in(where, rows.report_of(cycle, where.one), number=5)
    word = Document(io.BytesIO(docx_of(report)))
    section = word.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert 20 <= round(section.top_margin.mm, 1) <= 25
    assert 20 <= round(section.bottom_margin.mm, 1) <= 25
    assert 30 <= round(section.left_margin.mm, 1) <= 35
    assert 15 <= round(section.right_margin.mm, 1) <= 20
    text = text_of(docx_of(report))
    for line in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "ỦY BAN NHÂN DÂN PHƯỜNG MỘT", "Số: 05/BC-UBND",
        "Một, ngày 10 tháng 11 năm 2025", "Kính gửi: Ủy ban nhân dân thành phố Mẫu.", "TM. ỦY BAN NHÂN DÂN",
        "I. CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO VÀ TỔ CHỨC THỰC HIỆN", "V. KIẾN NGHỊ, ĐỀ XUẤT", "3. Tuyên truyền",
        "4. Đầu tư cơ sở vật chất",
    ):  # fmt: skip
        assert line in text
    fonts = {style.font.name for style in word.styles if style.name.startswith("VB ") and style.font.name}
    assert fonts == {"Times New Roman"}
    body = next(paragraph for paragraph in word.paragraphs if "báo cáo kết quả thực hiện năm 2025" in paragraph.text)
    assert body.style.font.size in (Pt(13), Pt(14))


def test_the_outline_is_that_of_the_office(where: SimpleNamespace, cycle: ReportCycle) -> None:
    document = document_of(rows.report_of(cycle, where.one))
    assert [section.title for section in document.sections] == [
        "Công tác lãnh đạo, chỉ đạo và tổ chức thực hiện", "Kết quả thực hiện", "Đánh giá chung",
        "Phương hướng, nhiệm vụ năm tới", "Kiến nghị, đề xuất",
    ]  # fmt: skip
    assert document.date is None
    assert document.annexes == ()


def test_figures_say_where_they_come_from(where: SimpleNamespace, cycle: ReportCycle) -> None:
    rows.year_of(where.library, 2024, 100)
    rows.year_of(where.library, 2025, 108, months=9)
    rows.figure(where.library, dt.date(2025, 10, 1), 108, quality="declared")
    rows.year_of(where.library, 2024, 50, measure="loans")
    rows.year_of(where.library, 2025, 40, measure="loans")
    rows.year_of(where.library, 2024, 10, measure="sessions")
    rows.year_of(where.library, 2025, 10, measure="sessions")
    report = services.draw_figures(actor=where.officer, report=rows.report_of(cycle, where.one), at=rows.NOVEMBER)
    services.correct_cell(
        actor=where.officer, report=report, key="m.loans", value=Decimal(410), reason="Quên sổ mượn.", at=rows.NOVEMBER
    )
    services.explain_cell(
        actor=where.officer, report=report, key="m.visits", explanation="Mở thêm phòng đọc", at=rows.NOVEMBER
    )
    document = document_of(report)
    items = document.sections[1].subsections[1].items
    assert "Lượt bạn đọc: 1.080 lượt, tăng 8,0 % so với cùng kỳ năm trước (1.000);" in items
    assert any(item.startswith("Mượn trả: 410") and "giảm 18,0 %" in item for item in items)
    assert any(item.startswith("Số buổi đã tổ chức: 100") and "bằng cùng kỳ năm trước" in item for item in items)
    annex = document.annexes[0]
    visits = next(row for row in annex.rows if row[1] == "Lượt bạn đọc")
    assert visits[3:] == (1080, 1000, Decimal("8.0"), "đếm 90 %, khai báo 10 %")
    loans = next(row for row in annex.rows if row[1] == "Mượn trả")
    assert (loans[3], loans[6]) == (410, "điều chỉnh")
    assert "Mượn trả: điều chỉnh từ 400 thành 410 (Quên sổ mượn)." in annex.note
    assert "Lượt bạn đọc: Mở thêm phòng đọc." in annex.note
    assert "Số liệu từ 01/01/2025 đến 31/10/2025 của 1 điểm phục vụ" in annex.note
    assert inspect_document(docx_of(report)) == []


def test_indicators_are_those_of_the_unit(where: SimpleNamespace) -> None:
    growth = Indicator.objects.create(
        plan=where.plan, key="3", name="Lượt sử dụng tăng bình quân", type="average_annual_growth",
        population_kinds=["commune_library"], measure="visits", base_year=2023,
    )  # fmt: skip
    Target.objects.create(plan=where.plan, indicator=growth, text="5 %", year=2025, value=5)
    total = Indicator.objects.create(
        plan=where.plan, key="7", name="Tổng số lượt", type="total", population_kinds=["commune_library"],
        measure="visits", order=1,
    )  # fmt: skip
    share = Indicator.objects.create(
        plan=where.plan, key="1a", name="Thư viện phục vụ học tập suốt đời", type="share_of_facilities", order=2,
        population_kinds=["commune_library"], criterion="offers_lifelong_learning",
    )  # fmt: skip
    for year, value in ((2023, 100), (2024, 100), (2025, 121)):
        rows.year_of(where.library, year, value)
        rows.year_of(where.far, year, 1)
    cycle = rows.cycle(where)
    report = services.draw_figures(actor=where.officer, report=rows.report_of(cycle, where.one), at=rows.NOVEMBER)
    items = document_of(report).sections[1].subsections[0].items
    assert items[0] == f"{growth.name}: đạt 10 %; mục tiêu năm 2025: 5 %;"
    assert items[1] == f"{total.name}: đạt 1.210 lượt;"
    assert items[2].startswith(f"{share.name}: đạt ")
    assert "/1)" in items[2]
    school = services.draw_figures(actor=where.office, report=rows.report_of(cycle, where.education), at=rows.NOVEMBER)
    assert document_of(school).sections[1].subsections[0].items == ()
    assert inspect_document(docx_of(report)) == []


def test_sample_figures_say_so_on_the_page(where: SimpleNamespace) -> None:
    where.library.is_sample = True
    where.library.save()
    report = rows.report_of(rows.cycle(where), where.one)
    assert "Số liệu mẫu để minh họa" in text_of(docx_of(report))
    assert findings(report) == []


def test_the_receiver_writes_to_the_unit_above_it(where: SimpleNamespace, cycle: ReportCycle) -> None:
    own = services.start_report(actor=where.office, cycle=cycle, unit=where.city, at=rows.NOVEMBER)
    alone = document_of(own)
    assert alone.addressees == ()
    assert alone.recipients == ("Ủy ban nhân dân thành phố Mẫu",)
    assert findings(own) == []


@pytest.mark.parametrize(
    ("kind", "name", "person", "printed"),
    [
        ("ward", "Phường Bắc Kạn", False, ("Ủy ban nhân dân phường Bắc Kạn", "phường Bắc Kạn", "Bắc Kạn")),
        (
            "ward", "Phường Nguyễn Thị Minh Khai", True,
            (
                "Ủy ban nhân dân Phường Nguyễn Thị Minh Khai", "Phường Nguyễn Thị Minh Khai", "Nguyễn Thị Minh Khai",
            ),
        ),
        ("city", "Thành phố Bắc Kạn", False, ("Ủy ban nhân dân thành phố Bắc Kạn", "thành phố Bắc Kạn", "Bắc Kạn")),
        ("commune", "Nông Thượng", False, ("Ủy ban nhân dân Nông Thượng", "Nông Thượng", "Nông Thượng")),
        ("school", "Trường Tiểu học Mẫu", False, ("Trường Tiểu học Mẫu",) * 3),
    ],
)  # fmt: skip
def test_names_in_documents(kind: str, name: str, person: bool, printed: tuple[str, str, str]) -> None:
    unit = Unit(kind=kind, name=name, named_after_person=person)
    assert (official_name(unit), spoken_name(unit), bare_name(unit)) == printed


@pytest.mark.parametrize(
    ("kind", "name", "lines"),
    [
        ("ward", "Phường Một", ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
        ("department", "Phòng Văn hóa và Thông tin", ("TRƯỞNG PHÒNG",)),
        ("department", "Sở Tài chính", ("GIÁM ĐỐC",)),
        ("police", "Công an thành phố Bắc Kạn", ("TRƯỞNG CÔNG AN",)),
        ("military", "Bộ Chỉ huy Quân sự tỉnh", ("CHỈ HUY TRƯỞNG",)),
        ("association", "Hội Khuyến học", ("TM. BAN THƯỜNG VỤ", "CHỦ TỊCH")),
        ("centre", "Nhà bảo tàng", ("THỦ TRƯỞNG CƠ QUAN",)),
    ],
)
def test_who_signs(kind: str, name: str, lines: tuple[str, ...]) -> None:
    unit = Unit(kind=kind, name=name)
    assert issuer_of(unit, ()).signer_lines == lines
    deputy = issuer_of(unit, (), deputy=True).signer_lines
    assert deputy[-2:] == (f"KT. {lines[-1]}", f"PHÓ {lines[-1]}")


def test_the_committee_stands_above_a_department_not_above_the_police() -> None:
    city = Unit(kind="city", name="Thành phố Mẫu")
    office = issuer_of(Unit(kind="department", name="Phòng Nội vụ", document_code="PNV"), (city,))
    assert (office.parent_body, office.code, office.place) == ("Ủy ban nhân dân thành phố Mẫu", "PNV", "Mẫu")
    assert issuer_of(Unit(kind="police", name="Công an thành phố"), (city,)).parent_body == ""
    alone = issuer_of(Unit(kind="association", name="Hội Khuyến học"), ())
    assert (alone.place, alone.code) == ("Hội Khuyến học", "HKH")
