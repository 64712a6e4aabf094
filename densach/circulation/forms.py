"""Filters of the lists and the form of a rule."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from densach.accounts.models import User
from densach.catalogue.models import ItemType
from densach.core.periods import Month
from densach.measures.permissions import VIEW_FIGURES
from densach.network.access import facilities_with, units_visible, units_with

from .models import Policy
from .permissions import EDIT_POLICY
from .rules import Terms
from .services.policies import LIMITS

ANY = [("", _("any"))]


def _day_field(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


class PlaceAndPeriod(forms.Form):
    """Which places (public ids, comma between) and which days; `month` is short for its first to last day."""

    facility = forms.CharField(label=_("Place"), required=False)
    start = _day_field(_("From"))
    end = _day_field(_("To"))

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [(p.public_id, p.name) for p in facilities_with(actor, VIEW_FIGURES).order_by("name_sort")]
        asked = self.data.get("facility", "")
        several = len(asked.split(","))
        if several > 1:
            places.insert(0, (asked, ngettext("%(n)s place chosen", "%(n)s places chosen", several) % {"n": several}))
        self.fields["facility"].widget = forms.Select(choices=[("", _("all places")), *places])

    def add_prefix(self, field_name: str) -> str:
        return {"start": "from", "end": "to"}.get(field_name, field_name)

    def clean_facility(self) -> list[str]:
        return [part for part in self.cleaned_data["facility"].split(",") if part]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if asked := self.data.get("month"):
            try:
                month = Month.parse(asked)
            except ValueError:
                raise forms.ValidationError(_("“%s” is not a month: write it as 2026-11.") % asked[:20]) from None
            values["start"], values["end"] = month.start, month.end
        start, end = values.get("start"), values.get("end")
        if start and end and end < start:
            self.add_error("end", _("This day is before the first one."))
        return values

    def narrow(self, day_field: str) -> dict[str, Any]:
        """The filter for a QuerySet; nothing from fields that were wrong."""
        values = self.cleaned_data
        wanted = {
            "facility__public_id__in": values.get("facility"),
            f"{day_field}__gte": values.get("start"),
            f"{day_field}__lte": values.get("end"),
        }
        return {name: value for name, value in wanted.items() if value}


class LoanFilter(PlaceAndPeriod):
    STATES = (
        ("open", _("on loan now")),
        ("overdue", _("overdue")),
        ("returned", _("returned")),
        ("all", _("all")),
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES)
    reader = forms.CharField(label=_("Reader or card"), required=False, max_length=60)
    field_order = ("state", "facility", "start", "end", "reader")

    def wanted_state(self) -> str:
        """Without a word: what is out now; with a period: everything lent in it."""
        period = self.cleaned_data.get("start") or self.cleaned_data.get("end")
        return self.cleaned_data.get("state") or ("all" if period else "open")


class VisitFilter(PlaceAndPeriod):
    kind = forms.CharField(required=False, widget=forms.HiddenInput)


class PolicyForm(forms.Form):
    """One rule: where, for whom, for what; then the terms."""

    unit = forms.ChoiceField(label=_("Where"), required=False)
    patron_type = forms.ChoiceField(
        label=_("For which readers"),
        required=False,
        choices=[*ANY, *Policy._meta.get_field("patron_type").flatchoices],
    )
    item_type = forms.ChoiceField(label=_("For which books"), required=False, choices=[*ANY, *ItemType.choices])
    may_borrow = forms.BooleanField(label=_("May be lent"), required=False, initial=True)
    loan_days = forms.IntegerField(label=_("Days"), initial=14)
    max_loans = forms.IntegerField(label=_("Loans at once"), initial=5, help_text=_("Counts what this rule governs."))
    max_renewals = forms.IntegerField(label=_("Renewals"), initial=2)

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = [(unit.public_id, unit.name) for unit in units_visible(actor, EDIT_POLICY).order_by("name_sort")]
        everywhere = [("", _("everywhere"))] if units_with(actor, EDIT_POLICY) is None else []
        unit = self.fields["unit"]
        assert isinstance(unit, forms.ChoiceField)  # noqa: S101  for the type checker: declared so above
        unit.choices = [*everywhere, *units]
        unit.required = not everywhere
        for name, (least, most) in LIMITS.items():
            field = self.fields[name]
            field.widget.attrs.update(min=least, max=most)

    def terms(self) -> Terms:
        return Terms(**{name: self.cleaned_data[name] for name in ("may_borrow", *LIMITS)})
