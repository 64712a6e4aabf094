"""The socket of nightly work: a module says in `nightly.py` what the worker does once a day while people sleep.

Each machine does it for itself (files lie on its own disk); several workers of one machine share the marks under
HOME/nightly and so do a night's work once.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from .clock import now
from .sockets import Register

logger = logging.getLogger("densach.nightly")
_KEPT = 7


@dataclass(frozen=True)
class Job:
    """`run(at)` is called once per local day, at the first round of the worker at or after `hour` o'clock."""

    key: str
    hour: int
    run: Callable[[dt.datetime], object]


JOBS: Register[Job] = Register("nightly")


def register(job: Job) -> Job:
    return JOBS.add(job.key, job)


def run_due() -> None:
    """Do what is due and not done today; a machine that was off at night does it when it is on. A job that fails is
    in the log and comes again the next night.
    """
    at = now()
    local = timezone.localtime(at)
    for job in JOBS:
        if local.hour >= job.hour and _claimed(job.key, local.date()):
            try:
                job.run(at)
            except Exception:
                logger.exception("nightly work %s failed and will be tried again tomorrow", job.key)


def _claimed(key: str, day: dt.date) -> bool:
    """Whether this call is the first of the day: making a file that must not exist decides between two workers."""
    folder = Path(settings.DENSACH_HOME) / "nightly"
    mark = folder / f"{key}.{day.isoformat()}"
    if mark.exists():
        return False
    folder.mkdir(parents=True, exist_ok=True)
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        return False
    for old in sorted(folder.glob(f"{key}.*"))[:-_KEPT]:
        old.unlink(missing_ok=True)
    return True
