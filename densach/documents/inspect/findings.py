"""What the mechanical check reports."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One departure from the layout. `element` as in `decree30.ELEMENTS` (or page, text); `where` quotes the line."""

    code: str
    element: str
    text: str
    where: str = ""

    def __str__(self) -> str:
        return f"{self.text} («{self.where}»)" if self.where else self.text


def quoted(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
