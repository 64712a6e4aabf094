"""What can be done with plans: read one in, correct and save it, set targets and baselines, overrule a verdict."""

from .overrules import overrule, withdraw_overrule
from .plan_data import load_plan_data
from .proposals import correct_proposal, propose_plan, save_plan
from .targets import set_baseline, set_target

__all__ = [
    "correct_proposal",
    "load_plan_data",
    "overrule",
    "propose_plan",
    "save_plan",
    "set_baseline",
    "set_target",
    "withdraw_overrule",
]
