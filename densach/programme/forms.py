"""Forms of plans: upload, saving a proposal, goals of an indicator, overruling a verdict."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from densach.network.models import Unit

from .models import Bound


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Plan document"),
        help_text=_("A Word file (.docx) or plain text (.txt), at most 10 MB. Nothing is saved before you confirm it."),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.txt"}),
        allow_empty_file=True,  # the reader says what is wrong with an empty file, and what to do
    )


class SaveForm(forms.Form):
    issuer = forms.ModelChoiceField(Unit.objects.none(), label=_("Issued by"), to_field_name="slug")
    first_year = forms.IntegerField(label=_("From year"), min_value=1990, max_value=2100)
    last_year = forms.IntegerField(label=_("To year"), min_value=1990, max_value=2100)

    def __init__(self, *args: Any, issuers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["issuer"].queryset = issuers  # type: ignore[attr-defined]  # a ModelChoiceField


class BaselineForm(forms.Form):
    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2100)
    value = forms.DecimalField(label=_("Value"), max_digits=14, decimal_places=2, min_value=0, localize=True)


class TargetForm(forms.Form):
    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2100)
    bound = forms.ChoiceField(
        label=_("How it binds"), choices=[choice for choice in Bound.choices if choice[0] != Bound.RANGE]
    )
    value = forms.DecimalField(label=_("Value"), max_digits=14, decimal_places=2, min_value=0, localize=True)


class OverruleForm(forms.Form):
    met = forms.TypedChoiceField(
        label=_("What was seen on the spot"),
        choices=[("yes", _("meets the criterion")), ("no", _("does not meet the criterion"))],
        coerce=lambda choice: choice == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("What was checked, when, and what was found. It is shown beside the computed verdict."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )
    file = forms.FileField(
        label=_("Minutes or photo"),
        help_text=_("PDF, JPEG, PNG or Word (.docx), at most 10 MB."),
        required=False,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.docx"}),
    )
