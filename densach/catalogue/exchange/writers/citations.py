"""Records for reference managers: BibTeX and RIS.

The writers of the kept BibTeX libraries leave the escaping of values to their callers, and their LaTeX encoders
turn Vietnamese letters into macros that no font then sets; so UTF-8 stays and only the ten signs of TeX are escaped.
"""

from __future__ import annotations

import re
from typing import Any

import rispy

from densach.catalogue import rules
from densach.catalogue.models import Material, Record

_TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "$": r"\$", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
_BIBTEX = {Material.BOOK: "book", Material.TEXTBOOK: "book", Material.PERIODICAL: "periodical"}
_RIS = {
    Material.BOOK: "BOOK", Material.TEXTBOOK: "BOOK", Material.PERIODICAL: "SER", Material.MAP: "MAP",
    Material.RECORDING: "SOUND", Material.KIT: "GEN",
}  # fmt: skip
_BREAKS = re.compile(r"[\s\x00-\x1f\x7f]+")


def bibtex(record: Record, url: str = "") -> str:
    """One entry, its key the public id of the record."""
    title = f"{record.title}: {record.subtitle}" if record.subtitle else record.title
    values = {
        "author": " and ".join(map(_name, rules.entries(record.authors))),
        "title": f"{{{_tex(title)}}}",  # the second braces keep capitals as they are
        "volume": _tex(record.volume),
        "series": _tex(record.series),
        "publisher": _tex(record.publisher),
        "address": _tex(record.place),
        "year": str(record.year or ""),
        "pagetotal": _tex(record.pages),
        "isbn": record.isbn,
        "language": _tex(record.language),
        "keywords": ", ".join(map(_tex, rules.entries(record.subjects))),
        "abstract": _tex(record.summary),
        "url": url,
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in values.items() if value]
    return f"@{_BIBTEX.get(Material(record.material), 'misc')}{{{record.public_id},\n{''.join(lines)}}}\n"


def _name(name: str) -> str:
    """A name without a comma stands in braces, so that nobody takes "Ánh" of "Nguyễn Nhật Ánh" for a surname."""
    return _tex(name) if "," in name and " and " not in name else f"{{{_tex(name)}}}"


def _tex(text: str) -> str:
    return "".join(_TEX.get(char, char) for char in _BREAKS.sub(" ", text).strip())


class _Ris(rispy.RisWriter):  # type: ignore[misc]  # the library publishes no types
    """Without the running number that the library writes above each entry: RIS knows no such line."""

    def set_header(self, count: int) -> str:  # noqa: ARG002  # the library passes it
        return ""


def ris(record: Record, url: str = "") -> str:
    """One entry, lines ended by CR LF as the format wants."""
    entry: dict[str, Any] = {
        "type_of_reference": _RIS[Material(record.material)],
        "authors": rules.entries(record.authors),
        "title": f"{record.title}: {record.subtitle}" if record.subtitle else record.title,
        "volume": record.volume,
        "tertiary_title": record.series,
        "publisher": record.publisher,
        "place_published": record.place,
        "year": str(record.year or ""),
        "start_page": record.pages,  # SP holds the extent of a book
        "issn": record.isbn,
        "language": record.language,
        "keywords": rules.entries(record.subjects),
        "abstract": record.summary,
        "urls": [url] if url else [],
        "id": record.public_id,
    }
    lined = {name: _one_line(value) for name, value in entry.items() if value}
    return str(rispy.dumps([lined], implementation=_Ris)).replace("\n", "\r\n") + "\r\n"


def _one_line(value: str | list[str]) -> str | list[str]:
    if isinstance(value, list):
        return [_BREAKS.sub(" ", text).strip() for text in value]
    return _BREAKS.sub(" ", value).strip()
