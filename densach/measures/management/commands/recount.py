"""`densach recount`: figures from the raw rows again, or only the check that they agree."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from densach.measures.services import check_figures, recount_all, recount_dirty

SHOWN = 500


class Command(BaseCommand):
    help = (
        "Recount every monthly figure from the raw rows. With --check nothing is written: "
        "each difference is listed, and any difference ends with exit code 1."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--check", action="store_true", help="list differences, write nothing; exit code 1 on any")
        choice.add_argument("--dirty", action="store_true", help="only what changed since the last recount")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["dirty"]:
            self.stdout.write(f"{recount_dirty()} marks worked off.")
            return
        bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        with bar:
            task = bar.add_task("…", total=None)

            def progress(done: int, total: int, measure: str) -> None:
                bar.update(task, completed=done, total=total, description=measure)

            if not options["check"]:
                self.stdout.write(f"{recount_all(progress=progress)} figures changed.")
                return
            found = check_figures(progress=progress)
        for difference in found[:SHOWN]:
            self.stdout.write(str(difference))
        if len(found) > SHOWN:
            self.stdout.write(f"… and {len(found) - SHOWN} more.")
        self.stdout.write(f"{len(found)} differences." if found else "No differences: every figure equals its recount.")
        if found:
            sys.exit(1)
