"""Forms of periodicals."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from densach.network.models import Facility

from .models import Frequency, Subscription


def _day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class SubscriptionForm(forms.Form):
    frequency = forms.ChoiceField(label=_("Appears"), choices=Frequency.choices, initial=Frequency.MONTHLY)
    starts_on = forms.DateField(label=_("Day of the first issue"), widget=_day())
    ends_on = forms.DateField(label=_("Received until"), widget=_day(), required=False)
    first_number = forms.IntegerField(
        label=_("Number of the first issue"),
        min_value=1,
        max_value=999_999,
        required=False,
        help_text=_("Empty: numbers begin with 1 each year."),
    )
    copies = forms.IntegerField(label=_("Copies of each issue"), min_value=1, max_value=500, initial=1)
    price = forms.IntegerField(label=_("Price of an issue (đồng)"), min_value=0, max_value=10_000_000, required=False)
    shelf = forms.CharField(label=_("Shelf"), max_length=40, required=False)

    @staticmethod
    def facts_of(row: Subscription) -> dict[str, Any]:
        names = ("frequency", "starts_on", "ends_on", "first_number", "copies", "price", "shelf")
        return {name: getattr(row, name) for name in names}


class SubscribeForm(SubscriptionForm):
    facility = forms.ModelChoiceField(Facility.objects.none(), label=_("Place"), empty_label=None)
    field_order = ("facility",)

    def __init__(self, *args: Any, facilities: QuerySet[Facility], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["facility"].queryset = facilities  # type: ignore[attr-defined]  # a ModelChoiceField


class IssueForm(forms.Form):
    """An issue that came, or that something is to be said about."""

    number = forms.CharField(label=_("Number"), max_length=40)
    on = forms.DateField(label=_("Day of the issue"), widget=_day())
    copies = forms.IntegerField(label=_("Copies"), min_value=1, max_value=500, required=False)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
