"""One file with everything of an installation: taken while it runs, checked before it is believed, put back whole.

What is in it: the database (a snapshot of SQLite, or `pg_dump`), `files/`, the secret key, and a manifest with a checksum
of each. The search index is not: it is rebuilt from the database.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection

from densach import __version__
from densach.core.clock import now

SQLITE, DUMP, KEY, FILES, MANIFEST = "densach.sqlite3", "database.dump", "secret-key", "files", "manifest.json"
_STAGED, _READY, _ASIDE = ".restore", "ready", "before-restore"
_BLOCK = 1 << 20


class BackupError(Exception):
    """A backup that could not be taken or cannot be trusted; its text says what to do."""


def take_backup(target: Path) -> int:
    """Write everything into `target` (.tar.gz) and read it back; returns its size in bytes. Raises BackupError.

    Beside the file it is called `.part` until it is complete: a backup that was broken off is never taken for one.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    sums: dict[str, str] = {}
    with tempfile.TemporaryDirectory(dir=target.parent) as folder, tarfile.open(part, "w:gz", compresslevel=6) as tar:
        for path, name in _members(Path(folder)):
            sums[name] = _sum_of(path)
            tar.add(path, name, recursive=False)
        facts = {"densach": __version__, "taken_at": now().isoformat(), "database": connection.vendor, "sha256": sums}
        text = json.dumps(facts, indent=1).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size, entry.mtime = len(text), int(now().timestamp())
        tar.addfile(entry, io.BytesIO(text))
    check_backup(part)
    part.replace(target)
    return target.stat().st_size


def check_backup(path: Path) -> dict[str, Any]:
    """The manifest of a backup whose every member is there with its checksum, and whose database opens.

    Raises BackupError.
    """
    try:
        with tarfile.open(path, "r:gz") as tar:
            found = {}
            manifest: dict[str, Any] = {}
            for member in tar:
                file = tar.extractfile(member)
                if file is None:
                    continue
                if member.name == MANIFEST:
                    manifest = json.load(file)
                else:
                    found[member.name] = _digest(file)
    except (OSError, EOFError, tarfile.TarError, ValueError) as error:
        raise BackupError(f"{path} cannot be read as a backup ({error}). Take another copy of it.") from error
    wrong = [name for name, total in manifest.get("sha256", {}).items() if found.get(name) != total]
    if not manifest or wrong or not {SQLITE, DUMP} & found.keys():
        raise BackupError(f"{path} is not whole ({', '.join(wrong) or 'no manifest'}). Take another copy of it.")
    return manifest


def stage_restore(path: Path) -> dict[str, Any]:
    """Check a backup and unpack it beside what is there, ready for `finish_restore`. Raises BackupError."""
    manifest = check_backup(path)
    if manifest["database"] != connection.vendor:
        raise BackupError(
            f"This backup holds a {manifest['database']} database, this installation uses {connection.vendor}. "
            "Set DENSACH_DATABASE_URL to match."
        )
    staged = _home() / _STAGED
    shutil.rmtree(staged, ignore_errors=True)
    with tarfile.open(path, "r:gz") as tar:
        tar.extractall(staged, filter="data")
    (staged / MANIFEST).unlink()
    (staged / _READY).touch()
    return manifest


def finish_restore() -> Path | None:
    """Put what is staged in the place of what is there; what was there goes into a folder of its own, which is returned.

    None where nothing is staged. Broken off at any point, the next call goes on: each step looks at what is done already.
    """
    home, staged = _home(), _home() / _STAGED
    if not (staged / _READY).exists():
        return None
    aside = home / f"{_ASIDE}-{dt.datetime.fromtimestamp((staged / _READY).stat().st_mtime, tz=dt.UTC):%Y%m%d-%H%M%S}"
    aside.mkdir(exist_ok=True)
    connection.close()
    places = {SQLITE: _database_file(), KEY: home / KEY, FILES: home / FILES}
    if (staged / SQLITE).exists():
        for suffix in ("-wal", "-shm"):
            _move(Path(f"{places[SQLITE]}{suffix}"), aside / f"{SQLITE}{suffix}")
    for name, place in places.items():
        if (staged / name).exists():
            _move(place, aside / name)
            (staged / name).replace(place)
    if (staged / DUMP).exists():
        _run(
            "pg_restore",
            "--clean",
            "--if-exists",
            "--no-owner",
            "--single-transaction",
            "--dbname",
            _address(),
            str(staged / DUMP),
        )
    shutil.rmtree(staged)
    return aside


def _home() -> Path:
    return Path(settings.DENSACH_HOME)


def _database_file() -> Path:
    return Path(connection.settings_dict["NAME"])


def _move(path: Path, target: Path) -> None:
    if path.exists() and not target.exists():
        path.rename(target)


def _members(folder: Path) -> Iterator[tuple[Path, str]]:
    """What goes into a backup: the database first, since files may only be added while it is taken."""
    if connection.vendor == "sqlite":
        _snapshot(folder / SQLITE)
        yield folder / SQLITE, SQLITE
    else:
        _run("pg_dump", "--format=custom", "--file", str(folder / DUMP), _address())
        yield folder / DUMP, DUMP
    if (_home() / KEY).exists():
        yield _home() / KEY, KEY
    files = _home() / FILES
    for path in sorted(files.rglob("*")) if files.exists() else ():
        if path.is_file():
            yield path, f"{FILES}/{path.relative_to(files).as_posix()}"


def _snapshot(target: Path) -> None:
    """SQLite's own online copy: consistent, while others go on writing. Raises BackupError where it is damaged."""
    source = sqlite3.connect(f"file:{_database_file()}?mode=ro", uri=True)
    copy = sqlite3.connect(target)
    with contextlib.closing(source), contextlib.closing(copy):
        source.backup(copy)
        [[word]] = copy.execute("PRAGMA integrity_check(1)")
        if word != "ok":
            raise BackupError(f"The database is damaged: {word}. Restore the last good backup.")


def _address() -> str:
    """The database as one address, for the tools of PostgreSQL."""
    found = connection.get_connection_params()
    host, port, user = found.get("host", ""), found.get("port", ""), found.get("user", "")
    return f"postgresql:///{found['dbname']}?host={host}&port={port}&user={user}"


def _run(tool: str, *arguments: str) -> None:
    """Raises BackupError with the tool's own words."""
    path = shutil.which(tool)
    if path is None:
        raise BackupError(
            f"{tool} is missing on this machine. Install the client tools of PostgreSQL (Debian: postgresql-client)."
        )
    found = connection.get_connection_params().get("password")
    done = subprocess.run([path, *arguments], capture_output=True, text=True, check=False, env=_environment(found))  # noqa: S603  # arguments are ours
    if done.returncode:
        raise BackupError(f"{tool}: {done.stderr.strip()[-500:]}")


def _environment(password: str | None) -> dict[str, str]:
    return {**os.environ, **({"PGPASSWORD": password} if password else {})}


def _sum_of(path: Path) -> str:
    with path.open("rb") as file:
        return _digest(file)


def _digest(file: IO[bytes]) -> str:
    total = hashlib.sha256()
    while block := file.read(_BLOCK):
        total.update(block)
    return total.hexdigest()
