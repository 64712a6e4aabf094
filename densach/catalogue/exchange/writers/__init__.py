"""Records as files: ISO 2709, MARCXML, MARC-in-JSON, Dublin Core, BibTeX, RIS, .xlsx, .csv."""

from __future__ import annotations

from .formats import FORMATS, Format, Outcome, Refused, written

__all__ = ["FORMATS", "Format", "Outcome", "Refused", "written"]
