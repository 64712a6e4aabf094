"""The numbers and years of a passage: which numbers are values of targets, and to which year each belongs."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from .vietnamese import NUMBER, Words, fold, number

NEARBY = 120  # how far before a number the words that decide about it can stand

_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»")
_PAPER = re.compile(
    r"(?:quyet dinh|nghi quyet|nghi dinh|thong tu|chi thi|ke hoach|cong van|luat|de an|chuong trinh|huong dan|van ban)"
    r" so\s*:?\s*[\w./-]+(?:\s*,?\s*ngay\s+\d{1,2}\s*(?:[/.-]|thang)\s*\d{1,2}\s*(?:[/.-]|nam)\s*\d{4})?"
)
_PROGRAMME = re.compile(
    r"chuong trinh [^,;.\d%]{0,80}(?:den (?:het )?nam|giai doan) [\d -]+(?:, dinh huong den nam \d{4})?"
)
_ASIDE = re.compile(r"\([^()]*\)")
_DATE = re.compile(r"(?<!\d)\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?(?![\d%])")

_YEAR = r"20(?:1[5-9]|[2-6]\d)"
_YEARS = re.compile(
    rf"(?:(?:giai doan|tu nam|trong)\s*)?(?<![\d.,/]){_YEAR}\s*(?:-|den nam|den)\s*(?P<end>{_YEAR})(?![\d%])"
    rf"|(?<![\d.,/-])(?P<year>{_YEAR})(?![\d%/]|[.,]\d|\s*%)"
)
_YEAR_LEAD = re.compile(
    r"(?:(?:phan dau|du kien|trong|tinh(?= den))\s+)?(?:(?:den|toi|vao|tu|truoc"
    r"|trong|o)\s+)?(?:(?:het|cuoi|giai doan)\s+)?(?:(?<!/)(?<!/ )(?:nam|giai doan)\s*)?$"
)
_BASELINE = re.compile(r"(?:so voi|cung ky|hien nay|hien trang)[\w ]{0,25}$")
_RESPECTIVELY = re.compile(r"lan luot|tuong ung")

_SHARE = re.compile(
    rf"(?<![\w.,/])(?<!nam )(?P<low>{NUMBER})\s*(?:%|phan tram)?\s*(?P<link>-"
    rf"|den|toi|len)\s*(?P<high>{NUMBER})\s*(?:%|phan tram\b)"
    rf"|(?<![\w.,/])(?P<value>{NUMBER})\s*(?:%|phan tram\b)"
)
_UNITS = (
    r"lớp|câu lạc bộ|clb|thư viện|tủ sách|trung tâm|lượt|bản sách|đầu "
    r"sách|tên sách|cuốn|quyển|buổi|cuộc|hội thi|hội nghị|hội thảo"
    r"|mô hình|xã|phường|thị trấn|thôn|xóm|trường|điểm|tuyến|chuyến"
    r"|đợt|máy tính|bộ máy|tài liệu|đơn vị|phòng|nhà văn hóa|gia đình"
    r"|dòng họ|cộng đồng|công dân|học sinh|người|cán bộ|viên chức|thủ "
    r"thư|bảo tàng|hiện vật|di sản|chương trình|bộ sưu tập|tin|bài"
    r"|chuyên mục|sản phẩm|không gian|thẻ|giờ|lần|triệu đồng|tỷ "
    r"đồng|cơ sở|nhóm|ngày hội|bản|cái|đồng|thiết chế|kệ sách|giải"
)
_COUNT = Words(
    rf"(?<![\w.,/%-])(?P<value>{NUMBER})\s+(?:(?P<scale>nghìn|ngàn|vạn|triệu)\s+)?(?P<unit>{_UNITS})(?![a-zà-ỹ])",
    plain=rf"(?<![\w.,/%-])(?P<value>{NUMBER})\s+(?:(?P<scale>nghin|ngan|van|trieu)\s+)?(?P<unit>{fold(_UNITS)})(?![a-z])",
)
_SCALES = {"nghin": 1000, "ngan": 1000, "van": 10_000, "trieu": 1_000_000}
_NOT_COUNTED = re.compile(r"(?:nam|lop|cap|khoi|muc|so|thang|ngay|quy|hang|do)\s*$")

_BOUNDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("over", re.compile(r"(?:\b(?:tren|hon|vuot)|>)\s*$")),
    ("min", re.compile(r"(?:toi thieu|it nhat|khong duoi|khong it hon|\btu|>=|≥)\s*(?:la\s*|dat\s*|duoc\s*)?$")),
    ("max", re.compile(r"(?:\bduoi|toi da|khong qua|khong vuot qua|<=?|≤)\s*$")),
)
_AFTER_BOUND = re.compile(r"^\s*(?:so\s+)?tro len")
_PER_YEAR = re.compile(r"^\s*(?:/\s*nam\b|/\s*1 nam\b|(?:mot|moi|hang|tren|tung) nam\b)")
_YEARLY_AFTER = re.compile(r"(?: \w+){0,3}\s?/\s*nam\b|[^,;%\d]{0,60}\bmoi nam\b")
_OPENS_YEARLY = re.compile(r"\W*(?:dinh ky )?(?:moi|hang) nam\b")
_GROWTH = re.compile(r"\b(?:tang|giam)\b|binh quan")
_EVERY_YEAR = re.compile(r"\b(?:moi|hang) nam\b|binh quan (?:moi |hang )?nam\b")


@dataclass(frozen=True, slots=True)
class Value:
    """One number of a passage. `start`…`end` cover it with its bound and rhythm words, in offsets of the passage."""

    value: int | float
    unit: str
    start: int
    end: int
    bound: str = "exact"
    high: int | float | None = None
    per_year: bool = False
    year: int | None = None


def masked(text: str) -> str:
    """Folded, with programme names, document numbers and asides blanked; as long as `text`."""
    folded = fold(text)
    quoted = _QUOTED.sub(_blank, "".join('"' if char in "“”" else char for char in folded))
    for pattern in (_PAPER, _PROGRAMME, _DATE):
        quoted = pattern.sub(_blank, quoted)
    return _ASIDE.sub(lambda aside: aside[0] if re.search(_YEAR, aside[0]) else _blank(aside), quoted)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def years_in(text: str) -> list[tuple[int, int, int]]:
    """(start, end, year) of each year a target could be for, its lead words included; ends of periods for periods."""
    result = []
    for found in _YEARS.finditer(text):
        nearby = max(0, found.start() - NEARBY)
        before = text[nearby : found.start()]
        if _BASELINE.search(before):
            continue
        lead = _YEAR_LEAD.search(before)
        start = nearby + lead.start() if lead else found.start()
        result.append((start, found.end(), int(found["end"] or found["year"])))
    return result


def shares_in(text: str) -> list[Value]:
    """Percentages of a masked passage. "từ 60% lên 70%" is a step to 70, "60 - 70%" a range from 60."""
    result = []
    for found in _SHARE.finditer(text):
        if found["value"]:
            value = _bounded(text, found.start(), found.end(), Value(number(found["value"]), "%", 0, 0))
        elif found["link"] == "len":
            value = _bounded(text, found.start(), found.end(), Value(number(found["high"]), "%", 0, 0))
        else:
            value = _bounded(text, found.start(), found.end(), Value(number(found["low"]), "%", 0, 0))
            value = replace(value, bound="range", high=number(found["high"]))
        result.append(value)
    return result


def counts_in(printed: str, text: str) -> list[Value]:
    """Counted things ("05 lớp", "1.200 lượt", "1,2 triệu lượt") of a passage and its masked form."""
    result = []
    for found in _COUNT.finditer(printed):
        before, digits = text[max(0, found.start() - NEARBY) : found.start()], found["value"]
        if not text[found.start()].isdigit() or _NOT_COUNTED.search(before):
            continue
        value = number(digits) * _SCALES.get(fold(found["scale"] or ""), 1)
        unit = printed[found.start("unit") : found.end("unit")]
        exact = int(value) if float(value).is_integer() else value
        result.append(_bounded(text, found.start(), found.end(), Value(exact, unit, 0, 0)))
    return result


def _bounded(text: str, start: int, end: int, value: Value) -> Value:
    bound = "exact"
    for name, pattern in _BOUNDS:
        nearby = max(0, start - NEARBY)
        found = pattern.search(text[nearby:start])
        if found:
            bound, start = name, nearby + found.start()
            break
    after = _AFTER_BOUND.match(text[end:])
    if after:
        bound, end = "min", end + after.end()
    rhythm = _PER_YEAR.match(text[end:])
    if rhythm:
        end += rhythm.end()
    per_year = bool(rhythm) or _yearly(text, start, end, counted=value.unit != "%")
    return replace(value, start=start, end=end, bound=bound, per_year=per_year)


def _yearly(text: str, start: int, end: int, *, counted: bool) -> bool:
    """ "Mỗi năm" makes a count or a growth yearly, but not a share ("hằng năm có 95% …")."""
    sentence = re.split(r";|\. ", text[max(0, start - 4 * NEARBY) : start])[-1]
    clause = sentence.split(",")[-1]
    if not counted and not _GROWTH.search(sentence):
        return False
    opens = counted and bool(_OPENS_YEARLY.match(sentence))
    return opens or bool(_EVERY_YEAR.search(clause) or _YEARLY_AFTER.match(text[end:]))


def with_years(values: list[Value], text: str, years: list[tuple[int, int, int]], default: int | None) -> list[Value]:
    """Give each value of one clause its year: the one before it, or after it where the clause runs that way."""
    if not years:
        return [replace(value, year=default) for value in values]
    zipped = len(years) == len(values) > 1 and (
        _RESPECTIVELY.search(text) or years[-1][0] < values[0].start or values[-1].end <= years[0][0]
    )
    if zipped:
        return [replace(value, year=year[2]) for value, year in zip(values, years, strict=True)]
    shared = default is None and values[-1].end <= years[0][0]
    after = values[0].end <= years[0][0] and (shared or len(years) >= len(values))
    return [replace(value, year=_year_for(value, years, default, after=after)) for value in values]


def _year_for(value: Value, years: list[tuple[int, int, int]], default: int | None, *, after: bool) -> int | None:
    before = [year for _, end, year in years if end <= value.start]
    following = [year for start, _, year in years if start >= value.end - 1]
    if after:
        return following[0] if following else before[-1]
    return before[-1] if before else default
