from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from densach.core.text import clean, clean_lines, exact_key, fold, initials, old_tone_placement, sort_key


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đèn Sách", "den sach"),
        ("Sếu đầu đỏ", "seu dau do"),
        ("Đ\u00d0ðđ", "dddd"),
        ("  Hoà-bình!  ", "hoa binh"),
        ("", ""),
    ],
)
def test_fold_strips_accents_and_the_stroke(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_tone_placement_and_composition_do_not_matter() -> None:
    assert exact_key("Hoá") == exact_key("Hóa") == exact_key(unicodedata.normalize("NFD", "hoá"))
    assert exact_key("thuỷ") == exact_key("thủy")
    assert exact_key("hoà") != exact_key("hoa")


@pytest.mark.parametrize("word", ["quý", "toán", "hoàn", "thuế", "khuya", "Niño", "hoạt", "chuyến"])
def test_tones_of_closed_or_other_syllables_stay(word: str) -> None:
    assert old_tone_placement(word) == word


def test_clean_mends_the_icelandic_letter_and_control_characters() -> None:
    assert clean("\u00d0à\x00  Nẵng\u200b ") == "Đà Nẵng"
    assert clean_lines("một  dòng\n\n hai ") == "một dòng\n\nhai"


def test_sort_key_orders_as_a_vietnamese_dictionary() -> None:
    words = [
        "a",
        "ác",
        "ăn",
        "ân",
        "ba",
        "bà",
        "bả",
        "bã",
        "bá",
        "bạ",
        "da",
        "đa",
        "e",
        "ê",
        "o",
        "ô",
        "ơ",
        "u",
        "ư",
        "y",
    ]
    shuffled = [*words[1::2], *words[::2]]
    assert sorted(shuffled, key=sort_key) == words


def test_sort_key_orders_volumes_by_number() -> None:
    assert sorted(["Toán 10", "Toán 9", "Toán 1"], key=sort_key) == ["Toán 1", "Toán 9", "Toán 10"]


def test_initials() -> None:
    assert initials("Nông Thị Hoa") == "NTH"


@given(st.text(max_size=60))
def test_keys_are_stable_under_composition_and_never_fail(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert fold(text) == fold(decomposed)
    assert exact_key(text) == exact_key(decomposed)
    assert exact_key(exact_key(text)) == exact_key(text)
    assert sort_key(text) == sort_key(decomposed)
