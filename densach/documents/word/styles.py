"""Paragraph styles of the default template: identifiers (kept when an office restyles them) and Vietnamese names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

RULE_FULL: Final = "RuleFull"
RULE_SHORT: Final = "RuleShort"
FIGURES_TABLE: Final = "FiguresTable"


@dataclass(frozen=True)
class Style:
    """One paragraph style; lengths in points, `indent` in twips (720 = 1.27 cm), `line` in 240ths of a line."""

    name: str
    size: float = 14
    bold: bool = False
    italic: bool = False
    align: str = "left"
    before: float = 0
    after: float = 0
    indent: int = 0
    line: int = 240
    keep_next: bool = False
    outline: int | None = None
    rule: bool = False


STYLES: Final[dict[str, Style]] = {
    "NationalName": Style("VB Quốc hiệu", size=13, bold=True, align="center"),
    "Motto": Style("VB Tiêu ngữ", bold=True, align="center"),
    "ParentBody": Style("VB Cơ quan chủ quản", size=13, align="center"),
    "Issuer": Style("VB Cơ quan ban hành", size=13, bold=True, align="center"),
    "DocumentNumber": Style("VB Số ký hiệu", size=13, align="center", before=4),
    "PlaceDate": Style("VB Địa danh ngày tháng", italic=True, align="center", before=4),
    "KindName": Style("VB Tên loại", bold=True, align="center", before=16, keep_next=True),
    "Subject": Style("VB Trích yếu", bold=True, align="center", keep_next=True),
    "SampleNote": Style("VB Ghi chú số liệu mẫu", size=13, italic=True, align="center", before=6),
    "Addressee": Style("VB Kính gửi", align="center", before=10, after=6),
    "AddresseeItem": Style("VB Kính gửi (danh sách)", indent=2400, after=2),
    "LegalBasis": Style("VB Căn cứ", italic=True, align="both", indent=720, after=6, line=264),
    "BodyText": Style("VB Nội dung", align="both", indent=720, after=6, line=264),
    "ClosingText": Style("VB Kết thúc", align="both", indent=720, after=6, line=264, keep_next=True),
    "SectionHeading": Style(
        "VB Mục I", bold=True, align="both", indent=720, before=6, after=6, line=264, keep_next=True, outline=0
    ),
    "SubsectionHeading": Style(
        "VB Mục 1", bold=True, align="both", indent=720, after=6, line=264, keep_next=True, outline=1
    ),
    "SignerLine": Style("VB Chức vụ người ký", bold=True, align="center", keep_next=True),
    "SignerName": Style("VB Họ tên người ký", bold=True, align="center", before=72),
    "RecipientsHeading": Style("VB Nơi nhận", size=12, bold=True, italic=True),
    "Recipient": Style("VB Nơi nhận (danh sách)", size=11),
    "AnnexNumber": Style("VB Số phụ lục", bold=True, align="center", keep_next=True),
    "AnnexTitle": Style("VB Tên phụ lục", bold=True, align="center", keep_next=True, outline=0),
    "AnnexReference": Style("VB Kèm theo", italic=True, align="center", after=10, keep_next=True),
    "FiguresHead": Style("VB Bảng (đầu cột)", size=12, bold=True, align="center", before=2, after=2),
    "FiguresText": Style("VB Bảng (chữ)", size=12, before=2, after=2),
    "FiguresNumber": Style("VB Bảng (số)", size=12, align="right", before=2, after=2),
    "FiguresNote": Style("VB Bảng (ghi chú)", size=12, italic=True, before=6),
    "PageNumber": Style("VB Số trang", align="center"),
    RULE_FULL: Style("VB Kẻ bằng dòng trên", size=2, before=2, rule=True),
    RULE_SHORT: Style("VB Kẻ ngắn dưới dòng", size=2, before=2, rule=True),
    "Gap": Style("VB Ngắt phần", size=1, after=4, keep_next=True),
    "Command": Style("VB Lệnh của mẫu", size=10),
}
