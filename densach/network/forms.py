"""Forms of units, facilities and roles."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from densach.accounts.models import User
from densach.core.clock import today
from densach.core.text import clean

from .models import Facility, FacilityKind, OpeningHours, Unit, UnitKind, Weekday
from .roles import Role

_SPAN = re.compile(r"^\s*(\d{1,2})[:hg.](\d{2})?\s*[-–]\s*(\d{1,2})[:hg.](\d{2})?\s*$")

_USERNAME = re.compile(r"^[a-z0-9][a-z0-9._-]*$")


def date_field(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **options)


class UnitNameForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("As in official documents: “Phường Đức Xuân”."))
    short_name = forms.CharField(label=_("Short name"), max_length=100, required=False)
    document_code = forms.CharField(
        label=_("Abbreviation in document numbers"),
        max_length=30,
        required=False,
        help_text=_("The part behind the stroke in 05/KH-UBND."),
    )
    named_after_person = forms.BooleanField(
        label=_("Named after a person"),
        required=False,
        help_text=_("Then “Phường” keeps its capital inside a sentence."),
    )


class NewUnitForm(UnitNameForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=UnitKind.choices)
    code = forms.CharField(
        label=_("Official code"),
        max_length=20,
        help_text=_("The code of the General Statistics Office, or one of your own for an agency."),
    )
    starts_on = date_field(_("Exists from"), initial=today)
    field_order = [
        "kind",
        "name",
        "short_name",
        "code",
        "document_code",
        "named_after_person",
        "starts_on",
    ]  # Django reads it so


class MoveUnitForm(forms.Form):
    parent = forms.ModelChoiceField(label=_("New parent unit"), queryset=Unit.objects.none(), to_field_name="public_id")
    on = date_field(_("From"), initial=today)

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = units  # type: ignore[attr-defined]  # a ModelChoiceField


class FacilityForm(forms.ModelForm[Facility]):
    class Meta:
        model = Facility
        fields = (
            "name", "kind", "address", "area_m2", "seats", "computers", "has_internet", "periodical_titles", "latitude", "longitude",
            "opened_on", "closed_on", "managed_since",
        )  # fmt: skip
        widgets = {
            name: forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
            for name in ("opened_on", "closed_on", "managed_since")
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opened, closed = cleaned.get("opened_on"), cleaned.get("closed_on")
        if opened and closed and closed < opened:
            self.add_error("closed_on", _("It cannot close before it opened."))
        for name, limit in (("latitude", 90), ("longitude", 180)):
            if cleaned.get(name) is not None and abs(cleaned[name]) > limit:
                self.add_error(name, _("Write degrees with decimals, such as 22.147."))
        return cleaned


class PlaceFacilityForm(forms.Form):
    unit = forms.ModelChoiceField(label=_("Belongs to"), queryset=Unit.objects.none(), to_field_name="public_id")
    on = date_field(_("From"), initial=today)

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]  # a ModelChoiceField


class HoursForm(forms.Form):
    """One line for each weekday: "07:30-11:30, 13:30-17:00", empty when closed."""

    def __init__(self, *args: Any, hours: QuerySet[OpeningHours] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spans: dict[int, list[str]] = {}
        for row in hours if hours is not None else ():
            spans.setdefault(row.weekday, []).append(f"{row.opens:%H:%M}-{row.closes:%H:%M}")
        for day in Weekday:
            self.fields[f"day_{day.value}"] = forms.CharField(
                label=day.label,
                required=False,
                initial=", ".join(spans.get(day.value, [])),
                help_text=_("For instance 07:30-11:30, 13:30-17:00. Empty: closed.") if day == Weekday.MONDAY else "",
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.hours: list[tuple[int, dt.time, dt.time]] = []
        for day in Weekday:
            for part in filter(None, (part.strip() for part in cleaned.get(f"day_{day.value}", "").split(","))):
                span = _span(part)
                if span is None:
                    self.add_error(
                        f"day_{day.value}",
                        _("“%(part)s” is not a stretch of a day. Write it like 07:30-11:30.") % {"part": part},
                    )
                else:
                    self.hours.append((day.value, *span))
        return cleaned


def _span(text: str) -> tuple[dt.time, dt.time] | None:
    match = _SPAN.match(text)
    if not match:
        return None
    numbers = [int(part or 0) for part in match.groups()]
    if max(numbers[0], numbers[2]) > 23 or max(numbers[1], numbers[3]) > 59:
        return None
    opens, closes = dt.time(numbers[0], numbers[1]), dt.time(numbers[2], numbers[3])
    return (opens, closes) if opens < closes else None


class RoleForm(forms.Form):
    """Give a role to an account that exists, or to a new one."""

    username = forms.CharField(
        label=_("User name"), max_length=60, help_text=_("An account that exists, or a new one.")
    )
    full_name = forms.CharField(
        label=_("Full name"), max_length=120, required=False, help_text=_("Only for a new account.")
    )
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("Only for a new account; reminders go there.")
    )
    password = forms.CharField(
        label=_("First password"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Only for a new account: 10 characters or more, to be changed by its owner."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.LIBRARIAN)
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none(), to_field_name="public_id")
    facility = forms.ModelChoiceField(
        label=_("Only at"),
        queryset=Facility.objects.none(),
        to_field_name="public_id",
        required=False,
        help_text=_("Empty: the whole unit and everything below it."),
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], facilities: QuerySet[Facility], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["facility"].queryset = facilities  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean_username(self) -> str:
        """User names are lower case; a new one is kept to signs that every keyboard has."""
        name = clean(self.cleaned_data["username"]).lower()
        if not _USERNAME.match(name) and not User.objects.filter(username__iexact=name).exists():
            raise forms.ValidationError(_("Use letters without accents, digits, dots and hyphens: “hoa.nong”."))
        return name

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if password:
            validate_password(password)
        return password


class NewPasswordForm(forms.Form):
    password = forms.CharField(
        label=_("New password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("10 characters or more, to be changed by its owner."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password


class FacilityFilter(forms.Form):
    q = forms.CharField(label=_("Name"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all kinds")), *FacilityKind.choices])


class TreeFilter(forms.Form):
    on = date_field(_("As it was on"), required=False)
