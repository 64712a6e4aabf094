from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings

from densach.accounts.models import User
from densach.audit.models import Entry
from densach.core.errors import NotAllowed
from densach.network.locality import load_locality
from densach.programme import queries, refusals
from densach.programme.indicators import Status
from densach.programme.models import Deadline, Duty, Indicator, Plan, PlanTask, Target
from densach.programme.services import load_plan_data

BAC_KAN = settings.DENSACH_DATA / "localities" / "bac-kan"


@pytest.mark.django_db
def test_the_plan_of_bac_kan_is_loaded_whole() -> None:
    system = User.objects.system()
    loaded = load_locality(actor=system, folder=BAC_KAN)

    plan = load_plan_data(actor=system, folder=BAC_KAN, units=loaded.units)

    assert queries.current_plan() == plan
    assert (plan.first_year, plan.last_year, plan.issuer.slug) == (2023, 2030, "tp-bac-kan")
    keys = [indicator.key for indicator in queries.indicators_of(plan)]
    assert keys == ["1a", "1b", "2a", "2b", "3", "4", "5"]
    targets = Target.objects.filter(plan=plan)
    assert targets.count() == 14
    assert all(target.indicator for target in targets)
    falling = [(t.year, t.value) for t in targets.filter(indicator__key="1a")]
    assert falling == [(2025, Decimal(60)), (2030, Decimal(50))]
    assert "60 % đến năm 2025" in targets.get(indicator__key="1a", year=2025).text
    assert "thấp hơn" in targets.get(indicator__key="1a", year=2030).note
    assert targets.filter(per_year=True).count() == 2
    assert PlanTask.objects.filter(plan=plan).values("group").distinct().count() == 5
    assert PlanTask.objects.get(plan=plan, text__startswith="Tuyên truyền gắn").partners.count() == 4
    assert Duty.objects.filter(plan=plan).values("agency").distinct().count() == 9
    assert Duty.objects.filter(plan=plan, requested=True).count() == 2
    assert Duty.objects.filter(plan=plan, agency__startswith="Công an").get().units.count() == 2
    assert Deadline.objects.filter(plan=plan, month=11, day=25, year=None).count() == 1
    assert sorted(Deadline.objects.filter(plan=plan, year__isnull=False).values_list("year", flat=True)) == [2025, 2030]
    assert len(plan.recipients) == 6
    assert Entry.objects.filter(verb="load-plan").count() == 1


@pytest.mark.django_db
def test_populations_of_bac_kan_as_then_and_on_todays_map() -> None:
    system = User.objects.system()
    loaded = load_locality(actor=system, folder=BAC_KAN)
    plan = load_plan_data(actor=system, folder=BAC_KAN, units=loaded.units)
    Indicator.objects.filter(plan=plan).exclude(key="3").update(criterion="test_visited", parameters={})

    then = {one.indicator.key: one for one in queries.plan_results(plan, 2024)}
    on_today = {one.indicator.key: one for one in queries.plan_results(plan, 2024, queries.Map.TODAY)}

    assert then["5"].population == 8
    assert on_today["5"].population == 3
    assert then["1a"].population == on_today["1a"].population
    assert then["1b"].population == on_today["1b"].population
    assert then["3"].status is Status.NO_VALUE


@pytest.mark.django_db
def test_a_second_load_is_refused() -> None:
    system = User.objects.system()
    loaded = load_locality(actor=system, folder=BAC_KAN)
    load_plan_data(actor=system, folder=BAC_KAN, units=loaded.units)
    with pytest.raises(refusals.PlanKeyTaken):
        load_plan_data(actor=system, folder=BAC_KAN, units=loaded.units)
    assert Plan.objects.count() == 1


def test_a_file_that_does_not_fit_is_named_and_nothing_is_written(place: SimpleNamespace, tmp_path: Path) -> None:
    good = (BAC_KAN / "plan.toml").read_text(encoding="utf-8")
    system = User.objects.system()
    units = {"tp-bac-kan": place.city}
    with pytest.raises(refusals.PlanDataWrong, match=r"plan\.toml"):
        load_plan_data(actor=system, folder=tmp_path, units=units)
    for text in ("[plan", good[: len(good) // 2], good):
        (tmp_path / "plan.toml").write_text(text, encoding="utf-8")
        with pytest.raises(refusals.PlanDataWrong):
            load_plan_data(actor=system, folder=tmp_path, units=units)
    assert not Plan.objects.exists()


def test_only_who_edits_the_issuers_plan_loads_one(place: SimpleNamespace) -> None:
    with pytest.raises(NotAllowed):
        load_plan_data(actor=place.colleague, folder=BAC_KAN, units={"tp-bac-kan": place.city})


@pytest.mark.django_db
def test_every_indicator_of_bac_kan_names_a_criterion_and_parameters_that_exist() -> None:
    system = User.objects.system()
    loaded = load_locality(actor=system, folder=BAC_KAN)
    plan = load_plan_data(actor=system, folder=BAC_KAN, units=loaded.units)
    for result in queries.plan_results(plan, 2025):
        assert result.problem is None or result.problem.code == "base-year-empty"
