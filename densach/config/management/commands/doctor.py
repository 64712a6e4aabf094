"""`densach doctor`: whether this installation is well, with advice."""

from __future__ import annotations

import datetime as dt
import platform
import shutil
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core import checks
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django_tasks_db.models import DBTaskResult

from densach import __version__
from densach.core.clock import now
from densach.core.integrity import CHECKS, Check

_LEAST_FREE = 1_000_000_000  # bytes
_OLDEST_BACKUP = dt.timedelta(days=2)


class Command(BaseCommand):
    help = (
        "Look at settings, versions, disk, tasks and data, and say what to do about what is wrong (exit code 1 then)."
    )
    requires_system_checks = ()  # the doctor reports them itself

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="also the slow checks (every figure counted anew)")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(
            f"densach {__version__}, Python {platform.python_version()}, Django {django.get_version()}, "
            f"{connection.vendor}, {settings.DENSACH_HOME}"
        )
        wrong = 0
        for check in (*_OWN, *CHECKS):
            if check.slow and not options["all"]:
                continue
            findings = list(check.find())
            wrong += bool(findings)
            self.stdout.write(f"{'wrong' if findings else 'ok   '}  {check.label}")
            for finding in findings[:20]:
                self.stdout.write(f"         {finding}")
            if findings:
                self.stdout.write(f"         → {check.advice}")
        if wrong:
            raise CommandError(f"{wrong} things need attention.", returncode=1)


def _settings() -> Iterator[str]:
    for found in checks.run_checks(include_deployment_checks=settings.DENSACH_HTTPS):
        if found.is_serious(checks.WARNING):
            yield f"{found.id}: {found.msg}"
    if settings.DEBUG:
        yield "DENSACH_DEBUG is on"


def _migrations() -> Iterator[str]:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield f"{len(waiting)} steps of this version are not in the database yet"


def _disk() -> Iterator[str]:
    free = shutil.disk_usage(settings.DENSACH_HOME).free
    if free < _LEAST_FREE:
        yield f"only {free / 1e9:.1f} GB are free on the disk of {settings.DENSACH_HOME}"


def _backups() -> Iterator[str]:
    times = [path.stat().st_mtime for path in (Path(settings.DENSACH_HOME) / "backups").glob("densach-*.tar.gz")]
    last = dt.datetime.fromtimestamp(max(times), tz=dt.UTC) if times else None
    if last is None:
        yield "no backup was ever taken into the home folder"
    elif now() - last > _OLDEST_BACKUP:
        yield f"the last backup is of {last:%d/%m/%Y}"


def _tasks() -> Iterator[str]:
    failed = DBTaskResult.objects.filter(status="FAILED").count()
    if failed:
        yield f"{failed} background tasks failed"
    late = DBTaskResult.objects.filter(status="READY", enqueued_at__lt=now() - dt.timedelta(hours=1)).count()
    if late:
        yield f"{late} background tasks have waited more than an hour"


def _letters() -> Iterator[str]:
    if "filebased" in settings.MAILERS["default"]["BACKEND"]:
        yield "letters are written into a folder, nobody receives them"


_OWN = (
    Check("settings", "settings", _settings, "See docs/operating.md."),
    Check("migrations", "database is of this version", _migrations, "Run: densach migrate"),
    Check("disk", "disk has room", _disk, "Make room, or move DENSACH_HOME to a larger disk."),
    Check("backups", "there is a fresh backup", _backups, "Run: densach backup --keep 14, every night."),
    Check("tasks", "background tasks are worked off", _tasks, "Is the worker running? Its log says why tasks failed."),
    Check("letters", "letters go out", _letters, "Set DENSACH_MAIL_HOST, see docs/operating.md."),
)
