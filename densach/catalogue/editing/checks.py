"""What is wrong with a MARC record, in sentences with line numbers. Remarks stop nobody; an error does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from densach.catalogue import rules
from densach.core.errors import Refusal
from densach.core.text import fold

from .fields import BLANK, Indicator, MarcField, is_local, known_fields
from .fixed import fixed_told, leader_told


@dataclass(frozen=True)
class Remark:
    """`line` counts from 1; 0 speaks of the whole record. `stops`: the record cannot be kept so."""

    line: int
    tag: str
    sentence: str
    stops: bool = False


def remarks(marc: dict[str, Any], numbers: list[int] | None = None) -> list[Remark]:
    """In the order of lines. `numbers` are the lines on which the fields stand, where empty lines were typed between."""
    entries = [(tag, value) for field in marc["fields"] for tag, value in field.items()]
    lines = numbers or list(range(1, len(entries) + 2))
    found = [Remark(lines[0], "LDR", sentence) for sentence in _leader(marc["leader"])]
    seen: set[str] = set()
    for line, (tag, value) in zip(lines[1:], entries, strict=False):
        known = known_fields().get(tag)
        found += [Remark(line, tag, sentence) for sentence in _field(tag, value, known, marc["leader"])]
        if known and known.once and tag in seen:
            found.append(Remark(line, tag, _("This field may stand only once.")))
        seen.add(tag)
    if not _has_title(entries):
        found.insert(0, Remark(0, "245", _("There is no title: write field 245 with $a."), stops=True))
    return found


def _has_title(entries: list[tuple[str, Any]]) -> bool:
    parts = [part for tag, value in entries if tag == "245" and isinstance(value, dict) for part in value["subfields"]]
    return any(code in "akp" and fold(text) for part in parts for code, text in part.items())


def _leader(leader: str) -> Iterator[str]:
    for told in leader_told(leader):
        if told.wrong:
            yield _wrong_place(told.value, told.place.name, str(told.place.words))


def _wrong_place(value: str, place: str, words: str) -> str:
    facts = {"value": value, "place": place, "words": words}
    return _("“%(value)s” in place %(place)s has no meaning (%(words)s).") % facts


def _field(tag: str, value: Any, known: MarcField | None, leader: str) -> Iterator[str]:
    if isinstance(value, str):
        yield from _control(tag, value, leader)
    elif known is None:
        if not is_local(tag):
            yield _("Field %(tag)s is not one that is known here; it is kept as it is.") % {"tag": tag}
    else:
        yield from _indicators(value, known)
        yield from _subfields(value["subfields"], known)


def _control(tag: str, data: str, leader: str) -> Iterator[str]:
    if tag not in known_fields():
        yield _("Field %(tag)s is not one that is known here; it is kept as it is.") % {"tag": tag}
    if tag == "008":
        if len(data) != 40:
            yield _("008 has %(count)s places, it should have 40.") % {"count": len(data)}
            return
        for told in fixed_told(data, leader):
            if told.wrong:
                yield _wrong_place(told.value, told.place.name, str(told.place.words))


def _indicators(value: dict[str, Any], known: MarcField) -> Iterator[str]:
    for name, sign, indicator in ((1, value["ind1"], known.indicators[0]), (2, value["ind2"], known.indicators[1])):
        if not _may_be(sign, indicator):
            facts = {
                "name": name,
                "sign": sign.replace(BLANK, "_") or "–",
                "values": indicator.shown if indicator else "_",
            }
            yield _("Indicator %(name)s is “%(sign)s”; it may be: %(values)s.") % facts


def _may_be(sign: str, indicator: Indicator | None) -> bool:
    if indicator is None:
        return sign == BLANK
    return indicator.values is None or sign in indicator.values


def _subfields(subfields: list[dict[str, str]], known: MarcField) -> Iterator[str]:
    parts = [(code, text) for part in subfields for code, text in part.items()]
    if not parts:
        yield _("The field is empty: it has no subfield.")
    codes = [code for code, _text in parts]
    for code in dict.fromkeys(codes):
        one = known.subfields.get(code)
        if one is None and not known.open and code != "9":  # $9 is left to each library
            yield _("Subfield $%(code)s is not known in this field.") % {"code": code}
        elif one and one.once and codes.count(code) > 1:
            yield _("Subfield $%(code)s may stand only once in the field.") % {"code": code}
    for code, text in parts:
        if not text.strip():
            yield _("Subfield $%(code)s is empty.") % {"code": code}
        elif known.tag == "020" and code == "a":
            yield from _isbn(text)


def _isbn(text: str) -> Iterator[str]:
    try:
        rules.isbn13(text.split("(", maxsplit=1)[0].split(":", maxsplit=1)[0].strip())
    except Refusal as refusal:
        yield str(refusal)
