"""What stands declared."""

from __future__ import annotations

from collections import defaultdict

from densach.accounts.models import User
from densach.core.periods import Month
from densach.measures.models import Declaration
from densach.measures.permissions import VIEW_FIGURES
from densach.measures.register import Cell
from densach.network import access


def current_declarations(actor: User, facility_id: int, month: Month) -> dict[str, dict[Cell, int]]:
    """{measure: {(split, key): value}} as it stands declared. Raises NotAllowed."""
    access.require(actor, VIEW_FIGURES, facility_id=facility_id)
    rows = Declaration.objects.filter(facility_id=facility_id, month=month.start, superseded=False)
    sheet: dict[str, dict[Cell, int]] = defaultdict(dict)
    for measure, split, key, value in rows.values_list("measure", "split", "key", "value"):
        sheet[measure][split, key] = value
    return dict(sheet)
