"""Letters to those who still owe a report. Each goes out once per report and day before (or after) the deadline."""

from __future__ import annotations

import datetime as dt
import logging
import smtplib
from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from densach.accounts.models import User
from densach.audit.services import record
from densach.core.clock import local_day
from densach.network import access
from densach.network.models import Assignment
from densach.network.roles import ROLES
from densach.network.tree import current_version, living_successors
from densach.reporting import rules
from densach.reporting.models import CycleState, Reminder, Report, ReportCycle
from densach.reporting.permissions import MANAGE_CYCLES, WRITE_REPORT

from .guard import require_open

logger = logging.getLogger("densach.reporting")


def send_reminders(*, actor: User, at: dt.datetime) -> int:
    """Send the reminders that are due on a day (30, 14, 7, 1 days before the deadline, 1 and 7 after); returns their
    number.

    A day that was missed is made up for by the next run. A report whose unit has nobody with an e-mail address gets
    none. What the mail host refuses is logged and tried again by the next run. Raises NotAllowed.
    """
    access.require(actor, MANAGE_CYCLES)
    today = local_day(at)
    sent = 0
    for cycle in ReportCycle.objects.filter(state=CycleState.OPEN):
        days = rules.reminder_due(cycle.due_on, today)
        if days is not None and access.may_at_unit(actor, MANAGE_CYCLES, cycle.receiver_id):
            sent += _remind(actor, cycle, days, at)
    return sent


def remind_cycle(*, actor: User, cycle: ReportCycle, at: dt.datetime) -> int:
    """Remind, by hand, everybody who owes a report in one cycle, at most once a day; returns how many were reminded.

    Raises NotAllowed, CycleClosed.
    """
    access.require(actor, MANAGE_CYCLES, unit_id=cycle.receiver_id)
    require_open(cycle)
    return _remind(actor, cycle, rules.days_left(cycle.due_on, local_day(at)), at)


def _remind(actor: User, cycle: ReportCycle, days: int, at: dt.datetime) -> int:
    owed = Report.objects.filter(cycle=cycle, state__in=rules.EDITABLE).exclude(unit=cycle.receiver_id)
    told = Reminder.objects.filter(report__cycle=cycle, days_before=days).values("report_id")
    reports = list(owed.exclude(pk__in=told).select_related("unit", "cycle__receiver").order_by("unit__name_sort"))
    addresses = addresses_of({report.unit_id for report in reports}, local_day(at))
    sent = 0
    for report in reports:
        if addresses[report.unit_id]:
            sent += _send(actor, report, addresses[report.unit_id], days, at)
    return sent


def _send(actor: User, report: Report, to: list[str], days: int, at: dt.datetime) -> bool:
    """One letter, with its mark in the same transaction: a letter that cannot go leaves no mark."""
    try:
        with transaction.atomic():
            mark = Reminder.objects.create(report=report, days_before=days, sent_at=at, recipients=len(to))
            facts = {"days_before": days, "recipients": len(to)}
            record(actor=actor, verb="report.remind", subject=mark, unit_id=report.unit_id, changes=facts)
            _letter(report, to, local_day(at)).send()
    except IntegrityError:
        return False  # another run was quicker
    except (smtplib.SMTPException, OSError):
        logger.exception("the reminder to %s could not be sent", report.unit.slug)
        return False
    return True


def _letter(report: Report, to: list[str], today: dt.date) -> EmailMessage:
    cycle = report.cycle
    left = rules.days_left(cycle.due_on, today)
    facts = {
        "unit": report.unit.name,
        "receiver": cycle.receiver.name,
        "year": cycle.year,
        "due": f"{cycle.due_on:%d/%m/%Y}",
        "days": abs(left),
    }
    with translation.override(settings.LANGUAGE_CODE):
        if left >= 0:
            subject = _("Yearly report %(year)s: due on %(due)s, %(days)s days left")
            body = _(
                "“%(unit)s” has not yet handed in its yearly report %(year)s to “%(receiver)s”. It is due on %(due)s."
            )
        else:
            subject = _("Yearly report %(year)s: %(days)s days late")
            body = _(
                "The yearly report %(year)s of “%(unit)s” to “%(receiver)s” was due on %(due)s; it is %(days)s days late."
            )
        closing = _("The figures are filled in already: sign in, open “Reports”, write the words and submit.")
        return EmailMessage(subject=subject % facts, body=f"{body % facts}\n\n{closing}\n", to=to)


def addresses_of(units: Iterable[int], on: dt.date) -> dict[int, list[str]]:
    """{unit: e-mail addresses of the active accounts that write reports there}; an ended unit is asked through its
    living successors. Who holds the right from further above is left in peace."""
    writing = [role for role, rights in ROLES.items() if WRITE_REPORT in rights]
    rows = Assignment.objects.on(on).filter(role__in=writing, facility__isnull=True, user__is_active=True)
    found: dict[int, set[str]] = defaultdict(set)
    for unit, address in rows.exclude(user__email="").values_list("unit_id", "user__email"):
        found[unit].add(address)
    version = current_version()
    return {
        unit: sorted(set().union(*(found[one] for one in living_successors(unit, on, version=version))))
        for unit in units
    }
