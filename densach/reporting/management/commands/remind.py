"""`densach remind`: send the reminders that are due (run it once a day)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from densach.accounts.models import User
from densach.core.clock import now
from densach.reporting.services import send_reminders


class Command(BaseCommand):
    help = _("Send the reminders about reports that are due; run it once a day.")

    def handle(self, *_args: Any, **_options: Any) -> None:
        sent = send_reminders(actor=User.objects.system(), at=now())
        self.stdout.write(_("%(n)s reminders sent.") % {"n": sent})
