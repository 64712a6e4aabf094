"""What a person enters of a record, as one value."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, Self

from densach.core.text import clean, clean_lines

from .models import Audience, Material, Record


@dataclass(frozen=True)
class RecordFields:
    """The columns of a record that are entered by hand; `authors` and `subjects` are lists with "; " between entries.

    `language` is an ISO 639-2/B code, `class_scheme` one of ClassScheme or "", `grade` the school class (1–12) that a
    textbook is for.
    """

    title: str
    subtitle: str = ""
    authors: str = ""
    publisher: str = ""
    place: str = ""
    year: int | None = None
    isbn: str = ""
    language: str = "vie"
    material: str = Material.BOOK
    audience: str = Audience.ALL
    class_scheme: str = ""
    class_mark: str = ""
    subjects: str = ""
    series: str = ""
    volume: str = ""
    pages: str = ""
    summary: str = ""
    grade: int | None = None

    @classmethod
    def of(cls, record: Record) -> Self:
        """As a record stands."""
        return cls(**{field.name: getattr(record, field.name) for field in fields(cls)})

    def cleaned(self) -> Self:
        """The same with NFC text, single blanks and tidy lists."""
        texts: dict[str, Any] = {
            field.name: _clean(field.name, value)
            for field in fields(self)
            if isinstance(value := getattr(self, field.name), str)
        }
        return replace(self, **texts)


def _clean(name: str, text: str) -> str:
    if name in ("authors", "subjects"):
        return "; ".join(filter(None, map(clean, text.split(";"))))
    return clean_lines(text) if name == "summary" else clean(text)
