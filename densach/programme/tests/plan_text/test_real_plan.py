"""The plan of the city of Bắc Kạn, where its text lies beside the project."""

from __future__ import annotations

import time
import unicodedata

import pytest

from densach.programme.plan_text import read_plan, source_lines

from .samples import REAL, codes, days, values

pytestmark = [
    pytest.mark.inputs,
    pytest.mark.skipif(not REAL.exists(), reason="the folder of real inputs is not beside the project"),
]

SHARE = [(2025, 60), (2025, 70), (2030, 50), (2030, 90), (2025, 10), (2025, 50), (2030, 20), (2030, 60)]
LATER = [(2025, 60), (2030, 80), (2025, 60), (2030, 80)]
EXPECTED = [
    *((year, value, "%", False) for year, value in SHARE),
    (2025, 5, "%", True),
    (2030, 10, "%", True),
    *((year, value, "%", False) for year, value in LATER),
]
LIBRARIES, SCHOOLS = "commune_and_armed_forces_libraries", "school_libraries"


@pytest.fixture(scope="module")
def found():
    return read_plan(REAL.read_bytes(), REAL.name, year_today=2026).as_json()


def test_all_fourteen_values(found):
    assert values(found) == EXPECTED
    assert [row["line"] for row in found["targets"]] == [27, 27, 29, 29, 33, 33, 35, 35, 39, 41, 45, 45, 47, 47]


def test_populations_and_measures(found):
    pairs = [(row["population_code"], row["measure_code"]) for row in found["targets"]]
    assert pairs == [
        *[(LIBRARIES, "offers_lifelong_learning"), (SCHOOLS, "offers_lifelong_learning")] * 2,
        *[(LIBRARIES, "managed_digitally"), (SCHOOLS, "managed_digitally")] * 2,
        *[("library_visits", "average_annual_growth")] * 2,
        *[("culture_centres", "supports_age_groups_and_interests")] * 2,
        *[("communes", "holds_regular_classes")] * 2,
    ]
    assert found["targets"][0]["population"] == "thư viện các xã, phường và thư viện lực lượng vũ trang"


def test_head(found):
    assert found["title"].startswith("Triển khai thực hiện Chương trình “Đẩy mạnh các hoạt động")
    assert found["title"].endswith("trên địa bàn thành phố Bắc Kạn")
    assert found["issuer"] == "Ủy ban nhân dân thành phố Bắc Kạn"
    assert (found["number"], found["symbol"], found["date"]) == (None, "KH-UBND", "2023-07")
    assert len(found["legal_basis"]) == 1
    assert codes(found) >= {"blank-number", "blank-date"}


def test_task_groups_and_agencies(found):
    assert [len(group["items"]) for group in found["task_groups"]] == [2, 3, 3, 2, 2]
    assert [(agency["name"], len(agency["duties"]), agency["requested"]) for agency in found["agencies"]] == [
        ("Phòng Văn hoá và Thông tin thành phố", 6, False),
        ("Phòng Giáo dục và Đào tạo thành phố", 4, False),
        ("Công an thành phố, Bộ Chỉ huy Quân sự thành phố", 1, False),
        ("Phòng Tài chính & Kế hoạch thành phố", 1, False),
        ("Các phòng, ban, ngành thành phố", 1, False),
        ("Hội Khuyến học thành phố", 3, False),
        ("Ủy ban nhân dân các xã, phường", 4, False),
        ("Ban Tuyên giáo Thành uỷ", 1, True),
        ("Ủy ban MTTQ và các tổ chức chính trị - xã hội tỉnh, các tổ chức xã hội thành phố", 1, True),
    ]
    assert "các phương tiện thông tin đại chúng" in found["task_groups"][0]["items"][0]


def test_days(found):
    assert days(found) == [(25, 11)]
    assert [(row["year"], row["kind"]) for row in found["reviews"]] == [(2025, "interim"), (2030, "final")]
    assert [(row["day"], row["month"]) for row in found["observances"]] == [(21, 4), (23, 4), (18, 5), (23, 11)]


def test_foot(found):
    assert found["recipients"] == [
        "UBND tỉnh",
        "TT. Thành ủy, HĐND TP",
        "Lãnh đạo UBND TP",
        "Các phòng, ban, ngành TP",
        "UBND các xã, phường",
        "Lưu: VT",
    ]
    assert found["signer"]["name"] == "Nguyễn Thị Hué"
    assert found["unread"] == []


def test_the_falling_target_is_named_with_both_lines(found):
    (falls,) = [row for row in found["findings"] if row["code"] == "target-falls"]
    assert falls["lines"] == [27, 29]
    assert "60 %" in falls["text"]
    assert "50 %" in falls["text"]
    assert [row["year"] for row in found["targets"] if row["year"] < 2026].count(2025) == 7
    assert "past-year" in codes(found)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_other_encodings_read_the_same(found, encoding):
    again = read_plan(REAL.read_text("utf-8").encode(encoding), "x.txt").as_json()
    assert again["targets"] == found["targets"]
    assert again["agencies"] == found["agencies"]


def test_decomposed_text_reads_the_same(found):
    text = unicodedata.normalize("NFD", REAL.read_text("utf-8"))
    assert read_plan(text.encode(), "x.txt").as_json()["targets"] == found["targets"]


def test_source_lines_count_as_an_editor_does():
    assert source_lines(REAL.read_bytes(), REAL.name)[26].startswith("- Đến năm 2025, 60% thư viện")


def test_speed():
    data = REAL.read_bytes()
    best = min(_timed(data) for _ in range(5))
    assert best < 0.05


def _timed(data):
    start = time.perf_counter()
    read_plan(data, "x.txt")
    return time.perf_counter() - start
