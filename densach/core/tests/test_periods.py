from __future__ import annotations

import datetime as dt

import pytest

from densach.core.ages import AgeBand, age_band
from densach.core.clock import local_day, now, today
from densach.core.ids import public_id
from densach.core.periods import Month, Period


def test_month_arithmetic_crosses_years() -> None:
    assert Month(2025, 12).next() == Month(2026, 1)
    assert Month(2026, 1).previous() == Month(2025, 12)
    assert Month(2026, 2).end == dt.date(2026, 2, 28)
    assert str(Month.parse("2026-02")) == "2026-02"
    assert Month(2026, 2).period.days == 28


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "x-1"])
def test_month_parse_refuses(text: str) -> None:
    with pytest.raises(ValueError):
        Month.parse(text)


def test_period_lists_touched_months_and_refuses_to_run_backwards() -> None:
    months = list(Period(dt.date(2025, 11, 30), dt.date(2026, 1, 1)).months())
    assert months == [Month(2025, 11), Month(2025, 12), Month(2026, 1)]
    assert Period.of_year(2024).days == 366
    with pytest.raises(ValueError, match="before it starts"):
        Period(dt.date(2026, 1, 2), dt.date(2026, 1, 1))


@pytest.mark.parametrize(
    ("born", "band"),
    [(None, AgeBand.UNKNOWN), (2026, AgeBand.PRESCHOOL), (2020, AgeBand.PRIMARY), (2012, AgeBand.LOWER_SECONDARY), (2009, AgeBand.UPPER_SECONDARY),
     (2000, AgeBand.YOUNG_ADULT), (1980, AgeBand.ADULT), (1966, AgeBand.SENIOR)],
)  # fmt: skip
def test_age_band_by_year_of_birth(born: int | None, band: AgeBand) -> None:
    assert age_band(born, dt.date(2026, 3, 1)) == band


def test_local_day_is_the_day_in_vietnam() -> None:
    assert local_day(dt.datetime(2026, 1, 1, 18, 0, tzinfo=dt.UTC)) == dt.date(2026, 1, 2)
    assert today() == local_day(now())


def test_public_ids_differ_and_avoid_letters_misread() -> None:
    ids = {public_id() for _ in range(500)}
    assert len(ids) == 500
    assert not set("".join(ids)) & set("01loi")
