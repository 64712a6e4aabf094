"""`densach index`: bring the search index up to date, rebuild it, follow changes, or compare it with the database."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections
from django.utils.translation import gettext as _

from densach.discovery import index

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Bring the search index of this machine up to date "
        "(--rebuild: anew; --follow: go on; --check: compare with the database)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--rebuild", action="store_true", help="build the index anew from the database")
        what.add_argument(
            "--check", action="store_true", help="list what differs from the database; exit 1 if anything does"
        )
        what.add_argument("--follow", action="store_true", help="go on applying changes until stopped")
        parser.add_argument(
            "--every",
            type=float,
            default=1.0,
            metavar="SECONDS",
            help="pause between two looks with --follow (default 1)",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            if options["rebuild"]:
                self._rebuild()
            elif options["check"]:
                self._check()
            elif options["follow"]:
                self._follow(options["every"])
            else:
                self.stdout.write(_("%(count)d changes indexed.") % {"count": index.follow_changes()})
        except index.IndexBusy as busy:
            raise CommandError(f"{busy} {busy.what_to_do}") from busy

    def _rebuild(self) -> None:
        total = index.rebuild(lambda kind, done: self.stderr.write(f"{kind}: {done}"))
        self.stdout.write(_("%(count)d documents indexed.") % {"count": total})

    def _check(self) -> None:
        found = index.check()
        words = {
            "missing": _("not indexed"),
            "surplus": _("indexed, but not in the database"),
            "stale": _("indexed with old content"),
        }
        for name, word in words.items():
            keys = getattr(found, name)
            if keys:
                more = " …" if len(keys) > SHOWN else ""
                self.stdout.write(f"{word} ({len(keys)}): {', '.join(keys[:SHOWN])}{more}")
        if found:
            raise CommandError(_("The index differs from the database. Run “densach index --rebuild”."), returncode=1)
        self.stdout.write(_("The index agrees with the database."))

    def _follow(self, every: float) -> None:
        while True:
            close_old_connections()
            try:
                index.follow_changes()
            except index.IndexBusy as busy:
                self.stderr.write(str(busy))
            time.sleep(every)
