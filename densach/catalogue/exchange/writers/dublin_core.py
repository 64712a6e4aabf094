"""Records as the fifteen elements of simple Dublin Core."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from densach.catalogue import rules
from densach.catalogue.models import Material, Record

from .marc import xml_text

DC = "http://purl.org/dc/elements/1.1/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
SRW_DC = "info:srw/schema/1/dc-schema"
# DCMI Type Vocabulary
_TYPE = {Material.MAP: "Image", Material.RECORDING: "Sound", Material.KIT: "Collection"}


def elements(record: Record, url: str = "") -> Iterator[tuple[str, str]]:
    """(element, value) in the order of the DCMI list; `url` is the public page of the record where it is known."""
    volume = f" {record.volume}" if record.volume else ""
    yield "title", f"{record.title}{volume}{f' : {record.subtitle}' if record.subtitle else ''}"
    names = rules.entries(record.authors)
    yield from (("creator", name) for name in names[:1])
    yield from (("subject", subject) for subject in rules.entries(record.subjects))
    yield "subject", record.class_mark
    yield "description", record.summary
    yield "publisher", record.publisher
    yield from (("contributor", name) for name in names[1:])
    yield "date", str(record.year or "")
    yield "type", _TYPE.get(Material(record.material), "Text")
    yield "format", record.pages
    yield "identifier", url
    yield "identifier", f"URN:ISBN:{record.isbn}" if record.isbn else ""
    yield "language", record.language
    yield "relation", record.series


def oai_dc(record: Record, url: str = "") -> etree._Element:
    """An `oai_dc:dc` element, as OAI-PMH wants it."""
    return _filled(etree.Element(f"{{{OAI_DC}}}dc", nsmap={"oai_dc": OAI_DC, "dc": DC}), record, url)


def srw_dc(record: Record, url: str = "") -> etree._Element:
    """An `srw_dc:dc` element, the Dublin Core of SRU."""
    return _filled(etree.Element(f"{{{SRW_DC}}}dc", nsmap={"srw_dc": SRW_DC, "dc": DC}), record, url)


def _filled(root: etree._Element, record: Record, url: str) -> etree._Element:
    for name, value in elements(record, url):
        if value:
            etree.SubElement(root, f"{{{DC}}}{name}").text = xml_text(value)
    return root
