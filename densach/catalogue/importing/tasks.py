"""What the worker does for imports."""

from __future__ import annotations

from django.tasks import task

from . import services


@task
def run_check(batch_id: int, run: str) -> None:
    """Check every line of a file (`services.check_now`)."""
    services.check_now(batch_id, run)


@task
def run_import(batch_id: int, run: str, actor_id: int) -> None:
    """Check again and write (`services.import_now`)."""
    services.import_now(batch_id, run, actor_id)
