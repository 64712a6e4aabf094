"""What stands on spine labels, bar-code labels and catalogue cards."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any, Final

from django.utils.translation import gettext as _

from densach.catalogue import rules
from densach.catalogue.models import Copy, Record
from densach.catalogue.stock.copies import copies_by_number
from densach.documents.print import SHEETS, barcode_svg, pdf
from densach.network.models import Facility

from .ranges import Numbered, ranges
from .words import published, volume

_RANGE: Final = re.compile(r"\s*(\S+?)\s*(?:–|—|-|\.\.\.?|đến)\s*(\S+)\s*", re.IGNORECASE)
MOST: Final = 2000


def chosen_copies(facility: Facility, text: str) -> tuple[list[Copy], list[str]]:
    """Copies named by numbers, bar codes or ranges, one a line, and the lines that name none. At most 2,000 copies."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    singles = copies_by_number(lines, facility)
    found: dict[int, Copy] = {}
    unknown: list[str] = []
    for line in lines:
        copies = [singles[line]] if line in singles else _range(facility, line)
        if not copies or copies[0].facility_id != facility.pk:
            unknown.append(line)
            continue
        found |= {copy.pk: copy for copy in copies}
    return list(found.values())[:MOST], unknown


def _range(facility: Facility, line: str) -> list[Copy]:
    """`PM.000012 - PM.000040`, `PM12-40`: nothing where it is no range of one register."""
    match = _RANGE.fullmatch(line)
    if not match:
        return []
    first, last = rules.number_parts(match[1]), rules.number_parts(match[2])
    if last is None and first and match[2].isdecimal():
        last = (first[0], int(match[2]))
    if first is None or last is None or first[0] != last[0]:
        return []
    copies = Copy.objects.filter(facility=facility, register__prefix=first[0], number__range=(first[1], last[1]))
    return list(copies.select_related("record", "facility").order_by("number", "suffix", "pk")[:MOST])


def spine_labels(copies: Sequence[Copy]) -> list[dict[str, Any]]:
    """Class mark, heading of three letters, volume, accession number: what is read from a shelf."""
    return [_label(_spine(copy)) for copy in copies]


def _spine(copy: Copy) -> list[dict[str, Any]]:
    record = copy.record
    parts = (
        (record.class_mark, 14, True), (short_heading(record), 11, False), (volume(record.volume), 11, False), (copy.accession_number, 9, True),
    )  # fmt: skip
    return [{"text": text, "size": size, "bold": bold} for text, size, bold in parts if text]


def short_heading(record: Record) -> str:
    """The first three letters of the last word of the first author's name, else of the title: "HOA"."""
    author = (rules.entries(record.authors) or [""])[0]
    word = author.replace(",", " ").split()[-1] if author.split() else record.title
    return "".join(char for char in word if char.isalpha())[:3].upper()


def code_labels(copies: Sequence[Copy], place: str) -> list[dict[str, Any]]:
    """Name of the place, bar code, accession number. A bar code that cannot be printed as one stands there as text."""
    head = [{"text": place, "size": 6.5, "bold": False}]
    labels = []
    for copy in copies:
        under = [{"text": copy.accession_number, "size": 8, "bold": True}]
        code = barcode_svg(copy.barcode) if copy.barcode.isascii() and copy.barcode.isprintable() else ""
        label = _label(head, under)
        labels.append(
            label | {"code": code, "code_text": copy.barcode if copy.barcode != copy.accession_number else ""}
        )
    return labels


def _label(lines: Sequence[dict[str, Any]], under: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    return {"lines": list(lines), "code": "", "code_text": "", "under": list(under)}


def label_sheet(labels: Sequence[dict[str, Any]], *, sheet: str, start: int = 1) -> bytes:
    """PDF of labels on a sheet of `documents.print.SHEETS`, the first on place `start` (1 is top left; beyond the sheet: 1)."""
    kind = SHEETS[sheet]
    skip = start - 1 if 1 <= start <= kind.per_page else 0
    facts = asdict(kind) | {"name": str(kind.name)}
    return pdf("labels", {"title": _("Labels"), "sheet": facts, "skip": skip, "labels": list(labels)}, tagged=False)


def catalogue_cards(copies: Iterable[Copy], *, on_a4: bool) -> bytes:
    """PDF of one card per record with the numbers of the chosen copies."""
    by_record: dict[int, list[Copy]] = {}
    for copy in copies:
        by_record.setdefault(copy.record_id, []).append(copy)
    cards = [card(found[0].record, _numbers(found)) for found in by_record.values()]
    return pdf("catalogue-cards", {"title": _("Catalogue cards"), "on_a4": on_a4, "cards": cards}, tagged=False)


def _numbers(copies: list[Copy]) -> str:
    return ranges(Numbered(str(copy.register_id), copy.number, copy.suffix, copy.accession_number) for copy in copies)


def card(record: Record, numbers: str) -> dict[str, Any]:
    """The areas of ISBD: title and responsibility, publication, extent, series; notes; tracings; ISBN."""
    authors, subjects = rules.entries(record.authors), rules.entries(record.subjects)
    title = " : ".join(part for part in (record.title, record.subtitle) if part)
    title = ". ".join(part for part in (title, volume(record.volume)) if part)
    first = " / ".join(part for part in (title, ", ".join(authors)) if part)
    imprint = ", ".join(part for part in (published(vars(record)), str(record.year or "")) if part)
    series = f"({record.series})" if record.series else ""
    areas = [part.rstrip(".") for part in (first, imprint, record.pages, series) if part]
    traced = [f"{number}. {subject}." for number, subject in enumerate(subjects, start=1)]
    traced += [f"{_ROMAN[index]}. {author}." for index, author in enumerate(authors[1 : len(_ROMAN) + 1])]
    summary = record.summary.strip()
    return {
        "mark": record.class_mark,
        "under_mark": [part for part in (short_heading(record), volume(record.volume)) if part],
        "heading": authors[0] if authors else "",
        "description": ". - ".join(areas),
        "notes": [summary if len(summary) <= 280 else summary[:279].rsplit(" ", 1)[0] + "…"] if summary else [],
        "tracings": " ".join(traced),
        "numbers": numbers,
        "isbn": f"ISBN {record.isbn}" if record.isbn else "",
    }


_ROMAN: Final = ("I", "II", "III", "IV", "V", "VI")
