"""Builds the templates that ship from code, so that they can be rebuilt and compared (layout: `blocks`)."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

from docx.document import Document as WordDocument
from docx.shared import Mm

from densach.documents.decree30 import ARCHIVE_PREFIX
from densach.documents.packages import stable_bytes

from .blocks import (
    Place,
    annexes,
    command,
    drop_first_paragraphs,
    heading_block,
    layout_table,
    line,
    loop,
    new_template,
    section_end,
    when,
)
from .styles import RULE_SHORT

FOLDER: Final = Path(__file__).parent
_SIGNATURE_COLUMNS: Final = (Mm(75), Mm(85))


def build_default_templates() -> list[Path]:
    """Write the templates that ship into this package; returns their paths."""
    made = {
        "report": report_template(),
        "decision": decision_template(),
        "minutes": minutes_template(),
        "list": list_template(),
    }
    for name, content in made.items():
        (FOLDER / f"{name}.docx").write_bytes(content)
    return [FOLDER / f"{name}.docx" for name in made]


def report_template() -> bytes:
    """The template for reports, plans and submissions; the same bytes each time."""
    word = new_template()
    heading_block(word)
    _title_block(word)
    _addressees(word)
    line(word, "Gap")
    loop(word, "basis in legal_bases", "LegalBasis", "{{ basis }}")
    _body(word)
    _signature_block(word)
    return _with_annexes(word)


def decision_template() -> bytes:
    """A decision: who decides, on what bases, and Điều 1, 2, 3 … (a section each, without a title)."""
    word = new_template()
    heading_block(word)
    _title_block(word)
    line(word, "Gap")
    line(word, "Subject", "{{ authority|upper }}")
    loop(word, "basis in legal_bases", "LegalBasis", "{{ basis }}")
    line(word, "KindName", "{{ kind }}:")
    line(word, "Gap")
    loop(word, "paragraph in opening", "BodyText", "{{ paragraph }}")
    command(word, "for section in sections")
    article = line(word, "BodyText")
    article.add_run("Điều {{ loop.index }}. ").bold = True
    article.add_run("{{ section.paragraphs[0] }}")
    loop(word, "paragraph in section.paragraphs[1:]", "BodyText", "{{ paragraph }}")
    loop(word, "item in section.items", "BodyText", "{{ item.letter }}) {{ item.text }}")
    command(word, "endfor")
    _signature_block(word)
    return _with_annexes(word)


def minutes_template() -> bytes:
    """Minutes: the secretary signs on the left, who took the chair on the right, recipients below."""
    word = new_template()
    heading_block(word)
    _title_block(word)
    line(word, "Gap")
    _body(word)
    line(word, "Gap")
    table = layout_table(word, rows=2, widths=_SIGNATURE_COLUMNS)
    left, right = table.rows[0].cells
    loop(left, "line in co_signer_lines", "SignerLine", "{{ line }}")
    line(left, "SignerName", "{{ co_signer_name }}")
    loop(right, "line in signer_lines", "SignerLine", "{{ line }}")
    line(right, "SignerName", "{{ signer_name }}")
    _recipients(table.rows[1].cells[0])
    line(table.rows[1].cells[1], "Recipient")
    drop_first_paragraphs(table)
    return _with_annexes(word)


def list_template() -> bytes:
    """The annexes of a document alone, as a file of their own."""
    word = new_template()
    annexes(word)
    return _saved(word)


def _with_annexes(word: WordDocument) -> bytes:
    section_end(word, "if annexes")
    annexes(word)
    return _saved(word)


def _saved(word: WordDocument) -> bytes:
    word.add_paragraph(style="VB Ngắt phần")
    target = io.BytesIO()
    word.save(target)
    return stable_bytes(target.getvalue())


def _title_block(word: WordDocument) -> None:
    line(word, "KindName", "{{ kind }}")
    line(word, "Subject", "{{ subject }}")
    line(word, RULE_SHORT)
    when(word, "sample_note", "SampleNote", "({{ sample_note }})")


def _addressees(word: WordDocument) -> None:
    command(word, "if addressees|length == 1")
    loop(word, "addressee in addressees", "Addressee", "Kính gửi: {{ addressee }}.")
    command(word, "elif addressees")
    line(word, "Addressee", "Kính gửi:")
    loop(word, "addressee in addressees", "AddresseeItem", "- {{ addressee }}{% if loop.last %}.{% else %};{% endif %}")
    command(word, "endif")


def _body(word: WordDocument) -> None:
    loop(word, "paragraph in opening", "BodyText", "{{ paragraph }}")
    command(word, "for section in sections")
    line(word, "SectionHeading", "{{ section.number }}. {{ section.title|upper }}")
    _texts(word, "section")
    command(word, "for part in section.subsections")
    line(word, "SubsectionHeading", "{{ part.number }}. {{ part.title }}")
    _texts(word, "part")
    command(word, "endfor")
    command(word, "endfor")
    loop(word, "paragraph in closing", "ClosingText", "{{ paragraph }}")


def _texts(word: WordDocument, owner: str) -> None:
    loop(word, f"paragraph in {owner}.paragraphs", "BodyText", "{{ paragraph }}")
    loop(word, f"item in {owner}.items", "BodyText", "{{ item.letter }}) {{ item.text }}")


def _signature_block(word: WordDocument) -> None:
    line(word, "Gap")
    table = layout_table(word, rows=1, widths=_SIGNATURE_COLUMNS)
    left, right = table.rows[0].cells
    _recipients(left)
    loop(right, "line in signer_lines", "SignerLine", "{{ line }}")
    line(right, "SignerName", "{{ signer_name }}")
    drop_first_paragraphs(table)


def _recipients(cell: Place) -> None:
    line(cell, "RecipientsHeading", "Nơi nhận:")
    loop(cell, "recipient in recipients", "Recipient", "- {{ recipient }};")
    line(cell, "Recipient", ARCHIVE_PREFIX.removesuffix("VT") + "{{ archive_line }}.")
