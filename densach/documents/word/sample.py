"""Two documents to try a template on: one that uses everything, one that uses next to nothing."""

from __future__ import annotations

import datetime
from typing import Final

from .model import Annex, OfficialDocument, Section, Subsection

FULL_DOCUMENT: Final = OfficialDocument(
    kind="BC",
    parent_body="Ủy ban nhân dân tỉnh Thái Nguyên",
    issuer="Ủy ban nhân dân phường Bắc Kạn",
    issuer_code="UBND",
    number=5,
    place="Bắc Kạn",
    date=datetime.date(2026, 2, 5),
    subject="Thử mẫu văn bản",
    sample_note="Văn bản thử mẫu, không có giá trị hành chính",
    addressees=("Ủy ban nhân dân tỉnh Thái Nguyên", "Sở Văn hóa, Thể thao và Du lịch"),
    legal_bases=("Căn cứ thứ nhất", "Căn cứ thứ hai"),
    opening=("Đoạn mở đầu.",),
    sections=(
        Section(
            title="Mục thứ nhất",
            paragraphs=("Một đoạn văn.",),
            items=("Khoản thứ nhất;", "Khoản thứ hai."),
            subsections=(Subsection(title="Tiểu mục", paragraphs=("Một đoạn văn.",), items=("Khoản thứ nhất.",)),),
        ),
        Section(title="Mục thứ hai", paragraphs=("Một đoạn văn.",)),
    ),
    closing=("Đoạn kết thúc.",),
    signer_lines=("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
    signer_name="Họ và tên",
    recipients=("Như trên", "Lãnh đạo Ủy ban nhân dân"),
    archive_line="VT, VHXH",
    annexes=(
        Annex(
            title="Bảng thứ nhất",
            columns=("TT", "Nội dung", "Số lượng"),
            rows=((1, "Dòng", 1234),),
            total=("", "Cộng", 1234),
        ),
        Annex(title="Bảng thứ hai", columns=("Nội dung",), rows=(("Dòng",),), note="Ghi chú."),
    ),
)

BARE_DOCUMENT: Final = OfficialDocument(
    kind="KH",
    issuer="Ủy ban nhân dân phường Bắc Kạn",
    issuer_code="UBND",
    place="Bắc Kạn",
    subject="Thử mẫu văn bản",
    sections=(),
)
