"""`densach backup`: one file with everything, taken while the pages are served."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from densach.config.backups import BackupError, check_backup, take_backup
from densach.core.clock import now


class Command(BaseCommand):
    help = "Write database and files into one file and check it; the pages may go on being used meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", help="where to (default: backups/ in the home folder, with the time)")
        parser.add_argument("--check", action="store_true", help="only check an existing backup")
        parser.add_argument(
            "--keep", type=int, metavar="N", help="afterwards keep only the last N backups in that folder"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        default = Path(settings.DENSACH_HOME) / "backups" / f"densach-{now():%Y%m%d-%H%M%S}.tar.gz"
        target = Path(options["file"]) if options["file"] else default
        try:
            if options["check"]:
                facts = check_backup(target)
                self.stdout.write(f"{target} is whole: densach {facts['densach']}, taken {facts['taken_at']}.")
                return
            size = take_backup(target)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{target} written and checked: {size / 1e6:,.1f} MB.")
        if options["keep"]:
            self._forget(target, options["keep"])

    def _forget(self, target: Path, keep: int) -> None:
        older = sorted(target.parent.glob("densach-*.tar.gz"))[:-keep]
        for path in older:
            path.unlink()
        self.stdout.write(f"{len(older)} older backups removed.")
