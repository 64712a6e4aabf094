"""Pages of figures."""

from .checking import checks
from .declaring import declarations, declare
from .looking import definitions, figures, measure

__all__ = ["checks", "declarations", "declare", "definitions", "figures", "measure"]
