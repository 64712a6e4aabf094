"""Loading a plan that ships as structured facts (data/README.md, "Plan")."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from densach.accounts.models import User
from densach.audit.services import record
from densach.network import access
from densach.network.models import Unit
from densach.programme import refusals
from densach.programme.models import (
    Deadline,
    DeadlineKind,
    Duty,
    Indicator,
    IndicatorType,
    Plan,
    PlanState,
    PlanTask,
    Target,
)
from densach.programme.permissions import EDIT_PLAN

type Rows = list[dict[str, Any]]
_UNITS_OF_VALUE = {"percent": ("%", False), "percent_per_year": ("%", True)}


@transaction.atomic
def load_plan_data(*, actor: User, folder: Path, units: Mapping[str, Unit]) -> Plan:
    """Write the plan of `folder`/plan.toml, in force, with everything in it. `units` by their key.

    Raises NotAllowed, PlanKeyTaken, PlanDataWrong (no such file, unknown unit, missing or wrong entry).
    """
    path = folder / "plan.toml"
    try:
        facts = tomllib.loads(path.read_text(encoding="utf-8"))
        return _write(actor, facts, units)
    except FileNotFoundError as error:
        raise refusals.PlanDataWrong(file=path.name, what=_("there is no such file")) from error
    except tomllib.TOMLDecodeError as error:
        raise refusals.PlanDataWrong(file=path.name, what=error) from error
    except (KeyError, TypeError, ValueError) as error:
        what = _("an entry is missing or unknown: %(entry)s") % {"entry": error}
        raise refusals.PlanDataWrong(file=path.name, what=what) from error


def _write(actor: User, facts: Mapping[str, Any], units: Mapping[str, Unit]) -> Plan:
    head = facts["plan"]
    issuer = units[head["issuer"]]
    access.require(actor, EDIT_PLAN, unit_id=issuer.pk)
    if Plan.objects.filter(slug=head["key"]).exists():
        raise refusals.PlanKeyTaken(key=head["key"])
    plan = Plan.objects.create(
        slug=head["key"],
        issuer=issuer,
        title=head["title"],
        number=head["symbol"],
        dated=head["date"],
        legal_basis=[_basis(row) for row in facts["legal_bases"]],
        objectives=[{name: row.get(name, "") for name in ("number", "title", "text")} for row in facts["objectives"]],
        recipients=[_recipient(row) for row in facts["recipients"]],
        first_year=head["starts_on"].year,
        last_year=head["ends_on"].year,
        state=PlanState.IN_FORCE,
    )
    _write_targets(plan, facts["targets"], _write_indicators(plan, facts["indicators"]), facts["indicators"])
    _write_tasks(plan, facts["task_groups"], units)
    _write_duties(plan, facts["agencies"], units)
    _write_deadlines(plan, facts["deadlines"], facts["reviews"])
    record(actor=actor, verb="load-plan", subject=plan, unit_id=issuer.pk)
    return plan


def _basis(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "text": row["text"],
        "number": row["number"],
        "date": row["date"].isoformat(),
        "printed": row["printed"],
    }


def _recipient(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": row["text"],
        "note": row.get("purpose", ""),
        "electronic": row["electronic"],
        "units": row["units"],
    }


def _write_indicators(plan: Plan, rows: Rows) -> dict[str, Indicator]:
    found = {}
    for order, row in enumerate(rows):
        criterion = dict(row.get("criterion", {}))
        population = row["population"]
        found[row["key"]] = Indicator.objects.create(
            plan=plan,
            key=row["key"],
            name=row["title"],
            type=IndicatorType(row["type"]),
            population_kinds=population.get("facility_kinds") or population["unit_kinds"],
            criterion=criterion.pop("name", ""),
            measure=row.get("measure", ""),
            parameters=criterion,
            base_year=row.get("base_year"),
            order=order,
        )
    return found


def _write_targets(plan: Plan, rows: Rows, indicators: Mapping[str, Indicator], facts: Rows) -> None:
    """The document's wording is not among the facts: `text` says the same in the indicator's words."""
    of_value = {row["key"]: _UNITS_OF_VALUE[row["unit"]] for row in facts}
    for row in rows:
        unit, per_year = of_value[row["indicator"]]
        title = indicators[row["indicator"]].name
        each = " mỗi năm" if per_year else ""
        Target.objects.create(
            plan=plan,
            indicator=indicators[row["indicator"]],
            text=f"{title}: {row['value']} {unit}{each} đến năm {row['year']}",
            population=title,
            year=row["year"],
            value=row["value"],
            unit=unit,
            per_year=per_year,
            note=row.get("note", ""),
        )


def _write_tasks(plan: Plan, groups: Rows, units: Mapping[str, Unit]) -> None:
    for group in groups:
        for order, row in enumerate(group["tasks"]):
            task = PlanTask.objects.create(
                plan=plan,
                group=group["title"],
                group_order=group["number"],
                text=row["title"],
                lead=units[row["lead"]] if "lead" in row else None,
                order=order,
            )
            task.partners.set([units[key] for key in row.get("partners", ())])


def _write_duties(plan: Plan, agencies: Rows, units: Mapping[str, Unit]) -> None:
    order = 0
    for agency in agencies:
        for row in agency["duties"]:
            duty = Duty.objects.create(
                plan=plan,
                agency=agency["name"],
                unit_kinds=agency.get("unit_kinds", []),
                requested=agency.get("requested", False),
                text=row["text"],
                order=order,
            )
            duty.units.set([units[key] for key in agency["units"]])
            order += 1


def _write_deadlines(plan: Plan, yearly: Rows, reviews: Rows) -> None:
    for row in yearly:
        Deadline.objects.create(plan=plan, month=row["month"], day=row["day"], text=row["text"])
    for row in reviews:
        Deadline.objects.create(plan=plan, year=row["year"], kind=DeadlineKind(row["kind"]), text=row["title"])
