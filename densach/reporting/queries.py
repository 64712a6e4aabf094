"""What can be asked of cycles and reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import models
from django.db.models import F, Q, QuerySet

from densach.accounts.models import User
from densach.core.clock import local_day, today
from densach.documents.naming import TERRITORIAL
from densach.network import access
from densach.network.models import FacilityPlacement, Unit
from densach.network.queries import Map, facility_ids_in
from densach.network.tree import current_version, living_successors, tree_on

from .models import CycleState, Report, ReportCell, ReportCycle, ReportState, WordTemplate
from .permissions import ACCEPT_REPORT, MANAGE_CYCLES, VIEW_REPORTS, WRITE_REPORT
from .rules import DONE, EDITABLE, days_late, days_left


def reporting_units(receiver: Unit, cut_off_on: dt.date) -> list[Unit]:
    """The units that report to a receiver, by name: its direct children on the tree of the cut-off, namely

    - every territorial one (city, ward, commune), whether or not it has a facility, and
    - any other one (department, police, military, centre, school …) whose branch holds a facility open in the year.

    What stands below a child reports through it (a school through its ward or department), so that each facility is
    reported once. A facility placed at the receiver itself is counted in the receiver's own report.
    """
    tree = tree_on(cut_off_on)
    start = cut_off_on.replace(month=1, day=1)
    inside = facility_ids_in(receiver.pk, as_of=cut_off_on, on_map=Map.THEN, since=start)
    rows = FacilityPlacement.objects.on(cut_off_on).filter(facility__in=inside)
    answering = {step for unit in rows.values_list("unit_id", flat=True) for step in tree.path(unit)}
    children = Unit.objects.filter(pk__in=tree.children.get(receiver.pk, ()))
    return [unit for unit in children.order_by("name_sort", "pk") if unit.kind in TERRITORIAL or unit.pk in answering]


def right_to_write(cycle: ReportCycle, unit_id: int) -> str:
    """Which right the report of a unit is written with. The receiver's own is the office's work: an officer who follows
    an ended city through succession writes for the ward, not for the city."""
    return ACCEPT_REPORT if unit_id == cycle.receiver_id else WRITE_REPORT


def unit_ids_with(actor: User, right: str, candidates: Iterable[int]) -> list[int]:
    """Those of the candidates where the actor holds a right; an ended unit is asked through its living successors."""
    scope = access.units_with(actor, right)
    if scope is None:
        return list(candidates)
    day, version = today(), current_version()
    return [unit for unit in candidates if not scope.isdisjoint(living_successors(unit, day, version=version))]


def visible_reports(actor: User, right: str = VIEW_REPORTS) -> QuerySet[Report]:
    """Reports of units where the actor holds `right`, with unit and cycle."""
    units = Report.objects.order_by().values_list("unit_id", flat=True).distinct()
    found = Report.objects.filter(unit__in=unit_ids_with(actor, right, units))
    return found.select_related("unit", "cycle__receiver").order_by("-cycle__year", "unit__name_sort", "pk")


def visible_cycles(actor: User) -> QuerySet[ReportCycle]:
    """Cycles in which the actor may see a report, or whose receiver's reports the actor may see; the newest first."""
    receivers = ReportCycle.objects.order_by().values_list("receiver_id", flat=True).distinct()
    own = unit_ids_with(actor, VIEW_REPORTS, receivers)
    seen = visible_reports(actor).order_by().values("cycle_id")
    found = ReportCycle.objects.filter(Q(receiver__in=own) | Q(pk__in=seen))
    return found.select_related("receiver", "plan").order_by("-year", "receiver__name_sort")


def receivers_to_choose(actor: User, on: dt.date) -> QuerySet[Unit]:
    """Units living on a day that have units below them and where the actor manages cycles."""
    parents = tree_on(on).children.keys()
    return Unit.objects.on(on).filter(pk__in=unit_ids_with(actor, MANAGE_CYCLES, parents))


@dataclass(frozen=True)
class Count:
    """Reports of one cycle: how many, handed in, accepted."""

    total: int = 0
    handed_in: int = 0
    accepted: int = 0


NO_COUNT = Count()


def counts_of(actor: User, cycle_ids: Collection[int]) -> dict[int, Count]:
    """{cycle id: counts} of the reports the actor may see, without the receivers' own, in one statement."""
    rows = visible_reports(actor).filter(cycle__in=cycle_ids).exclude(unit=F("cycle__receiver")).order_by()
    grouped = rows.values("cycle_id").annotate(
        total=models.Count("pk"),
        owed=models.Count("pk", filter=Q(state__in=EDITABLE)),
        accepted=models.Count("pk", filter=Q(state__in=DONE)),
    )
    return {row["cycle_id"]: Count(row["total"], row["total"] - row["owed"], row["accepted"]) for row in grouped}


@dataclass(frozen=True)
class Line:
    """One report on the page of its cycle."""

    report: Report
    days_late: int
    corrected: int
    is_owed: bool


@dataclass(frozen=True)
class Progress:
    """A cycle as its page shows it. `own` is the receiver's (consolidated) report, where it exists."""

    lines: tuple[Line, ...]
    own: Report | None
    days_left: int

    @property
    def counts(self) -> dict[str, int]:
        """{state: how many reports}, in the order of the states."""
        return {
            state.value: sum(line.report.state == state for line in self.lines)
            for state in ReportState
        }  # fmt: skip

    @property
    def total(self) -> int:
        return len(self.lines)

    @property
    def handed_in(self) -> int:
        return sum(not line.is_owed for line in self.lines)

    @property
    def accepted(self) -> int:
        return sum(line.report.state in DONE for line in self.lines)

    @property
    def late(self) -> tuple[Line, ...]:
        """Those that owe a report after the deadline, the latest first."""
        return tuple(
            sorted((line for line in self.lines if line.is_owed and line.days_late), key=lambda x: -x.days_late)
        )


def progress_of(actor: User, cycle: ReportCycle, *, on: dt.date) -> Progress:
    """Who has reported and who is late, of the reports the actor may see."""
    reports = list(visible_reports(actor).filter(cycle=cycle))
    corrected = corrections_of([report.pk for report in reports])
    lines = tuple(
        _line(report, cycle, on, corrected.get(report.pk, 0))
        for report in reports
        if report.unit_id != cycle.receiver_id
    )
    own = next((report for report in reports if report.unit_id == cycle.receiver_id), None)
    return Progress(lines, own, days_left(cycle.due_on, on))


def _line(report: Report, cycle: ReportCycle, on: dt.date, corrected: int) -> Line:
    handed = local_day(report.submitted_at) if report.submitted_at else None
    late = days_late(state=report.state, due_on=cycle.due_on, submitted_on=handed, today=on)
    return Line(report, late, corrected, report.state in EDITABLE)


def corrections_of(report_ids: Iterable[int]) -> Mapping[int, int]:
    """{report id: number of corrected figures}."""
    found: dict[int, int] = {}
    rows = ReportCell.objects.filter(report__in=report_ids, corrected__isnull=False)
    for report in rows.values_list("report_id", flat=True):
        found[report] = found.get(report, 0) + 1
    return found


def waiting_reports(actor: User) -> QuerySet[Report]:
    """Reports in open cycles that wait for the actor: to be written at a unit of theirs, or to be accepted."""
    ours = Report.objects.filter(cycle__state=CycleState.OPEN)
    writers = ours.filter(state__in=EDITABLE).order_by().values_list("unit_id", flat=True).distinct()
    receivers = ours.filter(state=ReportState.SUBMITTED).order_by().values_list("cycle__receiver_id", flat=True)
    own = Q(unit=F("cycle__receiver"))
    write = Q(state__in=EDITABLE, unit__in=_directly_at(actor, WRITE_REPORT, writers)) & ~own
    issue = Q(state__in=EDITABLE, unit__in=_directly_at(actor, ACCEPT_REPORT, writers)) & own
    accept = Q(
        state=ReportState.SUBMITTED, cycle__receiver__in=unit_ids_with(actor, ACCEPT_REPORT, receivers.distinct())
    )
    found = ours.filter(write | issue | (accept & ~own)).select_related("unit", "cycle__receiver")
    return found.order_by("cycle__due_on", "unit__name_sort")


def _directly_at(actor: User, right: str, candidates: Iterable[int]) -> list[int]:
    """Units where the actor has a role itself: what waits for a ward does not wait for the province above it."""
    units = {held.unit_id for held in access.assignments_of(actor) if right in held.rights and held.facility_id is None}
    day, version = today(), current_version()
    return [unit for unit in candidates if not units.isdisjoint(living_successors(unit, day, version=version))]


def template_for(unit: Unit, on: dt.date) -> WordTemplate | None:
    """The Word template that counts for a unit: its own, else that of the nearest unit above on the tree of a day."""
    path = tree_on(on).path(unit.pk)
    found = {row.unit_id: row for row in WordTemplate.objects.filter(unit__in=path, kind="report", active=True)}
    return next((found[step] for step in reversed(path) if step in found), None)


def units_above(unit: Unit, on: dt.date) -> tuple[Unit, ...]:
    """The units over one on the tree of a day, the nearest first."""
    path = tree_on(on).path(unit.pk)[:-1]
    found = Unit.objects.in_bulk(path)
    return tuple(found[step] for step in reversed(path))


def unit_in_cycle(cycle: ReportCycle, code: str) -> Unit | None:
    """A unit by key or official code as it lived on the cycle's cut-off (codes are reused: 3-vietnam.md §2)."""
    return Unit.objects.filter(slug=code).first() or Unit.objects.on(cycle.cut_off_on).filter(code=code).first()
