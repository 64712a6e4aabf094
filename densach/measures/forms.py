"""The sheet on which a place on paper says what it did in a month."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from densach.core.errors import Refusal

from .models import Quality
from .register import Cell, Measure, split_of
from .rules import HIGHEST, WHOLE

# the one split that paper registers keep (sổ theo dõi bạn đọc)
SHEET_SPLIT = "age_band"


class SheetForm(forms.Form):
    """One field for the whole of each measure, and one for each age where it is split by age. Empty: not declared."""

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        measures: Collection[Measure],
        stands: Mapping[str, Mapping[Cell, int]],
    ) -> None:
        self.measures = list(measures)
        initial = {
            _field(code, cell): value
            for code, cells in stands.items()
            for cell, value in cells.items()
            if cell[0] in ("", SHEET_SPLIT)
        }
        super().__init__(data, initial=initial)
        for measure in self.measures:
            self.fields[_field(measure.code, WHOLE)] = _number(str(measure.name), measure.definition)
            for key, label in _keys(measure).items():
                self.fields[_field(measure.code, (SHEET_SPLIT, key))] = _number(f"{measure.name}: {label}")
        self.fields["quality"] = forms.ChoiceField(
            label=_("How the figures were found"),
            choices=[choice for choice in Quality.choices if choice[0] != Quality.COUNTED],
            initial=Quality.DECLARED,
        )
        self.fields["confirmed"] = forms.BooleanField(
            label=_("The figures are right although they jump"), required=False
        )
        self.asks_to_confirm = bool(self.data.get("confirmed"))

    @property
    def groups(self) -> list[dict[str, Any]]:
        """For the template: each measure's whole, its parts, and whether the parts need to be in sight."""
        found = []
        for measure in self.measures:
            parts = [self[_field(measure.code, (SHEET_SPLIT, key))] for key in _keys(measure)]
            shown = any(part.errors or part.value() not in (None, "") for part in parts)
            found.append(
                {"whole": self[_field(measure.code, WHOLE)], "parts": parts, "open": shown, "name": measure.name}
            )
        return found

    @property
    def values(self) -> dict[str, dict[Cell, int]]:
        """What was entered, as `declare_month` takes it; a measure without any entry is left out."""
        sheet: dict[str, dict[Cell, int]] = {}
        for measure in self.measures:
            for cell in [WHOLE, *((SHEET_SPLIT, key) for key in _keys(measure))]:
                value = self.cleaned_data.get(_field(measure.code, cell))
                if value is not None:
                    sheet.setdefault(measure.code, {})[cell] = value
        return sheet

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal beside the field it speaks of, or above all; a jump asks for the confirmation."""
        self.asks_to_confirm = self.asks_to_confirm or refusal.code == "jump-to-confirm"
        name = _field(str(refusal.data.get("measure_code", "")), WHOLE)
        field = name if name in self.fields else (refusal.field if refusal.field in self.fields else None)
        self.add_error(field, f"{refusal} {refusal.what_to_do}")


def _field(code: str, cell: Cell) -> str:
    return f"m-{code}" if cell == WHOLE else f"m-{code}-{cell[1]}"


def _keys(measure: Measure) -> Mapping[str, Any]:
    return split_of(SHEET_SPLIT).keys if SHEET_SPLIT in measure.splits else {}


def _number(label: str, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, help_text=help_text, required=False, min_value=0, max_value=HIGHEST, localize=False
    )
