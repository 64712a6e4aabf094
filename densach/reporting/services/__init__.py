"""What is done with cycles, reports and their Word template: the door of this module."""

from .consolidation import consolidate, withdraw_consolidation
from .cycles import close_cycle, open_cycle, reopen_cycle, start_report
from .figures import correct_cell, draw_cycle, draw_figures, explain_cell, withdraw_correction
from .reminders import remind_cycle, send_reminders
from .steps import accept_report, return_report, submit_report
from .templates import replace_template, restore_default_template
from .words import save_narrative

__all__ = [
    "accept_report",
    "close_cycle",
    "consolidate",
    "correct_cell",
    "draw_cycle",
    "draw_figures",
    "explain_cell",
    "open_cycle",
    "remind_cycle",
    "reopen_cycle",
    "replace_template",
    "restore_default_template",
    "return_report",
    "save_narrative",
    "send_reminders",
    "start_report",
    "submit_report",
    "withdraw_consolidation",
    "withdraw_correction",
]
