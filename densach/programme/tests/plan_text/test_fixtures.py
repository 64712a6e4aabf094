"""Plans of invented localities: other words, numbering and damage; each with all that must be found."""

from __future__ import annotations

import pytest

from .samples import FIXTURES, codes, days, plan, plan_of, values


def _names(found, key, name):
    return [row[name] for row in found[key]]


def test_roman_numbers_and_lettered_items():
    found = plan("01")
    assert found["title"].startswith("Phát triển văn hóa đọc và học tập suốt đời")
    assert found["issuer"] == "Ủy ban nhân dân huyện Sông Mẫu"
    assert (found["number"], found["date"], found["place"]) == ("47/KH-UBND", "2024-03-05", "Sông Mẫu")
    assert values(found) == [
        (2026, 70, "%", False),
        (2026, 60, "%", False),
        (2026, 1, "câu lạc bộ", False),
        (2030, 90, "%", False),
        (2030, 82.5, "%", False),
        (2030, 1200, "lớp", False),
    ]
    assert _names(found, "targets", "bound") == ["over", "min", "min", "exact", "min", "exact"]
    assert found["targets"][2]["population"] == "Mỗi xã"
    assert found["targets"][2]["population_code"] == "communes"
    assert [len(group["items"]) for group in found["task_groups"]] == [2, 1, 1]
    assert _names(found, "agencies", "name") == [
        "Phòng Văn hóa và Thông tin",
        "Phòng Giáo dục và Đào tạo",
        "Ủy ban Mặt trận Tổ quốc Việt Nam huyện",
        "Các xã, thị trấn",
    ]
    assert _names(found, "agencies", "requested") == [False, False, True, False]
    assert days(found) == [(15, 11)]
    assert {(row["year"], row["kind"]) for row in found["reviews"]} == {(2026, "interim"), (2030, "final")}
    assert len(found["legal_basis"]) == 2
    assert found["recipients"][-1] == "Lưu: VT, VHTT"
    assert found["recipient_details"][0]["note"] == "để b/c"
    assert found["signer"]["name"] == "Trần Văn Mẫu"
    assert found["unread"] == []


def test_hard_wrapped_lines_and_parts():
    found = plan("02")
    assert found["number"] is None
    assert "blank-number" in codes(found)
    assert values(found) == [
        (2026, 55, "%", False),
        (2028, 75, "%", False),
        (2028, 7.5, "%", True),
        (2028, 5, "mô hình", False),
        (2028, 12, "lớp", True),
    ]
    assert found["targets"][0]["population"] == "nhà văn hóa phường"
    assert found["targets"][0]["measure"].startswith("tổ chức hoạt động phù hợp")
    assert found["targets"][2]["measure_code"] == "average_annual_growth"
    assert _names(found, "task_groups", "title") == [
        "Tuyên truyền sâu rộng đến từng khu dân cư",
        "Nâng cấp cơ sở vật chất",
    ]
    assert _names(found, "agencies", "name") == [
        "Phòng Văn hóa - Thông tin",
        "Thư viện thành phố",
        "Hội Khuyến học thành phố",
    ]
    assert days(found) == [(20, 6), (20, 12)]
    assert "joined-lines" not in codes(found), "wrapping is no damage"
    assert found["unread"] == []


def test_lost_headings():
    found = plan("03")
    assert values(found) == [(2025, 30, "%", False), (2030, 65, "%", False), (2030, 100, "%", False)]
    assert found["targets"][2]["population"] == "thư viện trường học"
    assert [len(group["items"]) for group in found["task_groups"]] == [2, 1]
    assert _names(found, "agencies", "name") == [
        "Công chức Văn hoá - Xã hội",
        "Trường Tiểu học và Trung học cơ sở",
        "Các thôn",
    ]
    assert found["recipients"] == ["UBND huyện", "Phòng VHTT", "Các thôn", "Lưu: VP"]
    lost = [row for row in found["findings"] if row["code"] == "missing-heading"]
    assert [row["line"] for row in lost] == [23, 33, 47]
    assert found["unread"] == []


def test_markdown_and_inline_duties():
    found = plan("04")
    assert found["title"] == "Thực hiện Đề án nâng cao năng lực thư viện công cộng tỉnh Mẫu Sơn đến năm 2030"
    assert values(found) == [
        (2025, 40, "%", False),
        (2025, 65, "%", False),
        (2025, 15, "tuyến", False),
        (2030, 60, "%", False),
        (2030, 85, "%", False),
        (2030, 1_200_000, "lượt", True),
    ]
    assert (found["targets"][3]["bound"], found["targets"][3]["value_high"]) == ("range", 70)
    assert "target-range" in codes(found)
    assert _names(found, "agencies", "name") == [
        "Sở Văn hóa, Thể thao và Du lịch",
        "Sở Giáo dục và Đào tạo",
        "Sở Tài chính",
        "Tỉnh đoàn",
    ]
    assert found["agencies"][2]["duties"] == ["có trách nhiệm bố trí kinh phí theo phân cấp."]
    assert days(found) == [(30, 11)]
    assert found["recipients"] == ["Bộ VHTTDL", "TT Tỉnh ủy", "Như trên", "Lưu: VT, KGVX"]


def test_text_without_diacritics():
    found = plan("05")
    assert found["number"] == "31/KH-UBND"
    assert values(found) == [(2025, 45, "%", False), (2030, 75, "%", False)]
    assert _names(found, "targets", "population_code") == ["commune_and_armed_forces_libraries", "school_libraries"]
    assert _names(found, "targets", "measure_code") == ["offers_lifelong_learning", "managed_digitally"]
    assert len(found["task_groups"]) == 2
    assert len(found["agencies"]) == 3
    assert days(found) == [(5, 12)]
    assert "no-diacritics" in codes(found)


def test_other_words_and_decimal_numbering():
    found = plan("06")
    assert found["date"] == "2025-09"
    assert found["issuer"] == "ỦY BAN NHÂN DÂN PHƯỜNG BẾN MẪU"
    assert values(found) == [
        (2026, 100, "%", False),
        (2026, 300, "gia đình", False),
        (2030, 80, "%", False),
        (2030, 6, "%", True),
    ]
    assert found["targets"][1]["population"] == "gia đình"
    assert found["targets"][3]["population"] == "số lượt người sử dụng thư viện"
    assert _names(found, "task_groups", "title") == [
        "Mở rộng điểm đọc",
        "Chăm lo người cao tuổi",
        "Đồng hành cùng học sinh",
    ]
    assert len(found["agencies"]) == 3
    assert days(found) == [(15, 12)]
    assert [(row["year"], row["kind"]) for row in found["reviews"]] == [(2028, "interim"), (2030, "final")]
    assert found["recipients"] == ["Đảng ủy phường", "Các tổ dân phố", "Lưu: VT"]
    assert [row["text"] for row in found["objectives"]] == [
        "Lấy người dân làm trung tâm.",
        "Phấn đấu trở thành phường dẫn đầu thành phố về phong trào đọc.",
    ]


def test_sentences_broken_by_pages():
    found = plan("07")
    assert values(found) == [
        (2025, 35, "%", False),
        (2030, 70, "%", False),
        (2025, 25, "%", False),
        (2030, 55, "%", False),
        (2030, 5, "%", False),
    ]
    assert found["targets"][0]["population"] == found["targets"][1]["population"] == "các xã, thị trấn"
    assert (found["targets"][4]["population"], found["targets"][4]["bound"]) == ("nhà văn hoá xuống cấp", "max")
    assert _names(found, "task_groups", "title")[0].endswith("phát triển kinh tế - xã hội gắn với văn hoá")
    assert [len(group["items"]) for group in found["task_groups"]] == [2, 1]
    assert _names(found, "agencies", "name") == ["Phòng Văn hoá và Thông tin huyện", "Phòng Tài chính - Kế hoạch huyện"]
    assert "thẩm định dự toán của thành phố và" in found["agencies"][1]["duties"][0]
    assert days(found) == [(20, 11)]
    repaired = [row["line"] for row in found["findings"] if row["code"] == "repaired-word"]
    assert repaired == [19, 67]
    assert found["unread"] == []


def test_a_poor_plan_says_what_is_missing():
    found = plan("08")
    assert codes(found) >= {
        "blank-number",
        "blank-date",
        "no-issuer",
        "no-tasks",
        "no-agencies",
        "no-deadline",
        "no-recipients",
        "percent-over-100",
        "target-without-year",
        "target-unclear",
        "unknown-section",
        "invalid-date",
        "deadline-unclear",
        "cut-off",
    }
    assert [row["line"] for row in found["unread"]] == [9, 10]


def test_another_kind_of_text_is_not_refused_but_said():
    found = plan("09")
    assert codes(found) == {"not-a-plan"}
    assert [row["line"] for row in found["unread"]] == [1, 2, 3]


def test_all_on_one_line():
    found = plan("10")
    assert (found["number"], found["date"]) == ("18/KH-UBND", "2024-02-07")
    assert found["title"] == "Nâng cao chất lượng hoạt động thư viện trên địa bàn thị xã Lâm Mẫu"
    assert values(found) == [(2025, 50, "%", False), (2030, 80, "%", False)]
    assert [len(group["items"]) for group in found["task_groups"]] == [2, 1]
    assert [len(agency["duties"]) for agency in found["agencies"]] == [1, 1, 1]
    assert days(found) == [(1, 12)]
    assert len(found["recipients"]) == 3


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.txt")), ids=lambda path: path.stem)
def test_every_finding_has_both_sentences_and_a_known_severity(path):
    for row in plan(path.stem)["findings"]:
        assert row["text"]
        assert row["text_en"] != row["text"]
        assert "{" not in row["text"] + row["text_en"]
        assert row["severity"] in {"error", "warning", "note"}


def test_a_drawn_table_under_a_heading_with_its_year():
    found = plan_of(
        "KẾ HOẠCH\nHọc tập\n\nI. CHỈ TIÊU NĂM 2027\n\n| Tên | Mức |\n|---|---|\n| Thư viện trường học có mạng | 35% |\n"
        "| Phường mở lớp vẽ | trên 40 % |\n| Ghi chú | không |\n"
    )
    assert values(found) == [(2027, 35, "%", False), (2027, 40, "%", False)]
    assert [row["line"] for row in found["unread"]] == [6, 10]
