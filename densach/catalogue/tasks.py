"""Work of the catalogue that takes longer than a page may: headings that stand in very many records."""

from __future__ import annotations

from django.tasks import task

from densach.accounts.models import User
from densach.core.clock import now

from .models import Heading
from .services import heading_acts


@task
def rename_in_background(actor_id: int, heading_id: int, text: str, keep_old: bool) -> int:
    """As `heading_acts.rename_heading`, all or nothing; run again after it was cut off, it does the same once."""
    actor, heading = User.objects.get(pk=actor_id), Heading.objects.select_related("see").get(pk=heading_id)
    return heading_acts.rename_heading(actor=actor, heading=heading, text=text, keep_old=keep_old, at=now())


@task
def merge_in_background(actor_id: int, heading_id: int, into_id: int) -> int:
    """As `heading_acts.merge_headings`; run again after it was done, it does nothing."""
    actor = User.objects.get(pk=actor_id)
    found = Heading.objects.select_related("see").in_bulk([heading_id, into_id])
    heading, into = found[heading_id], found[into_id]
    if heading.see_id == into_id:
        return 0
    return heading_acts.merge_headings(actor=actor, heading=heading, into=into, at=now())
