"""What somebody writes to keep a search."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .services import LONGEST_NAME


class SaveSearchForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the search"),
        max_length=LONGEST_NAME,
        help_text=_("You will find it under this name, for example “New books for children”."),
    )
