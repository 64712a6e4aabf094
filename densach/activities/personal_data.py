"""What is kept about a person here, for the person's own export (Law 91/2025/QH15)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from densach.people.personal_data import Holder, register

from .models import Attendance, Registration


def _registrations(patron_id: int) -> list[dict[str, Any]]:
    rows = Registration.objects.filter(patron_id=patron_id).order_by("registered_at")
    fields = rows.values_list("activity__title", "activity__facility__name", "registered_at", "state")
    return [
        {"activity": title, "place": place, "registered_at": moment.isoformat(), "state": state}
        for title, place, moment, state in fields
    ]


def _attendance(patron_id: int) -> list[dict[str, Any]]:
    rows = Attendance.objects.filter(patron_id=patron_id).order_by("session__day")
    fields = rows.values_list("session__activity__title", "session__day", "presence")
    return [{"activity": title, "day": day.isoformat(), "presence": presence} for title, day, presence in fields]


register(Holder("registrations", _("Registrations"), _registrations))
register(Holder("attendance", _("Attendance"), _attendance))
