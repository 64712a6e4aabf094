"""Writing a register in the background."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path

from django.core.files import File
from django.tasks import task

from densach.catalogue.models import PrintState, RegisterPrint
from densach.core.clock import local_day, now
from densach.core.errors import Refusal

from .writing import Wanted, write

_log = logging.getLogger(__name__)


@task
def write_register(print_id: int) -> str:
    """Write the file of a `RegisterPrint`, telling in its row how far it is; gives the state it ends in.

    Run again after it was cut off, it begins anew. What goes wrong is said in the row and logged.
    """
    job = RegisterPrint.objects.select_related("facility", "register").get(pk=print_id)
    RegisterPrint.objects.filter(pk=print_id).update(state=PrintState.RUNNING, done=0, touched_at=now())
    wanted = Wanted(job.kind, job.facility, job.year, job.register)

    def progress(done: int) -> None:
        RegisterPrint.objects.filter(pk=print_id).update(done=done, touched_at=now())

    try:
        with tempfile.TemporaryDirectory(prefix="densach-print-") as folder:
            target = Path(folder) / f"{wanted.name()}.{job.format}"
            write(wanted, job.format, target, day=local_day(job.asked_at), progress=progress)
            with target.open("rb") as file:
                job.file.save(f"{job.public_id}.{job.format}", File(file), save=False)
    except (Refusal, OSError) as error:
        _log.exception("the register %s could not be written", job.public_id)
        RegisterPrint.objects.filter(pk=print_id).update(
            state=PrintState.FAILED, error=str(error)[:300], touched_at=now()
        )
        return PrintState.FAILED
    done = {"state": PrintState.DONE, "file": job.file.name, "done": job.total, "touched_at": now()}
    RegisterPrint.objects.filter(pk=print_id).update(**done)
    return PrintState.DONE
