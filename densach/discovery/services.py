"""Telling the index that something changed."""

from __future__ import annotations

from collections.abc import Iterable

from .models import Change


def announce(*, kind: str, ids: Iterable[int]) -> None:
    """Write to the change feed in the running transaction; followers index it after the commit."""
    Change.objects.bulk_create(Change(kind=kind, subject_id=pk) for pk in ids)
