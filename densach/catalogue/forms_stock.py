"""Forms of stocktakes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from densach.core.errors import Refusal
from densach.core.forms import add_refusal
from densach.network.models import Facility

from . import rules_stock
from .models import AccessionRegister
from .stock.lists import text_of


class PlaceRegisterChoice(forms.ModelChoiceField[AccessionRegister]):
    def label_from_instance(self, register: AccessionRegister) -> str:
        return f"{register.facility.name} · {register.prefix}"


class OpenStocktakeForm(forms.Form):
    facility = forms.ModelChoiceField(Facility.objects.none(), label=_("Place"), empty_label=None)
    title = forms.CharField(label=_("Name of the stocktake"), max_length=200)
    register = PlaceRegisterChoice(
        AccessionRegister.objects.none(),
        label=_("Only this register"),
        required=False,
        empty_label=_("all registers of the place"),
    )
    shelf = forms.CharField(
        label=_("Only shelves that begin with"),
        max_length=40,
        required=False,
        help_text=_("Such as A for A1, A2 …; empty: all shelves."),
    )
    is_partial = forms.BooleanField(
        label=_("Only a sample"), required=False, help_text=_("What is not scanned then does not count as missing.")
    )

    def __init__(
        self,
        *args: Any,
        facilities: QuerySet[Facility],
        registers: QuerySet[AccessionRegister],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["facility"].queryset = facilities  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["register"].queryset = registers  # type: ignore[attr-defined]  # a ModelChoiceField


class NumbersForm(forms.Form):
    """Numbers typed, pasted or in a file; `cleaned_data["numbers"]` is the list of all."""

    numbers = forms.CharField(
        label=_("Numbers"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Bar codes or accession numbers, one per line."),
    )
    file = forms.FileField(
        label=_("or a file"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".txt,.csv,text/plain"}),
        help_text=_("What a scanner with a memory saves: .txt or .csv, one number per line."),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        text = values.get("numbers") or ""
        if file := values.get("file"):
            try:
                text += "\n" + text_of(file.name, file.read())
            except Refusal as refusal:
                add_refusal(self, refusal)
        values["numbers"] = rules_stock.scans_of(text)
        return values


class StocktakeNumbersForm(NumbersForm):
    shelf = forms.CharField(
        label=_("Shelf they stood on"),
        max_length=40,
        required=False,
        help_text=_("Empty: it is not checked whether they stood in the right place."),
    )


class CloseStocktakeForm(forms.Form):
    number = forms.CharField(
        label=_("Number of the minutes"),
        max_length=40,
        required=False,
        help_text=_("Such as 05/BB-TV; empty: it is written by hand."),
    )
