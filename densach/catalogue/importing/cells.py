"""What the cells of lists mean: years, prices, days, accession numbers, class marks, as people in Vietnam write them."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from stdnum import isbn as isbn_numbers

from densach.catalogue.models import ClassScheme, Material
from densach.core.text import clean, clean_lines, fold

_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)")
_ROMAN = {
    name: n
    for n, name in enumerate(["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"], start=1)
}
_DAY = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2}|[IVX]{1,4})\s*[/.\-]\s*(\d{4}|\d{2})(?!\d)")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_MONTH = re.compile(r"(\d{1,2})\s*[/.\-]\s*((?:19|20)\d\d)")
_NUMBER = re.compile(r"\d[\d.,\s]*")
_ISBN = re.compile(r"(?<![\dX])[\d][\d\s\-–]{8,20}[\dXx](?![\dX])")
_ACCESSION = re.compile(r"([A-ZĐ]{0,10})[\s./\-]{0,3}(\d{1,10})\s?([A-ZĐ]{0,2})")
_DDC = re.compile(r"\d{3}(?:[.,]\d+)?(?:\s|/|$)")
_SCHOOL = re.compile(r"[0-9A-ZĐ]{1,4}\(\d+\)|V\d{1,2}\b|ĐV\d")
_FIRST_DAY = dt.date(1899, 12, 30)  # day 0 of Excel
MOST_COPIES = 500
DITTO = frozenset(('"', "''", "”", "“", "nt", "-nt-", "n/t", "như trên", "-", "//", "…"))


def text(cell: Any) -> str:
    """A cell as one line of clean text; a day as Vietnamese write it."""
    if isinstance(cell, dict):
        return f"{dt.date.fromisoformat(cell['day']):%d/%m/%Y}"
    if isinstance(cell, float):
        return f"{cell:.10f}".rstrip("0").rstrip(".")
    return clean(str(cell))


def lines(cell: Any) -> str:
    return clean_lines(str(cell)) if isinstance(cell, str) else text(cell)


def year(cell: Any) -> int | None:
    """The first year a cell holds ("c2005", "[1998]", a whole date)."""
    match = _YEAR.search(text(cell).replace(".", "") if isinstance(cell, str) else text(cell))
    return int(match[1]) if match else None


def price(cell: Any) -> int | None:
    """Đồng: 25000, "25.000đ", "25,000 VND", "25 000,00", "25k". None where it is no price in đồng."""
    if isinstance(cell, int | float):
        return round(cell) if 0 <= cell < 2_000_000_000 else None
    written = text(cell).lower()
    match = _NUMBER.search(written)
    if not match or "$" in written or "usd" in written:
        return None
    digits = re.sub(r"[.,](\d{1,2})$", "", match[0].replace(" ", "").rstrip(".,"))
    amount = int(re.sub(r"[.,]", "", digits))
    if re.match(r"\s*(k|nghìn|ngàn)\b", written[match.end() :]):
        amount *= 1000
    return amount if amount < 2_000_000_000 else None


def day(cell: Any) -> dt.date | None:
    """A day of entry: a date cell, 12/05/2010, 26.XI.2007, 2010-05-12, 5/2010 (its first), 2010, or Excel's number.

    Raises ValueError where a cell holds something that is no day.
    """
    if isinstance(cell, dict):
        return dt.date.fromisoformat(cell["day"])
    if isinstance(cell, int | float) and 3000 < cell < 80000:
        return _FIRST_DAY + dt.timedelta(days=int(cell))
    written = text(cell).upper()
    return dt.date(*_day_parts(written)) if written else None


def _day_parts(written: str) -> tuple[int, int, int]:
    """Raises ValueError."""
    if match := _ISO_DAY.match(written):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _DAY.search(written):
        month = _ROMAN.get(match[2]) or int(match[2] if match[2].isdigit() else 0)
        return int(match[3]) + (0 if len(match[3]) == 4 else 2000 if int(match[3]) < 70 else 1900), month, int(match[1])
    if match := _MONTH.fullmatch(written):
        return int(match[2]), int(match[1]), 1
    if found := year(written):
        return found, 1, 1
    raise ValueError(written)


def quantity(cell: Any) -> int | None:
    """A count of copies ("3", "03 bản", 3.0); None where there is none."""
    match = re.search(r"\d+", text(cell))
    return int(match[0]) if match else None


def isbn(cell: Any) -> tuple[str, bool]:
    """The first right ISBN of a cell as 13 digits; and whether there was one that is wrong."""
    written = text(cell)
    if isinstance(cell, int) and len(written) in (8, 9):
        written = written.zfill(10)  # a number cell loses the zeros in front
    found = [re.sub(r"[\s\-–]", "", match) for match in _ISBN.findall(written)]
    for digits in found:
        if isbn_numbers.is_valid(digits):
            return str(isbn_numbers.to_isbn13(digits)).replace("-", ""), False
    return "", bool(found)


@dataclass(frozen=True, slots=True)
class Number:
    """The parts of an accession number: prefix of the register ("" where none is written), number, suffix ("a")."""

    prefix: str
    value: int
    suffix: str = ""
    digits: int = 0


def numbers(cell: Any, until: Any = "") -> list[Number] | None:
    """Accession numbers of a cell: "PM.002774", "12a", "GK 1 - GK 30", "1-5", "12; 13, 15". None where it is none of it.

    With `until` the cell is the first of a range. A range is taken up to MOST_COPIES + 1, which callers refuse.
    """
    found: list[Number] = []
    for part in re.split(r"[;,\n]|\bvà\b", str(text(cell)).upper()):
        if not part.strip():
            continue
        some = _range(part.strip())
        if some is None:
            return None
        found += some
    if found and text(until):
        last = _ACCESSION.fullmatch(text(until).upper())
        return _between(found[0], int(last[2])) if last else None
    prefix = next((number.prefix for number in found if number.prefix), "")
    return [Number(number.prefix or prefix, number.value, number.suffix, number.digits) for number in found]


def _range(part: str) -> list[Number] | None:
    if match := _ACCESSION.fullmatch(part):
        return [_number(match)]
    ends = re.split(r"\s*(?:-|–|—|→|ĐẾN|\.\.\.?)\s*(?=[A-ZĐ.\s]{0,12}\d+$)", part, maxsplit=1)
    if len(ends) != 2:
        return None
    first, last = _ACCESSION.fullmatch(ends[0].strip()), _ACCESSION.fullmatch(ends[1].strip())
    return _between(_number(first), int(last[2])) if first and last else None


def _number(match: re.Match[str]) -> Number:
    return Number(match[1], int(match[2]), match[3].lower(), len(match[2]) if match[2].startswith("0") else 0)


def _between(first: Number, last: int) -> list[Number] | None:
    if last < first.value:
        return None
    stop = min(last, first.value + MOST_COPIES)
    return [Number(first.prefix, value, "", first.digits) for value in range(first.value, stop + 1)]


def class_mark(cell: Any, scheme: str) -> str:
    """A class mark; one of DDC that a number cell has cut down is whole again (1.3 → 001.3)."""
    if isinstance(cell, int | float) and scheme in _DDC_SCHEMES and 0 <= cell < 1000:
        whole, dot, part = text(cell).partition(".")
        return whole.zfill(3) + dot + part
    return text(cell)


_DDC_SCHEMES = (ClassScheme.DDC, ClassScheme.DDC14, ClassScheme.DDC23)


def scheme_of(marks: list[Any]) -> str:
    """The classification that the marks of a column are most likely of."""
    filled = [mark for mark in marks if text(mark)]
    ddc = sum(bool(_DDC.match(text(mark))) or isinstance(mark, int | float) for mark in filled)
    school = sum(bool(_SCHOOL.match(text(mark).upper())) for mark in filled)
    if not filled or ddc * 2 > len(filled):
        return ClassScheme.DDC
    return ClassScheme.SCHOOL if school * 2 > len(filled) else ClassScheme.NINETEEN


_LANGUAGES = {
    "viet": "vie", "vn": "vie", "vi": "vie", "anh": "eng", "en": "eng", "english": "eng", "phap": "fre", "fr": "fre", "nga": "rus", "ru": "rus",
    "trung": "chi", "trung quoc": "chi", "hoa": "chi", "han": "chi", "zh": "chi", "nhat": "jpn", "han quoc": "kor", "duc": "ger",
    "tay": "tai", "nung": "tai", "tay nung": "tai", "hmong": "hmn", "mong": "hmn", "dao": "yao",
}  # fmt: skip


def language(cell: Any) -> str:
    """An ISO 639-2/B code; "" where the cell names no language known here."""
    folded = fold(text(cell)).removeprefix("tieng ").removesuffix(" van")
    return folded if len(folded) == 3 and folded in _LANGUAGES.values() else _LANGUAGES.get(folded, "")


_MATERIALS = (
    ("giao khoa", Material.TEXTBOOK), ("sgk", Material.TEXTBOOK), ("tap chi", Material.PERIODICAL), ("bao", Material.PERIODICAL),
    ("ban do", Material.MAP), ("tranh anh", Material.KIT), ("bang dia", Material.RECORDING), ("dia", Material.RECORDING), ("cd", Material.RECORDING),
)  # fmt: skip


def material(cell: Any) -> str:
    folded = f" {fold(text(cell))} "
    return next((found for word, found in _MATERIALS if f" {word} " in folded), Material.BOOK)


def grade(cell: Any) -> int | None:
    match = re.search(r"(?<!\d)(1[0-2]|[1-9])(?!\d)", text(cell))
    return int(match[1]) if match else None


@dataclass(frozen=True)
class Facts:
    """What the filled cells of a column have in common, each share 0–1; by these a column without heading is known."""

    filled: int
    unique: float
    length: float
    digits: float
    year: float
    mark: float
    money: float
    counting: float
    numbered: float
    isbn: float
    person: float
    day: float

    @classmethod
    def of(cls, values: list[Any]) -> Self:
        filled = [(cell, written) for cell in values if (written := text(cell))][:500]
        n = len(filled) or 1
        texts = [written for _cell, written in filled]

        def share(test: Callable[[str], Any]) -> float:
            return sum(bool(test(written)) for written in texts) / n

        whole = [int(written) for written in texts if written.isascii() and written.isdigit() and len(written) < 15]
        steps = sum(later - earlier == 1 for earlier, later in itertools.pairwise(whole))
        return cls(
            filled=len(filled),
            unique=len(set(texts)) / n,
            length=sum(map(len, texts)) / n,
            digits=share(lambda one: one.isascii() and one.isdigit()),
            year=share(lambda one: re.fullmatch(r"(?:19|20)\d\d", one)),
            mark=share(lambda one: re.fullmatch(r"\d{3}(?:[.,]\d+)?(?:\s+[^\s]{1,10})*", one) or _SCHOOL.match(one)),
            money=share(
                lambda one: re.fullmatch(r"\d{1,3}(?:[.,]?\d{3})+(?:[.,]\d\d?)?\s*(?:đ|d|vnd|đồng)?", one.lower())
            ),
            counting=steps / n,
            numbered=share(lambda one: _ACCESSION.fullmatch(one.upper()) and len(one) > 2),
            isbn=share(lambda one: isbn(one)[0]),
            person=share(_is_person),
            day=sum(isinstance(cell, dict) or bool(_DAY.fullmatch(written)) for cell, written in filled) / n,
        )


def _is_person(written: str) -> bool:
    words = re.findall(r"[^\W\d_]+\.?", written.split(",", maxsplit=1)[0].split(";", maxsplit=1)[0])
    return 2 <= len(words) <= 5 and all(word[0].isupper() for word in words)


type Judge = Callable[[Facts], float]
_HALF = 0.5

# in this order: the surest first; 0 means "not this"
JUDGES: tuple[tuple[str, Judge], ...] = (
    ("isbn", lambda facts: facts.isbn if facts.isbn > _HALF else 0),
    ("row", lambda facts: facts.counting if facts.counting > 0.9 and facts.filled > 2 else 0),
    ("acquired_on", lambda facts: facts.day if facts.day > _HALF else 0),
    ("year", lambda facts: facts.year if facts.year > 0.6 else 0),
    ("class_mark", lambda facts: facts.mark if facts.mark > _HALF and facts.length < 20 else 0),
    (
        "accession_number",
        lambda facts: facts.numbered * facts.unique if facts.numbered > 0.7 and facts.unique > 0.7 else 0,
    ),
    ("title", lambda facts: facts.length * facts.unique if facts.length > 8 and facts.digits < _HALF else 0),
    ("price", lambda facts: facts.money if facts.money > 0.6 else 0),
    ("authors", lambda facts: facts.person if facts.person > 0.3 and facts.filled > 0 else 0),
    ("shelf", lambda facts: 1 - facts.unique if facts.unique < 0.2 and facts.length < 60 and facts.filled > 5 else 0),
)
JUDGES_OF_TITLE: tuple[tuple[str, Judge], ...] = tuple(pair for pair in JUDGES if pair[0] in ("title",))
