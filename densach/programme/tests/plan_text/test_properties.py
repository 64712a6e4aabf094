"""Any text gives a proposal; breaking the lines of a plan anywhere loses no target."""

from __future__ import annotations

import contextlib
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from densach.programme.plan_text import PlanUnreadable, lint, read_plan, source_lines

from .samples import plan_of, values

# the outline and rhythm of a city's plan with invented names and figures

CITY = """Số: /KH-UBND

TP. Mẫu Thành, ngày tháng 8 năm 2023

KẾ HOẠCH

Triển khai thực hiện Chương trình phục vụ học tập suốt đời trong thư viện trên địa bàn thành phố Mẫu Thành

I. MỤC TIÊU

1. Mục tiêu chung

Tiếp tục đổi mới hoạt động của thư viện, góp phần nâng cao dân trí.

2. Mục tiêu cụ thể

2.1. Về cung cấp dịch vụ phục vụ việc học tập suốt đời:

- Đến năm 2025, 55% thư viện các xã, phường và thư viện lực lượng vũ trang, 72% thư viện cơ sở giáo dục cung cấp dịch vụ phục vụ việc học tập suốt đời.

- Đến năm 2030, 65% thư viện các xã, phường và thư viện lực lượng vũ trang; 88% thư viện cơ sở giáo dục cung cấp dịch vụ phục vụ việc học tập suốt đời.

2.2. Về tăng bình quân số lượt người sử dụng thư viện:

- Đến năm 2025, số lượt người sử dụng thư viện tăng bình quân 4%/năm.

- Đến năm 2025, phấn đấu đạt 33% và đến năm 2030 đạt 77% các xã, phường có tổ chức lớp năng khiếu, câu lạc bộ.

II. NHIỆM VỤ

1. Tuyên truyền

- Tuyên truyền trên hệ thống truyền thanh cơ sở.

III. TỔ CHỨC THỰC HIỆN

1. Phòng Văn hoá và Thông tin thành phố

- Tổng hợp báo cáo trước ngày 25 tháng 11 hằng năm."""

TARGETS = [
    (2025, 55, "%", False),
    (2025, 72, "%", False),
    (2030, 65, "%", False),
    (2030, 88, "%", False),
    (2025, 4, "%", True),
    (2025, 33, "%", False),
    (2030, 77, "%", False),
]


def test_the_plan_as_written():
    assert values(plan_of(CITY)) == TARGETS


@given(st.data())
@settings(max_examples=120, deadline=None)
def test_line_breaks_anywhere_lose_no_target(data):
    blanks = [at for at, char in enumerate(CITY) if char == " "]
    text = list(CITY)
    for at in data.draw(st.sets(st.sampled_from(blanks), max_size=25)):
        text[at] = data.draw(st.sampled_from(["\n", "\n\n", " \n", "\n\n\n"]))
    found = plan_of("".join(text))
    assert values(found) == TARGETS
    populations = [row["population_code"] for row in found["targets"]]
    assert populations == [
        *["commune_and_armed_forces_libraries", "school_libraries"] * 2,
        "library_visits",
        "communes",
        "communes",
    ]


@given(st.integers(min_value=25, max_value=110))
@settings(max_examples=40, deadline=None)
def test_any_wrapping_width_keeps_the_plan(width):
    wrapped = []
    for paragraph in CITY.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            if line and len(line) + len(word) >= width:
                wrapped.append(line)
                line = word
            else:
                line = f"{line} {word}" if line else word
        wrapped.append(line)
    assert values(plan_of("\n".join(wrapped))) == TARGETS


def _sound(text: str) -> None:
    data = text.encode("utf-8", errors="surrogatepass")
    try:
        proposal = read_plan(data, "x.txt", year_today=2026)
    except PlanUnreadable:
        return
    found = proposal.as_json()
    json.dumps(found)
    last = len(source_lines(data, "x.txt"))
    lines = [row["line"] for key in ("targets", "findings", "unread", "deadlines", "legal_basis") for row in found[key]]
    assert all(line is None or 1 <= line <= last for line in lines)
    lint(found, year_today=2026)


@given(st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_or_refused(text):
    _sound(text)


PIECES = [
    *CITY.split(),
    "\n",
    "\n\n",
    "|",
    "\t",
    "%",
    "100%",
    "2025",
    "2030",
    "(21/4)",
    "…",
    "- ",
    "I.",
    "a)",
    "31/02",
    "“",
    "KẾ HOẠCH",
]


@given(st.lists(st.sampled_from(PIECES), max_size=120))
@settings(max_examples=200, deadline=None)
def test_any_heap_of_plan_words_is_read(pieces):
    _sound(" ".join(pieces))


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read_or_refused(data):
    with contextlib.suppress(PlanUnreadable):
        read_plan(data, "x.txt")
    with pytest.raises(PlanUnreadable):
        read_plan(b"PK\x03\x04" + data, "x.docx")


@given(st.sets(st.integers(min_value=0, max_value=len(CITY.split("\n")) - 1), max_size=12))
@settings(max_examples=80, deadline=None)
def test_lost_lines_leave_the_rest_accounted_for(lost):
    lines = CITY.split("\n")
    kept = "\n".join(line for at, line in enumerate(lines) if at not in lost)
    _sound(kept)
    found = plan_of(kept)
    promised = [row for row in TARGETS if row[:2] in {(2025, 55), (2025, 72)}]
    if lines.index(next(line for line in lines if "55%" in line)) not in lost:
        assert [row for row in values(found) if row in promised] == promised


@pytest.mark.parametrize("piece", ["5% xã, ", "sơ kết 2025 ", "abc\n", "1. Phòng A\n- x.\n2. Bb\n", "- Abc.\n"])
def test_hostile_length_costs_no_more_than_it_must(piece):
    """A passage of 40,000 characters took minutes while each number looked back over all before it."""
    started = time.perf_counter()
    plan_of("KẾ HOẠCH\nA\nI. MỤC TIÊU\n- " + piece * (40_000 // len(piece)))
    assert time.perf_counter() - started < 5


def test_a_passage_without_end_is_read_in_pieces_and_nothing_is_lost():
    word = "thưviện"
    found = plan_of(word * 1500)
    assert "".join(row["text"] for row in found["unread"]) == word * 1500
