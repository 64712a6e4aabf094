"""The figures of a receiver's own report, made of the reports it consolidates.

What adds up across places is the sum of what the units submitted (with their corrections) and of the places that stand
at the receiver itself; the same branch counted again stands beside it, so that a difference shows. What does not add up
(distinct people, shares, growth) is counted over the whole branch, with each unit's own value listed under it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from densach.measures.register import REGISTER, Across

from .drawing import Drawing, Drawn
from .models import Report, ReportCell, ReportCycle, ReportState
from .rules import DONE

type Submitted = dict[str, list[tuple[ReportCell, Report]]]


def compose(cycle: ReportCycle, *, known_on: dt.date) -> list[Drawn]:
    """Cells of the receiver's report: composed where something is consolidated, else counted over its branch.

    `provenance` of a composed cell adds `units` [[unit, value as text]], `recounted` (the branch counted again),
    `without` (names of units that are missing), and for a sum `own` (places at the receiver itself).
    """
    parts = _submitted(cycle, [ReportState.CONSOLIDATED])
    others = Report.objects.filter(cycle=cycle).exclude(unit=cycle.receiver_id)
    without = list(others.exclude(state__in=DONE).order_by("unit__name_sort").values_list("unit__name", flat=True))
    units = list(others.values_list("unit_id", flat=True))
    drawing = Drawing(cycle, [cycle.receiver_id, *units], known_on)
    cells = drawing.cells_of(cycle.receiver_id)
    if not parts:
        return cells
    ground = drawing.grounds
    own_places = ground[cycle.receiver_id].now - frozenset().union(*(ground[unit].now for unit in units))
    return [_composed(cell, parts.get(cell.key, []), drawing, own_places, without) for cell in cells]


def _submitted(cycle: ReportCycle, states: Iterable[str]) -> Submitted:
    rows = ReportCell.objects.filter(report__cycle=cycle, report__state__in=states)
    found: Submitted = defaultdict(list)
    for cell in rows.select_related("report__unit").order_by("report__unit__name_sort", "pk"):
        found[cell.key].append((cell, cell.report))
    return found


def _composed(
    cell: Drawn,
    parts: list[tuple[ReportCell, Report]],
    drawing: Drawing,
    own_places: frozenset[int],
    without: list[str],
) -> Drawn:
    units = [[report.unit.name, str(part.value)] for part, report in parts if part.value is not None]
    facts: dict[str, Any] = {**cell.provenance, "units": units, "without": without, "recounted": _text(cell.value)}
    code = cell.provenance["measure"] if cell.provenance["kind"] == "measure" else None
    measure = REGISTER.get(code) if code else None
    if measure is None or measure.across_places is not Across.SUM:
        return Drawn(cell.key, cell.value, facts | {"rule": "recount"})
    own = drawing.value_of(measure, own_places).value
    total = sum((part.value for part, _report in parts if part.value is not None), Decimal(own))
    return Drawn(cell.key, total, facts | {"rule": "sum", "own": own})


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
