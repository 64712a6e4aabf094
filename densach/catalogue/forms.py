"""Forms of the catalogue's pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from densach.network.models import Facility

from . import rules
from .editing.entry import template_of
from .models import (
    AccessionRegister,
    Audience,
    ClassScheme,
    Condition,
    Copy,
    CopyState,
    ItemType,
    Material,
    Record,
    WithdrawalReason,
)
from .record_fields import RecordFields

# ISO 639-2/B, the languages of the shelves here first; "tai" covers Tày and Nùng in MARC
LANGUAGES = [
    ("vie", _("Vietnamese")),
    ("tai", _("Tày, Nùng")),
    ("hmn", _("Hmong")),
    ("yao", _("Dao")),
    ("eng", _("English")),
    ("fre", _("French")),
    ("chi", _("Chinese")),
    ("rus", _("Russian")),
    ("jpn", _("Japanese")),
    ("kor", _("Korean")),
    ("ger", _("German")),
    ("mul", _("several languages")),
    ("und", _("not known")),
]


def _hints(name: str) -> dict[str, Any]:
    """Names and subjects in use are offered while one types; without JavaScript the field is a plain one."""
    return {
        "hx-get": reverse_lazy("heading_hints"),
        "hx-trigger": "input changed delay:250ms",
        "hx-target": f"#hints-{name}",
        "hx-swap": "innerHTML",
        "hx-sync": "this:replace",
        "autocomplete": "off",
    }


def date_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class RecordForm(forms.Form):
    """What is entered of a record, in the order of the title page."""

    title = forms.CharField(label=_("Title"), max_length=500)
    subtitle = forms.CharField(label=_("Remainder of title"), max_length=500, required=False)
    volume = forms.CharField(label=_("Volume"), max_length=40, required=False)
    authors = forms.CharField(
        label=_("Authors"),
        max_length=500,
        required=False,
        help_text=_("Several are parted by “;”. The first is the main author."),
    )
    publisher = forms.CharField(label=_("Publisher"), max_length=200, required=False)
    place = forms.CharField(label=_("Place of publication"), max_length=120, required=False)
    year = forms.IntegerField(label=_("Year of publication"), required=False)
    pages = forms.CharField(label=_("Extent"), max_length=60, required=False, help_text=_("Such as: 143 tr. ; 19 cm"))
    series = forms.CharField(label=_("Series"), max_length=200, required=False)
    isbn = forms.CharField(
        label=_("ISBN"),
        max_length=20,
        required=False,
        help_text=_("Scan the bar code on the back, or type 10 or 13 digits."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, initial="vie")
    material = forms.ChoiceField(label=_("Material"), choices=Material.choices, initial=Material.BOOK)
    audience = forms.ChoiceField(label=_("Audience"), choices=Audience.choices, initial=Audience.ALL)
    grade = forms.IntegerField(label=_("School class"), required=False, help_text=_("Of a textbook: 1 to 12."))
    class_scheme = forms.ChoiceField(
        label=_("Classification scheme"),
        choices=[("", "–"), *ClassScheme.choices],
        required=False,
        initial=ClassScheme.DDC23,
    )
    class_mark = forms.CharField(label=_("Class mark"), max_length=40, required=False)
    subjects = forms.CharField(
        label=_("Subjects"), max_length=500, required=False, help_text=_("Several are parted by “;”.")
    )
    summary = forms.CharField(label=_("Summary"), required=False, max_length=5000, widget=forms.Textarea)
    confirmed_new = forms.BooleanField(label=_("It is another edition"), required=False)
    # True once the same record was found: the page then offers to enter this one all the same
    may_be_new = False

    def __init__(self, *args: Any, record: Record | None = None, material: str = "", **kwargs: Any) -> None:
        if record is not None:
            names = [field.name for field in fields(RecordFields)]
            kwargs["initial"] = {name: getattr(record, name) for name in names} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.template = template_of(material or str(self["material"].value() or ""))
        for name in ("authors", "subjects"):
            self.fields[name].widget.attrs |= _hints(name)
        if record is not None:
            del self.fields["confirmed_new"]
            self._keep_choice("language", record.language, LANGUAGES)
            self._keep_choice("class_scheme", record.class_scheme, [("", "–"), *ClassScheme.choices])

    @property
    def first(self) -> list[forms.BoundField]:
        """The fields that the material is entered by."""
        return [self[name] for name in self.template.first]

    @property
    def rest(self) -> list[forms.BoundField]:
        """The others, which are folded away."""
        return [self[name] for name in self.fields if name not in (*self.template.first, "confirmed_new")]

    @property
    def rest_is_wrong(self) -> bool:
        return any(field.errors for field in self.rest)

    def _keep_choice(self, name: str, value: str, known: Sequence[tuple[str, Any]]) -> None:
        """A code that came from elsewhere stays choosable."""
        if value not in dict(known):
            self.fields[name].choices = [*known, (value, value)]  # type: ignore[attr-defined]  # a ChoiceField

    def record_fields(self) -> RecordFields:
        return RecordFields(**{field.name: self.cleaned_data[field.name] for field in fields(RecordFields)})


class RegisterChoice(forms.ModelChoiceField[AccessionRegister]):
    def label_from_instance(self, register: AccessionRegister) -> str:
        return f"{register.facility.name} · {register.prefix} · {register.written(register.next_number)}"


class CopyFacts(forms.Form):
    """What adding and editing copies share."""

    item_type = forms.ChoiceField(label=_("Item type"), choices=ItemType.choices, initial=ItemType.GENERAL)
    shelf = forms.CharField(label=_("Shelf"), max_length=40, required=False)
    price = forms.IntegerField(label=_("Price (đồng)"), min_value=0, max_value=2_000_000_000, required=False)
    source = forms.CharField(
        label=_("Source"), max_length=60, required=False, help_text=_("Bought, allotted, donated by whom…")
    )
    acquired_on = forms.DateField(label=_("Entered on"), widget=date_input())
    condition = forms.ChoiceField(
        label=_("Condition"), choices=Condition.choices, initial=Condition.GOOD, required=False
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def clean_condition(self) -> str:
        return self.cleaned_data["condition"] or Condition.GOOD


class AddCopiesForm(CopyFacts):
    register = RegisterChoice(
        AccessionRegister.objects.none(),
        label=_("Accession register"),
        empty_label=None,
        help_text=_("Place, register and the number that comes next."),
    )
    count = forms.IntegerField(label=_("Number of copies"), min_value=1, max_value=rules.MOST_AT_ONCE, initial=1)
    barcodes = forms.CharField(
        label=_("Bar codes"),
        required=False,
        max_length=31 * rules.MOST_AT_ONCE,
        widget=forms.Textarea,
        help_text=_("Only where the books already bear labels: scan one per line. Otherwise leave it empty."),
    )
    field_order = ("register", "count")

    def __init__(self, *args: Any, registers: QuerySet[AccessionRegister], today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("acquired_on", today)
        self.fields["register"].queryset = registers  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean_barcodes(self) -> list[str]:
        codes = str(self.cleaned_data["barcodes"]).split("\n")
        if any(len(rules.scanned(code)) > 30 for code in codes):
            raise forms.ValidationError(_("A bar code has at most 30 signs; write one per line."))
        return codes


class EditCopyForm(CopyFacts):
    accession_number = forms.CharField(label=_("Accession number"), max_length=30)
    barcode = forms.CharField(label=_("Bar code"), max_length=30)
    state = forms.ChoiceField(
        label=_("State"), choices=[choice for choice in CopyState.choices if choice[0] != CopyState.WITHDRAWN]
    )
    field_order = ("accession_number", "barcode", "state")

    @staticmethod
    def facts_of(copy: Copy) -> dict[str, Any]:
        names = ["accession_number", "barcode", "state", "item_type", "shelf", "price", "source"]
        names += ["acquired_on", "condition", "note"]
        return {name: getattr(copy, name) for name in names}


class WithdrawForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=WithdrawalReason.choices)
    on = forms.DateField(label=_("Withdrawn on"), widget=date_input())
    minutes = forms.CharField(label=_("Number of the minutes"), max_length=40, required=False)


class MoveForm(forms.Form):
    register = RegisterChoice(
        AccessionRegister.objects.none(),
        label=_("Goes to"),
        empty_label=None,
        help_text=_("The place, its register and the number that the copy gets there."),
    )
    shelf = forms.CharField(label=_("Shelf"), max_length=40, required=False)

    def __init__(self, *args: Any, registers: QuerySet[AccessionRegister], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["register"].queryset = registers  # type: ignore[attr-defined]  # a ModelChoiceField


class RegisterForm(forms.Form):
    facility = forms.ModelChoiceField(Facility.objects.none(), label=_("Place"), empty_label=None)
    prefix = forms.CharField(  # type: ignore[assignment]  # fields are taken off the class, Form.prefix stays
        label=_("Prefix"),
        max_length=10,
        help_text=_("Such as PM (lending), GK (textbooks), NV (teachers), TN (children)."),
    )
    next_number = forms.IntegerField(
        label=_("Next number"),
        min_value=1,
        max_value=9_999_999,
        initial=1,
        help_text=_("Continue the paper register here."),
    )

    def __init__(self, *args: Any, facilities: QuerySet[Facility], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["facility"].queryset = facilities  # type: ignore[attr-defined]  # a ModelChoiceField


class FilterForm(forms.Form):
    """What the list is narrowed by; wrong values narrow nothing."""

    q = forms.CharField(label=_("Title, author or ISBN"), required=False)
    material = forms.ChoiceField(label=_("Material"), required=False, choices=[("", _("all")), *Material.choices])
    subject = forms.CharField(label=_("Class mark begins with"), required=False)
    place = forms.ModelChoiceField(
        Facility.objects.none(),
        label=_("Held at"),
        to_field_name="public_id",
        required=False,
        empty_label=_("everywhere"),
    )

    def __init__(self, *args: Any, facilities: QuerySet[Facility], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = facilities  # type: ignore[attr-defined]  # a ModelChoiceField
