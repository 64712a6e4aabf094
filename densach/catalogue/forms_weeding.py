"""Forms of weeding."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from densach.network.models import Facility

from .models import WeedingGround
from .rules_weeding import CHAIR, MEMBER, SECRETARY
from .stock.weeding import HELPS, Wanted

_ROWS = 7


class WeedingForm(forms.Form):
    title = forms.CharField(label=_("Name of the dossier"), max_length=200)
    reason = forms.CharField(
        label=_("Why it is needed"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A few sentences; they stand in the proposal."),
    )
    fate = forms.CharField(
        label=_("What becomes of the copies"),
        required=False,
        max_length=300,
        help_text=_("Sold as paper, given to another place, destroyed …"),
    )


class OpenWeedingForm(WeedingForm):
    facility = forms.ModelChoiceField(Facility.objects.none(), label=_("Place"), empty_label=None)
    field_order = ("facility",)

    def __init__(self, *args: Any, facilities: QuerySet[Facility], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["facility"].queryset = facilities  # type: ignore[attr-defined]  # a ModelChoiceField


class SignedForm(forms.Form):
    """Number and day of a paper that was signed."""

    number = forms.CharField(label=_("Number"), max_length=40, help_text=_("As on the paper, such as 5 or 05/QĐ-UBND."))
    on = forms.DateField(label=_("Signed on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


class CouncilForm(forms.Form):
    """Up to seven people, a row each."""

    def __init__(self, *args: Any, members: list[dict[str, str]] | None = None, **kwargs: Any) -> None:
        known = members or [{"role": CHAIR}, {"role": SECRETARY}]
        kwargs["initial"] = {f"{key}_{n}": value for n, row in enumerate(known) for key, value in row.items()}
        super().__init__(*args, **kwargs)
        roles = [(MEMBER, _("member")), (CHAIR, _("chair")), (SECRETARY, _("secretary"))]
        for n in range(_ROWS):
            self.fields[f"name_{n}"] = forms.CharField(label=_("Full name"), max_length=120, required=False)
            self.fields[f"position_{n}"] = forms.CharField(label=_("Position"), max_length=120, required=False)
            self.fields[f"role_{n}"] = forms.ChoiceField(label=_("Role"), choices=roles, required=False)

    def rows(self) -> Iterator[tuple[Any, Any, Any]]:
        for n in range(_ROWS):
            yield self[f"name_{n}"], self[f"position_{n}"], self[f"role_{n}"]

    def members(self) -> list[dict[str, str]]:
        values = self.cleaned_data
        return [
            {"name": values[f"name_{n}"], "position": values[f"position_{n}"], "role": values[f"role_{n}"] or MEMBER}
            for n in range(_ROWS)
        ]


class CandidatesForm(forms.Form):
    """Which help is asked and how; wrong values fall back to the first."""

    kind = forms.ChoiceField(label=_("Find"), choices=[(key, one.label) for key, one in HELPS.items()], required=False)
    years = forms.IntegerField(label=_("Years"), min_value=1, max_value=100, required=False)
    keep = forms.IntegerField(label=_("Copies to keep"), min_value=1, max_value=1000, required=False)
    class_mark = forms.CharField(label=_("Class mark begins with"), max_length=40, required=False)

    def wanted(self, today: dt.date) -> tuple[str, Wanted]:
        self.is_valid()
        values = self.cleaned_data
        given = {name: values[name] for name in ("years", "keep", "class_mark") if values.get(name)}
        return values.get("kind") or next(iter(HELPS)), Wanted(today=today, **given)


class AddCandidatesForm(forms.Form):
    ground = forms.ChoiceField(label=_("Ground"), choices=WeedingGround.choices)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
