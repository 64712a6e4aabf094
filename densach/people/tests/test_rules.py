"""Decisions about patrons and cards."""

from __future__ import annotations

import datetime as dt

import pytest

from densach.people import rules
from densach.people.refusals import (
    BirthYearWrong,
    CardNumberWrong,
    ConsentFormMissing,
    ConsentInFuture,
    GuardianNeeded,
    NameMissing,
    ValidityWrong,
)
from densach.people.rules import GuardianDetails

DAY = dt.date(2026, 11, 22)
MOTHER = GuardianDetails("Hoàng Thị Mơ", "mẹ", DAY)


@pytest.mark.parametrize(
    ("scanned", "stored"),
    [("tx.004512\r\n", "TX.004512"), (" TX .0045 12\t", "TX.004512"), ("\ufefftx-1", "TX-1"), ("", "")],
)
def test_scanner_noise_falls_away(scanned: str, stored: str) -> None:
    assert rules.card_number(scanned) == stored


@pytest.mark.parametrize("number", ["", ".1", "A" * 31, "A;B", "<B>"])
def test_card_numbers_of_odd_signs_are_refused(number: str) -> None:
    assert isinstance(rules.card_number_refusal(number), CardNumberWrong)


def test_usual_card_numbers_pass() -> None:
    assert rules.card_number_refusal("ĐX.000123/4_A-1") is None


@pytest.mark.parametrize(
    ("birth_year", "patron_type", "minor"),
    [
        (2011, "pupil", True),
        (2010, "pupil", False),
        (None, "pupil", True),
        (None, "child", True),
        (None, "adult", False),
    ],
)
def test_minors_are_under_16_in_the_year(birth_year: int | None, patron_type: str, minor: bool) -> None:
    assert rules.is_minor(birth_year, patron_type, DAY) is minor


@pytest.mark.parametrize(
    ("guardian", "birth_year", "by_class_list", "refused"),
    [
        (None, 2016, False, GuardianNeeded),
        (None, 1990, False, None),
        (MOTHER, 2016, False, None),
        (MOTHER, 2016, True, ConsentFormMissing),
        (MOTHER, 1990, True, None),
        (GuardianDetails("Hoàng Thị Mơ", "mẹ", DAY, "12/PĐY"), 2016, True, None),
        (GuardianDetails(" ", "mẹ", DAY), 1990, False, GuardianNeeded),
        (GuardianDetails("Hoàng Thị Mơ", "", DAY), 2016, False, GuardianNeeded),
        (GuardianDetails("Hoàng Thị Mơ", "mẹ", DAY + dt.timedelta(1)), 2016, False, ConsentInFuture),
    ],
)
def test_consent(guardian: GuardianDetails | None, birth_year: int, by_class_list: bool, refused: type | None) -> None:
    found = rules.guardian_refusal(
        birth_year=birth_year, patron_type="pupil", by_class_list=by_class_list, guardian=guardian, on=DAY
    )
    assert (None if found is None else type(found)) is refused


@pytest.mark.parametrize(
    ("name", "year", "refused"),
    [
        ("  ", 1990, NameMissing),
        ("…", None, NameMissing),
        ("Nông Văn A", 1899, BirthYearWrong),
        ("Nông Văn A", 2027, BirthYearWrong),
    ],
)
def test_details_that_cannot_be_right(name: str, year: int | None, refused: type) -> None:
    assert isinstance(rules.details_refusal(full_name=name, birth_year=year, on=DAY), refused)


def test_a_card_of_leap_day_ends_on_the_28th() -> None:
    assert rules.valid_until(dt.date(2024, 2, 29), 1) == dt.date(2025, 2, 28)
    assert rules.valid_until(dt.date(2024, 2, 29), 4) == dt.date(2028, 2, 29)


@pytest.mark.parametrize("years", [0, 11, -1])
def test_validity_has_bounds(years: int) -> None:
    with pytest.raises(ValidityWrong):
        rules.valid_until(DAY, years)


def test_series_prefixes_are_initials_without_marks() -> None:
    assert rules.series_prefixes("Thư viện phường Đức Xuân")[:2] == ["TVPDX", "TVPDX2"]
    assert rules.series_prefixes("123")[0] == "T"
