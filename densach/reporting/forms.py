"""Forms of the report pages."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from densach.network.models import Unit
from densach.programme.models import Plan

from .models import Report, ReportState
from .rules import LONGEST_TEXT


class NarrativeForm(forms.Form):
    """The words of one section."""

    text = forms.CharField(
        label=_("Words"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "maxlength": LONGEST_TEXT}),
    )


class CorrectionForm(forms.Form):
    value = forms.DecimalField(
        label=_("Right value"), max_digits=16, decimal_places=2, min_value=0, localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Both values and the reason are printed in the annex."),
    )  # fmt: skip


class ExplanationForm(forms.Form):
    explanation = forms.CharField(
        label=_("What happened"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: a new reading room opened in March."),
    )  # fmt: skip


class StepForm(forms.Form):
    """Carries the state that the person saw, so that a decision on another state is refused instead of taken."""

    seen = forms.ChoiceField(choices=ReportState.choices, widget=forms.HiddenInput)

    def of(self, report: Report) -> dict[str, Any]:
        """What was entered besides; the report takes on the state seen."""
        report.state = self.cleaned_data["seen"]
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


class SubmitForm(StepForm):
    number = forms.IntegerField(
        label=_("Document number"), min_value=1, max_value=99_999, required=False,
        help_text=_("As the clerk gave it; without it, room is left for the pen."),
    )  # fmt: skip
    signer_name = forms.CharField(label=_("Signed by"), max_length=120, required=False)
    signed_by_deputy = forms.BooleanField(label=_("The deputy signs for the head"), required=False)


class ReturnForm(StepForm):
    note = forms.CharField(
        label=_("What is to be corrected"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class ConsolidateForm(forms.Form):
    """Asks for the confirmation only where reports are missing."""

    confirm_missing = forms.BooleanField(label=_("Consolidate without the missing reports"), required=False)


class UnitChoice(forms.ModelChoiceField[Unit]):
    def label_from_instance(self, obj: Unit) -> str:
        return obj.name


class PlanChoice(forms.ModelChoiceField[Plan]):
    def label_from_instance(self, obj: Plan) -> str:
        return f"{obj.first_year}–{obj.last_year} · {obj.title}"


def _date(**attrs: Any) -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"} | attrs)


class CycleForm(forms.Form):
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    receiver = UnitChoice(label=_("Receiving unit"), queryset=Unit.objects.none(), to_field_name="public_id")
    plan = PlanChoice(label=_("Plan"), queryset=Plan.objects.none(), to_field_name="public_id")
    cut_off_on = forms.DateField(
        label=_("Counted up to"), widget=_date(), help_text=_("Only months that are over on this day count.")
    )
    due_on = forms.DateField(label=_("Due on"), widget=_date())

    def __init__(self, data: Any = None, *, receivers: QuerySet[Unit], today: dt.date) -> None:
        first = {
            "year": today.year,
            "receiver": receivers.first(),
            "plan": Plan.objects.first(),
            "cut_off_on": dt.date(today.year, 10, 31),
            "due_on": dt.date(today.year, 11, 25),
        }
        super().__init__(data, initial=first)
        self.fields["receiver"].queryset = receivers  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["plan"].queryset = Plan.objects.all()  # type: ignore[attr-defined]  # a ModelChoiceField


class TemplateForm(forms.Form):
    unit = UnitChoice(label=_("For reports of"), queryset=Unit.objects.none(), to_field_name="public_id")
    file = forms.FileField(
        label=_("Word template (.docx)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx"}),
        allow_empty_file=True,
    )

    def __init__(self, data: Any = None, files: Any = None, *, units: QuerySet[Unit]) -> None:
        super().__init__(data, files, initial={"unit": units.first()})
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]  # a ModelChoiceField
