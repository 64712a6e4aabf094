"""What is done with an import: receive a file, choose how it is taken, check, import, undo, throw away.

Check and import run in the worker. A run that died (its process is gone, or it gave no sign of life for a while) has
written nothing: its import can be started again.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import socket
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, connection, transaction

from densach.accounts.models import User
from densach.audit.models import Entry
from densach.audit.services import record as audit
from densach.catalogue.models import (
    AccessionRegister,
    Copy,
    Heading,
    ImportBatch,
    ImportState,
    Record,
    RecordHeading,
    RefusedRow,
    Voucher,
    VoucherKind,
)
from densach.catalogue.permissions import IMPORT_CATALOGUE
from densach.core.clock import local_day, now
from densach.core.errors import Refusal
from densach.core.ids import public_id
from densach.core.text import clean
from densach.network.access import require

from . import look, places, undo
from .check import Check
from .formats import MARC_FORMATS, sniff
from .options import OPENING, Options
from .refusals import ColumnTwice, FileTooBig, PlaceMissing, TitleColumnMissing, WrongStep
from .write import Write

logger = logging.getLogger("densach.imports")

MOST_MB = 500
SILENCE = dt.timedelta(minutes=15)
_TRIES = 3
_MANY = 1000
_RUNS = (ImportState.CHECKING, ImportState.RUNNING)


def receive_file(*, actor: User, file: File[Any], name: str, at: dt.datetime) -> ImportBatch:
    """Keep a file and look at it; nothing of it is in the catalogue yet.

    Raises NotAllowed, FileTooBig, and what `formats.sniff` and `look` raise; then nothing is kept.
    """
    require(actor, IMPORT_CATALOGUE)
    if file.size > MOST_MB * 1024 * 1024:
        raise FileTooBig(size=file.size // 1024 // 1024, most=MOST_MB)
    shown = clean(Path(name).name)[:200] or "?"
    batch = ImportBatch(uploaded_by=actor, file_name=shown, touched_at=at)
    batch.file.save(f"{batch.public_id}{Path(shown).suffix[:8].lower()}", file, save=False)
    try:
        batch.format = sniff(places.file_of(batch))
        _look(batch, local_day(at))
        with transaction.atomic():
            batch.save()
            audit(actor=actor, verb="receive_import", subject=batch, changes={"format": batch.format})
    except BaseException:
        places.forget(batch)
        batch.file.delete(save=False)
        raise
    return batch


def _look(batch: ImportBatch, today: dt.date, sheet: int | None = None) -> None:
    if batch.format in MARC_FORMATS:
        found, options = look.at_marc(places.file_of(batch), batch.format)
    else:
        found, options = look.at_table(places.rows_of(batch), sheet)
    options.day = today.isoformat()
    batch.found, batch.options = found, options.to_keep()
    batch.total = found.get("rows", 0)


@transaction.atomic
def choose_sheet(*, actor: User, batch: ImportBatch, sheet: int, at: dt.datetime) -> ImportBatch:
    """Take another sheet of a workbook, looked at anew. Raises NotAllowed, WrongStep, NothingFound."""
    _may(actor, batch)
    if batch.state not in (ImportState.UPLOADED, ImportState.CHECKED) or batch.format in MARC_FORMATS:
        raise WrongStep
    _look(batch, local_day(at), sheet)
    batch.state = ImportState.UPLOADED
    batch.save()
    return batch


def start_check(*, actor: User, batch: ImportBatch, options: Options, at: dt.datetime) -> ImportBatch:
    """Keep the choices and let the worker check every line.

    Raises NotAllowed (also for the place of the register), ColumnTwice, TitleColumnMissing, PlaceMissing, WrongStep.
    """
    from .tasks import run_check

    run_check.enqueue(batch.pk, _claim_check(actor, batch, options, at))
    return batch


def check_here(*, actor: User, batch: ImportBatch, options: Options, at: dt.datetime) -> ImportBatch:
    """As `start_check`, but the work is done when this returns (for the command line)."""
    check_now(batch.pk, _claim_check(actor, batch, options, at))
    batch.refresh_from_db()
    return batch


def _claim_check(actor: User, batch: ImportBatch, options: Options, at: dt.datetime) -> str:
    _may(actor, batch)
    _check_options(batch, options)
    facility_id = None
    if options.register:
        register = AccessionRegister.objects.filter(pk=options.register).first()
        if register is None:
            raise PlaceMissing
        facility_id = register.facility_id
        require(actor, IMPORT_CATALOGUE, facility_id=facility_id)
        if options.voucher != OPENING and not _open_vouchers(facility_id).filter(pk=int(options.voucher)).exists():
            raise PlaceMissing
    wanted = (
        ImportState.UPLOADED,
        ImportState.CHECKED,
        ImportState.FAILED,
        *((batch.state,) if is_abandoned(batch, at) else ()),
    )
    return _claim(batch, wanted, ImportState.CHECKING, at, options=options.to_keep(), facility_id=facility_id)


def _open_vouchers(facility_id: int) -> Any:
    return Voucher.objects.filter(facility_id=facility_id, kind=VoucherKind.INTAKE, closed_at__isnull=True)


def _check_options(batch: ImportBatch, options: Options) -> None:
    if batch.format in MARC_FORMATS:
        return
    targets = [column.target for column in options.columns if column.target]
    twice = next((target for target in targets if targets.count(target) > 1), None)
    if twice:
        from .columns import TARGETS

        raise ColumnTwice(target=TARGETS[twice])
    if "title" not in targets:
        raise TitleColumnMissing


def _may(actor: User, batch: ImportBatch) -> None:
    require(actor, IMPORT_CATALOGUE, **({"facility_id": batch.facility_id} if batch.facility_id else {}))


def _claim(batch: ImportBatch, wanted: tuple[str, ...], state: str, at: dt.datetime, **changes: Any) -> str:
    """Bring a batch to a state if it still is in a wanted one; returns the mark of this run. Raises WrongStep."""
    run = public_id()
    found = {key: value for key, value in batch.found.items() if key != "runner"} | {"run": run}
    changed = ImportBatch.objects.filter(pk=batch.pk, state__in=wanted, touched_at=batch.touched_at).update(
        state=state, touched_at=at, progress=0, error="", found=found, **changes
    )
    if not changed:
        raise WrongStep
    batch.refresh_from_db()
    return run


def is_abandoned(batch: ImportBatch, at: dt.datetime) -> bool:
    """Whether nobody works on a batch that says it is being worked on: its process is gone, or it has long been silent."""
    if batch.state not in _RUNS or batch.touched_at is None:
        return False
    host, _colon, pid = str(batch.found.get("runner", "")).rpartition(":")
    gone = host == socket.gethostname() and not Path(f"/proc/{pid}").exists() and Path("/proc/self").exists()
    return gone or at - batch.touched_at > SILENCE


def start_import(*, actor: User, batch: ImportBatch, at: dt.datetime) -> ImportBatch:
    """Let the worker import what was checked (it checks again first, since the catalogue may have changed).

    Raises NotAllowed, WrongStep.
    """
    from .tasks import run_import

    run_import.enqueue(batch.pk, _claim_import(actor, batch, at), actor.pk)
    return batch


def import_here(*, actor: User, batch: ImportBatch, at: dt.datetime) -> ImportBatch:
    """As `start_import`, but the work is done when this returns (for the command line)."""
    import_now(batch.pk, _claim_import(actor, batch, at), actor.pk)
    batch.refresh_from_db()
    return batch


def _claim_import(actor: User, batch: ImportBatch, at: dt.datetime) -> str:
    _may(actor, batch)
    again = (ImportState.RUNNING,) if batch.state == ImportState.RUNNING and is_abandoned(batch, at) else ()
    return _claim(batch, (ImportState.CHECKED, *again), ImportState.RUNNING, at)


def check_now(batch_id: int, run: str) -> None:
    """The work of the check task. A run that another has replaced does nothing."""
    batch = _own(batch_id, run)
    if batch is None:
        return
    try:
        found = _looked_at(batch)
    except Refusal as refusal:
        _end(batch, ImportState.UPLOADED, error=f"{refusal} {refusal.what_to_do}".strip())
        return
    except Exception as error:
        _end(batch, ImportState.FAILED, error=f"{type(error).__name__}: {error}"[:500])
        raise
    counts = found["counts"]
    _end(
        batch,
        ImportState.CHECKED,
        found=found,
        total=counts.get("lines", 0),
        refused=counts.get("refused", 0),
        progress=counts.get("lines", 0),
    )


def _looked_at(batch: ImportBatch) -> dict[str, Any]:
    """What a check of the file finds, with the state of the catalogue that it met."""
    state = _state_of_catalogue()
    found: dict[str, Any] = batch.found | Check(batch, now()).run()
    return found | {"met": state}


def _still_holds(batch: ImportBatch) -> bool:
    """Nobody has changed the catalogue since the check, it was made today, and what it decided lies on this host."""
    return places.staged_of(batch).exists() and batch.found.get("met") == _state_of_catalogue()


def _state_of_catalogue() -> list[Any]:
    """Every change of records, headings, copies and registers has a line in the trail."""
    lines = Entry.objects.filter(subject_type__startswith="catalogue.").order_by("-pk")
    return [local_day(now()).isoformat(), lines.values_list("pk", flat=True).first()]


def import_now(batch_id: int, run: str, actor_id: int) -> None:
    """The work of the import task: check anew where anything changed since the check, then write in one transaction."""
    batch = _own(batch_id, run)
    if batch is None:
        return
    actor = User.objects.get(pk=actor_id)
    try:
        for attempt in range(1, _TRIES + 1):
            found = batch.found if attempt == 1 and _still_holds(batch) else _looked_at(batch)
            try:
                _write(actor, batch, found)
                break
            except IntegrityError:
                # somebody entered one of the numbers between check and writing: look again
                if attempt == _TRIES:
                    raise
    except Exception as error:
        _end(batch, ImportState.FAILED, error=f"{type(error).__name__}: {error}"[:500])
        raise
    places.forget(batch)
    if batch.added + batch.copies_added >= _MANY:
        _refresh_statistics()


def _refresh_statistics() -> None:
    """Let the database look at its tables again: the planner would go on thinking that they are nearly empty."""
    with connection.cursor() as cursor:
        for model in (Record, Copy, Heading, RecordHeading):
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


@transaction.atomic
def _write(actor: User, batch: ImportBatch, found: dict[str, Any]) -> None:
    at = now()
    before: dict[str, int] = {}
    if batch.facility_id:
        rows = AccessionRegister.objects.filter(facility_id=batch.facility_id)
        before = dict(rows.values_list("prefix", "next_number"))
    work = Write(actor=actor, batch=batch, at=at)
    counts = work.run(found)
    found |= {
        "registers": {prefix: before.get(prefix) for prefix in work.registers},
        "left": {prefix: register.next_number for prefix, register in work.registers.items()},
        "vouchers": [work.voucher.pk] if work.voucher and work.options.voucher == OPENING else [],
        "controls": work.controls,
    }
    checked = found["counts"]
    _end(
        batch, ImportState.DONE, found=found, done_at=at, total=checked.get("lines", 0), progress=checked.get("lines", 0),
        added=counts["added"], overlaid=counts["overlaid"], skipped=checked.get("skip", 0), refused=checked.get("refused", 0),
        copies_added=counts["copies"],
    )  # fmt: skip
    changes = {name: counts[name] for name in ("added", "overlaid", "copies")} | {"refused": checked.get("refused", 0)}
    audit(actor=actor, verb="import", subject=batch, facility_id=batch.facility_id, changes=changes)


def _own(batch_id: int, run: str) -> ImportBatch | None:
    """The batch, with this process written down as the one that works on it; None where another run has replaced this."""
    batch = ImportBatch.objects.get(pk=batch_id)
    if batch.found.get("run") != run or batch.state not in _RUNS:
        logger.info("import %s: run %s was replaced", batch.public_id, run)
        return None
    batch.found["runner"] = f"{socket.gethostname()}:{os.getpid()}"
    ImportBatch.objects.filter(pk=batch.pk).update(found=batch.found, touched_at=now())
    return batch


def _end(batch: ImportBatch, state: str, **changes: Any) -> None:
    ImportBatch.objects.filter(pk=batch.pk).update(state=state, touched_at=now(), **changes)
    batch.refresh_from_db()


@transaction.atomic
def undo_import(*, actor: User, batch: ImportBatch, at: dt.datetime) -> ImportBatch:
    """Take everything that an import brought out again. Raises NotAllowed, WrongStep, NotUndoable."""
    _may(actor, batch)
    if not ImportBatch.objects.filter(pk=batch.pk, state=ImportState.DONE).update(
        state=ImportState.UNDONE, touched_at=at
    ):
        raise WrongStep
    undo.take_out(batch, at)
    batch.refresh_from_db()
    audit(actor=actor, verb="undo_import", subject=batch, facility_id=batch.facility_id)
    return batch


@transaction.atomic
def discard_import(*, actor: User, batch: ImportBatch, at: dt.datetime) -> None:
    """Throw a file away that was not imported. Raises NotAllowed, WrongStep."""
    _may(actor, batch)
    busy = batch.state in _RUNS and not is_abandoned(batch, at)
    if busy or batch.state in (ImportState.DONE, ImportState.UNDONE):
        raise WrongStep
    audit(actor=actor, verb="discard_import", subject=batch, facility_id=batch.facility_id)
    RefusedRow.objects.filter(batch=batch).delete()
    name, storage = batch.file.name or "", batch.file.storage
    places.forget(batch)
    batch.delete()
    transaction.on_commit(lambda: storage.delete(name))
