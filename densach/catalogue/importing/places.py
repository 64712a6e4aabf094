"""Where the file of an import and what was made of it lie on this host."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings

from densach.catalogue.models import ImportBatch

from . import sheets
from .formats import MARC_FORMATS
from .refusals import FileGone


def _folder() -> Path:
    folder = Path(settings.DENSACH_HOME) / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def file_of(batch: ImportBatch) -> Path:
    """The uploaded file on this host; one kept in remote storage is fetched first. Raises FileGone."""
    if not batch.file.name or not batch.file.storage.exists(batch.file.name):
        raise FileGone
    try:
        return Path(batch.file.path)
    except NotImplementedError:
        copy = _folder() / f"{batch.public_id}.file"
        if not copy.exists():
            with batch.file.open("rb") as source, copy.open("wb") as target:
                shutil.copyfileobj(source, target)
        return copy


def rows_of(batch: ImportBatch) -> Path:
    """The rows of a table, unpacked where they are not yet (`sheets`). Raises what `sheets.unpack` does."""
    assert batch.format not in MARC_FORMATS, "MARC is read from the file itself"  # noqa: S101  # a slip of ours
    rows = _folder() / f"{batch.public_id}.rows"
    if not rows.exists():
        partial = rows.with_suffix(".part")
        sheets.unpack(file_of(batch), partial, batch.format)
        partial.rename(rows)
    return rows


def staged_of(batch: ImportBatch) -> Path:
    """What the check decided, one JSON line for each line taken; the writing reads it."""
    return _folder() / f"{batch.public_id}.staged"


def forget(batch: ImportBatch) -> None:
    """Remove what was made of the file; the file itself stays with the import."""
    for suffix in ("file", "rows", "part", "staged"):
        (_folder() / f"{batch.public_id}.{suffix}").unlink(missing_ok=True)
