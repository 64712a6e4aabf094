"""Asking other libraries for a record by ISBN or title, over SRU or Z39.50."""

from __future__ import annotations

from .asking import Answer, ask, ask_all
from .hits import Hit, Trouble, Wanted

__all__ = ["Answer", "Hit", "Trouble", "Wanted", "ask", "ask_all"]
