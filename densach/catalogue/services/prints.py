"""Asking for a long register as a file."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from densach.accounts.models import User
from densach.catalogue.models import RegisterPrint
from densach.catalogue.permissions import VIEW_CATALOGUE
from densach.catalogue.registers.writing import Wanted, length
from densach.network.access import require

KEPT = dt.timedelta(days=7)


@transaction.atomic
def ask_print(*, actor: User, wanted: Wanted, format: str, at: dt.datetime) -> RegisterPrint:  # noqa: A002  # the model's word
    """A row for the worker (`registers.tasks.write_register`). Raises NotAllowed."""
    require(actor, VIEW_CATALOGUE, facility_id=wanted.facility.pk)
    return RegisterPrint.objects.create(
        facility=wanted.facility,
        kind=wanted.kind,
        format=format,
        year=wanted.year,
        register=wanted.register,
        total=length(wanted),
        asked_by=actor,
        asked_at=at,
    )


def forget_old_prints(at: dt.datetime) -> None:
    """Remove files asked for more than a week ago; they can be asked for again."""
    for old in RegisterPrint.objects.filter(asked_at__lt=at - KEPT):
        old.file.delete(save=False)
        old.delete()
