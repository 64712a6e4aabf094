"""What the reader hands over: a proposal that a person reviews beside the source text. Nothing here is saved.

Line numbers are 1-based and count the lines `source_lines` returns.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the reviewer should know. `severity`: error (must be settled), warning, note."""

    code: str
    text: str
    line: int | None
    text_en: str
    severity: str
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """One value of one target for one year.

    `unit` is "%" or the counted thing ("lớp"); `bound` is exact, min, over, max or range (up to `value_high`).
    `text` is the whole printed sentence, `population` and `measure` the parts of it this value speaks of.
    """

    text: str
    population: str
    measure: str
    year: int | None
    value: int | float
    unit: str
    per_year: bool
    line: int
    population_code: str | None = None
    measure_code: str | None = None
    bound: str = "exact"
    value_high: int | float | None = None
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A printed passage and where it stands."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class TaskGroup:
    title: str
    line: int
    items: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Agency:
    """`requested` is true where the plan asks rather than orders ("Đề nghị …"); the name stands without that word."""

    name: str
    line: int
    duties: tuple[Statement, ...]
    requested: bool = False


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by which something is due; `year` is set only when it is due once."""

    month: int
    day: int
    text: str
    line: int
    year: int | None = None
    yearly: bool = True


@dataclass(frozen=True, slots=True)
class Review:
    """`kind`: interim (sơ kết) or final (tổng kết)."""

    year: int
    text: str
    kind: str
    line: int


@dataclass(frozen=True, slots=True)
class Observance:
    month: int
    day: int
    name: str
    line: int


@dataclass(frozen=True, slots=True)
class Recipient:
    name: str
    line: int
    note: str = ""
    archive: bool = False


@dataclass(frozen=True, slots=True)
class Signer:
    name: str
    role: str
    line: int


@dataclass(frozen=True, slots=True)
class Proposal:
    title: str | None = None
    issuer: str | None = None
    number: str | None = None
    symbol: str | None = None
    date: str | None = None
    place: str | None = None
    legal_basis: tuple[Statement, ...] = ()
    objectives: tuple[Statement, ...] = ()
    targets: tuple[Target, ...] = ()
    task_groups: tuple[TaskGroup, ...] = ()
    agencies: tuple[Agency, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    reviews: tuple[Review, ...] = ()
    observances: tuple[Observance, ...] = ()
    funding: tuple[Statement, ...] = ()
    closing: tuple[Statement, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    signer: Signer | None = None
    findings: tuple[Finding, ...] = ()
    unread: tuple[Statement, ...] = ()
    lines: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The stable face of `import-plan --json`; plain lists, strings and numbers only.

        Keys promised to scripts keep their shape; line numbers of plain strings stand in parallel lists (`*_lines`).
        """
        result: dict[str, Any] = {
            name: getattr(self, name) for name in ("title", "issuer", "number", "symbol", "date", "place")
        }
        for name in ("targets", "deadlines", "reviews", "observances", "legal_basis", "objectives", "funding"):
            result[name] = [asdict(row) for row in getattr(self, name)]
        result["task_groups"] = [
            {"title": group.title, "line": group.line, **_strings("items", group.items)} for group in self.task_groups
        ]
        result["agencies"] = [
            {
                "name": agency.name,
                "line": agency.line,
                "requested": agency.requested,
                **_strings("duties", agency.duties),
            }
            for agency in self.agencies
        ]
        result["closing"] = [asdict(row) for row in self.closing]
        result["recipients"] = [recipient.name for recipient in self.recipients]
        result["recipient_details"] = [asdict(recipient) for recipient in self.recipients]
        result["signer"] = asdict(self.signer) if self.signer else None
        result["findings"] = [{**asdict(row), "lines": list(row.lines)} for row in self.findings]
        result["unread"] = [asdict(row) for row in self.unread]
        result["lines"] = dict(self.lines)
        return result


def _strings(key: str, rows: tuple[Statement, ...]) -> dict[str, list[Any]]:
    singular = {"items": "item", "duties": "duty"}[key]
    return {key: [row.text for row in rows], f"{singular}_lines": [row.line for row in rows]}
