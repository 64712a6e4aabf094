"""Pages of reports: lists, one round, the editor, the steps, the Word template."""

from .cycles import (
    cycle_close,
    cycle_consolidate,
    cycle_detail,
    cycle_draw,
    cycle_list,
    cycle_open,
    cycle_remind,
    cycle_reopen,
    cycle_withdraw,
)
from .editor import report_cell, report_detail, report_document, report_draw, report_words
from .lists import report_list
from .steps import report_accept, report_return, report_submit
from .templates import template_file, template_restore, word_template

__all__ = [
    "cycle_close",
    "cycle_consolidate",
    "cycle_detail",
    "cycle_draw",
    "cycle_list",
    "cycle_open",
    "cycle_remind",
    "cycle_reopen",
    "cycle_withdraw",
    "report_accept",
    "report_cell",
    "report_detail",
    "report_document",
    "report_draw",
    "report_list",
    "report_return",
    "report_submit",
    "report_words",
    "template_file",
    "template_restore",
    "word_template",
]
