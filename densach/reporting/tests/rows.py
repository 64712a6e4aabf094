"""A small round of reports: a city with two wards, a department with a school, a police without places."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from densach.measures.models import Figure
from densach.network.models import Facility, Unit
from densach.programme.models import Plan, PlanTask
from densach.reporting import services
from densach.reporting.models import Report, ReportCycle
from tests import make

YEAR = 2025
CUT_OFF = dt.date(2025, 10, 31)
DUE = dt.date(2025, 11, 25)
OPENED = dt.datetime(2025, 10, 1, 2, 0, tzinfo=dt.UTC)
NOVEMBER = dt.datetime(2025, 11, 10, 2, 0, tzinfo=dt.UTC)


def plan(issuer: Unit, **fields: Any) -> Plan:
    fields.setdefault("slug", f"ke-hoach-{issuer.pk}")
    fields.setdefault("title", "Kế hoạch triển khai Chương trình học tập suốt đời")
    row = Plan.objects.create(issuer=issuer, first_year=2023, last_year=2030, **fields)
    for order, group in enumerate(("1. Tuyên truyền.", "2. Đầu tư cơ sở vật chất:"), start=1):
        PlanTask.objects.create(plan=row, group=group, group_order=order, text="Việc phải làm", order=1)
    return row


def figure(place: Facility, month: dt.date, value: int, *, measure: str = "visits", quality: str = "counted") -> Figure:
    return Figure.objects.create(facility=place, month=month, measure=measure, value=value, quality=quality)


def year_of(place: Facility, year: int, value: int, *, months: int = 10, measure: str = "visits") -> None:
    """The same value in each month."""
    for month in range(1, months + 1):
        figure(place, dt.date(year, month, 1), value, measure=measure)


def locality() -> SimpleNamespace:
    city = make.unit("Thành phố Mẫu", kind="city", document_code="UBND")
    one = make.unit("Phường Một", parent=city, document_code="UBND")
    two = make.unit("Xã Hai", kind="commune", parent=city, document_code="UBND")
    education = make.unit("Phòng Giáo dục và Đào tạo thành phố Mẫu", kind="department", parent=city)
    school = make.unit("Trường Tiểu học Mẫu", kind="school", parent=education)
    make.unit("Công an thành phố Mẫu", kind="police", parent=city)
    places = {
        unit.pk: make.facility(f"Thư viện {unit.name}", unit=unit, kind=kind)
        for unit, kind in ((one, "commune_library"), (two, "commune_library"), (school, "school_library"))
    }
    return SimpleNamespace(
        city=city, one=one, two=two, education=education, school=school,
        library=places[one.pk], far=places[two.pk], school_library=places[school.pk], plan=plan(city),
        office=make.user("programme_office", at=city), officer=make.user("unit_officer", at=one),
        stranger=make.user("unit_officer", at=two), leader=make.user("leader", at=city),
        librarian=make.user("librarian", at=places[one.pk]),
    )  # fmt: skip


def cycle(where: SimpleNamespace, **fields: Any) -> ReportCycle:
    values = {"year": YEAR, "cut_off_on": CUT_OFF, "due_on": DUE, "at": OPENED, "receiver": where.city} | fields
    return services.open_cycle(actor=where.office, plan=where.plan, **values)


def report_of(round_: ReportCycle, unit: Unit) -> Report:
    return Report.objects.select_related("unit", "cycle__receiver", "cycle__plan").get(cycle=round_, unit=unit)


def handed_in(where: SimpleNamespace, report: Report, **fields: Any) -> Report:
    services.draw_figures(actor=where.office, report=report, at=NOVEMBER)
    return services.submit_report(actor=where.office, report=report, at=NOVEMBER, **fields)


def accepted(where: SimpleNamespace, report: Report) -> Report:
    return services.accept_report(actor=where.office, report=handed_in(where, report), at=NOVEMBER)
