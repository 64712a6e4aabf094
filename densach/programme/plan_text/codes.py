"""Best guesses which known population and measure a printed target speaks of; None where no guess is safe."""

from __future__ import annotations

import re

from .vietnamese import fold

_SCHOOL = r"truong hoc|co so giao duc|truong pho thong|nha truong|truong "
r"tieu hoc|truong thcs|truong thpt|truong mam non|cac truong"
_COMMUNE = r"\b(?:cac )?(?:xa|phuong|cap xa|thi tran)\b"

_POPULATIONS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("library_visits", re.compile(r"luot.*(?:nguoi su dung|ban doc|nguoi doc|thu vien|doc gia|tra cuu)")),
    ("commune_and_armed_forces_libraries", re.compile(rf"thu vien.*{_COMMUNE}.*(?:luc luong vu trang|quan doi)")),
    ("commune_and_armed_forces_libraries", re.compile(rf"thu vien.*(?:luc luong vu trang|quan doi).*{_COMMUNE}")),
    ("school_libraries", re.compile(rf"^(?:cac |he thong |so )?thu vien.{{0,25}}(?:{_SCHOOL})")),
    ("culture_centres", re.compile(r"^(?:cac |so |he thong )?(?:trung tam van hoa|nha van hoa)")),
    (
        "communes",
        re.compile(r"^(?:cac |so |moi )?(?:don vi )?(?:xa|phuong|thi tran|don vi (?:hanh chinh )?cap xa)\b(?! hoi)"),
    ),
)
_MEASURES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("average_annual_growth", re.compile(r"\btang\b(?! cuong)")),
    (
        "managed_digitally",
        re.compile(r"^(?!co ).*(?:ung dung cong nghe thong tin|chuyen doi so|phan mem)|ung dung cntt"),
    ),
    ("supports_age_groups_and_interests", re.compile(r"lua tuoi.*so thich|so thich.*lua tuoi|nhu cau.*lua tuoi")),
    ("holds_regular_classes", re.compile(r"lop nang khieu|cau lac bo|nhom so thich")),
    ("offers_lifelong_learning", re.compile(r"(?:cung cap|phuc vu|dich vu|to chuc).*hoc tap suot doi")),
)


def population_code(population: str) -> str | None:
    """A commune library alone is not "commune and armed-forces libraries": another denominator, so no guess."""
    return _first(_POPULATIONS, population)


def measure_code(measure: str, *, per_year: bool) -> str | None:
    """ "tăng … %/năm" is a growth rate; a bare "tăng 20 %" is not an average a year."""
    code = _first(_MEASURES, measure)
    growing = per_year or "binh quan" in fold(measure)
    return None if code == "average_annual_growth" and not growing else code


def _first(table: tuple[tuple[str, re.Pattern[str]], ...], text: str) -> str | None:
    folded = fold(text)
    return next((code for code, pattern in table if pattern.search(folded)), None)
