"""From damaged lines to whole passages: what belongs together is joined, what was run together is split again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from .agency_names import is_agency_name
from .decode import Line
from .findings import finding
from .markers import Marker, marker_of
from .model import Finding
from .repair import cleaned, is_furniture, is_page_number, mend
from .vietnamese import UPPER, all_capitals, fold, has_letters

MANY_JOINS = 20
LONGEST = 4000  # characters; a longer "paragraph" is damage, and is read in pieces

_STARTS = re.compile(
    r"^(?:noi nhan\b|ke hoach\W*$|tren day la\b|t/?m\.? |tm\. |kt\. |tl\. |tuq\. |chu tich\W*$|pho chu tich\W*$"
    r"|so\s*:|luu\s*:|kinh gui|gui ban dien tu|can cu (?:luat|quyet|nghi|thong|ke|chi|cong|huong|van)|phu luc\b)"
)
_SIGNATURE = re.compile(r"^(?:tm|kt|tl|tuq|q)\. |^(?:pho )?(?:chu tich|giam doc|truong phong|thu truong|bi thu)\W*$")
_RECIPIENTS = re.compile(r"^noi nhan\b")
_DANGLING = re.compile(
    r"(?:[,(&/“\"-]|\b(?:và|của|các|những|với|về|trong|trên|đến|tới|tại|do|từ|theo|cho|là|bằng|hoặc|hay|như|để|được|"
    r"(?<!văn )(?<!quốc )phòng|(?<!cơ )sở|ngày|tp\.|ubnd|chương trình|việc|đề nghị|(?<!các )[uủ][yỷ] ban))$",
    re.IGNORECASE,
)
_LETTERHEAD = re.compile(
    r"^(?:so\s*:|uy ban nhan dan|ubnd|so van hoa|cong hoa|doc lap|tinh |thanh pho |huyen |thi xa |quan )"
)
_TERMINAL = re.compile(r"[.;:!?…]$")

_RUN_TOGETHER = re.compile(
    rf"(?<=[.;:”\"]) (?=[-–+•] [{UPPER}0-9])"
    rf"|(?<=[.;:”\"]) (?=(?:\d{{1,2}}(?:\.\d{{1,2}}){{0,3}}[.)]|[a-zđ]\)|[IVX]{{1,4}}\.) [{UPPER}])"
    rf"| (?=[IVX]{{1,4}}\. [{UPPER}]{{2,}})"
    rf"| (?=\d\.\d{{1,2}}(?:\.\d{{1,2}})?\.? [{UPPER}][a-zà-ỹ])"
    r"|(?<=[.;/]) (?=Nơi nhận\s*:|Trên đây là )"
)
_HEADING_RUN_ON = re.compile(rf"(?:^| )[IVX]{{1,4}}\. (?:[{UPPER}]{{2,}}[ ,]+)+(?=[{UPPER}][a-zà-ỹ]|\d)")
_COLLAPSED = re.compile(
    rf"(?<!Điều)(?<!khoản)(?<!mục)(?<!Phần)(?<!số)(?<!TP\.) (?=\d{{1,2}}\. [{UPPER}])"
    rf"| (?=[-–] (?!Thông tin|Thương binh|Kế hoạch|Xã hội|Thể thao"
    rf"|Du lịch|Truyền thông|Công nghệ|Đầu tư)[{UPPER}][a-zà-ỹ])"
    r"| (?=Nơi nhận\s*:|T/?M\. ỦY BAN|KT\. CHỦ TỊCH|KẾ HOẠCH [^,;.]{20}|Căn cứ (?:Luật|Quyết|Nghị|Thông|Kế|Chỉ)"
    r"|(?:Ủy ban nhân dân|UBND) [^,.;:]{4,60} (?:xây dựng|ban hành|triển khai) [Kk]ế hoạch)"
)


@dataclass(frozen=True)
class Block:
    """One passage without its marker. `spans` say at which offset of `text` each source line begins."""

    text: str
    spans: tuple[tuple[int, int], ...]
    marker: Marker | None = None
    cells: tuple[tuple[str, ...], ...] = ()
    table: int | None = None

    @property
    def line(self) -> int:
        return self.spans[0][1]

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @property
    def closed(self) -> bool:
        """Ends like a sentence; headings do not."""
        return bool(_TERMINAL.search(self.text))

    def line_at(self, offset: int) -> int:
        return next((line for start, line in reversed(self.spans) if start <= offset), self.line)

    def pieces(self) -> Iterable[tuple[int, str]]:
        """The passage cut back into its source lines."""
        ends = [*(start for start, _ in self.spans[1:]), len(self.text)]
        for (start, line), end in zip(self.spans, ends, strict=True):
            yield line, self.text[start:end].strip()


@dataclass
class _Draft:
    """A passage being put together, marker still in its text."""

    text: str
    spans: list[tuple[int, int]]
    last: str = ""
    cells: tuple[tuple[str, ...], ...] = ()
    table: int | None = None

    @property
    def ends(self) -> str:
        """Beginning and end, which decide what may follow; spares folding a long passage for each of its lines."""
        return self.text if len(self.text) <= 400 else f"{self.text[:200]} {self.text[-200:]}"


@dataclass
class _Joiner:
    """Reads cleaned lines in order; `drafts` grow, `remarks` say what was joined across an empty line."""

    width: int | None
    drafts: list[_Draft] = field(default_factory=list)
    remarks: list[Finding] = field(default_factory=list)
    tail: bool = False

    def add(self, line: Line, *, gap: bool) -> None:
        if line.cells:
            self.drafts.append(_Draft(line.text, [(0, line.number)], "", line.cells, line.table))
            return
        folded = fold(line.text)
        self.tail = self.tail or bool(_RECIPIENTS.match(folded) or _SIGNATURE.match(folded))
        if self.drafts and self._continues(self.drafts[-1], line.text, folded, gap=gap):
            self._append(self.drafts[-1], line, gap=gap)
        else:
            self.drafts.append(_Draft(line.text, [(0, line.number)], line.text))

    def _append(self, draft: _Draft, line: Line, *, gap: bool) -> None:
        if gap and not _only_marker(draft.text):
            first = draft.spans[-1][1]
            remark = finding("joined-lines", line.number, lines=(first, line.number), first=first, second=line.number)
            self.remarks.append(remark)
        draft.spans.append((len(draft.text) + 1, line.number))
        draft.text = f"{draft.text} {line.text}"
        draft.last = line.text

    def _continues(self, draft: _Draft, text: str, folded: str, *, gap: bool) -> bool:
        before = draft.ends
        if draft.cells or len(draft.text) > LONGEST or _STARTS.match(folded):
            return False
        marker = marker_of(text)
        if marker is not None:
            return not _only_marker(before) and _is_dash(marker, before, text)
        if _only_marker(before) or text[0] in "),.;%”]|":
            return True
        if _TERMINAL.search(before):
            return before[-1] == ";" and not text[0].isupper() and text[0] not in '“"' and not self.tail
        if text[0].islower() or text[0].isdigit() or text[0] == "(":
            return not (all_capitals(before) and len(before) < 120 and gap) and fold(before).strip() != "ke hoach"
        return self._capital_continues(draft, text, gap=gap)

    def _capital_continues(self, draft: _Draft, text: str, *, gap: bool) -> bool:
        """The next line starts with a capital or a quote: a name inside the sentence, or a new passage?"""
        before, opened = draft.ends, marker_of(draft.ends)
        listed = opened is not None and opened.kind == "bullet"
        if _SIGNATURE.match(fold(text)) or _LETTERHEAD.match(fold(before)):
            return False
        if self.tail:
            return listed and text.endswith((";", "."))
        if all_capitals(before) or (all_capitals(text) and has_letters(text)):
            return all_capitals(before) and all_capitals(text) and opened is not None
        if _DANGLING.search(before) or (listed and _unfinished(before, text)):
            return True
        if self.width is not None and not gap and len(draft.last) >= 0.8 * self.width:
            return True
        return text[0] in '“"' and opened is None and not gap


def _unfinished(before: str, text: str) -> bool:
    """A long listed sentence without its full stop goes on, unless what follows names an agency."""
    return len(before) > 60 and before[-1] not in '”")' and not is_agency_name(text)


def build_blocks(lines: list[Line]) -> tuple[list[Block], list[Finding]]:
    """Passages in order and what was joined or mended on the way."""
    joiner = _Joiner(_wrap_width(lines))
    gap, before = True, ""
    prepared = [cleaned(line) for line in _expanded(lines)]
    for at, line in enumerate(prepared):
        following = prepared[at + 1].text if at + 1 < len(prepared) else ""
        alone = gap and not following
        if is_furniture(line.text) or is_page_number(line.text, before, alone=alone):
            gap = True
            continue
        joiner.add(line, gap=gap)
        gap, before = False, line.text
    sizes = [len(draft.text) for draft in joiner.drafts]
    collapsed = len(sizes) < 12 and sum(sizes) > 800 and max(sizes) > 0.6 * sum(sizes)
    blocks: list[Block] = []
    remarks = joiner.remarks
    if len(remarks) > MANY_JOINS:
        remarks = [finding("many-joined-lines", remarks[0].line, count=len(remarks))]
    for draft in joiner.drafts:
        mended, more = mend(draft.text, _line_lookup(draft.spans))
        remarks = remarks + more
        draft.text = mended
        blocks += _split(draft, collapsed=collapsed)
    return blocks, remarks


def _line_lookup(spans: list[tuple[int, int]]) -> Callable[[int], int]:
    return lambda offset: next(line for start, line in reversed(spans) if start <= offset)


def _expanded(lines: list[Line]) -> Iterable[Line]:
    """Rows of layout tables (letterhead, signature) become lines of their own under the row's number."""
    for line in lines:
        cells = line.cells or _drawn_cells(line.text)
        if cells and _is_layout(cells):
            for cell in cells:
                yield from (Line(line.number, paragraph) for paragraph in cell)
                yield Line(line.number, "")
        elif cells:
            yield Line(line.number, line.text, cells, line.table if line.table is not None else 0)
        else:
            yield line


def _drawn_cells(text: str) -> tuple[tuple[str, ...], ...]:
    """Cells of a table drawn with bars or tabs in plain text."""
    bare = text.strip()
    if bare.count("|") >= 2:
        cells = [cell.strip() for cell in bare.strip("|").split("|")]
    elif len(re.findall(r"\S\t+(?=\S)", bare)) >= 2:
        cells = [cell.strip() for cell in re.split(r"\t+", bare)]
    else:
        return ()
    if all(not re.search(r"\w", cell) for cell in cells):
        return ()
    return tuple((cell,) if cell else () for cell in cells)


_LAYOUT = re.compile(r"cong hoa xa hoi|noi nhan|\btm\. |\bkt\. |^so\s*:|doc lap\s*-\s*tu do|/kh-|uy ban nhan dan\W*$")


def _is_layout(cells: tuple[tuple[str, ...], ...]) -> bool:
    texts = [fold(paragraph) for cell in cells for paragraph in cell]
    return len([cell for cell in cells if cell]) <= 1 or any(_LAYOUT.search(text) for text in texts)


def _wrap_width(lines: list[Line]) -> int | None:
    """The width at which every line was broken, or None where a line is a paragraph."""
    lengths = sorted(len(line.text.strip()) for line in lines if line.text.strip() and not line.cells)
    if len(lengths) < 20:
        return None
    longest = lengths[int(len(lengths) * 0.95)]
    full = sum(length >= 0.8 * longest for length in lengths)
    return longest if 40 <= longest <= 130 and full >= 0.3 * len(lengths) else None


def _only_marker(text: str) -> bool:
    marker = marker_of(text)
    return (marker is not None and marker.size >= len(text)) or text in {"-", "–", "+", "•"}


def _is_dash(marker: Marker, before: str, text: str) -> bool:
    """A line starting with a dash inside a sentence ("kinh tế / - xã hội", "2021 / - 2030")."""
    if marker.kind != "bullet" or marker.label not in "-–—" or _TERMINAL.search(before):
        return False
    body = text[marker.size :]
    if re.match(r"\d{4}\b", body):
        return bool(re.search(r"\d{4}$", before))
    opened = marker_of(before)
    listed = opened is not None and opened.kind == "bullet" and before[opened.size].islower()
    return body[0].islower() and not listed


def _split(draft: _Draft, *, collapsed: bool) -> list[Block]:
    if draft.cells:
        return [Block(draft.text, tuple(draft.spans), None, draft.cells, draft.table)]
    cuts = {found.start() + 1 for found in _RUN_TOGETHER.finditer(draft.text)}
    if collapsed:
        cuts |= {found.start() + 1 for found in _COLLAPSED.finditer(draft.text)}
        cuts |= {found.end() for found in _HEADING_RUN_ON.finditer(draft.text)}
    edges = [0, *sorted(cuts), len(draft.text) + 1]
    edges = [edge for start, end in pairwise(edges) for edge in _shortened(draft.text, start, end)] + edges[-1:]
    return [_block(draft, start, end) for start, end in pairwise(edges) if draft.text[start:end].strip()]


def _shortened(text: str, start: int, end: int) -> list[int]:
    """Where the pieces of one passage begin: itself, or parts no longer than any paragraph of a plan."""
    starts = [start]
    while end - starts[-1] > LONGEST:
        blank = text.rfind(" ", starts[-1] + 1, starts[-1] + LONGEST)
        starts.append(blank + 1 if blank > 0 else starts[-1] + LONGEST)
    return starts


def _block(draft: _Draft, start: int, end: int) -> Block:
    text = draft.text[start:end].rstrip()
    marker = marker_of(text)
    size = marker.size if marker else 0
    begins = start + size
    lookup = _line_lookup(draft.spans)
    inner = [(at - begins, line) for at, line in draft.spans if begins < at < end]
    return Block(text[size:].strip(), ((0, lookup(start)), *inner), marker)
