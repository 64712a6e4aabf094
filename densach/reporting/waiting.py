from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from densach.core.waiting import Waiting, register

from .permissions import VIEW_REPORTS
from .queries import waiting_reports


def reports_waiting(actor: Any) -> Waiting | None:
    """Reports to write or to accept."""
    if not actor.has_right(VIEW_REPORTS):
        return None
    return Waiting(_("Reports"), waiting_reports(actor).count(), "report_list")


register("reports", reports_waiting)
