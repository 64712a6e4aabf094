"""The stages in order: bytes → lines → passages → sections → what each section says → lint."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from .blocks import Block, build_blocks
from .dates import Days, read_days
from .decode import Line, read_lines
from .duties import read_agencies, read_tasks
from .findings import finding
from .heading import Head, read_head
from .lint import lint
from .model import Agency, Finding, Proposal, Statement, TaskGroup
from .outline import Section, sections_of
from .tail import Tail, heading_lost, lost_recipients, read_tail
from .targets import Reading, read_goals, read_strays
from .vietnamese import has_letters, unaccented

_FOR_TARGETS = {"goals"}
_NO_STRAYS = {"goals", "situation", "recipients", "basis", "preamble", "closing"}
_OUTLINE = {"goals", "tasks", "organisation"}
_BODY_STATEMENTS = {"purpose", "scope"}


@dataclass
class _Desk:
    """The parts of the proposal as they come in, and the passages already understood (by identity)."""

    goals: Reading = field(default_factory=Reading)
    groups: list[TaskGroup] = field(default_factory=list)
    agencies: list[Agency] = field(default_factory=list)
    funding: list[Statement] = field(default_factory=list)
    closing: list[Statement] = field(default_factory=list)
    remarks: list[Finding] = field(default_factory=list)
    used: set[int] = field(default_factory=set)

    def use(self, *blocks: Block) -> None:
        self.used.update(map(id, blocks))


def read_plan(data: bytes, filename: str, *, year_today: int | None = None) -> Proposal:
    """Read the text of a plan document into a proposal; nothing is saved.

    `filename` is only for the caller's messages: the kind of file is told from its bytes. With `year_today` the lint
    also speaks of years that have passed. Raises `PlanUnreadable` when no text can be taken from the file; any text
    gives a proposal, however little was understood, and what was not understood stands in `unread`.
    """
    del filename
    lines, encoding = read_lines(data)
    blocks, remarks = build_blocks(lines)
    sections, more = sections_of(blocks)
    sections = _find_lost_recipients(sections, more)
    desk = _Desk(remarks=[*remarks, *more, *_about_encoding(lines, encoding)])
    for section in sections:
        _read_section(section, desk)
    head, tail, days = _read_frame(sections, blocks, desk)
    proposal = _proposal(desk, head, tail, days, blocks)
    return _with_findings(proposal, sections, desk, blocks, year_today)


def source_lines(data: bytes, filename: str) -> list[str]:
    """The lines the numbers of a proposal count, for showing beside it. Raises `PlanUnreadable`."""
    del filename
    return [line.text for line in read_lines(data)[0]]


def _read_section(section: Section, desk: _Desk) -> None:
    if section.heading is not None and section.kind != "unknown":
        desk.use(section.heading)
    if section.kind in _FOR_TARGETS:
        _merge(desk, read_goals(section))
    elif section.kind not in _NO_STRAYS:
        _merge(desk, read_strays(section))
    if section.kind == "tasks":
        tasks = read_tasks(section)
        desk.groups += tasks.groups
        desk.use(*tasks.used)
    elif section.kind == "organisation":
        agencies = read_agencies(section)
        desk.agencies += agencies.agencies
        desk.closing += agencies.closing
        desk.use(*agencies.used)
    elif section.kind in {"funding", "closing", "reporting", "schedule"} | _BODY_STATEMENTS:
        _keep_statements(section, desk)


def _keep_statements(section: Section, desk: _Desk) -> None:
    shelf = {"funding": desk.funding, "purpose": desk.goals.objectives, "scope": desk.goals.objectives}.get(
        section.kind, desk.closing
    )
    for block in section.blocks:
        if block.cells:
            continue
        desk.use(block)
        if block.closed or len(block.text) > 60:
            shelf.append(Statement(block.text, block.line))


def _merge(desk: _Desk, reading: Reading) -> None:
    desk.goals.targets += reading.targets
    desk.goals.objectives += reading.objectives
    desk.remarks += reading.remarks
    desk.use(*reading.used)


def _find_lost_recipients(sections: list[Section], remarks: list[Finding]) -> list[Section]:
    if any(
        section.kind == "recipients" and any(b.folded.startswith("noi nhan") for b in section.blocks)
        for section in sections
    ):
        return sections
    for at in range(len(sections) - 1, -1, -1):
        begin = lost_recipients(sections[at].blocks)
        if begin is None:
            continue
        before, found = sections[at].blocks[:begin], sections[at].blocks[begin:]
        remarks.append(heading_lost(found[0]))
        rest = sections[at + 1 :]
        return [*sections[:at], replace(sections[at], blocks=before), Section("recipients", None, found), *rest]
    return sections


def _read_frame(sections: list[Section], blocks: list[Block], desk: _Desk) -> tuple[Head, Tail, Days]:
    def of(*kinds: str) -> list[Block]:
        return [block for section in sections if section.kind in kinds for block in section.blocks]

    preamble = sections[0].blocks
    above = {id(block) for block in preamble if block.folded.startswith(("so", "ke hoach"))}
    head = read_head(preamble, of("closing"))
    for block in of("basis"):
        head.legal_basis.append(Statement(block.text, block.line))
        head.used.append(block)
    tail = read_tail(of("recipients"))
    basis = {row.text for row in head.legal_basis}
    days = read_days([block for block in blocks if block.text not in basis and id(block) not in above])
    desk.use(*head.used, *tail.used, *days.used)
    desk.remarks += [*head.remarks, *tail.remarks, *days.remarks]
    return head, tail, days


def _proposal(desk: _Desk, head: Head, tail: Tail, days: Days, blocks: list[Block]) -> Proposal:
    unread = [
        Statement(piece, line)
        for block in blocks
        if id(block) not in desk.used
        for line, piece in block.pieces()
        if has_letters(piece)
    ]
    return Proposal(
        title=head.title,
        issuer=head.issuer,
        number=head.number,
        symbol=head.symbol,
        date=head.date,
        place=head.place,
        legal_basis=tuple(head.legal_basis),
        objectives=tuple(desk.goals.objectives),
        targets=tuple(sorted(desk.goals.targets, key=lambda target: target.line)),
        task_groups=tuple(desk.groups),
        agencies=tuple(desk.agencies),
        deadlines=tuple(days.deadlines),
        reviews=tuple(days.reviews),
        observances=tuple(days.observances),
        funding=tuple(desk.funding),
        closing=tuple(desk.closing),
        recipients=tuple(tail.recipients),
        signer=tail.signer,
        unread=tuple(unread),
        lines=head.lines,
    )


def _with_findings(
    proposal: Proposal, sections: list[Section], desk: _Desk, blocks: list[Block], year_today: int | None
) -> Proposal:
    kinds = {section.kind for section in sections}
    remarks = list(desk.remarks)
    if not kinds & _OUTLINE and not proposal.targets and not proposal.agencies:
        about_file = [row for row in remarks if row.code in {"legacy-encoding", "no-diacritics", "other-document-type"}]
        return replace(proposal, findings=(finding("not-a-plan"), *about_file))
    last = blocks[-1] if blocks else None
    if (
        kinds & _OUTLINE
        and last is not None
        and "recipients" not in kinds
        and not last.closed
        and not last.text.endswith("/")
    ):
        remarks.append(finding("cut-off", last.line))
    found = sorted([*remarks, *lint(proposal, year_today=year_today)], key=lambda row: row.line or 0)
    return replace(proposal, findings=tuple(found))


def _about_encoding(lines: list[Line], encoding: str) -> list[Finding]:
    if encoding in {"cp1258", "tcvn3", "utf-8 (damaged)"}:
        return [finding("legacy-encoding", None, encoding=encoding)]
    letters = "".join(line.text for line in lines)
    return [finding("no-diacritics")] if unaccented(letters) else []
