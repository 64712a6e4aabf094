"""Overruling and words for results, where no page leads."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.files.base import File

from densach.core.errors import NotAllowed
from densach.programme import queries, refusals
from densach.programme.models import Baseline, Bound, Deadline, Duty, Indicator, Overrule, PlanProposal, PlanTask
from densach.programme.presentation import chart_of, row_of, status_words, written_target, written_value
from densach.programme.services import overrule, set_baseline, set_target, withdraw_overrule
from densach.programme.services import overrules as overruling
from densach.programme.tests import rows
from tests import make

AT = dt.datetime(2026, 11, 22, 3, 0, tzinfo=dt.UTC)


def test_an_overruling_names_one_place(place: SimpleNamespace) -> None:
    indicator = rows.share(rows.plan(place.city))
    for where in ({}, {"facility": place.far, "unit": place.ward}):
        with pytest.raises(ValueError, match="one facility or one unit"):
            overrule(actor=place.office, indicator=indicator, year=2025, met=True, reason="Có", at=AT, **where)


def test_only_judged_places_in_years_that_have_begun(place: SimpleNamespace) -> None:
    plan = rows.plan(place.city)
    indicator = rows.share(plan)
    bookcase = make.facility(unit=place.ward, kind="bookcase")
    said = {"actor": place.office, "indicator": indicator, "met": True, "reason": "Có", "at": AT}
    for where, year, refusal in (
        ({"facility": bookcase}, 2025, refusals.PlaceNotJudged),
        ({"unit": place.ward}, 2025, refusals.PlaceNotJudged),
        ({"facility": place.far}, 2019, refusals.YearOutsidePlan),
        ({"facility": place.far}, 2027, refusals.YearNotBegun),
    ):
        with pytest.raises(refusal):
            overrule(**said, **where, year=year)
    growth = rows.growth(plan)
    with pytest.raises(refusals.PlaceNotJudged):
        overrule(**{**said, "indicator": growth}, facility=place.far, year=2025)
    assert not Overrule.objects.exists()


def test_the_right_is_checked_at_the_place(place: SimpleNamespace) -> None:
    """Owner and colleague hold no such right; the office of another ward holds it elsewhere only."""
    indicator = rows.share(rows.plan(place.city))
    here, elsewhere = make.user("programme_office", at=place.ward), make.user("programme_office", at=place.other)
    said = {"indicator": indicator, "facility": place.library, "year": 2025, "met": True, "reason": "Có", "at": AT}
    for actor in (place.owner, place.colleague, place.stranger, elsewhere):
        with pytest.raises(NotAllowed):
            overrule(actor=actor, **said)
    row = overrule(actor=here, **said)
    for actor in (place.owner, place.stranger, elsewhere):
        with pytest.raises(NotAllowed):
            withdraw_overrule(actor=actor, overrule=row)
    withdraw_overrule(actor=here, overrule=row)
    with pytest.raises(refusals.OverruleWithdrawn):
        withdraw_overrule(actor=here, overrule=row)


def test_two_at_the_same_moment_leave_one_and_no_file(place: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other inspector's row comes in after ours has looked: the constraint decides, and our file goes again."""
    indicator = rows.share(rows.plan(place.city))
    said = {"actor": place.office, "indicator": indicator, "facility": place.far, "year": 2025, "at": AT}
    overrule(**said, met=False, reason="Trước")
    monkeypatch.setattr(overruling, "_withdraw_standing", lambda *_where: None)
    file = File(io.BytesIO(b"%PDF-1.4"), name="a.pdf")
    with pytest.raises(refusals.OverruleWithdrawn):
        overrule(**said, met=True, reason="Sau", file=file)
    assert Overrule.objects.get().reason == "Trước"
    folder = Overrule._meta.get_field("file").storage.path("overrules/2026")  # type: ignore[attr-defined]
    from pathlib import Path

    assert not list(Path(folder).glob("*"))


def test_baseline_and_target_replace_those_of_their_year(place: SimpleNamespace) -> None:
    indicator = rows.share(rows.plan(place.city))
    for value in (10, 20):
        set_baseline(actor=place.office, indicator=indicator, year=2022, value=Decimal(value))
        set_target(actor=place.office, indicator=indicator, year=2025, value=Decimal(value), bound=Bound.MIN)
    assert Baseline.objects.get().value == 20
    result = queries.result_of(indicator, 2025)
    assert result.target
    assert (result.target.value, result.baseline.value) == (20, 20)  # type: ignore[union-attr]
    with pytest.raises(NotAllowed):
        set_baseline(actor=place.owner, indicator=indicator, year=2022, value=Decimal(1))
    with pytest.raises(NotAllowed):
        set_target(actor=place.colleague, indicator=indicator, year=2025, value=Decimal(1))


# ---------------------------------------------------------------- words


def test_words_for_values_and_targets(place: SimpleNamespace) -> None:
    plan = rows.plan(place.city)
    share, growth = rows.share(plan), rows.growth(plan, base_year=2024)
    total = Indicator.objects.create(
        plan=plan, key="6", name="Lượt", type="total", measure="visits", population_kinds=["commune_library"]
    )
    rows.visits(place.library, 2024, 1000)
    rows.visits(place.library, 2025, 900)
    words = [written_value(queries.result_of(one, 2025)) for one in (share, growth, total)]
    assert words == ["1/2 = 50,0 %", "−10,0 %/năm", "10.800"]
    assert written_value(queries.result_of(share, 2028)) == "–"
    assert chart_of(queries.result_of(total, 2025)) is None
    of_year = rows.target(total, 2025, 12000, unit="lượt")
    assert written_target(of_year) == "12.000 lượt"
    assert written_target(rows.target(share, 2026, 5, bound="range", value_high=10)) == "từ 5 % đến 10"
    assert written_target(rows.target(share, 2027, 5, bound="max")) == "không quá 5 %"
    assert status_words(queries.result_of(total, 2025)) == ("bad", "chưa đạt")
    assert status_words(queries.result_of(share, 2029))[1] == "chưa có số"
    assert row_of(queries.result_of(growth, 2025)).spark is not None


def test_words_for_what_is_missing(place: SimpleNamespace) -> None:
    plan = rows.plan(place.city)
    rows.visits(place.library, 2025, 100)
    rows.visits(place.far, 2025, 100)
    capped = rows.share(plan, "1")
    rows.target(capped, 2025, 50, bound="max")
    assert status_words(queries.result_of(capped, 2025)) == ("bad", "thừa 1 nơi")
    of_units = rows.share(plan, "5", kinds=["ward"], type="share_of_units", parameters={"min_visits": 10**6})
    rows.target(of_units, 2026, 50)
    assert status_words(queries.result_of(of_units, 2025)) == ("waiting", "thiếu 1 xã, phường")


def test_rows_have_names(place: SimpleNamespace) -> None:
    plan = rows.plan(place.city)
    share = rows.share(plan)
    named = [
        rows.target(share, 2025, 60),
        Baseline(indicator=share, year=2022, value=5),
        PlanTask(plan=plan, text="Việc"),
        Duty(plan=plan, agency="Phòng", text="Làm"),
        Deadline(plan=plan, text="Hạn"),
        PlanProposal(filename="a.txt"),
        Overrule(indicator=share, facility=place.far, year=2025, met=True),
    ]
    assert [str(row) for row in named] == [
        "60 % (2025)", "5 (2022)", "Việc", "Phòng: Làm", "Hạn", "a.txt", f"{share.pk} 2025: True",
    ]  # fmt: skip
