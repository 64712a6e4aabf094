"""The living page of the design system: every component in every state, with made-up Vietnamese words."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

SHELF = (
    ("Dế Mèn phiêu lưu ký", "Tô Hoài", "Văn học thiếu nhi"),
    ("Đất rừng phương Nam", "Đoàn Giỏi", "Văn học"),
    ("Then và đàn tính của người Tày", "Nông Thị Nhình", "Âm nhạc"),
    ("Kỹ thuật trồng dong riềng và làm miến", "Nhiều tác giả", "Nông nghiệp"),
    ("Góc sân và khoảng trời", "Trần Đăng Khoa", "Thơ"),
    ("Lịch sử Đảng bộ tỉnh Bắc Kạn, tập một: từ những ngày đầu", "Ban Tuyên giáo", "Lịch sử"),
    ("Kính vạn hoa 3", "Nguyễn Nhật Ánh", "Văn học thiếu nhi"),
    ("Thổ cẩm", "Lò Giàng Páo", "Dân tộc học"),
)
BULLET = SafeString(
    '<svg viewBox="0 0 400 30" role="img" aria-label="63,6 %, mục tiêu 60 %" preserveAspectRatio="none">'
    '<rect class="chart-track" width="400" height="30" rx="3"/>'
    '<rect class="chart-band" width="240" height="30" rx="3"/>'
    '<rect class="chart-bar" y="9" width="254" height="12" rx="2"/>'
    '<path class="chart-target" d="M240 2v26" stroke-width="4"/></svg>'
)
SPARK = SafeString(
    '<svg viewBox="0 0 400 60" role="img" aria-label="Lượt mỗi tháng, từ 640 đến 1.180">'
    '<path class="chart-line" d="M0 58.500h400"/>'
    '<path class="chart-spark" stroke-width="3" d="M4 50L40 44 76 46 112 38 '
    '148 41 184 30 220 52 256 36 292 27 328 24 364 18 396 12"/><circle class="chart-dot" cx="394" cy="12" r="5"/></svg>'
)
DRILL = [
    {
        "label": "Thư viện xã, phường, lực lượng vũ trang phục vụ học tập suốt đời",
        "value": "7/11",
        "tone": "good",
        "chip": "Đạt",
        "url": "#drill",
        "url_label": "Vì sao: tiêu chí và chứng cứ",
        "inner": [
            {
                "label": "Thư viện phường Đức Xuân",
                "value": "412 lượt",
                "url": "#drill",
                "tone": "good",
                "chip": "Đạt",
            },
            {
                "label": "Thư viện xã Nông Thượng",
                "value": "17 lượt",
                "url": "#drill",
                "tone": "bad",
                "chip": "Chưa đạt",
            },
        ],
    },
    {
        "label": "Thư viện trường học",
        "value": "17/26",
        "tone": "warn",
        "chip": "Thiếu 2 trường",
        "url": "#drill",
    },
]


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Họ và tên", help_text="Như trong giấy tờ, có dấu.")
    birth = forms.DateField(label="Ngày sinh", widget=forms.DateInput(attrs={"type": "date"}))
    school = forms.ChoiceField(label="Trường", choices=[("", "Chọn một trường"), ("dx", "Trường TH Đức Xuân")])
    kind = forms.ChoiceField(
        label="Loại thẻ",
        choices=[("child", "Thiếu nhi"), ("adult", "Người lớn"), ("family", "Gia đình")],
        widget=forms.RadioSelect,
        help_text="Thẻ gia đình cho mượn mười cuốn một lần.",
    )
    interests = forms.MultipleChoiceField(
        label="Quan tâm",
        choices=[("music", "Đàn tính, hát then"), ("chess", "Cờ"), ("farming", "Trồng trọt")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(label="Ghi chú", widget=forms.Textarea, required=False)
    picture = forms.FileField(label="Ảnh thẻ", required=False, help_text="Tệp .jpg hoặc .png, không quá 2 MB.")
    agrees = forms.BooleanField(label="Cha mẹ hoặc người giám hộ đã đồng ý", help_text="Cần cho bạn đọc dưới 16 tuổi.")


def _table() -> dict[str, Any]:
    chips = (
        {"tone": "good", "label": "Đã nhận"},
        {"tone": "waiting", "label": "Chờ duyệt"},
        {"tone": "bad", "label": "Trễ hạn"},
    )
    names = ("Thư viện phường Đức Xuân", "Tủ sách tổ 5, phường Sông Cầu", "Điểm bưu điện văn hoá xã Dương Quang")
    rows = [
        {
            "url": "#table",
            "cells": [name, 12480 - index * 3117, 0.636 - index / 10, dt.date(2026, 11, 20 + index), chip],
        }
        for index, (name, chip) in enumerate(zip(names, chips, strict=True))
    ]
    return {
        "label": "Báo cáo năm 2026 của các cơ sở",
        "columns": [
            {"key": "name", "label": "Cơ sở", "sortable": True},
            {"key": "visits", "label": "Lượt bạn đọc", "kind": "num", "sortable": True},
            {"key": "share", "label": "So với mục tiêu", "kind": "percent"},
            {"key": "sent", "label": "Ngày nộp", "kind": "date", "sortable": True},
            {"key": "state", "label": "Tình trạng", "kind": "chip"},
        ],
        "rows": rows,
        "totals": ["Cộng", 28089, 0.536, None, None],
        "page": Paginator(range(143), 3).page(5),
        "export_url": "#table",
        "noun": "cơ sở",
    }


def _jobs() -> list[dict[str, Any]]:
    refused = [("Dòng 214", "số đăng ký cá biệt TN.0412 đã có ở bản khác"), ("Dòng 590", "thiếu nhan đề")]
    return [
        {
            "title": "Nhập bạn đọc từ Excel",
            "done": 1200,
            "total": 1200,
            "finished": True,
            "refused": refused,
            "result_url": "#progress",
            "result_label": "Xem 1.198 bạn đọc đã nhập",
        },
        {"title": "Tính lại số liệu tháng 10", "done": 3, "total": 60, "failed": True, "message": "hết chỗ trên đĩa"},
    ]


def _figures() -> dict[str, Any]:
    return {
        "tiles": [
            {"value": 12480, "label": "lượt trong tháng", "note": "nhiều hơn tháng trước 8,0 %", "tone": "up"},
            {"value": 38, "label": "lớp và câu lạc bộ"},
            {"value": "3/5", "label": "chỉ tiêu đạt", "note": "hai chỉ tiêu chậm", "tone": "down"},
            {"value": "94,2\N{NO-BREAK SPACE}%", "label": "độ đầy đủ số liệu", "url": "#tiles"},
        ],
        "drill": DRILL,
        "facts": [
            ("Địa chỉ", "Tổ 5, phường Đức Xuân"),
            ("Mở cửa", "Thứ Hai đến thứ Sáu, 7:30–17:00"),
            ("Số thẻ", "TX.004512"),
        ],
        "bullet": BULLET,
        "spark": SPARK,
    }


def design(request: HttpRequest) -> HttpResponse:
    """Show every component in every state."""
    bad = SampleForm({"name": "", "birth": "", "school": "dx", "kind": "x", "note": "Học lớp 4A"}, auto_id="bad_%s")
    starts = dt.datetime(2026, 11, 21, 14, 0)  # noqa: DTZ001  a made-up local moment on a sample page
    context = {
        "form": SampleForm(),
        "bad_form": bad,
        "table": _table(),
        "empty_table": {
            "rows": [],
            "empty": {
                "title": "Chưa có ai nộp báo cáo",
                "text": "Hạn nộp là 25/11. Nhắc các đơn vị còn thiếu.",
                "url": "#table",
                "url_label": "Gửi lời nhắc",
            },
        },
        "jobs": _jobs(),
        "shelf": SHELF,
        "starts": starts,
        "steps": [
            {"label": "nháp", "state": "done"},
            {"label": "nộp", "state": "now"},
            {"label": "duyệt"},
            {"label": "tổng hợp"},
        ],
        "tabs": [
            {"label": "Đang mượn", "url": "#tabs", "active": True, "count": 3},
            {"label": "Đặt trước", "url": "#tabs"},
            {"label": "Đã trả", "url": "#tabs"},
        ],
        "crumbs": [("Thành phố Bắc Kạn", "#"), ("Phường Đức Xuân", "#"), ("Mẫu giao diện", None)],
        "actions": [
            {"label": "Nhận trả rồi cho mượn", "url": "#desk", "primary": True},
            {"label": "Đặt trước", "url": "#desk"},
        ],
        "colours": ("paper", "surface", "sunk", "ink", "muted", "indigo", "indigo-deep", "amber", "good", "bad"),
        **_figures(),
    }
    return render(request, "web/design.html", context)
