"""One plan in many dresses: other numbering, no numbering, no headings, no blank lines, all on one line."""

from __future__ import annotations

import re

import pytest

from .samples import codes, days, plan_of, values
from .test_properties import CITY, TARGETS

ROMAN = re.compile(r"(?m)^(I|II|III)\. ")
DECIMAL = re.compile(r"(?m)^(\d+)\. ")

VARIANTS = {
    "no blank lines": re.sub(r"\n+", "\n", CITY),
    "windows line ends": CITY.replace("\n", "\r\n"),
    "parts": ROMAN.sub(r"Phần \1: ", CITY),
    "parts in words": CITY.replace("I. MỤC", "Phần thứ nhất\nMỤC")
    .replace("II. N", "Phần thứ hai\nN")
    .replace("III. T", "Phần thứ ba\nT"),
    "capitals": ROMAN.sub(lambda found: {"I": "A", "II": "B", "III": "C"}[found[1]] + ". ", CITY),
    "brackets": DECIMAL.sub(r"\1) ", CITY),
    "strokes": DECIMAL.sub(r"\1/ ", ROMAN.sub(r"\1/ ", CITY)),
    "letters": DECIMAL.sub(lambda found: "abc"[int(found[1]) - 1] + ") ", CITY),
    "pluses": re.sub(r"(?m)^- ", "+ ", CITY),
    "dots": re.sub(r"(?m)^- ", "• ", CITY),
    "no bullets": re.sub(r"(?m)^- ", "", CITY),
    "no numbers": re.sub(r"(?m)^\d+(?:\.\d+)*\. ", "", CITY),
    "no roman numbers": ROMAN.sub("", CITY),
    "small headings": CITY.replace("MỤC TIÊU", "Mục tiêu")
    .replace("NHIỆM VỤ", "Nhiệm vụ")
    .replace("TỔ CHỨC THỰC HIỆN", "Tổ chức thực hiện"),
    "words for percent": CITY.replace("%", " phần trăm"),
    "markdown": re.sub(r"(?m)^((?:I+|\d)\. .+)$", r"## **\1**", CITY),
    "one line": re.sub(r"\s*\n\s*", " ", CITY),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_the_plan_stays_the_same(name):
    found = plan_of(VARIANTS[name])
    assert values(found) == TARGETS
    assert [(group["title"], len(group["items"])) for group in found["task_groups"]] == [("Tuyên truyền", 1)]
    assert [agency["name"] for agency in found["agencies"]] == ["Phòng Văn hoá và Thông tin thành phố"]
    assert days(found) == [(25, 11)]


def test_lost_headings_of_sections():
    lost = re.sub(r"(?m)^I+\. [^a-z\n]+$", "", CITY)
    lost += (
        "\n\n2. Phòng Giáo dục và Đào tạo\n\n- Phối hợp.\n\nTrên đây là Kế hoạch triển khai của thành phố Mẫu Thành./."
    )
    found = plan_of(lost)
    assert values(found) == TARGETS
    assert len(found["task_groups"]) == 1
    assert len(found["agencies"]) == 2
    assert len(found["closing"]) == 1
    assert "missing-heading" in codes(found)


def test_every_letter_is_accounted_for():
    """What is in no part of the proposal stands in `unread`, with its line."""
    text = CITY + "\n\nIV. LỜI BÀN\n\nTrăng lên đỉnh núi.\n"
    found = plan_of(text)
    lines = text.split("\n")
    assert [lines[row["line"] - 1] for row in found["unread"]] == ["IV. LỜI BÀN", "Trăng lên đỉnh núi."]
    assert "unknown-section" in codes(found)


@pytest.mark.parametrize(
    ("text", "issuer", "number"),
    [
        ("UBND XÃ LÚA MẪU\nSố: 3/KH-UBND\nKẾ HOẠCH\nHọc tập\nI. NHIỆM VỤ\n1. Một", "UBND XÃ LÚA MẪU", "3/KH-UBND"),
        (
            "Số: 3/KH-UBND\nLúa Mẫu, ngày 1 tháng 2 năm 2025\nKẾ HOẠCH\nHọc\nI. NHIỆM VỤ\n1. Một",
            "UBND Lúa Mẫu",
            "3/KH-UBND",
        ),
        ("TỈNH MẪU\nSỞ VĂN HÓA\nKẾ HOẠCH\nHọc\nI. NHIỆM VỤ\n1. Một", "SỞ VĂN HÓA", None),
    ],
)
def test_issuers(text, issuer, number):
    found = plan_of(text)
    assert (found["issuer"], found["number"]) == (issuer, number)


def test_a_report_is_told_from_a_plan():
    found = plan_of("BÁO CÁO\nKết quả học tập suốt đời\n\nI. MỤC TIÊU\n- Đến năm 2025, 5% xã có lớp.")
    assert "other-document-type" in codes(found)


@pytest.mark.parametrize("stamp", ["ngày 31 tháng 02 năm 2024", "ngày … tháng 02 năm 2024"])
def test_impossible_or_blank_days_leave_the_month(stamp):
    assert plan_of(f"Mẫu, {stamp}\nKẾ HOẠCH\nHọc\nI. NHIỆM VỤ\n1. Một")["date"] == "2024-02"


def test_a_date_without_month_is_a_year():
    assert plan_of("Mẫu, ngày tháng năm 2024\nKẾ HOẠCH\nHọc\nI. NHIỆM VỤ\n1. Một")["date"] == "2024"


def test_title_lost_with_its_heading():
    found = plan_of(
        "Ủy ban nhân dân xã Mẫu ban hành kế hoạch như sau:\nI. NHIỆM VỤ\n1. Mở lớp\n- Lớp vẽ.\n"
        "Trên đây là Kế hoạch mở lớp học cho người lớn trên địa bàn xã Mẫu. Yêu cầu các thôn thực hiện./."
    )
    assert found["title"] == "mở lớp học cho người lớn trên địa bàn xã Mẫu"
    assert "title-guessed" in codes(found)


def test_agencies_at_two_levels_and_as_bullets():
    head = "KẾ HOẠCH\nHọc\nIV. TỔ CHỨC THỰC HIỆN\n"
    levels = plan_of(
        head
        + "1. Cấp tỉnh\na) Sở Văn hóa\n- Chủ trì.\nb) Sở Nội vụ\n- Phối hợp.\n2. Cấp xã\na) UBND các xã\n- Thực hiện."
    )
    assert [row["name"] for row in levels["agencies"]] == ["Sở Văn hóa", "Sở Nội vụ", "UBND các xã"]
    bullets = plan_of(
        head + "- Phòng Văn hóa: chủ trì thực hiện.\n- Công an xã: bảo đảm an ninh.\n- Các thôn: vận động người dân."
    )
    assert [(row["name"], row["duties"]) for row in bullets["agencies"]] == [
        ("Phòng Văn hóa", ["chủ trì thực hiện."]),
        ("Công an xã", ["bảo đảm an ninh."]),
        ("Các thôn", ["vận động người dân."]),
    ]
    ordered = plan_of(
        head + "1. Giao Phòng Văn hóa chủ trì tham mưu thực hiện kế hoạch.\n2. Giao Công an xã phối hợp tuần tra."
    )
    assert [row["name"] for row in ordered["agencies"]] == ["Phòng Văn hóa", "Công an xã"]
    assert ordered["agencies"][0]["duties"] == ["chủ trì tham mưu thực hiện kế hoạch."]


def test_tasks_without_numbers():
    found = plan_of("KẾ HOẠCH\nHọc\nII. NHIỆM VỤ\n- Mở lớp.\n- Mua sách.\nIII. KINH PHÍ\nTừ ngân sách của xã.")
    assert [(row["title"], row["items"]) for row in found["task_groups"]] == [("NHIỆM VỤ", ["Mở lớp.", "Mua sách."])]
    assert [row["text"] for row in found["funding"]] == ["Từ ngân sách của xã."]


def test_many_broken_sentences_are_summed_up():
    text = "KẾ HOẠCH\nHọc\n\nII. NHIỆM VỤ\n\n" + "\n\n".join(f"{n}. Mở lớp cho\n\nngười lớn" for n in range(1, 25))
    found = plan_of(text)
    assert len(found["task_groups"]) == 24
    assert "many-joined-lines" in codes(found)
