import datetime
from decimal import Decimal

import pytest

from densach.documents import decree30
from densach.documents.metrics import line_width, widest_line


def test_official_number_pads_below_ten():
    assert decree30.official_number(5, "BC", "UBND") == "05/BC-UBND"
    assert decree30.official_number(123, "KH", "UBND") == "123/KH-UBND"
    assert decree30.official_number(None, "BC", "UBND") == "        /BC-UBND"
    with pytest.raises(ValueError):
        decree30.official_number(0, "BC", "UBND")


@pytest.mark.parametrize(
    ("date", "text"),
    [
        (datetime.date(2026, 2, 5), "Bắc Kạn, ngày 05 tháng 02 năm 2026"),
        (datetime.date(2026, 1, 31), "Bắc Kạn, ngày 31 tháng 01 năm 2026"),
        (datetime.date(2026, 3, 9), "Bắc Kạn, ngày 09 tháng 3 năm 2026"),
        (datetime.date(2026, 11, 20), "Bắc Kạn, ngày 20 tháng 11 năm 2026"),
    ],
)
def test_official_date_pads_days_under_ten_and_two_months(date, text):
    assert decree30.official_date(date, "Bắc Kạn") == text


def test_official_date_leaves_room_when_unknown():
    assert decree30.official_date(None, "Bắc Kạn").split() == ["Bắc", "Kạn,", "ngày", "tháng", "năm"]


def test_numbers_are_written_the_vietnamese_way():
    assert decree30.format_number(1234567) == "1.234.567"
    assert decree30.format_number(-1200) == "-1.200"
    assert decree30.format_decimal(12.5) == "12,5"
    assert decree30.format_decimal(1234.0) == "1.234"
    assert decree30.format_decimal(12.25, 1) == "12,3"
    assert decree30.format_decimal(Decimal("1000.5"), 2) == "1.000,50"
    assert decree30.format_percent(12.5) == "12,5 %"
    assert decree30.official_count(5, "lớp") == "05 lớp"
    assert decree30.official_count(1250, "bản sách") == "1.250 bản sách"


def test_letters_follow_the_decree():
    assert "".join(map(decree30.letter, range(23))) == "abcdđeghiklmnopqrstuvxy"
    assert decree30.letter(23) == "aa"
    with pytest.raises(ValueError):
        decree30.letter(-1)


def test_roman_numbers():
    assert [decree30.roman(number) for number in (1, 4, 9, 14, 40, 399)] == ["I", "IV", "IX", "XIV", "XL", "CCCXCIX"]
    for number in (0, 400):
        with pytest.raises(ValueError):
            decree30.roman(number)


def test_unit_name_takes_a_capital_when_named_after_a_person():
    assert decree30.unit_name("Phường", "Bắc Kạn") == "phường Bắc Kạn"
    assert (
        decree30.unit_name("phường", "Nguyễn Thị Minh Khai", named_after_person=True) == "Phường Nguyễn Thị Minh Khai"
    )
    assert decree30.unit_name("phường", "3") == "Phường 3"


def test_tone_is_printed_on_the_first_vowel():
    assert decree30.printed("CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM") == decree30.NATIONAL_NAME
    assert decree30.printed("Uỷ ban") == "Ủy ban"


def test_line_width_counts_accented_letters_as_their_base():
    assert line_width("Ắ", 10) == line_width("A", 10)
    assert line_width("Ợ", 10) == line_width("Ơ", 10)
    assert line_width("語", 10) == pytest.approx(5.56)


def test_widest_line_wraps_at_blanks():
    whole = line_width("ỦY BAN NHÂN DÂN", 13)
    assert widest_line("ỦY BAN NHÂN DÂN", 13, whole + 1) == pytest.approx(whole)
    assert widest_line("ỦY BAN NHÂN DÂN", 13, whole - 1) == pytest.approx(line_width("ỦY BAN NHÂN", 13))
    assert widest_line("", 13, 100) == 0
