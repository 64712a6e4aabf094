"""Printing an official document."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from ..refusals import TemplateRefused
from .checking import check_template
from .engine import render_package
from .model import OfficialDocument


def render_document(template: bytes | None, document: OfficialDocument) -> bytes:
    """A .docx of `document`, made from the office's template or, with None, from the one that ships.

    The same arguments give the same bytes. Refuses with TemplateRefused when `check_template` finds anything.
    """
    if template is None:
        return render_package(default_template(), document)
    findings = _findings(template)
    if findings:
        raise TemplateRefused(list(findings))
    return render_package(template, document)


# an office has one template and prints it sixty times in November; checking renders two trial documents
_findings = lru_cache(maxsize=8)(lambda template: tuple(check_template(template)))


def default_template() -> bytes:
    """The Word template that ships, to print with or to download and change."""
    return (files("densach.documents.word") / "report.docx").read_bytes()
