"""Decisions about records and copies, without database, clock or request."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from stdnum import isbn as isbn_numbers
from stdnum.exceptions import ValidationError as WrongNumber

from densach.core.errors import Refusal
from densach.core.text import clean, fold

from .models import ClassScheme, Copy, CopyState, Record
from .record_fields import RecordFields
from .refusals import CopyIsOut, CopyWithdrawn, GradeWrong, IsbnWrong, TitleMissing, TooManyEntries, YearWrong

MOST_AT_ONCE = 500
_NOISE = re.compile(r"[\s\x00-\x1f\x7f\u200b\ufeff]+")
_NUMBER = re.compile(r"([A-ZĐ]{1,10})[./-]?0*([1-9][0-9]{0,8})")
_VIETNAMESE_LITERATURE = re.compile(r"Đ?V[0-9]")
_LIMITS = ("title", "subtitle", "authors", "publisher", "place", "subjects", "series", "volume", "pages", "class_mark")


def scanned(text: str) -> str:
    """A bar code or accession number as stored: capitals, without the blanks and control signs that scanners add."""
    return _NOISE.sub("", unicodedata.normalize("NFC", text)).upper()


def number_parts(text: str) -> tuple[str, int] | None:
    """Prefix and number of an accession number however it is typed: "pm 2774", "PM2774", "PM.002774" → ("PM", 2774)."""
    match = _NUMBER.fullmatch(scanned(text))
    return (match[1], int(match[2])) if match else None


def isbn13(text: str) -> str:
    """An ISBN as 13 digits ("" stays empty). Raises IsbnWrong where the check digit or the length is not right."""
    if not clean(text):
        return ""
    try:
        return str(isbn_numbers.to_isbn13(isbn_numbers.validate(text)).replace("-", ""))
    except WrongNumber as error:
        raise IsbnWrong(isbn=clean(text)) from error


def subject_group(scheme: str, mark: str) -> str:
    """The first digit of a class mark: the main class of DDC, of the 19-class table and of school marks (53(075)).

    In the last two, V and ĐV (V23) stand for Vietnamese literature, class 8. "" where the mark says nothing.
    """
    mark = clean(mark).upper()
    if mark[:1].isascii() and mark[:1].isdigit():
        return mark[0]
    if scheme in (ClassScheme.NINETEEN, ClassScheme.SCHOOL) and _VIETNAMESE_LITERATURE.match(mark):
        return "8"
    return ""


def entries(text: str) -> list[str]:
    """The entries of a list written with ";" between them (authors, subjects)."""
    return [entry for part in text.split(";") if (entry := clean(part))]


def fields_refusal(fields: RecordFields, on: dt.date) -> Refusal | None:
    """Whether a record can be kept: a title, a plausible year, nothing longer than its column. Raises IsbnWrong."""
    if not fold(fields.title):
        return TitleMissing()
    if fields.year is not None and not 1000 <= fields.year <= on.year + 1:
        return YearWrong(year=fields.year)
    if fields.grade is not None and not 1 <= fields.grade <= 12:
        return GradeWrong(grade=fields.grade)
    for name in _LIMITS:
        limit = Record._meta.get_field(name).max_length  # type: ignore[union-attr]  # all of them are CharFields
        if len(getattr(fields, name)) > (limit or 0):
            return TooManyEntries(limit=limit, field=name)
    isbn13(fields.isbn)
    return None


def change_refusal(copy: Copy, *, on_loan: bool = False) -> Refusal | None:
    """Whether a copy may leave the shelf for good: not when withdrawn already, not while a reader has it."""
    if copy.state == CopyState.WITHDRAWN:
        return CopyWithdrawn(number=copy.accession_number)
    if on_loan:
        return CopyIsOut(number=copy.accession_number)
    return None
