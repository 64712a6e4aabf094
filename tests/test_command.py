"""The `densach` command: help, setting up, working off, serving."""

from __future__ import annotations

import io
import os
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import polib
import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django_tasks_db.models import DBTaskResult

from densach import __version__
from densach.accounts.models import User
from densach.circulation.services.visits import count_visits
from densach.config import command, supervise
from densach.config.management.commands import serve, worker
from densach.config.prepare import prepare
from densach.config.supervise import run_together
from densach.config.translations import compile_all
from densach.core.clock import now
from densach.measures.models import DirtyMark
from densach.network.models import Assignment, Unit

WORD = "den-sach-sang-2026"


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    monkeypatch.setattr(sys, "argv", ["densach", *arguments])
    command.main()


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"], ["help"]])
def test_help_names_what_one_can_do(arguments, monkeypatch, capsys) -> None:
    run(monkeypatch, *arguments)
    said = capsys.readouterr().out
    for word in ("init", "demo", "serve", "recount", "import-plan", "report", "DENSACH_HOME"):
        assert word in said


@pytest.mark.parametrize("word", ["version", "--version"])
def test_version(word, monkeypatch, capsys, settings: LazySettings) -> None:
    run(monkeypatch, word)
    assert capsys.readouterr().out == f"densach {__version__}\nhome {settings.DENSACH_HOME}\n"


@pytest.mark.parametrize(
    ("asked", "shown"), [("serve", "--no-worker"), ("import-plan", "densach import_plan"), ("init", "--password-stdin")]
)
def test_help_of_one_command(asked, shown, monkeypatch, capsys) -> None:
    run(monkeypatch, "help", asked)
    assert shown in capsys.readouterr().out


def test_an_unknown_command(monkeypatch, capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        run(monkeypatch, "lamp")
    assert ended.value.code != 0
    assert "lamp" in capsys.readouterr().err


def answers(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """Type these at the prompts, then close the terminal."""
    waiting = iter(lines)

    def ask(_question: str = "") -> str:
        try:
            return next(waiting)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("builtins.input", ask)
    monkeypatch.setattr("getpass.getpass", ask)


def given(monkeypatch: pytest.MonkeyPatch, password: str = WORD, **options: str) -> str:
    monkeypatch.setattr(sys, "stdin", io.StringIO(password + "\n"))
    out = io.StringIO()
    facts = {"locality": "Xã Mẫu", "username": "hoa.nong", "full_name": "Nông Thị Hoa", **options}
    call_command("init", password_stdin=True, stdout=out, **facts)
    return out.getvalue()


@pytest.mark.django_db
def test_init_with_everything_given(monkeypatch) -> None:
    assert "Ready: Xã Mẫu, administrator hoa.nong" in given(monkeypatch)
    user = User.objects.get(username="hoa.nong")
    assert user.check_password(WORD)
    assert user.is_superuser
    unit = Unit.objects.get()
    assert (unit.name, unit.slug, unit.kind) == ("Xã Mẫu", "xa mau".replace(" ", "-"), "commune")
    assert Assignment.objects.get(user=user).unit == unit


@pytest.mark.django_db
def test_init_of_a_known_locality_loads_real_units_only(monkeypatch) -> None:
    given(monkeypatch, locality="bac-kan", username="Nông Hoa")
    assert Assignment.objects.get(user__username="nong.hoa").unit.name == "Tỉnh Thái Nguyên"
    assert Unit.objects.filter(slug="tp-bac-kan", ends_before__isnull=False).exists()
    assert not Unit.objects.filter(is_sample=True).exists()


@pytest.mark.django_db
def test_init_asks_until_it_has_answers(monkeypatch) -> None:
    answers(monkeypatch, "", "Xã Mẫu", "hoa", "Nông Thị Hoa", "ngan", WORD, "khac-han-roi", WORD, WORD)
    out = io.StringIO()
    call_command("init", stdout=out)
    said = out.getvalue()
    assert "bac-kan" in said
    assert "Please type an answer." in said
    assert "The two do not match." in said
    assert User.objects.get(username="hoa").check_password(WORD)


@pytest.mark.django_db
def test_init_refuses(monkeypatch) -> None:
    for options, said in (
        ({"password": "ngan"}, "10"),
        ({"password": ""}, "10"),
        ({"username": "!!!"}, "letters or digits"),
    ):
        with pytest.raises(CommandError, match=said):
            given(monkeypatch, **options)
    for lines in ((), ("Xã Mẫu", "hoa", "Hoa"), ("Xã Mẫu", "hoa", "Hoa", WORD)):
        answers(monkeypatch, *lines)
        with pytest.raises(CommandError, match="Nobody answered"):
            call_command("init", stdout=io.StringIO())
    assert not Unit.objects.exists()
    given(monkeypatch)
    with pytest.raises(CommandError, match="already holds an installation"):
        given(monkeypatch)
    assert Unit.objects.count() == 1


@pytest.mark.django_db
def test_demo_refuses_a_home_with_data(monkeypatch) -> None:
    given(monkeypatch)
    with pytest.raises(CommandError, match="already holds data"):
        call_command("demo", verbosity=0)


@pytest.mark.django_db
def test_serve_says_when_nothing_is_set_up(settings: LazySettings) -> None:
    with pytest.raises(CommandError, match="densach init"):
        call_command("serve")
    assert (settings.STATIC_ROOT / "web" / "css" / "densach.css").exists()


@pytest.mark.django_db
def test_fingerprinted_static_files_refer_to_files_that_exist(settings: LazySettings) -> None:
    settings.STORAGES = {
        **settings.STORAGES, "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }  # fmt: skip
    prepare()
    assert (settings.STATIC_ROOT / "staticfiles.json").exists()
    assert list(settings.STATIC_ROOT.glob("web/css/densach.*.css.gz"))
    # nothing has changed since: nothing is written again, until the kind of storage changes
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    manifest.unlink()
    prepare()
    assert not manifest.exists()
    settings.STORAGES = {
        **settings.STORAGES, "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
    }  # fmt: skip
    prepare()
    assert (settings.STATIC_ROOT / "web" / "css" / "densach.css.gz").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("alone", [True, False])
def test_serve_starts_web_and_worker(monkeypatch, settings: LazySettings, alone: bool) -> None:
    given(monkeypatch)
    (settings.DENSACH_HOME / "accounts.txt").write_text("quantri · mẫu", encoding="utf-8")
    started: list[Callable[[], object]] = []
    monkeypatch.setattr(serve, "run_together", started.extend)  # it waits until one ends
    monkeypatch.setattr(serve.connections, "all", list)  # the transaction of the test lives on one
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("serve", port=8123, no_worker=alone, stdout=out)
    assert "http://127.0.0.1:8123" in out.getvalue()
    assert "quantri" in out.getvalue()
    assert started[0].args == ("127.0.0.1", 8123, 1)
    assert [part.args for part in started[1:]] == ([] if alone else [("worker",)])


@pytest.fixture
def _signals() -> object:
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def sleep_and_note_the_end(mark: Path) -> None:
    def note(*_: object) -> None:
        mark.touch()
        sys.exit()

    signal.signal(signal.SIGTERM, note)
    time.sleep(50)


def end_soon(code: int) -> None:
    time.sleep(0.5)
    sys.exit(code)


def ask_the_parent_to_end() -> None:
    time.sleep(0.5)
    os.kill(os.getppid(), signal.SIGTERM)
    time.sleep(50)


def deaf() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(50)


# the runner of the tests has threads of its own, which these parts do not touch
forks = pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")


@forks
@pytest.mark.usefixtures("_signals")
@pytest.mark.parametrize("code", [0, 7])
def test_when_one_ends_all_end(code: int, tmp_path: Path) -> None:
    began = time.monotonic()
    mark = tmp_path / "ended"
    assert run_together([partial(end_soon, code), partial(sleep_and_note_the_end, mark)]) == code
    assert mark.exists()
    assert time.monotonic() - began < 20


@forks
@pytest.mark.usefixtures("_signals")
def test_a_signal_ends_all() -> None:
    began = time.monotonic()
    assert run_together([ask_the_parent_to_end]) == 0
    assert time.monotonic() - began < 20


@forks
@pytest.mark.usefixtures("_signals")
def test_one_that_does_not_end_is_killed(monkeypatch) -> None:
    monkeypatch.setattr(supervise, "PATIENCE", 1)
    began = time.monotonic()
    assert run_together([partial(end_soon, 0), deaf]) == 0
    assert time.monotonic() - began < 20


@pytest.fixture
def _database_tasks(settings: LazySettings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_signals", "_database_tasks")
def test_worker_counts_what_changed(place: SimpleNamespace) -> None:
    count_visits(actor=place.owner, facility=place.library, at=now())
    assert DirtyMark.objects.exists()
    call_command("worker", once=True)
    assert not DirtyMark.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_worker_goes_on_after_a_busy_database(caplog) -> None:
    def busy() -> None:
        raise OperationalError("database is locked")

    worker._attempt(busy)
    assert "busy will be tried again" in caplog.text

    def broken() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        worker._attempt(broken)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_signals", "_database_tasks")
def test_worker_ends_on_a_signal(monkeypatch) -> None:
    rounds: list[int] = []

    def step() -> None:
        rounds.append(1)
        if len(rounds) == 2:
            os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(worker, "follow_changes", step)
    call_command("worker", pause=0.01)
    assert len(rounds) == 2


def test_messages_are_compiled_once_and_again_when_changed(tmp_path: Path) -> None:
    source = tmp_path / "module" / "locale" / "vi" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue.append(polib.POEntry(msgid="Lend", msgstr="Cho mượn"))
    catalogue.save(str(source))
    assert compile_all(tmp_path) == 1
    assert polib.mofile(str(source.with_suffix(".mo"))).find("Lend").msgstr == "Cho mượn"
    assert compile_all(tmp_path) == 0
    later = time.time() + 10
    os.utime(source, (later, later))
    assert compile_all(tmp_path) == 1
