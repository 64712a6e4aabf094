"""Reminders: to whom, when, once."""

from __future__ import annotations

import datetime as dt
import smtplib
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import call_command

from densach.reporting import services
from densach.reporting.models import Reminder, ReportCycle
from densach.reporting.services.reminders import addresses_of
from tests import make

from . import rows


def noon(year: int, month: int, day: int) -> dt.datetime:
    return dt.datetime(year, month, day, 5, tzinfo=dt.UTC)


@pytest.fixture
def written_to(where: SimpleNamespace) -> SimpleNamespace:
    """The officer and the office have addresses, a second officer has left."""
    for user, address in ((where.officer, "mot@example.org"), (where.office, "vanphong@example.org")):
        user.email = address
        user.save()
    make.user("unit_officer", at=where.one, email="daroi@example.org", is_active=False)
    make.user("librarian", at=where.library, email="thuthu@example.org")
    return where


def test_each_reminder_goes_once_to_the_unit_itself(written_to: SimpleNamespace, cycle: ReportCycle) -> None:
    def send(at: dt.datetime) -> int:
        return services.send_reminders(actor=written_to.office, at=at)

    assert send(noon(2025, 10, 20)) == 0
    assert [send(noon(2025, 10, 26)), send(noon(2025, 10, 26)), send(noon(2025, 10, 27))] == [1, 0, 0]
    assert send(noon(2025, 11, 13)) == 1  # the run of the 11th was missed
    assert [letter.to for letter in mail.outbox] == [["mot@example.org"]] * 2
    assert mail.outbox[0].subject == "Báo cáo năm 2025: hạn 25/11/2025, còn 30 ngày"
    assert "Phường Một" in mail.outbox[0].body
    assert send(noon(2025, 11, 28)) == 1
    assert mail.outbox[-1].subject == "Báo cáo năm 2025: trễ 3 ngày"
    assert sorted(Reminder.objects.values_list("days_before", "recipients")) == [(-1, 1), (14, 1), (30, 1)]


def test_who_has_handed_in_is_left_in_peace(written_to: SimpleNamespace, cycle: ReportCycle) -> None:
    rows.handed_in(written_to, rows.report_of(cycle, written_to.one))
    assert services.send_reminders(actor=written_to.office, at=noon(2025, 11, 18)) == 0


def test_a_closed_cycle_reminds_nobody(written_to: SimpleNamespace, cycle: ReportCycle) -> None:
    services.close_cycle(actor=written_to.office, cycle=cycle, at=rows.NOVEMBER)
    assert services.send_reminders(actor=written_to.office, at=noon(2025, 11, 18)) == 0


def test_by_hand_at_most_once_a_day(written_to: SimpleNamespace, cycle: ReportCycle) -> None:
    def send(at: dt.datetime) -> int:
        return services.remind_cycle(actor=written_to.office, cycle=cycle, at=at)

    assert [send(noon(2025, 11, 15)), send(noon(2025, 11, 15)), send(noon(2025, 11, 16))] == [1, 0, 1]


def test_a_letter_that_cannot_go_is_tried_again(
    written_to: SimpleNamespace, cycle: ReportCycle, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The mail host is the edge: only it is replaced."""

    def down(self: EmailMessage, *_args: Any, **_options: Any) -> int:
        raise smtplib.SMTPServerDisconnected("down")

    with monkeypatch.context() as broken:
        broken.setattr(EmailMessage, "send", down)
        assert services.send_reminders(actor=written_to.office, at=noon(2025, 11, 18)) == 0
    assert "could not be sent" in caplog.text
    assert not Reminder.objects.exists()
    assert services.send_reminders(actor=written_to.office, at=noon(2025, 11, 19)) == 1


def test_a_run_that_comes_second_sends_nothing(
    written_to: SimpleNamespace, cycle: ReportCycle, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between asking who was told and writing the mark another run wrote it."""
    from densach.reporting.services import reminders

    def slower(units: set[int], on: dt.date) -> dict[int, list[str]]:
        report = rows.report_of(cycle, written_to.one)
        Reminder.objects.create(report=report, days_before=7, sent_at=rows.NOVEMBER, recipients=1)
        return addresses_of(units, on)

    monkeypatch.setattr(reminders, "addresses_of", slower)
    assert services.send_reminders(actor=written_to.office, at=noon(2025, 11, 18)) == 0
    assert not mail.outbox


def test_the_command_says_how_many(where: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("remind")
    assert capsys.readouterr().out == "Đã gửi 0 thư nhắc.\n"
