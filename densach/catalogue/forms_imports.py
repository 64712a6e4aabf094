"""Forms of imports: the file, and how it is to be taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from densach.catalogue.importing.columns import TARGETS
from densach.catalogue.importing.encodings import Encoding
from densach.catalogue.importing.formats import MARC_FORMATS
from densach.catalogue.importing.options import OPENING, OVERLAY, SKIP, ColumnChoice, Options
from densach.core.legacy_text import Font
from densach.network.models import Facility

from .forms import LANGUAGES, date_input
from .models import AccessionRegister, ClassScheme, ImportBatch, ItemType, Material, Voucher

FONTS = [
    (Font.UNICODE, _("as it is (Unicode)")),
    (Font.TCVN3, _("TCVN3 (.VnTime)")),
    (Font.TCVN3_CAPITALS, _("TCVN3 capitals (.VnTimeH)")),
    (Font.VNI, _("VNI (VNI-Times)")),
]
_ENCODINGS = [
    (Encoding.MARC8, _("MARC-8")),
    (Encoding.LATIN1, _("Latin-1 (Windows-1252)")),
    (Encoding.CP1258, _("Vietnamese of Windows (1258)")),
    (Encoding.TCVN3, _("TCVN3 (.VnTime)")),
    (Encoding.VNI, _("VNI (VNI-Times)")),
]
_RULES = [
    (SKIP, _("leave the record as it is")),
    (OVERLAY, _("overlay it with what the file says")),
    ("add", _("enter it as another record")),
]
NEW_REGISTER = "new:"


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        help_text=_("A list in Excel, OpenDocument or CSV, also in an old font; or MARC 21 as .mrc, .xml or .json."),
        widget=forms.ClearableFileInput(
            attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt,.tsv,.mrc,.marc,.iso,.xml,.json,.jsonl"}
        ),
    )


class OptionsForm(forms.Form):
    """How a file is taken. For a table each column has a target and a way to read its letters (`target_3`, `font_3`)."""

    register = forms.ChoiceField(label=_("Copies go into"), required=False)
    voucher = forms.ChoiceField(label=_("They came"), required=False)
    day = forms.DateField(label=_("Entered on, where the list does not say"), widget=date_input())
    item_type = forms.ChoiceField(label=_("Item type"), choices=ItemType.choices)
    rule = forms.ChoiceField(label=_("When the catalogue has the book already"), choices=_RULES)
    copies_of_row = forms.BooleanField(
        label=_("A line without number or count is one copy"),
        required=False,
        help_text=_("It gets the next number of the register."),
    )
    copies_from = forms.ChoiceField(label=_("Copies stand in field"), required=False)
    encoding = forms.ChoiceField(
        label=_("Letters that are not UTF-8"), choices=_ENCODINGS, help_text=_("UTF-8 is recognised by itself.")
    )
    class_scheme = forms.ChoiceField(label=_("Classification scheme"), choices=ClassScheme.choices)
    language = forms.ChoiceField(label=_("Language, where the list does not say"), choices=LANGUAGES)
    material = forms.ChoiceField(label=_("Material, where the list does not say"), choices=Material.choices)

    def __init__(
        self,
        *args: Any,
        batch: ImportBatch,
        options: Options,
        registers: QuerySet[AccessionRegister],
        facilities: QuerySet[Facility],
        vouchers: QuerySet[Voucher],
        **kwargs: Any,
    ) -> None:
        self.options, self.is_table = options, batch.format not in MARC_FORMATS
        super().__init__(*args, **kwargs)
        choices = _register_choices(registers, facilities)
        self.initial = self._initial(options, choices)
        self._choices("register", choices)
        self._choices(
            "voucher",
            [(OPENING, _("as opening balance: they were there before the system")), *_voucher_choices(vouchers)],
        )
        self._choices("copies_from", [("", _("nowhere: only records")), ("952", "952 (Koha)"), ("852", "852")])
        if self.is_table:
            for name in ("encoding", "copies_from"):
                del self.fields[name]
            for index, column in enumerate(options.columns):
                self._column_fields(index, column)
        else:
            for name in ("copies_of_row", "class_scheme", "language", "material"):
                del self.fields[name]

    def _initial(self, options: Options, registers: list[tuple[str, Any]]) -> dict[str, Any]:
        """The first register, or one that would be opened: a list with numbers must not lose them unasked."""
        chosen = options.register or registers[0][0]
        day = dt.date.fromisoformat(options.day) if options.day else options.today
        return vars(options) | {"register": str(chosen), "day": day, "copies_of_row": bool(options.copies_of_row)}

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def _column_fields(self, index: int, column: ColumnChoice) -> None:
        name = column.heading or str(index + 1)
        targets = [("", _("– not taken –")), *TARGETS.items()]
        self.fields[f"target_{index}"] = forms.ChoiceField(
            label=_("“%(column)s” is") % {"column": name}, choices=targets, required=False, initial=column.target
        )
        self.fields[f"font_{index}"] = forms.ChoiceField(
            label=_("Letters of “%(column)s”") % {"column": name}, choices=FONTS, required=False, initial=column.font
        )

    def column_fields(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        """Target and font of each column."""
        for index in range(len(self.options.columns) if self.is_table else 0):
            yield self[f"target_{index}"], self[f"font_{index}"]

    def about_copies(self) -> list[forms.BoundField]:
        return self._named("register", "copies_from", "voucher", "day", "item_type", "copies_of_row")

    def about_records(self) -> list[forms.BoundField]:
        return self._named("rule", "encoding", "class_scheme", "language", "material")

    def _named(self, *names: str) -> list[forms.BoundField]:
        return [self[name] for name in names if name in self.fields]

    def new_register_at(self) -> str:
        """Key of the place that is to get a register PM first; "" for none."""
        register = str(self.cleaned_data["register"])
        return register.removeprefix(NEW_REGISTER) if register.startswith(NEW_REGISTER) else ""

    def as_shown(self) -> Options:
        """The options that the untouched form stands for."""
        register = str(self.initial["register"])
        return replace(self.options, register=int(register) if register.isdigit() else 0)

    def chosen(self) -> Options:
        """The options as chosen; what was not in the form stays."""
        wanted = self.cleaned_data
        register = wanted.get("register") or ""
        columns = [
            ColumnChoice(wanted[f"target_{index}"], wanted[f"font_{index}"] or Font.UNICODE, column.heading)
            for index, column in enumerate(self.options.columns)
        ] if self.is_table else []  # fmt: skip
        simple = {
            name: wanted[name]
            for name in ("rule", "item_type", "encoding", "copies_from", "class_scheme", "language", "material")
            if name in self.fields
        }
        return replace(
            self.options,
            **simple,
            columns=columns,
            register=int(register) if register.isdigit() else 0,
            voucher=wanted.get("voucher") or OPENING,
            day=wanted["day"].isoformat(),
            copies_of_row=int(bool(wanted.get("copies_of_row"))),
        )


def _register_choices(registers: QuerySet[AccessionRegister], facilities: QuerySet[Facility]) -> list[tuple[str, Any]]:
    choices = [
        (str(row.pk), f"{row.facility.name} · {row.prefix} · {row.written(row.next_number)}") for row in registers
    ]
    without = facilities.exclude(pk__in=registers.order_by().values("facility"))
    new = [(f"{NEW_REGISTER}{row.pk}", _("%(place)s · open register PM") % {"place": row.name}) for row in without]
    return [*choices, *new, ("", _("nowhere: only records, no copies"))]


def _voucher_choices(vouchers: QuerySet[Voucher]) -> list[tuple[str, Any]]:
    return [(str(row.pk), f"{row.facility.name} · {row} · {row.on:%d/%m/%Y}") for row in vouchers]
