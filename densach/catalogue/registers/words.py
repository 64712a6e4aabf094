"""How records and amounts are written in registers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from densach.documents.decree30 import format_number


def authors_and_title(record: Mapping[str, Any]) -> str:
    """`Tô Hoài. Dế Mèn phiêu lưu ký : truyện. T.2`; needs authors, title, subtitle, volume."""
    title = f"{record['title']} : {record['subtitle']}" if record["subtitle"] else record["title"]
    parts = (record["authors"].rstrip("."), title, volume(record["volume"]))
    return ". ".join(part for part in parts if part)


def volume(text: str) -> str:
    """`T.2` for a bare number, else as entered."""
    return f"T.{text}" if text.isdigit() else text


def published(record: Mapping[str, Any]) -> str:
    """`H. : Kim Đồng`."""
    return " : ".join(part for part in (record["place"], record["publisher"]) if part)


def amount(value: int | None) -> str:
    """`1.234`; nothing for nothing."""
    return format_number(value) if value else ""
