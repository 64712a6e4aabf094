"""The sample locality: honest, deterministic, and every figure equal to its recount."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db.models import F

from densach.activities.models import Activity, Session
from densach.catalogue.models import Copy, Record, Stocktake, StocktakeLine, WeedingLine
from densach.circulation.models import Loan, Visit
from densach.config.demo.load import load_sample
from densach.discovery.index import check
from densach.discovery.queries import search
from densach.measures.services import check_figures
from densach.network.models import Facility, Unit
from densach.people.models import Patron
from densach.programme.models import Plan, Target
from densach.programme.queries import plan_results
from densach.reporting.models import Report, ReportState

DAY = dt.date(2026, 11, 22)


def facts() -> dict[str, Any]:
    return {
        "patrons": list(Patron.objects.order_by("pk").values_list("public_id", "full_name", "registered_on")[:200]),
        "copies": list(Copy.objects.order_by("pk").values_list("public_id", "accession_number", "record__title")[:200]),
        "loans": list(Loan.objects.order_by("pk").values_list("public_id", "lent_at", "state")[:300]),
        "sessions": Session.objects.count(),
    }


@pytest.mark.django_db
def test_sample_is_honest_and_its_figures_hold(settings: LazySettings, tmp_path: Path) -> None:
    world = load_sample(locality="bac-kan", day=DAY, size=0.02, quiet=True)
    assert not check_figures()
    assert not check()
    for model in (Patron, Copy, Record, Activity, Report):
        assert model._default_manager.exists()
        assert not model._default_manager.filter(is_sample=False).exists()
    assert Facility.objects.count() == 64
    assert not Loan.objects.filter(lent_on__gte=DAY).exists()
    assert Visit.objects.exists()
    assert Target.objects.filter(plan=Plan.objects.get(), unit="%").count() >= 12
    assert Target.objects.count() == 14
    assert set(Report.objects.values_list("state", flat=True)) == set(ReportState.values)
    assert "thuthu" in (tmp_path / "accounts.txt").read_text(encoding="utf-8")
    city = Unit.objects.get(slug="tp-bac-kan")
    assert city.ends_before == dt.date(2025, 7, 1)
    assert {result.indicator.key for result in plan_results(Plan.objects.get(), 2025)} == {
        "1a",
        "1b",
        "2a",
        "2b",
        "3",
        "4",
        "5",
    }
    assert search("dan tinh").hits[0].kind == "activity"
    assert world.today == DAY
    registers_hold()


def registers_hold() -> None:
    """Every copy came with a voucher or the opening balance, and went with a weeding that has a line for it."""
    assert not Copy.objects.filter(voucher=None).exists()
    opening, intakes = Copy.objects.filter(voucher__kind="opening"), Copy.objects.filter(voucher__kind="intake")
    assert opening.exists()
    assert not opening.filter(acquired_on__gte=dt.date(2022, 1, 1)).exists()
    assert not intakes.filter(acquired_on__lt=F("voucher__on")).exists()
    gone = Copy.objects.filter(state="withdrawn")
    assert gone.count() == WeedingLine.objects.count()
    assert not gone.exclude(withdrawn_on=F("weeding__decision_on")).exists()
    counted = StocktakeLine.objects.filter(finding__in=("present", "missing"))
    assert counted.count() == Stocktake.objects.get().expected


@pytest.mark.django_db(transaction=True)
def test_sample_is_the_same_for_the_same_day() -> None:
    load_sample(locality="bac-kan", day=DAY, size=0.01, quiet=True)
    first = facts()
    call_command("flush", interactive=False, verbosity=0)
    load_sample(locality="bac-kan", day=DAY, size=0.01, quiet=True)
    again = facts()
    assert first == again


@pytest.mark.django_db
def test_sample_is_not_loaded_over_data(settings: LazySettings) -> None:
    call_command("demo", size=0.005, today="2026-11-22", verbosity=0)
    with pytest.raises(CommandError, match="already holds data"):
        call_command("demo", size=0.005, today="2026-11-22", verbosity=0)
