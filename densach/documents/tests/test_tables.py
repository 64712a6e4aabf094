import csv
import datetime
import io
import re
import zipfile
from decimal import Decimal

import pytest

from densach.documents.tables import Column, write_csv, write_xlsx

COLUMNS = (
    Column("Tên"),
    Column("Lượt", "number"),
    Column("Tỷ lệ", "percent"),
    Column("Ngày", "date"),
    Column("Lúc", "moment"),
    Column("Tiền", "money"),
)
MOMENT = datetime.datetime(2026, 11, 22, 3, 30, tzinfo=datetime.UTC)
ROWS = [
    ("=1+1", 12345, 12.5, datetime.date(2026, 11, 22), MOMENT, 1_500_000),
    ("http://example.org", None, Decimal("7.25"), None, MOMENT.replace(tzinfo=None), 0),
    ("+84", "chưa rõ", float("nan"), None, None, True),
]


def part(data, name):
    return zipfile.ZipFile(io.BytesIO(data)).read(name).decode()


def sheet(data):
    return part(data, "xl/worksheets/sheet1.xml")


def test_texts_never_become_formulas_or_links():
    xml = sheet(write_xlsx(COLUMNS, ROWS, title="Bảng"))
    assert "<f>" not in xml
    assert "hyperlink" not in xml
    for text in ("=1+1", "http://example.org", "+84", "chưa rõ", "nan", "True"):
        assert re.search(f'<c [^>]*t="inlineStr"><is><t[^>]*>{re.escape(text)}</t>', xml), text


def test_numbers_and_dates_keep_their_type():
    data = write_xlsx(COLUMNS, ROWS, title="Bảng")
    xml = sheet(data)
    assert '<c r="B4" s="' in xml
    assert "<v>12345</v>" in xml
    assert "<v>7.25</v>" in xml
    assert "<v>46348</v>" in xml  # 22/11/2026 as Excel counts days
    assert re.search(r"<v>46348\.4375\d*</v>", xml)  # 10:30 in Vietnam
    assert "dd/mm/yyyy" in part(data, "xl/styles.xml")


def test_title_head_notes_and_frozen_rows():
    data = write_xlsx(COLUMNS, ROWS, title="Lượt [2026]: tất cả", notes=["Số liệu mẫu"])
    xml = sheet(data)
    assert 'topLeftCell="A4"' in xml
    assert 'state="frozen"' in xml
    assert '<autoFilter ref="A3:F6"/>' in xml
    assert re.search(r'r="A8"[^>]*><is><t>Số liệu mẫu', xml)
    assert 'name="Lượt  2026   tất cả"' in part(data, "xl/workbook.xml")


def test_empty_table_still_opens():
    data = write_xlsx(COLUMNS, [], title="[]", sheet_name="")
    assert "<autoFilter" in sheet(data)
    assert "sheet name=" in part(data, "xl/workbook.xml")


def test_long_text_is_cut_with_an_ellipsis():
    xml = sheet(write_xlsx([Column("x")], [["a" * 40_000]], title="t"))
    assert "a" * 32_766 + "…" in xml
    assert "a" * 32_767 not in xml


def test_rows_may_be_a_generator():
    data = write_xlsx([Column("n", "number")], ([index] for index in range(5000)), title="t")
    assert "<v>4999</v>" in sheet(data)


def test_rows_of_another_width_are_refused():
    for write in (lambda: write_xlsx([Column("x")], [[1, 2]], title="t"), lambda: write_csv([Column("x")], [[1, 2]])):
        with pytest.raises(ValueError, match="2 cells for 1"):
            write()


def test_csv_is_for_machines_and_safe_in_excel():
    data = write_csv(COLUMNS, ROWS)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[0][0] == "Tên"
    assert rows[1] == ["'=1+1", "12345", "12.5", "2026-11-22", "2026-11-22T03:30:00+00:00", "1500000"]
    assert rows[3][0] == "'+84"
    assert rows[2][1] == ""


def test_csv_without_mark_keeps_negative_numbers():
    data = write_csv([Column("x", "number")], [[-5], [" =a"], ["\ud800"]], bom=False)
    assert data.decode().split("\r\n") == ["x", "-5", "' =a", "?", ""]
