"""Numeric targets of the sections on goals: sentence by sentence, each value with its year, population and measure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from . import target_parts as parts
from .blocks import Block
from .codes import measure_code, population_code
from .findings import finding
from .model import Finding, Statement, Target
from .outline import Section, is_container
from .target_tables import TableReader
from .target_values import Value, counts_in, masked, shares_in, with_years, years_in
from .vietnamese import UPPER, fold

_CLAUSE = re.compile(rf";|\.(?=\s+[{UPPER}“\"])|\.\s*$")
_DAMAGED_SHARE = re.compile(r"(?<!\w)(?=[0-9OolI]*[OolI])(?=[0-9OolI]*\d)[0-9OolI]{1,4}\s*%|[.…_]{2,}\s*%")
_LEFT_NUMBER = re.compile(r"(?<![\w./-])\d[\d.,]*(?![\w/-])")
_COMMITMENT = re.compile(r"phan dau|chi tieu|\bden (?:het |cuoi )?nam\b|\bdat\b|toi thieu|it nhat|tro len|binh quan")
_ABOUT = re.compile(r"^(?:ve|doi voi)\s+")


@dataclass
class Reading:
    """What the sections on goals gave."""

    targets: list[Target] = field(default_factory=list)
    objectives: list[Statement] = field(default_factory=list)
    remarks: list[Finding] = field(default_factory=list)
    used: list[Block] = field(default_factory=list)


@dataclass
class _Context:
    """Headings above a passage, outermost first, as (rank, text, year)."""

    stack: list[tuple[int, str, int | None]] = field(default_factory=list)

    def enter(self, block: Block) -> None:
        rank = _rank(block)
        self.stack = [entry for entry in self.stack if entry[0] < rank]
        years = [year for _, _, year in years_in(masked(block.text))]
        self.stack.append((rank, block.text, years[-1] if years else None))

    def leave_to(self, block: Block) -> None:
        rank = _rank(block)
        self.stack = [entry for entry in self.stack if entry[0] < rank]

    @property
    def year(self) -> int | None:
        return next((year for _, _, year in reversed(self.stack) if year), None)

    @property
    def heading(self) -> str:
        return next((text for _, text, _ in reversed(self.stack) if not _only_year(text)), "").strip(" :.")


def read_goals(section: Section) -> Reading:
    """Targets and objectives of one section on goals; every passage is one or the other or a heading."""
    reading, context, table = Reading(), _Context(), TableReader()
    if section.heading is not None:
        context.enter(section.heading)
    for at, block in enumerate(section.blocks):
        if block.cells:
            found = table.row(block, context.heading, context.year)
            if found is not None:
                reading.targets += found
                reading.used.append(block)
            continue
        reading.used.append(block)
        following = section.blocks[at + 1] if at + 1 < len(section.blocks) else None
        _read_passage(block, following, context, reading)
    return reading


def _read_passage(block: Block, following: Block | None, context: _Context, reading: Reading) -> None:
    targets = passage_targets(block, context.year, _heading_above(context, block), counted=True)
    if targets:
        reading.targets += targets
        reading.remarks += [
            finding("target-range", target.line, low=target.value, high=target.value_high)
            for target in targets
            if target.bound == "range"
        ]
        if block.text.endswith(":"):
            context.enter(block)
    elif _is_heading(block, following):
        context.enter(block)
    else:
        context.leave_to(block)
        reading.objectives.append(Statement(block.text, block.line))
    reading.remarks += _unclear(block, found=bool(targets))


def _heading_above(context: _Context, block: Block) -> str:
    above = [text for rank, text, _ in context.stack if rank < _rank(block) and not _only_year(text)]
    return above[-1].strip(" :.") if above else ""


def read_strays(section: Section) -> Reading:
    """Shares promised outside the sections on goals: read all the same, and pointed out."""
    reading, table = Reading(), TableReader()
    for block in section.blocks:
        if block.cells:
            found = table.row(block, "", None)
            if found is None:
                continue
            reading.used.append(block)
        else:
            plain = masked(block.text)
            if not _COMMITMENT.search(plain) or not shares_in(plain):
                continue
            found = passage_targets(block, None, "", counted=False)
        reading.targets += found
        reading.remarks += [finding("target-outside-goals", target.line) for target in found[:1]]
    return reading


def passage_targets(block: Block, year: int | None, heading: str, *, counted: bool) -> list[Target]:
    """Targets of one passage. `year` and `heading` come from above and hold where the passage is silent."""
    text, plain = block.text, masked(block.text)
    drafts: list[_Draft] = []
    carried = year
    all_shares, all_years = shares_in(plain), years_in(plain)
    all_counts = counts_in(text, plain) if counted else []
    for start, end in _clauses(text):
        values = [value for value in all_shares if start <= value.start < end]
        years = [found for found in all_years if start <= found[0] < end]
        if not values:
            found = [value for value in all_counts if start <= value.start < end]
            values = [
                value for value in found if not any(value.start < stop and at < value.end for at, stop, _ in years)
            ]
        if values:
            values = with_years(values, plain[start:end], years, carried)
            drafts += _clause_drafts(text, plain, values, start, end)
        carried = years[-1][2] if years else carried
    _borrow(drafts, heading)
    return [_target(block, draft, heading) for draft in drafts]


@dataclass
class _Draft:
    value: Value
    population: str = ""
    measure: str = ""


def _clauses(text: str) -> list[tuple[int, int]]:
    edges = [0]
    for found in _CLAUSE.finditer(text):
        edges.append(found.end())
    edges.append(len(text))
    return [(start, end) for start, end in pairwise(edges) if end > start]


def _clause_drafts(text: str, plain: str, values: list[Value], start: int, end: int) -> list[_Draft]:
    lead = parts.lead_before(text, plain, values[0], start)
    if values[0].unit != "%":
        reached = "đạt" if re.search(r"\bdat\b", plain[start : values[0].start]) else "có"
        return _counted_drafts(text, plain, values, lead, end, reached=reached)
    growing = parts.growth(lead)
    drafts = []
    for value, following in zip(values, [*values[1:], None], strict=True):
        draft = _Draft(value)
        draft.population, draft.measure = parts.subject_and_predicate(
            parts.tail_after(text, plain, value, following, end)
        )
        drafts.append(draft)
    if growing is not None:
        for draft in drafts:
            draft.population = growing[0] or " ".join(filter(None, (draft.population, draft.measure)))
            draft.measure = growing[1]
    elif lead:
        _use_lead(drafts, lead)
    return drafts


def _use_lead(drafts: list[_Draft], lead: str) -> None:
    """Words before the first value: its subject when nothing follows, else what is done when that is not said after."""
    if not any(draft.population for draft in drafts):
        population, measure = parts.subject_and_predicate(lead)
        for draft in drafts:
            draft.population, draft.measure = population, measure
    elif not any(draft.measure for draft in drafts):
        for draft in drafts:
            draft.measure = lead


def _counted_drafts(text: str, plain: str, values: list[Value], lead: str, end: int, *, reached: str) -> list[_Draft]:
    """ "Mỗi xã có ít nhất 01 câu lạc bộ": the subject has it; "Mở 05 lớp năng khiếu": the thing itself is counted."""
    drafts = []
    subject, doing = ("", lead) if parts.starts_with_verb(lead) else parts.subject_and_predicate(lead)
    growing = parts.growth(lead)
    for value, following in zip(values, [*values[1:], None], strict=True):
        tail = parts.tail_after(text, plain, value, following, end)
        thing = f"{value.unit} {tail}".strip().replace(" /", "/")
        if subject:
            verb = growing[1] if growing else doing or reached
            drafts.append(_Draft(value, growing[0] if growing else subject, f"{verb} {thing}".strip()))
        else:
            counted, more = parts.subject_and_predicate(thing)
            drafts.append(_Draft(value, counted, " ".join(filter(None, (doing, more or counted)))))
    return drafts


def _borrow(drafts: list[_Draft], heading: str) -> None:
    """What a value leaves unsaid is said by the next one, else by the one before, else by the heading."""
    for following, draft in zip(reversed(drafts), list(reversed(drafts))[1:], strict=False):
        if not draft.population:
            draft.population = following.population
        if not draft.measure:
            draft.measure = following.measure
    for before, draft in pairwise(drafts):
        draft.population = draft.population or before.population
        draft.measure = draft.measure or before.measure
    said = _ABOUT.sub("", fold(heading))
    for draft in drafts:
        if not draft.measure and said:
            draft.measure = heading[len(heading) - len(said) :]


def _target(block: Block, draft: _Draft, heading: str) -> Target:
    value = draft.value
    return Target(
        text=block.text,
        population=draft.population,
        measure=draft.measure,
        year=value.year,
        value=value.value,
        unit=value.unit,
        per_year=value.per_year,
        line=block.line_at(value.start),
        population_code=population_code(draft.population),
        measure_code=measure_code(draft.measure, per_year=value.per_year) if value.unit == "%" else None,
        bound=value.bound,
        value_high=value.high,
        heading=heading,
    )


def _rank(block: Block) -> int:
    if block.marker is None:
        return 20
    if block.marker.kind == "bullet":
        return 40 if block.marker.label == "+" else 30
    return block.marker.rank


def _only_year(text: str) -> bool:
    plain = masked(text)
    for start, end, _ in reversed(years_in(plain)):
        plain = plain[:start] + plain[end:]
    return not re.sub(r"\W|phan dau|chi tieu|muc tieu|cu the", "", plain)


def _is_heading(block: Block, following: Block | None) -> bool:
    if is_container(block) or block.text.endswith(":"):
        return True
    deeper = following is not None and _rank(following) > _rank(block)
    return not block.closed and len(block.text) <= 250 and (deeper or _only_year(block.text))


def _unclear(block: Block, *, found: bool) -> list[Finding]:
    damaged = _DAMAGED_SHARE.search(block.text)
    if damaged:
        return [finding("target-unclear", block.line_at(damaged.start()), found=damaged[0])]
    if found:
        return []
    plain = masked(block.text)
    for start, end, _ in reversed(years_in(plain)):
        plain = plain[:start] + " " * (end - start) + plain[end:]
    left = _LEFT_NUMBER.search(re.sub(r"20\d\d", "    ", plain))
    if left is None:
        return []
    around = block.text[max(0, left.start() - 20) : left.end() + 40].strip()
    return [finding("target-unclear", block.line_at(left.start()), found=around)]
