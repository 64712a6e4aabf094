"""Browsing by class."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from densach.catalogue.editing import classes
from densach.catalogue.models import Record
from tests import make


def book(title: str, scheme: str, mark: str, **fields: Any) -> Record:
    return make.record(title, class_scheme=scheme, class_mark=mark, **fields)


def rows(scheme: str, mark: str = "") -> list[tuple[str, int]]:
    return [(row.mark, row.count) for row in classes.classes_under(scheme, mark)]


def test_from_the_scheme_to_the_mark(db: None) -> None:
    book("Một", "ddc23", "895.9223")
    book("Hai", "ddc", "895.9221")
    book("Ba", "ddc14", "895.9223")
    book("Bốn", "ddc23", "613")
    book("Năm", "ddc23", "S 5")
    book("Mất", "ddc23", "613", gone_at=timezone.now())
    book("Không", "ddc23", "")
    book("Sáu", "19", "V23")
    book("Bảy", "19", "3K5H")
    book("Tám", "19", "33")
    book("Chín", "colour", "Đỏ")
    book("Mười", "udc", "51")
    assert classes.schemes() == [("ddc", 5), ("19", 3), ("colour", 1), ("other", 1)]
    assert rows("ddc") == [("6", 1), ("8", 3), ("S 5", 1)]
    assert rows("ddc", "8") == [("89", 3)]
    assert rows("ddc", "89") == [("895.9221", 1), ("895.9223", 2)]
    assert rows("19") == [("3K", 1), ("3", 1), ("V", 1)]
    assert rows("19", "3") == [("33", 1), ("3K5H", 1)]
    assert rows("colour") == [("Đỏ", 1)]
    assert [record.title for record in classes.records_at("ddc", "895.9223")] == ["Ba", "Một"]
    assert classes.browsed_scheme("bbk") == "other"


def test_captions_in_both_languages() -> None:
    tables = classes.captions()
    assert len([mark for mark in tables["ddc"] if len(mark) == 1]) == 10
    assert len([mark for mark in tables["ddc"] if len(mark) == 2]) == 99  # 04 is not used
    assert len(tables["19"]) == 19
    assert str(classes.caption("ddc", "89")) == "Văn học Việt Nam và các nước khác"
    with translation.override("en"):
        assert str(classes.caption("19", "V")) == "Literary works"
    assert classes.caption("colour", "Đỏ") is None


def test_the_pages_are_public(place: SimpleNamespace) -> None:
    assert "Chưa biểu ghi nào có ký hiệu phân loại" in Client().get(reverse("class_list")).content.decode()
    cache.clear()
    record = book("Đất rừng phương Nam", "ddc23", "895.9223")
    book("Sách ngoại", "", "QA76")
    page = Client().get(reverse("class_list")).content.decode()
    assert "Văn học" in page
    assert "QA76</a>" in page
    url = reverse("class_detail", args=["ddc"])
    page = Client().get(url, {"mark": "89"}).content.decode()
    assert "Đất rừng phương Nam" in page
    assert "895.9223" in page
    assert "Sách ngoại" not in page
    page = Client().get(url, {"mark": "895.9223"}).content.decode()
    assert "Hẹp hơn" not in page
    assert f'{url}?mark=89"' in page
    assert "DDC" in Client().get(url).content.decode()
    assert Client().get(reverse("class_detail", args=["bbk"])).status_code == 404
    page = Client().get(reverse("record_detail", args=[record.public_id])).content.decode()
    assert f'{url}?mark=895.9223"' in page


def test_the_page_costs_the_same_with_1_and_30_records(place: SimpleNamespace) -> None:
    counts = []
    for many in (1, 29):
        for n in range(many):
            book(f"Sách {n}", "ddc23", f"{600 + n * 3}.{n}")
        Client().get(reverse("class_detail", args=["ddc"]))
        with CaptureQueriesContext(connection) as asked:
            Client().get(reverse("class_detail", args=["ddc"]))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12
