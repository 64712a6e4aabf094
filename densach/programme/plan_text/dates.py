"""Days a plan names: deadlines, days of observance, and the years of its reviews."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from itertools import pairwise

from .blocks import Block
from .findings import finding
from .model import Deadline, Finding, Observance, Review
from .target_values import NEARBY, years_in
from .vietnamese import UPPER, fold

_DAY = re.compile(
    r"(?<![\d/.,-])(?P<day>\d{1,2})(?:\s*[/.-]\s*|\s+thang\s+)(?P<month>\d{1,2})(?:(?:\s*[/.-]\s*|\s*,?\s*nam\s+)(?P<year>20\d\d))?(?![\d%])"
)
_SENTENCE = re.compile(rf";|\.(?=\s+[{UPPER}“\"])")
_DUE = re.compile(
    r"\b(?:truoc|cham nhat|muon nhat|tre nhat|khong muon hon|han "
    r"(?:cuoi|chot)|thoi han|hoan thanh|vao ngay|xong)\b[^.;]{0,80}$"
)
_CHAINED = re.compile(r"^\s*(?:,|va|hoac|va truoc)?\s*(?:va )?\s*(?:truoc )?(?:ngay )?\s*(?:hang nam )?$")
_REPORTED = re.compile(r"bao cao|\bgui\b|\bnop\b|tong hop|hoan thanh|dang ky|xay dung ke hoach|thong ke|du toan|trinh")
_RHYTHM = re.compile(r"hang nam|moi nam|dinh ky|hang quy|6 thang|sau thang|hang ky")
_OF_A_PAPER = re.compile(
    r"(?:quyet dinh|nghi quyet|nghi dinh|thong tu|chi thi|ke hoach"
    r"|cong van|luat|huong dan|van ban|thong bao|cong dien)[^.;]{0,60}$"
)
_A_SPAN = re.compile(
    r"(?:\btu|bat dau)\s+(?:ngay )?$|(?:\btu|bat dau)\s+(?:ngay "
    r")?\d[\d/ ]*(?:thang \d+ )?(?:den|-)\s*(?:het )?(?:ngay )?$"
)
_NAMED_DAY = re.compile(
    r"(?P<name>(?:Ngày|Tuần lễ|Tháng|Lễ|Ngay|Tuan le|Tet|Tết)\s[^,;.()]{3,90}?)\s*\((?P<inside>[^()]{3,40})\)"
)
_NO_DAY = re.compile(
    r"(?:\b(?:truoc|cham nhat|muon nhat)(?: vao)?|\b(?:trong|vao|cuoi))(?: cuoi)? (?:ngay|thang|quy)\b[^,.;]{0,60}"
)
_REVIEW = re.compile(r"\b(?P<kind>so ket|tong ket)\b")
_KINDS = {"so ket": "interim", "tong ket": "final"}


@dataclass
class Days:
    """What was found, and the passages it was found in."""

    deadlines: list[Deadline] = field(default_factory=list)
    observances: list[Observance] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    remarks: list[Finding] = field(default_factory=list)
    used: list[Block] = field(default_factory=list)


def read_days(blocks: list[Block]) -> Days:
    """All three kinds in all passages; dates of laws and of observances are not deadlines."""
    days = Days()
    for block in blocks:
        before = len(days.deadlines) + len(days.reviews)
        if re.search(r"\d|\bngay\b", block.folded):
            aside = _read_observances(block, days)
            _read_deadlines(block, days, aside)
            _read_reviews(block, days)
        if len(days.deadlines) + len(days.reviews) > before:
            days.used.append(block)
    days.deadlines = list({(d.month, d.day, d.year, d.line): d for d in days.deadlines}.values())
    return days


def _read_observances(block: Block, days: Days) -> list[tuple[int, int]]:
    """Stretches of the passage that hold observances."""
    stretches = []
    for named in _NAMED_DAY.finditer(block.text):
        found = _DAY.search(fold(named["inside"]))
        if not found or re.search(r"so|/qd|/nq", fold(named["inside"])):
            continue
        stretches.append(named.span())
        day, month = int(found["day"]), int(found["month"])
        if _exists(day, month, None):
            days.observances.append(Observance(month, day, named["name"].strip(), block.line_at(named.start())))
    return stretches


def _read_deadlines(block: Block, days: Days, aside: list[tuple[int, int]]) -> None:
    for start, end in _sentences(block.text):
        sentence = block.folded[start:end]
        text = block.text[start:end].strip(" ;.")
        last: int | None = None
        for found in _DAY.finditer(sentence):
            at = start + found.start()
            if any(begin <= at < stop for begin, stop in aside):
                continue
            before = sentence[max(0, found.start() - NEARBY) : found.start()]
            chained = last is not None and bool(_CHAINED.match(sentence[last : found.start()]))
            if not (chained or _is_due(before, sentence)):
                continue
            last = found.end()
            _add_deadline(block, days, found, at, text)
        vague = None if last is not None else _NO_DAY.search(sentence)
        if vague and re.search(r"bao cao", sentence) and _RHYTHM.search(sentence):
            days.remarks.append(
                finding("deadline-unclear", block.line_at(start + vague.start()), found=_printed(block, start, vague))
            )


def _printed(block: Block, start: int, found: re.Match[str]) -> str:
    return block.text[start + found.start() : start + found.end()]


def _is_due(before: str, sentence: str) -> bool:
    """Said to be due, or a day of a sentence on reporting; never the date of a paper or the start of a span."""
    due = _DUE.search(before)
    if _A_SPAN.search(before) or re.search(r"\(\s*$", before):
        return False
    paper = _OF_A_PAPER.search(before)
    if paper and (due is None or due.start() < paper.start()) and re.search(r"\bso\b|\bngay\s*$", paper[0]):
        return bool(due) and not re.search(r"\bso\s*[\d:/]|/(?:qd|nq|ct|kh)", paper[0])
    if due:
        return True
    near = before[-60:]
    return bool(re.search(r"\bngay\s*$", near)) and bool(_REPORTED.search(near) and _RHYTHM.search(sentence))


def _add_deadline(block: Block, days: Days, found: re.Match[str], at: int, text: str) -> None:
    day, month = int(found["day"]), int(found["month"])
    year = int(found["year"]) if found["year"] else None
    line = block.line_at(at)
    if not _exists(day, month, year):
        days.remarks.append(finding("invalid-date", line, found=found[0]))
        return
    days.deadlines.append(Deadline(month, day, text, line, year, year is None))


def _exists(day: int, month: int, year: int | None) -> bool:
    try:
        datetime.date(year or 2024, month, day)
    except ValueError:
        return False
    return True


def _read_reviews(block: Block, days: Days) -> None:
    for start, end in _sentences(block.text):
        sentence = block.folded[start:end]
        kinds = list(_REVIEW.finditer(sentence))
        years = [(at, year) for at, _, year in years_in(sentence)]
        for found in kinds:
            year = _review_year(found, kinds, years)
            if year is not None and not re.match(r"\W*(?:hang|moi) nam", sentence[found.end() :]):
                text = block.text[start:end].strip(" ;.")
                days.reviews.append(Review(year, text, _KINDS[found["kind"]], block.line_at(start + found.start())))


def _review_year(found: re.Match[str], kinds: list[re.Match[str]], years: list[tuple[int, int]]) -> int | None:
    """The year said before another review is named, or the one before where the sentence runs "năm … sơ kết, năm …"."""
    before = [year for at, year in years if at < found.start()]
    stop = next((other.start() for other in kinds if other.start() > found.start()), None)
    following = [year for at, year in years if found.end() <= at and (stop is None or at < stop)]
    backwards = bool(years) and years[0][0] < kinds[0].start() and len(years) == len(kinds)
    if backwards or not following:
        return before[-1] if before and (backwards or len(kinds) == 1) else None
    return following[0]


def _sentences(text: str) -> list[tuple[int, int]]:
    edges = [0, *(found.end() for found in _SENTENCE.finditer(text)), len(text)]
    return [(start, end) for start, end in pairwise(edges) if text[start:end].strip()]
