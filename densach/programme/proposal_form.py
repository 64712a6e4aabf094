"""The JSON form of a proposal as it is stored and corrected: its shape, and what is guessed when it comes in."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from densach.core.text import fold
from densach.network.models import Unit, UnitKind

type Json = dict[str, Any]

Year = Annotated[int, Field(ge=1900, le=2200)]
Line = Annotated[int, Field(ge=1, le=1_000_000)]
Text = Annotated[str, Field(max_length=20_000)]
Short = Annotated[str, Field(max_length=500)]
Amount = Annotated[int | float, Field(ge=0, le=1e11, allow_inf_nan=False)]
TERRITORIES = (UnitKind.PROVINCE, UnitKind.CITY, UnitKind.WARD, UnitKind.COMMUNE)


class _Part(BaseModel):
    """Keys that nobody edits are kept as they came."""

    model_config = ConfigDict(extra="allow")


class StatementForm(_Part):
    text: Text
    line: Line | None = None


class TargetForm(_Part):
    text: Text
    population: Text = ""
    measure: Text = ""
    year: Year | None = None
    value: Amount
    unit: Annotated[str, Field(max_length=40)] = "%"
    per_year: bool = False
    line: Line | None = None
    population_code: Short | None = None
    measure_code: Short | None = None
    bound: Literal["exact", "min", "over", "max", "range"] = "exact"
    value_high: Amount | None = None


class TaskGroupForm(_Part):
    title: Text
    line: Line | None = None
    items: list[Text] = []
    item_lines: list[Line | None] = []


class AgencyForm(_Part):
    name: Text
    line: Line | None = None
    duties: list[Text] = []
    duty_lines: list[Line | None] = []
    requested: bool = False
    units: list[Short] = []
    unit_kinds: list[Short] = []


class DeadlineForm(_Part):
    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)]
    text: Text = ""
    year: Year | None = None
    line: Line | None = None


class ReviewForm(_Part):
    year: Year
    kind: Literal["interim", "final"]
    text: Text = ""
    line: Line | None = None


class RecipientForm(_Part):
    name: Text
    note: Text = ""
    archive: bool = False
    line: Line | None = None


class ProposalForm(_Part):
    title: Text | None = None
    issuer: Text | None = None
    issuer_unit: Short = ""
    number: Short | None = None
    symbol: Short | None = None
    date: Short | None = None
    first_year: Year | None = None
    last_year: Year | None = None
    legal_basis: list[StatementForm] = []
    objectives: list[StatementForm] = []
    targets: list[TargetForm] = []
    task_groups: list[TaskGroupForm] = []
    agencies: list[AgencyForm] = []
    deadlines: list[DeadlineForm] = []
    reviews: list[ReviewForm] = []
    recipients: list[str] = []
    recipient_details: list[RecipientForm] = []


def checked(proposal: Json) -> Json:
    """The proposal with every part in its shape. Raises ValueError that names the first part that is not."""
    try:
        return ProposalForm.model_validate(proposal).model_dump(mode="json")
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        raise ValueError(f"{where}: {first['msg']}") from error


def with_guesses(proposal: Json, *, units: Sequence[Unit], at: dt.date) -> Json:
    """The proposal with the unit of its issuer, the years it runs and the units of its agencies, as far as the words
    tell. `units` are those the issuer may be."""
    issuer = issuer_named(proposal.get("issuer") or "", units)
    years = [target["year"] for target in proposal["targets"] if target["year"]]
    years += [review["year"] for review in proposal["reviews"]]
    issued = re.match(r"20\d\d", proposal.get("date") or "")
    first = int(issued[0]) if issued else min([*years, at.year])
    return {
        **proposal,
        "issuer_unit": issuer.slug if issuer else "",
        "first_year": first,
        "last_year": max([*years, first]),
    }


def issuer_named(printed: str, units: Iterable[Unit]) -> Unit | None:
    """ "Ủy ban nhân dân thành phố Bắc Kạn" → the city; None unless exactly one unit of territory bears the name."""
    name = re.sub(r"^(?:uy ban nhan dan|ubnd)\s+", "", fold(printed))
    found = [unit for unit in units if unit.kind in TERRITORIES and unit.name_fold == name]
    if len(found) > 1:  # a name outlives its unit: the one that still exists
        found = [unit for unit in found if unit.ends_before is None]
    return found[0] if len(found) == 1 else None


def agencies_named(agencies: Iterable[Json], units: Sequence[Unit]) -> list[Json]:
    """Each agency with the `units` (keys) and `unit_kinds` its printed name speaks of; empty where it is not told."""
    return [{**agency, **_units_of(agency["name"], units)} for agency in agencies]


def _units_of(printed: str, units: Sequence[Unit]) -> Json:
    name = fold(printed)
    if re.search(r"\b(?:cac|moi) (?:xa|phuong|thi tran)\b|\bcap xa\b", name):
        return {"units": [], "unit_kinds": [UnitKind.WARD.value, UnitKind.COMMUNE.value]}
    if re.match(r"cac (?:phong|so|ban|nganh)\b", name):
        return {"units": [], "unit_kinds": [UnitKind.DEPARTMENT.value]}
    found: list[str] = []
    for part in re.split(r"[,;]", printed):
        said = fold(part).replace("mttq", "mat tran to quoc viet nam")
        said = re.split(r" va cac | viet nam (?=va )", said)[0]
        matches = [unit.slug for unit in units if len(said) > 8 and unit.name_fold.startswith(said)]
        found += matches if len(matches) == 1 else []
    return {"units": found, "unit_kinds": []}
