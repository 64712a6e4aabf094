"""Nightly work is done once a day per machine, whoever fails."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings

from densach.core import nightly
from densach.core.nightly import JOBS, Job, run_due
from densach.core.sockets import Register

done: list[str] = []


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    jobs: Register[Job] = Register("no_such_module")
    jobs.add("fails", Job("fails", 1, _fail))
    jobs.add("works", Job("works", 2, lambda at: done.append(at.isoformat())))
    monkeypatch.setattr(nightly, "JOBS", jobs)
    yield
    done.clear()


def _fail(_at: dt.datetime) -> None:
    raise ValueError("on purpose")


def at(monkeypatch: pytest.MonkeyPatch, day: int, hour: int) -> None:
    """A moment of local time (+07:00)."""
    moment = dt.datetime(2026, 11, day, hour, tzinfo=dt.timezone(dt.timedelta(hours=7)))
    monkeypatch.setattr(nightly, "now", lambda: moment.astimezone(dt.UTC))


@pytest.mark.usefixtures("jobs")
def test_once_a_day_after_its_hour(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    for day, hour, count in ((21, 1, 0), (21, 2, 1), (21, 23, 1), (22, 0, 1), (22, 15, 2)):
        at(monkeypatch, day, hour)
        run_due()
        assert len(done) == count, (day, hour)
    assert caplog.text.count("nightly work fails failed") == 2


@pytest.mark.usefixtures("jobs")
def test_two_workers_do_it_once_and_old_marks_go(monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> None:
    for day in range(1, 20):
        at(monkeypatch, day, 3)
        run_due()
    folder = Path(settings.DENSACH_HOME) / "nightly"
    assert len(list(folder.glob("works.*"))) == 7
    monkeypatch.setattr(Path, "exists", lambda _path: False)  # the other worker looked at the same moment
    run_due()
    assert len(done) == 19


def test_jobs_of_the_product_are_found() -> None:
    assert {"open_data", "downloads"} <= set(JOBS.all())
