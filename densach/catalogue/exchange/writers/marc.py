"""MARC 21 as ISO 2709, MARCXML and MARC-in-JSON, with nothing added and nothing lost.

What a format cannot hold is refused by name instead of being cut: a broken ISO 2709 record makes the rest of a file
unreadable to others.
"""

from __future__ import annotations

import json
import re
from typing import Any, cast

import pymarc
from lxml import etree
from pymarc.exceptions import PymarcException

from densach.catalogue import marc
from densach.catalogue.models import Record
from densach.catalogue.record_fields import RecordFields

MARCXML = "http://www.loc.gov/MARC21/slim"
# without a prefix: old readers look for "record", not for names with prefixes
_DEFAULT = cast("dict[str, str]", {None: MARCXML})
_MOST = 99_999  # five digits of leader/00-04
_TAG = re.compile(r"[0-9A-Za-z]{3}")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what XML 1.0 cannot hold
_SEPARATORS = re.compile("[\x1d-\x1f]")


class CannotWrite(Exception):
    """This record cannot be written in this format; the code says why (`formats.REASONS` has the words)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def marc_of(record: Record) -> dict[str, Any]:
    """The record's MARC-in-JSON; from its columns where it has none."""
    if record.marc:
        held: dict[str, Any] = record.marc
        return held
    number = record.control_number or record.public_id
    return marc.write(RecordFields.of(record), control_number=number, at=record.modified_at)


def iso2709(record: Record) -> bytes:
    """One record in UTF-8, leader/09 "a". Raises CannotWrite: not MARC, over 99,999 bytes, a field over 9,999 bytes,
    or a separator of ISO 2709 inside the data.
    """
    try:
        read = marc.read(marc_of(record))
        _check(read)
        raw = read.as_marc()
    except UnicodeEncodeError as error:
        raise CannotWrite("characters") from error
    except (KeyError, TypeError, ValueError, AttributeError, PymarcException) as error:
        raise CannotWrite("not-marc") from error
    # a field of 10,000 bytes widens its line of the directory, and every reader then counts wrong
    if len(raw) > _MOST or int(raw[12:17]) != 25 + 12 * len(read.fields):
        raise CannotWrite("too-long")
    return bytes(raw)


def _check(record: pymarc.Record) -> None:
    if not record.fields:
        raise CannotWrite("not-marc")
    for field in record.fields:
        if not (_TAG.fullmatch(field.tag) and field.tag.isascii()):
            raise CannotWrite("not-marc")
        values = [field.data or ""] if field.control_field else [value for _code, value in field.subfields]
        marks = [code for code, _value in field.subfields]
        marks += [] if field.control_field else [field.indicator1, field.indicator2]
        if any(len(mark) != 1 or not mark.isascii() for mark in marks):
            raise CannotWrite("not-marc")
        if any(_SEPARATORS.search(text) for text in (*values, *marks)):
            raise CannotWrite("characters")


def in_json(record: Record) -> bytes:
    """One record as a line of MARC-in-JSON. Raises CannotWrite: half a surrogate pair, which UTF-8 cannot hold."""
    try:
        return json.dumps(marc_of(record), ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError as error:
        raise CannotWrite("characters") from error


def marcxml(record: Record, *, mended: bool = False) -> etree._Element:
    """A MARCXML `record` element. With `mended`, what XML cannot hold becomes U+FFFD.

    Raises CannotWrite: not MARC, or (not `mended`) a control character that XML cannot hold.
    """
    try:
        return _element(marc_of(record), mended)
    except (KeyError, TypeError, AttributeError) as error:
        raise CannotWrite("not-marc") from error


def _element(held: dict[str, Any], mended: bool) -> etree._Element:
    root = etree.Element(f"{{{MARCXML}}}record", nsmap=_DEFAULT)
    etree.SubElement(root, f"{{{MARCXML}}}leader").text = _text(held["leader"], mended)
    for entry in held["fields"]:
        for tag, value in entry.items():
            if isinstance(value, str):
                field = etree.SubElement(root, f"{{{MARCXML}}}controlfield", tag=_text(tag, mended))
                field.text = _text(value, mended)
            else:
                _data_field(root, tag, value, mended)
    return root


def _data_field(root: etree._Element, tag: str, value: dict[str, Any], mended: bool) -> None:
    marks = {"tag": tag, "ind1": value["ind1"], "ind2": value["ind2"]}
    field = etree.SubElement(
        root, f"{{{MARCXML}}}datafield", {name: _text(mark, mended) for name, mark in marks.items()}
    )
    for subfield in value["subfields"]:
        for code, text in subfield.items():
            part = etree.SubElement(field, f"{{{MARCXML}}}subfield", code=_text(code, mended))
            part.text = _text(text, mended)


def _text(text: str, mended: bool) -> str:
    return xml_text(text) if mended else _only_xml(text)


def _only_xml(text: str) -> str:
    if _ILLEGAL.search(text):
        raise CannotWrite("characters")
    return text


def xml_text(text: str) -> str:
    """The text with U+FFFD for every character that XML 1.0 cannot hold."""
    return _ILLEGAL.sub("\ufffd", text)
