"""Recount and yearly report on the full sample; floors: the bare SQL under them."""

from __future__ import annotations

import datetime as dt
import time

from django.db import connection

from densach.accounts.models import User
from densach.circulation.models import InHouseUse, Loan, Visit
from densach.core.clock import now
from densach.measures.services import recount_all
from densach.reporting.document import docx_of
from densach.reporting.models import Report
from densach.reporting.services import draw_figures

from .line import Line, p50, times


def recount() -> Line:
    """Seconds for five million raw events, scaled from the sample's own."""
    events = sum(model._default_manager.count() for model in (Loan, Visit, InHouseUse)) + _attendance_rows()
    start = time.perf_counter()
    recount_all()
    ours = time.perf_counter() - start
    start = time.perf_counter()
    with connection.cursor() as cursor:
        for sql in _BARE:
            cursor.execute(sql)
            cursor.fetchall()
    bare = time.perf_counter() - start
    scale = 5_000_000 / events
    return Line(
        f"recount of 5 M raw events (measured on {events:,})",
        ours * scale,
        bare * scale,
        "s",
        "≤ 30",
        "one GROUP BY per table and split",
    )


_BARE = [
    f"SELECT facility_id, substr({day}, 1, 7), {split}, {total} FROM {table} GROUP BY 1, 2, 3"  # noqa: S608  # names of our own tables
    for table, day, total, splits in (
        ("circulation_loan", "lent_on", "count(*)", ("age_band", "sex", "patron_type", "subject_group")),
        ("circulation_visit", "day", "sum(count)", ("age_band", "sex")),
        ("circulation_inhouseuse", "day", "sum(count)", ("age_band", "subject_group")),
    )
    for split in splits
]


def _attendance_rows() -> int:
    from densach.activities.models import Attendance, AttendanceTally

    return Attendance.objects.count() + AttendanceTally.objects.count()


def report() -> Line:
    """Milliseconds to draw and print the consolidated report of all facilities from stored figures."""
    system = User.objects.system()
    drawn = Report.objects.filter(state="draft").order_by("-cycle__year").first()
    assert drawn is not None, "the sample holds a draft report"

    def write() -> None:
        draw_figures(actor=system, report=drawn, at=now())
        docx_of(drawn)

    found = times(write, 10, warm=2)
    year = dt.date(drawn.cycle.year, 1, 1)

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT measure, split, sum(value) FROM measures_figure WHERE month >= %s GROUP BY 1, 2",
                [year.isoformat()],
            )
            cursor.fetchall()

    return Line(
        "a unit's yearly report: figures drawn and .docx written",
        p50(found),
        p50(times(bare, 10)),
        "ms",
        "≤ 300",
        "one SUM over the year's figures",
    )
