"""`densach import-records FILE`: the same check and import as on the page, without the worker."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError

from densach.accounts.models import User
from densach.catalogue.importing import queries, services
from densach.catalogue.importing.options import OVERLAY, RULES, Options
from densach.catalogue.models import AccessionRegister, ImportBatch
from densach.core.clock import now, today
from densach.core.errors import Refusal


class Command(BaseCommand):
    help = "Import a file of MARC 21 or a table of books. Without --yes it only says what would happen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="username", help="account that imports (default: the system)")
        parser.add_argument("--rule", choices=RULES, default=OVERLAY, help="for records that the catalogue has already")
        parser.add_argument(
            "--place", help="public id of the place whose register takes the copies (default: no copies)"
        )
        parser.add_argument("--register", default="PM", help="prefix of that register")
        parser.add_argument("--yes", action="store_true", help="import; otherwise only check")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"{path}: no such file")
        actor = self._actor(options["username"])
        try:
            with path.open("rb") as file:
                batch = services.receive_file(actor=actor, file=File(file), name=path.name, at=now())
            chosen = replace(Options.of(batch.options, today()), rule=options["rule"], register=_register(options))
            services.check_here(actor=actor, batch=batch, options=chosen, at=now())
            self._told(batch)
            if options["yes"]:
                services.import_here(actor=actor, batch=batch, at=now())
                self.stdout.write(
                    f"imported: {batch.added} records added, {batch.overlaid} overlaid, {batch.copies_added} copies added"
                )
            else:
                services.discard_import(actor=actor, batch=batch, at=now())
        except Refusal as refusal:
            raise CommandError(f"{refusal} {refusal.what_to_do}".strip()) from refusal

    def _actor(self, username: str | None) -> User:
        if not username:
            return User.objects.system()
        actor = User.objects.filter(username=username).first()
        if actor is None:
            raise CommandError(f"no account {username}")
        return actor

    def _told(self, batch: ImportBatch) -> None:
        counts = batch.found.get("counts", {})
        self.stdout.write(", ".join(f"{name}: {n}" for name, n in sorted(counts.items())))
        for row in queries.refused_rows(batch).iterator():
            self.stdout.write(f"{row.line}: {row.reason}")


def _register(options: dict[str, Any]) -> int:
    """Key of the register named on the command line; 0 without a place."""
    if not options["place"]:
        return 0
    found = AccessionRegister.objects.filter(facility__public_id=options["place"], prefix=options["register"]).first()
    if found is None:
        raise CommandError(f"{options['place']} has no register {options['register']}")
    return found.pk
