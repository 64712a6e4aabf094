"""What is done with figures: mark, recount, check, declare."""

from .checks import Difference, ask_check, check_figures
from .declarations import Values, declare_month
from .marks import mark_dirty
from .recounts import Progress, recount_all, recount_dirty

__all__ = [
    "Difference",
    "Progress",
    "Values",
    "ask_check",
    "check_figures",
    "declare_month",
    "mark_dirty",
    "recount_all",
    "recount_dirty",
]
