"""`densach worker`: tasks, dirty figures, the search index and nightly work, in one small process."""

from __future__ import annotations

import logging
import os
import signal
import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections, transaction
from django_tasks_db.management.commands.db_worker import Worker

from densach.core.nightly import run_due
from densach.discovery.index import follow_changes
from densach.measures.services import recount_dirty

logger = logging.getLogger("densach.worker")


class Command(BaseCommand):
    help = "Work off tasks, recount figures whose records changed, keep the search index up to date. Runs until ended."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="one round, then end")
        parser.add_argument("--pause", type=float, default=1.5, help="seconds between rounds")

    def handle(self, *args: Any, **options: Any) -> None:
        ending: list[int] = []
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ending.append(1))
        rounds: list[Callable[[], object]] = [follow_changes, recount_dirty, _work_off_tasks, run_due]
        while True:
            for step in rounds:
                _attempt(step)
            close_old_connections()
            if options["once"] or ending:
                return
            time.sleep(options["pause"])


def _work_off_tasks() -> None:
    # the library's own command would put its signal handlers in the place of ours
    Worker(
        queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False, max_tasks=None,
        worker_id=f"worker-{os.getpid()}", excluded_queue_names=[],
    ).run()  # fmt: skip


def _attempt(step: Callable[[], object]) -> None:
    """A busy database or a missing index must not end the worker: it is said in the log and tried again next round."""
    try:
        step()
    except (OperationalError, transaction.TransactionManagementError):
        logger.exception("%s will be tried again", step.__name__)
