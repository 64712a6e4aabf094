"""`densach serve`: the web server and the worker side by side, one address."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from densach.config.translations import compile_all
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
        connection.close()
        address = f"http://{options['host']}:{options['port']}"
        self.stdout.write(self.style.SUCCESS(f"Đèn Sách: {address}"))
        note = settings.DENSACH_HOME / "accounts.txt"
        if note.exists():
            self.stdout.write(note.read_text(encoding="utf-8"))
        self.stdout.flush()
        commands = [_web_command(options)]
        if not options["no_worker"]:
            commands.append([sys.executable, "-m", "densach.config.command", "worker"])
        # the process becomes a small supervisor: what Django took for the preparation goes back to the machine
        os.execv(sys.executable, [sys.executable, "-m", "densach.config.supervise", json.dumps(commands)])  # noqa: S606  # our own module


def prepare() -> None:
    """Bring messages, database and static files to this version."""
    compile_all(Path(settings.PROJECT) / "densach")
    call_command("migrate", verbosity=0)
    _collect_static()


def _collect_static() -> None:
    """Fingerprint and compress the static files, unless none has changed since the last time."""
    digest = hashlib.blake2b(settings.STORAGES["staticfiles"]["BACKEND"].encode(), digest_size=16)
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = Path(storage.path(path)).stat()
            digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    if stamp.exists() and stamp.read_text(encoding="ascii") == digest.hexdigest():
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(digest.hexdigest(), encoding="ascii")


def _web_command(options: dict[str, Any]) -> list[str]:
    granian = str(Path(sys.executable).parent / "granian")
    return [
        granian, "--interface", "wsgi", "--host", options["host"], "--port", str(options["port"]), "--workers", str(options["workers"]),
        "--blocking-threads", "4", "--no-ws", "--log-level", "warning", "densach.config.wsgi:application",
    ]  # fmt: skip
