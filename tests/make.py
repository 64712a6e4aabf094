"""Small real rows for tests, each with sensible defaults. Names are invented."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from densach.accounts.models import User
from densach.activities.models import Activity, ActivityState, Session
from densach.catalogue.models import AccessionRegister, Copy, Record
from densach.network.models import Assignment, Facility, FacilityPlacement, TreeVersion, Unit, UnitParent
from densach.people.models import Card, Patron

START = dt.date(2020, 1, 1)
_number = itertools.count(1)


def _grow() -> None:
    version, _created = TreeVersion.objects.get_or_create(pk=1)
    TreeVersion.objects.filter(pk=1).update(number=version.number + 1)


def unit(name: str = "", *, kind: str = "ward", parent: Unit | None = None, **fields: Any) -> Unit:
    n = next(_number)
    fields.setdefault("starts_on", START)
    row = Unit.objects.create(
        slug=f"unit-{n}", code=fields.pop("code", f"9{n:04d}"), name=name or f"Phường {n}", kind=kind, **fields
    )
    if parent:
        UnitParent.objects.create(unit=row, parent=parent, starts_on=row.starts_on)
    _grow()
    return row


def facility(name: str = "", *, kind: str = "commune_library", unit: Unit | None = None, **fields: Any) -> Facility:
    n = next(_number)
    fields.setdefault("opened_on", START)
    fields.setdefault("managed_since", START)
    row = Facility.objects.create(slug=f"facility-{n}", name=name or f"Thư viện {n}", kind=kind, **fields)
    FacilityPlacement.objects.create(facility=row, unit=unit or globals()["unit"](), starts_on=row.opened_on)
    _grow()
    return row


def user(role: str = "", *, at: Unit | Facility | None = None, **fields: Any) -> User:
    """An account; with `role`, assigned at a unit or (given a facility) at that one place."""
    n = next(_number)
    fields.setdefault("full_name", f"Người Mẫu {n}")
    row = User.objects.create_user(fields.pop("username", f"user{n}"), "mat-khau-thu", **fields)
    if role:
        assert at is not None
        if isinstance(at, Facility):
            where = FacilityPlacement.objects.filter(facility=at).order_by("-starts_on").first()
            assert where
            Assignment.objects.create(user=row, role=role, unit=where.unit, facility=at, starts_on=START)
        else:
            Assignment.objects.create(user=row, role=role, unit=at, starts_on=START)
    return row


def patron(name: str = "", *, facility: Facility | None = None, card: bool | str = True, **fields: Any) -> Patron:
    n = next(_number)
    fields.setdefault("patron_type", "adult")
    fields.setdefault("registered_on", dt.date(2024, 1, 2))
    fields.setdefault("birth_year", 1990)
    row = Patron.objects.create(
        full_name=name or f"Bạn Đọc {n}", facility=facility or globals()["facility"](), **fields
    )
    if card:
        number = card if isinstance(card, str) else f"T{n:06d}"
        Card.objects.create(patron=row, number=number, issued_on=row.registered_on, expires_on=dt.date(2035, 1, 1))
    return row


def record(title: str = "", **fields: Any) -> Record:
    n = next(_number)
    return Record.objects.create(title=title or f"Nhan đề {n}", **fields)


def copy(*, record: Record | None = None, facility: Facility | None = None, **fields: Any) -> Copy:
    n = next(_number)
    place = facility or globals()["facility"]()
    register, _created = AccessionRegister.objects.get_or_create(facility=place, prefix="PM")
    fields.setdefault("acquired_on", dt.date(2024, 1, 2))
    fields.setdefault("accession_number", f"PM.{n:06d}")
    fields.setdefault("barcode", f"B{n:07d}")
    return Copy.objects.create(record=record or globals()["record"](), facility=place, register=register, **fields)


def activity(title: str = "", *, facility: Facility | None = None, **fields: Any) -> Activity:
    n = next(_number)
    fields.setdefault("kind", "club")
    fields.setdefault("state", ActivityState.PUBLISHED)
    return Activity.objects.create(
        title=title or f"Câu lạc bộ {n}", facility=facility or globals()["facility"](kind="culture_house"), **fields
    )


def session(*, activity: Activity | None = None, day: dt.date = dt.date(2025, 3, 1), **fields: Any) -> Session:
    row = activity or globals()["activity"]()
    starts = fields.pop("starts_at", dt.datetime(day.year, day.month, day.day, 1, 0, tzinfo=dt.UTC))
    fields.setdefault("ends_at", starts + dt.timedelta(hours=2))
    return Session.objects.create(activity=row, facility=row.facility, starts_at=starts, day=day, **fields)
