"""What a template may ask for: the tree of placeholders with their meaning in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True)
class Placeholder:
    """One value: a text, or (`many`) a list of texts, or with `fields` a list of records."""

    name: str
    meaning: StrPromise | str
    required: bool = False
    many: bool = False
    fields: tuple[Placeholder, ...] = ()


_ITEMS: Final = Placeholder(
    "items",
    _("lettered items"),
    many=True,
    required=True,
    fields=(
        Placeholder("letter", _("letter of the item: a, b, c, d, đ …")),
        Placeholder("text", _("text of the item"), required=True),
    ),
)
_PARAGRAPHS: Final = Placeholder("paragraphs", _("paragraphs of text"), many=True, required=True)
_HEADING: Final = (
    Placeholder("number", _("number of the heading")),
    Placeholder("title", pgettext_lazy("official document", "heading"), required=True),
)
_CELLS: Final = Placeholder(
    "cells",
    _("cells of a row"),
    many=True,
    required=True,
    fields=(
        Placeholder("text", _("text of the cell"), required=True),
        Placeholder("is_number", _("whether the cell is a number")),
    ),
)

#: The root: its fields are the names a template may use anywhere.
DOCUMENT: Final = Placeholder(
    "document",
    _("the document"),
    fields=(
        Placeholder("parent_body", _("name of the body above the issuer")),
        Placeholder("issuer", _("name of the issuing body"), required=True),
        Placeholder("number", _("number and sign, such as 05/BC-UBND"), required=True),
        Placeholder("place_date", _("place and date"), required=True),
        Placeholder("kind", _("kind of document, such as BÁO CÁO"), required=True),
        Placeholder("subject", pgettext_lazy("official document", "subject"), required=True),
        Placeholder("sample_note", _("note that the figures are sample data"), required=True),
        Placeholder("addressees", _("bodies the document is addressed to"), many=True),
        Placeholder("legal_bases", _("legal bases, with their punctuation"), many=True),
        Placeholder("opening", _("paragraphs before the first section"), many=True, required=True),
        Placeholder(
            "sections",
            _("sections I, II, III …"),
            many=True,
            required=True,
            fields=(
                *_HEADING,
                _PARAGRAPHS,
                _ITEMS,
                Placeholder(
                    "subsections",
                    _("parts 1, 2, 3 … of a section"),
                    many=True,
                    required=True,
                    fields=(*_HEADING, _PARAGRAPHS, _ITEMS),
                ),
            ),
        ),
        Placeholder("closing", _("paragraphs after the last section"), many=True, required=True),
        Placeholder("signer_lines", _("authority and position of the signer, line by line"), many=True, required=True),
        Placeholder("signer_name", _("full name of the signer"), required=True),
        Placeholder("authority", _("who decides, above the bases of a decision")),
        Placeholder("co_signer_lines", _("position of the second signer, line by line"), many=True),
        Placeholder("co_signer_name", _("full name of the second signer")),
        Placeholder("recipients", _("bodies that receive a copy"), many=True, required=True),
        Placeholder("archive_line", _("where the copy is kept, such as VT, VHXH"), required=True),
        Placeholder(
            "annexes",
            _("annexes with tables of figures"),
            many=True,
            required=True,
            fields=(
                Placeholder("number", _("number of the annex, empty when there is only one")),
                Placeholder("title", _("title of the annex"), required=True),
                Placeholder("reference", _("the document the annex belongs to")),
                Placeholder("columns", _("column headings"), many=True, required=True),
                Placeholder(
                    "rows",
                    _("rows of the table"),
                    many=True,
                    required=True,
                    fields=(_CELLS, Placeholder("is_total", _("whether the row is the total"))),
                ),
                Placeholder("note", _("note under the table")),
            ),
        ),
    ),
)
