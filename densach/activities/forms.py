"""Forms of the activities' pages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from densach.core.ages import AgeBand, Sex
from densach.core.errors import Refusal
from densach.network.models import Facility, Weekday
from densach.people.models import Patron
from densach.people.queries import find_card

from . import refusals
from .models import Activity, ActivityKind, ActivityState, Interest, Session, SessionState
from .queries import Sheet
from .rules import AUDIENCES, LONGEST, Details, TallyKey

_AUDIENCES = [(str(band), band.label) for band in AUDIENCES]
_MOST_CARDS = 200


def _date() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def _time() -> forms.TimeInput:
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


def _text(name: str, label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST[name], required=False, **more)


class ActivityForm(forms.Form):
    """What is written about an activity."""

    facility = forms.ModelChoiceField(Facility.objects.none(), label=_("Place"), empty_label=None)
    kind = forms.ChoiceField(label=_("Kind"), choices=ActivityKind.choices)
    title = forms.CharField(label=_("Name of the activity"), max_length=LONGEST["title"])
    description = _text("description", _("Description"), widget=forms.Textarea(attrs={"rows": 5}))
    interests = forms.ModelMultipleChoiceField(
        Interest.objects.all(),
        label=_("Interests"),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    age_bands = forms.MultipleChoiceField(
        label=_("For which ages"),
        choices=_AUDIENCES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: for everyone."),
    )
    leader = _text("leader", _("Leader"))
    room = _text("room", _("Room"))
    language = _text("language", _("Language"), help_text=_("Where it is not Vietnamese."))
    takes_registrations = forms.BooleanField(label=_("Takes registrations"), required=False)
    capacity = forms.IntegerField(label=_("Seats"), required=False, min_value=1, help_text=_("Empty: as many as come."))
    is_free = forms.BooleanField(label=_("Free of charge"), required=False, initial=True)
    what_to_bring = _text("what_to_bring", _("What to bring"))

    def __init__(self, *args: Any, facilities: QuerySet[Facility], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["facility"].queryset = facilities  # type: ignore[attr-defined]  # a ModelChoiceField

    def details(self) -> Details:
        data = dict(self.cleaned_data)
        del data["facility"]
        data["interests"] = tuple(interest.code for interest in data["interests"])
        data["age_bands"] = tuple(data["age_bands"])
        return Details(**data)

    @staticmethod
    def facts_of(activity: Activity) -> dict[str, Any]:
        """What the form begins with."""
        names = set(Details.__dataclass_fields__) - {"interests"}
        facts = {name: getattr(activity, name) for name in names}
        return facts | {"facility": activity.facility_id, "interests": [one.code for one in activity.interests.all()]}


class SeriesForm(forms.Form):
    """One session, or one each week on some days."""

    first_day = forms.DateField(label=_("First day"), widget=_date())
    start_time = forms.TimeField(label=_("Begins at"), widget=_time())
    end_time = forms.TimeField(label=_("Ends at"), widget=_time())
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Every week on"),
        choices=Weekday.choices,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: on the weekday of the first day."),
    )
    until = forms.DateField(
        label=_("Last day"), required=False, widget=_date(), help_text=_("Empty: only once, on the first day.")
    )
    topic = forms.CharField(label=_("Topic"), max_length=200, required=False)

    def series(self) -> dict[str, Any]:
        """The arguments of `services.add_sessions`."""
        data = dict(self.cleaned_data)
        first: dt.date = data["first_day"]
        return data | {"weekdays": data["weekdays"] or [first.isoweekday()], "until": data["until"] or first}


class SessionForm(forms.Form):
    day = forms.DateField(label=_("Day"), widget=_date())
    start_time = forms.TimeField(label=_("Begins at"), widget=_time())
    end_time = forms.TimeField(label=_("Ends at"), widget=_time())
    topic = forms.CharField(label=_("Topic"), max_length=200, required=False)


class RegisterForm(forms.Form):
    q = forms.CharField(label=_("Card number or name"), max_length=120, required=False)


def _pick(label: Any, choices: Iterable[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", _("all")), *choices])


class ActivityFilter(forms.Form):
    """What the staff's list is narrowed by; wrong values narrow nothing."""

    q = forms.CharField(label=_("Name of the activity"), required=False)
    kind = _pick(_("Kind"), ActivityKind.choices)
    state = _pick(_("State"), ActivityState.choices)
    place = forms.CharField(label=_("Place"), required=False)


class PublicFilter(forms.Form):
    """What citizens narrow lists and calendar by; wrong values narrow nothing."""

    kind = _pick(_("Kind"), ActivityKind.choices)
    age = _pick(_("For the age"), _AUDIENCES)
    interest = forms.ModelChoiceField(
        Interest.objects.all(), label=_("Interest"), to_field_name="code", required=False, empty_label=_("all")
    )
    place = forms.CharField(label=_("Place"), required=False)


class SessionFilter(forms.Form):
    start = forms.DateField(label=_("From"), required=False, widget=_date())
    end = forms.DateField(label=_("To"), required=False, widget=_date())
    state = _pick(_("State"), SessionState.choices)


@dataclass
class SheetInput:
    """The attendance sheet as typed: what is in the fields, what was understood, what was not."""

    typed: Mapping[str, str]
    presences: dict[Patron, str] = field(default_factory=dict)
    tallies: dict[TallyKey, int] = field(default_factory=dict)
    errors: list[tuple[str, Refusal]] = field(default_factory=list)

    @classmethod
    def read(cls, typed: Mapping[str, str], roster: Iterable[Patron]) -> SheetInput:
        """From the posted fields: `p-<public id>` a presence, `n-<band>-<sex>` a number, `cards` further card numbers."""
        sheet = cls(typed)
        for patron in roster:
            presence = typed.get(f"p-{patron.public_id}", "")
            if presence:
                sheet.presences[patron] = presence
        sheet._read_tallies()
        sheet._read_cards()
        return sheet

    def _read_tallies(self) -> None:
        for band in AgeBand.values:
            for sex in Sex.values:
                text = self.typed.get(f"n-{band}-{sex}", "").strip()
                if re.fullmatch(r"-?[0-9]{1,9}", text):
                    self.tallies[band, sex] = int(text)
                elif text:
                    self.errors.append((f"n-{band}-{sex}", refusals.NotANumber(text=text[:20])))

    def _read_cards(self) -> None:
        for number in re.split(r"[\s,;]+", self.typed.get("cards", ""))[:_MOST_CARDS]:
            if not number:
                continue
            card = find_card(number)
            if card is None:
                self.errors.append(("cards", refusals.NoCard(number=number[:30])))
            else:
                self.presences.setdefault(card.patron, "present")


def sheet_rows(sheet: Sheet, typed: Mapping[str, str] | None) -> list[dict[str, Any]]:
    """The grid of those not named: a row for each age band, a cell {name, value, label} for each sex."""
    rows = []
    for band, band_label in AgeBand.choices:
        cells = []
        for sex, sex_label in Sex.choices:
            name = f"n-{band}-{sex}"
            value: Any = typed.get(name, "") if typed is not None else sheet.tallies.get((band, sex), "")
            cells.append({"name": name, "value": str(value), "label": f"{band_label}, {sex_label}"})
        rows.append({"label": band_label, "cells": cells})
    return rows


def session_facts(session: Session, start: dt.datetime, end: dt.datetime) -> dict[str, Any]:
    """What the form of a session begins with; `start` and `end` are local."""
    return {"day": session.day, "start_time": start.time(), "end_time": end.time(), "topic": session.topic}
