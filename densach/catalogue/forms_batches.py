"""Forms of acts on many copies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from densach.network.models import Facility

from .forms import RegisterChoice
from .forms_stock import NumbersForm, PlaceRegisterChoice
from .models import AccessionRegister, Condition, CopyState, ItemType

_SAME = ("", _("as it is"))


class ChooseCopiesForm(NumbersForm):
    """Numbers (typed, pasted, in a file), or a place narrowed by register, range and shelf."""

    facility = forms.ModelChoiceField(Facility.objects.none(), label=_("Place"), empty_label=None)
    register = PlaceRegisterChoice(
        AccessionRegister.objects.none(), label=_("Accession register"), required=False, empty_label=_("all registers")
    )
    first = forms.IntegerField(label=_("Numbers from"), min_value=0, max_value=999_999_999, required=False)
    last = forms.IntegerField(label=_("Numbers to"), min_value=0, max_value=999_999_999, required=False)
    where = forms.CharField(label=_("Shelves that begin with"), max_length=40, required=False)
    field_order = ("facility", "numbers", "file", "register", "first", "last", "where")

    def __init__(
        self, *args: Any, facilities: QuerySet[Facility], registers: QuerySet[AccessionRegister], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["facility"].queryset = facilities  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["register"].queryset = registers  # type: ignore[attr-defined]  # a ModelChoiceField

    def range(self) -> dict[str, Any]:
        values = self.cleaned_data
        return {name: values[name] for name in ("register", "first", "last")} | {"shelf": values["where"]}


class ChangeForm(forms.Form):
    """What shall change; empty fields stay as they are."""

    shelf = forms.CharField(label=_("New shelf"), max_length=40, required=False)
    no_shelf = forms.BooleanField(label=_("Take the shelf off"), required=False)
    condition = forms.ChoiceField(label=_("Condition"), choices=[_SAME, *Condition.choices], required=False)
    item_type = forms.ChoiceField(label=_("Item type"), choices=[_SAME, *ItemType.choices], required=False)
    state = forms.ChoiceField(
        label=_("State"),
        choices=[_SAME, *(choice for choice in CopyState.choices if choice[0] != CopyState.WITHDRAWN)],
        required=False,
    )

    def facts(self) -> dict[str, str]:
        values = self.cleaned_data
        found = {name: values[name] for name in ("shelf", "condition", "item_type", "state") if values[name]}
        return found | ({"shelf": ""} if values["no_shelf"] else {})


class HandOverForm(forms.Form):
    to = RegisterChoice(AccessionRegister.objects.none(), label=_("Goes to"), empty_label=None)
    to_shelf = forms.CharField(label=_("Shelf there"), max_length=40, required=False)

    def __init__(self, *args: Any, registers: QuerySet[AccessionRegister], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = registers  # type: ignore[attr-defined]  # a ModelChoiceField
