"""An official document as data: what `render_document` prints."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from densach.documents.decree30 import KINDS

type Cell = str | int | float | Decimal | datetime.date | None


@dataclass(frozen=True, kw_only=True)
class Subsection:
    """`1. Title`, its paragraphs, then its items a) b) c)."""

    title: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Section:
    """`I. TITLE`, its paragraphs, items a) b) c), then its subsections."""

    title: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    subsections: tuple[Subsection, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Annex:
    """A table of figures on pages of its own. Numbers among the cells are printed the Vietnamese way, to the right.

    Raises ValueError when there is no column or a row is not as wide as the columns.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError("an annex needs at least one column")
        for row in (*self.rows, *([self.total] if self.total else [])):
            if len(row) != len(self.columns):
                raise ValueError(f"a row of the annex has {len(row)} cells for {len(self.columns)} columns")


@dataclass(frozen=True, kw_only=True)
class OfficialDocument:
    """A document of the kinds in `decree30.KINDS`.

    Names are given in sentence case (`Ủy ban nhân dân phường Bắc Kạn`); the template prints capitals. `number` and
    `date` are None until the clerk numbers the document. Paragraphs may hold line breaks: each line becomes a
    paragraph. Punctuation of lists (`;`, `.`, `-`) and the closing `./.` are added when printing. `authority` is who
    decides, above the bases of a decision; the co-signer signs minutes on the left.
    Raises ValueError for an unknown kind.
    """

    kind: str
    issuer: str
    issuer_code: str
    place: str
    subject: str
    sections: tuple[Section, ...]
    parent_body: str = ""
    number: int | None = None
    date: datetime.date | None = None
    addressees: tuple[str, ...] = ()
    legal_bases: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    signer_lines: tuple[str, ...] = ()
    signer_name: str = ""
    authority: str = ""
    co_signer_lines: tuple[str, ...] = ()
    co_signer_name: str = ""
    recipients: tuple[str, ...] = ()
    archive_line: str = "VT"
    annexes: tuple[Annex, ...] = ()
    sample_note: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind of document: {self.kind}")
