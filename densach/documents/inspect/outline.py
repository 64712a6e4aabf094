"""Finds the elements of an official document by what they say and where they stand, whatever its styles."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from docx.document import Document as WordDocument
from docx.oxml.ns import qn

from densach.documents.decree30 import KINDS, MOTTO, NATIONAL_NAME, printed

from .resolve import Looks, ParagraphLook, RunLook

SECTION: Final = re.compile(r"([IVXLC]+)\.\s+(.+)")
SUBSECTION: Final = re.compile(r"(\d+)\.\s+(.+)")
ITEM: Final = re.compile(r"(\w{1,2})\)\s+(.+)")
_DATE_LIKE: Final = re.compile(r"\bngày\b.*\btháng\b")


@dataclass(frozen=True)
class Line:
    """One paragraph with what it looks like. `node` is its XML element."""

    node: Any
    text: str
    look: ParagraphLook
    runs: list[RunLook]

    @property
    def is_bold(self) -> bool:
        return bool(self.runs) and all(run.bold for run in self.runs)


@dataclass
class Outline:
    """Lines by element name (`decree30.ELEMENTS`); `all` in order; `text` = headings and body in order."""

    elements: dict[str, list[Line]] = field(default_factory=dict)
    text: list[tuple[str, Line]] = field(default_factory=list)
    all: list[Line] = field(default_factory=list)

    def add(self, name: str, line: Line) -> None:
        self.elements.setdefault(name, []).append(line)

    def first(self, name: str) -> Line | None:
        return next(iter(self.elements.get(name, [])), None)


def read_outline(word: WordDocument, looks: Looks) -> Outline:
    outline = Outline()
    for node in word.element.body.iter(qn("w:p")):
        text = "".join(_piece(part) for part in node.iter(qn("w:t"), qn("w:tab"), qn("w:br")))
        if text.strip():
            outline.all.append(Line(node, text.strip(), looks.paragraph(node), looks.runs(node)))
    end = _read_signature(outline)
    start = _read_heading_block(outline)
    start = _read_title(outline, start)
    _read_text(outline, outline.all[start:end])
    return outline


def _piece(part: Any) -> str:
    return (part.text or "") if part.tag == qn("w:t") else " "


def _read_heading_block(outline: Outline) -> int:
    """National name, motto, bodies, number, date; returns the index of the first line behind them."""
    start = 0
    for index, line in enumerate(outline.all):
        if _sign_of_kind(line.text):
            break
        name = _heading_element(line)
        if name:
            outline.add(name, line)
            start = index + 1
    national = outline.first("national_name")
    table = None if national is None else _table(national)
    named = {id(line) for lines in outline.elements.values() for line in lines}
    for index, line in enumerate(outline.all):
        if table is not None and _table(line) is table and id(line) not in named:
            outline.add("issuer" if line.is_bold else "parent_body", line)
            start = max(start, index + 1)
    return start


def _heading_element(line: Line) -> str:
    capitals = printed(line.text).upper()
    if capitals == NATIONAL_NAME:
        return "national_name"
    if re.sub(r"\s*[-–]\s*", " - ", capitals) == MOTTO.upper():
        return "motto"
    if line.text.startswith("Số"):
        return "number"
    return "place_date" if _DATE_LIKE.search(line.text) else ""


def _sign_of_kind(text: str) -> str:
    return next((sign for sign, name in KINDS.items() if printed(text).upper() == name), "")


def _read_title(outline: Outline, start: int) -> int:
    """Kind, subject and notes under it, addressees; returns the index of the first line of the text."""
    index = start
    if index < len(outline.all) and _sign_of_kind(outline.all[index].text):
        outline.add("kind", outline.all[index])
        index += 1
    while index < len(outline.all) and _belongs_to_title(outline, outline.all[index]):
        line = outline.all[index]
        outline.add(_title_element(outline, line), line)
        index += 1
    if index < len(outline.all) and outline.all[index].text.startswith("Kính gửi"):
        outline.add("addressee", outline.all[index])
        index += 1
        while index < len(outline.all) and outline.all[index].text.startswith("- "):
            outline.add("addressee", outline.all[index])
            index += 1
    return index


def _title_element(outline: Outline, line: Line) -> str:
    if line.text.startswith("("):
        return "title_note"
    # capitals under the subject: who decides, above the bases of a decision
    return "authority" if "subject" in outline.elements and line.text == line.text.upper() else "subject"


def _belongs_to_title(outline: Outline, line: Line) -> bool:
    """The line under the kind is the subject however it looks; after it only what is centred as well."""
    if line.text.startswith("Kính gửi") or "kind" not in outline.elements:
        return False
    return "subject" not in outline.elements or line.look.alignment == "center"


def _read_signature(outline: Outline) -> int:
    """Recipients and signer; returns the index where the text ends."""
    start = next((index for index, line in enumerate(outline.all) if line.text.startswith("Nơi nhận")), None)
    if start is None:
        return len(outline.all)
    heading = outline.all[start]
    outline.add("recipients_heading", heading)
    cell, table = _cell(heading), _table(heading)
    if table is None:
        _read_plain_signature(outline, outline.all[start + 1 :])
        return start
    block = [(index, line) for index, line in enumerate(outline.all) if _table(line) is table]
    signer = []
    for _index, line in block:
        if _cell(line) is not cell:
            signer.append(line)
        elif line is not heading:
            outline.add("recipient", line)
    for line in signer:
        is_name = line is signer[-1] and line.text != line.text.upper()
        outline.add("signer_name" if is_name else "signer_line", line)
    return block[0][0]


def _read_plain_signature(outline: Outline, lines: list[Line]) -> None:
    """Typed without a table: recipients with dashes, then capitals, then the name."""
    for line in lines:
        if line.text.startswith("-"):
            outline.add("recipient", line)
        elif line.text == line.text.upper():
            outline.add("signer_line", line)
        else:
            outline.add("signer_name", line)
            return


def _read_text(outline: Outline, lines: list[Line]) -> None:
    in_text = False
    for line in lines:
        if _table(line) is not None:
            continue
        if not in_text and line.text.startswith("Căn cứ"):
            outline.add("legal_basis", line)
            continue
        if not in_text and line.text.endswith(":") and _sign_of_kind(line.text.rstrip(":")):
            outline.add("enacting", line)  # "QUYẾT ĐỊNH:" between the bases and the articles
            continue
        in_text = True
        name = _text_element(line)
        outline.add(name, line)
        outline.text.append((name, line))


def _text_element(line: Line) -> str:
    if SECTION.fullmatch(line.text):
        return "section_heading"
    # a numbered sentence is a clause in plain type; only a numbered title is a heading
    if SUBSECTION.fullmatch(line.text) and (line.is_bold or line.text[-1] not in ".;:,"):
        return "subsection_heading"
    return "body"


def _table(line: Line) -> Any:
    return next(line.node.iterancestors(qn("w:tbl")), None)


def _cell(line: Line) -> Any:
    return next(line.node.iterancestors(qn("w:tc")), None)
