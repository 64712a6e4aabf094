"""The words of a report, saved while they are typed."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from densach.accounts.models import User
from densach.audit.services import record
from densach.core.text import clean_lines
from densach.reporting import refusals, rules
from densach.reporting.models import Narrative, Report
from densach.reporting.outline import parts_of

from .guard import take_for_edit


@transaction.atomic
def save_narrative(*, actor: User, report: Report, section: str, text: str, at: dt.datetime) -> Narrative:
    """Keep the words of one section; the same words again change nothing.

    Raises NotAllowed, CycleClosed, ReportLocked, UnknownSection, TextTooLong.
    """
    take_for_edit(actor, report)
    if section not in {part.key for part in parts_of(report.cycle.plan)}:
        raise refusals.UnknownSection(section=section)
    words = clean_lines(text)
    if len(words) > rules.LONGEST_TEXT:
        raise refusals.TextTooLong(length=len(words), limit=rules.LONGEST_TEXT)
    before = Narrative.objects.filter(report=report, section=section).first()
    if before and before.text == words:
        return before
    kept = {"text": words, "saved_by": actor, "saved_at": at}
    row, _created = Narrative.objects.update_or_create(report=report, section=section, defaults=kept)
    changes = {"section": section, "letters": [len(before.text) if before else 0, len(words)]}
    record(actor=actor, verb="report.write", subject=report, unit_id=report.unit_id, changes=changes)
    return row
