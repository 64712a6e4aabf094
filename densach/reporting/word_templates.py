"""Tells the Word documents of other modules which template an office has put in place."""

from __future__ import annotations

import datetime as dt

from densach.documents.word import OFFICE_TEMPLATES
from densach.network.models import Unit

from .queries import template_for


def template_of(unit_id: int, on: dt.date) -> bytes | None:
    """The template of the unit, or of the nearest unit above on the tree of a day."""
    row = template_for(Unit.objects.get(pk=unit_id), on)
    return bytes(row.content) if row else None


OFFICE_TEMPLATES.add("reporting", template_of)
