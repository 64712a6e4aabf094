"""`densach serve`: the web server and the worker side by side, one address."""

from __future__ import annotations

import gc
import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.urls import reverse
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from densach.config.prepare import prepare
from densach.config.supervise import run_together
from densach.core.sockets import discover_all
from densach.network.models import Unit


class Command(BaseCommand):
    help = "Serve the pages on one address, with a worker for tasks, figures and the search index beside it. Ctrl+C ends both."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=os.environ.get("DENSACH_HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("DENSACH_PORT", "8000")))
        parser.add_argument(
            "--workers",
            type=int,
            default=int(os.environ.get("DENSACH_WORKERS", "1")),
            help="web processes (one serves a commune)",
        )
        parser.add_argument("--no-worker", action="store_true", help="pages only; run `densach worker` elsewhere")

    def handle(self, *args: Any, **options: Any) -> None:
        prepare()
        if not Unit.objects.exists():
            raise CommandError(
                "Nothing is set up yet. Run `densach init` for an empty installation or `densach demo` for the sample locality."
            )
        address = f"http://{options['host']}:{options['port']}"
        self.stdout.write(self.style.SUCCESS(f"Đèn Sách: {address}"))
        note = settings.DENSACH_HOME / "accounts.txt"
        if note.exists():
            self.stdout.write(note.read_text(encoding="utf-8"))
        self.stdout.flush()
        parts: list[Callable[[], object]] = [
            partial(_serve_pages, options["host"], options["port"], options["workers"])
        ]
        if not options["no_worker"]:
            parts.append(partial(call_command, "worker"))
        _load_everything()
        sys.exit(run_together(parts))


def _load_everything() -> None:
    """What the parts share: every address with its views and everything registered, read before the processes part; no connection is shared."""
    reverse("home")  # asking for one address loads them all
    discover_all()
    for one in connections.all():
        one.close()
        if hasattr(one, "close_pool"):  # PostgreSQL's: its threads would not live in a fork
            one.close_pool()
    # what is loaded stays: the collector need not look at it, nor touch the memory it is in
    gc.collect()
    gc.freeze()


def _serve_pages(host: str, port: int, workers: int) -> None:
    Server(
        "densach.config.wsgi:application", address=host, port=port, interface=Interfaces.WSGI, workers=workers,
        blocking_threads=4, websockets=False, log_level=LogLevels.warning,
    ).serve()  # fmt: skip
