"""Forms of the readers' pages."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from densach.core.ages import Sex
from densach.network.models import Facility

from .models import Guardian, Patron, PatronType
from .rules import GuardianDetails


def date_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class PatronForm(forms.Form):
    """The facts of a person, and of the guardian of a child."""

    full_name = forms.CharField(label=_("Full name"), max_length=120)
    birth_year = forms.IntegerField(label=_("Year of birth"), required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex.choices, initial=Sex.UNKNOWN)
    patron_type = forms.ChoiceField(label=_("Patron type"), choices=PatronType.choices)
    group = forms.CharField(label=_("Class or group"), max_length=40, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    guardian_name = forms.CharField(
        label=_("Guardian's name"), max_length=120, required=False, help_text=_("For children under 16.")
    )
    guardian_relation = forms.CharField(
        label=_("Relation to the child"), max_length=40, required=False, help_text=_("Mother, father, grandmother…")
    )
    consented_on = forms.DateField(label=_("Consent given on"), required=False, widget=date_input())
    form_number = forms.CharField(
        label=_("Number of the paper consent form"),
        max_length=40,
        required=False,
        help_text=_("Always for pupils registered by their school."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (cleaned.get("guardian_name") or cleaned.get("guardian_relation")) and not cleaned.get("consented_on"):
            self.add_error("consented_on", _("Write the day on which the guardian consented."))
        return cleaned

    def person(self) -> dict[str, Any]:
        """The arguments that registering and editing share."""
        names = ("full_name", "birth_year", "sex", "patron_type", "group", "phone", "email")
        return {name: self.cleaned_data[name] for name in names} | {"guardian": self.guardian()}

    def guardian(self) -> GuardianDetails | None:
        data = self.cleaned_data
        consented_on: dt.date | None = data["consented_on"]
        if consented_on is None:
            return None
        return GuardianDetails(data["guardian_name"], data["guardian_relation"], consented_on, data["form_number"])


class RegisterForm(PatronForm):
    facility = forms.ModelChoiceField(Facility.objects.none(), label=_("Registered at"), empty_label=None)
    card_number = forms.CharField(
        label=_("Card number"), max_length=30, required=False, help_text=_("Empty: the next free number.")
    )
    valid_years = forms.IntegerField(label=_("Card valid for (years)"), min_value=1, max_value=10, initial=1)
    confirmed_new = forms.BooleanField(label=_("This is somebody else"), required=False, widget=forms.HiddenInput)
    field_order = ("facility",)

    def __init__(self, *args: Any, facilities: QuerySet[Facility], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["facility"].queryset = facilities  # type: ignore[attr-defined]  # a ModelChoiceField

    def ask_whether_new(self) -> None:
        """Show the box that says it is another person of the same name."""
        self.fields["confirmed_new"].widget = forms.CheckboxInput()


class EditForm(PatronForm):
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    @staticmethod
    def facts_of(patron: Patron, guardian: Guardian | None) -> dict[str, Any]:
        """What the form begins with."""
        names = ("full_name", "birth_year", "sex", "patron_type", "group", "phone", "email", "note")
        facts = {name: getattr(patron, name) for name in names}
        if guardian:
            facts |= {
                "guardian_name": guardian.full_name,
                "guardian_relation": guardian.relation,
                "consented_on": guardian.consented_on,
                "form_number": guardian.form_number,
            }
        return facts


class CardForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("What became of the old card?"),
        choices=[("lost", _("It was lost")), ("replaced", _("It is worn out or wrong"))],
        widget=forms.RadioSelect,
        initial="lost",
    )
    card_number = forms.CharField(
        label=_("New card number"), max_length=30, required=False, help_text=_("Empty: the next free number.")
    )
    valid_years = forms.IntegerField(label=_("Card valid for (years)"), min_value=1, max_value=10, initial=1)


class RenewForm(forms.Form):
    valid_years = forms.IntegerField(label=_("Prolong by (years)"), min_value=1, max_value=10, initial=1)


class BlockForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Other desks see it too."))


class FilterForm(forms.Form):
    """What the list is narrowed by; wrong values narrow nothing."""

    q = forms.CharField(label=_("Name, class or card number"), required=False)
    type = forms.ChoiceField(label=_("Patron type"), required=False)
    group = forms.CharField(label=_("Class or group"), required=False)
    place = forms.ModelChoiceField(
        Facility.objects.none(),
        label=_("Place"),
        to_field_name="public_id",
        required=False,
        empty_label=_("everywhere"),
    )

    def __init__(self, *args: Any, facilities: QuerySet[Facility], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = facilities  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["type"].choices = [("", _("all")), *PatronType.choices]  # type: ignore[attr-defined]  # a ChoiceField
