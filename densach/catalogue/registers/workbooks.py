"""The registers as workbooks: the columns of the paper, with dates and numbers that Excel can reckon with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from densach.documents.tables import Column, SheetOf, Value

from . import accession, general, periodicals, textbooks
from .splits import LANGUAGES, REASONS, SUBJECTS, TYPES


def accession_sheet(title: str, lines: Iterable[accession.Line]) -> SheetOf:
    columns = [
        Column("Ngày vào sổ", "date"), Column("Số ĐKCB"), Column("Tác giả và tên sách"), Column("Nơi, nhà xuất bản"), Column("Năm xuất bản"),
        Column("Giá tiền", "money"), Column("Ký hiệu phân loại"), Column("Số đăng ký tổng quát"), Column("Số biên bản xuất"),
        Column("Ngày xuất", "date"), Column("Kiểm kê"), Column("Ghi chú"),
    ]  # fmt: skip
    return SheetOf(columns, _accession_rows(lines), title, "Sổ cá biệt")


def _accession_rows(lines: Iterable[accession.Line]) -> Iterator[list[Value]]:
    for line in lines:
        yield [
            line.entered, line.number, line.title, line.published, str(line.year or ""), line.price, line.class_mark, line.general,
            line.minutes, line.withdrawn_on, line.stocktake_years, line.note,
        ]  # fmt: skip


def _split(*, reasons: bool = False) -> list[Column]:
    first = [Column("Tổng số bản", "number"), Column("Thành tiền", "money")]
    labels = [*(REASONS.values() if reasons else ()), *TYPES.values(), *SUBJECTS.values(), *LANGUAGES.values()]
    return first + [Column(str(label), "number") for label in labels]


def general_sheets(found: general.General) -> list[SheetOf]:
    """One sheet for each part."""
    year = found.year
    first = [
        Column("Ngày vào sổ", "date"),
        Column("Số thứ tự", "number"),
        Column("Nguồn cung cấp"),
        Column("Số và ngày chứng từ"),
    ]
    intakes: list[list[Value]] = [
        [line.on, line.number, line.source, line.document, *line.sums.cells(), line.note] for line in found.intakes
    ]
    second = [Column("Ngày xuất", "date"), Column("Số thứ tự", "number"), Column("Số biên bản")]
    gone: list[list[Value]] = [
        [line.on, line.number, line.minutes, *line.sums.cells(reasons=True)] for line in found.withdrawals
    ]
    held: list[list[Value]] = [[line.label, *line.sums.cells()] for line in found.balance]
    return [
        SheetOf([*first, *_split(), Column("Ghi chú")], intakes, f"Sổ đăng ký tổng quát năm {year}. Phần I: Nhập", "I. Nhập"),
        SheetOf([*second, *_split(reasons=True)], gone, f"Sổ đăng ký tổng quát năm {year}. Phần II: Xuất", "II. Xuất"),
        SheetOf([Column("Tình hình kho"), *_split()], held, f"Sổ đăng ký tổng quát năm {year}. Phần III: Hiện còn", "III. Hiện còn"),
    ]  # fmt: skip


def textbook_sheet(title: str, titles: Iterable[textbooks.Title]) -> SheetOf:
    columns = [
        Column("Lớp", "number"), Column("Tên sách"), Column("Ngày vào sổ", "date"), Column("Số đăng ký tổng quát", "number"), Column("Năm xuất bản"),
        Column("Số bản", "number"), Column("Số đăng ký cá biệt"), Column("Giá tiền", "money"), Column("Thành tiền", "money"),
        Column("Kiểm kê: năm, mất / còn"), Column("Hiện còn", "number"),
    ]  # fmt: skip
    return SheetOf(columns, _textbook_rows(titles), title, "Sách giáo khoa")


def _textbook_rows(titles: Iterable[textbooks.Title]) -> Iterator[list[Value]]:
    for title in titles:
        name = " ".join(part for part in (title.title, title.volume) if part)
        for line in title.printings:
            counts = "; ".join(f"{one.year}: {one.lost} / {one.left}" for one in line.stocktakes)
            yield [
                title.grade, name, line.entered, line.general, str(line.year or ""), line.copies, line.numbers, line.price, line.value,
                counts, line.left,
            ]  # fmt: skip


def periodical_sheet(title: str, found: Iterable[periodicals.Year]) -> SheetOf:
    columns = [
        Column("Tên báo, tạp chí"), Column("Định kỳ"), Column("Số bản", "number"), *(Column(f"Tháng {month}") for month in range(1, 13)),
        Column("Cộng số", "number"), Column("Thành tiền", "money"), Column("Số thiếu"),
    ]  # fmt: skip
    rows: list[list[Value]] = [
        [
            line.subscription.record.title, str(line.subscription.get_frequency_display()), line.subscription.copies, *line.months,
            line.issues, line.value, ", ".join(line.missing),
        ]
        for line in found
    ]  # fmt: skip
    return SheetOf(columns, rows, title, "Báo, tạp chí")
