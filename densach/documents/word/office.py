"""The socket through which a module above says which Word template an office has put in the place of the shipped one.

It registers in its own `word_templates.py`: `OFFICE_TEMPLATES.add("reporting", template_of)`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from densach.core.sockets import Register

# each function is given a unit's id and a day and gives back the .docx that counts there for reports, plans and
# submissions, or None
OFFICE_TEMPLATES: Register[Callable[[int, dt.date], bytes | None]] = Register("word_templates")


def office_template(unit_id: int, on: dt.date) -> bytes | None:
    """The template of the unit or of the nearest unit above on a day; None where the shipped one counts."""
    answers = (ask(unit_id, on) for ask in OFFICE_TEMPLATES)
    return next((template for template in answers if template is not None), None)
