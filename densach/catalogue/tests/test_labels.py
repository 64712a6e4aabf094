"""Labels and catalogue cards."""

from __future__ import annotations

import io
from types import SimpleNamespace

import pytest
from pypdf import PdfReader

from densach.catalogue.registers import labels
from tests import make

pytestmark = pytest.mark.django_db


def text_of(content: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


def test_copies_are_chosen_by_number_bar_code_and_range(place: SimpleNamespace) -> None:
    copies = [make.copy(facility=place.library, accession_number=f"PM.{n:06d}", barcode=f"B00{n}") for n in range(1, 8)]
    far = make.copy(facility=place.far, accession_number="PM.000001", barcode="XA1")
    found, unknown = labels.chosen_copies(
        place.library, "pm 1\nB003\n\nPM.000005 - PM.000006\nPM.000005–7\nXA1\nhôm nay\nPM.90-91\nPM.1 - GK.2\nPM.1 - x"
    )
    assert [copy.accession_number for copy in found] == [f"PM.00000{n}" for n in (1, 3, 5, 6, 7)]
    assert unknown == ["XA1", "hôm nay", "PM.90-91", "PM.1 - GK.2", "PM.1 - x"]
    assert far not in found
    assert copies[0] in found


def test_a_spine_label_says_what_is_read_from_a_shelf(place: SimpleNamespace) -> None:
    record = make.record("Dế Mèn", authors="Tô Hoài; Tạ Huy Long", class_mark="895.9223", volume="2")
    plain = make.record("Đất rừng")
    copies = [make.copy(record=record, accession_number="PM.1"), make.copy(record=plain, accession_number="PM.2")]
    first, second = labels.spine_labels(copies)
    assert [line["text"] for line in first["lines"]] == ["895.9223", "HOÀ", "T.2", "PM.1"]
    assert [line["text"] for line in second["lines"]] == ["ĐẤT", "PM.2"]
    [text] = text_of(labels.label_sheet([first, second], sheet="a4-3x8", start=99))
    assert "895.9223 HOÀ T.2 PM.1" in text


def test_code_labels_have_bar_codes_where_they_can(place: SimpleNamespace) -> None:
    plain = make.copy(facility=place.library, accession_number="PM.1", barcode="000010000001")
    marked = make.copy(facility=place.library, accession_number="Đ.1", barcode="Đ.1")
    first, second = labels.code_labels([plain, marked], place.library.name)
    assert first["code"].startswith("<svg")
    assert first["code_text"] == "000010000001"
    assert (second["code"], second["code_text"]) == ("", "")
    [text] = text_of(labels.label_sheet([first, second], sheet="a4-5x13"))
    assert "000010000001" in text
    assert "Thư viện phường Một" in text


def test_a_catalogue_card_follows_isbd(place: SimpleNamespace) -> None:
    record = make.record(
        "Dế Mèn phiêu lưu ký", subtitle="truyện", authors="Tô Hoài; Tạ Huy Long", class_mark="895.9223", place="H.", publisher="Kim Đồng",
        year=2019, pages="144 tr.", series="Tủ sách vàng", subjects="Văn học thiếu nhi; Việt Nam", isbn="9786042123457", summary="Chú dế. " * 60,
    )  # fmt: skip
    copies = [make.copy(record=record, accession_number=f"PM.{n}", barcode=f"B{n}") for n in (3, 1, 2)]
    other = make.copy(record=make.record("Không tác giả"), accession_number="PM.9", barcode="B9")
    card = labels.card(record, "PM.1–3")
    assert card["heading"] == "Tô Hoài"
    assert (
        card["description"]
        == "Dế Mèn phiêu lưu ký : truyện / Tô Hoài, Tạ Huy Long. - H. : Kim Đồng, 2019. - 144 tr. - (Tủ sách vàng)"
    )
    assert card["tracings"] == "1. Văn học thiếu nhi. 2. Việt Nam. I. Tạ Huy Long."
    assert len(card["notes"][0]) <= 281
    assert card["notes"][0].endswith("…")
    pages = text_of(labels.catalogue_cards([*copies, other], on_a4=True))
    assert len(pages) == 1
    assert "PM.1" in pages[0]
    assert len(text_of(labels.catalogue_cards([*copies, other], on_a4=False))) == 2


def test_short_headings() -> None:
    def heading(**fields: str) -> str:
        return labels.short_heading(SimpleNamespace(**({"authors": "", "title": "Đất rừng"} | fields)))  # type: ignore[arg-type]

    assert heading(authors="Nguyễn Nhật Ánh") == "ÁNH"
    assert heading(authors="Nam Cao; x") == "CAO"
    assert heading() == "ĐẤT"
