"""Cleaning single lines: marks of markdown, page furniture, and the few damaged words that can mean only one thing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from .decode import Line
from .findings import finding
from .model import Finding
from .vietnamese import fold, has_letters

_ROMAN_SIGNS = {
    0x2160 + at: sign
    for at, sign in enumerate(("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"))
}
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\ufeff\u00ad\u2060\f\v"))
_ESCAPED = re.compile(r"\\([-.*_#()+!\[\]>|])")
_HASHES = re.compile(r"^\s*(?:#{1,6}\s+|>\s+)+")
_STAR_BULLET = re.compile(r"^\s*\*\s+(?=\S)")
_UNDERSCORES = re.compile(r"__+")
_BLANKS = re.compile(r"\s+")
_STRAY_MARKS = re.compile(r"[\u0300-\u036f]")

_PAGE_NUMBER = re.compile(r"^[-–—\s]*(?:(?:trang|page)\s*)?\d{1,3}(?:\s*/\s*\d{1,3})?[-–—\s]*$")
_EXPECTS_NUMBER = re.compile(r"(?:ngay|thang|nam|so|dat|tang|quy|den|la|tu|va|,|co|it nhat|toi thieu|khoang|tren)\s*$")
_FURNITURE = re.compile(
    r"^(?:cong hoa xa hoi chu nghia viet nam|doc lap\s*-\s*tu do\s*-\s*hanh phuc|trang\s*\d+(?:\s*/\s*\d+)?"
    r"|(?:cong hoa xa hoi chu nghia viet nam\s*)(?:doc lap\s*-\s*tu do\s*-\s*hanh phuc))\W*$"
)
# words no Vietnamese sentence holds: scanned "ấ" read as "â", "ố" as "ổ", and the like
_DAMAGED: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b([Pp])hân đầu(?= đạt| đến| có| tăng| hoàn| năm|,| \d)"), r"\1hấn đấu"),
    (re.compile(r"\b([Tt])hành phổ\b(?! biến| thông| cập| điểm| quát| hệ)"), r"\1hành phố"),
    (re.compile(r"\b([Tt])hư viên(?=\W|$)"), r"\1hư viện"),
    (re.compile(r"\b([Kk])ê hoạch\b"), r"\1ế hoạch"),
    (re.compile(r"\b([Hh])oc tập\b"), r"\1ọc tập"),
)


def cleaned(line: Line) -> Line:
    """The line without invisible signs and markdown, blanks single, bullets kept."""
    return replace(line, text=clean(line.text), cells=tuple(tuple(map(clean, cell)) for cell in line.cells))


def clean(text: str) -> str:
    text = text.translate(_INVISIBLE).translate(_ROMAN_SIGNS)
    text = _STRAY_MARKS.sub("", _ESCAPED.sub(r"\1", _HASHES.sub("", text)))
    text = _STAR_BULLET.sub("- ", text).replace("*", "").replace("`", "")
    return _BLANKS.sub(" ", _UNDERSCORES.sub("", text)).strip()


def is_furniture(text: str) -> bool:
    """The national motto, rules and page headers: never part of a plan."""
    return not text or not re.search(r"\w", text) or bool(_FURNITURE.match(fold(text)))


def is_page_number(text: str, before: str, *, alone: bool) -> bool:
    """A number by itself between blank lines, unless the sentence before it waits for one."""
    if not _PAGE_NUMBER.match(fold(text)):
        return False
    return has_letters(text) or (alone and not _EXPECTS_NUMBER.search(fold(before)))


def mend(text: str, line_at: Callable[[int], int]) -> tuple[str, list[Finding]]:
    """`text` with damaged words put right, and a remark for each. `line_at` maps an offset to a line number."""
    remarks: list[Finding] = []
    for pattern, repaired in _DAMAGED:
        found = pattern.search(text)
        while found:
            right = found.expand(repaired)
            remarks.append(finding("repaired-word", line_at(found.end() - 1), found=found[0], repaired=right))
            text = text[: found.start()] + right + text[found.end() :]
            found = pattern.search(text, found.start() + len(right))
    return text, remarks
