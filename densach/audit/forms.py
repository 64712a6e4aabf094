"""The filter of the trail."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

_DATE = {"type": "date"}


class TrailFilter(forms.Form):
    q = forms.CharField(label=_("Thing, act or person"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs=_DATE))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs=_DATE))
