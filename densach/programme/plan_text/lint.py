"""What is wrong with a plan as such: run on what was read, and again on what the reviewer corrected."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations, pairwise
from typing import Any

from .findings import finding
from .model import Finding, Proposal
from .vietnamese import fold, printed_number

_Row = Mapping[str, Any]
_SHRINKS = re.compile(r"\bgiam\b|\bhan che\b|\bxoa\b|\bduoi\b")


def lint(proposal: Proposal | Mapping[str, Any], *, year_today: int | None = None) -> list[Finding]:
    """Findings on a proposal or on its (edited) JSON form, in the order of the plan.

    `year_today` is the year of the reader's clock; without it nothing is said about years that have passed.
    Missing keys count as empty, and a target without a number is passed over: the form says so itself.
    """
    plan = proposal.as_json() if isinstance(proposal, Proposal) else proposal
    targets = [row for row in plan.get("targets") or [] if isinstance(row.get("value"), int | float)]
    findings = [
        *_falls(targets),
        *_repeats(targets),
        *_single(targets, plan),
        *_unknown_codes(targets),
        *_past(targets, year_today),
        *_gaps(plan),
    ]
    return sorted(findings, key=lambda row: row.line or 0)


def _what(row: _Row) -> str:
    text = " ".join(filter(None, (str(row.get("population") or ""), str(row.get("measure") or "")))) or str(
        row.get("text") or ""
    )
    return text if len(text) <= 140 else f"{text[:139].rsplit(' ', 1)[0]}…"


def _amount(row: _Row) -> str:
    unit = str(row.get("unit") or "")
    return f"{printed_number(row['value'])} {unit}{'/năm' if row.get('per_year') else ''}".strip()


def _same_kind(row: _Row) -> tuple[str, str, str, bool]:
    """Targets with one key speak of one thing: the codes when both are known, else the printed words."""
    population, measure = row.get("population_code"), row.get("measure_code")
    if not (population and measure):
        population, measure = _words(row.get("population")), _words(row.get("measure"))
    return str(population), str(measure), _words(row.get("unit")), bool(row.get("per_year"))


def _words(text: object) -> str:
    return " ".join(re.findall(r"\w+", fold(str(text or ""))))


def _series(targets: list[_Row]) -> Iterator[list[_Row]]:
    groups: defaultdict[tuple[str, str, str, bool], list[_Row]] = defaultdict(list)
    for row in targets:
        key = _same_kind(row)
        if row.get("year") and (key[0] or key[1]):
            groups[key].append(row)
    for rows in groups.values():
        yield sorted(rows, key=lambda row: (int(row["year"]), row.get("line") or 0))


def _lines(*rows: _Row) -> tuple[int, ...]:
    return tuple(row["line"] for row in rows if isinstance(row.get("line"), int))


def _falls(targets: list[_Row]) -> Iterator[Finding]:
    for rows in _series(targets):
        for before, after in pairwise(rows):
            shrinks = _SHRINKS.search(fold(str(after.get("measure") or ""))) or after.get("bound") == "max"
            if after["year"] == before["year"] or after["value"] >= before["value"] or shrinks:
                continue
            at_before, at_after = before.get("line"), after.get("line")
            yield finding(
                "target-falls",
                at_after,
                lines=_lines(before, after),
                before=_amount(before),
                after=_amount(after),
                year_before=before["year"],
                year_after=after["year"],
                at_before=f", dòng {at_before}" if at_before else "",
                at_after=f", dòng {at_after}" if at_after else "",
                at_before_en=f", line {at_before}" if at_before else "",
                at_after_en=f", line {at_after}" if at_after else "",
                what=_what(after),
            )


def _repeats(targets: list[_Row]) -> Iterator[Finding]:
    for rows in _series(targets):
        for first, second in combinations(rows, 2):
            if first["year"] != second["year"]:
                continue
            lines, said = _lines(first, second), {"year": first["year"], "what": _what(second)}
            if first["value"] == second["value"]:
                yield finding("target-repeated", second.get("line"), lines=lines, value=_amount(first), **said)
            else:
                values = {"first": _amount(first), "second": _amount(second)}
                yield finding("target-conflict", second.get("line"), lines=lines, **values, **said)


def _single(targets: list[_Row], plan: _Row) -> Iterator[Finding]:
    issued = re.match(r"20\d\d", str(plan.get("date") or ""))
    for row in targets:
        line, what = row.get("line"), _what(row)
        growing = row.get("measure_code") == "average_annual_growth" or "tang" in _words(row.get("measure")).split()
        if row.get("unit") == "%" and row["value"] > 100 and not growing:
            yield finding("percent-over-100", line, value=_amount(row), what=what)
        if not row.get("year"):
            yield finding("target-without-year", line, what=what)
        elif issued and int(row["year"]) < int(issued[0]):
            yield finding("year-before-plan", line, year=row["year"], issued=issued[0])
        if not row.get("population"):
            yield finding("target-without-population", line, value=_amount(row))


def _unknown_codes(targets: list[_Row]) -> Iterator[Finding]:
    """Once for each wording, at its first line."""
    for part in ("population", "measure"):
        seen: set[str] = set()
        for row in targets:
            words = _words(row.get(part))
            if words and not row.get(f"{part}_code") and words not in seen:
                seen.add(words)
                yield finding(f"{part}-unknown", row.get("line"), what=_what({part: row[part]}))


def _past(targets: list[_Row], year_today: int | None) -> Iterator[Finding]:
    if year_today is None:
        return
    passed = Counter(int(row["year"]) for row in targets if row.get("year") and int(row["year"]) < year_today)
    for year, count in sorted(passed.items()):
        rows = [row for row in targets if row.get("year") == year]
        yield finding("past-year", rows[0].get("line"), lines=_lines(*rows), count=count, year=year)


def _gaps(plan: _Row) -> Iterator[Finding]:
    for key, code in (
        ("targets", "no-targets"),
        ("task_groups", "no-tasks"),
        ("agencies", "no-agencies"),
        ("deadlines", "no-deadline"),
        ("recipients", "no-recipients"),
    ):
        if not plan.get(key):
            yield finding(code)
    for agency in plan.get("agencies") or []:
        if not agency.get("duties"):
            yield finding("agency-without-duty", agency.get("line"), what=agency.get("name", ""))
    for group in plan.get("task_groups") or []:
        if not group.get("items"):
            yield finding("task-group-empty", group.get("line"), what=group.get("title", ""))
