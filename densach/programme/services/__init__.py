"""What can be done with plans: read one in, correct and save it, set targets and baselines, overrule a verdict."""

from .overrules import overrule, withdraw_overrule
from .plan_data import load_plan_data
from .targets import set_baseline, set_target

__all__ = ["load_plan_data", "overrule", "set_baseline", "set_target", "withdraw_overrule"]
