"""Blocks of which the Word templates are built: page, heading, paragraphs with commands, annexes.

Layout: Decree 30/2020 (`decree30`). A4, margins 20, 20, 30 and 20 mm, Times New Roman. Each annex has a section of
its own, pages counted from 1 and the first one unnumbered, as the decree counts annexes.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Final

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from densach.documents.decree30 import MOTTO, NATIONAL_NAME

from .style_sheet import write_styles
from .styles import RULE_FULL, RULE_SHORT

_HEADER_COLUMNS: Final = (Mm(63), Mm(97))

type Place = WordDocument | _Cell


def new_template() -> WordDocument:
    """An empty template with our styles and page."""
    word = Document()
    word.element.body.clear_content()
    _drop_leftovers(word)
    write_styles(word)
    set_page(word)
    return word


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


def set_page(word: WordDocument) -> None:
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
    margins: Any = section._sectPr.find(qn("w:pgMar"))
    margins.addnext(numbering)


def _field_part(kind: str, text: str) -> Any:
    if kind in ("begin", "separate", "end"):
        part = OxmlElement("w:fldChar")
        part.set(qn("w:fldCharType"), kind)
        return part
    part = OxmlElement("w:t" if kind == "text" else "w:instrText")
    part.text = text
    return part


def heading_block(word: WordDocument) -> None:
    table = layout_table(word, rows=2, widths=_HEADER_COLUMNS)
    left, right = table.rows[0].cells
    command(left, "if parent_body")
    line(left, "ParentBody", "{{ parent_body|upper }}")
    command(left, "endif")
    line(left, "Issuer", "{{ issuer|upper }}")
    line(left, RULE_SHORT)
    line(right, "NationalName", NATIONAL_NAME)
    line(right, "Motto", MOTTO)
    line(right, RULE_FULL)
    left, right = table.rows[1].cells
    line(left, "DocumentNumber", "Số: {{ number }}")
    line(right, "PlaceDate", "{{ place_date }}")
    drop_first_paragraphs(table)


def annexes(word: WordDocument) -> None:
    command(word, "for annex in annexes")
    line(word, "AnnexNumber", "Phụ lục {{ annex.number }}")
    line(word, "AnnexTitle", "{{ annex.title|upper }}")
    line(word, "AnnexReference", "({{ annex.reference }})")
    _figures_table(word)
    when(word, "annex.note", "FiguresNote", "{{ annex.note }}")
    section_end(word, "if not loop.last")
    command(word, "endfor")


def _figures_table(word: WordDocument) -> None:
    table = word.add_table(rows=4, cols=3)
    table.style = "VB Bảng số liệu"
    table.autofit = False
    head, first, body, last = table.rows
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in (head, body):
        row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
    _cells(head, "{%tc for column in annex.columns %}", "{%tc endfor %}")
    line(head.cells[1], "FiguresHead", "{{ column }}")
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
        command(middle, f"{'elif' if index else 'if'} {condition}")
        line(middle, style, "{{ cell.text }}").runs[0].bold = bold or None
    command(middle, "else")
    line(middle, "FiguresText", "{{ cell.text }}")
    command(middle, "endif")
    for cell in (head.cells[1], middle):
        _drop_first_paragraph(cell)


def _cells(row: Any, opening: str, closing: str) -> None:
    row.cells[0].text, row.cells[2].text = opening, closing


def layout_table(word: WordDocument, *, rows: int, widths: tuple[Mm, ...]) -> Table:
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


def section_end(word: WordDocument, condition: str) -> None:
    """A paragraph that ends a section like the last one: same page, same header, next section on a new page."""
    command(word, condition)
    paragraph = line(word, "Gap")
    last = word.element.body.find(qn("w:sectPr"))
    paragraph._p.get_or_add_pPr().append(deepcopy(last))
    command(word, "endif")


def line(place: Place, style: str, text: str = "") -> Paragraph:
    paragraph = place.add_paragraph(text)
    paragraph._p.get_or_add_pPr().get_or_add_pStyle().set(qn("w:val"), style)
    return paragraph


def command(place: Place, command: str) -> None:
    line(place, "Command", f"{{%p {command} %}}")


def loop(place: Place, loop: str, style: str, text: str) -> None:
    command(place, f"for {loop}")
    line(place, style, text)
    command(place, "endfor")


def when(place: Place, condition: str, style: str, text: str) -> None:
    command(place, f"if {condition}")
    line(place, style, text)
    command(place, "endif")


def drop_first_paragraphs(table: Table) -> None:
    for row in table.rows:
        for cell in row.cells:
            _drop_first_paragraph(cell)


def _drop_first_paragraph(cell: _Cell) -> None:
    """python-docx gives each new cell an empty paragraph."""
    first = cell.paragraphs[0]._p
    first.getparent().remove(first)
