"""Forms of registers, vouchers, labels and lists of new books."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from densach.documents.print import SHEETS
from densach.network.models import Facility

from .forms import date_input
from .models import Source, Voucher, VoucherKind
from .registers.vouchers import next_number

_YEARS = [("", _("all years"))]


class VoucherForm(forms.Form):
    on = forms.DateField(label=_("Date"), widget=date_input(), help_text=_("The day on which the copies came."))
    source = forms.ChoiceField(label=_("Source"), choices=Source)
    source_name = forms.CharField(
        label=_("From whom"), max_length=200, required=False, help_text=_("The shop, the office, the donor.")
    )
    document_number = forms.CharField(
        label=_("Voucher no."), max_length=40, required=False, help_text=_("As on the paper, such as P2403-33.")
    )
    document_on = forms.DateField(label=_("Voucher date"), required=False, widget=date_input())
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    @staticmethod
    def facts_of(voucher: Voucher) -> dict[str, Any]:
        names = ("on", "source", "source_name", "document_number", "document_on", "note")
        return {name: getattr(voucher, name) for name in names}


class NewVoucherForm(VoucherForm):
    number = forms.IntegerField(
        label=_("Number in the general register"), min_value=1, max_value=9_999_999, required=False
    )

    def __init__(self, *args: Any, facility: Facility, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        following = {"number": next_number(facility)}
        self.fields["number"].help_text = (
            _("Empty: the next one, %(number)s. Enter one to go on from a paper register.") % following
        )
        self.order_fields(["on", "number"])


class OpeningForm(forms.Form):
    on = forms.DateField(
        label=_("Date"), widget=date_input(), help_text=_("The day on which the stock was taken over.")
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class GatherForm(forms.Form):
    kind = forms.ChoiceField(label=_("As"), choices=VoucherKind, widget=forms.RadioSelect)
    year = forms.TypedChoiceField(label=_("Copies entered in"), coerce=int, empty_value=None, required=False)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, years: list[tuple[int, int]], **kwargs: Any) -> None:
        """`years` are (year, copies without a voucher)."""
        super().__init__(*args, **kwargs)
        named = [(str(year), _("%(year)s: %(count)s copies") % {"year": year, "count": count}) for year, count in years]
        self.fields["year"].choices = [*_YEARS, *named]  # type: ignore[attr-defined]  # a TypedChoiceField


class LabelsForm(forms.Form):
    """Which copies, which sort of paper."""

    SPINE, CODE, CARD = "spine", "code", "card"

    numbers = forms.CharField(
        label=_("Accession numbers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line, or a range such as PM.000012 - PM.000040."),
    )
    voucher = forms.ModelChoiceField(
        Voucher.objects.none(),
        label=_("Or all copies of a voucher"),
        to_field_name="public_id",
        required=False,
        empty_label=_("none"),
    )
    sort = forms.ChoiceField(
        label=_("Print"),
        choices=[(SPINE, _("spine labels")), (CODE, _("bar-code labels")), (CARD, _("catalogue cards"))],
    )
    sheet = forms.ChoiceField(
        label=_("Sheet of labels"),
        choices=[(key, sheet.name) for key, sheet in SHEETS.items()],
        help_text=_("Not for cards."),
    )
    start = forms.IntegerField(
        label=_("Begin at label"),
        min_value=1,
        max_value=65,
        initial=1,
        help_text=_("A sheet that was begun can be used up: count from the top left."),
    )
    small_cards = forms.BooleanField(label=_("Cards one by one, 12.5 × 7.5 cm, instead of four on A4"), required=False)

    def __init__(self, *args: Any, facility: Facility, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        vouchers = Voucher.objects.filter(facility=facility).order_by("-on", "-number")
        self.fields["voucher"].queryset = vouchers  # type: ignore[attr-defined]  # a ModelChoiceField


class PeriodForm(forms.Form):
    """Two days; wrong ones fall back to the last three months."""

    first = forms.DateField(label=_("From"), widget=date_input())
    last = forms.DateField(label=_("To"), widget=date_input())

    def period(self, today: dt.date) -> tuple[dt.date, dt.date]:
        if self.is_bound and self.is_valid() and self.cleaned_data["first"] <= self.cleaned_data["last"]:
            return self.cleaned_data["first"], self.cleaned_data["last"]
        return today - dt.timedelta(days=90), today
