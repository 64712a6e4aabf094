"""Reads the text of a Vietnamese plan document (.txt, .docx) into a proposal that a person reviews.

Owns nothing and saves nothing. Promises that any text gives a proposal, that what was not understood is listed with
its line, and that a file without readable text is refused by name. Leans on no other module.
"""

from .errors import PlanUnreadable
from .lint import lint
from .model import Finding, Proposal, Target
from .reader import read_plan, source_lines

__all__ = ["Finding", "PlanUnreadable", "Proposal", "Target", "lint", "read_plan", "source_lines"]
