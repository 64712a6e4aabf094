"""The plain form as data: what it begins with for each material, which fields stand first, what is taken over."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from densach.catalogue.models import Audience, ClassScheme, Material, Record
from densach.catalogue.record_fields import RecordFields
from densach.catalogue.rules import entries
from densach.core.text import exact_key

NAMES = tuple(column.name for column in fields(RecordFields))
_LISTS = ("authors", "subjects")
_LAST_NUMBER = re.compile(r"(\d+)(?!.*\d)")
_LAST_ROMAN = re.compile(r"\b([IVXL]+)\b(?!.*\b[IVXL]+\b)")
_ROMAN = (("XL", 40), ("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1))


@dataclass(frozen=True)
class EntryTemplate:
    """What a form of a material begins with, and its first fields; the others are folded away."""

    first: tuple[str, ...]
    initial: Mapping[str, Any] = field(default_factory=dict)


_CLASS = ("class_scheme", "class_mark", "subjects")
TEMPLATES: dict[str, EntryTemplate] = {
    Material.BOOK: EntryTemplate(
        ("title", "authors", "year", *_CLASS, "audience", "language", "series", "volume", "isbn"),
        {"class_scheme": ClassScheme.DDC23, "language": "vie"},
    ),
    Material.TEXTBOOK: EntryTemplate(
        ("title", "grade", "authors", "series", "volume", "year", "publisher", *_CLASS, "isbn"),
        {"class_scheme": ClassScheme.SCHOOL, "audience": Audience.CHILD, "place": "Hà Nội", "language": "vie"},
    ),
    Material.PERIODICAL: EntryTemplate(
        ("title", "publisher", "place", "year", *_CLASS, "audience", "language"),
        {"class_scheme": ClassScheme.DDC23, "language": "vie"},
    ),
    Material.MAP: EntryTemplate(
        ("title", "subtitle", "authors", "year", "pages", *_CLASS, "language"),
        {"class_scheme": ClassScheme.DDC23, "pages": "1 tờ bản đồ", "language": "vie"},
    ),
    Material.RECORDING: EntryTemplate(
        ("title", "authors", "year", "pages", *_CLASS, "audience", "language", "series"),
        {"class_scheme": ClassScheme.DDC23, "pages": "1 đĩa", "language": "vie"},
    ),
    Material.KIT: EntryTemplate(
        ("title", "series", "grade", "year", "pages", *_CLASS, "audience"),
        {"class_scheme": ClassScheme.SCHOOL, "audience": Audience.CHILD, "pages": "1 bộ", "language": "vie"},
    ),
}


def template_of(material: str) -> EntryTemplate:
    """The one of a book where the material is not known."""
    return TEMPLATES.get(material, TEMPLATES[Material.BOOK])


def start(material: str) -> dict[str, Any]:
    """Values that a new form of a material begins with."""
    known = material if material in TEMPLATES else Material.BOOK
    return {**template_of(known).initial, "material": known}


def next_volume(record: Record) -> dict[str, Any]:
    """Values of the volume after a record's: what belongs to one volume only (ISBN, extent, summary) is left out."""
    after = replace(RecordFields.of(record), volume=volume_after(record.volume), isbn="", pages="", summary="")
    return asdict(after)


def volume_after(text: str) -> str:
    """ "Tập 9" → "Tập 10", "T. 2A" → "T. 3A", "Quyển IV" → "Quyển V", "" → "Tập 2"; without a number as it is."""
    if not text:
        return "Tập 2"
    if _LAST_NUMBER.search(text):
        return _LAST_NUMBER.sub(lambda match: str(int(match[1]) + 1), text)
    return _LAST_ROMAN.sub(lambda match: _roman(_number(match[1]) + 1), text)


def _number(roman: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10, "L": 50}[letter] for letter in roman]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))


def _roman(number: int) -> str:
    text = ""
    for sign, value in (("L", 50), *_ROMAN):
        while number >= value:
            text, number = text + sign, number - value
    return text


def plain_values(posted: Mapping[str, Any]) -> dict[str, str]:
    """The columns among what was posted, as typed and cut at a length no column reaches."""
    return {name: str(posted[name])[:5000] for name in NAMES if name in posted}


def take_over(values: Mapping[str, str], taken: str) -> dict[str, str]:
    """The values with a suggestion in them: "class_mark=ddc23|895.9223", "subjects=Truyện" (put behind the others)."""
    name, _, value = taken.partition("=")
    if name == "class_mark":
        scheme, _, mark = value.partition("|")
        return {**values, "class_scheme": scheme, "class_mark": mark}
    if name not in _LISTS or not value:
        return dict(values)
    held = entries(values.get(name, ""))
    if exact_key(value) not in map(exact_key, held):
        held.append(value)
    return {**values, name: "; ".join(held)}
