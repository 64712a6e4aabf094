"""Forms of the pages of names and subjects."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class VariantForm(forms.Form):
    text = forms.CharField(
        label=_("Another form of it"),
        max_length=240,
        help_text=_("A pen name, a foreign spelling, an abbreviation: whoever writes it is led to the form in use."),
    )


class RenameForm(forms.Form):
    text = forms.CharField(label=_("New form"), max_length=240)
    keep_old = forms.BooleanField(label=_("Keep the old form, leading to the new one"), required=False, initial=True)


class NoteForm(forms.Form):
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
