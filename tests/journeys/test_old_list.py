"""A school's Excel list in an old font becomes a printed accession register, and its books are found by readers."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace

import pytest
import xlsxwriter
from pypdf import PdfReader

from densach.catalogue.models import Copy, ImportBatch, ImportState
from densach.core.legacy_text import Font, to_unicode
from densach.discovery.index import follow_changes
from densach.measures.services import recount_all
from tests import make

from .conftest import Walk

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

HEADINGS = ["STT", "Tên sách", "Tác giả", "Nhà xuất bản", "Năm XB", "Giá tiền", "Số ĐKCB", "Ngày nhập"]
BOOKS = [
    ("Dế Mèn phiêu lưu ký", "Tô Hoài", "Kim Đồng", 2019, "45.000", "TN.000001"),
    ("Đất rừng phương Nam", "Đoàn Giỏi", "Kim Đồng", 2018, "62.000", "TN.000002"),
    ("Góc sân và khoảng trời", "Trần Đăng Khoa", "Văn học", 2017, "38.000", "TN.000003"),
    ("Kính vạn hoa", "Nguyễn Nhật Ánh", "Kim Đồng", 2020, "75.000", "TN.000005"),
    ("Tuổi thơ dữ dội", "Phùng Quán", "Kim Đồng", 2019, "98.000", "TN.000005"),
    ("Những ngày thơ ấu", "Nguyên Hồng", "Văn học", 2016, "30.000", "TN.000007a"),
]
# the font's signs, found by reading each byte back
_SIGNS = {
    letter: chr(code) for code in range(0xA1, 0x100) if (letter := to_unicode(chr(code), Font.TCVN3)) != chr(code)
}


def in_old_font(text: str) -> str:
    return "".join(_SIGNS.get(sign, _SIGNS.get(sign.lower(), sign)) for sign in text)


def old_list(path: Path) -> None:
    """As school offices kept it: a title above, headings in the third row, everything in .VnTime."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Sheet1")
        sheet.write_string(0, 0, in_old_font("Danh mục sách thư viện trường"))
        for column, heading in enumerate(HEADINGS):
            sheet.write_string(2, column, in_old_font(heading))
        for row, (title, author, publisher, year, price, number) in enumerate(BOOKS, start=3):
            cells = (
                row - 2,
                in_old_font(title),
                in_old_font(author),
                in_old_font(publisher),
                year,
                price,
                number,
                "15/9/2024",
            )
            for column, cell in enumerate(cells):
                sheet.write(row, column, cell)


def test_an_old_list_becomes_a_register(walk: Walk, place: SimpleNamespace, tmp_path: Path) -> None:
    page = walk.page
    school = make.facility("Thư viện Trường Mẫu", kind="school_library", unit=place.ward)
    librarian = make.user("librarian", at=school)
    recount_all()
    walk.sign_in(librarian)
    old_list(tmp_path / "danh-sach.xlsx")

    walk.open("/nhap-du-lieu/")
    page.set_input_files("input[type=file]", tmp_path / "danh-sach.xlsx")
    walk.submit("Gửi tệp")
    walk.sees("Đất rừng phương Nam")
    walk.submit("Kiểm tra từng dòng")
    walk.sees("Thêm 6 biểu ghi")
    assert not Copy.objects.exists(), "a check writes nothing"
    walk.submit("Nhập ngay")
    walk.sees("TN.000005")
    assert ImportBatch.objects.get().state == ImportState.DONE
    numbers = list(Copy.objects.order_by("number", "suffix").values_list("number", "suffix"))
    assert [number for number, _suffix in numbers] == [1, 2, 3, 5, 5, 7]
    assert len(set(numbers)) == 6, "the double got a letter behind it"

    walk.open(f"/so-dang-ky/noi/{school.public_id}/ca-biet/")
    walk.sees("Tô Hoài")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="In (PDF)").or_(page.get_by_role("link", name="In (PDF)")).first.click()
    printed = PdfReader(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    text = " ".join(" ".join(sheet.extract_text() for sheet in printed.pages).split())
    for title, *_rest in BOOKS:
        assert title in text
    assert "15.IX.2024" in text

    walk.open(f"/so-dang-ky/noi/{school.public_id}/soat-so/")
    walk.sees("4")

    follow_changes()
    page.context.clear_cookies()
    walk.open("/tim/?q=dat+rung+phuong+nam")
    walk.sees("Đất rừng phương Nam")
