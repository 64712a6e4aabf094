"""`densach serve`: the web server and the worker side by side, one address."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
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
        sys.exit(run_together(commands))


def prepare() -> None:
    """Bring messages, database and static files to this version."""
    compile_all(Path(settings.PROJECT) / "densach")
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)


def _web_command(options: dict[str, Any]) -> list[str]:
    granian = str(Path(sys.executable).parent / "granian")
    return [
        granian, "--interface", "wsgi", "--host", options["host"], "--port", str(options["port"]), "--workers", str(options["workers"]),
        "--blocking-threads", "4", "--no-ws", "--log-level", "warning", "densach.config.wsgi:application",
    ]  # fmt: skip


def run_together(commands: list[list[str]]) -> int:
    """Run the commands until one ends or a signal comes, then end the others; returns the first exit code that counts."""
    stopping: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.append(0))
    running = [subprocess.Popen(command) for command in commands]  # noqa: S603  # our own commands, no shell
    while not stopping:
        stopping += [code for process in running if (code := process.poll()) is not None]
        time.sleep(0.2)
    for process in running:
        if process.poll() is None:
            process.terminate()
    for process in running:
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
    return stopping[0]
