"""The sections of a proposal under review: each a set of rows that are read from the proposal's JSON and put back.

One section is one page, so that no form grows beyond what a server takes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from densach.network.models import Unit, UnitKind

from .models import Bound
from .proposal_form import Json
from .services.writing import CRITERIA_OF_PLANS, GROWTH_OF, POPULATIONS

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

type Rows = list[Json]

_POPULATION_NAMES = {
    "commune_and_armed_forces_libraries": _("commune and armed-forces libraries"),
    "school_libraries": _("school libraries"),
    "culture_centres": _("culture houses and centres"),
    "communes": _("wards and communes"),
    "library_visits": _("visits to libraries"),
}
_MEASURE_NAMES = {
    "offers_lifelong_learning": _("offer lifelong-learning services"),
    "managed_digitally": _("are managed in a system"),
    "supports_age_groups_and_interests": _("support age groups and interests"),
    "holds_regular_classes": _("hold regular classes and clubs"),
    "average_annual_growth": _("average growth a year"),
}
UNKNOWN = ("", _("not one that can be counted"))


def population_choices() -> list[tuple[str, Any]]:
    return [UNKNOWN, *((code, _POPULATION_NAMES[code]) for code in (*POPULATIONS, *GROWTH_OF))]


def measure_choices() -> list[tuple[str, Any]]:
    return [UNKNOWN, *((code, _MEASURE_NAMES[code]) for code in (*CRITERIA_OF_PLANS, "average_annual_growth"))]


def _text(label: StrPromise | str, *, rows: int = 2, required: bool = True, most: int = 20_000) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, required=required, max_length=most)


def _line() -> forms.IntegerField:
    return forms.IntegerField(label=_("Line"), min_value=1, max_value=1_000_000, required=False)


def _year(*, required: bool = False) -> forms.IntegerField:
    return forms.IntegerField(label=_("Year"), min_value=1900, max_value=2200, required=required)


def _hidden_line() -> forms.IntegerField:
    return forms.IntegerField(required=False, widget=forms.HiddenInput)


class GeneralForm(forms.Form):
    title = _text(_("Title"), rows=3, most=500)
    issuer = forms.CharField(label=_("Issuer as printed"), max_length=500, required=False)
    issuer_unit = forms.ChoiceField(label=_("Unit that issues the plan"), required=False)
    number = forms.CharField(label=_("Number"), max_length=40, required=False)
    symbol = forms.CharField(label=_("Symbol"), max_length=20, required=False)
    date = forms.RegexField(
        r"^\d{4}(?:-\d\d){0,2}$",
        label=_("Date of issue"),
        required=False,
        help_text=_("Year-month-day; leave off what is not known, e.g. 2023-07."),
    )
    first_year = forms.IntegerField(label=_("From year"), min_value=1990, max_value=2100, required=False)
    last_year = forms.IntegerField(label=_("To year"), min_value=1990, max_value=2100, required=False)


class BasisForm(forms.Form):
    part = forms.ChoiceField(
        label=_("What it is"),
        choices=[("legal_basis", _("legal basis")), ("objectives", _("objective"))],
        initial="legal_basis",
    )
    text = _text(_("Text"), rows=3)
    line = _line()


class TargetRowForm(forms.Form):
    text = _text(_("As printed"), rows=3)
    population = _text(_("Of whom"))
    population_code = forms.ChoiceField(label=_("Counted over"), choices=population_choices, required=False)
    measure = _text(_("What is measured"), required=False)
    measure_code = forms.ChoiceField(label=_("Counted by"), choices=measure_choices, required=False)
    year = _year()
    bound = forms.ChoiceField(label=_("How it binds"), choices=Bound.choices, initial=Bound.EXACT)
    value = forms.FloatField(label=_("Value"), min_value=0, max_value=1e11)
    value_high = forms.FloatField(label=_("Up to"), min_value=0, max_value=1e11, required=False)
    unit = forms.CharField(label=_("Unit of value"), max_length=40, initial="%")
    per_year = forms.BooleanField(label=_("each year"), required=False)
    line = _line()


class TaskRowForm(forms.Form):
    group = _text(_("Group of tasks"))
    text = _text(_("Task"), rows=3)
    line = _line()
    group_line = _hidden_line()


class DutyRowForm(forms.Form):
    agency = _text(_("Agency"), rows=1, most=300)
    text = _text(_("Duty"), rows=3)
    line = _line()
    requested = forms.BooleanField(label=_("asked, not ordered"), required=False)
    agency_line = _hidden_line()


class AgencyUnitsForm(forms.Form):
    name = forms.CharField(label=_("Agency"), disabled=True, required=False, widget=forms.Textarea(attrs={"rows": 1}))
    units = forms.MultipleChoiceField(label=_("Units"), required=False, widget=forms.SelectMultiple(attrs={"size": 6}))
    unit_kinds = forms.MultipleChoiceField(
        label=_("And every unit of these kinds"),
        choices=UnitKind.choices,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 4}),
    )


class DateRowForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("report", _("report")), ("interim", _("mid-term review")), ("final", _("final review"))],
        initial="report",
    )
    day = forms.IntegerField(label=_("Day"), min_value=1, max_value=31, required=False)
    month = forms.IntegerField(label=_("Month"), min_value=1, max_value=12, required=False)
    year = _year()
    text = _text(_("As printed"), rows=3)
    line = _line()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("kind") == "report" and not (given.get("day") and given.get("month")):
            self.add_error("day", _("A report is due on a day and month. Enter both."))
        if given.get("kind") in ("interim", "final") and not given.get("year"):
            self.add_error("year", _("A review is held in a year. Enter it."))
        return given


class RecipientRowForm(forms.Form):
    name = _text(_("Recipient"), rows=1, most=500)
    note = forms.CharField(label=_("Note"), max_length=500, required=False)
    line = _line()
    archive = forms.BooleanField(required=False, widget=forms.HiddenInput)


@dataclass(frozen=True)
class Section:
    """One page of the review. `rows(proposal)` gives the rows as form data; `put(proposal, rows)` the new proposal."""

    slug: str
    label: StrPromise | str
    form: type[forms.Form]
    rows: Callable[[Json], Rows]
    put: Callable[[Json, Rows], Json]
    grows: bool = True  # rows may be added and removed
    is_single: bool = False

    def formset(self, *args: Any, units: list[Unit], **kwargs: Any) -> Any:
        kind = forms.formset_factory(
            self.form, extra=2 if self.grows else 0, can_delete=self.grows, absolute_max=600, max_num=500
        )
        formset = kind(*args, **kwargs)
        choices = [(unit.slug, str(unit)) for unit in units]
        for form in formset.forms:
            if "units" in form.fields:
                form.fields["units"].choices = choices  # type: ignore[attr-defined]  # a choice field
            if "issuer_unit" in form.fields:
                issuer: Any = form.fields["issuer_unit"]
                issuer.choices = [("", _("not chosen yet")), *choices]
        return formset


_GENERAL = ("title", "issuer", "issuer_unit", "number", "symbol", "date", "first_year", "last_year")


def _put_general(proposal: Json, rows: Rows) -> Json:
    return {**proposal, **{name: rows[0][name] or (None if name != "issuer_unit" else "") for name in _GENERAL}}


def _basis_rows(proposal: Json) -> Rows:
    return [{**row, "part": part} for part in ("legal_basis", "objectives") for row in proposal.get(part, [])]


def _put_basis(proposal: Json, rows: Rows) -> Json:
    parts = {
        part: [{"text": row["text"], "line": row["line"]} for row in rows if row["part"] == part]
        for part in ("legal_basis", "objectives")
    }
    return {**proposal, **parts}


def _put_targets(proposal: Json, rows: Rows) -> Json:
    targets = [
        {**row, "population_code": row["population_code"] or None, "measure_code": row["measure_code"] or None,
         "value": _whole(row["value"]), "value_high": _whole(row["value_high"])}
        for row in rows
    ]  # fmt: skip
    return {**proposal, "targets": targets}


def _whole(value: float | None) -> float | int | None:
    """60.0 → 60, as the reader gives it."""
    return int(value) if value is not None and value == int(value) else value


def _task_rows(proposal: Json) -> Rows:
    return [
        {"group": group["title"], "group_line": group["line"], "text": text, "line": line}
        for group in proposal.get("task_groups", [])
        for text, line in zip(group["items"], _lines(group, "item"), strict=True)
    ]


def _lines(part: Json, singular: str) -> list[int | None]:
    texts = part["items" if singular == "item" else "duties"]
    lines = list(part.get(f"{singular}_lines", []))[: len(texts)]
    return lines + [None] * (len(texts) - len(lines))


def _put_tasks(proposal: Json, rows: Rows) -> Json:
    groups: dict[str, Json] = {}
    for row in rows:
        group = groups.setdefault(
            row["group"], {"title": row["group"], "line": row["group_line"], "items": [], "item_lines": []}
        )
        group["items"].append(row["text"])
        group["item_lines"].append(row["line"])
    return {**proposal, "task_groups": list(groups.values())}


def _duty_rows(proposal: Json) -> Rows:
    return [
        {"agency": agency["name"], "agency_line": agency["line"], "requested": agency["requested"], "text": text,
         "line": line}
        for agency in proposal.get("agencies", [])
        for text, line in zip(agency["duties"], _lines(agency, "duty"), strict=True)
    ]  # fmt: skip


def _put_duties(proposal: Json, rows: Rows) -> Json:
    known = {agency["name"]: agency for agency in proposal.get("agencies", [])}
    agencies: dict[str, Json] = {}
    for row in rows:
        before = known.get(row["agency"], {})
        agency = agencies.setdefault(
            row["agency"],
            {"name": row["agency"], "line": row["agency_line"], "requested": row["requested"], "duties": [],
             "duty_lines": [], "units": before.get("units", []), "unit_kinds": before.get("unit_kinds", [])},
        )  # fmt: skip
        agency["duties"].append(row["text"])
        agency["duty_lines"].append(row["line"])
    return {**proposal, "agencies": list(agencies.values())}


def _agency_rows(proposal: Json) -> Rows:
    return [
        {name: agency.get(name, []) for name in ("name", "units", "unit_kinds", "line")}
        for agency in proposal.get("agencies", [])
    ]


def _put_agencies(proposal: Json, rows: Rows) -> Json:
    pairs = zip(proposal.get("agencies", []), rows, strict=True)
    chosen = [{**agency, "units": row["units"], "unit_kinds": row["unit_kinds"]} for agency, row in pairs]
    return {**proposal, "agencies": chosen}


def _date_rows(proposal: Json) -> Rows:
    reports = [{**row, "kind": "report"} for row in proposal.get("deadlines", [])]
    return reports + list(proposal.get("reviews", []))


def _put_dates(proposal: Json, rows: Rows) -> Json:
    reports = [
        {**{name: row[name] for name in ("day", "month", "year", "text", "line")}, "yearly": row["year"] is None}
        for row in rows
        if row["kind"] == "report"
    ]
    reviews = [
        {name: row[name] for name in ("year", "kind", "text", "line")} for row in rows if row["kind"] != "report"
    ]
    return {**proposal, "deadlines": reports, "reviews": reviews}


def _put_recipients(proposal: Json, rows: Rows) -> Json:
    kept = [{name: row[name] for name in ("name", "note", "line", "archive")} for row in rows]
    return {**proposal, "recipient_details": kept, "recipients": [row["name"] for row in rows]}


def _part(name: str) -> Callable[[Json], Rows]:
    return lambda proposal: list(proposal.get(name, []))


SECTIONS: dict[str, Section] = {
    section.slug: section
    for section in (
        Section(
            "chung", _("General"), GeneralForm, lambda proposal: [proposal], _put_general, grows=False, is_single=True
        ),
        Section("muc-tieu", _("Targets"), TargetRowForm, _part("targets"), _put_targets),
        Section("nhiem-vu", _("Tasks"), TaskRowForm, _task_rows, _put_tasks),
        Section("trach-nhiem", _("Duties"), DutyRowForm, _duty_rows, _put_duties),
        Section("co-quan", _("Agencies"), AgencyUnitsForm, _agency_rows, _put_agencies, grows=False),
        Section("thoi-han", _("Dates"), DateRowForm, _date_rows, _put_dates),
        Section("noi-nhan", _("Recipients"), RecipientRowForm, _part("recipient_details"), _put_recipients),
        Section("can-cu", _("Basis"), BasisForm, _basis_rows, _put_basis),
    )
}
