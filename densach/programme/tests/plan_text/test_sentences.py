"""Single sentences as plans write them: targets with year, value, bound, population and measure; days; reviews."""

from __future__ import annotations

import pytest

from .samples import codes, days, plan_of


def targets(sentence: str):
    return plan_of(f"KẾ HOẠCH\nThử\n\nI. MỤC TIÊU\n\n- {sentence}\n")["targets"]


def duty(sentence: str):
    return plan_of(
        f"KẾ HOẠCH\nThử\n\nI. TỔ CHỨC THỰC HIỆN\n1. Phòng Văn hoá\n- {sentence}\n2. Phòng Nội vụ\n- Phối hợp.\n"
    )


LIBRARIES = "thư viện các xã và thư viện lực lượng vũ trang"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Phấn đấu đến năm 2025 có ít nhất 80% thư viện cấp xã được trang bị máy tính nối mạng.",
            [(2025, 80, "%", "min", False, "thư viện cấp xã", "được trang bị máy tính nối mạng")],
        ),
        (
            "Đến năm 2030: 100% trung tâm học tập cộng đồng xếp loại khá trở lên.",
            [(2030, 100, "%", "exact", False, "trung tâm học tập cộng đồng", "xếp loại khá trở lên")],
        ),
        (
            "Tỷ lệ người dân tham gia học tập tại thư viện đạt 35% (năm 2025) và 60% (năm 2030).",
            [
                (2025, 35, "%", "exact", False, "người dân", "tham gia học tập tại thư viện"),
                (2030, 60, "%", "exact", False, "người dân", "tham gia học tập tại thư viện"),
            ],
        ),
        (
            "Giai đoạn 2026 - 2030, bình quân mỗi năm số lượt bạn đọc tăng từ 7% trở lên.",
            [(2030, 7, "%", "min", True, "số lượt bạn đọc", "tăng")],
        ),
        (
            "Đến năm 2030, có 90% học sinh, sinh viên, 50% người trưởng thành sử dụng thư viện.",
            [
                (2030, 90, "%", "exact", False, "học sinh, sinh viên", "sử dụng thư viện"),
                (2030, 50, "%", "exact", False, "người trưởng thành", "sử dụng thư viện"),
            ],
        ),
        (
            "Đến hết năm 2025, toàn huyện có 12 câu lạc bộ sách, 05 không gian đọc cộng đồng.",
            [
                (2025, 12, "câu lạc bộ", "exact", False, "toàn huyện", "có câu lạc bộ sách"),
                (2025, 5, "không gian", "exact", False, "toàn huyện", "có không gian đọc cộng đồng"),
            ],
        ),
        (
            "Nâng tỷ lệ bảo tàng xây dựng chương trình giáo dục từ 60% năm 2025 lên 100% năm 2030.",
            [
                (2025, 60, "%", "min", False, "bảo tàng", "xây dựng chương trình giáo dục"),
                (2030, 100, "%", "exact", False, "bảo tàng", "xây dựng chương trình giáo dục"),
            ],
        ),
        (
            "Nâng tỷ lệ thư viện mở cửa cuối tuần từ 20% lên 45% vào năm 2027.",
            [(2027, 45, "%", "min", False, "thư viện", "mở cửa cuối tuần")],
        ),
        (
            "Trên 95% thư viện quân đội mở cửa; trong đó 40% ứng dụng chuyển đổi số vào năm 2027.",
            [
                (None, 95, "%", "over", False, "thư viện quân đội", "mở cửa"),
                (2027, 40, "%", "exact", False, "thư viện quân đội", "ứng dụng chuyển đổi số"),
            ],
        ),
        (
            "Hằng năm, tổ chức ít nhất 02 hội thi kể chuyện theo sách.",
            [(None, 2, "hội thi", "min", True, "hội thi kể chuyện theo sách", "tổ chức hội thi kể chuyện theo sách")],
        ),
        (
            "Hằng năm có 95% thư viện mở cửa trong hè đến năm 2028.",
            [(2028, 95, "%", "exact", False, "thư viện", "mở cửa trong hè")],
        ),
        (
            "Số lượt bạn đọc tăng bình quân 5%/năm giai đoạn 2023-2025 và 10%/năm giai đoạn 2026-2030.",
            [
                (2025, 5, "%", "exact", True, "Số lượt bạn đọc", "tăng bình quân"),
                (2030, 10, "%", "exact", True, "Số lượt bạn đọc", "tăng bình quân"),
            ],
        ),
        (
            "Đạt 60% và 80% vào năm 2025 và 2030 số xã có tủ sách.",
            [(2025, 60, "%", "exact", False), (2030, 80, "%", "exact", False)],
        ),
        (
            'Thực hiện Chương trình "Đưa sách về làng đến năm 2030", 20% dòng họ có tủ sách vào năm 2026.',
            [(2026, 20, "%", "exact", False, "dòng họ", "có tủ sách")],
        ),
        (
            "So với năm 2022, đến năm 2026 số thẻ bạn đọc tăng 25%.",
            [(2026, 25, "%", "exact", False)],
        ),
        (
            "Đến năm 2028, thư viện xã mở cửa không quá 20 giờ/tuần.",
            [(2028, 20, "giờ", "max", False, "thư viện xã", "mở cửa giờ/tuần")],
        ),
        (
            "Phục vụ 15 nghìn lượt bạn đọc/năm, 2,5 vạn lượt tra cứu vào năm 2026.",
            [(2026, 15000, "lượt", "exact", True), (2026, 25000, "lượt", "exact", False)],
        ),
        (
            "Chỉ tiêu năm 2025: 45% thư viện trường học; năm 2030: 65% thư viện trường học mở cửa hè.",
            [
                (2025, 45, "%", "exact", False, "thư viện trường học", "mở cửa hè"),
                (2030, 65, "%", "exact", False, "thư viện trường học", "mở cửa hè"),
            ],
        ),
        (
            f"Cung cấp dịch vụ học tập suốt đời tại 35% {LIBRARIES} năm 2026.",
            [(2026, 35, "%", "exact", False, LIBRARIES, "Cung cấp dịch vụ học tập suốt đời")],
        ),
    ],
)
def test_targets(sentence, expected):
    keys = ("year", "value", "unit", "bound", "per_year", "population", "measure")
    found = [tuple(row[key] for key in keys) for row in targets(sentence)]
    assert [row[: len(wanted)] for row, wanted in zip(found, expected, strict=True)] == expected


def test_an_armed_forces_library_alone_is_another_population():
    (row,) = targets("Đến năm 2030, 90% thư viện lực lượng vũ trang cung cấp dịch vụ phục vụ học tập suốt đời.")
    assert row["population_code"] is None
    assert row["measure_code"] == "offers_lifelong_learning"


def test_a_count_is_no_known_share():
    (row,) = targets("Mỗi xã có ít nhất 01 câu lạc bộ vào năm 2026.")
    assert row["measure_code"] is None


def test_growth_that_is_not_yearly_is_no_average():
    (row,) = targets("Đến năm 2026, số lượt bạn đọc tăng 20%.")
    assert row["measure_code"] is None


def test_years_and_subjects_come_from_the_headings_above():
    found = plan_of(
        "KẾ HOẠCH\nThử\nI. MỤC TIÊU\n1. Đến năm 2026:\n- Về chuyển đổi số trong quản lý:\n+ 30% thư viện trường học.\n"
        "2. Đến năm 2029:\n- 50% các xã có tổ chức lớp năng khiếu.\n"
    )
    assert [(row["year"], row["value"], row["measure"]) for row in found["targets"]] == [
        (2026, 30, "chuyển đổi số trong quản lý"),
        (2029, 50, "có tổ chức lớp năng khiếu"),
    ]


def test_a_share_promised_among_the_tasks_is_read_and_pointed_out():
    found = plan_of(
        "KẾ HOẠCH\nThử\nI. NHIỆM VỤ\n1. Chuyển đổi số\n- Phấn đấu đến năm 2027 có 40% thư viện xã dùng phần mềm.\n"
    )
    assert [(row["year"], row["value"]) for row in found["targets"]] == [(2027, 40)]
    assert "target-outside-goals" in codes(found)
    assert len(found["task_groups"][0]["items"]) == 1


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Gửi báo cáo 6 tháng trước ngày 15/6, báo cáo năm trước ngày 10/12 hàng năm.", [(15, 6), (10, 12)]),
        ("Trước ngày 5 tháng 6 và ngày 5 tháng 12 hằng năm, các xã gửi báo cáo.", [(5, 6), (5, 12)]),
        ("Báo cáo chậm nhất ngày 20/6 và 20/12.", [(20, 6), (20, 12)]),
        ("Báo cáo: trước ngày 15/6 (6 tháng) và 15/12 (năm).", [(15, 6), (15, 12)]),
        ("Báo cáo gửi về Sở trước 25.11 hằng năm.", [(25, 11)]),
        ("Hằng năm (trước ngày 25/11), báo cáo UBND tỉnh.", [(25, 11)]),
        ("Thời gian gửi báo cáo: Ngày 10/12 hằng năm.", [(10, 12)]),
        ("Thực hiện Quyết định số 12/QĐ-UBND ngày 5/6/2023, các đơn vị báo cáo trước ngày 1-12 hằng năm.", [(1, 12)]),
        ("Tổ chức Tuần lễ học tập suốt đời từ ngày 01/10 đến ngày 07/10 hằng năm.", []),
        ("Hưởng ứng Ngày sách và Văn hóa đọc Việt Nam (21/4) hằng năm, báo cáo kết quả.", []),
        ("Báo cáo theo Kế hoạch số 5/KH-UBND ngày 10/3/2023.", []),
    ],
)
def test_deadlines(sentence, expected):
    assert days(duty(sentence)) == expected


def test_a_day_due_once_keeps_its_year():
    (row,) = duty("Hoàn thành trước ngày 30/9/2025.")["deadlines"]
    assert (row["year"], row["yearly"]) == (2025, False)


@pytest.mark.parametrize(
    "sentence",
    [
        "Báo cáo trong tháng 11 hằng năm.",
        "Báo cáo định kỳ chậm nhất vào ngày 20 của tháng cuối quý.",
        "Báo cáo trước ngày hai mươi lăm tháng mười một hằng năm.",
    ],
)
def test_a_deadline_without_a_day_is_pointed_out(sentence):
    assert "deadline-unclear" in codes(duty(sentence))


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Tổ chức sơ kết giữa kỳ năm 2026; tổng kết vào cuối năm 2030.", [(2026, "interim"), (2030, "final")]),
        ("Năm 2025 sơ kết, năm 2030 tổng kết.", [(2025, "interim"), (2030, "final")]),
        ("Tham mưu sơ kết 03 năm thực hiện (2023-2025), tổng kết vào năm 2030.", [(2025, "interim"), (2030, "final")]),
        ("Sơ kết hằng năm.", []),
        ("Tổng kết giai đoạn 2023-2025 vào quý IV năm 2025, sơ kết hằng năm.", [(2025, "final")]),
    ],
)
def test_reviews(sentence, expected):
    assert [(row["year"], row["kind"]) for row in duty(sentence)["reviews"]] == expected
