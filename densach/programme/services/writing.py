"""The rows of a plan from its corrected proposal."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.text import slugify

from densach.network.models import FacilityKind, Unit, UnitKind
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

type Json = Mapping[str, Any]


class Population(NamedTuple):
    """What a known population counts: facilities or units, of which kinds."""

    type: IndicatorType
    kinds: tuple[str, ...]


class Kind(NamedTuple):
    """How a known pair of population and measure is counted."""

    type: IndicatorType
    kinds: tuple[str, ...]
    criterion: str
    measure: str


_FACILITIES, _UNITS = IndicatorType.SHARE_OF_FACILITIES, IndicatorType.SHARE_OF_UNITS
_LIBRARIES = (
    FacilityKind.COMMUNE_LIBRARY, FacilityKind.SCHOOL_LIBRARY, FacilityKind.ARMED_FORCES_LIBRARY,
    FacilityKind.MOBILE_LIBRARY, FacilityKind.READING_ROOM,
)  # fmt: skip
POPULATIONS: dict[str, Population] = {
    "commune_and_armed_forces_libraries": Population(
        _FACILITIES, (FacilityKind.COMMUNE_LIBRARY, FacilityKind.ARMED_FORCES_LIBRARY)
    ),
    "school_libraries": Population(_FACILITIES, (FacilityKind.SCHOOL_LIBRARY,)),
    "culture_centres": Population(_FACILITIES, (FacilityKind.CULTURE_HOUSE, FacilityKind.CULTURE_CENTRE)),
    "communes": Population(_UNITS, (UnitKind.WARD, UnitKind.COMMUNE)),
}
CRITERIA_OF_PLANS = (
    "offers_lifelong_learning", "managed_digitally", "supports_age_groups_and_interests", "holds_regular_classes",
)  # fmt: skip
GROWTH_OF = {"library_visits": ("visits", _LIBRARIES)}


def kind_of(target: Json) -> Kind | None:
    """How a target is counted, None where its population or measure is not a known one."""
    population, measure = target["population_code"], target["measure_code"]
    if population in GROWTH_OF and measure == IndicatorType.AVERAGE_ANNUAL_GROWTH:
        counted, kinds = GROWTH_OF[population]
        return Kind(IndicatorType.AVERAGE_ANNUAL_GROWTH, kinds, "", counted)
    if population in POPULATIONS and measure in CRITERIA_OF_PLANS and target["unit"] == "%":
        return Kind(*POPULATIONS[population], measure, "")
    return None


def write_plan(proposal: Json, lines: list[str], issuer: Unit, first_year: int, last_year: int) -> Plan:
    """`proposal` in the shape of `proposal_form.checked`."""
    plan = Plan.objects.create(
        slug=_free_key(f"{issuer.slug}-{first_year}"),
        issuer=issuer,
        title=proposal["title"][:500],
        number=(proposal["number"] or proposal["symbol"] or "")[:40],
        dated=(proposal["date"] or "")[:40],
        legal_basis=proposal["legal_basis"],
        objectives=proposal["objectives"],
        recipients=[{"name": row["name"], "note": row["note"]} for row in proposal["recipient_details"]],
        first_year=first_year,
        last_year=last_year,
        state=PlanState.IN_FORCE,
        source_text="\n".join(lines),
    )
    _write_targets(plan, proposal["targets"], _write_indicators(plan, proposal["targets"]))
    _write_tasks(plan, proposal["task_groups"])
    _write_duties(plan, proposal["agencies"])
    _write_deadlines(plan, proposal)
    return plan


def _free_key(wanted: str) -> str:
    key, number = slugify(wanted)[:50], 1
    while Plan.objects.filter(slug=key if number == 1 else f"{key}-{number}").exists():
        number += 1
    return key if number == 1 else f"{key}-{number}"


def _write_indicators(plan: Plan, targets: list[Json]) -> dict[Kind, Indicator]:
    """One for each pair of population and measure, numbered by measure: 1a, 1b, 2 …"""
    first: dict[Kind, Json] = {}
    for target in targets:
        kind = kind_of(target)
        if kind and kind not in first:
            first[kind] = target
    of_measure: dict[str, list[Kind]] = {}
    for kind in first:
        of_measure.setdefault(kind.criterion or kind.measure, []).append(kind)
    found: dict[Kind, Indicator] = {}
    for number, kinds in enumerate(of_measure.values(), start=1):
        for letter, kind in zip("abcdefgh", kinds, strict=False):
            said = first[kind]
            name = f"{said['population']} {said['measure']}".strip() or said["text"]
            found[kind] = Indicator.objects.create(
                plan=plan,
                key=f"{number}{letter}" if len(kinds) > 1 else str(number),
                name=(name[:1].upper() + name[1:])[:500],
                type=kind.type,
                population_kinds=[str(one) for one in kind.kinds],
                criterion=kind.criterion,
                measure=kind.measure,
                base_year=plan.first_year - 1 if kind.measure else None,
                order=len(found),
            )
    return found


def _write_targets(plan: Plan, targets: list[Json], indicators: Mapping[Kind, Indicator]) -> None:
    for target in targets:
        kind = kind_of(target)
        Target.objects.create(
            plan=plan,
            indicator=indicators[kind] if kind else None,
            text=target["text"],
            population=target["population"][:300],
            measure_text=target["measure"][:500],
            year=target["year"],
            value=Decimal(str(target["value"])),
            unit=target["unit"],
            per_year=target["per_year"],
            bound=target["bound"],
            value_high=None if target["value_high"] is None else Decimal(str(target["value_high"])),
            line=target["line"],
        )


def _write_tasks(plan: Plan, groups: list[Json]) -> None:
    PlanTask.objects.bulk_create(
        PlanTask(plan=plan, group=group["title"][:500], group_order=number, text=text, order=order, line=line)
        for number, group in enumerate(groups, start=1)
        for order, (text, line) in enumerate(_with_lines(group["items"], group["item_lines"]))
    )


def _with_lines(texts: list[str], lines: list[int | None]) -> list[tuple[str, int | None]]:
    return [(text, lines[place] if place < len(lines) else None) for place, text in enumerate(texts)]


def _write_duties(plan: Plan, agencies: list[Json]) -> None:
    slugs = {slug for agency in agencies for slug in agency["units"]}
    units = {unit.slug: unit for unit in Unit.objects.filter(slug__in=slugs)}
    order = 0
    for agency in agencies:
        for text, line in _with_lines(agency["duties"], agency["duty_lines"]):
            duty = Duty.objects.create(
                plan=plan,
                agency=agency["name"][:300],
                unit_kinds=agency["unit_kinds"],
                requested=agency["requested"],
                text=text,
                order=order,
                line=line,
            )
            duty.units.set([units[slug] for slug in agency["units"] if slug in units])
            order += 1


def _write_deadlines(plan: Plan, proposal: Json) -> None:
    for row in proposal["deadlines"]:
        Deadline.objects.create(plan=plan, month=row["month"], day=row["day"], year=row["year"], text=row["text"])
    kinds = {"interim": DeadlineKind.MID_TERM, "final": DeadlineKind.FINAL}
    for row in proposal["reviews"]:
        Deadline.objects.create(plan=plan, year=row["year"], kind=kinds[row["kind"]], text=row["text"])
