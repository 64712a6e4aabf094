"""The registers against a recount of the rows by hand; what stands in the files."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.utils import timezone
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from densach.catalogue.models import (
    AccessionRegister,
    Copy,
    Finding,
    Issue,
    IssueState,
    Stocktake,
    StocktakeLine,
    Subscription,
)
from densach.catalogue.registers import accession, gaps, general, ledgers, new_books, periodicals, textbooks
from densach.catalogue.registers.ranges import Numbered, ranges
from densach.catalogue.registers.splits import Sums
from densach.catalogue.registers.words import volume
from densach.catalogue.registers.writing import FileKind, RegisterKind, Wanted, length, write
from densach.documents.print import ledger_pdf
from tests import make

from .stock_rows import stock, textbook, voucher

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 22)


def pdf_text(path: Path) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(path).pages)


def spelled(value: int) -> str:
    return f"{value:,}".replace(",", ".")


# accession register


def test_the_accession_register_lists_every_copy_in_the_order_of_its_numbers(place: SimpleNamespace) -> None:
    register = AccessionRegister.objects.create(facility=place.library, prefix="PM")
    other = AccessionRegister.objects.create(facility=place.library, prefix="TN")
    record = make.record(
        "Dế Mèn", subtitle="truyện", authors="Tô Hoài.", volume="2", place="H.", publisher="Kim Đồng", year=2019
    )
    for prefix, number in (
        (register, "PM.10"),
        (register, "PM.2"),
        (register, "PM.2b"),
        (other, "TN.1"),
        (register, "PM.?"),
        (register, "PM.2a"),
    ):
        Copy.objects.create(
            record=record,
            facility=place.library,
            register=prefix,
            accession_number=number,
            barcode=number,
            acquired_on=dt.date(2024, 1, 2),
        )
    lines = list(accession.lines(accession.copies(accession.Choice(place.library))))
    assert [line.number for line in lines] == ["PM.2", "PM.2a", "PM.2b", "PM.10", "PM.?", "TN.1"]
    assert lines[0].title == "Tô Hoài. Dế Mèn : truyện. T.2"
    assert lines[0].published == "H. : Kim Đồng"
    only = accession.copies(accession.Choice(place.library, other))
    assert [line.number for line in accession.lines(only)] == ["TN.1"]  # fmt: skip


def test_a_line_says_where_the_copy_came_from_and_how_it_left(place: SimpleNamespace) -> None:
    intake = voucher(place.library, place.owner, 12, dt.date(2024, 1, 2))
    opening = voucher(place.library, place.owner, None, dt.date(2024, 1, 2))
    make.copy(facility=place.library, accession_number="PM.1", voucher=intake, price=45000, note="bìa rách")
    gone = make.copy(
        facility=place.library, accession_number="PM.2", voucher=opening, state="withdrawn", withdrawn_on=dt.date(2024, 12, 20), withdrawal_minutes="02/BB",
    )  # fmt: skip
    for year in (2023, 2021):
        closed = timezone.make_aware(dt.datetime(year, 12, 30, 9))
        done = Stocktake.objects.create(
            facility=place.library, title=f"KK {year}", started_at=closed, closed_at=closed, started_by=place.owner
        )
        StocktakeLine.objects.create(stocktake=done, copy=gone, finding=Finding.PRESENT, at=closed, by=place.owner)
    first, second = accession.lines(accession.copies(accession.Choice(place.library)))
    assert (first.general, first.withdrawal, first.stocktake_years, first.note) == ("12", "", "", "bìa rách")
    assert (second.general, second.withdrawal, second.stocktake_years) == ("SD", "02/BB, 20.XII.2024", "2021, 2023")


def test_sums_and_years_of_the_accession_register(place: SimpleNamespace) -> None:
    copies = stock(place.library, place.owner)
    make.copy(facility=place.far)
    for year in (None, 2023, 2024):
        wanted = [copy for copy in copies if year is None or copy.acquired_on.year == year]
        found = accession.sums(accession.copies(accession.Choice(place.library, year=year)))
        assert found.copies == len(wanted) > 0
        assert found.value == sum(copy.price or 0 for copy in wanted)
        assert found.withdrawn == sum(copy.withdrawn_on is not None for copy in wanted)
    assert accession.years(place.library) == [2025, 2024, 2023]
    assert accession.years(make.facility()) == []


def test_the_accession_register_on_paper(place: SimpleNamespace, tmp_path: Path) -> None:
    copies = stock(place.library, place.owner)
    heard: list[int] = []
    target = tmp_path / "so.pdf"
    write(Wanted("accession", place.library), FileKind.PDF, target, day=TODAY, progress=heard.append)
    text = pdf_text(target)
    assert re.findall(r"PM\.\d{6}", text) == [copy.accession_number for copy in copies]
    assert f"Tổng cộng {len(copies)} bản {spelled(sum(copy.price or 0 for copy in copies))}" in text
    assert heard == [len(copies)]
    pages = len(PdfReader(target).pages) - 1
    assert f"Sổ này gồm {pages} trang" in text
    for words in (
        "SỔ ĐĂNG KÝ CÁ BIỆT",
        "ỦY BAN NHÂN DÂN PHƯỜNG MỘT",
        "THƯ VIỆN PHƯỜNG MỘT",
        "Ngày và số biên bản xuất",
        "Một, ngày 22 tháng 11 năm 2026",
    ):
        assert words in text, words
    assert text.count("Ký hiệu phân loại") == pages, "the headings are on each page"
    gone = next(copy for copy in copies if copy.withdrawn_on)
    roman = {8: "VIII", 9: "IX", 10: "X"}[gone.withdrawn_on.month]
    assert f"02/BB, 01.{roman}.2025" in text  # fmt: skip


def test_the_accession_register_as_a_workbook(place: SimpleNamespace, tmp_path: Path) -> None:
    copies = stock(place.library, place.owner)
    target = tmp_path / "so.xlsx"
    register = AccessionRegister.objects.get()
    write(Wanted("accession", place.library, 2024, register), FileKind.XLSX, target, day=TODAY)
    [_title, _empty, head, *rows] = CalamineWorkbook.from_path(target).get_sheet_by_index(0).to_python()
    wanted = [copy for copy in copies if copy.acquired_on.year == 2024]
    assert head[:3] == ["Ngày vào sổ", "Số ĐKCB", "Tác giả và tên sách"]
    assert [row[1] for row in rows] == [copy.accession_number for copy in wanted]
    assert [row[0] for row in rows] == [copy.acquired_on for copy in wanted]
    assert sum(row[5] or 0 for row in rows) == sum(copy.price or 0 for copy in wanted)


# general register


def recounted(copies: list[Copy]) -> Sums:
    """Counted one by one, in another way than the register does."""
    found = Sums(len(copies), sum(copy.price or 0 for copy in copies))
    found.types = Counter(copy.record.material for copy in copies)
    found.subjects = Counter(copy.record.subject_group for copy in copies)
    column = {"vie": "vie", "eng": "eng", "tai": "ethnic"}
    found.languages = Counter(column.get(copy.record.language, "other") for copy in copies)
    found.reasons = Counter(copy.withdrawal_reason for copy in copies)
    return found


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026])
def test_the_general_register_equals_a_recount(place: SimpleNamespace, year: int) -> None:
    stock(place.library, place.owner)
    stock(place.far, place.stranger, 10)
    copies = list(Copy.objects.filter(facility=place.library).select_related("record", "voucher"))
    found = general.general(place.library, year, TODAY)
    opening = [c for c in copies if c.voucher and c.voucher.kind == "opening" and c.acquired_on.year == year]
    came = [c for c in copies if c.acquired_on.year == year and c not in opening]
    went = [c for c in copies if c.withdrawn_on and c.withdrawn_on.year == year]
    start = [c for c in copies if c.acquired_on.year < year and not (c.withdrawn_on and c.withdrawn_on.year < year)]
    end = [c for c in copies if c.acquired_on.year <= year and not (c.withdrawn_on and c.withdrawn_on.year <= year)]
    assert found.came.cells() == recounted(came).cells()
    assert found.went.cells(reasons=True) == recounted(went).cells(reasons=True)
    by_label = [line.sums.cells() for line in found.balance]
    assert by_label[0] == recounted(start).cells()
    assert by_label[-1] == recounted(end).cells()
    assert found.balance[-1].red
    assert (len(found.balance) == 5) == bool(opening)
    if opening:
        assert by_label[1] == recounted(opening).cells(), "apart from the year's intake"
    assert found.unvouchered == sum(c.voucher is None for c in came)
    for line in found.intakes:
        if line.voucher:
            assert line.sums.cells() == recounted([c for c in came if c.voucher == line.voucher]).cells()


def test_every_split_adds_up_to_the_copies(place: SimpleNamespace) -> None:
    stock(place.library, place.owner)
    for line in general.general(place.library, 2024, TODAY).balance:
        for split in (line.sums.types, line.sums.subjects, line.sums.languages):
            assert sum(split.values()) == line.sums.copies


def test_numbers_of_withdrawals_run_on_across_years(place: SimpleNamespace) -> None:
    for number, (on, minutes) in enumerate(
        [(dt.date(2022, 5, 1), "a"), (dt.date(2022, 5, 1), "b"), (dt.date(2023, 2, 1), "c"), (dt.date(2023, 2, 1), "c")]
    ):
        make.copy(
            facility=place.library, accession_number=f"PM.{number}", acquired_on=dt.date(2020, 1, 1), state="withdrawn", withdrawn_on=on,
            withdrawal_minutes=minutes, withdrawal_reason="lost",
        )  # fmt: skip
    [line] = general.general(place.library, 2023, TODAY).withdrawals
    assert (line.number, line.minutes, line.sums.copies) == (3, "c", 2)
    assert [one.number for one in general.general(place.library, 2022, TODAY).withdrawals] == [1, 2]


def test_the_current_year_ends_today_and_an_empty_voucher_has_its_line(place: SimpleNamespace) -> None:
    voucher(place.library, place.owner, 5, dt.date(2026, 2, 3), source="donated", document_on=dt.date(2026, 2, 1))
    moved = make.copy(facility=place.library, accession_number="PM.1", acquired_on=dt.date(2025, 1, 1))
    make.copy(facility=place.library, accession_number="PM.2", acquired_on=dt.date(2026, 3, 1), moved_from=moved)
    make.copy(facility=place.library, accession_number="PM.3", acquired_on=dt.date(2026, 12, 1))
    found = general.general(place.library, 2026, TODAY)
    empty, handed = found.intakes
    assert (empty.number, empty.sums.copies, empty.document) == (5, 0, "01.II.2026")
    assert (handed.number, handed.sums.copies, handed.source, handed.lacks_voucher) == (
        None,
        1,
        "nơi khác chuyển đến",
        False,
    )
    assert found.balance[-1].label == "Hiện còn đến 22.XI.2026"
    assert found.balance[-1].sums.copies == 2
    assert general.years(place.library, TODAY) == [2026, 2025]
    assert general.years(make.facility(), TODAY) == [2026]
    assert general.general(place.library, 2027, TODAY).came.copies == 0


def test_the_general_register_on_paper(place: SimpleNamespace, tmp_path: Path) -> None:
    stock(place.library, place.owner)
    target = tmp_path / "so.pdf"
    write(Wanted("general", place.library, 2025), FileKind.PDF, target, day=TODAY)
    text = pdf_text(target)
    found = general.general(place.library, 2025, TODAY)
    for words in (
        "Phần I. NHẬP",
        "Phần II. XUẤT",
        "Phần III. TÌNH HÌNH KHO SÁCH",
        "Hiện còn đến 31.XII.2025",
        "Theo môn loại (DDC)",
        "Lý do xuất",
    ):
        assert words in text, words
    assert f"Cộng cả năm {spelled(found.came.copies)} {spelled(found.came.value)}" in text
    assert f"Hiện còn đến 31.XII.2025 {spelled(found.balance[-1].sums.copies)}" in text
    content = b"".join(page["/Contents"].get_object().get_data() for page in PdfReader(target).pages)
    assert b"0.7019608 0.14901961 0.11764706 scn" in content, "the stock held is red"


def test_the_general_register_as_a_workbook_has_three_sheets(place: SimpleNamespace, tmp_path: Path) -> None:
    stock(place.library, place.owner)
    target = tmp_path / "so.xlsx"
    write(Wanted("general", place.library, 2024), FileKind.XLSX, target, day=TODAY)
    book = CalamineWorkbook.from_path(target)
    assert book.sheet_names == ["I. Nhập", "II. Xuất", "III. Hiện còn"]
    found = general.general(place.library, 2024, TODAY)
    intake = book.get_sheet_by_index(0).to_python()[3:]
    assert sum(row[4] for row in intake) == found.came.copies
    held = book.get_sheet_by_index(2).to_python()[3:]
    assert held[-1][1] == found.balance[-1].sums.copies


# textbooks


def test_the_textbook_register_has_a_page_per_title_and_a_line_per_printing(
    place: SimpleNamespace, tmp_path: Path
) -> None:
    intake = voucher(place.library, place.owner, 3, dt.date(2023, 9, 1))
    first = textbook(place.library, "Toán", 4, 5, voucher=intake)
    textbook(place.library, "Toán", 4, 3, year=2024, start=10, acquired_on=dt.date(2024, 9, 1))
    textbook(place.library, "Tiếng Việt", 1, 2, start=20)
    textbook(place.library, "Đạo đức", 1, 2, start=30, price=None)
    Copy.objects.filter(pk=first[0].pk).update(state="lost")
    Copy.objects.filter(pk=first[1].pk).update(state="withdrawn", withdrawn_on=dt.date(2025, 1, 1))
    closed = timezone.make_aware(dt.datetime(2024, 12, 30, 9))
    done = Stocktake.objects.create(
        facility=place.library, title="KK", started_at=closed, closed_at=closed, started_by=place.owner
    )
    for copy in first:
        finding = Finding.MISSING if copy == first[0] else Finding.PRESENT
        StocktakeLine.objects.create(stocktake=done, copy=copy, finding=finding, at=closed, by=place.owner)
    keys = textbooks.title_keys(place.library)
    pages = list(textbooks.titles(place.library, keys))
    assert [(page.grade, page.title) for page in pages] == [(1, "Đạo đức"), (1, "Tiếng Việt"), (4, "Toán")]
    old, new = pages[2].printings
    assert (old.copies, old.value, old.numbers, old.general, old.year) == (5, 100_000, "GK.000001–000005", 3, 2023)
    assert [(one.year, one.lost, one.left) for one in old.stocktakes] == [(2024, 1, 4)]
    assert (old.left, new.left, new.numbers) == (3, 3, "GK.000010–000012")
    assert (pages[2].copies, pages[2].value, pages[2].left) == (8, 160_000, 6)
    target = tmp_path / "so.pdf"
    write(Wanted("textbooks", place.library), FileKind.PDF, target, day=TODAY)
    assert len(PdfReader(target).pages) == 1 + 3
    text = pdf_text(target)
    assert "GK.000001–000005" in text
    assert "2024: 1 / 4" in text
    target = tmp_path / "so.xlsx"
    write(Wanted("textbooks", place.library), FileKind.XLSX, target, day=TODAY)
    rows = CalamineWorkbook.from_path(target).get_sheet_by_index(0).to_python()[3:]
    assert [row[1] for row in rows] == ["Đạo đức", "Tiếng Việt", "Toán", "Toán"]
    assert length(Wanted("textbooks", place.library)) == 12


def test_the_set_of_a_class(place: SimpleNamespace, django_assert_num_queries: object) -> None:
    copies = textbook(place.library, "Toán", 4, 5)
    textbook(place.library, "Toán", 4, 2, year=2024, start=10)
    textbook(place.library, "Văn", 10, 1, start=20)
    textbook(place.library, "Sổ tay", None, 1, start=30)  # type: ignore[arg-type]
    Copy.objects.filter(pk=copies[0].pk).update(state="lost")
    Copy.objects.filter(pk=copies[1].pk).update(state="withdrawn", withdrawn_on=TODAY)
    for name in ("4A", "lớp 4b", "4A", "4", "4C", "4D", "4E", "4G"):
        make.patron(facility=place.library, patron_type="pupil", group=name)
    make.patron(facility=place.library, patron_type="pupil", group="Mầm non")
    make.patron(facility=place.library, patron_type="teacher", group="10")
    found = {(line.grade, line.title): line for line in textbooks.school_set(place.library)}
    maths = found[4, "Toán"]
    assert (maths.held, maths.lost, maths.usable, maths.pupils, maths.short, maths.out) == (6, 1, 5, 8, 3, 0)
    assert found[10, "Văn"].short is None
    assert [line.grade for line in textbooks.school_set(place.library)] == [4, 10, None]
    assert [line.title for line in textbooks.school_set(place.library, 10)] == ["Văn"]
    assert textbooks.class_sizes(place.library) == {4: 8}


def test_lent_textbooks_are_counted(place: SimpleNamespace) -> None:
    from densach.circulation.models import Loan

    copies = textbook(place.library, "Toán", 4, 3)
    reader = make.patron(facility=place.library)
    names = {field.name for field in Loan._meta.get_fields()}
    facts = {
        "copy": copies[0], "patron": reader, "facility": place.library, "lent_at": timezone.now(), "lent_on": TODAY, "due_on": TODAY,
        "record": copies[0].record, "lent_by": place.owner,
    }  # fmt: skip
    Loan.objects.create(**{name: value for name, value in facts.items() if name in names})
    [line] = textbooks.school_set(place.library)
    assert line.out == 1


# periodicals


def test_the_periodicals_register(place: SimpleNamespace, tmp_path: Path) -> None:
    record = make.record("Toán học và Tuổi trẻ", material="periodical")
    paper = Subscription.objects.create(
        record=record,
        facility=place.library,
        starts_on=dt.date(2026, 1, 1),
        ends_on=dt.date(2026, 12, 31),
        copies=2,
        price=10_000,
    )
    ended = Subscription.objects.create(
        record=record, facility=place.library, starts_on=dt.date(2020, 1, 1), ends_on=dt.date(2020, 12, 31)
    )
    for number, month, state in (
        ("1", 1, "received"),
        ("2", 1, "received"),
        ("Tết", 1, "received"),
        ("3", 2, "missing"),
        ("4", 2, "claimed"),
        ("5", 3, "expected"),
    ):
        on = dt.date(2026, month, 5)
        came = state == IssueState.RECEIVED
        Issue.objects.create(
            subscription=paper,
            number=number,
            on=on,
            state=state,
            copies=2 if came else 0,
            received_on=on if came else None,
        )
    [line] = periodicals.periodicals(place.library, 2026)
    assert line.subscription == paper
    assert line.months[:3] == ("1–2, Tết", "", "")
    assert (line.issues, line.copies, line.value, line.missing) == (3, 6, 60_000, ("3", "4"))
    assert [one.subscription for one in periodicals.periodicals(place.library, 2020)] == [ended]
    assert periodicals.years(place.library, 2026) == [2026, 2025, 2024, 2023, 2022, 2021, 2020]
    assert periodicals.years(place.far, 2026) == []
    target = tmp_path / "so.pdf"
    write(Wanted("periodicals", place.library, 2026), FileKind.PDF, target, day=TODAY)
    text = pdf_text(target)
    assert "1–2, Tết" in text
    assert "Tổng cộng 3 60.000" in text
    write(Wanted("periodicals", place.library, 2026), FileKind.XLSX, tmp_path / "so.xlsx", day=TODAY)
    [row] = CalamineWorkbook.from_path(tmp_path / "so.xlsx").get_sheet_by_index(0).to_python()[3:]
    assert row[0] == record.title
    assert length(Wanted("periodicals", place.library)) == 2  # fmt: skip


# gaps, ranges, new books


def test_gaps_doubles_and_suffixes_are_listed(place: SimpleNamespace) -> None:
    register = AccessionRegister.objects.create(facility=place.library, prefix="PM")
    for number in ("PM.2", "PM.3", "PM.3a", "PM.7", "PM.007b", "PM.X"):
        make.copy(facility=place.library, accession_number=number)
    assert [(gap.first, gap.last, gap.count) for gap in gaps.gaps(register)] == [(1, 1, 1), (4, 6, 3)]
    assert [copy.accession_number for copy in gaps.doubles(register)] == ["PM.3", "PM.3a", "PM.7", "PM.007b"]
    assert [copy.accession_number for copy in gaps.suffixed(register)] == ["PM.3a", "PM.007b"]
    assert [copy.accession_number for copy in gaps.without_number(register)] == ["PM.X"]


def test_ranges_draw_runs_together() -> None:
    def numbered(*texts: str) -> list[Numbered]:
        found = []
        for text in texts:
            match = re.fullmatch(r"(\w+)\.(\d*)(\w*)", text)
            assert match
            found.append(Numbered(match[1], int(match[2]) if match[2] else None, match[3], text))
        return found

    assert ranges(numbered("PM.3", "PM.1", "PM.2", "PM.5", "TN.1")) == "PM.1–3, PM.5, TN.1"
    assert ranges(numbered("PM.1", "PM.2a", "PM.3")) == "PM.1, PM.2a, PM.3"
    assert ranges(numbered("PM.9", "TN.10")) == "PM.9, TN.10"
    assert ranges([]) == ""
    assert ranges(numbered("PM.x")) == "PM.x"
    assert volume("Tập 3") == "Tập 3"


def test_new_books_leave_out_what_is_no_news(place: SimpleNamespace) -> None:
    first, last = dt.date(2026, 1, 1), dt.date(2026, 6, 30)
    opening = voucher(place.library, place.owner, None, first)
    novel = make.record(
        "Đất rừng phương Nam", subject_group="8", class_mark="895.9223", place="H.", publisher="Kim Đồng", year=2025
    )
    loose = make.record("Không rõ")
    new = {"facility": place.library, "acquired_on": dt.date(2026, 2, 1)}
    make.copy(record=novel, accession_number="PM.1", **new)
    make.copy(record=novel, accession_number="PM.2", **new)
    make.copy(record=loose, accession_number="PM.3", **new)
    make.copy(
        record=make.record("Cũ"), accession_number="PM.4", facility=place.library, acquired_on=dt.date(2025, 2, 1)
    )
    make.copy(record=make.record("Số dư"), accession_number="PM.5", voucher=opening, **new)
    old = make.copy(record=loose, accession_number="PM.6", state="withdrawn", withdrawn_on=last, **new)
    make.copy(record=make.record("Chuyển"), accession_number="PM.7", moved_from=old, **new)
    groups = new_books.new_books(place.library, first, last)
    assert [(group, [(book.record.title, book.copies, book.numbers) for book in books]) for group, books in groups] == [
        ("8", [("Đất rừng phương Nam", 2, "PM.1–2")]),
        ("", [("Không rõ", 1, "PM.3")]),
    ]
    content = ledger_pdf(ledgers.new_book_sheets(place.library, groups, first, last, TODAY), title="Sách mới")
    text = " ".join(PdfReader(io.BytesIO(content)).pages[0].extract_text().split())
    assert "800 · Văn học" in text
    assert "Chưa phân loại" in text
    assert "Từ 01.I.2026 đến 30.VI.2026" in text


def test_every_kind_has_a_name_and_an_empty_file(place: SimpleNamespace, tmp_path: Path) -> None:
    for kind in RegisterKind.values:
        for file in FileKind.values:
            target = tmp_path / f"{kind}.{file}"
            wanted = Wanted(kind, place.library)
            write(wanted, file, target, day=TODAY)
            assert target.stat().st_size > 1000
            assert wanted.name().startswith("so-")
            assert length(wanted) == 0


def test_progress_is_heard_while_a_workbook_is_written(
    place: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from densach.catalogue.registers import writing

    monkeypatch.setattr(writing, "_EVERY", 25)
    stock(place.library, place.owner, 60)
    heard: list[int] = []
    write(Wanted("accession", place.library), FileKind.XLSX, tmp_path / "so.xlsx", day=TODAY, progress=heard.append)
    assert heard == [25, 50]
