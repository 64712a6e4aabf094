"""`densach demo`: the sample locality, in one go."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from densach.config.demo.load import load_sample
from densach.config.prepare import prepare
from densach.core.clock import today
from densach.network.models import Unit


class Command(BaseCommand):
    help = "Load the sample locality: real titles, invented people and figures, marked as sample everywhere. The same for the same day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--locality", default="bac-kan")
        parser.add_argument(
            "--today",
            default=settings.DENSACH_DEMO_TODAY,
            help="the day the sample ends on (YYYY-MM-DD; default: today)",
        )
        parser.add_argument(
            "--size", type=float, default=1.0, help="1 is the sample as described; tests take a small part"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        prepare()
        if Unit.objects.exists():
            raise CommandError(
                f"{settings.DENSACH_HOME} already holds data. Set DENSACH_HOME to an empty folder to load the sample there."
            )
        day = dt.date.fromisoformat(options["today"]) if options["today"] else today()
        load_sample(locality=options["locality"], day=day, size=options["size"], quiet=options["verbosity"] == 0)
