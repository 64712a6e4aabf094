"""What is asked of another library and what comes back."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import pymarc
from django.utils.translation import gettext_lazy as _
from lxml import etree
from stdnum import isbn

from densach.catalogue.marc_columns import fields_of
from densach.catalogue.record_fields import RecordFields
from densach.core.errors import Refusal
from densach.core.text import clean

MOST_HITS = 10
MOST_BYTES = 5_000_000
SECONDS = 10
_MARCXML = "http://www.loc.gov/MARC21/slim"


@dataclass(frozen=True)
class Wanted:
    """An ISBN (13 digits), or the words of a title."""

    isbn: str = ""
    title: str = ""

    @classmethod
    def typed(cls, text: str) -> Wanted:
        """What somebody typed or scanned: an ISBN where its check digit agrees, else a title."""
        if isbn.is_valid(text):
            return cls(isbn=str(isbn.to_isbn13(isbn.compact(text))))
        return cls(title=clean(text)[:200])


@dataclass(frozen=True)
class Hit:
    """A record of another library, whole (MARC-in-JSON) and as the columns it would get here."""

    marc: dict[str, Any]
    fields: RecordFields


class Trouble(Refusal):
    """A server could not be asked; `data["why"]` is what it or the network said."""

    code = "lookup-failed"
    sentence = _("This library does not answer: %(why)s.")
    advice = _("Try again later, or ask the administrator to check its address.")


class NoYaz(Trouble):
    code = "lookup-without-yaz"
    sentence = _("Z39.50 needs the YAZ tools, which are not on this server.")
    advice = _("The administrator installs them with the system's package “yaz”. SRU works without them.")


class AddressWrong(Trouble):
    code = "lookup-address-wrong"
    sentence = _("“%(address)s” is not an address of this protocol.")
    advice = _("SRU: http://… or https://…; Z39.50: host:port.")


def hits_of(records: list[etree._Element]) -> list[Hit]:
    """MARCXML elements as hits; one that is not MARC 21, or has no title, is left out."""
    found = []
    for element in records[:MOST_HITS]:
        content = io.BytesIO(etree.tostring(element))
        for read in pymarc.parse_xml_to_array(content):  # type: ignore[no-untyped-call]  # the library types it not
            fields = fields_of(read)
            if fields.title:
                found.append(Hit(dict(read.as_dict()), fields))
    return found


def parsed(content: bytes) -> etree._Element:
    """XML of a stranger: no entities, no files, no network. Raises Trouble."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root: etree._Element | None = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Trouble(why=_("its answer is not XML")) from error
    # no answer of these protocols has a document type, and entities come with one only
    if root is None or root.getroottree().docinfo.doctype:  # type: ignore[attr-defined]  # missing in the stubs
        raise Trouble(why=_("its answer is not XML"))
    return root


def marcxml_within(root: etree._Element) -> list[etree._Element]:
    """Every MARCXML record in an answer, in its order."""
    return list(root.iter(f"{{{_MARCXML}}}record"))
