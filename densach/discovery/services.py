"""Telling the index that something changed, and keeping searches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import IntegrityError, transaction

from densach.accounts.models import User
from densach.audit.services import record
from densach.core.errors import NotAllowed
from densach.core.text import clean

from .addresses import Asked
from .models import Change, SavedSearch
from .refusals import SearchEmpty, SearchNameTaken, SearchUnnamed, TooManySavedSearches

MOST_SAVED = 100
LONGEST_NAME = 80


def announce(*, kind: str, ids: Iterable[int]) -> None:
    """Write to the change feed in the running transaction; followers index it after the commit."""
    Change.objects.bulk_create(Change(kind=kind, subject_id=pk) for pk in ids)


@transaction.atomic
def save_search(*, actor: User, name: str, asked: Asked, at: dt.datetime) -> SavedSearch:
    """Keep a search for its owner. Raises SearchUnnamed, SearchEmpty, SearchNameTaken, TooManySavedSearches."""
    name = clean(name)
    if not name or len(name) > LONGEST_NAME:
        raise SearchUnnamed
    if asked.is_empty:
        raise SearchEmpty
    if SavedSearch.objects.filter(owner=actor).count() >= MOST_SAVED:
        raise TooManySavedSearches(most=MOST_SAVED)
    try:
        with transaction.atomic():
            saved = SavedSearch.objects.create(owner=actor, name=name, address=asked.address, saved_at=at)
    except IntegrityError as error:
        raise SearchNameTaken(name=name) from error
    record(actor=actor, verb="save_search", subject=saved, changes={"address": [None, saved.address]})
    return saved


@transaction.atomic
def forget_search(*, actor: User, saved: SavedSearch) -> None:
    """Delete a kept search. Raises NotAllowed for anybody but its owner."""
    if saved.owner_id != actor.pk:
        raise NotAllowed(right="")
    record(actor=actor, verb="forget_search", subject=saved, changes={"address": [saved.address, None]})
    saved.delete()
