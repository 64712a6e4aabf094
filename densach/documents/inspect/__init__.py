"""The mechanical check of a Word document against the layout of Decree 30/2020."""

from __future__ import annotations

from densach.documents.packages import read_docx

from .findings import Finding
from .form_checks import check_number_and_date, check_numbering, check_presence, check_recipients, check_text
from .look_checks import check_elements, check_fonts, check_page, check_page_number, check_rules, check_spacing
from .outline import read_outline
from .resolve import Looks

__all__ = ["Finding", "inspect_document"]


def inspect_document(data: bytes) -> list[Finding]:
    """Every departure of a .docx from the official layout, in the order page, parts, look, wording.

    Works on any document, whatever its styles. Refuses with DocumentUnreadable what cannot be opened.
    """
    word = read_docx(data)
    looks = Looks(word)
    outline = read_outline(word, looks)
    return [
        *check_page(word),
        *check_page_number(word, looks),
        *check_presence(outline),
        *check_fonts(outline),
        *check_elements(outline),
        *check_spacing(outline),
        *check_rules(word, outline),
        *check_number_and_date(outline),
        *check_numbering(outline),
        *check_text(outline),
        *check_recipients(outline),
    ]
