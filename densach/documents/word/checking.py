"""Is a Word template fit for use? Every complaint names the paragraph and, where it can, the right word."""

from __future__ import annotations

import difflib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from docxtpl import DocxTemplate
from jinja2 import TemplateSyntaxError, nodes

from densach.documents.packages import read_docx
from densach.documents.refusals import DocumentUnreadable

from .engine import BrokenStructureError, environment, render_package
from .expressions import TemplateReader
from .placeholders import DOCUMENT, Placeholder
from .sample import BARE_DOCUMENT, FULL_DOCUMENT

_TAG: Final = re.compile(r"<[^>]+>")
_FOOTNOTES: Final = "footnotes+xml"


@dataclass(frozen=True)
class TemplateFinding:
    """One reason why a template cannot be used. `where` is the text of the paragraph, empty for the whole file.

    Codes: unreadable, syntax, unknown-placeholder, not-allowed, wrong-use, missing-placeholder, broken-structure.
    """

    code: str
    text: str
    where: str = ""

    def __str__(self) -> str:
        return f"{self.text} («{self.where}»)" if self.where else self.text


def check_template(template: bytes) -> list[TemplateFinding]:
    """Everything that is wrong with an office's own template; an empty list means it can be used."""
    try:
        read_docx(template)
    except DocumentUnreadable as refusal:
        return [TemplateFinding("unreadable", f"{refusal} {refusal.what_to_do}".strip())]
    findings: list[TemplateFinding] = []
    used: set[tuple[str, ...]] = set()
    for source in _sources(template):
        findings += _read_source(source, used)
    if not findings:
        findings += _missing(DOCUMENT, (), used)
    return findings or _trial(template)


def _sources(template: bytes) -> Iterator[str]:
    """The text with placeholders of body, headers, footers and footnotes, one paragraph a line."""
    word = DocxTemplate(io.BytesIO(template))
    word.render_init()
    xml_parts = [word.get_xml()]
    for uri in (word.HEADER_URI, word.FOOTER_URI):
        xml_parts += [word.get_part_xml(part) for _key, part in word.get_headers_footers(uri)]
    for part in word.docx.part.package.parts:
        if part.content_type.endswith(_FOOTNOTES):
            xml_parts.append(part.blob.decode("utf-8", "replace"))
    for xml in xml_parts:
        one_line = word.patch_xml(xml).replace("\n", " ")
        yield re.sub(r"<w:p([ >])", r"\n<w:p\1", one_line)


def _read_source(source: str, used: set[tuple[str, ...]]) -> list[TemplateFinding]:
    lines = source.split("\n")
    try:
        tree = environment().parse(source)
    except TemplateSyntaxError as error:
        text = _("The command is written wrongly: %(problem)s.") % {"problem": (error.message or "").rstrip(".")}
        return [TemplateFinding("syntax", text, _paragraph(lines, error.lineno))]
    reader = TemplateReader(DOCUMENT)
    reader.read(tree)
    used |= reader.used
    return [_problem(problem, lines) for problem in reader.problems]


def _problem(problem: tuple[str, nodes.Node, dict[str, Any]], lines: list[str]) -> TemplateFinding:
    code, node, details = problem
    where = _paragraph(lines, node.lineno)
    if code == "unknown-placeholder":
        near = difflib.get_close_matches(details["name"], details["known"], n=1, cutoff=0.6)
        text = _("There is no placeholder “%(name)s”.") % details
        text += " " + _("Did you mean “%(near)s”?") % {"near": near[0]} if near else ""
    elif code == "wrong-use":
        text = _("The placeholder “%(name)s” is a list: it needs a “for”, or it is a text used as a list.") % details
    else:
        text = _("A template may not use %(what)s; only placeholders, “for”, “if” and simple filters.") % details
    return TemplateFinding(code, text, where)


def _missing(parent: Placeholder, path: tuple[str, ...], used: set[tuple[str, ...]]) -> Iterator[TemplateFinding]:
    for field in parent.fields:
        here = (*path, field.name)
        if here in used:
            yield from _missing(field, here, used)
        elif field.required:
            name = ".".join(here)
            text = _("The placeholder “%(name)s” is missing: without it the document loses the %(meaning)s.")
            yield TemplateFinding("missing-placeholder", text % {"name": name, "meaning": field.meaning})


def _trial(template: bytes) -> list[TemplateFinding]:
    """Print two documents, one with everything and one with next to nothing: loops must leave a sound file."""
    for document in (FULL_DOCUMENT, BARE_DOCUMENT):
        try:
            render_package(template, document)
        except BrokenStructureError:
            return [broken_structure()]
    return []


def broken_structure() -> TemplateFinding:
    text = _(
        "A command begins in one cell, row or paragraph and ends in another kind of place; "
        "begin and end “for” and “if” in the same kind of place (p, tr, tc)."
    )
    return TemplateFinding("broken-structure", text)


def _paragraph(lines: list[str], number: int) -> str:
    text = _TAG.sub("", lines[min(number, len(lines)) - 1]).strip()
    return text if len(text) <= 80 else f"{text[:79]}…"
