"""`densach restore FILE`: everything back as it was in a backup."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from densach.config.backups import BackupError, finish_restore, stage_restore


class Command(BaseCommand):
    help = (
        "Put a backup in the place of what is there (stop the server first). What was there is kept in a folder beside."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a backup made by densach backup")
        parser.add_argument("--replace", action="store_true", help="also where this installation already holds data")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["replace"] and "accounts_user" in connection.introspection.table_names():
            raise CommandError(
                "There is data here already. Say --replace to put the backup in its place; it is kept beside."
            )
        try:
            facts = stage_restore(Path(options["file"]))
            aside = finish_restore()
        except BackupError as error:
            raise CommandError(str(error)) from error
        call_command("migrate", verbosity=0)
        call_command("index", rebuild=True, stdout=self.stdout, stderr=self.stderr)
        self.stdout.write(f"Restored as of {facts['taken_at']}. What was here before: {aside}")
