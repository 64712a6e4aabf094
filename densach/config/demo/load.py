"""The steps of the sample, each with its share of the progress bar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.db import connection, transaction
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from densach.accounts.models import User
from densach.discovery.index import rebuild
from densach.measures.services import recount_all
from densach.network.locality import load_locality

from . import accounts, books, desk, meetings, paper, programme, readers
from .world import World


def load_sample(*, locality: str, day: dt.date, size: float = 1.0, quiet: bool = False) -> World:
    """Load the sample into an empty, migrated database. Raises FileNotFoundError for an unknown locality."""
    system = User.objects.system()
    loaded = load_locality(actor=system, folder=settings.DENSACH_DATA / "localities" / locality)
    world = World(today=day, data=settings.DENSACH_DATA, locality=loaded, system=system, size=size)
    steps: list[tuple[str, float, Callable[[], object]]] = [
        ("Tài khoản, bạn đọc", 2, lambda: (accounts.load_accounts(world), readers.load_readers(world))),
        ("Biểu ghi, bản sách", 8, lambda: books.load_books(world)),
        ("Mượn trả, lượt bạn đọc", 14, lambda: desk.load_desk_days(world)),
        ("Hoạt động, điểm danh", 6, lambda: meetings.load_meetings(world)),
        ("Số khai của nơi làm trên giấy", 1, lambda: paper.load_declarations(world)),
        ("Đếm số liệu", 6, _count),
        ("Kế hoạch, báo cáo", 5, lambda: programme.load_programme(world)),
        ("Chỉ mục tìm kiếm", 4, rebuild),
    ]
    columns = (
        TextColumn("{task.description:<32}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True, quiet=quiet)) as progress:
        bar = progress.add_task("", total=sum(weight for _name, weight, _step in steps))
        for name, weight, step in steps:
            progress.update(bar, description=name)
            with transaction.atomic():
                step()
            progress.advance(bar, weight)
    (settings.DENSACH_HOME / "accounts.txt").write_text(accounts.account_note(world), encoding="utf-8")
    return world


def _count() -> None:
    """Let the database look at what was loaded before it is asked: without, PostgreSQL plans for empty tables."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    recount_all()
