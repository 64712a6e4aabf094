"""What is typed on a record form is kept until it is saved or thrown away."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from densach.accounts.models import User
from densach.catalogue.models import Record, RecordDraft
from densach.catalogue.permissions import EDIT_CATALOGUE
from densach.network.access import require

PLAIN, MARC = "plain", "marc"


@transaction.atomic
def save_draft(*, actor: User, form: str, record: Record | None, values: dict[str, Any]) -> RecordDraft:
    """Keep what a person is typing, in the place of what they typed before. `form` is PLAIN or MARC.

    A draft changes nothing in the catalogue and is read by its writer only: it leaves no line in the trail.
    Raises NotAllowed.
    """
    require(actor, EDIT_CATALOGUE)
    draft, _new = RecordDraft.objects.update_or_create(
        user=actor, form=form, record=record, defaults={"values": values}
    )
    return draft


@transaction.atomic
def drop_draft(*, actor: User, form: str, record: Record | None) -> None:
    """Throw a draft away, or do nothing where there is none."""
    RecordDraft.objects.filter(user=actor, form=form, record=record).delete()
