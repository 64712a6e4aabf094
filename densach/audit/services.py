"""Writing the trail."""

from __future__ import annotations

from typing import Any

from django.db import models

from densach.accounts.models import User
from densach.core.clock import now

from .models import Entry


def record(
    *,
    actor: User,
    verb: str,
    subject: models.Model,
    unit_id: int | None = None,
    facility_id: int | None = None,
    changes: dict[str, Any] | None = None,
) -> Entry:
    """Write one line in the running transaction. `changes` holds JSON values: {field: [before, after]} or plain facts."""
    return Entry.objects.create(
        at=now(),
        actor=actor,
        verb=verb,
        subject_type=subject._meta.label,
        subject_id=str(subject.pk),
        subject_label=str(subject)[:200],
        unit_id=unit_id,
        facility_id=facility_id,
        changes=changes or {},
    )
