"""Minutes of a stocktake, with what was not in order as annexes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.utils import timezone, translation

from densach.catalogue.models import Finding, Stocktake, StocktakeLine
from densach.catalogue.rules_stock import NOT_IN_ORDER, SEEN, paper_number
from densach.catalogue.stock.stocktaking import Progress, lines_of, people_of, progress
from densach.core.clock import local_day
from densach.documents.decree30 import format_number
from densach.documents.word import Annex, OfficialDocument, Section, render_document

from .issuing import place_issuer

MOST_LINES: Final = 1000
_LISTS: Final = {
    Finding.MISSING: "Tài liệu thiếu",
    Finding.MISPLACED: "Tài liệu xếp sai giá",
    Finding.FOUND_AGAIN: "Tài liệu đã ghi mất, nay tìm thấy",
    Finding.ON_LOAN: "Tài liệu có tại chỗ nhưng sổ ghi đang cho mượn",
    Finding.WITHDRAWN: "Tài liệu đã xuất khỏi sổ nhưng còn tại chỗ",
    Finding.ELSEWHERE: "Tài liệu của nơi khác",
    Finding.UNKNOWN: "Mã không có trong sổ đăng ký",
}
_COLUMNS: Final = ("TT", "Số đăng ký cá biệt", "Nhan đề", "Tác giả", "Giá sách", "Đơn giá (đồng)")


def minutes_docx(stocktake: Stocktake) -> bytes:
    """The .docx of a closed stocktake."""
    with translation.override("vi"):
        return render_document(None, minutes_of(stocktake), form="minutes")


def minutes_of(stocktake: Stocktake) -> OfficialDocument:
    """Number and date as entered at closing; names of places as they were on that day."""
    day = local_day(stocktake.closed_at or stocktake.started_at)
    issuer = place_issuer(stocktake.facility, day)
    number, code = paper_number(stocktake.minutes_number, "BB")
    found = progress(stocktake)
    return OfficialDocument(
        kind="BB",
        issuer=issuer.name,
        parent_body=issuer.parent_body,
        issuer_code=code or issuer.code,
        number=number,
        place=issuer.place,
        date=day,
        subject=f"Kiểm kê tài nguyên thông tin: {stocktake.title}",
        sections=(
            Section(title="Thời gian, phạm vi và thành phần", paragraphs=_scope(stocktake), items=_people(stocktake)),
            Section(title="Kết quả kiểm kê", items=_results(stocktake, found)),
            Section(title="Những điểm cần xử lý", items=tuple(_to_do(found)) or ("Không có.",)),
        ),
        closing=("Biên bản đã được đọc lại cho những người tham gia cùng nghe, nhất trí và cùng ký tên dưới đây",),
        co_signer_lines=("NGƯỜI KIỂM KÊ",),
        co_signer_name="(Họ và tên)",
        signer_lines=issuer.signer_lines,
        signer_name="(Họ và tên)",
        recipients=(issuer.parent_body or issuer.name,),
        annexes=tuple(_annexes(stocktake, found)),
    )


def _scope(stocktake: Stocktake) -> tuple[str, ...]:
    starts = timezone.localtime(stocktake.started_at)
    ends = timezone.localtime(stocktake.closed_at or stocktake.started_at)
    parts = []
    if stocktake.register:
        parts.append(f"sổ đăng ký cá biệt {stocktake.register.prefix}")
    if stocktake.shelf:
        parts.append(f"các giá bắt đầu bằng {stocktake.shelf}")
    whole = ", ".join(parts) or "toàn bộ tài nguyên thông tin"
    kind = "Kiểm kê mẫu" if stocktake.is_partial else "Kiểm kê"
    return (
        f"Thời gian: từ {starts:%H:%M} ngày {starts:%d/%m/%Y} đến {ends:%H:%M} ngày {ends:%d/%m/%Y}.",
        f"Địa điểm: {stocktake.facility.name}.",
        f"Phạm vi: {kind} {whole}.",
        "Thành phần tham gia:",
    )


def _people(stocktake: Stocktake) -> tuple[str, ...]:
    return tuple(f"{person.full_name or person.username};" for person in people_of(stocktake))


def _results(stocktake: Stocktake, found: Progress) -> tuple[str, ...]:
    rows = [("Phải có theo sổ đăng ký", found.expected), ("Đã kiểm đếm được tại chỗ", _seen(found))]
    if not stocktake.is_partial:
        rows += [("Đang cho mượn", found.found.get(Finding.OUT, 0)), ("Thiếu", found.found.get(Finding.MISSING, 0))]
    return tuple(f"{name}: {format_number(count)} bản;" for name, count in rows)


def _seen(found: Progress) -> int:
    return sum(found.found.get(finding, 0) for finding in SEEN)


def _to_do(found: Progress) -> Iterator[str]:
    for finding in NOT_IN_ORDER:
        if count := found.found.get(finding, 0):
            yield f"{_LISTS[finding]}: {format_number(count)};"


def _annexes(stocktake: Stocktake, found: Progress) -> Iterator[Annex]:
    for finding in NOT_IN_ORDER:
        if count := found.found.get(finding, 0):
            lines = lines_of(stocktake, finding)[:MOST_LINES]
            rows = tuple(_row(index, line) for index, line in enumerate(lines, start=1))
            left = f"Ghi chú: còn {format_number(count - MOST_LINES)} dòng trong danh sách lưu trên hệ thống."
            yield Annex(title=_LISTS[finding], columns=_COLUMNS, rows=rows, note=left if count > MOST_LINES else "")


def _row(index: int, line: StocktakeLine) -> tuple[str | int | None, ...]:
    copy = line.copy
    if copy is None:
        return (index, line.scanned, "", "", line.shelf, None)
    record = copy.record
    title = f"{record.title} {record.volume}".strip()
    shelf = f"{line.shelf} (đúng: {copy.shelf or '–'})" if line.finding == Finding.MISPLACED else copy.shelf
    return (index, copy.accession_number, title, record.authors, shelf, copy.price)
