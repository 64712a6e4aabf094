"""Bringing a home folder to this version: when it is set up, and each time it is served."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from .backups import finish_restore
from .translations import compile_all


def prepare() -> None:
    """End a restore that was broken off; bring messages, database and static files to this version."""
    finish_restore()
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
