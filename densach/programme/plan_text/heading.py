"""The head of the paper: number, place and date, title, issuer, legal basis."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field

from .blocks import Block
from .findings import finding
from .model import Finding, Statement
from .vietnamese import all_capitals

_NUMBER = re.compile(
    r"\bs[ốo]\s*:?\s*(?P<number>[\w.… _-]*?)\s*/\s*(?P<symbol>[A-ZĐa-zđ][\w.-]*(?:-[\w&.-]+)*)", re.IGNORECASE
)
_DATE = re.compile(
    r"(?P<place>[^,;|]{2,60}),\s*ngay\s*(?P<day>\d{1,2})?[\s.…_]*thang\s*(?P<month>\d{1,2})?[\s.…_]*nam\s*(?P<year>20\d\d)"
)
_KIND = re.compile(
    r"^(?P<kind>ke hoach|bao cao|quyet dinh|to trinh|thong bao|cong van|bien ban|nghi quyet|chi thi|huong dan)\W*$"
)
_KIND_RUN_ON = re.compile(r"^(?:KẾ HOẠCH|KE HOACH|Kế hoạch)[:\s]+(?P<title>\S.*)")
_BASIS = re.compile(
    r"^(?:can cu|thi hanh|theo|(?:trien khai )?thuc hien|trien khai|tiep tuc thuc hien)\s+(?:cac |noi dung )?"
    r"(?:luat|quyet dinh|nghi quyet|nghi dinh|ke hoach|cong van|chi thi|thong tu"
    r"|huong dan|chuong trinh hanh dong|de an|van ban)\b|^can cu\b|^xet de nghi"
)
_ISSUES = re.compile(
    r"(?P<issuer>(?:(?<!\w)(?:uy ban nhan dan|ubnd)\s+(?:tinh|thanh pho|tp\.?|huyen|thi xa|quan"
    r"|xa|phuong|thi tran)|so van hoa|so |phong van hoa|hoi khuyen hoc|truong )(?:(?! ve viec)[^,;:.]){0,70}?)"
    r"\s*,?\s+(?:xay dung|ban hanh|trien khai|de ra|to chuc|lap|thuc hien)\b"
)
_BODY = re.compile(r"^(?:uy ban nhan dan|ubnd|so |phong |hoi dong nhan dan|truong |hoi )")
_PLACES = re.compile(r"^(?:tinh|thanh pho|tp|huyen|thi xa|quan|xa|phuong|thi tran)\s")
_AS_FOLLOWS = re.compile(r"(?:nhu sau|sau day|noi dung sau)\s*:?\W*$")
_ABOVE = re.compile(r"^Trên đây là [Kk]ế hoạch\s+(?P<title>[^.]{10,400})")


@dataclass
class Head:
    title: str | None = None
    issuer: str | None = None
    number: str | None = None
    symbol: str | None = None
    date: str | None = None
    place: str | None = None
    legal_basis: list[Statement] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    remarks: list[Finding] = field(default_factory=list)
    used: list[Block] = field(default_factory=list)


def read_head(preamble: list[Block], closing: list[Block]) -> Head:
    """Read the passages before the first section; the closing sentence helps where the title is lost."""
    head = Head()
    kind_at = next((at for at, block in enumerate(preamble) if _kind_of(block)), None)
    letterhead = preamble[: kind_at if kind_at is not None else len(preamble)]
    _read_number(preamble, head)
    _read_date(preamble, head)
    rest = preamble[kind_at:] if kind_at is not None else preamble
    _read_basis(rest, head)
    if kind_at is not None:
        _read_title(rest, head)
    if head.title is None:
        _guess_title(preamble, closing, head)
    _read_issuer(letterhead, preamble, head)
    _remark(head)
    return head


def _kind_of(block: Block) -> re.Match[str] | None:
    if block.cells or block.marker is not None:
        return None
    run_on = _KIND_RUN_ON.match(block.text)
    return _KIND.match(block.folded) or (
        run_on if run_on and (all_capitals(block.text[:8]) or len(block.text) < 300) else None
    )


def _read_number(blocks: list[Block], head: Head) -> None:
    for block in blocks[:12]:
        found = _NUMBER.search(block.text)
        if not found or len(block.text) > 160 or _BASIS.match(block.folded):
            continue
        digits = found["number"].strip(" .…_-")
        head.number = f"{digits}/{found['symbol']}" if digits else None
        head.symbol = found["symbol"]
        head.lines["number"] = block.line_at(found.start())
        head.used.append(block)
        return


def _read_date(blocks: list[Block], head: Head) -> None:
    for block in blocks[:12]:
        found = _DATE.search(block.folded)
        if not found or _BASIS.match(block.folded) or len(block.text) > 160:
            continue
        place = block.text[found.start("place") : found.end("place")]
        head.place = _NUMBER.sub("", place).strip(" |-")
        head.date = _iso(found)
        head.lines["date"] = block.line_at(found.start("place"))
        head.used.append(block)
        return


def _iso(found: re.Match[str]) -> str:
    """As much of the date as is filled in: 2023, 2023-07 or 2023-07-14."""
    year, month, day = found["year"], int(found["month"] or 0), int(found["day"] or 0)
    if not 1 <= month <= 12:
        return year
    try:
        return datetime.date(int(year), month, day).isoformat()
    except ValueError:
        return f"{year}-{month:02d}"


def _read_basis(blocks: list[Block], head: Head) -> None:
    for block in blocks:
        as_follows = _AS_FOLLOWS.search(block.folded)
        if _BASIS.match(block.folded) and block is not blocks[0]:
            head.legal_basis.append(Statement(block.text, block.line))
            head.used.append(block)
        elif as_follows:
            head.used.append(block)


def _read_title(blocks: list[Block], head: Head) -> None:
    """The lines under KẾ HOẠCH up to the legal basis or the issuing sentence."""
    first = blocks[0]
    head.used.append(first)
    run_on = _KIND_RUN_ON.match(first.text)
    named = _KIND.match(first.folded)
    if named and named["kind"] != "ke hoach":
        head.remarks.append(finding("other-document-type", first.line, found=first.text))
    parts = [run_on["title"]] if run_on else []
    line = first.line
    for block in blocks[1:]:
        basis = _BASIS.match(block.folded) and (parts or not _looks_like_title(block))
        if (
            block.marker is not None
            or block.cells
            or basis
            or _AS_FOLLOWS.search(block.folded)
            or _title_ends(parts, block)
        ):
            break
        line = line if parts else block.line
        parts.append(block.text)
        head.used.append(block)
        head.legal_basis = [row for row in head.legal_basis if row.line != block.line]
    if parts:
        head.title, head.lines["title"] = " ".join(parts).strip(" ./"), line


def _looks_like_title(block: Block) -> bool:
    """A title may start like a legal basis ("Thực hiện Đề án…") but does not end like one."""
    return all_capitals(block.text) or (not block.closed and not re.search(r"\bso \d+/", block.folded))


def _title_ends(parts: list[str], block: Block) -> bool:
    closed_sentence = block.text.endswith((".", ":", ";")) and not all_capitals(block.text)
    return bool(parts) and (closed_sentence or bool(_ISSUES.match(block.folded)) or len(parts) >= 4)


def _guess_title(preamble: list[Block], closing: list[Block], head: Head) -> None:
    for block in closing:
        found = _ABOVE.match(block.text)
        if found:
            head.title, head.lines["title"] = found["title"].strip(" ./"), block.line
            head.remarks.append(finding("title-guessed", block.line))
            return
    for block in preamble:
        if re.match(r"^(?:trien khai|thuc hien|phat trien|day manh)\b", block.folded) and _looks_like_title(block):
            head.title, head.lines["title"] = block.text.strip(" ./"), block.line
            head.used.append(block)
            head.legal_basis = [row for row in head.legal_basis if row.line != block.line]
            return


def _read_issuer(letterhead: list[Block], preamble: list[Block], head: Head) -> None:
    for block in preamble:
        if not _AS_FOLLOWS.search(block.folded) and not _BODY.match(block.folded):
            continue
        named = list(_ISSUES.finditer(block.folded))
        if named and (_AS_FOLLOWS.search(block.folded) or named[0].start() == 0):
            start, end = named[-1].span("issuer")
            head.issuer, head.lines["issuer"] = block.text[start:end].strip(" ,"), block.line_at(start)
            if block not in head.used:
                head.used.append(block)
            break
    named_body = _letterhead_body(letterhead, head)
    if head.issuer is None and named_body:
        head.issuer, head.lines["issuer"] = named_body
    elif head.issuer is None and head.symbol and head.place and "UBND" in head.symbol.upper():
        head.issuer, head.lines["issuer"] = f"UBND {head.place}", head.lines["date"]


def _letterhead_body(letterhead: list[Block], head: Head) -> tuple[str, int] | None:
    parts: list[str] = []
    line = 0
    for block in letterhead:
        if _BODY.match(block.folded) and not parts:
            parts, line = [block.text], block.line
        elif (
            parts
            and len(parts) < 2
            and (_PLACES.match(block.folded) or all_capitals(block.text))
            and len(block.text) < 60
        ):
            parts.append(block.text)
        elif not parts and _PLACES.match(block.folded) and len(block.text) < 60:
            head.used.append(block)
            continue
        else:
            continue
        head.used.append(block)
    return (" ".join(parts), line) if parts else None


def _remark(head: Head) -> None:
    if head.number is None:
        head.remarks.append(finding("blank-number", head.lines.get("number")))
    if head.date is None or len(head.date) < 10:
        head.remarks.append(finding("blank-date", head.lines.get("date")))
    if head.title is None:
        head.remarks.append(finding("no-title"))
    if head.issuer is None:
        head.remarks.append(finding("no-issuer"))
