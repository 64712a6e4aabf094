"""Printing an official document."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Literal

from densach.documents.refusals import TemplateRefused

from .checking import broken_structure, check_template
from .engine import BrokenStructureError, render_package
from .model import OfficialDocument

#: The templates that ship: reports, plans and submissions; decisions by articles; minutes; an annex alone.
type Form = Literal["report", "decision", "minutes", "list"]


def render_document(template: bytes | None, document: OfficialDocument, *, form: Form = "report") -> bytes:
    """A .docx of `document`, made from the office's template or, with None, from the one that ships for the `form`.

    The same arguments give the same bytes. Refuses with TemplateRefused when `check_template` finds anything.
    """
    if template is None:
        return render_package(default_template(form), document)
    if not _is_fit(template):
        raise TemplateRefused(check_template(template))
    try:
        return render_package(template, document)
    except BrokenStructureError as error:  # only with this document's own combination of values
        raise TemplateRefused([broken_structure()]) from error


@lru_cache(maxsize=8)
def _is_fit(template: bytes) -> bool:
    """Remembered: an office prints one template sixty times in November, and a check prints two trial documents."""
    return not check_template(template)


def default_template(form: Form = "report") -> bytes:
    """The Word template that ships, to print with or to download and change."""
    return (files("densach.documents.word") / f"{form}.docx").read_bytes()
