"""What can be asked of figures. Places are given as ids (`places.facility_ids`), time as a Period of whole months."""

from .completeness import Coverage, State, completeness, missing_declarations
from .declared import current_declarations
from .figures import (
    NOTHING,
    Value,
    by_facility,
    by_facility_and_month,
    by_month,
    by_split,
    months_of_measures,
    over_months,
    total,
)
from .places import Scope, facilities_in_period, figures_of_unit, public_totals, require_unit, scope_of, units_to_choose

__all__ = [
    "NOTHING",
    "Coverage",
    "Scope",
    "State",
    "Value",
    "by_facility",
    "by_facility_and_month",
    "by_month",
    "by_split",
    "completeness",
    "current_declarations",
    "facilities_in_period",
    "figures_of_unit",
    "missing_declarations",
    "months_of_measures",
    "over_months",
    "public_totals",
    "require_unit",
    "scope_of",
    "total",
    "units_to_choose",
]
