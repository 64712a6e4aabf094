"""Groups of tasks, and agencies with their duties."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from .agency_names import MAX_NAME, is_agency_name, split_agency
from .blocks import Block
from .model import Agency, Statement, TaskGroup
from .outline import Section, is_container

_Style = tuple[str, int, str]


@dataclass
class Tasks:
    groups: list[TaskGroup] = field(default_factory=list)
    used: list[Block] = field(default_factory=list)


@dataclass
class Agencies:
    agencies: list[Agency] = field(default_factory=list)
    closing: list[Statement] = field(default_factory=list)
    used: list[Block] = field(default_factory=list)


def read_tasks(section: Section) -> Tasks:
    """Groups are the outermost numbered passages, under "1. Nhiệm vụ" / "2. Giải pháp" where there are such shelves."""
    tasks = Tasks()
    for shelf, blocks in _shelves(section):
        if shelf is not None:
            tasks.used.append(shelf)
        style = _group_style(blocks)
        loose: list[Statement] = []
        for at, block in enumerate(blocks):
            if block.cells:
                continue
            tasks.used.append(block)
            following = blocks[at + 1] if at + 1 < len(blocks) else None
            if _opens_group(block, following, style):
                tasks.groups.append(TaskGroup(block.text.strip(" :"), block.line, ()))
                style = style or (block.marker.style if block.marker else None)
            elif tasks.groups and (style is not None or _under_heading(blocks[:at])):
                tasks.groups[-1] = _with_item(tasks.groups[-1], block)
            else:
                loose.append(Statement(block.text, block.line))
        head = shelf or section.heading
        if loose and head is not None:
            tasks.groups.append(TaskGroup(head.text.strip(" :"), head.line, tuple(loose)))
        elif loose:
            tasks.groups.append(TaskGroup("", loose[0].line, tuple(loose)))
    return tasks


def _shelves(section: Section) -> Iterator[tuple[Block | None, list[Block]]]:
    shelf: Block | None = None
    blocks: list[Block] = []
    for block in section.blocks:
        if is_container(block) and not block.cells and (block.marker is None or block.marker.kind != "bullet"):
            if blocks or shelf:
                yield shelf, blocks
            shelf, blocks = block, []
        else:
            blocks.append(block)
    yield shelf, blocks


def _group_style(blocks: list[Block]) -> _Style | None:
    """The style of the outermost numbering."""
    numbered = [block.marker for block in blocks if block.marker is not None and block.marker.kind != "bullet"]
    return min(numbered, key=lambda marker: marker.rank).style if numbered else None


def _opens_group(block: Block, following: Block | None, style: _Style | None) -> bool:
    if block.marker is not None and block.marker.kind != "bullet":
        return block.marker.style == style
    leads = following is not None and following.marker is not None and following.marker.kind == "bullet"
    short = not block.closed or block.text.endswith(":")
    return block.marker is None and short and leads and len(block.text) <= 300


def _under_heading(before: list[Block]) -> bool:
    return any(block.marker is None and not block.closed for block in before)


def _with_item(group: TaskGroup, block: Block) -> TaskGroup:
    return TaskGroup(group.title, group.line, (*group.items, Statement(block.text, block.line)))


@dataclass
class _Open:
    """An agency whose duties are still being gathered."""

    name: str
    line: int
    requested: bool
    duties: list[Statement]


def read_agencies(section: Section) -> Agencies:
    """Agencies in the order of the plan; what stands at their level but names nobody is kept as closing words."""
    result = Agencies()
    style = _agency_style(section.blocks)
    current: _Open | None = None
    for at, block in enumerate(section.blocks):
        if block.cells:
            continue
        following = section.blocks[at + 1] if at + 1 < len(section.blocks) else None
        level = block.marker is not None and block.marker.style == style
        if _names_agency(block, following, style):
            _close(result, current)
            sentence = block.closed or len(block.text) > MAX_NAME
            name, duty, requested = split_agency(block.text, sentence=sentence)
            current = _Open(name, block.line, requested, [Statement(duty, block.line)] if duty else [])
        elif _outranks(block, style) or (level and (block.closed or len(block.text) > MAX_NAME)):
            _close(result, current)
            current = None
            if block.closed or len(block.text) > MAX_NAME:
                result.closing.append(Statement(block.text, block.line))
        elif level:
            _close(result, current)
            current = _Open(block.text.strip(" :"), block.line, False, [])
        elif current is not None:
            current.duties.append(Statement(block.text, block.line))
        else:
            continue
        result.used.append(block)
    _close(result, current)
    return result


def _close(result: Agencies, current: _Open | None) -> None:
    if current is not None:
        result.agencies.append(Agency(current.name, current.line, tuple(current.duties), current.requested))


def _agency_style(blocks: list[Block]) -> _Style | None:
    """The style of numbering under which agencies stand; bullets only when no number names one."""
    for bullets in (False, True):
        for block in blocks:
            marker = block.marker
            if marker is None or (marker.kind == "bullet") != bullets or not is_agency_name(block.text):
                continue
            if not bullets or ":" in block.text[:MAX_NAME] or not _headed(blocks):
                return marker.style
    return None


def _headed(blocks: list[Block]) -> bool:
    """Agencies named on lines of their own, without numbers."""
    return any(block.marker is None and not block.closed and is_agency_name(block.text) for block in blocks)


def _names_agency(block: Block, following: Block | None, style: _Style | None) -> bool:
    if not is_agency_name(block.text):
        return False
    if block.marker is not None:
        return block.marker.style == style
    leads = (
        following is None
        or following.marker is None
        or following.marker.kind == "bullet"
        or following.marker.style == style
    )
    return not block.closed and len(block.text) <= MAX_NAME and leads and style != ("bullet", 1, "-")


def _outranks(block: Block, style: _Style | None) -> bool:
    """A shelf above the agencies ("A. Cấp tỉnh")."""
    if block.marker is None or style is None or block.marker.kind == "bullet":
        return False
    ranks = {"part": 0, "capital": 1, "roman": 2, "decimal": 3, "letter": 8, "bullet": 9}
    return ranks[block.marker.kind] < ranks[style[0]] or (
        block.marker.kind == style[0] and block.marker.depth < style[1]
    )
