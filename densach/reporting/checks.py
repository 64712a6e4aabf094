"""What does not fit in a report: shown beside the editor, and partly asked before a report is submitted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from densach.core.clock import today
from densach.documents.decree30 import format_decimal
from densach.measures.register import REGISTER
from densach.programme.models import IndicatorType

from .models import Narrative, Report, ReportCell
from .outline import Part
from .rules import is_jump


@dataclass(frozen=True)
class Check:
    """One line of the list of checks. `tone` is good, warn or bad; `cell` names the figure it is about."""

    tone: str
    text: str
    cell: str = ""
    place: str = ""


def name_of(cell: ReportCell) -> str:
    """What a figure is called; the bare code where the measure is registered no more."""
    if cell.provenance.get("kind") == "indicator":
        return str(cell.provenance["name"])
    code = cell.key.removeprefix("m.")
    return str(REGISTER.get(code).name) if code in REGISTER else code


def unit_of(cell: ReportCell) -> str:
    facts = cell.provenance
    if facts.get("kind") == "indicator" and facts.get("type") != IndicatorType.TOTAL:
        return "%"
    code = facts.get("measure", "")
    return str(REGISTER.get(code).unit) if code in REGISTER else ""


def before_of(cell: ReportCell) -> Decimal | None:
    """Last year's value as it was drawn."""
    before = cell.provenance.get("before")
    return None if before is None else Decimal(before)


def jumps(cell: ReportCell) -> bool:
    return cell.provenance.get("kind") == "measure" and is_jump(cell.value, before_of(cell))


def unexplained_jumps(report: Report) -> list[str]:
    """Names of the figures that jump against last year without a word."""
    cells = ReportCell.objects.filter(report=report, explanation="", reason="").order_by("pk")
    return [name_of(cell) for cell in cells if jumps(cell)]


def checks_of(report: Report, cells: Iterable[ReportCell], parts: Iterable[Part]) -> list[Check]:
    """Everything there is to say, the worst first."""
    rows = list(cells)
    found = [
        *_drawing(report, rows),
        *(check for cell in rows for check in _cell_checks(cell)),
        *_sums(rows),
        *_words(report, parts),
    ]
    return sorted(found, key=lambda check: ["bad", "warn", "good"].index(check.tone))


def _drawing(report: Report, cells: list[ReportCell]) -> list[Check]:
    if report.drafted_at is None:
        return [Check("bad", _("The figures have not been drawn yet."))]
    if report.cycle.cut_off_on >= today():
        day = f"{report.cycle.cut_off_on:%d/%m/%Y}"
        return [Check("warn", _("Preliminary figures: draw them again after %(day)s.") % {"day": day})]
    missing = max((cell.provenance.get("missing", 0) for cell in cells), default=0)
    if not missing:
        return [Check("good", _("Every place has counted or declared all its months."))]
    text = ngettext(
        "%(n)s month of a place on paper is not declared.", "%(n)s months of places on paper are not declared.", missing
    )
    return [Check("warn", text % {"n": missing}, place="declarations")]


def _cell_checks(cell: ReportCell) -> list[Check]:
    named = {"name": name_of(cell), "now": _number(cell.value), "before": _number(before_of(cell))}
    if jumps(cell):
        if cell.explanation or cell.reason:
            return [Check("good", _("%(name)s: the jump from %(before)s to %(now)s is explained.") % named, cell.key)]
        return [Check("bad", _("%(name)s: %(now)s after %(before)s last year. Explain it.") % named, cell.key)]
    if cell.corrected is not None:
        named["computed"] = _number(cell.computed)
        return [Check("warn", _("%(name)s: corrected from %(computed)s to %(now)s.") % named, cell.key)]
    return []


def _sums(cells: list[ReportCell]) -> list[Check]:
    """A composed report against its branch counted again."""
    sums = [cell for cell in cells if cell.provenance.get("rule") == "sum"]
    found = [
        Check("warn", _difference_text(cell), cell.key) for cell in sums if difference(cell)
    ]  # fmt: skip
    without = sums[0].provenance["without"] if sums else []
    if without:
        found.append(Check("bad", _("Consolidated without: %(names)s.") % {"names": ", ".join(without)}))
    if sums and not found:
        found.append(Check("good", _("The submitted reports add up to what is counted again.")))
    return found


def difference(cell: ReportCell) -> Decimal | None:
    """How much a sum of submitted values exceeds the branch counted again; None for figures that are no such sum."""
    counted = cell.provenance.get("recounted")
    if cell.provenance.get("rule") != "sum" or counted is None or cell.computed is None:
        return None
    return cell.computed - Decimal(counted)


def _difference_text(cell: ReportCell) -> str:
    named = {
        "name": name_of(cell),
        "sum": _number(cell.computed),
        "counted": _number(Decimal(cell.provenance["recounted"])),
    }
    return _("%(name)s: submitted %(sum)s, counted again %(counted)s.") % named


def _words(report: Report, parts: Iterable[Part]) -> list[Check]:
    written = set(Narrative.objects.filter(report=report).exclude(text="").values_list("section", flat=True))
    empty = [part for part in parts if part.key not in written]
    if not empty:
        return [Check("good", _("Every section has words."))]
    text = ngettext("%(n)s section has no words yet.", "%(n)s sections have no words yet.", len(empty))
    return [Check("warn", text % {"n": len(empty)})]


def _number(value: Decimal | None) -> str:
    return "–" if value is None else format_decimal(value)
