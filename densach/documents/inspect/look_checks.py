"""Checks of how things look: page, fonts, sizes, weight, alignment, spacing, rules, page number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.section import Section

from densach.documents.decree30 import (
    BODY_INDENT_MM,
    BODY_SPACING_PT,
    ELEMENTS,
    FONT,
    LINE_SPACING,
    MARGINS,
    PAGE_HEIGHT_MM,
    PAGE_WIDTH_MM,
    Element,
    format_decimal,
)
from densach.documents.metrics import widest_line

from .findings import Finding, quoted
from .outline import Line, Outline
from .resolve import Looks

_SLACK_MM = 0.6
_SLACK_LINES = 0.02
_RULED = {"motto": (0.9, 1.1), "issuer": (0.32, 0.52), "subject": (0.32, 0.52)}
_TEXT_ELEMENTS = ("section_heading", "subsection_heading", "body")


def check_page(word: WordDocument) -> Iterator[Finding]:
    for index, section in enumerate(word.sections):
        sides = [(section.page_width or 0) / 36000, (section.page_height or 0) / 36000]
        if index:  # annexes may be turned
            sides.sort()
        if any(abs(a - b) > _SLACK_MM for a, b in zip(sides, (PAGE_WIDTH_MM, PAGE_HEIGHT_MM), strict=True)):
            yield Finding("page-size", "page", _("The page is not A4 (210 × 297 mm)."))
        for side, value in (
            ("top", section.top_margin),
            ("bottom", section.bottom_margin),
            ("left", section.left_margin),
            ("right", section.right_margin),
        ):
            yield from _check_margin(side, (value or 0) / 36000)


def _check_margin(side: str, value: float) -> Iterator[Finding]:
    least, most = getattr(MARGINS, side)
    if not least - _SLACK_MM <= value <= most + _SLACK_MM:
        text = _("The %(side)s margin is %(value)s mm; it must be %(least)s to %(most)s mm.")
        names = {
            "top": pgettext("margin", "top"),
            "bottom": pgettext("margin", "bottom"),
            "left": pgettext("margin", "left"),
            "right": pgettext("margin", "right"),
        }
        limits = {"least": format_decimal(least), "most": format_decimal(most)}
        yield Finding("margin", "page", text % {"side": names[side], "value": format_decimal(value, 1), **limits})


def check_fonts(outline: Outline) -> Iterator[Finding]:
    for line in outline.all:
        for run in line.runs:
            if run.font != FONT:
                text = _("The font is “%(font)s” instead of Times New Roman.") % {"font": run.font or "?"}
                yield Finding("font", "text", text, quoted(run.text))
            if not run.black:
                yield Finding("color", "text", _("The letters are not black."), quoted(run.text))


def check_elements(outline: Outline) -> Iterator[Finding]:
    for name, lines in outline.elements.items():
        rule = ELEMENTS.get(name)
        if rule is None:
            continue
        for line in lines:
            yield from _check_line(name, rule, line)


def _check_line(name: str, rule: Element, line: Line) -> Iterator[Finding]:
    least, most = rule.sizes
    where = quoted(line.text)
    if any(not least <= run.size <= most for run in line.runs):
        limits = format_decimal(least) if least == most else f"{format_decimal(least)}–{format_decimal(most)}"
        yield Finding("size", name, _("The size must be %(limits)s points.") % {"limits": limits}, where)
    if rule.bold is not None and any(run.bold is not rule.bold for run in line.runs):
        yield Finding("bold", name, _("It must be bold.") if rule.bold else _("It must not be bold."), where)
    if rule.italic is not None and any(run.italic is not rule.italic for run in line.runs):
        yield Finding("italic", name, _("It must be italic.") if rule.italic else _("It must be upright."), where)
    if rule.alignment and line.look.alignment != rule.alignment:
        names = {"center": _("centred"), "both": _("justified")}
        yield Finding("alignment", name, _("It must be %(way)s.") % {"way": names[rule.alignment]}, where)
    if name == "place_date" and line.look.alignment not in ("center", "right"):
        yield Finding("alignment", name, _("It must stand on the right."), where)


def check_spacing(outline: Outline) -> Iterator[Finding]:
    for name, line in outline.text:
        where = quoted(line.text)
        least, most = BODY_INDENT_MM
        if not least - 0.2 <= line.look.first_line_mm <= most + 0.2:
            yield Finding("indent", name, _("The first line must be indented by 1 to 1,27 cm."), where)
        if max(line.look.before, line.look.after) < BODY_SPACING_PT:
            yield Finding("spacing", name, _("Between paragraphs there must be at least 6 points."), where)
        if not LINE_SPACING[0] - _SLACK_LINES <= line.look.line <= LINE_SPACING[1] + _SLACK_LINES:
            yield Finding("line-spacing", name, _("Lines must be spaced single to 1,5."), where)


def check_rules(word: WordDocument, outline: Outline) -> Iterator[Finding]:
    """The rules under motto, issuer and subject: drawn lines are accepted as they are, borders are measured."""
    for name, (least, most) in _RULED.items():
        lines = outline.elements.get(name, [])
        if not lines:
            continue
        share = _rule_share(word, lines[-1])
        if share is None:
            yield Finding("rule", name, _("The rule below is missing."), quoted(lines[-1].text))
        elif not least <= share <= most:
            text = _("The rule below must be as long as the line.")
            if name != "motto":
                text = _("The rule below must be one third to one half of the line.")
            yield Finding("rule", name, text, quoted(lines[-1].text))


def _rule_share(word: WordDocument, line: Line) -> float | None:
    """Length of the rule below `line` as a share of the line; a drawn one counts as fitting; None without a rule."""
    below = line.node.getnext()
    for node in (line.node, below):
        if node is not None and next(node.iter(qn("w:drawing"), qn("w:pict")), None) is not None:
            return 1.0 if line.text.startswith("Độc") else 0.4
    if below is None or below.tag != qn("w:p") or not _has_top_border(word, below):
        return None
    indents = below.find(f"{qn('w:pPr')}/{qn('w:ind')}")
    sides = [0 if indents is None else int(indents.get(qn(side), 0)) for side in ("w:left", "w:right")]
    room = _room(word, below)
    size = max((run.size for run in line.runs), default=14.0)
    return (room - sum(sides) / 20) / max(widest_line(line.text, size, room), 1.0)


def _has_top_border(word: WordDocument, paragraph: Any) -> bool:
    own = paragraph.find(qn("w:pPr"))
    if own is None:
        return False
    if own.find(f"{qn('w:pBdr')}/{qn('w:top')}") is not None:
        return True
    style = own.find(qn("w:pStyle"))
    wanted = None if style is None else style.get(qn("w:val"))
    path = f"{qn('w:pPr')}/{qn('w:pBdr')}/{qn('w:top')}"
    return any(
        known.get(qn("w:styleId")) == wanted and known.find(path) is not None
        for known in word.styles.element.iterfind(qn("w:style"))
    )


def _room(word: WordDocument, paragraph: Any) -> float:
    cell = paragraph.getparent()
    width = cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}") if cell.tag == qn("w:tc") else None
    if width is not None:
        return int(width.get(qn("w:w"))) / 20
    section = word.sections[0]
    return ((section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)) / 12700


def check_page_number(word: WordDocument, looks: Looks) -> Iterator[Finding]:
    first = word.sections[0]
    numbers = [node for node in first.header._element.iter(qn("w:p")) if _holds_page_number(node)]
    if not numbers:
        yield Finding("page-number", "page_number", _("The page number must stand at the top of the page."))
    for node in numbers:
        runs = looks.runs(node)
        yield from _check_line("page_number", ELEMENTS["page_number"], Line(node, "", looks.paragraph(node), runs))
        yield from check_fonts(Outline(all=[Line(node, "", looks.paragraph(node), runs)]))
    if not _first_page_is_bare(first):
        text = _("The first page must not show a page number.")
        yield Finding("first-page-number", "page_number", text)
    if any(_holds_page_number(section.footer._element) for section in word.sections):
        yield Finding("page-number", "page_number", _("The page number must not stand at the foot of the page."))


def _first_page_is_bare(section: Section) -> bool:
    return section.different_first_page_header_footer and not _holds_page_number(section.first_page_header._element)


def _holds_page_number(node: Any) -> bool:
    codes = [part.text or "" for part in node.iter(qn("w:instrText"))]
    codes += [field.get(qn("w:instr"), "") for field in node.iter(qn("w:fldSimple"))]
    return any(code.split()[:1] == ["PAGE"] for code in codes)
