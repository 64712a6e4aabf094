"""A yearly report as a ward would write it, long enough for several pages."""

from __future__ import annotations

import datetime
from decimal import Decimal

from densach.documents.word import Annex, OfficialDocument, Section, Subsection

_NARRATIVE = (
    "Ủy ban nhân dân phường đã chỉ đạo các đơn vị, trường học, thư viện và nhà văn hóa trên địa bàn tổ chức các hoạt "
    "động phục vụ học tập suốt đời gắn với nhiệm vụ chuyên môn; phân công rõ người, rõ việc, rõ thời gian hoàn thành; "
    "kết quả được ghi nhận thường xuyên tại từng cơ sở và tổng hợp hằng tháng."
)
_MONTHS = tuple(f"T{month}" for month in range(1, 13))


def yearly_report(**changes: object) -> OfficialDocument:
    """The report of 2026 of one ward; `changes` replace fields."""
    facilities = [f"Thư viện Trường Tiểu học số {index}" for index in range(1, 31)]
    rows = tuple((index, name, 1200 + index * 37, 12.5 + index, index % 7) for index, name in enumerate(facilities, 1))
    months = tuple(
        (name, *(100 * index + month for month in range(12))) for index, name in enumerate(facilities[:8], 1)
    )
    fields: dict[str, object] = {
        "kind": "BC",
        "parent_body": "",
        "issuer": "Ủy ban nhân dân phường Bắc Kạn",
        "issuer_code": "UBND",
        "number": 5,
        "place": "Bắc Kạn",
        "date": datetime.date(2026, 11, 20),
        "subject": "Kết quả thực hiện Chương trình “Đẩy mạnh các hoạt động phục vụ học tập suốt đời trong thư viện, "
        "bảo tàng, trung tâm văn hóa” năm 2026",
        "sample_note": "Số liệu mẫu để minh họa",
        "addressees": ("Sở Văn hóa, Thể thao và Du lịch tỉnh Thái Nguyên",),
        "legal_bases": (
            "Căn cứ Luật Thư viện ngày 21 tháng 11 năm 2019",
            "Căn cứ Quyết định số 1520/QĐ-TTg ngày 09 tháng 12 năm 2022 của Thủ tướng Chính phủ phê duyệt Chương trình",
        ),
        "opening": ("Ủy ban nhân dân phường Bắc Kạn báo cáo kết quả thực hiện năm 2026 như sau:",),
        "sections": (
            Section(
                title="Công tác lãnh đạo, chỉ đạo và tổ chức thực hiện",
                paragraphs=(_NARRATIVE, _NARRATIVE),
                items=(
                    "Ban hành 05 văn bản chỉ đạo;",
                    "Kiểm tra 12 cơ sở;",
                    "Tập huấn 45 lượt người;",
                    "Cấp 1.250 bản sách;",
                    "Tổ chức 03 hội nghị.",
                ),
            ),
            Section(
                title="Kết quả thực hiện",
                subsections=(
                    Subsection(
                        title="Kết quả theo mục tiêu",
                        paragraphs=("Lượt bạn đọc đạt 12.480 lượt, tăng 8,2 % so với năm 2025.", _NARRATIVE),
                        items=(
                            "07/11 thư viện phục vụ học tập suốt đời, đạt 63,6 % (mục tiêu 60 %);",
                            "17/26 thư viện trường học, đạt 65,4 %.",
                        ),
                    ),
                    Subsection(title="Kết quả theo nhiệm vụ", paragraphs=(_NARRATIVE, f"{_NARRATIVE}\n{_NARRATIVE}")),
                ),
            ),
            Section(
                title="Đánh giá chung",
                subsections=(
                    Subsection(title="Ưu điểm", paragraphs=(_NARRATIVE,)),
                    Subsection(title="Hạn chế và nguyên nhân", paragraphs=(_NARRATIVE, "Kinh phí R&D < 5 triệu đồng.")),
                ),
            ),
            Section(title="Phương hướng năm 2027", paragraphs=(_NARRATIVE,)),
            Section(title="Kiến nghị, đề xuất", paragraphs=("Đề nghị cấp bổ sung sách cho các tủ sách cộng đồng.",)),
        ),
        "closing": ("Trên đây là báo cáo kết quả năm 2026, Ủy ban nhân dân phường Bắc Kạn kính báo cáo.",),
        "signer_lines": ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        "signer_name": "Nguyễn Văn Mẫu",
        "recipients": (
            "Như trên",
            "Chủ tịch, các Phó Chủ tịch Ủy ban nhân dân phường;",
            "- Các trường học trên địa bàn",
        ),
        "archive_line": "VT, VHXH.",
        "annexes": (
            Annex(
                title="Số liệu theo cơ sở",
                columns=("TT", "Cơ sở", "Lượt bạn đọc", "Tăng so với năm trước (%)", "Số lớp"),
                rows=rows,
                total=("", "Tổng cộng", 53205, Decimal("28.0"), 87),
                note="Ghi chú: cơ sở khai bằng giấy được ghi nhận theo tháng.",
            ),
            Annex(title="Lượt bạn đọc theo tháng", columns=("Cơ sở", *_MONTHS), rows=months),
        ),
    }
    return OfficialDocument(**{**fields, **changes})  # type: ignore[arg-type]
