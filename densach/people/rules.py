"""Decisions about patrons and cards, without database, clock or request."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from densach.core.errors import Refusal
from densach.core.text import clean, fold

from .models import PatronType
from .refusals import (
    BirthYearWrong,
    CardNumberWrong,
    ConsentFormMissing,
    ConsentInFuture,
    GuardianNeeded,
    NameMissing,
    ValidityWrong,
)

# 3-vietnam.md §1: consent of a parent or guardian stands for children under 16
CONSENT_AGE = 16
_NOISE = re.compile(r"[\s\x00-\x1f\x7f\u200b\ufeff]+")
_CARD_NUMBER = re.compile(r"[0-9A-ZĐ][0-9A-ZĐ./_-]{0,29}")
_MINORS = frozenset({PatronType.CHILD, PatronType.PUPIL})


@dataclass(frozen=True)
class GuardianDetails:
    """Who consents for a child: name, relation, day, and the number of the signed form (needed for class lists)."""

    full_name: str
    relation: str
    consented_on: dt.date
    form_number: str = ""


def card_number(text: str) -> str:
    """A card number as stored: capitals, without the blanks and control signs that scanners and people add."""
    return _NOISE.sub("", unicodedata.normalize("NFC", text)).upper()


def card_number_refusal(number: str) -> Refusal | None:
    """`number` as `card_number` gives it."""
    return None if _CARD_NUMBER.fullmatch(number) else CardNumberWrong(number=number)


def is_minor(birth_year: int | None, patron_type: str, on: dt.date) -> bool:
    """Under 16 by the age reached in the year of `on`; without a year, children and pupils count as minors."""
    if birth_year is None:
        return patron_type in _MINORS
    return on.year - birth_year < CONSENT_AGE


def guardian_refusal(
    *, birth_year: int | None, patron_type: str, by_class_list: bool, guardian: GuardianDetails | None, on: dt.date
) -> Refusal | None:
    """Whether the consent suffices. `by_class_list`: a school registers its pupils, so the form's number is needed."""
    if guardian is None or not clean(guardian.full_name) or not clean(guardian.relation):
        return GuardianNeeded() if guardian is not None or is_minor(birth_year, patron_type, on) else None
    if guardian.consented_on > on:
        return ConsentInFuture(day=f"{guardian.consented_on:%d/%m/%Y}")
    if by_class_list and is_minor(birth_year, patron_type, on) and not clean(guardian.form_number):
        return ConsentFormMissing()
    return None


def details_refusal(*, full_name: str, birth_year: int | None, on: dt.date) -> Refusal | None:
    """Whether a name and a year of birth can be right."""
    if not fold(full_name):
        return NameMissing()
    if birth_year is not None and not 1900 <= birth_year <= on.year:
        return BirthYearWrong(birth_year=birth_year)
    return None


def valid_until(start: dt.date, years: int) -> dt.date:
    """The same day `years` later (29 February becomes 28). Raises ValidityWrong outside 1–10 years."""
    if not 1 <= years <= 10:
        raise ValidityWrong(years=years)
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return start.replace(year=start.year + years, day=28)


def series_prefixes(facility_name: str) -> list[str]:
    """Card prefixes to try for a facility: initials without marks, then with a number behind ("TVPDX", "TVPDX2", …)."""
    letters = "".join(word[0] for word in fold(facility_name).split() if word[0].isalpha()).upper()[:6] or "T"
    return [letters, *(f"{letters}{n}" for n in range(2, 1000))]
