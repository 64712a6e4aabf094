"""From an `OfficialDocument` to the texts a template prints: numbering, punctuation, number forms."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from densach.core.text import clean, clean_lines
from densach.documents import decree30

from .model import Annex, Cell, OfficialDocument, Section, Subsection

_NOT_XML: Final = re.compile(r"[\ud800-\udfff\ufffe\uffff]")
_LOOSE_END: Final = " .;:,/"


def template_context(document: OfficialDocument) -> dict[str, Any]:
    """Values of the placeholders, as `placeholders.DOCUMENT` names them: texts and lists of texts or dicts."""
    document = _end_mark(document)
    number = decree30.official_number(document.number, document.kind, one_line(document.issuer_code))
    return {
        "parent_body": one_line(document.parent_body),
        "issuer": one_line(document.issuer),
        "number": number,
        "place_date": decree30.official_date(document.date, one_line(document.place)),
        "kind": decree30.KINDS[document.kind],
        "subject": one_line(document.subject),
        "sample_note": one_line(document.sample_note),
        "addressees": _texts(document.addressees),
        "legal_bases": _punctuated(document.legal_bases),
        "opening": _paragraphs(document.opening),
        "sections": [_section(index, section) for index, section in enumerate(document.sections, start=1)],
        "closing": _paragraphs(document.closing),
        "signer_lines": _texts(document.signer_lines),
        "signer_name": one_line(document.signer_name),
        "authority": one_line(document.authority),
        "co_signer_lines": _texts(document.co_signer_lines),
        "co_signer_name": one_line(document.co_signer_name),
        "recipients": [text.lstrip("-– ").rstrip(_LOOSE_END) for text in _texts(document.recipients)],
        "archive_line": one_line(document.archive_line).rstrip(_LOOSE_END),
        "annexes": [_annex(document, index, annex) for index, annex in enumerate(document.annexes, start=1)],
    }


def _section(index: int, section: Section) -> dict[str, Any]:
    return {
        "number": decree30.roman(index),
        "title": one_line(section.title),
        "paragraphs": _paragraphs(section.paragraphs),
        "items": _items(section.items),
        "subsections": [_subsection(place, part) for place, part in enumerate(section.subsections, start=1)],
    }


def _subsection(index: int, part: Subsection) -> dict[str, Any]:
    return {
        "number": str(index),
        "title": one_line(part.title),
        "paragraphs": _paragraphs(part.paragraphs),
        "items": _items(part.items),
    }


def _items(items: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"letter": decree30.letter(index), "text": text} for index, text in enumerate(_texts(items))]


def _annex(document: OfficialDocument, index: int, annex: Annex) -> dict[str, Any]:
    rows = [_row(row, is_total=False) for row in annex.rows]
    return {
        "number": decree30.roman(index) if len(document.annexes) > 1 else "",
        "title": one_line(annex.title),
        "reference": _reference(document),
        "columns": [one_line(column) for column in annex.columns],
        "rows": rows + ([_row(annex.total, is_total=True)] if annex.total else []),
        "note": one_line(annex.note),
    }


def _reference(document: OfficialDocument) -> str:
    """`Kèm theo Báo cáo số 05/BC-UBND ngày 05 tháng 02 năm 2026 của …`."""
    kind = decree30.KINDS[document.kind].capitalize()
    number = decree30.official_number(document.number, document.kind, one_line(document.issuer_code))
    date = decree30.official_date(document.date, "").removeprefix(", ")
    return f"Kèm theo {kind} số {number} {date} của {one_line(document.issuer)}"


def _row(row: tuple[Cell, ...], *, is_total: bool) -> dict[str, Any]:
    cells = [{"text": cell_text(cell), "is_number": _is_number(cell)} for cell in row]
    return {"cells": cells, "is_total": is_total}


def cell_text(cell: Cell) -> str:
    """A cell as printed: 1.234; 12,5; 22/11/2026; nothing for None. Decimals keep their places (28,0)."""
    if cell is None:
        return ""
    if isinstance(cell, bool | str):
        return one_line(str(cell))
    if isinstance(cell, int):
        return decree30.format_number(cell)
    if isinstance(cell, Decimal):
        exponent = cell.as_tuple().exponent
        return decree30.format_decimal(cell, max(-exponent, 0) if isinstance(exponent, int) else 0)
    if isinstance(cell, float):
        return decree30.format_decimal(cell)
    return f"{cell:%d/%m/%Y}"


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, int | float | Decimal) and not isinstance(cell, bool)


def one_line(text: str) -> str:
    """The text as one line that XML can carry: NFC, single blanks, no control characters."""
    return clean(_NOT_XML.sub("", text))


def _texts(texts: tuple[str, ...]) -> list[str]:
    return [text for text in map(one_line, texts) if text]


def _paragraphs(texts: tuple[str, ...]) -> list[str]:
    lines = (line for text in texts for line in clean_lines(_NOT_XML.sub("", text)).splitlines())
    return [line for line in lines if line]


def _punctuated(texts: tuple[str, ...]) -> list[str]:
    """Each ends with ";", the last with "."."""
    bare = [text.rstrip(_LOOSE_END) for text in _texts(texts)]
    return [f"{text}{'.' if index == len(bare) else ';'}" for index, text in enumerate(bare, start=1)]


def _end_mark(document: OfficialDocument) -> OfficialDocument:
    """Put `./.` behind the last text of the body, in the order the layout prints it."""
    if _paragraphs(document.closing):
        return replace(document, closing=_ended(document.closing))
    sections = list(document.sections)
    for index in reversed(range(len(sections))):
        ended = _end_section(sections[index])
        if ended is not None:
            sections[index] = ended
            return replace(document, sections=tuple(sections))
    return replace(document, opening=_ended(document.opening))


def _end_section(section: Section) -> Section | None:
    parts = list(section.subsections)
    for index in reversed(range(len(parts))):
        ended = _end_block(parts[index])
        if ended is not None:
            parts[index] = ended
            return replace(section, subsections=tuple(parts))
    return _end_block(section)


def _end_block[Block: (Section, Subsection)](block: Block) -> Block | None:
    if _texts(block.items):
        return replace(block, items=tuple(_ended(tuple(_texts(block.items)))))
    if _paragraphs(block.paragraphs):
        return replace(block, paragraphs=_ended(block.paragraphs))
    return None


def _ended(texts: tuple[str, ...]) -> tuple[str, ...]:
    lines = _paragraphs(texts)
    return (*lines[:-1], lines[-1].rstrip(_LOOSE_END) + decree30.ENDING) if lines else ()
