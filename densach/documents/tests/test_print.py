"""Registers, labels and codes on paper: what stands in the PDF, and that nothing in a text becomes markup."""

from __future__ import annotations

import io
import json
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import pytest
from pypdf import PdfReader

from densach.documents.print import (
    SHEETS,
    Cover,
    Ledger,
    LedgerColumn,
    Letterhead,
    Line,
    Row,
    Sheet,
    Signatures,
    Totals,
    barcode_svg,
    ledger_pdf,
    pdf,
    qr_svg,
    write_ledgers,
)
from densach.documents.print.composing import MARGINS, Composer, page_size
from densach.documents.print.dates import register_day
from densach.documents.print.refusals import CodeUnprintable, PrintingStopped
from densach.documents.print.widths import width, wrap

VOWELS = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"
MARKUP = "#let x = 1; *đậm* _nghiêng_ $x^2$ <nhãn> @ai [a](b) \\ ` // /* = + -"
COLUMNS = (
    LedgerColumn("Số ĐKCB", 22),
    LedgerColumn("Tác giả và tên sách", 70),
    LedgerColumn("Nhà xuất bản", 30, group="Xuất bản"),
    LedgerColumn("Năm", 12, "center", group="Xuất bản"),
    LedgerColumn("Giá tiền", 22, "right"),
)
LETTERHEAD = Letterhead("UBND phường Đức Xuân", "Thư viện phường Đức Xuân")


def totals(page: tuple[int, ...], so_far: tuple[int, ...], last: bool) -> Sequence[Row]:
    name = "Tổng cộng" if last else "Cộng từ đầu sổ"
    return [
        Row(("Cộng trang", f"{page[0]} bản", "", f"{page[1]}"), style="bold", span=2),
        Row((name, f"{so_far[0]} bản", "", f"{so_far[1]}"), style="bold", span=2),
    ]


def ledger(**fields: object) -> Ledger:
    facts: dict[str, object] = {
        "letterhead": LETTERHEAD,
        "totals": Totals(totals, count=2, amounts=2),
        "signatures": Signatures("Đức Xuân, ngày 05 tháng 02 năm 2026", (("NGƯỜI LẬP SỔ", "(Ký)"), ("THỦ TRƯỞNG", "(Ký)"))),
        "running": "Sổ đăng ký cá biệt PM",
    }  # fmt: skip
    return Ledger("SỔ ĐĂNG KÝ CÁ BIỆT", COLUMNS, **(facts | fields))  # type: ignore[arg-type]


def rows(count: int, *, seed: int = 1) -> list[Row]:
    chance = random.Random(seed)
    found = []
    for n in range(1, count + 1):
        title = " ".join(
            chance.choices(("Dế", "Mèn", "phiêu", "lưu", "ký", "Đất", "rừng", "phương", "Nam"), k=chance.randint(1, 40))
        )
        price = chance.randint(1, 9) * 1000
        found.append(Row((f"PM.{n:06d}", title, "Kim Đồng", "2019", str(price)), amounts=(1, price)))
    return found  # fmt: skip


def text_of(content: bytes | Path) -> list[str]:
    source = io.BytesIO(content) if isinstance(content, bytes) else str(content)
    return [page.extract_text() for page in PdfReader(source).pages]


def test_every_vietnamese_letter_is_printed_upright_bold_and_italic() -> None:
    every = " ".join(VOWELS + VOWELS.upper())
    lines = (Line(every), Line(every, bold=True), Line(every, italic=True))
    content = ledger_pdf([Sheet(ledger(above=lines), [])], title="Chữ")
    text = " ".join(text_of(content))
    assert {char: text.count(char) for char in VOWELS + VOWELS.upper() if text.count(char) < 3} == {}
    fonts = {str(font["/BaseFont"]) for page in PdfReader(io.BytesIO(content)).pages for font in fonts_of(page)}
    assert {name.partition("+")[2].removesuffix("-Identity-H") for name in fonts} == {
        "LibertinusSerif-Regular",
        "LibertinusSerif-Bold",
        "LibertinusSerif-Italic",
    }


def fonts_of(page: object) -> list[dict[str, object]]:
    return [font.get_object() for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]


def test_text_never_becomes_markup() -> None:
    row = Row((MARKUP[:20], MARKUP, "#pagebreak()", "#", "$1"), amounts=(1, 1))
    text = text_of(ledger_pdf([Sheet(ledger(above=(Line(MARKUP),)), [row])], title=MARKUP))[0]
    bare = re.sub(r"\s", "", text)
    assert re.sub(r"\s", "", MARKUP) in bare
    assert "#pagebreak()" in bare
    labels = pdf("labels", {"sheet": asdict(SHEETS["a4-3x8"]) | {"name": ""}, "skip": 0, "title": MARKUP, "labels": [
        {"lines": [{"text": MARKUP, "size": 8, "bold": False}], "code": "", "code_text": "", "under": []}]})  # fmt: skip
    assert re.sub(r"\s", "", MARKUP) in re.sub(r"\s", "", text_of(labels)[0])


def test_page_totals_and_the_grand_total_equal_a_recount() -> None:
    made = rows(150)
    pages = text_of(ledger_pdf([Sheet(ledger(), iter(made))], title="Sổ"))
    price_of = {row.cells[0]: row.amounts[1] for row in made}
    so_far_copies = so_far_value = 0
    seen = []
    for number, text in enumerate(pages, start=1):
        numbers = re.findall(r"PM\.\d{6}", text)
        seen += numbers
        so_far_copies += len(numbers)
        so_far_value += sum(price_of[one] for one in numbers)
        flat = " ".join(text.split())
        assert f"Cộng trang {len(numbers)} bản {sum(price_of[one] for one in numbers)}" in flat
        word = "Tổng cộng" if number == len(pages) else "Cộng từ đầu sổ"
        assert f"{word} {so_far_copies} bản {so_far_value}" in flat
        assert "Tác giả và tên sách" in flat, "the headings are repeated"
        assert f"Trang {number}" in flat
    assert seen == list(price_of)
    assert len(pages) > 5


def test_page_breaks_are_where_they_were_reckoned_to_be() -> None:
    """A page that typst had to break again would be two pages in the PDF."""
    composed = ledger_pdf(
        [Sheet(ledger(size=8), rows(400, seed=7))], title="Sổ", cover=Cover(LETTERHEAD, "SỔ", ("Sổ gồm {pages} trang",))
    )
    pages = text_of(composed)
    assert f"Sổ gồm {len(pages) - 1} trang" in " ".join(pages[0].split())
    assert [int(re.findall(r"Trang (\d+)", text)[-1]) for text in pages[1:]] == list(range(1, len(pages)))  # fmt: skip


def test_sums_too_long_for_their_column_take_a_second_line_not_a_second_page() -> None:
    dear = [Row((f"PM.{n}", "Sách", "Kim Đồng", "2019", "1"), amounts=(1, 10**17)) for n in range(1, 90)]
    pages = text_of(ledger_pdf([Sheet(ledger(), dear)], title="Sổ"))
    assert [int(re.findall(r"Trang (\d+)", text)[-1]) for text in pages] == list(range(1, len(pages) + 1))


def test_a_long_ledger_is_one_file_in_order_with_its_cover_in_front(tmp_path: Path) -> None:
    target, heard = tmp_path / "so.pdf", []
    cover = Cover(LETTERHEAD, "SỔ ĐĂNG KÝ CÁ BIỆT", ("Sổ gồm {pages} trang",))
    count = write_ledgers([Sheet(ledger(), iter(rows(900)))], target, title="Sổ PM", cover=cover, progress=heard.append)
    pages = text_of(target)
    assert len(pages) == count + 1
    assert count > 30, "more than is set on the spot"
    assert f"Sổ gồm {count} trang" in " ".join(pages[0].split())
    assert re.findall(r"PM\.\d{6}", "".join(pages)) == [f"PM.{n:06d}" for n in range(1, 901)]
    assert heard == sorted(heard)
    assert heard[-1] == 900
    meta = PdfReader(target).metadata
    assert meta is not None
    assert meta.title == "Sổ PM"
    assert [path.name for path in tmp_path.iterdir()] == ["so.pdf"]


def test_parts_keep_their_order_while_helpers_are_exchanged(tmp_path: Path) -> None:
    composer = Composer()
    pages = list(composer.compose([Sheet(ledger(), rows(400))]))
    facts = {
        "title": "",
        "page": page_size(landscape=True),
        "margins": MARGINS,
        "page-word": "Trang",
        "forms": composer.forms,
    }
    lines = [json.dumps({"in_front": False, "data": facts | {"pages": [page], "cover": None}}) for page in pages]
    target = tmp_path / "so.pdf"
    command = [sys.executable, "-m", "densach.documents.print.press", str(target), "Sổ"]
    subprocess.run(command, input="\n".join(lines), text=True, check=True, timeout=60)
    assert len(lines) > 2 * 5 + 2, "each helper was exchanged"
    assert [int(re.findall(r"Trang (\d+)", text)[-1]) for text in text_of(target)] == list(range(1, len(pages) + 1))


def test_a_stream_that_breaks_leaves_no_file(tmp_path: Path) -> None:
    def broken() -> object:
        yield from rows(900)
        raise RuntimeError("cơ sở dữ liệu ngắt")

    with pytest.raises(RuntimeError, match="ngắt"):
        write_ledgers([Sheet(ledger(), broken())], tmp_path / "so.pdf", title="Sổ")  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_a_press_that_dies_says_so(tmp_path: Path) -> None:
    with pytest.raises(PrintingStopped, match="không in được"):
        write_ledgers([Sheet(ledger(), rows(900))], tmp_path / "nowhere" / "so.pdf", title="Sổ")


def test_several_tables_in_one_document_lie_the_same_way() -> None:
    other = Ledger("PHẦN II", (LedgerColumn("Lý do", 30), LedgerColumn("Bản", 10, "right")), numbered=False)
    pages = text_of(ledger_pdf([Sheet(ledger(), rows(3)), Sheet(other, [Row(("Mất", "3"), style="red")])], title="Sổ"))
    assert len(pages) == 2
    assert "Lý do" in pages[1]
    with pytest.raises(ValueError, match="same way"):
        ledger_pdf([Sheet(ledger(), []), Sheet(ledger(landscape=False), [])], title="Sổ")


def test_signatures_without_room_go_to_a_page_of_their_own() -> None:
    counts = {}
    for n in range(18, 31):
        short = [Row((f"PM.{i}", "Sách", "Kim Đồng", "2019", "1"), amounts=(1, 1)) for i in range(n)]
        pages = text_of(ledger_pdf([Sheet(ledger(), short)], title="Sổ"))
        counts[n] = (len(pages), "NGƯỜI LẬP SỔ" in pages[-1], sum(text.count("NGƯỜI LẬP SỔ") for text in pages))
    assert {found[1:] for found in counts.values()} == {(True, 1)}
    assert {found[0] for found in counts.values()} == {1, 2}


def test_an_empty_ledger_says_so() -> None:
    [text] = text_of(ledger_pdf([Sheet(ledger(empty="Chưa có bản nào."), [])], title="Sổ"))
    assert "Chưa có bản nào." in text
    assert "Cộng trang" not in text


def test_a_row_of_another_width_is_refused() -> None:
    with pytest.raises(ValueError, match="2 cells for 5 columns"):
        ledger_pdf([Sheet(ledger(), [Row(("a", "b"))])], title="Sổ")


def test_a_cell_longer_than_a_page_is_cut_with_a_sign() -> None:
    [text] = text_of(ledger_pdf([Sheet(ledger(), [Row(("PM.1", "lá " * 3000, "", "", ""))])], title="Sổ"))
    assert "…" in text


def test_lines_break_at_blanks_and_only_where_they_must() -> None:
    assert wrap("Dế Mèn", 10_000) == ["Dế Mèn"]
    assert wrap("", 100) == [""]
    assert wrap("Dế\nMèn", 10_000) == ["Dế", "Mèn"]
    lines = wrap("Dế Mèn phiêu lưu ký", width("Dế Mèn"))
    assert lines[0] == "Dế Mèn"
    assert " ".join(lines) == "Dế Mèn phiêu lưu ký"
    assert all(width(line) <= width("Dế Mèn") for line in lines)
    cut = wrap("Đ" * 40, width("Đ" * 7))
    assert cut[0] == "Đ" * 7
    assert "".join(cut) == "Đ" * 40
    assert wrap("漢字", 500) == ["漢", "字"], "an unknown letter still makes progress"


def test_bold_text_is_wider() -> None:
    assert width("Thư viện", True) > width("Thư viện")


@pytest.mark.parametrize("name", ["labels", "catalogue-cards", "patron-cards"])
def test_the_same_data_give_the_same_bytes(name: str) -> None:
    data = {
        "sheet": asdict(SHEETS["a4-3x8"]) | {"name": ""},
        "skip": 0,
        "title": "Nhãn",
        "labels": [],
        "cards": [],
        "on_a4": True,
    }
    assert pdf(name, data) == pdf(name, data)  # fmt: skip


def test_an_unknown_template_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="khong-co"):
        pdf("khong-co", {})


@pytest.mark.parametrize("key", list(SHEETS))
def test_labels_of_a_sheet_lie_on_the_page_and_do_not_touch(key: str) -> None:
    sheet = SHEETS[key]
    right = sheet.left + sheet.columns * sheet.label[0] + (sheet.columns - 1) * sheet.gap_x
    bottom = sheet.top + sheet.rows * sheet.label[1] + (sheet.rows - 1) * sheet.gap_y
    assert right <= sheet.page[0] + 0.01
    assert bottom <= sheet.page[1] + 0.01
    labels = [
        {"lines": [], "code": barcode_svg(f"{n:012d}"), "code_text": f"{n:012d}", "under": []}
        for n in range(sheet.per_page + 1)
    ]
    pages = text_of(pdf("labels", {"sheet": asdict(sheet) | {"name": ""}, "skip": 0, "title": "x", "labels": labels}))
    assert len(pages) == 2
    assert all(f"{n:012d}" in pages[0] for n in range(sheet.per_page))
    assert f"{sheet.per_page:012d}" in pages[1]


def test_labels_begin_at_the_first_free_one() -> None:
    labels = [{"lines": [{"text": "A1", "size": 9, "bold": True}], "code": "", "code_text": "", "under": []}]
    content = pdf("labels", {"sheet": asdict(SHEETS["a4-3x8"]) | {"name": ""}, "skip": 4, "title": "x", "labels": labels})  # fmt: skip
    found: list[tuple[float, float]] = []
    page = PdfReader(io.BytesIO(content)).pages[0]
    page.extract_text(
        visitor_text=lambda text, cm, tm, _font, _size: found.append(place(cm, tm)) if "A1" in text else None
    )
    [(x, y)] = found
    assert 70 < x / 72 * 25.4 < 140, "second column"
    assert 37 < y / 72 * 25.4 < 75, "second row"


def place(cm: list[float], tm: list[float]) -> tuple[float, float]:
    """From the left and from the top, in points."""
    x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
    y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
    return x, 841.89 - y


def test_a_bar_code_reads_back() -> None:
    """Decoded by the published table of Code 128 (start C and digit pairs), not by the library that wrote it."""
    svg = barcode_svg("000010002774")
    runs = [(int(x), int(wide)) for x, wide in re.findall(r"M(\d+) 0h(\d+)v", svg)]
    end = runs[-1][0] + runs[-1][1]
    modules = ["0"] * end
    for x, wide in runs:
        modules[x : x + wide] = "1" * wide
    text = "".join(modules[runs[0][0] :])
    assert runs[0][0] == 10, "quiet zone"
    assert text.startswith("11010011100"), "start C"
    assert text.endswith("1100011101011"), "stop"
    symbols = [text[n : n + 11] for n in range(11, len(text) - 13, 11)]
    known = {"11011001100": 0, "11001101100": 1, "11001001100": 10, "11100010110": 27, "10111011110": 74}
    pairs = [known.get(symbol) for symbol in symbols[:-1]]
    values = [0, 0, 10, 0, 27, 74]
    assert [pair for pair in pairs if pair is not None] == [
        value for value, pair in zip(values, pairs, strict=True) if pair is not None
    ]
    assert pairs[:2] == [0, 0]
    assert len(symbols) == 7  # fmt: skip


@pytest.mark.parametrize("text", ["", "Đ.0001", "a\tb"])
def test_what_is_no_bar_code_is_refused(text: str) -> None:
    with pytest.raises(CodeUnprintable) as refused:
        barcode_svg(text)
    assert refused.value.what_to_do


def test_qr_codes_are_pictures_and_have_limits() -> None:
    assert qr_svg("https://thuvien.example/ban-doc/x").startswith("<svg")
    with pytest.raises(CodeUnprintable):
        qr_svg("")
    with pytest.raises(CodeUnprintable):
        qr_svg("x" * 5000)


@pytest.mark.parametrize("month", range(1, 13))
def test_months_of_registers_are_roman(month: int) -> None:
    import datetime as dt

    roman = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]
    assert register_day(dt.date(2007, month, 6)) == f"06.{roman[month - 1]}.2007"
    assert register_day(None) == ""


def test_a_short_ledger_is_written_on_the_spot_with_structure_for_screen_readers(tmp_path: Path) -> None:
    target, heard = tmp_path / "so.pdf", []
    cover = Cover(LETTERHEAD, "SỔ", ("Sổ gồm {pages} trang",))
    count = write_ledgers([Sheet(ledger(), rows(40))], target, title="Sổ", cover=cover, progress=heard.append)
    assert len(text_of(target)) == count + 1
    assert heard == [40]
    assert "/StructTreeRoot" in PdfReader(target).root_object


def test_another_program_reads_the_file(tmp_path: Path) -> None:
    if not shutil.which("pdftotext"):
        pytest.skip("poppler is not on this machine")
    target = tmp_path / "so.pdf"
    write_ledgers([Sheet(ledger(), rows(60))], target, title="Sổ")
    text = subprocess.run(["pdftotext", "-layout", str(target), "-"], check=True, capture_output=True, text=True).stdout
    assert "THƯ VIỆN PHƯỜNG ĐỨC XUÂN" in text
    assert text.count("Tổng cộng") == 1
