"""What printing refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from densach.core.errors import Refusal


class CodeUnprintable(Refusal):
    """The text cannot be written as a bar code."""

    code = "code-unprintable"
    sentence = _("“%(text)s” cannot be printed as a bar code.")
    advice = _("A bar code holds digits, plain letters without accents and signs such as . and -. Correct the number.")


class PrintingStopped(Refusal):
    """The program that sets the pages ended before its time."""

    code = "printing-stopped"
    sentence = _("The document could not be printed.")
    advice = _("Try again; if it happens again, tell the administrator that printing stopped (%(why)s).")
