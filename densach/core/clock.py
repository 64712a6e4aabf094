"""Now and today, in one place so that services take time as an argument and edges ask here."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone


def now() -> dt.datetime:
    """The present moment, aware, UTC."""
    return timezone.now()


def today() -> dt.date:
    """The local date (settings.TIME_ZONE)."""
    return timezone.localdate()


def local_day(at: dt.datetime) -> dt.date:
    """The local date of a moment."""
    return timezone.localtime(at).date()
