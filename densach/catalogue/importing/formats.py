"""What a file is, by what it holds and not by its name."""

from __future__ import annotations

import zipfile
from pathlib import Path

from .refusals import FileEmpty, FormatUnknown, TableBroken, WebPageNotTable

MARC_FORMATS = frozenset(("iso2709", "marcxml", "marcjson"))
FORMATS = {
    "iso2709": "MARC 21 (ISO 2709)", "marcxml": "MARCXML", "marcjson": "MARC-in-JSON",
    "xlsx": "Excel (.xlsx)", "xls": "Excel 97–2003 (.xls)", "ods": "OpenDocument (.ods)", "csv": "CSV",
}  # fmt: skip
_HEAD = 65_536
_BLANK = b"\xef\xbb\xbf \t\r\n\x00"


def sniff(path: Path) -> str:
    """One of FORMATS. Raises FileEmpty, FormatUnknown, TableBroken, WebPageNotTable."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    start = head.lstrip(_BLANK)
    if not start:
        raise FileEmpty
    if start.startswith(b"PK"):
        return _of_zip(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return "xls"
    if start.startswith(b"<") or head.startswith((b"\xff\xfe<\x00", b"\xfe\xff\x00<")):
        return _of_markup(head.replace(b"\x00", b"").lower())
    if start[:1] in b"[{" and b"leader" in head:
        return "marcjson"
    if b"\x1e" in head and (start[:5].strip().isdigit() or b"\x1d" in head):
        return "iso2709"
    if _is_text(head):
        return "csv"
    raise FormatUnknown


def _of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError) as error:
        raise TableBroken from error
    if "content.xml" in names:
        return "ods"
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    raise FormatUnknown


def _of_markup(head: bytes) -> str:
    if b"<html" in head or b"<table" in head or b"urn:schemas-microsoft-com:office" in head:
        raise WebPageNotTable
    if b"record" in head or b"collection" in head or b"<!doctype" in head:
        return "marcxml"
    raise FormatUnknown


def _is_text(head: bytes) -> bool:
    """No signs that only programs write. UTF-16 without a mark has zeros in every other place, and nowhere else."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    even, odd = head[:400:2].count(0), head[1:400:2].count(0)
    if min(even, odd) == 0 and max(even, odd) * 5 > len(head[:400]):
        return True
    strange = sum(sign < 0x20 and sign not in b"\t\r\n\x0c\x1a" for sign in head)
    return strange * 100 < len(head)
