"""Pages of plans."""

from .indicators import (
    indicator_detail,
    overrule_file,
    overrule_verdict,
    set_baseline,
    set_target,
    withdraw_verdict,
)
from .plans import plan_detail, plan_list, plan_sources, plan_tasks, plan_trend
from .proposals import plan_upload, proposal_detail, proposal_save, proposal_section
from .public import plan_progress, plan_progress_csv, plan_progress_json

__all__ = [
    "indicator_detail",
    "overrule_file",
    "overrule_verdict",
    "plan_detail",
    "plan_list",
    "plan_progress",
    "plan_progress_csv",
    "plan_progress_json",
    "plan_sources",
    "plan_tasks",
    "plan_trend",
    "plan_upload",
    "proposal_detail",
    "proposal_save",
    "proposal_section",
    "set_baseline",
    "set_target",
    "withdraw_verdict",
]
