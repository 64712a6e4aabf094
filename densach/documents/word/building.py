"""Builds the default template from code, so that it can be rebuilt and compared.

Layout: Decree 30/2020 (`decree30`). A4, margins 20, 20, 30 and 20 mm, Times New Roman. Each annex has a section of
its own, pages counted from 1 and the first one unnumbered, as the decree counts annexes.
"""

from __future__ import annotations

import io
from copy import deepcopy
from pathlib import Path
from typing import Any, Final

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from densach.documents.decree30 import ARCHIVE_PREFIX, MOTTO, NATIONAL_NAME
from densach.documents.packages import stable_bytes

from .style_sheet import write_styles
from .styles import RULE_FULL, RULE_SHORT

TEMPLATE_PATH: Final = Path(__file__).with_name("report.docx")
_HEADER_COLUMNS: Final = (Mm(63), Mm(97))
_SIGNATURE_COLUMNS: Final = (Mm(75), Mm(85))

type Place = WordDocument | _Cell


def build_default_templates() -> list[Path]:
    """Write the template(s) that ship into this package; returns their paths."""
    TEMPLATE_PATH.write_bytes(report_template())
    return [TEMPLATE_PATH]


def report_template() -> bytes:
    """The template for reports and plans; the same bytes each time."""
    word = Document()
    word.element.body.clear_content()
    _drop_leftovers(word)
    write_styles(word)
    _set_page(word)
    _heading_block(word)
    _title_block(word)
    _body(word)
    _signature_block(word)
    _section_end(word, "if annexes")
    _annexes(word)
    word.add_paragraph(style="VB Ngắt phần")
    target = io.BytesIO()
    word.save(target)
    return stable_bytes(target.getvalue())


def _drop_leftovers(word: WordDocument) -> None:
    """What python-docx's own start document brings along: list numbering, a picture of itself, its properties."""
    for rels, kind in (
        (word.part.rels, RELATIONSHIP_TYPE.NUMBERING),
        (word.part.package.rels, RELATIONSHIP_TYPE.THUMBNAIL),
    ):
        for key in [key for key, relation in rels.items() if relation.reltype == kind]:
            del rels[key]
    for name in ("author", "comments", "keywords", "title", "subject", "last_modified_by"):
        setattr(word.core_properties, name, "")


def _set_page(word: WordDocument) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = section.right_margin = Mm(20)
    section.left_margin = Mm(30)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph.style = "VB Số trang"
    for kind, text in (("begin", ""), ("", " PAGE "), ("separate", ""), ("text", "2"), ("end", "")):
        paragraph.add_run()._r.append(_field_part(kind, text))
    numbering = OxmlElement("w:pgNumType")
    numbering.set(qn("w:start"), "1")
    section._sectPr.find(qn("w:pgMar")).addnext(numbering)


def _field_part(kind: str, text: str) -> Any:
    if kind in ("begin", "separate", "end"):
        part = OxmlElement("w:fldChar")
        part.set(qn("w:fldCharType"), kind)
        return part
    part = OxmlElement("w:t" if kind == "text" else "w:instrText")
    part.text = text
    return part


def _heading_block(word: WordDocument) -> None:
    table = _layout_table(word, rows=2, widths=_HEADER_COLUMNS)
    left, right = table.rows[0].cells
    _command(left, "if parent_body")
    _line(left, "ParentBody", "{{ parent_body|upper }}")
    _command(left, "endif")
    _line(left, "Issuer", "{{ issuer|upper }}")
    _line(left, RULE_SHORT)
    _line(right, "NationalName", NATIONAL_NAME)
    _line(right, "Motto", MOTTO)
    _line(right, RULE_FULL)
    left, right = table.rows[1].cells
    _line(left, "DocumentNumber", "Số: {{ number }}")
    _line(right, "PlaceDate", "{{ place_date }}")
    _drop_first_paragraphs(table)


def _title_block(word: WordDocument) -> None:
    _line(word, "KindName", "{{ kind }}")
    _line(word, "Subject", "{{ subject }}")
    _line(word, RULE_SHORT)
    _when(word, "sample_note", "SampleNote", "({{ sample_note }})")
    _command(word, "if addressees|length == 1")
    _loop(word, "addressee in addressees", "Addressee", "Kính gửi: {{ addressee }}.")
    _command(word, "elif addressees")
    _line(word, "Addressee", "Kính gửi:")
    _loop(
        word, "addressee in addressees", "AddresseeItem", "- {{ addressee }}{% if loop.last %}.{% else %};{% endif %}"
    )
    _command(word, "endif")


def _body(word: WordDocument) -> None:
    _line(word, "Gap")
    _loop(word, "basis in legal_bases", "LegalBasis", "{{ basis }}")
    _loop(word, "paragraph in opening", "BodyText", "{{ paragraph }}")
    _command(word, "for section in sections")
    _line(word, "SectionHeading", "{{ section.number }}. {{ section.title|upper }}")
    _texts(word, "section")
    _command(word, "for part in section.subsections")
    _line(word, "SubsectionHeading", "{{ part.number }}. {{ part.title }}")
    _texts(word, "part")
    _command(word, "endfor")
    _command(word, "endfor")
    _loop(word, "paragraph in closing", "ClosingText", "{{ paragraph }}")


def _texts(word: WordDocument, owner: str) -> None:
    _loop(word, f"paragraph in {owner}.paragraphs", "BodyText", "{{ paragraph }}")
    _loop(word, f"item in {owner}.items", "BodyText", "{{ item.letter }}) {{ item.text }}")


def _signature_block(word: WordDocument) -> None:
    _line(word, "Gap")
    table = _layout_table(word, rows=1, widths=_SIGNATURE_COLUMNS)
    left, right = table.rows[0].cells
    _line(left, "RecipientsHeading", "Nơi nhận:")
    _loop(left, "recipient in recipients", "Recipient", "- {{ recipient }};")
    _line(left, "Recipient", ARCHIVE_PREFIX.removesuffix("VT") + "{{ archive_line }}.")
    _loop(right, "line in signer_lines", "SignerLine", "{{ line }}")
    _line(right, "SignerName", "{{ signer_name }}")
    _drop_first_paragraphs(table)


def _annexes(word: WordDocument) -> None:
    _command(word, "for annex in annexes")
    _line(word, "AnnexNumber", "Phụ lục {{ annex.number }}")
    _line(word, "AnnexTitle", "{{ annex.title|upper }}")
    _line(word, "AnnexReference", "({{ annex.reference }})")
    _figures_table(word)
    _when(word, "annex.note", "FiguresNote", "{{ annex.note }}")
    _section_end(word, "if not loop.last")
    _command(word, "endfor")


def _figures_table(word: WordDocument) -> None:
    table = word.add_table(rows=4, cols=3)
    table.style = "VB Bảng số liệu"
    table.autofit = False
    head, first, body, last = table.rows
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in (head, body):
        row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
    _cells(head, "{%tc for column in annex.columns %}", "{%tc endfor %}")
    _line(head.cells[1], "FiguresHead", "{{ column }}")
    first.cells[0].text = "{%tr for row in annex.rows %}"
    last.cells[0].text = "{%tr endfor %}"
    _cells(body, "{%tc for cell in row.cells %}", "{%tc endfor %}")
    middle = body.cells[1]
    for index, (condition, style, bold) in enumerate(
        (
            ("cell.is_number and row.is_total", "FiguresNumber", True),
            ("cell.is_number", "FiguresNumber", False),
            ("row.is_total", "FiguresText", True),
        )
    ):
        _command(middle, f"{'elif' if index else 'if'} {condition}")
        _line(middle, style, "{{ cell.text }}").runs[0].bold = bold or None
    _command(middle, "else")
    _line(middle, "FiguresText", "{{ cell.text }}")
    _command(middle, "endif")
    for cell in (head.cells[1], middle):
        _drop_first_paragraph(cell)


def _cells(row: Any, opening: str, closing: str) -> None:
    row.cells[0].text, row.cells[2].text = opening, closing


def _layout_table(word: WordDocument, *, rows: int, widths: tuple[Mm, ...]) -> Table:
    """A table without lines and without inner margins, to set blocks side by side."""
    table: Table = word.add_table(rows=rows, cols=len(widths))
    table.style = "VB Khung"
    table.autofit = False
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    return table


def _section_end(word: WordDocument, condition: str) -> None:
    """A paragraph that ends a section like the last one: same page, same header, next section on a new page."""
    _command(word, condition)
    paragraph = _line(word, "Gap")
    last = word.element.body.find(qn("w:sectPr"))
    paragraph._p.get_or_add_pPr().append(deepcopy(last))
    _command(word, "endif")


def _line(place: Place, style: str, text: str = "") -> Paragraph:
    paragraph = place.add_paragraph(text)
    paragraph._p.get_or_add_pPr().get_or_add_pStyle().set(qn("w:val"), style)
    return paragraph


def _command(place: Place, command: str) -> None:
    _line(place, "Command", f"{{%p {command} %}}")


def _loop(place: Place, loop: str, style: str, text: str) -> None:
    _command(place, f"for {loop}")
    _line(place, style, text)
    _command(place, "endfor")


def _when(place: Place, condition: str, style: str, text: str) -> None:
    _command(place, f"if {condition}")
    _line(place, style, text)
    _command(place, "endif")


def _drop_first_paragraphs(table: Table) -> None:
    for row in table.rows:
        for cell in row.cells:
            _drop_first_paragraph(cell)


def _drop_first_paragraph(cell: _Cell) -> None:
    """python-docx gives each new cell an empty paragraph."""
    first = cell.paragraphs[0]._p
    first.getparent().remove(first)
