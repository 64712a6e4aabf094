"""Yearly report on the full sample, recount with five million raw events; floors: the bare SQL under them."""

from __future__ import annotations

import datetime as dt
import time

from django.db import connection

from densach.accounts.models import User
from densach.activities.models import Attendance, AttendanceTally
from densach.circulation.models import InHouseUse, Loan, Visit
from densach.core.clock import now
from densach.measures.services import recount_all
from densach.reporting.document import docx_of
from densach.reporting.models import Report
from densach.reporting.services import draw_figures

from .line import Line, p50, times

EVENTS = 5_000_000


def recount() -> Line:
    """Seconds for five million raw events: the sample's own, with loans, visits and reading repeated until there are as many.

    Nearly all figures of circulation change, so that writing them is in the time.
    """
    repeat_events()
    start = time.perf_counter()
    recount_all()
    ours = time.perf_counter() - start
    start = time.perf_counter()
    with connection.cursor() as cursor:
        for sql in _BARE:
            cursor.execute(sql)
            cursor.fetchall()
    bare = time.perf_counter() - start
    return Line(
        f"recount of {_events():,} raw events",
        ours,
        bare,
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


def _events() -> int:
    return sum(model._default_manager.count() for model in (Loan, Visit, InHouseUse, Attendance, AttendanceTally))


# what of each table can stand there more than once, and the column that must differ
_REPEATED = (
    ("circulation_loan", "state = 'returned'", {"public_id": "lower(hex(randomblob(6)))"}),
    ("circulation_visit", "kind <> 'card'", {}),
    ("circulation_inhouseuse", "NOT undone", {}),
)


def repeat_events() -> None:
    """Fill up to EVENTS rows (SQLite, in the folder of this run only)."""
    with connection.cursor() as cursor:
        rows = 0
        for table, which, _own in _REPEATED:
            cursor.execute(f"SELECT count(*) FROM {table} WHERE {which}")  # noqa: S608  # our own tables
            rows += cursor.fetchone()[0]
        times_over = -(-(EVENTS - _events()) // rows)
        for table, which, own in _REPEATED:
            cursor.execute(f"SELECT * FROM {table} LIMIT 0")  # noqa: S608  # our own tables
            names = [f'"{column[0]}"' for column in cursor.description if column[0] != "id"]
            values = [own.get(name.strip('"'), f"t.{name}") for name in names]
            cursor.execute(
                f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {times_over})"  # noqa: S608
                f" INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM {table} t, n WHERE {which}"
            )
        cursor.execute("ANALYZE")


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
