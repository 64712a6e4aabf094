"""Text in the fonts of before Unicode, on invented cells and on real workbooks with their true text."""

from __future__ import annotations

from pathlib import Path

import pytest
import python_calamine

from densach.core.legacy_text import Font, detect, detect_columns, is_syllable, syllables, to_unicode
from densach.core.text import clean


@pytest.mark.parametrize(
    ("came", "font", "read"),
    [
        ("Vâ Qu¶ng", Font.TCVN3, "Võ Quảng"),
        ("ph\xad¬ng tiÖn", Font.TCVN3, "phương tiện"),
        ("DANH MôC", Font.TCVN3, "DANH MỤC"),
        ("Danh môc", Font.TCVN3_CAPITALS, "DANH MỤC"),
        ("Nguyeãn Nhaät AÙnh", Font.VNI, "Nguyễn Nhật Ánh"),
        ("Ñöôøng vaøo tröôøng", Font.VNI, "Đường vào trường"),
        ("Traàn Ñaêng Khoa", Font.VNI, "Trần Đăng Khoa"),
        ("ñöùc, kyõ thuaät, lyù", Font.VNI, "đức, kỹ thuật, lý"),
        ("M¸y mãc thiết bÞ, phụ tïng", Font.TCVN3, "Máy móc thiết bị, phụ tùng"),
        ("Võ Quảng, một đời", Font.TCVN3, "Võ Quảng, một đời"),
        ("Niño", Font.UNICODE, "Niño"),
        ("eê, iø", Font.VNI, "eê, iø"),
    ],
)
def test_each_font_is_read_by_its_table(came: str, font: Font, read: str) -> None:
    assert to_unicode(came, font) == read


OLD = ["Vâ Qu¶ng", "NguyÔn NhËt ¸nh", "Ph¹m Hæ", "TrÇn §¨ng Khoa", "T« Hoµi", "§oµn Giái"]
VNI = ["Voõ Quaûng", "Nguyeãn Nhaät AÙnh", "Phaïm Hoå", "Traàn Ñaêng Khoa", "Toâ Hoaøi", "Ñoaøn Gioûi"]
FRENCH = ["Hergé", "Saint-Exupéry", "Émile Zola", "Gérard", "Hélène", "Zoë", "Niño", "García Márquez"]


def test_a_column_is_judged_as_a_whole() -> None:
    assert detect(OLD).font == Font.TCVN3
    assert detect(VNI).font == Font.VNI
    assert detect(FRENCH).font == Font.UNICODE
    assert detect(["Võ Quảng", "Tô Hoài", "Đoàn Giỏi"]).font == Font.UNICODE
    assert detect(["plain", "words"]).signs == 0
    assert detect(["DANH MôC S¸CH", "TµI LIÖU", "TH¦ VIÖN", "GI¸O DôC", "NHµ XUÊT B¶N"]).font == Font.TCVN3_CAPITALS
    assert detect(OLD * 400, most=3).font == Font.TCVN3


def test_a_column_with_few_signs_is_read_as_the_file_is() -> None:
    verdicts = detect_columns([OLD, ["§V13", "53(075)"], ["1", "2"], FRENCH])
    assert [verdict.font for verdict in verdicts] == [Font.TCVN3, Font.TCVN3, Font.UNICODE, Font.UNICODE]
    assert verdicts[0].confidence > verdicts[1].confidence


def test_syllables_are_told_from_other_words() -> None:
    assert all(is_syllable(word) for word in ("nghiêng", "giếng", "quýt", "khuya", "Ờ", "yếu", "gì"))
    assert not any(is_syllable(word) for word in ("niño", "vâ", "cằp", "été", "ngờt", "ấấ"))
    assert syllables(["Nguyễn Du", "café"]) == 0.5
    assert syllables(["plain"]) == 0.0


# in the files of truth these cells are wrong themselves: read as another font, or left as they were
WRONG_TRUTHS = {"mía", "so với tổng xuất khẩu", "so với xuất khẩu", "triệu lít"}


def test_real_workbooks_of_2005_come_out_as_their_true_text(inputs: Path) -> None:
    read = 0
    for path in sorted((inputs / "legacy").glob("*.xls")):
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        rows = [
            row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        ]
        columns = [
            [row[at] for row in rows if at < len(row) and isinstance(row[at], str)] for at in range(max(map(len, rows)))
        ]
        text = (inputs / "legacy" / "truth" / f"{path.stem}.txt").read_text(encoding="utf-8")
        truth = {clean(cell).lower() for line in text.split("\n") for cell in line.split("\t")} | WRONG_TRUTHS
        for column, verdict in zip(columns, detect_columns(columns), strict=True):
            for cell in filter(str.strip, column):
                read += 1
                # .VnTimeH shows capitals that the files of truth do not know of
                assert clean(to_unicode(cell, verdict.font)).lower() in truth, (path.name, cell)
    assert read > 2000
