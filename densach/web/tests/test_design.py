"""The design system: budget, contrast, forms, and tags."""

from __future__ import annotations

import datetime as dt
import gzip
import re
import zoneinfo
from decimal import Decimal
from pathlib import Path

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory

from densach.web.covers import PALETTES, draw_cover
from densach.web.design import SampleForm
from densach.web.templatetags import densach as tags

WEB = Path(__file__).resolve().parent.parent
STATIC = WEB / "static" / "web"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
HANOI = zoneinfo.ZoneInfo("Asia/Ho_Chi_Minh")


def render(source: str, path: str = "/", **context: object) -> str:
    return engines["django"].from_string("{% load i18n densach %}" + source).render(context, RequestFactory().get(path))


def compressed(path: str) -> int:
    return len(gzip.compress((STATIC / path).read_bytes(), 9))


# Budget


def test_first_visit_leaves_thirty_kilobytes_of_the_hundred_for_the_page_itself() -> None:
    text = [
        "vendor/bootstrap-reboot.min.css",
        "vendor/bootstrap-grid.min.css",
        "vendor/htmx.min.js",
        "css/densach.css",
        "css/components.css",
        "css/print.css",
        "js/densach.js",
        "icons/sprite.svg",
        "icons/logo.svg",
        "icons/favicon.svg",
        "icons/brocade.svg",
    ]
    fonts = sum(f.stat().st_size for f in (STATIC / "fonts").glob("*.woff2") if "-more-" not in f.name)
    assert sum(compressed(name) for name in text) + fonts <= 72_000


def test_own_script_stays_within_thirty_kilobytes() -> None:
    assert sum(f.stat().st_size for f in (STATIC / "js").iterdir()) <= 30_000


# The strict policy


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_no_inline_style_script_or_handler(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<style|\son\w+=|hx-on|<script(?![^>]*\ssrc=)|javascript:", source)


def test_style_sheets_name_only_files_that_exist_and_none_of_other_sites() -> None:
    for sheet in [*STATIC.glob("css/*.css"), *STATIC.glob("vendor/*.css")]:
        source = sheet.read_text(encoding="utf-8")
        assert "sourceMappingURL" not in source
        for address in re.findall(r"url\(\"?([^)\"]+)\"?\)", source):
            assert address.startswith("data:") or (sheet.parent / address).is_file(), f"{sheet.name}: {address}"


# Contrast (WCAG 2.2, 1.4.3 and 1.4.11)


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def tokens() -> dict[str, dict[str, str]]:
    source = (STATIC / "css/densach.css").read_text(encoding="utf-8")
    blocks = re.findall(r":root \{(.*?)\}", source, re.DOTALL)
    light, dark = (dict(re.findall(r"--ds-([\w-]+): (#[0-9a-f]{3,6});", block)) for block in blocks)
    return {"light": light, "dark": light | dark}


TEXT_PAIRS = [
    *[
        (text, ground)
        for text in ("ink", "muted", "link", "indigo", "good", "bad", "amber-text")
        for ground in ("paper", "surface", "sunk")
    ],
    ("ink", "amber-tint"),
    ("ink", "good-tint"),
    ("ink", "bad-tint"),
    ("ink", "info-tint"),
    ("ink", "indigo-tint"),
    ("good", "good-tint"),
    ("bad", "bad-tint"),
    ("info", "info-tint"),
    ("amber-text", "amber-tint"),
    ("indigo", "indigo-tint"),
    ("link", "indigo-tint"),
    ("on-amber", "amber"),
    ("on-amber", "amber-strong"),
    ("on-indigo", "indigo-deep"),
    ("on-indigo-soft", "indigo-deep"),
    ("paper", "indigo"),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_edges_can_be_seen(scheme: str) -> None:
    colours = tokens()[scheme]
    faint = [(t, g) for t, g in TEXT_PAIRS if contrast(colours[t], colours[g]) < 4.5]
    edges = [
        (e, g) for e in ("line-strong", "focus") for g in ("paper", "surface") if contrast(colours[e], colours[g]) < 3
    ]
    assert (faint, edges) == ([], [])


def test_covers_can_be_read() -> None:
    assert all(contrast(ground, letters) >= 4.5 for ground, _, letters in PALETTES)


# Words and numbers


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1234.5, "1.234,5"),
        (12480, "12.480"),
        (-3, "−3"),
        (Decimal("0.10"), "0,10"),
        (None, "–"),
        ("", "–"),
        ("x", "–"),
        (True, "–"),
        (float("nan"), "–"),
        ("1000000", "1.000.000"),
    ],
)
def test_numbers_are_written_the_vietnamese_way(value: object, written: str) -> None:
    assert tags.vi_number(value) == written


def test_numbers_round_half_up() -> None:
    assert tags.vi_number(Decimal("2.345"), 2) == "2,35"
    assert tags.vi_percent(7 / 11) == "63,6\N{NO-BREAK SPACE}%"
    assert tags.vi_percent(Decimal("0.5"), 0) == "50\N{NO-BREAK SPACE}%"
    assert tags.vi_percent(None) == "–"


def test_days_and_moments_are_local() -> None:
    moment = dt.datetime(2026, 11, 21, 18, 5, tzinfo=dt.UTC)
    assert tags.vi_date(moment) == "22/11/2026"
    assert tags.vi_datetime(moment) == "01:05 22/11/2026"
    assert tags.vi_datetime(dt.date(2026, 11, 22)) == "22/11/2026"
    assert tags.vi_time(moment) == "01:05"
    assert tags.vi_time(dt.time(7, 30)) == "07:30"
    assert tags.vi_time(dt.date(2026, 1, 1)) == tags.vi_time(None) == "–"
    assert tags.vi_weekday(dt.datetime(2026, 11, 22, 9, tzinfo=HANOI)) == "CN"
    assert tags.vi_weekday(dt.date(2026, 11, 21)) == "T7"
    assert tags.register_date(dt.date(2026, 11, 2)) == "02.XI.2026"
    assert tags.vi_date(None) == tags.register_date(None) == tags.vi_weekday("") == "–"


# Icons, chips, covers


def test_icon_names_come_from_the_sprite() -> None:
    assert '<use href="/static/web/icons/sprite.svg#search">' in tags.icon("search")
    assert 'aria-hidden="true"' in tags.icon("search")
    assert 'aria-label="Tìm &lt;"' in tags.icon("search", "Tìm <")
    with pytest.raises(ValueError, match="no icon named 'owl'"):
        tags.icon("owl")


def test_icons_need_their_sprite(monkeypatch: pytest.MonkeyPatch, settings: object) -> None:
    tags.icon_names.cache_clear()
    monkeypatch.setattr(tags.finders, "find", lambda _path: None)
    with pytest.raises(FileNotFoundError):
        tags.icon_names()
    tags.icon_names.cache_clear()


def test_chip_has_sign_and_word() -> None:
    chip = tags.status_chip("warn", "Sắp hết hạn")
    assert "sprite.svg#triangle-alert" in chip
    assert "Sắp hết hạn" in chip
    assert "sprite.svg#flag" in tags.status_chip("info", "x", "flag")
    with pytest.raises(KeyError):
        tags.status_chip("purple", "x")


def test_cover_is_the_same_each_time_and_escapes() -> None:
    cover = draw_cover(title="<b>Dế Mèn & bạn</b>", author="Tô <i>", subject="Văn học")
    assert cover == draw_cover(title="<b>Dế Mèn & bạn</b>", author="Tô <i>", subject="Văn học")
    assert "<b>" not in cover
    assert "&amp;amp;" not in cover
    assert "style=" not in cover
    assert cover != draw_cover(title="Thổ cẩm", author="Tô", subject="Văn học")


def test_cover_cuts_long_words_and_long_titles() -> None:
    cover = draw_cover(title="Pneumonoultramicroscopicsilicovolcanoconiosis " + "dài " * 60)
    lines = re.findall(r"<tspan[^>]*>([^<]*)</tspan>", cover)
    assert len(lines) == 5
    assert lines[0].endswith("…")
    assert lines[-1].endswith("…")
    assert "<tspan" not in draw_cover(title="")


# Lists


def test_sort_link_turns_round_and_keeps_the_filter() -> None:
    source = '{% th_sort "name" "Tên" %}'
    assert 'href="?q=a&amp;sort=name"' in render(source, "/?q=a&page=3")
    assert 'href="?sort=-name"' in render(source, "/?sort=name")
    assert 'aria-sort="ascending"' in render(source, "/?sort=name")
    assert 'href="?sort=name"' in render(source, "/?sort=-name")
    assert 'aria-sort="descending"' in render(source, "/?sort=-name")
    assert "aria-sort" not in render(source, "/?sort=year")
    assert 'class="num"' in render('{% th_sort "n" "Lượt" "num" %}')


def test_pager_links_the_neighbours_and_keeps_the_filter() -> None:
    source = '{% include "web/components/pager.html" %}'
    page = render(source, "/?q=a", page=Paginator(range(2000), 1).page(1205))
    assert 'rel="prev" href="?q=a&amp;page=1204"' in page
    assert 'rel="next" href="?q=a&amp;page=1206"' in page
    assert ">1.205</span>" in page
    assert page.count("…") == 2
    assert render(source, page=Paginator(range(3), 5).page(1)).strip() == ""


def test_table_writes_each_kind_of_cell_and_refuses_a_crooked_row() -> None:
    columns = [
        {"label": "Cơ sở"},
        {"label": "Lượt", "kind": "num"},
        {"label": "Tỷ lệ", "kind": "percent"},
        {"label": "Ngày", "kind": "date"},
        {"label": "Lúc", "kind": "datetime"},
        {"label": "Trạng thái", "kind": "chip"},
        {"label": "Chú thích"},
    ]
    cells = [
        "<Thư viện>",
        1234,
        0.5,
        dt.date(2026, 1, 2),
        dt.datetime(2026, 1, 2, tzinfo=dt.UTC),
        {"tone": "good", "label": "Đạt"},
        None,
    ]
    source = '{% include "web/components/table.html" %}'
    page = render(
        source, table={"columns": columns, "rows": [{"url": "/a/", "cells": cells}], "totals": ["Cộng", *[None] * 6]}
    )
    for text in (
        "&lt;Thư viện&gt;",
        "1.234",
        "50,0\N{NO-BREAK SPACE}%",
        "02/01/2026",
        "07:00 02/01/2026",
        "Đạt",
        "Cộng",
    ):
        assert text in page
    with pytest.raises(ValueError, match="zip"):
        render(source, table={"columns": columns, "rows": [{"cells": cells[:3]}]})


def test_empty_table_says_what_to_do() -> None:
    empty = {"title": "Chưa có ai", "text": "Hãy thêm.", "url": "/them/", "url_label": "Thêm"}
    page = render('{% include "web/components/table.html" %}', table={"rows": [], "empty": empty})
    assert "Chưa có ai" in page
    assert 'href="/them/"' in page
    assert "<table" not in page


def test_progress_polls_until_it_ends() -> None:
    source = '{% include "web/components/progress.html" %}'
    running = render(source, job={"title": "Nhập", "done": 1500, "total": 12000, "url": "/viec/7/"})
    assert 'hx-get="/viec/7/" hx-trigger="every 2s"' in running
    assert 'max="12000" value="1500"' in running
    assert "1.500 trong 12.000" in running
    ended = render(
        source,
        job={
            "title": "Nhập",
            "done": 2,
            "total": 2,
            "finished": True,
            "refused": [("Dòng 2", "thiếu nhan đề")],
            "result_url": "/x/",
            "result_label": "Xem",
        },
    )
    assert "hx-get" not in ended
    assert "1 dòng bị từ chối" in ended
    assert "hx-get" not in render(source, job={"title": "Nhập", "failed": True})


def test_kinds_of_results_have_icons() -> None:
    assert tags.icon_of_kind("activity") == "graduation-cap"
    assert tags.icon_of_kind("else") == "file-text"


def test_way_back_stays_on_the_site() -> None:
    request = RequestFactory().get("/")
    assert tags.same_site("http://testserver/sach/", request) == "http://testserver/sach/"
    assert tags.same_site("https://evil.example/", request) == "/"
    assert tags.same_site("", request) == "/"


# Forms


def test_form_names_each_error_at_the_top_and_beside_its_field() -> None:
    page = str(SampleForm({"name": ""}))
    targets = re.findall(r'href="#([^"]+)"', page)
    targets = [t for t in targets if not t.startswith("/")]
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert {"id_name", "id_birth", "id_kind_set", "id_agrees"} <= set(targets)
    assert set(targets) <= set(ids)
    assert len(ids) == len(set(ids))
    for described in re.findall(r'aria-describedby="([^"]+)"', page):
        assert set(described.split()) <= set(ids)
    assert 'class="field has-error"' in page
    assert page.index("<label") < page.index("helptext") < page.index('name="name"')


def test_form_marks_what_may_be_left_out_and_escapes() -> None:
    class Odd(forms.Form):
        word = forms.CharField(label="<b>Lời</b>", help_text="<i>x</i>", required=False)
        hidden = forms.CharField(widget=forms.HiddenInput, initial="7")

    page = str(Odd())
    assert "(không bắt buộc)" in page
    assert "<b>" not in page
    assert "<i>" not in page
    assert 'value="7"' in page
    assert "error-summary" not in page
