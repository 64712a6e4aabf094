"""Checks of how things are written: number, date, numbering, punctuation, recipients."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from densach.documents.decree30 import ARCHIVE_PREFIX, ENDING, KINDS, LETTERS, letter, official_date, printed, roman

from .findings import Finding, quoted
from .outline import ITEM, SECTION, SUBSECTION, Outline

_NUMBER: Final = re.compile(r"Số: (\s*|0[1-9]|[1-9]\d+)/([A-ZĐa-z]+)-[A-ZĐ][A-ZĐ.\-]*")
_DATE: Final = re.compile(r"(.+), ngày (\d+) tháng (\d+) năm (\d{4})")
_OPEN_DATE: Final = re.compile(r".+, ngày(\s+|\s+\d\d\s+)tháng(\s+|\s+\d+\s+)năm(\s+\d{4})?")
_POINT_PERCENT: Final = re.compile(r"\d\.\d{1,2}\s?%")
_COMMA_THOUSANDS: Final = re.compile(r"\b\d{1,3}(?:,\d{3}){2,}\b")
_REQUIRED: Final = ("national_name", "motto", "issuer", "number", "place_date", "kind", "subject")


def check_presence(outline: Outline) -> Iterator[Finding]:
    names = {
        "national_name": _("national name"),
        "motto": _("motto"),
        "issuer": _("issuing body in bold"),
        "number": _("number and sign"),
        "place_date": _("place and date"),
        "kind": _("kind of document"),
        "subject": pgettext("official document", "subject"),
        "signer_line": _("authority and position of the signer"),
        "signer_name": _("name of the signer"),
        "recipients_heading": _("recipients (Nơi nhận)"),
    }
    for element, name in names.items():
        if element not in outline.elements:
            yield Finding("missing", element, _("Missing: %(name)s.") % {"name": name})


def check_number_and_date(outline: Outline) -> Iterator[Finding]:
    number = outline.first("number")
    if number:
        match = _NUMBER.fullmatch(number.text)
        kind = outline.first("kind")
        if match is None:
            text = _("The number must look like “Số: 05/BC-UBND”: a 0 before numbers under 10, no blanks.")
            yield Finding("number-form", "number", text, quoted(number.text))
        elif kind and KINDS.get(match[2]) != printed(kind.text).upper():
            text = _("The sign in the number does not fit the kind of document.")
            yield Finding("number-kind", "number", text, quoted(number.text))
    date = outline.first("place_date")
    if date and not _is_official_date(date.text):
        text = _(
            "The date must look like “Bắc Kạn, ngày 05 tháng 02 năm 2026”: a 0 before days under 10 and months 1 and 2."
        )
        yield Finding("date-form", "place_date", text, quoted(date.text))


def _is_official_date(text: str) -> bool:
    match = _DATE.fullmatch(text)
    if match is None:
        return bool(_OPEN_DATE.fullmatch(text))
    try:
        day = datetime.date(int(match[4]), int(match[3]), int(match[2]))
    except ValueError:
        return False
    return text == official_date(day, match[1])


def check_numbering(outline: Outline) -> Iterator[Finding]:
    """Sections I, II …; headings 1, 2 … anew in each section; items a, b, c, d, đ … anew under each heading."""
    sections = headings = items = 0
    for name, line in outline.text:
        where = quoted(line.text)
        if name == "section_heading" and (match := SECTION.fullmatch(line.text)):
            sections, headings, items = sections + 1, 0, 0
            if match[1] != roman(sections):
                yield Finding("numbering", name, _("Expected number %(number)s.") % {"number": roman(sections)}, where)
            if match[2] != match[2].upper():
                yield Finding("capitals", name, _("The heading must be in capitals."), where)
        elif name == "subsection_heading" and (match := SUBSECTION.fullmatch(line.text)):
            headings, items = headings + 1, 0
            if match[1] != str(headings):
                yield Finding("numbering", name, _("Expected number %(number)s.") % {"number": headings}, where)
        elif match := ITEM.fullmatch(line.text):
            items = 0 if match[1] == LETTERS[0] else items
            if match[1] != letter(items):
                text = _("Expected letter “%(letter)s”: items run a, b, c, d, đ, e, g, h, i, k …")
                yield Finding("numbering-letter", name, text % {"letter": letter(items)}, where)
            items += 1


def check_text(outline: Outline) -> Iterator[Finding]:
    bases = outline.elements.get("legal_basis", [])
    for index, line in enumerate(bases, start=1):
        if not line.text.endswith("." if index == len(bases) else ";"):
            text = _("Each legal basis ends with “;”, the last with “.”.")
            yield Finding("legal-basis-end", "legal_basis", text, quoted(line.text))
    for name, line in outline.text:
        if _POINT_PERCENT.search(line.text) or _COMMA_THOUSANDS.search(line.text):
            text = _("Numbers are written %(whole)s and %(percent)s.") % {"whole": "1.234.567", "percent": "12,5 %"}
            yield Finding("number-writing", name, text, quoted(line.text))
    if not outline.text:
        yield Finding("missing", "body", _("The document has no text."))
    elif not outline.text[-1][1].text.endswith(ENDING):
        yield Finding("ending", "body", _("The text must end with “./.”."), quoted(outline.text[-1][1].text))


def check_recipients(outline: Outline) -> Iterator[Finding]:
    heading = outline.first("recipients_heading")
    if heading is None:
        return
    if heading.text != "Nơi nhận:":
        yield Finding("recipients", "recipients_heading", _("It must read “Nơi nhận:”."), quoted(heading.text))
    lines = outline.elements.get("recipient", [])
    if not lines or not lines[-1].text.startswith(ARCHIVE_PREFIX) or not lines[-1].text.endswith("."):
        yield Finding("recipients", "recipient", _("The last recipient must read “- Lưu: VT, ….”."))
    for line in lines[:-1]:
        if not line.text.startswith("- ") or not line.text.endswith(";"):
            text = _("A recipient begins with “- ” and ends with “;”.")
            yield Finding("recipients", "recipient", text, quoted(line.text))
