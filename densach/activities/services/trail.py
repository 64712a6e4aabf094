"""What every change leaves behind: a line of the audit trail, marks for the recount, news for the search index."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models.functions import TruncMonth

from densach.accounts.models import User
from densach.activities.models import Activity, Session, SessionState
from densach.audit.services import record
from densach.discovery.services import announce
from densach.measures.services import mark_dirty

SESSION_MEASURES = ("sessions", "attendance", "participants")
KIND_MEASURES = ("sessions", "attendance")


def write_line(actor: User, verb: str, subject: models.Model, facility_id: int, **changes: Any) -> None:
    """One audit line at the place of the act. It counts people, it never names them."""
    record(actor=actor, verb=verb, subject=subject, facility_id=facility_id, changes=changes)


def findable_changed(activity: Activity) -> None:
    announce(kind="activity", ids=[activity.pk])


def figures_changed(facility_id: int, days: Iterable[dt.date]) -> None:
    """What was held, or who came, changed on these days."""
    for month in sorted({day.replace(day=1) for day in days}):
        mark_dirty(facility_id=facility_id, day=month, measures=SESSION_MEASURES)


def splits_changed(activity: Activity) -> None:
    """Kind or interests changed: every month in which the activity was held is split anew."""
    held = Session.objects.filter(activity=activity, state=SessionState.HELD).order_by()
    for facility_id, month in held.values_list("facility_id", TruncMonth("day")).distinct():
        mark_dirty(facility_id=facility_id, day=month, measures=KIND_MEASURES)
