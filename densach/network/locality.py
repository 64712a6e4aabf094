"""Reads a locality's data folder (units, successions, facilities as TOML) into the tree. A locality is data: see data/README.md.

Dates in the files are inclusive; here they become half open.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from densach.accounts.models import User
from densach.core.text import clean

from .models import Facility, FacilityPlacement, MobileStop, OpeningHours, Succession, Unit, UnitParent
from .services import grow_tree_version
from .signals import changed

_WEEKDAYS = {"mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6, "sun": 7}


@dataclass(frozen=True)
class Locality:
    """What was loaded: rows by their key in the files, and the file's own facts."""

    facts: dict[str, Any]
    units: dict[str, Unit]
    facilities: dict[str, Facility]


def available_localities(folder: Path) -> list[str]:
    """Keys of the localities that the data folder holds."""
    return sorted(path.parent.name for path in (folder / "localities").glob("*/units.toml"))


@transaction.atomic
def load_locality(*, actor: User, folder: Path, with_sample: bool = True) -> Locality:
    """Load `folder` (a locality's own) into an empty tree. Without `with_sample` rows marked as invented stay out.

    Raises FileNotFoundError, KeyError (a reference that leads nowhere) and IntegrityError; nothing is half-written.
    """
    source = tomllib.loads((folder / "units.toml").read_text(encoding="utf-8"))
    units = {row["key"]: _unit(row) for row in source["units"] if with_sample or not row.get("sample")}
    Unit.objects.bulk_create(units.values())
    _link(source["units"], units)
    successions = tomllib.loads((folder / "successions.toml").read_text(encoding="utf-8"))["successions"]
    Succession.objects.bulk_create(
        Succession(
            predecessor=units[row["predecessor"]],
            successor=units[row["successor"]],
            on=row["on"],
            kind=row["kind"],
            share=Decimal(str(row["share"])) if "share" in row else None,
            legal_act=row.get("legal_act", ""),
        )
        for row in successions
        if row["predecessor"] in units and row["successor"] in units
    )
    rows = tomllib.loads((folder / "facilities.toml").read_text(encoding="utf-8"))["facilities"]
    facilities = _facilities([row for row in rows if with_sample or not row.get("sample")], units)
    grow_tree_version()
    root = units[source["locality"]["city"]]
    changed.send(
        sender=Unit,
        actor=actor,
        verb="locality.load",
        subject=root,
        unit_id=root.pk,
        changes={"units": len(units), "facilities": len(facilities)},
    )
    return Locality(source["locality"], units, facilities)


def _after(day: dt.date | None) -> dt.date | None:
    return day + dt.timedelta(days=1) if day else None


def _unit(row: dict[str, Any]) -> Unit:
    unit = Unit(
        slug=row["key"],
        code=row["code"],
        name=clean(row["name"]),
        short_name=row.get("short_name", ""),
        kind=row["kind"],
        document_code=row.get("issuer", ""),
        named_after_person=row.get("named_after_person", False),
        starts_on=row["opened_on"],
        ends_before=_after(row.get("ended_on")),
        is_sample=row.get("sample", False),
    )
    unit.set_keys()
    return unit


def _link(rows: list[dict[str, Any]], units: dict[str, Unit]) -> None:
    UnitParent.objects.bulk_create(
        UnitParent(
            unit=units[row["key"]],
            parent=units[link["parent"]],
            starts_on=link["from"],
            ends_before=_after(link.get("to")),
        )
        for row in rows
        if row["key"] in units
        for link in row["parents"]
    )


def _facilities(rows: list[dict[str, Any]], units: dict[str, Unit]) -> dict[str, Facility]:
    found = {row["key"]: _facility(row) for row in rows}
    Facility.objects.bulk_create(found.values())
    for row in rows:
        if "part_of" in row:
            found[row["key"]].part_of = found[row["part_of"]]
    Facility.objects.bulk_update(found.values(), ["part_of"])
    FacilityPlacement.objects.bulk_create(
        FacilityPlacement(
            facility=found[row["key"]],
            unit=units[stay["unit"]],
            starts_on=stay["from"],
            ends_before=_after(stay.get("to")),
        )
        for row in rows
        for stay in row["placements"]
    )
    OpeningHours.objects.bulk_create(
        OpeningHours(
            facility=found[row["key"]],
            weekday=_WEEKDAYS[day],
            opens=dt.time.fromisoformat(span[:5]),
            closes=dt.time.fromisoformat(span[6:]),
        )
        for row in rows
        for day, spans in row.get("hours", {}).items()
        for span in spans
    )
    MobileStop.objects.bulk_create(
        MobileStop(
            facility=found[row["key"]],
            name=stop["name"],
            latitude=stop.get("lat"),
            longitude=stop.get("lng"),
            order=order,
        )
        for row in rows
        for order, stop in enumerate(row.get("stops", []))
    )
    return found


def _facility(row: dict[str, Any]) -> Facility:
    facility = Facility(
        slug=row["key"],
        name=clean(row["name"]),
        kind=row["kind"],
        address=row.get("address", ""),
        latitude=row.get("lat"),
        longitude=row.get("lng"),
        area_m2=row.get("area_m2"),
        seats=row.get("seats"),
        computers=row.get("computers", 0),
        has_internet=row.get("internet", False),
        periodical_titles=len(row.get("periodicals", [])),
        opened_on=row["opened_on"],
        closed_on=row.get("closed_on"),
        managed_since=row.get("managed_since"),
        is_sample=row.get("sample", False),
    )
    facility.set_keys()
    return facility
