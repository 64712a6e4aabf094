"""Which column of a table is what: by its heading, in any spelling and any old font, and by its content where there is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from densach.core.legacy_text import Font, to_unicode
from densach.core.text import clean, fold

from . import cells

# what a column can be, in the order of the choice shown
TARGETS = {
    "title": _("Title"),
    "subtitle": _("Remainder of title"),
    "volume": _("Volume"),
    "authors": _("Authors"),
    "publisher": _("Publisher"),
    "place": _("Place of publication"),
    "year": _("Year of publication"),
    "pages": _("Extent"),
    "size": _("Size (cm)"),
    "series": _("Series"),
    "isbn": _("ISBN"),
    "language": _("Language"),
    "material": _("Material"),
    "class_mark": _("Class mark"),
    "subjects": _("Subjects"),
    "summary": _("Summary"),
    "grade": _("School class"),
    "accession_number": _("Accession number"),
    "accession_until": _("Accession number, last"),
    "quantity": _("Number of copies"),
    "barcode": _("Bar code"),
    "price": _("Price (đồng)"),
    "acquired_on": _("Entered on"),
    "shelf": _("Shelf"),
    "source": _("Source"),
    "note": _("Note"),
}

# headings as lists write them, folded; a name of several words also counts when others stand around it
_HEADINGS = {
    "title": "nhan de|nhan de chinh|ten sach|ten tai lieu|ten an pham|ten tac pham|tua sach|tua de|tac pham|ten bai|title|book title|ten|"
    "ten va tac gia|nhan de tai lieu|ten sach giao khoa",
    "subtitle": "phu de|nhan de phu|ten phu|thong tin bo sung|subtitle|bo sung nhan de",
    "volume": "tap|tap so|so tap|quyen|quyen so|phan|tap phan|volume|vol|part|ky hieu tap",
    "authors": "tac gia|ho ten tac gia|ten tac gia|cac tac gia|nguoi viet|chu bien|bien soan|nguoi bien soan|author|authors|tg|tac gia chinh|"
    "ho va ten tac gia|thong tin trach nhiem",
    "publisher": "nha xuat ban|nxb|nha xb|n x b|publisher|manufacturer|don vi xuat ban|ten nha xuat ban",
    "place": "noi xuat ban|noi xb|noi in|dia diem xuat ban|nxb o|place|place of publication",
    "year": "nam xuat ban|nam xb|nam|nam in|nxb nam|nam phat hanh|year|publish year|namxb|nam x b",
    "pages": "so trang|trang|mo ta vat ly|pages|page count|so tr|tong so trang",
    "size": "kho|kho sach|kho cm|kich thuoc|kho giay|co sach|dimensions|size",
    "series": "tung thu|bo sach|tu sach|tung thu bo sach|series",
    "isbn": "isbn|chi so isbn|so isbn|ma isbn|ma so isbn",
    "language": "ngon ngu|tieng|ngon ngu van ban|language|ma ngon ngu",
    "material": "loai tai lieu|loai hinh|loai hinh tai lieu|loai an pham|dang tai lieu|material|loai sach",
    "class_mark": "cspl|ky hieu phan loai|phan loai|ddc|ky hieu pl|khpl|ma phan loai|chi so phan loai|mon loai|ky hieu mon loai|ky hieu xep gia|"
    "chi so ddc|so phan loai|ky hieu|pl|ki hieu phan loai|ki hieu|udc|bbk|ky hieu kho|phan loai ddc|dewey|call number",
    "subjects": "tu khoa|chu de|de muc chu de|chu de tu khoa|linh vuc|the loai|subject|subjects|keywords|category|catagory|mon|mon hoc|de muc",
    "summary": "tom tat|noi dung|tom tat noi dung|chu giai|gioi thieu|description|summary|noi dung tom tat",
    "grade": "lop|khoi|khoi lop|danh cho lop|grade",
    "accession_number": "so dang ky ca biet|so dkcb|dkcb|dang ky ca biet|so ca biet|so dang ki ca biet|ma dkcb|so dang ky|so dk|ma so sach|"
    "sdkcb|so dk ca biet|ma ca biet|accession number|accession no|so kcb|ma sach|so ki hieu|dk ca biet|tu so|so dkcb tu",
    "accession_until": "den so|so dkcb den|dkcb den|so cuoi",
    "quantity": "so luong|sl|so ban|so quyen|so cuon|so luong ban|ton|ton kho|hien con|so sach|s luong|quantity|copies|tong so ban",
    "barcode": "ma vach|barcode|bar code|ma vach sach",
    "price": "gia|gia tien|don gia|gia bia|gia sach|tri gia|gia thanh|price|original price|gia vnd|don gia dong|gia tien dong|gia dong",
    "acquired_on": "ngay nhap|ngay vao so|ngay thang vao so|ngay dang ky|ngay nhap kho|ngay thang nam|ngay thang|ngay mua|ngay bo sung|"
    "ngay vao so dkcb|ngay nhan|ngay ghi so",
    "shelf": "kho ke|ke|gia|ke sach|vi tri|ngan|tu ke|noi luu|noi de|kho luu|ten kho|phong kho|vi tri xep gia|kho tai lieu|dia diem|shelf|location|"
    "kho luu tru|xep gia|ma kho|tu sach so",
    "source": "nguon|nguon nhap|nguon bo sung|nguon cung cap|nha cung cap|noi cap|nguon cap|don vi tang|source|supplier",
    "note": "ghi chu|phu chu|note|notes|tinh trang|tinh trang sach|remark",
}
# what lists hold that no column of ours takes; named so that they are not mistaken
_IGNORED = (
    "stt|tt|so tt|so thu tu|no|id|product id|url|so dang ky tong quat|so dktq|dktq|so chung tu|thanh tien|nam kiem ke|kiem ke|bien ban xuat|"
    "ngay va so bien ban xuat|lan xuat ban|lan tai ban|nguoi nhap|n review|avg rating|cover link|current price|discount|thu tu"
)
_LOOKUP = {name: target for target, names in _HEADINGS.items() for name in names.split("|")}
_LOOKUP |= dict.fromkeys(_IGNORED.split("|"), "")
_PHRASES = sorted((name for name in _LOOKUP if " " in name or len(name) > 4), key=len, reverse=True)
_READINGS = (Font.UNICODE, Font.TCVN3, Font.VNI)
_SHELF_NOT_SIZE = re.compile(r"kho (?:sach|luu)?")
_BRACKETS = re.compile(r"\([^)]*\)")


def target_of(heading: str) -> str | None:
    """What a heading names: a key of TARGETS, "" for what is known and not taken, None for what is not known.

    "Kho" is a store-room and "khổ" a size: the accents decide, where there are any.
    """
    for font in _READINGS:
        text = clean(to_unicode(heading, font))
        found = _named(text)
        if found is not None:
            return found
    return None


def _named(text: str) -> str | None:
    folded = fold(text.replace("_", " "))
    if not folded:
        return None
    if folded in ("kho", "kho sach"):
        return "size" if "khổ" in text.lower() else "shelf"
    if folded == "gia":
        return "shelf" if text.lower() == "giá để" else "price"
    if folded in _LOOKUP:
        return _LOOKUP[folded]
    bare = fold(_BRACKETS.sub("", text))
    if bare in _LOOKUP:
        return _LOOKUP[bare]
    padded = f" {folded} "
    return next((_LOOKUP[name] for name in _PHRASES if f" {name} " in padded), None) if len(folded) <= 60 else None


@dataclass(frozen=True)
class Header:
    """Where the headings stand: `first` and `last` row (numbers of the sheet; 0 where there are none), and their texts."""

    first: int
    last: int
    names: list[str]


_SEARCHED = 30
_RECOGNISED = 2


def find_header(rows: Sequence[tuple[int, Sequence[Any]]]) -> Header:
    """The heading rows among the first of a sheet, also where titles stand above and where headings take two rows."""
    best, score = Header(0, 0, []), _RECOGNISED - 1
    for index, (number, row) in enumerate(rows[:_SEARCHED]):
        names = [cells.text(cell) for cell in row]
        candidates = [Header(number, number, names)]
        if index + 1 < len(rows) and (below := _below(names, rows[index + 1][1])):
            candidates.append(Header(number, rows[index + 1][0], below))
        for candidate in candidates:  # the second of two rows counts only where it tells more
            if (found := _score(candidate.names)) > score:
                best, score = candidate, found
    return best


def _score(names: list[str]) -> int:
    targets = [target_of(name) for name in names]
    return len({target for target in targets if target}) + (1 if "" in targets else 0)


def _below(upper: list[str], row: Sequence[Any]) -> list[str]:
    """Headings of two rows as one; [] where the lower row is no heading (it has numbers, or is full)."""
    lower = [cells.text(cell) for cell in row]
    filled = [name for name in lower if name]
    if not filled or len(filled) > len(upper) * 0.8 or any(not isinstance(cell, str) for cell in row if cell != ""):
        return []
    width = max(len(upper), len(lower))
    upper, lower = upper + [""] * (width - len(upper)), lower + [""] * (width - len(lower))
    return [below or above for above, below in zip(upper, lower, strict=True)]


@dataclass
class Column:
    """A column as found: its heading, some of its cells as they came, how its letters are read, and what it is."""

    index: int
    heading: str
    samples: list[str]
    font: Font
    confidence: float
    target: str = ""


def assign(columns: list[Column], values: list[list[Any]]) -> None:
    """Give each column its target, in place: by headings first, the rest by content where no heading was found."""
    taken: set[str] = set()
    named = any(column.heading for column in columns)
    for column in columns:
        target = target_of(column.heading) if column.heading else None
        if target and target not in taken:
            column.target = target
            taken.add(target)
    if not named or "title" not in taken:
        _by_content(columns, values, taken, everything=not named)


def _by_content(columns: list[Column], values: list[list[Any]], taken: set[str], *, everything: bool) -> None:
    facts = {
        column.index: cells.Facts.of([_read(cell, column.font) for cell in values[column.index]])
        for column in columns
        if not column.target and (everything or target_of(column.heading) is None)
    }
    for target, judge in cells.JUDGES if everything else cells.JUDGES_OF_TITLE:
        marks = {index: judge(fact) for index, fact in facts.items()}
        best = max(marks, key=lambda index: marks[index], default=None)
        if best is not None and marks[best] > 0 and target not in taken:
            next(column for column in columns if column.index == best).target = target if target != "row" else ""
            taken.add(target)
            del facts[best]


def _read(cell: Any, font: Font) -> Any:
    return to_unicode(cell, font) if isinstance(cell, str) else cell
