"""The registers as tables on paper, with the official columns (3-vietnam.md §3). On paper they speak Vietnamese."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from densach.documents.print import Cover, Ledger, LedgerColumn, Row, Sheet, Totals
from densach.documents.print import Line as TextLine
from densach.documents.print.dates import register_day
from densach.documents.print.letterheads import letterhead, signatures
from densach.network.models import Facility

from . import accession, general, new_books, periodicals, textbooks
from .splits import LANGUAGES, REASONS, SUBJECTS, TYPES
from .words import amount, authors_and_title, published

_C = LedgerColumn

ACCESSION: Final = (
    _C("Ngày vào sổ", 20), _C("Số ĐKCB", 21), _C("Tác giả và tên sách", 72), _C("Nơi, nhà xuất bản", 36, group="Xuất bản"),
    _C("Năm", 11, "center", group="Xuất bản"), _C("Giá tiền (đ)", 18, "right"), _C("Ký hiệu phân loại", 19), _C("Số đăng ký tổng quát", 14, "center"),
    _C("Ngày và số biên bản xuất", 25), _C("Kiểm kê", 14), _C("Ghi chú", 20),
)  # fmt: skip


def accession_sheets(
    choice: accession.Choice, lines: Iterable[accession.Line], day: dt.date
) -> tuple[list[Sheet], Cover]:
    """One table over all lines (a stream), and its cover with the number of pages."""
    stack = f"Kho {choice.register.prefix}" if choice.register else "Tất cả các kho"
    period = f"Năm {choice.year}" if choice.year else f"Đến ngày {register_day(day)}"
    head = letterhead(choice.facility, day)
    ledger = Ledger(
        "SỔ ĐĂNG KÝ CÁ BIỆT",
        ACCESSION,
        letterhead=head,
        above=(TextLine(f"{stack} · {period}", 11, align="center"),),
        totals=Totals(_accession_totals, count=2, amounts=2),
        signatures=signatures(choice.facility, day),
        running=f"Sổ đăng ký cá biệt · {stack} · {choice.facility.name}",
        empty="Chưa có bản nào.",
    )
    return [Sheet(ledger, _accession_rows(lines))], Cover(head, "SỔ ĐĂNG KÝ CÁ BIỆT", (stack, period, _PAGES))


_PAGES: Final = "Sổ này gồm {pages} trang, đánh số từ 1 đến {pages}"


def _accession_rows(lines: Iterable[accession.Line]) -> Iterator[Row]:
    for line in lines:
        cells = (
            register_day(line.entered), line.number, line.title, line.published, str(line.year or ""), amount(line.price),
            line.class_mark, line.general, line.withdrawal, line.stocktake_years, line.note,
        )  # fmt: skip
        yield Row(cells, amounts=(1, line.price or 0))


def _accession_totals(page: tuple[int, ...], so_far: tuple[int, ...], last: bool) -> Sequence[Row]:
    names = ("Cộng trang này", "Tổng cộng" if last else "Cộng từ đầu sổ")
    return [
        Row((name, f"{amount(copies) or 0} bản", "", "", amount(value), "", "", "", "", ""), style="bold", span=2)
        for name, (copies, value) in zip(names, (page, so_far), strict=True)
    ]


def _numeric(labels: Iterable[object], group: str, width: float) -> tuple[LedgerColumn, ...]:
    return tuple(_C(str(label), width, "right", group=group) for label in labels)


# the order of splits.TYPES, SUBJECTS, LANGUAGES and REASONS, short enough for a column of 7 mm
_TYPES: Final = ("Sách", "SGK", "Báo, TC", "Bản đồ", "Băng đĩa", "Bộ")
_SUBJECTS: Final = (*(f"{n}00" for n in range(10)), "–")
_LANGUAGES: Final = ("Việt", "Dân tộc", "Anh", "Pháp", "Nga", "Khác")
_REASONS: Final = ("Lạc hậu", "Rách nát", "Mất", "Chuyển", "Cho, tặng", "Khác")


def _split_columns(width: float) -> tuple[LedgerColumn, ...]:
    return (
        *_numeric(_TYPES, "Theo loại tài liệu", width),
        *_numeric(_SUBJECTS, "Theo môn loại (DDC)", width),
        *_numeric(_LANGUAGES, "Theo ngôn ngữ", width),
    )


def general_sheets(facility: Facility, found: general.General, day: dt.date) -> tuple[list[Sheet], Cover]:
    """Three tables: intake, withdrawals, balance; the stock held at the end in red."""
    head = letterhead(facility, day)
    sheets = [
        _intake_sheet(facility, found, day),
        _withdrawal_sheet(facility, found),
        _balance_sheet(facility, found, day),
    ]
    return sheets, Cover(head, "SỔ ĐĂNG KÝ TỔNG QUÁT", (f"Năm {found.year}", _PAGES))


def _running(facility: Facility, found: general.General) -> str:
    return f"Sổ đăng ký tổng quát năm {found.year} · {facility.name}"


def _totals(lead: int, name: str) -> Totals:
    """Sums of every numeric column under a heading over the first `lead` columns; one column for notes at the end."""

    def rows(page: tuple[int, ...], so_far: tuple[int, ...], last: bool) -> Sequence[Row]:
        names = ("Cộng trang này", name if last else "Cộng từ đầu năm")
        return [
            Row((label, *map(amount, sums), ""), style="bold", span=lead)
            for label, sums in zip(names, (page, so_far), strict=True)
        ]

    return Totals(rows, count=2, amounts=2 + len(TYPES) + len(SUBJECTS) + len(LANGUAGES))


def _intake_sheet(facility: Facility, found: general.General, day: dt.date) -> Sheet:
    columns = (
        _C("Ngày vào sổ", 17), _C("Số thứ tự", 8, "center"), _C("Nguồn cung cấp", 20), _C("Số và ngày chứng từ", 18),
        _C("Tổng số bản", 10, "right"), _C("Thành tiền (đ)", 18, "right"), *_split_columns(7.4), _C("Ghi chú", 10),
    )  # fmt: skip
    ledger = Ledger(
        "SỔ ĐĂNG KÝ TỔNG QUÁT",
        columns,
        letterhead=letterhead(facility, day),
        above=(TextLine(f"Phần I. NHẬP · Năm {found.year}", 12, bold=True, align="center"),),
        totals=_totals(4, "Cộng cả năm"),
        running=_running(facility, found),
        empty="Trong năm không nhập tài liệu nào.",
        size=7,
    )
    rows = [
        Row(
            (register_day(line.on), str(line.number or ""), line.source, line.document, *map(amount, line.sums.cells()), line.note),
            amounts=tuple(line.sums.cells()), style="quiet" if line.number is None else "",
        )
        for line in found.intakes
    ]  # fmt: skip
    return Sheet(ledger, rows)


def _withdrawal_sheet(facility: Facility, found: general.General) -> Sheet:
    columns = (
        _C("Ngày xuất", 17), _C("Số thứ tự", 8, "center"), _C("Số biên bản", 17), _C("Tổng số bản", 10, "right"),
        _C("Thành tiền (đ)", 17, "right"), *_numeric(_REASONS, "Lý do xuất", 8.4), *_split_columns(7.2),
    )  # fmt: skip
    amounts = 2 + len(REASONS) + len(TYPES) + len(SUBJECTS) + len(LANGUAGES)

    def totals(page: tuple[int, ...], so_far: tuple[int, ...], last: bool) -> Sequence[Row]:
        names = ("Cộng trang này", "Cộng cả năm" if last else "Cộng từ đầu năm")
        return [
            Row((label, *map(amount, sums)), style="bold", span=3)
            for label, sums in zip(names, (page, so_far), strict=True)
        ]

    ledger = Ledger(
        f"Phần II. XUẤT · Năm {found.year}",
        columns,
        totals=Totals(totals, count=2, amounts=amounts),
        running=_running(facility, found),
        empty="Trong năm không xuất tài liệu nào.",
        size=6.4,
    )
    rows = []
    for line in found.withdrawals:
        cells = line.sums.cells(reasons=True)
        written = (register_day(line.on), str(line.number), line.minutes, *map(amount, cells))
        rows.append(Row(written, amounts=tuple(cells)))
    return Sheet(ledger, rows)


def _balance_sheet(facility: Facility, found: general.General, day: dt.date) -> Sheet:
    columns = (
        _C("Tình hình kho", 40),
        _C("Tổng số bản", 12, "right"),
        _C("Thành tiền (đ)", 20, "right"),
        *_split_columns(8.4),
    )
    ledger = Ledger(
        f"Phần III. TÌNH HÌNH KHO SÁCH · Năm {found.year}",
        columns,
        signatures=signatures(facility, day),
        running=_running(facility, found),
        size=7,
    )
    rows = [
        Row((line.label, *(amount(cell) or "0" for cell in line.sums.cells())), style="red" if line.red else "")
        for line in found.balance
    ]
    return Sheet(ledger, rows)


TEXTBOOK: Final = (
    _C("Ngày vào sổ", 19), _C("Số đăng ký tổng quát", 13, "center"), _C("Năm xuất bản", 12, "center"), _C("Số bản", 12, "right"),
    _C("Số đăng ký cá biệt", 42), _C("Giá tiền (đ)", 17, "right"), _C("Thành tiền (đ)", 20, "right"), _C("Kiểm kê: năm, mất / còn", 30),
    _C("Hiện còn", 12, "right"),
)  # fmt: skip


def textbook_sheets(
    facility: Facility, titles: Iterable[textbooks.Title], day: dt.date
) -> tuple[Iterator[Sheet], Cover]:
    """One table, and so one page or more, for each title."""
    running = f"Sổ đăng ký sách giáo khoa · {facility.name}"
    cover = Cover(letterhead(facility, day), "SỔ ĐĂNG KÝ\nSÁCH GIÁO KHOA", (f"Đến ngày {register_day(day)}", _PAGES))
    return (_textbook_sheet(title, running) for title in titles), cover


def _textbook_sheet(title: textbooks.Title, running: str) -> Sheet:
    grade = f"Lớp {title.grade}" if title.grade else "Chưa ghi lớp"
    facts = " · ".join(part for part in (grade, title.volume, title.publisher) if part)

    def totals(_page: tuple[int, ...], so_far: tuple[int, ...], _last: bool) -> Sequence[Row]:
        copies, value, left = map(amount, so_far)
        return [Row(("Cộng", copies or "0", "", "", value, "", left or "0"), style="bold", span=3)]

    ledger = Ledger(
        title.title,
        TEXTBOOK,
        above=(TextLine(facts, 11, align="center"),),
        totals=Totals(totals, count=1, amounts=3),
        running=running,
        landscape=False,
    )
    return Sheet(ledger, [_printing(line) for line in title.printings])


def _printing(line: textbooks.Printing) -> Row:
    counts = "; ".join(f"{one.year}: {one.lost} / {one.left}" for one in line.stocktakes)
    cells = (
        register_day(line.entered), str(line.general or ""), str(line.year or ""), amount(line.copies), line.numbers,
        amount(line.price), amount(line.value), counts, amount(line.left) or "0",
    )  # fmt: skip
    return Row(cells, amounts=(line.copies, line.value, line.left))


_MONTHS: Final = tuple(_C(f"{month}", 12.5, "center", group="Các số nhận được theo tháng") for month in range(1, 13))
PERIODICAL: Final = (
    _C("Tên báo, tạp chí", 52), _C("Định kỳ", 18), _C("Số bản", 10, "right"), *_MONTHS, _C("Cộng số", 11, "right"),
    _C("Thành tiền (đ)", 18, "right"), _C("Số thiếu", 18),
)  # fmt: skip


def periodical_sheets(
    facility: Facility, found: Iterable[periodicals.Year], year: int, day: dt.date
) -> tuple[list[Sheet], Cover]:
    head = letterhead(facility, day)

    def totals(page: tuple[int, ...], so_far: tuple[int, ...], last: bool) -> Sequence[Row]:
        names = ("Cộng trang này", "Tổng cộng" if last else "Cộng từ đầu sổ")
        return [
            Row((name, *[""] * 12, amount(issues), amount(value), ""), style="bold", span=3)
            for name, (issues, value) in zip(names, (page, so_far), strict=True)
        ]

    ledger = Ledger(
        "SỔ ĐĂNG KÝ BÁO, TẠP CHÍ",
        PERIODICAL,
        letterhead=head,
        above=(TextLine(f"Năm {year}", 11, align="center"),),
        totals=Totals(totals, count=2, amounts=2),
        signatures=signatures(facility, day),
        running=f"Sổ đăng ký báo, tạp chí năm {year} · {facility.name}",
        empty="Trong năm không đặt báo, tạp chí nào.",
        size=8,
    )
    rows = [
        Row(
            (line.subscription.record.title, str(line.subscription.get_frequency_display()), str(line.subscription.copies),
             *line.months, amount(line.issues), amount(line.value), ", ".join(line.missing)),
            amounts=(line.issues, line.value),
        )
        for line in found
    ]  # fmt: skip
    return [Sheet(ledger, rows)], Cover(head, "SỔ ĐĂNG KÝ\nBÁO, TẠP CHÍ", (f"Năm {year}", _PAGES))


NEW_BOOKS: Final = (
    _C("STT", 9, "center"), _C("Ký hiệu phân loại", 22), _C("Tác giả và tên sách", 80), _C("Nơi, nhà xuất bản, năm", 40),
    _C("Số bản", 11, "right"), _C("Số đăng ký cá biệt", 36),
)  # fmt: skip
#: the main classes of DDC as a list of new books heads them
CLASSES: Final = {
    "0": "Tin học, thông tin và tác phẩm tổng quát", "1": "Triết học và tâm lý học", "2": "Tôn giáo", "3": "Khoa học xã hội", "4": "Ngôn ngữ",
    "5": "Khoa học tự nhiên và toán học", "6": "Công nghệ, khoa học ứng dụng", "7": "Nghệ thuật, vui chơi giải trí và thể thao", "8": "Văn học",
    "9": "Lịch sử và địa lý", "": "Chưa phân loại",
}  # fmt: skip


def new_book_sheets(
    facility: Facility,
    groups: list[tuple[str, list[new_books.NewBook]]],
    first: dt.date,
    last: dt.date,
    day: dt.date,
) -> list[Sheet]:
    """One list in groups of main classes, upright."""
    ledger = Ledger(
        "THƯ MỤC SÁCH MỚI",
        NEW_BOOKS,
        letterhead=letterhead(facility, day),
        above=(TextLine(f"Từ {register_day(first)} đến {register_day(last)}", 11, align="center"),),
        running=f"Sách mới · {facility.name}",
        empty="Không có sách mới trong thời gian này.",
        landscape=False,
        numbered=False,
    )
    return [Sheet(ledger, _new_book_rows(groups))]


def _new_book_rows(groups: list[tuple[str, list[new_books.NewBook]]]) -> Iterator[Row]:
    number = 0
    for group, books in groups:
        name = CLASSES.get(group, CLASSES[""])
        yield Row((f"{group}00 · {name}" if group else name,), style="bold", span=len(NEW_BOOKS))
        for book in books:
            number += 1
            record = book.record
            where = ", ".join(part for part in (published(vars(record)), str(record.year or "")) if part)
            yield Row(
                (str(number), record.class_mark, authors_and_title(vars(record)), where, str(book.copies), book.numbers)
            )
