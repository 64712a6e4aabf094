"""Facts of Decree 30/2020/NĐ-CP (Appendix I) on the layout of administrative documents, and its ways of writing.

Lengths are millimetres, sizes are points, both ends of a range allowed. Source: 3-vietnam.md §4.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from densach.core.text import old_tone_placement

PAGE_WIDTH_MM: Final = 210.0
PAGE_HEIGHT_MM: Final = 297.0
FONT: Final = "Times New Roman"
NATIONAL_NAME: Final = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO: Final = "Độc lập - Tự do - Hạnh phúc"
ENDING: Final = "./."
ARCHIVE_PREFIX: Final = "- Lưu: VT"

#: Letters that number items: no f, j, w, z and no marked vowels; đ stands after d.
LETTERS: Final = tuple("abcdđeghiklmnopqrstuvxy")

#: Short sign of a kind of document → the name printed above its subject.
KINDS: Final[dict[str, str]] = {
    "KH": "KẾ HOẠCH",
    "BC": "BÁO CÁO",
    "QĐ": "QUYẾT ĐỊNH",
    "TB": "THÔNG BÁO",
    "TTr": "TỜ TRÌNH",
    "BB": "BIÊN BẢN",
    "GM": "GIẤY MỜI",
    "HD": "HƯỚNG DẪN",
}


@dataclass(frozen=True)
class Margins:
    """Allowed page margins in mm, each (least, most)."""

    top: tuple[float, float] = (20.0, 25.0)
    bottom: tuple[float, float] = (20.0, 25.0)
    left: tuple[float, float] = (30.0, 35.0)
    right: tuple[float, float] = (15.0, 20.0)


@dataclass(frozen=True)
class Element:
    """How one element is printed. `sizes` (least, most) in points; None = the decree leaves it open."""

    sizes: tuple[float, float]
    bold: bool | None = None
    italic: bool | None = None
    alignment: str | None = None  # left | center | right | both


MARGINS: Final = Margins()
BODY_INDENT_MM: Final = (10.0, 12.7)
BODY_SPACING_PT: Final = 6.0
LINE_SPACING: Final = (1.0, 1.5)

ELEMENTS: Final[dict[str, Element]] = {
    "national_name": Element((12, 13), bold=True, italic=False, alignment="center"),
    "motto": Element((13, 14), bold=True, italic=False, alignment="center"),
    "parent_body": Element((12, 13), bold=False, italic=False, alignment="center"),
    "issuer": Element((12, 13), bold=True, italic=False, alignment="center"),
    "number": Element((13, 13), bold=False, italic=False, alignment="center"),
    "place_date": Element((13, 14), bold=False, italic=True),
    "kind": Element((13, 14), bold=True, italic=False, alignment="center"),
    "subject": Element((13, 14), bold=True, italic=False, alignment="center"),
    "addressee": Element((13, 14), bold=False, italic=False),
    "legal_basis": Element((13, 14), bold=False, italic=True),
    "section_heading": Element((13, 14), bold=True, italic=False),
    "subsection_heading": Element((13, 14), bold=True, italic=False),
    "body": Element((13, 14), alignment="both"),
    "signer_line": Element((13, 14), bold=True, italic=False, alignment="center"),
    "signer_name": Element((13, 14), bold=True, italic=False, alignment="center"),
    "recipients_heading": Element((12, 12), bold=True, italic=True),
    "recipient": Element((11, 11), bold=False, italic=False),
    "page_number": Element((13, 14), bold=False, italic=False, alignment="center"),
}

_ROMAN: Final = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def official_number(number: int | None, kind: str, issuer: str) -> str:
    """`05/BC-UBND`; None leaves room for the clerk's pen, `        /BC-UBND`. Raises ValueError below 1."""
    if number is not None and number < 1:
        raise ValueError("an official number starts at 1")
    return f"{' ' * 8 if number is None else f'{number:02d}'}/{kind}-{issuer}"


def official_date(date: datetime.date | None, place: str) -> str:
    """`Bắc Kạn, ngày 05 tháng 02 năm 2026`: a 0 before days under 10 and before months 1 and 2 only.

    None leaves room to write the date by hand.
    """
    if date is None:
        blank = " " * 6
        return f"{place}, ngày{blank}tháng{blank}năm{blank}"
    month = f"{date.month:02d}" if date.month <= 2 else str(date.month)
    return f"{place}, ngày {date.day:02d} tháng {month} năm {date.year}"


def format_number(value: int) -> str:
    """`1.234.567`."""
    return f"{value:,}".replace(",", ".")


def format_decimal(value: float | Decimal, places: int | None = None) -> str:
    """`1.234,5`; halves are rounded up. Without `places` the digits the value has, at most six, no trailing zeros."""
    step = Decimal(1).scaleb(-(6 if places is None else places))
    rounded = Decimal(str(value)).quantize(step, rounding=ROUND_HALF_UP)
    text = f"{rounded:,f}"
    if places is None:
        text = text.rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))


def format_percent(value: float | Decimal, places: int | None = None) -> str:
    """`12,5 %`; the value is already in hundredths (12.5, not 0.125)."""
    return f"{format_decimal(value, places)} %"


def official_count(count: int, noun: str) -> str:
    """`05 lớp`, `1.234 lớp`."""
    return f"{count:02d} {noun}" if 0 <= count < 10 else f"{format_number(count)} {noun}"


def roman(number: int) -> str:
    """Number of a section, 1 → `I`. Raises ValueError outside 1–399."""
    if not 1 <= number < 400:
        raise ValueError("sections are numbered from 1 to 399")
    parts = []
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        parts.append(sign * count)
    return "".join(parts)


def letter(position: int) -> str:
    """Letter of the item at `position` (from 0): a b c d đ e g h i k … y, then aa, ab …"""
    if position < 0:
        raise ValueError("positions start at 0")
    rounds, index = divmod(position, len(LETTERS))
    return (letter(rounds - 1) if rounds else "") + LETTERS[index]


def unit_name(kind: str, name: str, *, named_after_person: bool = False) -> str:
    """`phường Bắc Kạn`, but `Phường Nguyễn Thị Minh Khai`: the kind is part of a name that honours a person.

    A name that is a number takes the capital too (`Phường 3`), Appendix II of the decree.
    """
    capital = named_after_person or name[:1].isdigit()
    first = kind[:1].upper() if capital else kind[:1].lower()
    return f"{first}{kind[1:]} {name}"


def printed(text: str) -> str:
    """Tone placement as official documents print it: HOÀ → HÒA, Uỷ ban → Ủy ban."""
    return old_tone_placement(text)
