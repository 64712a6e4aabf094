"""What a template cannot say: rules as long as their line, widths of figure tables, turned pages, properties."""

from __future__ import annotations

import datetime
from typing import Any, Final

from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from densach.documents.metrics import line_width, widest_line

from .context import one_line
from .model import OfficialDocument
from .styles import FIGURES_TABLE, RULE_FULL, RULE_SHORT

_TWIPS_PER_POINT: Final = 20
_SHORT_SHARE: Final = 0.4  # the decree: one third to one half of the line
_TURNED_FROM_COLUMNS: Final = 8
_WIDEST_COLUMN: Final = 28
_NARROWEST_COLUMN: Final = 5
_CELL_MARGINS: Final = 240  # twips: Word's own 108 on both sides, and the lines
_FIGURES_SIZE: Final = 12
_LETTER: Final = 120  # twips: a typical letter of that size


def finish(word: WordDocument, document: OfficialDocument) -> WordDocument:
    """Fit a filled template to its content, in place."""
    for paragraph in word.element.body.iter(qn("w:p")):
        style = _style_id(paragraph)
        if style in (RULE_FULL, RULE_SHORT):
            _fit_rule(word, paragraph, share=1.0 if style == RULE_FULL else _SHORT_SHARE)
    _turn_wide_annexes(word, document)
    for table in word.element.body.iter(qn("w:tbl")):
        if table.find(qn("w:tblPr") + "/" + qn("w:tblStyle")) is not None:
            _fit_columns(word, table)
    properties = word.core_properties
    properties.title = one_line(document.subject)[:255]
    properties.author = properties.last_modified_by = one_line(document.issuer)[:255]
    properties.language = "vi-VN"
    # a fixed moment: the same document printed twice gives the same bytes
    day = document.date or datetime.date(2000, 1, 1)
    properties.created = properties.modified = datetime.datetime.combine(day, datetime.time(), datetime.UTC)
    return word


def _style_id(paragraph: Any) -> str:
    style = paragraph.find(qn("w:pPr") + "/" + qn("w:pStyle"))
    return "" if style is None else str(style.get(qn("w:val")))


def _fit_rule(word: WordDocument, rule: Any, *, share: float) -> None:
    """Indent an empty paragraph with a top border on both sides until `share` of the line above it remains."""
    line = rule.getprevious()
    room = _room(word, rule)
    if line is None or line.tag != qn("w:p"):
        return
    paragraph = Paragraph(line, word._body)
    size = paragraph.style.font.size if paragraph.style else None
    width = widest_line(paragraph.text, size.pt if size else 14, room) * share
    side = round((room - width) / 2 * _TWIPS_PER_POINT)
    indents = rule.pPr.get_or_add_ind()
    indents.set(qn("w:left"), str(side))
    indents.set(qn("w:right"), str(side))


def _room(word: WordDocument, paragraph: Any) -> float:
    """Width in points between the margins, or of the table cell, around `paragraph`."""
    cell = paragraph.getparent()
    width = cell.find(qn("w:tcPr") + "/" + qn("w:tcW")) if cell.tag == qn("w:tc") else None
    if width is not None:
        return int(width.get(qn("w:w"))) / _TWIPS_PER_POINT
    section = word.sections[0]
    return ((section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)) / 12700


def _turn_wide_annexes(word: WordDocument, document: OfficialDocument) -> None:
    """The i-th section after the body holds the i-th annex, when the template gives each annex a section."""
    sections = list(word.sections)[1:]
    if len(sections) != len(document.annexes):
        return
    for section, annex in zip(sections, document.annexes, strict=True):
        if len(annex.columns) >= _TURNED_FROM_COLUMNS and section.orientation != WD_ORIENT.LANDSCAPE:
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = section.page_height, section.page_width


def _fit_columns(word: WordDocument, table: Any) -> None:
    """Share the page's width among the columns of a figure table by the length of what they hold."""
    if table.find(qn("w:tblPr") + "/" + qn("w:tblStyle")).get(qn("w:val")) != FIGURES_TABLE:
        return
    rows = [row.findall(qn("w:tc")) for row in table.iter(qn("w:tr"))]
    lengths = [_NARROWEST_COLUMN] * max(map(len, rows))
    least = [_CELL_MARGINS] * len(lengths)
    for place, row in enumerate(rows):
        for index, cell in enumerate(row):
            text = "".join(part.text or "" for part in cell.iter(qn("w:t")))
            # a heading may wrap into two or three lines, but not inside a word
            length = len(text) if place else max(len(text) // 3, *map(len, text.split() or [""]), 0)
            lengths[index] = max(lengths[index], min(length, _WIDEST_COLUMN))
            longest = max((line_width(one, _FIGURES_SIZE) for one in text.split()), default=0)
            least[index] = max(least[index], round(longest * _TWIPS_PER_POINT) + _CELL_MARGINS)
    room = _section_room(word, table)
    # no word and no number breaks while there is room for all of them; what is left goes to the columns of long texts
    spare = max(room - sum(least), 0)
    wishes = [max(length * _LETTER - one, 1) for one, length in zip(least, lengths, strict=True)]
    widths = [
        one + spare * wish // sum(wishes) if spare else room * one // sum(least)
        for one, wish in zip(least, wishes, strict=True)
    ]
    grid = table.find(qn("w:tblGrid"))
    for column in list(grid):
        grid.remove(column)
    for width in widths:
        column = OxmlElement("w:gridCol")
        column.set(qn("w:w"), str(width))
        grid.append(column)
    for row in rows:
        for width, cell in zip(widths, row, strict=False):
            size = cell.get_or_add_tcPr().get_or_add_tcW()
            size.set(qn("w:w"), str(width))
            size.set(qn("w:type"), "dxa")


def _section_room(word: WordDocument, table: Any) -> int:
    """Twips between the margins of the section the table stands in: its properties follow it."""
    following = table.xpath("following-sibling::w:p/w:pPr/w:sectPr | following-sibling::w:sectPr")
    sections = {section._sectPr: section for section in word.sections}
    section = sections[following[0]]
    return ((section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)) // 635
