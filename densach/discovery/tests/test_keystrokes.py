from __future__ import annotations

import pytest

from densach.discovery.keystrokes import from_keystrokes


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("thuw vieejn", "thư viện"),
        ("thu7 vie65n", "thư viện"),
        ("ddaafu", "đầu"),
        ("sees ddaauf ddor", "sế đầu đỏ"),
        ("nuwowcs", "nước"),
        ("nuowcs", "nước"),
        ("dduwowngf", "đường"),
        ("d9u7o7ng2", "đường"),
        ("d9uo7ng2", "đường"),
        ("hoaf", "hòa"),
        ("hoangf", "hoàng"),
        ("khuyru", "khuỷu"),
        ("quyeenr", "quyển"),
        ("quaj", "quạ"),
        ("tuwr", "tử"),
        ("wng", "ưng"),
        ("bawcs", "bắc"),
        ("ba81c", "bắc"),
        ("ngoaif", "ngoài"),
        ("giaos", "giáo"),
        ("muaf", "mùa"),
        ("THUW", "thư"),
    ],
)
def test_keystrokes_are_read(typed: str, meant: str) -> None:
    assert from_keystrokes(typed) == meant


@pytest.mark.parametrize("word", ["windows", "file", "s", "978604", "covid19", "6a", "thư", "xyzabc", "w7", "b5b", ""])
def test_what_is_no_syllable_stays(word: str) -> None:
    assert from_keystrokes(word) == word
