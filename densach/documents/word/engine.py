"""Filling a template: docxtpl with a sandbox, strict XML, then rules and tables fitted to their content."""

from __future__ import annotations

import io
from functools import cache
from types import SimpleNamespace
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from densach.documents.packages import stable_bytes

from .context import template_context
from .finishing import finish
from .model import OfficialDocument


class BrokenStructureError(Exception):
    """The filled template is not a sound Word document."""


class _StrictTemplate(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types
    def fix_tables(self, xml: str) -> Any:
        """docxtpl mends broken XML in silence and loses text; refuse it instead."""
        try:
            body = parse_xml(xml)
        except SyntaxError as error:
            raise BrokenStructureError from error
        for cell in body.iter(qn("w:tc")):
            if not len(cell) or cell[-1].tag != qn("w:p"):
                raise BrokenStructureError
        for row in body.iter(qn("w:tr")):
            if row.find(qn("w:tc")) is None:
                raise BrokenStructureError
        return super().fix_tables(xml)

    def render_properties(self, context: dict[str, Any], jinja_env: Any = None) -> None:
        """Title and author are set by `finish`; placeholders in a template's properties are not read."""


@cache
def environment() -> ImmutableSandboxedEnvironment:
    """Jinja in a sandbox; data is escaped, so "&" and "<" in a title survive."""
    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def render_package(template: bytes, document: OfficialDocument) -> bytes:
    """Fill a *checked* template. Raises BrokenStructureError."""
    word = _StrictTemplate(io.BytesIO(template))
    word.render(_as_records(template_context(document)), environment())
    filled = io.BytesIO()
    word.save(filled)
    target = io.BytesIO()
    finish(Document(filled), document).save(target)
    return stable_bytes(target.getvalue())


def _as_records(context: dict[str, Any]) -> dict[str, Any]:
    """Records become objects: in Jinja `section.items` of a dict would be the method of the dict."""
    return {name: _as_record(value) for name, value in context.items()}


def _as_record(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_record(item) for item in value]
    if isinstance(value, dict):
        return SimpleNamespace(**_as_records(value))
    return value
