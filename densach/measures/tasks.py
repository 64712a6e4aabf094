"""What the worker does on request: the full check, with or without a recount before it.

Recounting what changed is no task: the worker calls `services.recount_dirty` every few seconds, so that a loan at
the desk
puts nothing in the queue.
"""

from __future__ import annotations

from django.tasks import task

from densach.core.clock import now

from .models import FigureCheck
from .services.checks import Difference, check_figures
from .services.recounts import recount_all

KEPT = 200


@task
def run_check(check_id: int) -> int:
    """Recount (where asked) and check, writing progress and the first differences into the row; returns how many
    were found.

    Run again after it was cut off, it starts anew and ends with the same row.
    """
    check = FigureCheck.objects.get(pk=check_id)

    def progress(done: int, total: int, _measure: str) -> None:
        if done % 20 == 0 or done == total:
            FigureCheck.objects.filter(pk=check_id).update(done=done, total=total)

    if check.mends:
        recount_all(progress=progress)
    found = check_figures(progress=progress)
    check.found, check.differences = len(found), [_row(one) for one in found[:KEPT]]
    check.finished_at = now()
    check.save(update_fields=["found", "differences", "finished_at"])
    return len(found)


def _row(one: Difference) -> dict[str, object]:
    return {
        "measure": one.measure,
        "month": str(one.month),
        "facility": one.facility_id,
        "split": one.split,
        "key": one.key,
        "stored": one.stored,
        "wanted": one.wanted,
        "pending": one.pending,
    }
