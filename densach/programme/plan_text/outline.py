"""The parts of a plan: found by their headings, and by their content where a heading is lost or says something new."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from .agency_names import MAX_NAME, is_agency_name
from .blocks import Block
from .findings import finding
from .markers import Marker
from .model import Finding
from .vietnamese import all_capitals

HEADINGS = {"goals": "MỤC TIÊU", "tasks": "NHIỆM VỤ", "organisation": "TỔ CHỨC THỰC HIỆN", "recipients": "Nơi nhận"}

_LEAD = r"^(?:cac |mot so |nhung |he thong |cong tac )?"
_LOOSE: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(_LEAD + f"(?:{words})"))
    for kind, words in (
        ("organisation", r"to chuc (?:va |, )?(?:thuc hien|trien khai)|phan cong|trach nhiem (?:cua|thuc hien|cac)"),
        (
            "reporting",
            r"(?:che do |quy dinh )?(?:thong tin,? ?(?:va )?)?bao cao"
            r"|(?:theo doi, )?kiem tra,? (?:va )?(?:giam sat|danh gia)"
            r"|so ket|tong ket|thong tin,? bao cao",
        ),
        ("funding", r"(?:nguon )?kinh phi|nguon (?:luc|von)|du toan|co che tai chinh"),
        ("goals", r"(?:muc dich(?:,| va) |quan diem(?:,| va) )?(?:muc tieu|chi tieu)"),
        ("purpose", r"muc dich|yeu cau|quan diem"),
        (
            "tasks",
            r"nhiem vu|giai phap|noi dung|bien phap|cac hoat dong|hoat "
            r"dong (?:chu yeu|trong tam|cu the)|cong viec|dinh huong",
        ),
        ("schedule", r"thoi gian|tien do|lo trinh|thoi han"),
        ("basis", r"can cu|co so phap ly"),
        ("situation", r"thuc trang|danh gia|ket qua|tinh hinh|dac diem|su can thiet|boi canh|khai quat"),
        ("scope", r"pham vi|doi tuong"),
        ("annex", r"phu luc"),
    )
)
_STRICT: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(_LEAD + f"(?:{words})$"))
    for kind, words in (
        ("organisation", r"to chuc thuc hien|phan cong(?: to chuc)?(?: nhiem vu| trach nhiem| thuc hien)*"),
        (
            "reporting",
            r"(?:che do )?(?:thong tin,? (?:va )?)?bao cao(?: dinh ky)?"
            r"|kiem tra,? giam sat.{0,20}|so ket,? (?:va )?tong ket.{0,20}",
        ),
        ("funding", r"(?:nguon )?kinh phi(?: thuc hien| trien khai| ke hoach)*"),
        (
            "goals",
            r"(?:muc tieu|chi tieu)(?: chung| tong quat| cu the| chu yeu| phan dau| thuc hien|,| va| chi tieu| muc tieu"
            r"| (?:den )?(?:het )?nam \d{4}| giai doan \d{4}\s*-\s*\d{4})*",
        ),
        (
            "tasks",
            r"(?:nhiem vu|giai phap)(?: chung| cu the| trong tam| "
            r"chu yeu| chinh|,| va| nhiem vu| giai phap| thuc hien)*",
        ),
        ("schedule", r"thoi gian(?:,? (?:va )?(?:dia diem|tien do|lo trinh))?(?: thuc hien)?"),
        ("purpose", r"muc dich(?:,? (?:va )?yeu cau)?|yeu cau|quan diem"),
    )
)
_CLOSING = re.compile(
    r"^(?:tren day la|trong qua trinh|qua trinh (?:thuc hien|trien khai)|yeu cau (?:cac|thu truong|cac co quan)"
    r"|ke hoach nay (?:thay the|co hieu luc)|can cu (?:noi dung )?ke hoach nay)"
)
_ABOVE = re.compile(r"^tren day la (?:toan bo )?(?:noi dung )?ke hoach\b")
_MONEY = re.compile(r"^(?:nguon )?kinh phi (?:de )?(?:thuc hien|trien khai|dam bao|bao dam)\b")
_TAIL = re.compile(r"^(?:noi nhan\b|(?:tm|kt|tl|tuq)\. )")
_TARGET = re.compile(r"\d\s*(?:%|phan tram\b)")
_Style = tuple[str, int, str] | None
_HIGH = {"part", "capital", "roman"}


@dataclass(frozen=True)
class Section:
    """`kind` one of the names above, preamble, closing, recipients or unknown."""

    kind: str
    heading: Block | None
    blocks: list[Block] = field(default_factory=list)


def sections_of(blocks: list[Block]) -> tuple[list[Section], list[Finding]]:
    """Sections in order; every block is in exactly one, heading or content."""
    body, tail = _cut_tail(blocks)
    sections = _by_headings(body)
    remarks: list[Finding] = []
    sections = _split_lost_agencies(_split_restarts(sections), remarks)
    settled: list[Section] = []
    for section in sections:
        settled.append(_infer(section, settled, remarks) if section.kind == "unknown" else section)
    return settled + tail, remarks


def title_key(block: Block) -> str:
    return block.folded.strip(" .:;")


def is_container(block: Block) -> bool:
    """ "1. Nhiệm vụ", "2. Giải pháp chủ yếu": a shelf for groups, not a group."""
    return _strict_kind(block) == "tasks"


def _strict_kind(block: Block) -> str | None:
    key = title_key(block)
    return next((kind for kind, pattern in _STRICT if pattern.match(key)), None)


def _loose_kind(block: Block) -> str | None:
    key = title_key(block)
    return next((kind for kind, pattern in _LOOSE if pattern.match(key)), None)


def _cut_tail(blocks: list[Block]) -> tuple[list[Block], list[Section]]:
    at = next((at for at, block in enumerate(blocks) if at and _TAIL.match(block.folded)), None)
    if at is None:
        return blocks, []
    annex = next((n for n in range(at, len(blocks)) if blocks[n].folded.startswith("phu luc")), len(blocks))
    tail = [Section("recipients", None, blocks[at:annex])]
    if annex < len(blocks):
        tail += _by_headings(blocks[annex:])
    return blocks[:at], tail


def _by_headings(blocks: list[Block]) -> list[Section]:
    sections = [Section("preamble", None)]
    decimals_lead = not any(block.marker and block.marker.kind in _HIGH and _loose_kind(block) for block in blocks)
    for block in blocks:
        kind = _heading_kind(block, sections, decimals_lead=decimals_lead)
        if kind == "closing":
            sections.append(Section("closing", None, [block]))
        elif kind is None and _pays(block, sections[-1]):
            sections.append(Section("funding", None, [block]))
        elif kind is not None:
            sections.append(Section(kind, block))
        else:
            sections[-1].blocks.append(block)
    return sections


def _heading_kind(block: Block, sections: list[Section], *, decimals_lead: bool) -> str | None:
    """The kind of section `block` opens, or None when it is content of the current one."""
    current, marker = sections[-1], block.marker
    if block.cells or not block.text:
        return None
    if _closes(block, current):
        return "closing"
    if (marker is not None and marker.kind == "bullet") or len(block.text) > 220:
        return None
    if marker is None:
        return _bare_kind(block, sections)
    if marker.kind in _HIGH:
        return _high_kind(block, marker, current)
    return _low_kind(block, marker, sections, decimals_lead=decimals_lead)


def _bare_kind(block: Block, sections: list[Section]) -> str | None:
    """Headings without a number. "BÁO CÁO" over the title names the kind of paper, no section."""
    named = _loose_kind(block) if all_capitals(block.text) else _strict_kind(block)
    if block.text.endswith((".", ";")) or (named == "reporting" and len(sections) == 1):
        return None
    return named


def _closes(block: Block, current: Section) -> bool:
    low = block.marker is None or block.marker.kind == "decimal"
    if not low or len(block.text) <= 30 or current.kind == "preamble":
        return False
    return bool(
        _ABOVE.match(block.folded)
        or (len(block.text) > 60 and current.kind != "goals" and _CLOSING.match(block.folded))
    )


def _pays(block: Block, current: Section) -> bool:
    """A paragraph on money where the heading above it is lost."""
    return (
        block.marker is None
        and current.kind in {"goals", "tasks"}
        and bool(_MONEY.match(block.folded))
        and block.closed
    )


def _low_kind(block: Block, marker: Marker, sections: list[Section], *, decimals_lead: bool) -> str | None:
    """Decimal and lettered headings: sections only where they say so plainly, or number the sections of the plan."""
    current, capitals = sections[-1].kind, all_capitals(block.text)
    strict, loose = _strict_kind(block), _loose_kind(block)
    leading = decimals_lead and marker.depth == 1
    if loose and (capitals or (leading and len(block.text.split()) <= 12)):
        return None if current == loose == "tasks" and not capitals else loose
    if strict and strict != current:
        return strict
    return "unknown" if decimals_lead and _next_in_line(block, sections) else None


def _next_in_line(block: Block, sections: list[Section]) -> bool:
    """ "3. …" after a section opened by "2. …" when nothing between has used that numbering."""
    marker = block.marker
    for section in reversed(sections):
        if marker is None or any(
            other.marker is not None and other.marker.style == marker.style for other in section.blocks
        ):
            return False
        opened = section.heading.marker if section.heading else None
        if opened is not None and opened.style == marker.style:
            return marker.value == opened.value + 1
    return False


def _high_kind(block: Block, marker: Marker, current: Section) -> str | None:
    named = _strict_kind(block) or _loose_kind(block)
    opened = current.heading.marker if current.heading else None
    deeper = opened is not None and opened.rank < marker.rank
    if deeper and current.kind in {"tasks", "organisation", "goals"} and not (named and all_capitals(block.text)):
        return None
    if marker.kind == "capital" and opened is not None and opened.rank > marker.rank and not named:
        return None
    return named or "unknown"


def _split_restarts(sections: list[Section]) -> list[Section]:
    """A list that starts again at 1 without a heading above it is a section whose heading was lost."""
    result: list[Section] = []
    for section in sections:
        at = _restart(section) if section.kind in {"goals", "purpose", "tasks", "preamble"} else None
        if at is None:
            result.append(section)
            continue
        rest = Section("unknown", None, section.blocks[at:])
        result.append(replace(section, blocks=section.blocks[:at]))
        result += _split_restarts([rest])
    return result


def _restart(section: Section) -> int | None:
    opened = section.heading.marker if section.heading else None
    seen: set[tuple[str, int, str]] = {opened.style} if opened else set()
    if section.kind == "preamble":
        return next((at for at, block in enumerate(section.blocks) if _begins_body(block)), None)
    for at, block in enumerate(section.blocks):
        marker = block.marker
        if marker is None or marker.kind not in {"decimal", "roman"} or marker.depth > 1:
            continue
        if marker.value == 1 and marker.style in seen and not _TARGET.search(block.folded) and len(block.text) < 300:
            return at
        seen.add(marker.style)
        if marker.kind == "roman":
            seen = {style for style in seen if style[0] == "roman"}
    return None


def _begins_body(block: Block) -> bool:
    """A numbered passage, or a listed one that promises a share: the head of the paper is over."""
    if block.marker is None or block.cells:
        return False
    return block.marker.kind != "bullet" or bool(_TARGET.search(block.folded))


def _split_lost_agencies(sections: list[Section], remarks: list[Finding]) -> list[Section]:
    if any(section.kind == "organisation" and section.blocks for section in sections):
        return _return_to_agencies(sections)
    result: list[Section] = []
    for section in sections:
        at = _agencies_begin(section) if section.kind in {"tasks", "funding", "unknown", "goals", "reporting"} else None
        if at is None:
            result.append(section)
            continue
        if at or section.heading is not None:
            result.append(replace(section, blocks=section.blocks[:at]))
        result.append(Section("organisation", None, section.blocks[at:]))
        remarks.append(finding("missing-heading", section.blocks[at].line, heading=HEADINGS["organisation"]))
    return result


def _return_to_agencies(sections: list[Section]) -> list[Section]:
    """ "2. Chế độ báo cáo" among the agencies must not swallow "3. Phòng Nội vụ" after it."""
    result: list[Section] = []
    after = False
    for section in sections:
        after = after or section.kind == "organisation"
        at = None
        if after and section.kind in {"reporting", "funding", "schedule"}:
            at = next((n for n, block in enumerate(section.blocks) if _agency_head(block) and block.marker), None)
        if at is None:
            result.append(section)
        else:
            result.append(replace(section, blocks=section.blocks[:at]))
            result.append(Section("organisation", None, section.blocks[at:]))
    return result


def _agency_head(block: Block) -> bool:
    short = len(block.text) <= MAX_NAME or ":" in block.text[:MAX_NAME]
    bullet = block.marker is not None and block.marker.kind == "bullet"
    return short and not bullet and not block.cells and is_agency_name(block.text)


def _agencies_begin(section: Section) -> int | None:
    """Where two or more headings of one style name agencies and most of their kind after it do."""
    alike: Counter[_Style] = Counter()
    named: Counter[_Style] = Counter()
    begin: int | None = None
    for at in range(len(section.blocks) - 1, -1, -1):
        block = section.blocks[at]
        style = block.marker.style if block.marker else None
        if style is None and block.text.endswith((".", ";", "./")):
            continue
        alike[style] += 1
        if not _agency_head(block):
            continue
        named[style] += 1
        if named[style] >= 2 and named[style] >= 0.6 * alike[style]:
            begin = at
    return begin


def _infer(section: Section, before: list[Section], remarks: list[Finding]) -> Section:
    """Settle an unknown section by what it holds and by what the plan has not had yet."""
    kinds = {earlier.kind for earlier in before}
    with_targets = sum(bool(_TARGET.search(block.folded)) for block in section.blocks)
    listed = sum(block.marker is not None for block in section.blocks)
    if _agencies_begin(section) == 0:
        kind = "organisation"
    elif with_targets and with_targets >= min(2, 0.3 * len(section.blocks)) and "tasks" not in kinds:
        kind = "goals"
    elif listed and "organisation" not in kinds and (kinds & {"goals", "purpose"} or listed >= 4):
        kind = "tasks"
    else:
        kind = "unknown"
    lines = [block.line for block in section.blocks]
    line = section.heading.line if section.heading else min(lines, default=None)
    if kind == "unknown" and section.heading is not None:
        remarks.append(finding("unknown-section", line, heading=section.heading.text))
    elif kind != "unknown" and line is not None:
        remarks.append(finding("missing-heading", line, heading=HEADINGS[kind]))
    return replace(section, kind=kind)
